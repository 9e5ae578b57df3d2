package ticket

import (
	"cmp"
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// effects are what the actions do besides changing the state.
func effects() map[string]func(context.Context, *doing) error {
	return map[string]func(context.Context, *doing) error{
		ActAccept: accept, ActAnswer: answer, ActShare: answer, ActObject: request, ActExtend: request, ActPause: request, ActRefusal: request,
		ActResume: func(ctx context.Context, d *doing) error { return d.release(ctx, d.holds) },
		ActHand:   handOn, ActAssign: handOn, ActGrant: grant, ActDeny: judge(AskDenied),
		ActRefuse: refuse, ActRestore: restart, ActMerge: merge, ActSplit: split,
		ActConfirm: confirm, ActUnhappy: back, ActReject: back, ActReopen: back, ActCalled: back, ActCall: call,
	}
}

func accept(ctx context.Context, d *doing) error {
	if d.t.AcceptedAt == 0 {
		d.t.AcceptedAt = d.tx.Now
	}
	if d.act.Handler != "" {
		return d.name(ctx, d.act.Handler)
	}
	if d.t.HandlerID == "" && d.tx.Actor.UnitID == d.t.UnitID {
		d.t.HandlerID = d.tx.Actor.ID
	}
	return nil
}

// name makes an account of the owner's unit the handler.
func (d *doing) name(ctx context.Context, id string) error {
	dir, err := d.s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	a := dir.Account(id)
	if a == nil || !a.Active || a.UnitID != d.t.UnitID {
		return errs.Fields{{Name: "handler_id", Message: "经办人要是责任单位的人"}}.Err()
	}
	d.t.HandlerID = id
	return nil
}

// answer stops the clocks: the firm is to speak. Those merged into the ticket are answered along.
func answer(ctx context.Context, d *doing) error {
	t, today := d.t, d.tx.Clock.Today()
	t.Answer, t.AnsweredAt, t.AnsweredOn = d.act.Text, d.tx.Now, today
	t.Round++
	whole := t.Whole(d.holds)
	t.Net, t.Paused, t.Waited = int64(whole.Ran(d.cal, today)), int64(whole.Held(d.cal, HoldPause, today)), int64(whole.Held(d.cal, HoldWait, today))
	t.Gross = t.Net + t.Paused + t.Waited
	h, err := d.hold(ctx, t, HoldWait, today, "等企业确认", d.tx.Actor.Name, "")
	if err != nil {
		return err
	}
	d.holds = append(d.holds, *h)
	rows, err := tickets.Select(ctx, d.tx, new(db.Where).And("t.main_id = ?", t.ID).And("t.state = ?", Merged), "ORDER BY t.no")
	if err != nil {
		return err
	}
	// Those who raised the merged ones may be outside of the scope of whoever answers; the answer reaches them all the same.
	actor, guard := d.tx.Actor, d.tx.Guard
	d.tx.Actor, d.tx.Guard = authz.System("job"), nil
	defer func() { d.tx.Actor, d.tx.Guard = actor, guard }()
	for i := range rows {
		if _, err := d.s.do(ctx, d.tx, &rows[i], Act{Action: ActShare, Text: d.act.Text}); err != nil {
			return err
		}
	}
	return nil
}

// request asks the office; nothing changes until it decides.
func request(ctx context.Context, d *doing) error {
	kind := map[string]string{ActObject: AskObject, ActExtend: AskExtend, ActPause: AskPause, ActRefusal: AskRefuse}[d.act.Action]
	d.ask = &Ask{ID: d.tx.NewID(), TicketID: d.t.ID, Region: d.t.Region, ChainID: d.t.ChainID, UnitID: d.t.UnitID, Kind: kind, Reason: d.act.Text,
		ToUnit: d.act.Unit, AskedBy: d.tx.Actor.ID, AskedName: d.tx.Actor.Name, AskedAt: d.tx.Now, Due: askDue(d.cal, d.tx.Now), State: AskOpen}
	if kind == AskExtend {
		d.ask.Days = d.act.Days
		d.note = fmt.Sprintf("申请延期%d个工作日", d.act.Days)
	}
	return asks.Insert(ctx, d.tx, d.ask)
}

// judge writes the office's word on the request.
func judge(state string) func(context.Context, *doing) error {
	return func(ctx context.Context, d *doing) error {
		after := *d.ask
		after.State, after.JudgedBy, after.JudgedName, after.JudgedAt, after.Note = state, d.tx.Actor.ID, d.tx.Actor.Name, d.tx.Now, d.act.Text
		if err := asks.Update(ctx, d.tx, d.ask, &after); err != nil {
			return err
		}
		d.note = "对“" + askLabel(d.ask.Kind) + "”的裁定，" + d.ask.AskedName + "提出"
		d.ask = &after
		return nil
	}
}

func askLabel(kind string) string {
	return map[string]string{AskObject: "异议退回", AskExtend: "延期", AskPause: "停表", AskRefuse: "不予受理"}[kind]
}

// Label is what the request is called.
func (a *Ask) Label() string { return askLabel(a.Kind) }

func grant(ctx context.Context, d *doing) error {
	kind, days, on, to := d.ask.Kind, d.ask.Days, dateOf(d.ask.AskedAt), cmp.Or(d.act.Unit, d.ask.ToUnit)
	reason, by := d.ask.Reason, d.ask.AskedName
	if err := judge(AskGranted)(ctx, d); err != nil {
		return err
	}
	switch kind {
	case AskObject:
		d.act.Unit = to
		d.t.State = Open
		return d.move(ctx)
	case AskExtend:
		d.t.Extended += days
		d.t.StepLimit += days
		d.note += fmt.Sprintf("，延期%d个工作日", days)
	case AskPause:
		h, err := d.hold(ctx, d.t, HoldPause, on, reason, by, d.tx.Actor.Name)
		if err != nil {
			return err
		}
		d.holds = append(d.holds, *h)
		d.note += "，自" + on + "停表"
	}
	return nil
}

func handOn(ctx context.Context, d *doing) error { return d.move(ctx) }

// move gives the ticket to the unit of the action. A pause that runs ends: the next unit begins with a running clock.
func (d *doing) move(ctx context.Context) error {
	dir, err := d.s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	u := dir.Unit(d.act.Unit)
	if u == nil || !u.Active {
		return errs.Fields{{Name: "unit_id", Message: "选择接办的单位"}}.Err()
	}
	if d.was.Held {
		if err := d.release(ctx, d.holds); err != nil {
			return err
		}
	}
	d.note = dir.UnitName(d.was.UnitID) + "→" + u.Name
	if d.t.UnitID != u.ID {
		d.t.Handed++
		d.t.HandlerID = ""
	}
	d.t.UnitID, d.t.UnitOn = u.ID, d.tx.Clock.Today()
	if d.act.Handler != "" {
		return d.name(ctx, d.act.Handler)
	}
	return nil
}

func refuse(ctx context.Context, d *doing) error {
	if err := judge(AskGranted)(ctx, d); err != nil {
		return err
	}
	d.t.ClosedAt, d.t.ClosedHow = d.tx.Now, "refused"
	return d.release(ctx, d.holds)
}

func restart(_ context.Context, d *doing) error {
	d.t.ClosedAt, d.t.ClosedHow, d.t.UnitOn = 0, "", d.tx.Clock.Today()
	return nil
}

func split(ctx context.Context, d *doing) error {
	d.t.MainID = ""
	return restart(ctx, d)
}

func confirm(_ context.Context, d *doing) error {
	d.t.Rating, d.t.Remark = d.act.Rating, d.act.Text
	d.t.ClosedAt, d.t.ClosedHow = d.tx.Now, "firm"
	d.note = fmt.Sprintf("评分%d分", d.act.Rating)
	return nil
}

// back sends the ticket to the owner again. What the firm took to speak stays off the whole clock and is shown.
func back(ctx context.Context, d *doing) error {
	t := d.t
	switch d.act.Action {
	case ActReject:
		t.Rejected++
	case ActUnhappy:
		t.Rating = d.act.Rating
		d.note = fmt.Sprintf("评分%d分", d.act.Rating)
	}
	t.Reopened++
	t.Remark = cmp.Or(d.act.Text, t.Remark)
	t.ClosedAt, t.ClosedHow = 0, ""
	return d.release(ctx, d.holds)
}

func call(_ context.Context, d *doing) error {
	d.t.ClosedAt, d.t.ClosedHow = d.tx.Now, "call"
	return nil
}
