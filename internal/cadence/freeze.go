package cadence

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"log/slog"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Freeze freezes a period by hand, before its moment or after it, for a reason. A period that is not over or has nothing to keep
// gives Invalid, one that is frozen Conflict.
func (s *Service) Freeze(ctx context.Context, actor authz.Actor, text, reason string) (*Period, error) {
	if err := actor.Need(authz.PeriodFreeze); err != nil {
		return nil, err
	}
	if err := wholeSite(actor); err != nil {
		return nil, err
	}
	p, err := period.Parse(text)
	if err != nil {
		return nil, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return nil, (&errs.Fields{{Name: "reason", Message: "写明为什么现在冻结，例如提前定稿"}}).Err()
	}
	return s.freeze(ctx, actor, p, reason)
}

// freeze keeps the lines of a period and sets their root. The lines are written first, in small writes under an identity of
// their own; the change that makes them count is one row, so that the freeze happens once on any number of nodes.
func (s *Service) freeze(ctx context.Context, actor authz.Actor, p period.Period, reason string) (*Period, error) {
	if p.Last() >= s.Run.Clock.Today() {
		return nil, errs.New(errs.Invalid, "%s还没过完，最早%s之后才能冻结", p.Label(), dayWord(p.Last()))
	}
	row, err := s.Find(ctx, s.Run.DB, p)
	if err != nil {
		return nil, err
	}
	if err := frozenAlready(row); err != nil {
		return nil, err
	}
	key, err := s.signer(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := s.lines(ctx, p, true)
	if err != nil {
		return nil, err
	}
	freezeID := id.New(s.Run.Clock.Now().UnixMilli())
	t, err := s.stage(ctx, freezeID, string(p), lines)
	if err == nil {
		row, err = s.close(ctx, actor, p, reason, freezeID, t, key)
	}
	if err != nil {
		s.discard(ctx, freezeID)
		return nil, err
	}
	if err := s.checkpoint(ctx, p); err != nil { // the freeze stands; the next turn makes up for it
		slog.Warn("checkpoint of a freeze", "period", p, "err", err)
	}
	return row, nil
}

func frozenAlready(row *Period) error {
	if row == nil || row.State != Frozen {
		return nil
	}
	return errs.New(errs.Conflict, "%s已由%s于%s冻结，不能再冻结，也不能解冻；数有出入请发更正通报", row.Label(), row.FrozenName,
		clock.FromMicro(row.FrozenAt).Format("2006年1月2日15:04"))
}

// lines asks the keepers, in their order; texts tells whether large texts are wanted too.
func (s *Service) lines(ctx context.Context, p period.Period, texts bool) ([]Line, error) {
	var out []Line
	figures := 0
	for _, k := range s.keepers {
		read := k.Lines
		if texts && k.Texts != nil {
			read = k.Texts
		}
		lines, err := read(ctx, p)
		if err != nil {
			return nil, errs.Wrap(err, errs.CodeOf(err), "“%s”的数取不出：%v", k.Label, err)
		}
		seen := make(map[string]bool, len(lines))
		for i := range lines {
			l := &lines[i]
			if l.Keeper = k.Name; l.Key == "" || seen[l.Key] {
				return nil, errs.New(errs.Internal, "“%s”给出的行没有标识或重复：%s", k.Label, l.Key)
			}
			seen[l.Key] = true
			if !l.Whole() {
				figures++
			}
		}
		out = append(out, lines...)
	}
	if figures == 0 {
		return nil, errs.New(errs.Invalid, "%s没有可以冻结的数：这种周期没有项目、指标或排名的数据", p.Label())
	}
	return out, nil
}

// perWrite is how many lines one write stores, so that others need not wait for long; hashesPerRow how many hashes a row holds.
const (
	perWrite     = 2000
	hashesPerRow = 8192
)

var (
	lineRows = db.NewInserter("cadence_line", "freeze_id", "no", "keeper", "line_key", "kind", "subject_id", "region", "unit_id", "chain_id", "label", "value",
		"words", "colour", "place", "url")
	blobRows = db.NewInserter("cadence_blob", "freeze_id", "keeper", "no", "name", "data")
)

// stage stores the lines, their texts and the hashes of the leaves.
func (s *Service) stage(ctx context.Context, freezeID, p string, lines []Line) (*tree, error) {
	t := newTree()
	for first := 0; first < len(lines); first += perWrite {
		part := lines[first:min(first+perWrite, len(lines))]
		vals, blobs := make([]any, 0, len(part)*15), []any(nil)
		for i := range part {
			l := &part[i]
			if err := t.add(hasher.HashLeaf(l.Leaf(p))); err != nil {
				return nil, err
			}
			vals = append(vals, freezeID, int64(first+i), l.Keeper, l.Key, l.Subject.Kind, l.Subject.ID, l.Keys.Region, l.Keys.Unit, l.Keys.Chain, l.Label,
				l.Value, l.Words, l.Colour, l.Rank, l.URL)
			if l.Whole() {
				blobs = append(blobs, freezeID, l.Keeper, int64(first+i), l.Key, base64.StdEncoding.EncodeToString(l.Text))
				l.Text = nil
			}
		}
		if err := s.Run.DB.Write(ctx, func(tx *db.Tx) error {
			if err := lineRows.Exec(ctx, tx, vals); err != nil {
				return err
			}
			return blobRows.Exec(ctx, tx, blobs)
		}); err != nil {
			return nil, err
		}
	}
	return t, s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		size := hashesPerRow * hasher.Size()
		var vals []any
		for i := 0; i*size < len(t.hashes); i++ {
			vals = append(vals, freezeID, hashKeeper, int64(i), "", base64.StdEncoding.EncodeToString(t.hashes[i*size:min((i+1)*size, len(t.hashes))]))
		}
		return blobRows.Exec(ctx, tx, vals)
	})
}

// hashKeeper is the name under which the hashes of the leaves are kept; no keeper of lines is called so.
const hashKeeper = ""

// close makes the staged lines those of the period.
func (s *Service) close(ctx context.Context, actor authz.Actor, p period.Period, reason, freezeID string, t *tree, key ed25519.PrivateKey) (*Period, error) {
	var out *Period
	what := change.What{Action: "cadence.freeze", Perm: authz.PeriodFreeze, Ref: record.Ref{Kind: Kind}, Reason: reason}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		row, err := s.Find(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := frozenAlready(row); err != nil {
			return err
		}
		if row == nil { // an earlier period, frozen belatedly
			all, err := readRules(ctx, tx)
			if err != nil {
				return err
			}
			for i := range all {
				if all[i].Kind == string(p.Kind()) {
					row = s.fresh(tx, p, &all[i])
				}
			}
			if err := periods.Insert(ctx, tx, row); err != nil {
				return err
			}
		}
		tx.About(row.Ref())
		after := *row
		after.State, after.Reason, after.FreezeID, after.Lines, after.Root = Frozen, reason, freezeID, int64(t.edge.End()), t.root()
		after.FrozenAt, after.FrozenBy, after.FrozenName, after.SignKey = tx.Now, actor.ID, actor.Name, publicOf(key)
		after.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, Statement(after.Period, after.Lines, after.Root, after.FrozenAt)))
		if err := periods.Update(ctx, tx, row, &after); err != nil {
			return err
		}
		tx.Emit(TopicFrozen, after.Ref(), "")
		out = &after
		return nil
	})
	return out, err
}

// discard removes lines that came to nothing. What is left when even that fails is swept later.
func (s *Service) discard(ctx context.Context, freezeID string) {
	ctx = context.WithoutCancel(ctx)
	err := s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		for _, q := range []string{"DELETE FROM cadence_line WHERE freeze_id = $1", "DELETE FROM cadence_blob WHERE freeze_id = $1"} {
			if _, err := tx.Exec(ctx, q, freezeID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		slog.Warn("drop lines of a freeze that came to nothing", "err", err)
	}
}

// checkpoint stores a checkpoint of the journal, which covers the freeze.
func (s *Service) checkpoint(ctx context.Context, p period.Period) error {
	site := ""
	if s.Site != nil {
		site = s.Site(ctx)
	}
	_, err := s.Run.Journal.Checkpoint(ctx, s.Run.Clock, site, "冻结"+p.Label())
	return err
}

// stale is how old lines without a period must be before they are swept: another node may be freezing right now.
const stale = int64(6) * 3600 * 1_000_000

// settle makes up for what a crash left: a freeze without its checkpoint, and lines of a freeze that was never closed.
func (s *Service) settle(ctx context.Context) error {
	rows, err := periods.Select(ctx, s.Run.DB, new(db.Where).And("t.state = ?", Frozen), "ORDER BY t.frozen_at DESC LIMIT 1")
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		points, err := s.Run.Journal.Checkpoints(ctx)
		if err != nil {
			return err
		}
		if len(points) == 0 || points[len(points)-1].At < rows[0].FrozenAt {
			if err := s.checkpoint(ctx, rows[0].P()); err != nil {
				return err
			}
		}
	}
	orphans, err := s.orphans(ctx)
	if err != nil {
		return err
	}
	for _, o := range orphans {
		if o < id.New((s.Run.Clock.Micro()-stale)/1000) {
			s.discard(ctx, o)
		}
	}
	return nil
}

// orphans are the identities of lines that no period names.
func (s *Service) orphans(ctx context.Context) (out []string, err error) {
	q := "SELECT DISTINCT l.freeze_id FROM cadence_line l WHERE l.no = 0 AND NOT EXISTS (SELECT 1 FROM cadence_period p WHERE p.freeze_id = l.freeze_id)"
	return db.Strings(ctx, s.Run.DB, q)
}

// Hold keeps a period from being frozen by itself, for a reason; Release lets it again.
func (s *Service) Hold(ctx context.Context, actor authz.Actor, text, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明为什么暂缓冻结"}}).Err()
	}
	return s.mark(ctx, actor, text, "cadence.hold", reason, Open, Held)
}

// Release lets a held period be frozen by itself again: at its moment, or at once when that has passed.
func (s *Service) Release(ctx context.Context, actor authz.Actor, text, reason string) error {
	return s.mark(ctx, actor, text, "cadence.release", strings.TrimSpace(reason), Held, Open)
}

func (s *Service) mark(ctx context.Context, actor authz.Actor, text, action, reason, from, to string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	return s.edit(ctx, actor, change.What{Action: action, Perm: authz.PeriodFreeze, Reason: reason}, text, func(p *Period) error {
		if p.State != from {
			return errs.New(errs.Conflict, "%s现在是“%s”，不能这样办", p.Label(), StateLabel(p.State))
		}
		p.State, p.Reason = to, reason
		return nil
	})
}

// edit changes a period that is not frozen.
func (s *Service) edit(ctx context.Context, actor authz.Actor, what change.What, text string, fn func(p *Period) error) error {
	p, err := period.Parse(text)
	if err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		row, err := s.Find(ctx, tx, p)
		if err != nil {
			return err
		}
		if row == nil {
			return errs.New(errs.NotFound, "还没有%s这个周期的记录", p.Label())
		}
		if err := frozenAlready(row); err != nil {
			return err
		}
		tx.About(row.Ref())
		after := *row
		if err := fn(&after); err != nil {
			return err
		}
		return periods.Update(ctx, tx, row, &after)
	})
}

// Dates are a period's dates as set by hand. FreezeOn "" is never.
type Dates struct{ OpensOn, RemindOn, DueOn, FreezeOn string }

// SetDates sets the dates of a period by hand, for a reason; the rule no longer moves them. Dates that are all "" follow the rule again.
func (s *Service) SetDates(ctx context.Context, actor authz.Actor, text string, d Dates, reason string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	all, err := s.Rules(ctx)
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明改期的依据"}}).Err()
	}
	return s.edit(ctx, actor, change.What{Action: "cadence.dates", Perm: authz.PeriodEdit, Reason: reason}, text, func(p *Period) error {
		rule := &all[0]
		for i := range all {
			if all[i].Kind == p.Kind {
				rule = &all[i]
			}
		}
		was := *p
		if d == (Dates{}) {
			p.OpensOn, p.RemindOn, p.DueOn, p.FreezeAt = rule.Dates(p.P(), s.Calendar())
			p.ByHand = false
		} else {
			if err := d.check(p.P()); err != nil {
				return err
			}
			p.OpensOn, p.RemindOn, p.DueOn, p.FreezeAt, p.ByHand = d.OpensOn, d.RemindOn, d.DueOn, 0, true
			if d.FreezeOn != "" {
				p.FreezeAt = moment(d.FreezeOn, int(rule.FreezeHour))
			}
		}
		if said := moves(&was, p); said != "" {
			p.Moved, p.MovedAt = "改期："+said, s.Run.Clock.Micro()
		}
		if p.RemindOn > s.Run.Clock.Today() {
			p.RemindedAt = 0
		}
		p.Reason = reason
		return nil
	})
}

func (d Dates) check(p period.Period) error {
	var bad errs.Fields
	for _, x := range []struct {
		name, day string
		may       bool
	}{{"opens_on", d.OpensOn, false}, {"remind_on", d.RemindOn, false}, {"due_on", d.DueOn, false}, {"freeze_on", d.FreezeOn, true}} {
		if !clock.IsDate(x.day) && !(x.may && x.day == "") {
			bad.Add(x.name, "日期写成2026-11-04")
		}
	}
	if bad.Err() == nil {
		if d.OpensOn > d.RemindOn {
			bad.Add("remind_on", "提醒不能早于开报")
		}
		if d.RemindOn > d.DueOn {
			bad.Add("due_on", "截止不能早于提醒")
		}
		if d.FreezeOn != "" && (d.FreezeOn < d.DueOn || d.FreezeOn <= p.Last()) {
			bad.Add("freeze_on", "冻结要在周期结束之后，也不能早于截止")
		}
	}
	return bad.Err()
}
