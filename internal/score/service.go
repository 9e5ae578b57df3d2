package score

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

var (
	schemes    = db.NewTable[Scheme](SchemeKind)
	rounds     = db.NewTable[Round](Kind)
	results    = db.NewTable[Result](ResultKind)
	sheets     = db.NewTable[Sheet](SheetKind)
	objections = db.NewTable[Objection](ObjectionKind)
)

// Service has the verbs on schemes, rounds, sheets and objections.
type Service struct {
	Run      *change.Runner
	Org      *org.Service
	Calendar func() workday.Calendar
	Lists    *Lists
	Sources  []Source // further ones: formulas, indicators
}

// source gives a source by name; sheets are none.
func (s *Service) source(name string) Source {
	if name == ListSource {
		return s.Lists
	}
	for _, x := range s.Sources {
		if x.Name() == name {
			return x
		}
	}
	return nil
}

// All are the sources that an item may take from, apart from sheets.
func (s *Service) All() []Source { return append([]Source{s.Lists}, s.Sources...) }

// Schemes are all versions, the newest of each first.
func (s *Service) Schemes(ctx context.Context) ([]Scheme, error) {
	return schemes.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.name, t.code, t.no DESC")
}

// Scheme reads one version. Schemes are public within the site: who is scored may read how.
func (s *Service) Scheme(ctx context.Context, id string) (*Scheme, error) {
	return schemes.Get(ctx, s.Run.DB, db.Everything, id)
}

// InForce is the adopted version of a scheme; nil when there is none.
func (s *Service) InForce(ctx context.Context, code string) (*Scheme, error) {
	rows, err := schemes.Select(ctx, s.Run.DB, new(db.Where).And("t.code = ?", code).And("t.state = 'adopted'"), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// checked is the design as it will be stored.
func (s *Service) checked(ctx context.Context, d *Design) (string, error) {
	var bad errs.Fields
	if d.Name = strings.TrimSpace(d.Name); d.Name == "" || len([]rune(d.Name)) > longName {
		bad.Add("name", "写方案名称，不超过%d字", longName)
	}
	d.Sort()
	d.check(&bad)
	if err := s.checkSources(ctx, d, &bad); err != nil {
		return "", err
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	body, err := json.Marshal(d)
	return string(body), err
}

// Draft stores a design as a draft: a new scheme, or with code the next version of that one.
func (s *Service) Draft(ctx context.Context, actor authz.Actor, code string, d Design) (*Scheme, error) {
	body, err := s.checked(ctx, &d)
	if err != nil {
		return nil, err
	}
	var row *Scheme
	err = s.Run.Run(ctx, actor, change.What{Action: "score.draft", Perm: authz.ScoreEdit}, func(tx *change.Tx) error {
		row = &Scheme{ID: tx.NewID(), Code: code, No: 1, Name: d.Name, Origin: d.Origin, State: Draft, Body: body, Region: actor.Region, UnitID: actor.UnitID, ByID: actor.ID,
			ByName: actor.Name, CreatedAt: tx.Now}
		if err := s.home(ctx, &row.Region); err != nil {
			return err
		}
		if code == "" {
			row.Code = row.ID
		}
		old, err := schemes.Select(ctx, tx, new(db.Where).And("t.code = ?", row.Code), "ORDER BY t.no DESC")
		if err != nil {
			return err
		}
		if len(old) > 0 {
			if old[0].State == Draft {
				return errs.New(errs.Conflict, "“%s”已有第%d版草案，先改完或采用那一版", old[0].Name, old[0].No)
			}
			row.No = old[0].No + 1
		}
		tx.About(row.Ref())
		return schemes.Insert(ctx, tx, row)
	})
	return row, err
}

// home is the site's own region for who has none.
func (s *Service) home(ctx context.Context, code *string) error {
	if *code != "" {
		return nil
	}
	d, err := s.Org.Directory(ctx)
	if err == nil && d.Root() != nil {
		*code = d.Root().ID
	}
	return err
}

// Save changes a draft; before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before *Scheme, d Design) error {
	body, err := s.checked(ctx, &d)
	if err != nil {
		return err
	}
	if before.State != Draft {
		return errs.New(errs.Conflict, "第%d版已采用，不能再改；请另立新版", before.No)
	}
	return s.Run.Run(ctx, actor, change.What{Action: "score.save", Perm: authz.ScoreEdit, Ref: before.Ref()}, func(tx *change.Tx) error {
		after := *before
		after.Name, after.Origin, after.Body = d.Name, d.Origin, body
		return schemes.Update(ctx, tx, before, &after)
	})
}

// Adopt puts a draft in force; the version before it stays for the rounds that were opened with it.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, id, reason string) error {
	what := change.What{Action: "score.adopt", Perm: authz.ScoreEdit, Ref: record.Ref{Kind: SchemeKind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := schemes.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		if before.State != Draft {
			return errs.New(errs.Conflict, "这一版不是草案（%s）", SchemeState(before.State))
		}
		if strings.TrimSpace(reason) == "" {
			return errs.Fields{{Name: "reason", Message: "写明采用的依据，例如会议或文号"}}.Err()
		}
		if _, err := schemes.Edit(ctx, tx, new(db.Where).And("t.code = ? AND t.state = 'adopted'", before.Code), "", func(row *Scheme) { row.State = Replaced }); err != nil {
			return err
		}
		after := *before
		after.State, after.Reason, after.AdoptedOn, after.ByID, after.ByName = Adopted, strings.TrimSpace(reason), tx.Clock.Today(), actor.ID, actor.Name
		return schemes.Update(ctx, tx, before, &after)
	})
}

// checkSources notes items whose source does not exist or whose rules are wrong.
func (s *Service) checkSources(ctx context.Context, d *Design, bad *errs.Fields) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	for i := range d.Items {
		it := &d.Items[i]
		at := "items." + strconv.Itoa(i) + "."
		for _, g := range it.Givers {
			if dir.Unit(g) == nil {
				bad.Add(at+"givers", "打分单位里有不存在的单位")
			}
		}
		if it.Method == Group || it.BySheet() {
			continue
		}
		src := s.source(it.Input.Source)
		if src == nil {
			bad.Add(at+"source", "没有“%s”这个数据来源", it.Input.Source)
			continue
		}
		if it.Input.Source == ListSource {
			if it.Input.Num == nil {
				bad.Add(at+"source", "选择从哪个清单取数")
			}
			for _, m := range []*Measure{it.Input.Num, it.Input.Den} {
				if m != nil {
					if err := s.Lists.Check(m, d.Subject.Kind); err != nil {
						bad.Add(at+"where", "%s", message(err))
					}
				}
			}
			continue
		}
		if err := offered(ctx, src, it.Input.Key); err != nil {
			bad.Add(at+"source", "%s", message(err))
		}
	}
	if r := d.Subject; r.Where != "" {
		if err := s.Lists.CheckRule(r.Kind, r.Where); err != nil {
			bad.Add("subject", "%s", message(err))
		}
	}
	if d.Fresh != "" {
		if err := s.Lists.CheckRule(d.Subject.Kind, d.Fresh); err != nil {
			bad.Add("fresh", "%s", message(err))
		}
	}
	s.checkRules(d, bad)
	return nil
}

func offered(ctx context.Context, src Source, key string) error {
	all, err := src.Inputs(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Key == key {
			return nil
		}
	}
	return errs.New(errs.Invalid, "%s里没有“%s”", src.Label(), key)
}
