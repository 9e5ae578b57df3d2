package tour

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// View is a tour as a person sees it.
type View struct {
	*Tour
	*Result         // complete when Open; otherwise Sheets are the person's own, and nothing is worked out
	Criteria        []Criterion
	Jurors          []Juror
	Juror           *Juror           // the person as a juror, nil = is none
	Mine            map[string]Sheet // the person's own sheets, by stop
	Open            bool             // results and the sheets of all are shown
	Given           map[string]int   // how many sheets each stop has, by stop
	Gave            map[string]bool  // who has given a sheet to what: Key
	Expected, Owing int
}

// Key names the sheet of a juror for a stop in View.Gave.
func Key(stop, account string) string { return stop + "/" + account }

// View reads a tour for a person. Jurors see their own sheets alone until it is closed.
func (s *Service) View(ctx context.Context, actor authz.Actor, id string) (*View, error) {
	t, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &View{Tour: t, Mine: map[string]Sheet{}, Given: map[string]int{}, Gave: map[string]bool{}}
	if v.Criteria, err = t.Criteria(); err != nil {
		return nil, err
	}
	if v.Result, v.Jurors, err = s.result(ctx, s.Run.DB, t); err != nil {
		return nil, err
	}
	for i := range v.Jurors {
		if v.Jurors[i].AccountID == actor.ID {
			v.Juror = &v.Jurors[i]
		}
	}
	v.Open = t.Open(actor, v.Juror != nil)
	for i := range v.Stops {
		st := &v.Stops[i]
		v.Given[st.ID] = len(st.Sheets)
		v.Expected += st.Due
		v.Owing += max(0, st.Due-len(st.Sheets))
		var own []Counted
		for _, sh := range st.Sheets {
			v.Gave[Key(st.ID, sh.AccountID)] = true
			if sh.AccountID == actor.ID {
				v.Mine[st.ID] = sh.Sheet
				sh.Dropped = ""
				own = append(own, sh)
			}
		}
		if !v.Open {
			st.Sheets, st.Score = own, Score{}
		}
	}
	if !v.Open {
		v.Counties = nil
	}
	return v, nil
}

// Stop finds a stop of the view; NotFound without one.
func (v *View) Stop(id string) (*StopScore, error) {
	for i := range v.Stops {
		if v.Stops[i].ID == id {
			return &v.Stops[i], nil
		}
	}
	return nil, errs.New(errs.NotFound, "这次观摩没有这一站")
}

// Locked says why the person cannot score the stop now, "" when he can.
func (v *View) Locked(st *Stop, county string) string {
	switch {
	case v.Juror == nil:
		return "您不是这次观摩的评委，不能打分。"
	case !v.May(v.Juror, st):
		return "这一站在您所在的" + county + "，本次观摩规定评委不给本县区打分。"
	case v.State == Planned:
		return "观摩还没有开始评分，开始时会发消息。"
	case v.State != Running:
		return "观摩" + Flow.Label(v.State) + "，分数不能再改；确有差错请链长办重开评分。"
	}
	return ""
}

// Given is a sheet as a juror fills it. Marks stand in the order of the criteria; one that was not given is NaN.
type Given struct {
	Marks  []float64
	Remark string
}

// Give keeps the sheet of the actor for a stop. A juror has one sheet for each stop, so what is sent twice counts once, and what is
// sent anew takes the place of the old until the tour is closed; again is true when nothing had changed.
func (s *Service) Give(ctx context.Context, actor authz.Actor, id, stop string, in Given) (sh *Sheet, again bool, err error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, false, err
	}
	what := change.What{Action: "tour.give", Perm: authz.TourGive, Ref: record.Ref{Kind: Kind, ID: id}}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		t, st, err := s.allowed(ctx, tx, actor, id, stop, dir.RegionName)
		if err != nil {
			return err
		}
		raw, total, err := t.check(&in)
		if err != nil {
			return err
		}
		// A juror from elsewhere writes into a tour outside of the own scope: that he is one of its jurors was just seen.
		tx.Guard = nil
		before, err := own(ctx, tx, st.ID, actor.ID)
		if err != nil {
			return err
		}
		if before == nil {
			sh = &Sheet{ID: tx.NewID(), TourID: t.ID, StopID: st.ID, AccountID: actor.ID, Name: actor.Name, MarksRaw: raw, Total: total, Remark: in.Remark, FilledAt: tx.Now,
				Region: t.Region, UnitID: t.UnitID}
			return sheets.Insert(ctx, tx, sh)
		}
		after := *before
		if sh = &after; before.MarksRaw == raw && before.Remark == in.Remark {
			again = true
			return nil
		}
		after.MarksRaw, after.Total, after.Remark, after.FilledAt = raw, total, in.Remark, tx.Now
		return sheets.Update(ctx, tx, before, &after)
	})
	if err != nil {
		return nil, false, err
	}
	return sh, again, nil
}

// allowed finds the tour and the stop that the actor may score just now, else says why not.
func (s *Service) allowed(ctx context.Context, q db.Queryer, actor authz.Actor, id, stop string, county func(code string) string) (*Tour, *Stop, error) {
	t, err := tours.Get(ctx, q, db.Everything, id)
	if err != nil {
		return nil, nil, err
	}
	st, err := stops.Get(ctx, q, db.Everything, stop)
	if err != nil {
		return nil, nil, err
	}
	if st.TourID != t.ID {
		return nil, nil, errs.New(errs.NotFound, "这次观摩没有这一站")
	}
	who, err := s.Jurors(ctx, q, id)
	if err != nil {
		return nil, nil, err
	}
	v := View{Tour: t}
	for i := range who {
		if who[i].AccountID == actor.ID {
			v.Juror = &who[i]
		}
	}
	if why := v.Locked(st, county(st.County)); why != "" {
		code := errs.Conflict
		if v.Juror == nil || !t.May(v.Juror, st) {
			code = errs.Forbidden
		}
		return nil, nil, errs.New(code, "%s", why)
	}
	return t, st, nil
}

// check sees whether marks are within their bounds and gives them as they are stored, with what they come to.
func (t *Tour) check(in *Given) (raw string, total float64, err error) {
	criteria, err := t.Criteria()
	if err != nil {
		return "", 0, err
	}
	var bad errs.Fields
	if len(in.Marks) != len(criteria) {
		return "", 0, errs.New(errs.Conflict, "评分项已经改过，请刷新后重新打分")
	}
	for i, c := range criteria {
		if m := in.Marks[i]; !(m >= 0 && m <= c.Full) {
			bad.Add(fmt.Sprintf("mark-%d", i), "“%s”打0到%s分", c.Name, plain(c.Full))
		}
	}
	if in.Remark = strings.TrimSpace(in.Remark); len([]rune(in.Remark)) > 500 {
		bad.Add("remark", "意见最多500字")
	}
	if err := bad.Err(); err != nil {
		return "", 0, err
	}
	b, err := json.Marshal(in.Marks)
	return string(b), Total(criteria, in.Marks), err
}

// own is the sheet that somebody has given a stop, nil without one.
func own(ctx context.Context, q db.Queryer, stop, account string) (*Sheet, error) {
	rows, err := sheets.Select(ctx, q, new(db.Where).And("t.stop_id = ?", stop).And("t.account_id = ?", account), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// Photo is a photograph whose content is stored already.
type Photo struct {
	Name string
	Blob attach.Blob
}

// mostPhotos is how many photographs a sheet holds.
const mostPhotos = 12

// AddPhotos hangs photographs on the actor's sheet for a stop.
func (s *Service) AddPhotos(ctx context.Context, actor authz.Actor, files *attach.Dir, id, stop string, photos []Photo) error {
	return s.onSheet(ctx, actor, "photo", id, stop, func(tx *change.Tx, sh *Sheet) error {
		old, err := attach.List(ctx, tx, sh.Ref())
		if err != nil {
			return err
		}
		if len(old)+len(photos) > mostPhotos {
			return (&errs.Fields{{Name: "file", Message: fmt.Sprintf("每站最多%d张照片，已有%d张", mostPhotos, len(old))}}).Err()
		}
		for _, p := range photos {
			f, err := files.Save(ctx, tx, sh.Ref(), sh.ScopeKeys(), p.Name, "现场照片", p.Blob)
			if err != nil {
				return err
			}
			if !strings.HasPrefix(f.Media, "image/") {
				return (&errs.Fields{{Name: "file", Message: "“" + p.Name + "”不是照片；选jpg、png、heic等图片"}}).Err()
			}
		}
		return nil
	})
}

// DropPhoto takes a photograph off the actor's sheet.
func (s *Service) DropPhoto(ctx context.Context, actor authz.Actor, files *attach.Dir, id, stop, file string) error {
	return s.onSheet(ctx, actor, "photo", id, stop, func(tx *change.Tx, sh *Sheet) error {
		all, err := attach.List(ctx, tx, sh.Ref())
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].ID == file {
				return files.Remove(ctx, tx, &all[i])
			}
		}
		return errs.New(errs.NotFound, "没有这张照片")
	})
}

// onSheet does something to the actor's sheet while it can be changed.
func (s *Service) onSheet(ctx context.Context, actor authz.Actor, action, id, stop string, fn func(tx *change.Tx, sh *Sheet) error) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	what := change.What{Action: "tour." + action, Perm: authz.TourGive, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		_, st, err := s.allowed(ctx, tx, actor, id, stop, dir.RegionName)
		if err != nil {
			return err
		}
		sh, err := own(ctx, tx, st.ID, actor.ID)
		if err != nil {
			return err
		}
		if sh == nil {
			return errs.New(errs.Conflict, "先保存打分，再传照片")
		}
		tx.Guard = nil
		return fn(tx, sh)
	})
}
