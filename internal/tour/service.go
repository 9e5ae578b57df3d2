package tour

import (
	"context"
	"encoding/json"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

// Service has the verbs on tours.
type Service struct {
	Run      *change.Runner
	Org      *org.Service
	Projects *project.Service
}

// Get reads one tour. Tours are no secret within the site; their sheets are.
func (s *Service) Get(ctx context.Context, id string) (*Tour, error) {
	return tours.Get(ctx, s.Run.DB, db.Everything, id)
}

// Stops are the stops of a tour along the route.
func (s *Service) Stops(ctx context.Context, q db.Queryer, id string) ([]Stop, error) {
	return stops.Select(ctx, q, new(db.Where).And("t.tour_id = ?", id), "ORDER BY t.no")
}

// Jurors are the jurors of a tour.
func (s *Service) Jurors(ctx context.Context, q db.Queryer, id string) ([]Juror, error) {
	return jurors.Select(ctx, q, new(db.Where).And("t.tour_id = ?", id), "ORDER BY t.id")
}

// Plan is a tour as an office writes it: criteria, stops and jurors are texts of one a line.
type Plan struct {
	Tour
	Criteria, Stops, Jurors string
}

// read checks a plan and reads its texts.
func (s *Service) read(ctx context.Context, actor authz.Actor, p *Plan) (route []Stop, who []Juror, err error) {
	var bad errs.Fields
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		bad.Add("name", "写观摩名称，例如“2026年上半年项目观摩”")
	} else if len([]rune(p.Name)) > 100 {
		bad.Add("name", "名称最多100字")
	}
	if !p.Period.Valid() {
		bad.Add("period", "期别写成2026-H1（上半年）、2026-H2（下半年）或2026-Q3、2026这样")
	}
	if p.ToOn == "" {
		p.ToOn = p.FromOn
	}
	datesOK := clock.IsDate(p.FromOn) && clock.IsDate(p.ToOn)
	if !clock.IsDate(p.FromOn) {
		bad.Add("from_on", "日期写成2026-06-23这样")
	}
	switch {
	case !clock.IsDate(p.ToOn):
		bad.Add("to_on", "日期写成2026-06-23这样")
	case datesOK && p.ToOn < p.FromOn:
		bad.Add("to_on", "不能早于开始日期（%s）", p.FromOn)
	}
	if p.DropHigh < 0 || p.DropHigh > 5 {
		bad.Add("drop_high", "去掉0到5张")
	}
	if p.DropLow < 0 || p.DropLow > 5 {
		bad.Add("drop_low", "去掉0到5张")
	}
	collect := func(err error) error {
		if e, ok := err.(*errs.Error); ok && len(e.Fields) > 0 {
			bad = append(bad, e.Fields...)
			return nil
		}
		return err
	}
	criteria, err := ReadCriteria(p.Criteria)
	if err := collect(err); err != nil {
		return nil, nil, err
	}
	raw, err := json.Marshal(criteria)
	if err != nil {
		return nil, nil, err
	}
	p.CriteriaRaw = string(raw)
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, nil, err
	}
	if datesOK {
		if route, err = s.readStops(ctx, actor, dir, &p.Tour, p.Stops); collect(err) != nil {
			return nil, nil, err
		}
	}
	if who, err = readJurors(dir, p.Jurors); collect(err) != nil {
		return nil, nil, err
	}
	return route, who, bad.Err()
}

// Create plans a tour.
func (s *Service) Create(ctx context.Context, actor authz.Actor, p Plan) (*Tour, error) {
	if err := actor.Need(authz.TourEdit); err != nil {
		return nil, err
	}
	route, who, err := s.read(ctx, actor, &p)
	if err != nil {
		return nil, err
	}
	t := p.Tour
	err = s.Run.Run(ctx, actor, change.What{Action: "tour.create", Perm: authz.TourEdit}, func(tx *change.Tx) error {
		if t.UnitID == "" {
			t.UnitID = actor.UnitID
		}
		if t.Region == "" {
			t.Region = actor.Region
		}
		t.ID, t.State, t.SetBy, t.SetName, t.CreatedAt, t.UpdatedAt = tx.NewID(), Planned, actor.ID, actor.Name, tx.Now, tx.Now
		tx.About(t.Ref())
		if err := tours.Insert(ctx, tx, &t); err != nil {
			return err
		}
		if err := lay(ctx, tx, &t, route); err != nil {
			return err
		}
		return seat(ctx, tx, &t, who)
	})
	if err != nil {
		return nil, err
	}
	return &t, nil
}

// Amend changes a tour as before was seen. Of one that runs only the jurors and the remark change, and nobody who has given a sheet is
// taken away.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, before *Tour, p Plan) error {
	if err := actor.Need(authz.TourEdit); err != nil {
		return err
	}
	route, who, err := s.read(ctx, actor, &p)
	if err != nil {
		return err
	}
	return s.edit(ctx, actor, "edit", before.ID, "", func(tx *change.Tx, t *Tour) error {
		if t.Version != before.Version {
			return errs.New(errs.Conflict, "“%s”刚被别人改过，请刷新后再改", t.Name)
		}
		t.Note = strings.TrimSpace(p.Note)
		switch t.State {
		case Planned:
			t.Name, t.Period, t.FromOn, t.ToOn, t.CriteriaRaw, t.DropHigh, t.DropLow, t.OwnCounty = p.Name, p.Period, p.FromOn, p.ToOn, p.CriteriaRaw, p.DropHigh, p.DropLow, p.OwnCounty
			old, err := s.Stops(ctx, tx, t.ID)
			if err != nil {
				return err
			}
			for i := range old {
				if err := stops.Delete(ctx, tx, &old[i]); err != nil {
					return err
				}
			}
			if err := lay(ctx, tx, t, route); err != nil {
				return err
			}
		case Running:
		default:
			return errs.New(errs.Conflict, "观摩%s，不能再改", Flow.Label(t.State))
		}
		return s.reseat(ctx, tx, t, who)
	})
}

// lay writes the stops of a route.
func lay(ctx context.Context, tx *change.Tx, t *Tour, route []Stop) error {
	rows := make([]*Stop, len(route))
	for i := range route {
		rows[i] = &route[i]
		rows[i].ID, rows[i].TourID, rows[i].Region, rows[i].UnitID = tx.NewID(), t.ID, t.Region, t.UnitID
	}
	return stops.Insert(ctx, tx, rows...)
}

// seat writes jurors.
func seat(ctx context.Context, tx *change.Tx, t *Tour, who []Juror) error {
	rows := make([]*Juror, len(who))
	for i := range who {
		rows[i] = &who[i]
		rows[i].ID, rows[i].TourID, rows[i].Region, rows[i].UnitID = tx.NewID(), t.ID, t.Region, t.UnitID
	}
	return jurors.Insert(ctx, tx, rows...)
}

// reseat makes the jurors those of who. Those who join a tour that runs are told.
func (s *Service) reseat(ctx context.Context, tx *change.Tx, t *Tour, who []Juror) error {
	old, err := s.Jurors(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	given, err := s.all(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	wanted, known, gave := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range who {
		wanted[who[i].AccountID] = true
	}
	for i := range given {
		gave[given[i].AccountID] = true
	}
	for i := range old {
		j := &old[i]
		known[j.AccountID] = true
		if wanted[j.AccountID] {
			continue
		}
		if gave[j.AccountID] {
			return (&errs.Fields{{Name: "jurors", Message: "“" + j.Name + "”已经交了评分表，不能从名单里去掉"}}).Err()
		}
		if err := jurors.Delete(ctx, tx, j); err != nil {
			return err
		}
	}
	var fresh []Juror
	for i := range who {
		if !known[who[i].AccountID] {
			fresh = append(fresh, who[i])
		}
	}
	if t.State == Running {
		if len(wanted) == 0 {
			return (&errs.Fields{{Name: "jurors", Message: "评分中的观摩至少留一位评委"}}).Err()
		}
		for i := range fresh {
			tx.Emit(TopicStarted, t.Ref(), fresh[i].AccountID)
		}
	}
	return seat(ctx, tx, t, fresh)
}

// edit changes a tour inside one write.
func (s *Service) edit(ctx context.Context, actor authz.Actor, action, id, reason string, fn func(tx *change.Tx, t *Tour) error) error {
	what := change.What{Action: "tour." + action, Perm: authz.TourEdit, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := tours.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		after.UpdatedAt = tx.Now
		return tours.Update(ctx, tx, before, &after)
	})
}

// Move takes a tour a step further by an action of Flow.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, reason string) error {
	return s.edit(ctx, actor, action, id, reason, func(tx *change.Tx, t *Tour) error {
		row, err := Flow.Find(t.State, action)
		if err != nil {
			return err
		}
		if err := flow.Check(ctx, row, actor, reason, s.guards(tx), t); err != nil {
			return err
		}
		t.State = row.To
		today := tx.Clock.Today()
		switch action {
		case "start":
			t.StartedOn = today
			who, err := s.Jurors(ctx, tx, t.ID)
			if err != nil {
				return err
			}
			for i := range who {
				tx.Emit(TopicStarted, t.Ref(), who[i].AccountID)
			}
		case "close", "cut":
			t.ClosedOn = today
		case "reopen":
			t.ClosedOn = ""
		case "publish":
			t.PublishedOn = today
		}
		return nil
	})
}

func (s *Service) guards(q db.Queryer) map[string]flow.Guard[Tour] {
	return map[string]flow.Guard[Tour]{
		"ready": func(ctx context.Context, t *Tour) error {
			r, _, err := s.result(ctx, q, t)
			if err != nil {
				return err
			}
			if len(r.Stops) == 0 {
				return errs.New(errs.Conflict, "路线上还没有站点，先在“修改”里写路线")
			}
			for i := range r.Stops {
				if x := &r.Stops[i]; x.Due <= int(t.DropHigh+t.DropLow) {
					return errs.New(errs.Conflict, "第%d站“%s”只有%d位评委能打分（本县区的回避），去掉%d个最高分、%d个最低分后不剩；加评委或少去掉几张", x.No, x.Name, x.Due, t.DropHigh, t.DropLow)
				}
			}
			return nil
		},
		"complete": func(ctx context.Context, t *Tour) error {
			r, _, err := s.result(ctx, q, t)
			if err != nil {
				return err
			}
			missing := 0
			for i := range r.Stops {
				missing += max(0, r.Stops[i].Due-len(r.Stops[i].Sheets))
			}
			if missing > 0 {
				return errs.New(errs.Conflict, "还欠%d张评分表，催齐后再收分；等不到的用“缺表收分”并写理由", missing)
			}
			return nil
		},
	}
}

// result works out what a tour has come to, whoever asks; it gives the jurors along.
func (s *Service) result(ctx context.Context, q db.Queryer, t *Tour) (*Result, []Juror, error) {
	route, err := s.Stops(ctx, q, t.ID)
	if err != nil {
		return nil, nil, err
	}
	who, err := s.Jurors(ctx, q, t.ID)
	if err != nil {
		return nil, nil, err
	}
	given, err := s.all(ctx, q, t.ID)
	if err != nil {
		return nil, nil, err
	}
	return Work(t, route, given, who), who, nil
}

func (s *Service) all(ctx context.Context, q db.Queryer, id string) ([]Sheet, error) {
	return sheets.Select(ctx, q, new(db.Where).And("t.tour_id = ?", id), "ORDER BY t.id")
}
