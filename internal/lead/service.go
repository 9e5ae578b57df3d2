package lead

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/target"
)

var (
	leads = db.NewTable[Lead](Kind)
	notes = db.NewTable[Note](NoteKind)
)

// Service has the verbs on leads.
type Service struct {
	Run      *change.Runner
	Projects *project.Service
	Targets  *target.Service
	Calendar func() workday.Calendar
}

// Get reads one lead that the actor may see, without its text.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id string) (*Lead, error) {
	return leads.Get(ctx, s.Run.DB, Sees(actor).On(scopeColumns), id)
}

// Select reads leads that the actor may see under a condition over alias t.
func (s *Service) Select(ctx context.Context, actor authz.Actor, w *db.Where, tail string) ([]Lead, error) {
	return leads.Select(ctx, s.Run.DB, w.Scope(Sees(actor).On(scopeColumns), "t"), tail)
}

// Opened is a lead with its text, for who may read it. Intact is false when the text does not fit the seal.
type Opened struct {
	*Lead
	Text   Text
	Intact bool
	Notes  []OpenedNote // newest first
}

// OpenedNote is a note with what it says.
type OpenedNote struct {
	Note
	Body   string
	Intact bool
}

// Read opens a lead that the actor may see.
func (s *Service) Read(ctx context.Context, actor authz.Actor, id string) (*Opened, error) {
	l, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return s.open(ctx, s.Run.DB, l)
}

func (s *Service) open(ctx context.Context, q db.Queryer, l *Lead) (*Opened, error) {
	byID, err := textsOf(ctx, q, l.ID)
	if err != nil {
		return nil, err
	}
	rows, err := notes.Select(ctx, q, new(db.Where).And("t.lead_id = ?", l.ID), "ORDER BY t.created_at DESC, t.id DESC")
	if err != nil {
		return nil, err
	}
	own := byID[l.ID]
	out := &Opened{Lead: l, Text: own, Intact: own.SealOf() == l.Seal}
	for _, n := range rows {
		t := byID[n.ID]
		out.Notes = append(out.Notes, OpenedNote{n, t.Body, t.SealOf() == n.Seal})
	}
	return out, nil
}

// note writes an entry into the lead's history. It goes past the scope of the actor: a decision is told to both sides.
func (s *Service) note(ctx context.Context, tx *change.Tx, l *Lead, kind, on, next, body string) error {
	n := &Note{ID: tx.NewID(), LeadID: l.ID, Region: l.Region, UnitID: l.UnitID, Kind: kind, OnDate: on, NextOn: next, ByID: tx.Actor.ID, ByName: tx.Actor.Name, CreatedAt: tx.Now}
	var err error
	if n.Seal, err = seal(ctx, tx, Text{ID: n.ID, LeadID: l.ID, Body: strings.TrimSpace(body)}); err != nil {
		return err
	}
	return notes.Insert(ctx, tx, n)
}

// Register logs a lead and seals its first report. The answer says by Clash whether another first report stands in the way,
// and nothing about it.
func (s *Service) Register(ctx context.Context, actor authz.Actor, d Draft) (*Lead, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if d.Region == "" {
		d.Region = actor.Region
	}
	var l *Lead
	var err error
	// Two reports at once compete for one running number: who loses begins anew, and then meets the other's report.
	for range 5 {
		if l, err = s.register(ctx, actor, d); errs.CodeOf(err) != errs.Conflict {
			break
		}
	}
	return l, err
}

func (s *Service) register(ctx context.Context, actor authz.Actor, d Draft) (*Lead, error) {
	l := &Lead{}
	err := s.Run.Run(ctx, actor, change.What{Action: "lead.register", Perm: authz.LeadEdit}, func(tx *change.Tx) error {
		r, err := s.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		today := tx.Clock.Today()
		if err := s.link(ctx, tx, &d); err != nil {
			return err
		}
		code, err := nextCode(ctx, tx, today[:4])
		if err != nil {
			return err
		}
		*l = Lead{ID: tx.NewID(), Code: code, Region: d.Region, UnitID: actor.UnitID, ChainID: d.ChainID, NodeID: d.NodeID, GapID: d.GapID, TargetID: d.TargetID,
			OwnerID: actor.ID, Size: d.Size, State: Logged, SealedAt: tx.Now, CreatedBy: actor.ID, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		l.start(r, s.Calendar(), today, d.Source != "")
		l.settle(r, s.Calendar(), today)
		if err := s.collide(ctx, tx, l, &d); err != nil {
			return err
		}
		if l.Seal, err = seal(ctx, tx, d.text(l.ID)); err != nil {
			return err
		}
		tx.About(l.Ref())
		if err := leads.Insert(ctx, tx, l); err != nil {
			return err
		}
		if d.TargetID != "" {
			if err := s.Targets.Become(ctx, tx, d.TargetID, "to_lead", l.ID); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, l, "log", today, "", "首报登记")
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// link fills in, from the target that a lead comes from, what the form does not ask.
func (s *Service) link(ctx context.Context, tx *change.Tx, d *Draft) error {
	if d.TargetID == "" {
		return nil
	}
	rows, err := s.Targets.Select(ctx, tx, tx.Actor.Scope, new(db.Where).And("t.id = ?", d.TargetID), "")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errs.New(errs.NotFound, "没有这家目标企业，或不在您的数据范围内")
	}
	t := rows[0]
	if t.LeadID != "" && t.State == target.AsLead {
		return errs.New(errs.Conflict, "“%s”已转为线索，请到线索里继续", t.Firm)
	}
	d.NodeID, d.GapID, d.EnterpriseID = t.NodeID, t.GapID, t.EnterpriseID
	if d.ChainID == "" {
		d.ChainID = t.ChainID
	}
	return nil
}

func nextCode(ctx context.Context, tx *change.Tx, year string) (string, error) {
	var last string
	err := tx.QueryRow(ctx, "SELECT COALESCE(max(code), '') FROM lead WHERE code LIKE $1", "XS-"+year+"-%").Scan(&last)
	n := 0
	if last != "" {
		_, _ = fmt.Sscanf(last, "XS-"+year+"-%d", &n)
	}
	return fmt.Sprintf("XS-%s-%05d", year, n+1), err
}

// edit changes a lead that the actor may see inside one write.
func (s *Service) edit(ctx context.Context, actor authz.Actor, action, id string, perm authz.Perm, fn func(tx *change.Tx, l *Lead, r *Clocks) error) error {
	// The reason is not handed to the journal: it may name the client. It stands in the lead's own note.
	what := change.What{Action: "lead." + action, Perm: perm, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := leads.Get(ctx, tx, Sees(actor).On(scopeColumns), id)
		if err != nil {
			return err
		}
		r, err := s.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after, r); err != nil {
			return err
		}
		after.settle(r, s.Calendar(), tx.Clock.Today())
		after.UpdatedAt = tx.Now
		return leads.Update(ctx, tx, before, &after)
	})
}

// Amend corrects what a lead says. Another investor is another first report: its time begins anew, and it is checked again.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, id string, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "amend", id, authz.LeadEdit, func(tx *change.Tx, l *Lead, r *Clocks) error {
		if !l.Open() {
			return errs.New(errs.Conflict, "线索%s，不能再改", StateLabel(l.State))
		}
		was, err := texts.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		if !sameFirm(was.Investor, d.Investor) || was.USCC != "" && d.USCC != was.USCC {
			if err := s.part(ctx, tx, l); err != nil {
				return err
			}
			l.SealedAt, l.Clash = tx.Now, ""
			l.renew(r, tx.Clock.Today())
			if err := s.collide(ctx, tx, l, &d); err != nil {
				return err
			}
		}
		l.Size, l.ChainID = d.Size, d.ChainID
		if l.Major = r.Major > 0 && l.Size >= r.Major; l.JudgedOn == "" {
			days := r.Judge
			if l.Major {
				days = r.JudgeMajor
			}
			l.JudgeDue = s.Calendar().Add(l.LoggedOn, days)
		}
		if l.ReplyDue == "" && d.Source != "" {
			l.ReplyDue = s.Calendar().Add(tx.Clock.Today(), r.Reply)
		}
		d.EnterpriseID = was.FirmID
		if !sameFirm(was.Investor, d.Investor) {
			d.EnterpriseID = ""
		}
		if l.Seal, err = seal(ctx, tx, d.text(l.ID)); err != nil {
			return err
		}
		return s.note(ctx, tx, l, "amend", tx.Clock.Today(), "", "修改了登记内容")
	})
}

// Step is a move of a lead by an action of Flow.
type Step struct {
	Action string
	Text   string // what is said about it; the reason where one is demanded
}

// Move takes a lead a step further.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id string, step Step) error {
	if step.Action == "to_project" {
		_, err := s.ToProject(ctx, actor, id)
		return err
	}
	return s.edit(ctx, actor, step.Action, id, authz.LeadView, func(tx *change.Tx, l *Lead, r *Clocks) error {
		return s.step(ctx, tx, l, r, step)
	})
}

func (s *Service) step(ctx context.Context, tx *change.Tx, l *Lead, r *Clocks, step Step) error {
	row, err := Flow.Find(l.State, step.Action)
	if err != nil {
		return err
	}
	guards := map[string]flow.Guard[Lead]{"clear": s.clear(tx, step.Action == "reopen")}
	if err := flow.Check(ctx, row, tx.Actor, step.Text, guards, l); err != nil {
		return err
	}
	today, cal := tx.Clock.Today(), s.Calendar()
	was := l.State
	l.State, l.EndedOn = row.To, ""
	switch row.To {
	case Answered:
		l.AnsweredOn = first(l.AnsweredOn, today)
		if was == Refused {
			l.JudgedOn, l.JudgeDue = "", cal.Add(today, r.Judge)
		}
	case Accepted:
		l.JudgedOn = today
		l.progress(r, cal, today)
	case Following:
		if was != Accepted {
			l.SealedAt = tx.Now
			l.renew(r, today)
		}
		l.progress(r, cal, today)
	case Refused:
		l.JudgedOn, l.EndedOn = today, today
	default:
		l.EndedOn = today
	}
	if !l.Open() {
		if err := s.part(ctx, tx, l); err != nil {
			return err
		}
		if l.TargetID != "" && row.To != Project {
			if err := s.Targets.Become(ctx, tx, l.TargetID, "back", ""); err != nil {
				return err
			}
		}
	}
	body := step.Text
	if body == "" {
		body = row.Label
	}
	return s.note(ctx, tx, l, step.Action, today, "", body)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// clear lets a lead pass that no other first report keeps out. A lead that comes back is checked anew, since somebody else may
// have reported the client meanwhile.
func (s *Service) clear(tx *change.Tx, anew bool) flow.Guard[Lead] {
	return func(ctx context.Context, l *Lead) error {
		switch l.Clash {
		case ClashWaiting:
			return errs.New(errs.Conflict, "与在册首报冲突，等链长办裁定后再办")
		case ClashLost:
			return errs.New(errs.Conflict, "撞单已裁定归另一单位，不能再跟进")
		}
		if !anew {
			return nil
		}
		t, err := texts.Get(ctx, tx, db.Everything, l.ID)
		if err != nil {
			return err
		}
		other, _, err := s.first(ctx, tx, &Draft{Investor: t.Investor, USCC: t.USCC, Name: t.Name, Place: t.Place, Size: l.Size}, l.ID)
		if err == nil && other != nil {
			err = errs.New(errs.Conflict, "与在册首报冲突，不能恢复；请链长办裁定")
		}
		return err
	}
}

// Progress is a report on a lead that is being followed.
type Progress struct {
	On, Text, NextOn string
	Reply            bool // the referrer was told
}

// Report notes progress: the next term begins and the exclusive time is renewed. With Reply alone it is the answer to the
// referrer, which renews nothing.
func (s *Service) Report(ctx context.Context, actor authz.Actor, id string, p Progress) error {
	today := s.Run.Clock.Today()
	var bad errs.Fields
	if p.Text = strings.TrimSpace(p.Text); p.Text == "" {
		bad.Add("text", "写明进展")
	}
	if p.On == "" {
		p.On = today
	}
	if !clock.IsDate(p.On) || p.On > today {
		bad.Add("on", "日期写成%s这样，不能晚于今天", today)
	}
	if p.NextOn != "" && !clock.IsDate(p.NextOn) {
		bad.Add("next_on", "日期写成%s这样", today)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "progress", id, authz.LeadEdit, func(tx *change.Tx, l *Lead, r *Clocks) error {
		if !l.Open() {
			return errs.New(errs.Conflict, "线索%s，请先恢复再报进展", StateLabel(l.State))
		}
		if p.On < l.LoggedOn {
			bad.Add("on", "早于登记日期%s", l.LoggedOn)
			return bad.Err()
		}
		if p.Reply {
			l.RepliedOn = first(l.RepliedOn, p.On)
			return s.note(ctx, tx, l, "reply", p.On, p.NextOn, p.Text)
		}
		if l.State == Accepted {
			l.State = Following
		}
		if l.State == Following {
			l.progress(r, s.Calendar(), p.On)
		}
		return s.note(ctx, tx, l, "progress", p.On, p.NextOn, p.Text)
	})
}

// Hand gives the lead to another officer of units that the actor sees.
func (s *Service) Hand(ctx context.Context, actor authz.Actor, id, ownerID string) error {
	return s.edit(ctx, actor, "hand", id, authz.LeadEdit, func(tx *change.Tx, l *Lead, _ *Clocks) error {
		l.OwnerID = ownerID
		return s.note(ctx, tx, l, "hand", tx.Clock.Today(), "", "换了责任人")
	})
}

// MoveUnit gives the leads of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := leads.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(l *Lead) { l.UnitID = to })
	return err
}

// MoveNode hangs the leads of one node on another inside the change that merges them.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := leads.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "", func(l *Lead) { l.NodeID = into })
	return err
}
