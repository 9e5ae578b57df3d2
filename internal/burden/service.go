package burden

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/platform/secret"
)

var (
	forms = db.NewTable[Form](FormKind)
	rules = db.NewTable[rule]("burden_rule")
)

// rule is the one row of what the site set.
type rule struct {
	ID          string `db:"id"`
	IdleMinutes int64  `db:"idle_minutes"`
	Version     int64  `db:"version"`
}

// Service has the verbs of the meter.
type Service struct {
	Run *change.Runner
}

// Key is the site's key for sealing slips; the first node that asks makes it.
func (s *Service) Key(ctx context.Context) ([]byte, error) {
	var key string
	err := s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO burden_key (id, value) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "slip", secret.New(32)); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "SELECT k.value FROM burden_key k WHERE k.id = $1", "slip").Scan(&key)
	})
	return []byte(key), err
}

// Note stores forms of one person that were accepted; forms that are not measured are passed over.
func (s *Service) Note(ctx context.Context, actor authz.Actor, fills ...Fill) error {
	fills = slices.DeleteFunc(slices.Clone(fills), func(f Fill) bool { return Exempt(f.Form) != "" })
	if len(fills) == 0 {
		return nil
	}
	if actor.Region == "" {
		actor.Region = region.Outside
	}
	today, now := s.Run.Clock.Today(), s.Run.Clock.Micro()
	return s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		for _, f := range fills {
			_, err := tx.Exec(ctx, `INSERT INTO burden_fill (id, region, unit_id, person_id, person_name, form, title, via, period, on_date, seconds, by_hand, taken_over,
				left_empty, files, at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
				id.New(now/1000), actor.Region, actor.UnitID, actor.ID, actor.Name, f.Form, f.Title, f.Via, today[:7], today, min(f.Seconds, longest), f.ByHand, f.TakenOver, f.Empty, f.Files, now)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Idle is from how many minutes on an open form counts as left lying.
func (s *Service) Idle(ctx context.Context) (int64, error) {
	r, err := s.rule(ctx, s.Run.DB)
	return r.IdleMinutes, err
}

func (s *Service) rule(ctx context.Context, q db.Queryer) (*rule, error) {
	rows, err := rules.Select(ctx, q, new(db.Where), "")
	if err != nil || len(rows) == 0 {
		return &rule{IdleMinutes: IdleMinutes}, err
	}
	return &rows[0], nil
}

// SetIdle changes it: 1 to 240 minutes. All figures are reckoned anew, since the times themselves are kept.
func (s *Service) SetIdle(ctx context.Context, actor authz.Actor, minutes int64, reason string) error {
	if minutes < 1 || minutes > 240 {
		return errs.Fields{{Name: "idle", Message: "填1到240分钟"}}.Err()
	}
	what := change.What{Action: "burden.rule", Perm: authz.BurdenEdit, Ref: record.Ref{Kind: "burden_rule"}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := s.rule(ctx, tx)
		if err != nil || before.IdleMinutes == minutes && before.ID != "" {
			return err
		}
		after := *before
		if after.IdleMinutes = minutes; after.ID == "" {
			after.ID = "rule"
			return rules.Insert(ctx, tx, &after)
		}
		return rules.Update(ctx, tx, before, &after)
	})
}

// Said gives what is said of each form: by the office, else by what came with the program. Forms of which nobody said anything are
// missing.
func (s *Service) Said(ctx context.Context) (map[string]*Form, error) {
	out := map[string]*Form{}
	for i := range shipped {
		f := shipped[i]
		out[f.Form] = &f
	}
	rows, err := forms.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.form")
	for i := range rows {
		r := &rows[i]
		if was := out[r.Form]; was != nil && r.Name == "" {
			r.Name = was.Name
		}
		out[r.Form] = r
	}
	return out, err
}

// Get gives what is said of a form; a form that was never filled in and of which nobody said anything is NotFound.
func (s *Service) Get(ctx context.Context, form string) (*Form, error) {
	said, err := s.Said(ctx)
	if err != nil {
		return nil, err
	}
	if f := said[form]; f != nil {
		return f, nil
	}
	titles, err := s.titles(ctx)
	if err != nil {
		return nil, err
	}
	if title, ok := titles[form]; ok {
		return &Form{Form: form, Name: title}, nil
	}
	return nil, errs.New(errs.NotFound, "没有这张表，或还没有人填过")
}

// Say stores what the office says of a form; before is what the editor saw.
func (s *Service) Say(ctx context.Context, actor authz.Actor, before, after *Form, reason string) error {
	var bad errs.Fields
	if after.Name = strings.TrimSpace(after.Name); after.Name == "" || len([]rune(after.Name)) > 40 {
		bad.Add("name", "填写表名，最多40字")
	}
	if len([]rune(after.Replaces)) > 1000 {
		bad.Add("replaces", "太长了，最多1000字")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	after.Replaces, after.ByName = strings.Join(after.Tables(), "\n"), actor.Name
	what := change.What{Action: "burden.form", Perm: authz.BurdenEdit, Ref: record.Ref{Kind: FormKind, ID: before.ID}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		after.UpdatedAt = tx.Now
		if before.ID != "" {
			return forms.Update(ctx, tx, before, after)
		}
		after.ID = tx.NewID()
		tx.About(record.Ref{Kind: FormKind, ID: after.ID})
		return forms.Insert(ctx, tx, after)
	})
}
