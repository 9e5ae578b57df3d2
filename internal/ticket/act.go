package ticket

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// Act is what somebody does to a ticket. Version is that of the ticket as seen, 0 = whichever.
type Act struct {
	Action  string
	Text    string // reason, answer, remark
	Unit    string // assign, hand, object: to whom
	Handler string // assign, accept: account
	Days    int64  // of an extension
	Rating  int64  // 1 to 5
	Main    string // merge: the main ticket
	Round   int64  // of a firm's word: the answer that it speaks of
	Version int64
}

// doing is an action under way: what guards and effects read and change.
type doing struct {
	*writer
	s     *Service
	act   Act
	rule  Terms
	t     *Ticket // as it will be
	was   *Ticket
	holds []HoldRow
	ask   *Ask
	note  string // for the event
	fresh bool   // the step clock begins anew
	out   bool   // the ask in hand stays open
}

// Do takes an action on a ticket; the flow says who may, when and under which condition.
func (s *Service) Do(ctx context.Context, actor authz.Actor, id string, act Act) (*Ticket, error) {
	act.Text = strings.TrimSpace(act.Text)
	if utf8.RuneCountInString(act.Text) > maxText {
		return nil, errs.Fields{{Name: "reason", Message: "最多4000字，更多内容请作为附件上传"}}.Err()
	}
	perm := authz.TicketView
	for _, r := range Flow.Rows {
		if r.Action == act.Action {
			perm = r.Perm
		}
	}
	var out *Ticket
	what := change.What{Action: "ticket." + act.Action, Perm: perm, Ref: record.Ref{Kind: Kind, ID: id}, Reason: act.Text}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		was, err := tickets.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		if act.Version != 0 && act.Version != was.Version {
			return &errs.Error{Code: errs.Conflict, Message: "您打开之后这件诉求又有了进展，请看过再办", Detail: was}
		}
		out, err = s.do(ctx, tx, was, act)
		return err
	})
	return out, err
}

// do is Do inside a change.
func (s *Service) do(ctx context.Context, tx *change.Tx, was *Ticket, act Act) (*Ticket, error) {
	row, err := Flow.Find(was.State, act.Action)
	if err != nil {
		return nil, err
	}
	after := *was
	d := &doing{writer: s.writer(tx), s: s, act: act, t: &after, was: was}
	if d.rule, err = ruleIn(ctx, tx); err != nil {
		return nil, err
	}
	if d.holds, err = holdsIn(ctx, tx, was.ID); err != nil {
		return nil, err
	}
	open, err := asks.Select(ctx, tx, new(db.Where).And("t.ticket_id = ?", was.ID).And("t.state = ?", AskOpen), "")
	if err != nil {
		return nil, err
	}
	if len(open) > 0 {
		d.ask = &open[0]
	}
	if err := flow.Check(ctx, row, tx.Actor, act.Text, guards(), d); err != nil {
		return nil, err
	}
	after.State = row.To
	if effect := effects()[act.Action]; effect != nil {
		if err := effect(ctx, d); err != nil {
			return nil, err
		}
	}
	return &after, d.finish(ctx, row)
}

// finish stores what the action changed: stretches, clocks, event, message.
func (d *doing) finish(ctx context.Context, row *flow.Row) error {
	t := d.t
	moved := t.State != d.was.State || t.UnitID != d.was.UnitID
	if moved && d.ask != nil && d.ask.State == AskOpen && !d.out {
		if err := d.void(ctx, t.ID); err != nil {
			return err
		}
	}
	if moved && (Working(t.State) || d.fresh) {
		t.StepOn, t.StepLimit, t.StepDue, t.StepLevel = d.tx.Clock.Today(), d.rule.step(t), 0, 0
	}
	t.reckon(d.cal, d.rule.Steps, d.holds, d.tx.Now)
	if moved {
		if err := d.shut(ctx, t.ID, d.act.Action); err != nil {
			return err
		}
		if err := d.open(ctx, t); err != nil {
			return err
		}
	}
	if err := d.update(ctx, d.was, t); err != nil {
		return err
	}
	if err := d.event(ctx, t, d.act.Action, d.act.Text, d.note); err != nil {
		return err
	}
	if row.Notify != "" {
		d.tx.Emit(row.Notify, t.Ref(), t.message(RungNone, d.act.Action, nil))
	}
	return nil
}

// guards are the conditions of Flow.
func guards() map[string]flow.Guard[doing] {
	return map[string]flow.Guard[doing]{
		"owned": func(ctx context.Context, d *doing) error { return d.owned(ctx) },
		"said": func(_ context.Context, d *doing) error {
			return d.need("reason", "写明怎么办、什么时候办到，企业会看到")
		},
		"running":   func(_ context.Context, d *doing) error { return d.running() },
		"objection": objection, "extension": extension, "pause": pausable, "proof": proof,
		"held": func(_ context.Context, d *doing) error {
			if !d.was.Held {
				return errs.New(errs.Conflict, "这件诉求没有停表")
			}
			return nil
		},
		"elsewhere": elsewhere, "asked": asked, "refusal": refusal, "main": mainGuard,
		"rated":   func(_ context.Context, d *doing) error { return d.spoken(3, 5) },
		"unhappy": func(_ context.Context, d *doing) error { return d.spoken(1, 2) },
		"silent":  silent, "recent": recent, "drawn": drawn,
	}
}

// owned sees that the actor belongs to the owner's unit, or judges.
func (d *doing) owned(ctx context.Context) error {
	if err := d.running(); err != nil {
		return err
	}
	a := d.tx.Actor
	dir, err := d.s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	if a.Can(authz.TicketJudge) || a.UnitID == d.was.UnitID || slices.Contains(dir.UnitSubtree(a.UnitID), d.was.UnitID) {
		return nil
	}
	return errs.New(errs.Forbidden, "这件诉求不归您的单位办，请由责任单位办理")
}

func (d *doing) running() error {
	if d.was.Held {
		return errs.New(errs.Conflict, "停表中，先恢复计时再办")
	}
	return nil
}

func (d *doing) need(field, message string) error {
	if d.act.Text == "" {
		return errs.Fields{{Name: field, Message: message}}.Err()
	}
	return nil
}

// alone sees that no request waits already.
func (d *doing) alone(ctx context.Context) error {
	if err := d.owned(ctx); err != nil {
		return err
	}
	if d.ask != nil {
		return errs.New(errs.Conflict, "上一个申请还没裁定，裁定后再提")
	}
	return nil
}

func objection(ctx context.Context, d *doing) error {
	if err := d.alone(ctx); err != nil {
		return err
	}
	if last := d.cal.Add(d.was.UnitOn, d.rule.Object); d.tx.Clock.Today() > last {
		return errs.New(errs.Invalid, "异议要在交办后%d个工作日内提出，%s已过；确实不归您办的，请链长办交办", d.rule.Object, last)
	}
	return nil
}

func extension(ctx context.Context, d *doing) error {
	if err := d.alone(ctx); err != nil {
		return err
	}
	var bad errs.Fields
	switch {
	case d.act.Days < 1:
		bad.Add("days", "写明要延几个工作日")
	case d.was.Extended+d.act.Days > d.was.WholeLimit:
		bad.Add("days", "累计延期不能超过原时限%d个工作日，已延%d个", d.was.WholeLimit, d.was.Extended)
	}
	due := dateOf(d.was.NextDue)
	if d.cal.Between(d.tx.Clock.Today(), due) < d.rule.ExtendBefore {
		bad.Add("days", "延期至少提前%d个工作日提出，%s就到期了", d.rule.ExtendBefore, due)
	}
	return bad.Err()
}

func pausable(ctx context.Context, d *doing) error { return d.alone(ctx) }

// proof sees that an answer says something and that a file proves it, one added since the last answer.
func proof(ctx context.Context, d *doing) error {
	if err := d.owned(ctx); err != nil {
		return err
	}
	var bad errs.Fields
	if utf8.RuneCountInString(d.act.Text) < 5 {
		bad.Add("reason", "写明办成了什么、怎么查验，企业会看到")
	}
	files, err := attach.List(ctx, d.tx, d.was.Ref())
	if err != nil {
		return err
	}
	shown := false
	for _, f := range files {
		shown = shown || f.Label == ProofLabel && f.CreatedAt > d.was.AnsweredAt
	}
	if !shown {
		bad.Add("proof", "缺佐证：上传办结的文件或照片，材料名写“%s”", ProofLabel)
	}
	return bad.Err()
}

// ProofLabel is the label of a file that proves an answer.
const ProofLabel = "办结佐证"

func elsewhere(ctx context.Context, d *doing) error {
	if d.act.Action == ActHand {
		if err := d.owned(ctx); err != nil {
			return err
		}
	}
	var bad errs.Fields
	dir, err := d.s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	u := dir.Unit(d.act.Unit)
	switch {
	case u == nil || !u.Active:
		bad.Add("unit_id", "选择接办的单位")
	case d.act.Unit == d.was.UnitID && d.act.Action == ActHand:
		bad.Add("unit_id", "已经在这个单位；换经办人不用转办")
	}
	return bad.Err()
}

func asked(_ context.Context, d *doing) error {
	switch {
	case d.ask == nil:
		return errs.New(errs.Conflict, "没有等裁定的申请，可能已有人裁定")
	case d.act.Action == ActGrant && d.ask.Kind == AskRefuse:
		return errs.New(errs.Invalid, "不予受理请用“不予受理”裁定并写明理由，企业会看到")
	case d.act.Action == ActGrant && d.ask.Kind == AskObject && cmp.Or(d.act.Unit, d.ask.ToUnit) == "":
		return errs.Fields{{Name: "unit_id", Message: "改由哪个单位办"}}.Err()
	}
	return nil
}

func refusal(_ context.Context, d *doing) error {
	if d.ask == nil || d.ask.Kind != AskRefuse {
		return errs.New(errs.Invalid, "不予受理要由责任单位申请、链长办审核，现在没有申请")
	}
	return nil
}

func silent(_ context.Context, d *doing) error {
	if n := d.cal.Between(d.was.AnsweredOn, d.tx.Clock.Today()); n < d.rule.Silent {
		return errs.New(errs.Invalid, "企业有%d个工作日确认，现在过了%d个，还不能回访办结", d.rule.Silent, n)
	}
	return nil
}

func recent(_ context.Context, d *doing) error {
	if d.tx.Now-d.was.ClosedAt > int64(d.rule.ReopenDays)*24*3600*1_000_000 {
		return errs.New(errs.Invalid, "办结已超过%d天，请提一件新的诉求", d.rule.ReopenDays)
	}
	return nil
}

// spoken sees that the firm speaks of the present answer, with a rating in a range.
func (d *doing) spoken(lo, hi int64) error {
	switch {
	case d.act.Round != 0 && d.act.Round != d.was.Round:
		return errs.New(errs.Conflict, "您看到的不是最新的答复，请刷新后再确认")
	case d.act.Rating < lo || d.act.Rating > hi:
		return errs.Fields{{Name: "rating", Message: "请选1到5分"}}.Err()
	}
	return nil
}

// Message is what the topics ticket.* carry, as JSON.
type Message struct {
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	State   string   `json:"state"`
	Unit    string   `json:"unit"`
	Handler string   `json:"handler"`
	Region  string   `json:"region"`
	Chain   string   `json:"chain"`
	Action  string   `json:"action"`
	Rung    int64    `json:"rung"`
	Clock   string   `json:"clock"` // step or whole, of a rung
	Due     int64    `json:"due"`
	To      []string `json:"to"` // accounts; empty: the people of the unit
}

func (t *Ticket) message(rung int64, action string, to []string) string {
	text, err := json.Marshal(Message{t.Code, t.Name, t.State, t.UnitID, t.HandlerID, t.Region, t.ChainID, action, rung, "", t.NextDue, to})
	if err != nil {
		return ""
	}
	return string(text)
}

// askDue is when the office decides: the same day, or the next working day when asked after its end.
func askDue(cal workday.Calendar, now int64) int64 { return cal.Deadline(now, 0, workday.Close) }
