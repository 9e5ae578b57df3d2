package score

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Opening is a round as it is opened.
type Opening struct {
	SchemeID   string
	Period     period.Period
	FillBy     string // last day for sheets
	ObjectDays int64  // working days for objections
}

// Open opens a round with the adopted version of a scheme and lays out the sheets that are to be filled.
func (s *Service) Open(ctx context.Context, actor authz.Actor, o Opening) (*Round, error) {
	scheme, err := s.Scheme(ctx, o.SchemeID)
	if err != nil {
		return nil, err
	}
	design, err := scheme.Design()
	if err != nil {
		return nil, err
	}
	if err := s.checkOpening(scheme, &design, &o); err != nil {
		return nil, err
	}
	subjects, err := s.Subjects(ctx, &design, o.Period)
	if err != nil {
		return nil, err
	}
	if len(subjects) == 0 {
		return nil, errs.New(errs.Invalid, "方案里没有可考核的对象，检查“考核谁”的条件")
	}
	var r *Round
	err = s.Run.Run(ctx, actor, change.What{Action: "score.open", Perm: authz.ScoreEdit}, func(tx *change.Tx) error {
		r = &Round{ID: tx.NewID(), SchemeID: scheme.ID, Code: scheme.Code, Name: scheme.Name, Period: o.Period, State: Filling, FillBy: o.FillBy, ObjectDays: o.ObjectDays,
			Region: scheme.Region, UnitID: scheme.UnitID, OpenedBy: actor.Name, OpenedOn: tx.Clock.Today(), CreatedAt: tx.Now}
		same, err := rounds.Select(ctx, tx, new(db.Where).And("t.code = ? AND t.period = ? AND t.state <> 'cancelled'", r.Code, string(r.Period)), "")
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return errs.New(errs.Conflict, "“%s”%s已经有一轮（%s）", r.Name, r.Period.Label(), StateLabel(same[0].State))
		}
		if err := rounds.Insert(ctx, tx, r); err != nil {
			return err
		}
		tx.About(r.Ref())
		return s.layOut(ctx, tx, r, &design, subjects)
	})
	return r, err
}

func (s *Service) checkOpening(scheme *Scheme, design *Design, o *Opening) error {
	var bad errs.Fields
	if scheme.State != Adopted {
		bad.Add("scheme_id", "“%s”第%d版没有采用（%s），不能开轮", scheme.Name, scheme.No, SchemeState(scheme.State))
	}
	if !o.Period.Valid() {
		bad.Add("period", "写考核期，例如2026-Q3")
	} else if design.Period != "" && o.Period.Kind() != design.Period {
		bad.Add("period", "这个方案按%s考核，%s不是%s", design.Period.Label(), o.Period.Label(), design.Period.Label())
	} else if o.Period.First() > s.Run.Clock.Today() {
		bad.Add("period", "%s还没有开始", o.Period.Label())
	}
	if o.FillBy != "" && !clock.IsDate(o.FillBy) {
		bad.Add("fill_by", "日期写成2026-11-22这样")
	}
	if o.ObjectDays < 0 || o.ObjectDays > 60 {
		bad.Add("object_days", "公示0到60个工作日")
	}
	return bad.Err()
}

// layOut makes the sheets. Who is scored does not fill its own sheet.
func (s *Service) layOut(ctx context.Context, tx *change.Tx, r *Round, d *Design, subjects []Subject) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	told := map[string]bool{}
	var all []*Sheet
	for _, it := range d.Leaves() {
		if !it.BySheet() {
			continue
		}
		givers := it.Givers
		if len(givers) == 0 {
			givers = []string{r.UnitID}
		}
		for _, g := range givers {
			u := dir.Unit(g)
			for i := range subjects {
				sub := &subjects[i]
				if len(givers) > 1 && sub.UnitOf == g {
					continue
				}
				row := &Sheet{ID: tx.NewID(), RoundID: r.ID, Item: it.No, SubjectKind: sub.Ref.Kind, SubjectID: sub.Ref.ID, Label: sub.Label, Region: r.Region, UnitID: g}
				if u != nil {
					row.Region = u.Region
				}
				all = append(all, row)
			}
			if !told[g] {
				told[g] = true
				tx.Emit(TopicOpened, r.Ref(), g)
			}
		}
	}
	return sheets.Insert(ctx, tx, all...)
}

// Rounds are the rounds, the latest period first. Their names and states are public within the site.
func (s *Service) Rounds(ctx context.Context) ([]Round, error) {
	return rounds.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.period DESC, t.created_at DESC")
}

// Get reads one round.
func (s *Service) Get(ctx context.Context, id string) (*Round, error) {
	return rounds.Get(ctx, s.Run.DB, db.Everything, id)
}

// Before is the round of the same scheme that was published for the nearest period before; nil when there is none.
func (s *Service) Before(ctx context.Context, q db.Queryer, r *Round) (*Round, error) {
	rows, err := rounds.Select(ctx, q, new(db.Where).And("t.code = ? AND t.state = 'published' AND t.id <> ?", r.Code, r.ID), "")
	if err != nil {
		return nil, err
	}
	var best *Round
	for i := range rows {
		if p := rows[i].Period; period.Compare(p, r.Period) < 0 && (best == nil || period.Compare(p, best.Period) > 0) {
			best = &rows[i]
		}
	}
	return best, nil
}

// Move takes a round to its next state.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, reason string) error {
	before, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	row, err := Flow.Find(before.State, action)
	if err != nil {
		return err
	}
	what := change.What{Action: "score." + action, Perm: row.Perm, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if err := flow.Check(ctx, row, actor, reason, s.guards(tx), before); err != nil {
			return err
		}
		after := *before
		after.State = row.To
		switch action {
		case "announce":
			after.ObjectBy = s.Calendar().Add(tx.Clock.Today(), int(before.ObjectDays))
			if err := s.first(ctx, tx, before, false); err != nil {
				return err
			}
		case "recall":
			after.ObjectBy = ""
			if err := s.first(ctx, tx, before, true); err != nil {
				return err
			}
		case "publish":
			after.Published = tx.Clock.Today()
		}
		if err := rounds.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		switch {
		case action == "announce":
			return s.tellScored(ctx, tx, before)
		case row.Notify != "":
			tx.Emit(row.Notify, before.Ref(), strings.TrimSpace(reason))
		}
		return nil
	})
}

// tellScored says to each who is scored, firms apart, that the scores are announced.
func (s *Service) tellScored(ctx context.Context, tx *change.Tx, r *Round) error {
	rows, err := s.resultsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].SubjectKind != OfEnterprise {
			tx.Emit(TopicAnnounced, r.Ref(), rows[i].SubjectID)
		}
	}
	return nil
}

// first notes the scores as they are announced, or forgets them when the announcement is recalled.
func (s *Service) first(ctx context.Context, tx *change.Tx, r *Round, forget bool) error {
	_, err := results.Edit(ctx, tx, new(db.Where).And("t.round_id = ?", r.ID), "", func(row *Result) {
		row.via = &authz.Keys{Region: r.Region, Unit: r.UnitID}
		if row.FirstScore, row.FirstRank = row.Score, row.Rank; forget {
			row.FirstScore, row.FirstRank = 0, 0
		}
	})
	return err
}

// Guards are the conditions of the flow by name, for people.
func Guards() map[string]string {
	return map[string]string{"filled": "各单位的表都已填好，要佐证的都有佐证", "computed": "已核分", "decided": "异议都已裁定，公示期已满"}
}

func (s *Service) guards(q db.Queryer) map[string]flow.Guard[Round] {
	count := func(ctx context.Context, sql string, r *Round) (n int, err error) {
		err = q.QueryRow(ctx, sql, r.ID).Scan(&n)
		return n, err
	}
	return map[string]flow.Guard[Round]{
		"filled": func(ctx context.Context, r *Round) error {
			n, err := count(ctx, "SELECT count(*) FROM score_sheet WHERE round_id = $1 AND filled = FALSE", r)
			if err == nil && n > 0 {
				return errs.New(errs.Invalid, "还有%d张表没有填，催填后再核分；确实没有的由打分单位填“无”并说明", n)
			}
			return err
		},
		"computed": func(ctx context.Context, r *Round) error {
			if r.ComputedAt == 0 {
				return errs.New(errs.Invalid, "还没有核分")
			}
			return nil
		},
		"decided": func(ctx context.Context, r *Round) error {
			n, err := count(ctx, "SELECT count(*) FROM score_objection WHERE round_id = $1 AND state = 'raised'", r)
			if err == nil && n > 0 {
				return errs.New(errs.Invalid, "还有%d条异议没有裁定", n)
			}
			if err == nil && s.Run.Clock.Today() <= r.ObjectBy && r.ObjectDays > 0 {
				return errs.New(errs.Invalid, "公示到%s，期满后才能结束", r.ObjectBy)
			}
			return err
		},
	}
}
