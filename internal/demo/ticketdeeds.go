package demo

import (
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/ticket"
)

func (b *builder) cal() workday.Calendar { return b.Tickets.Calendar() }

// raiseTicket takes the ticket down: from the firm itself, or through one of its helpers.
func (b *builder) raiseTicket(l *course) error {
	actor, err := b.actor("office")
	switch {
	case l.Source == ticket.SourceFirm:
		actor = firmActor(l)
	case l.Source == ticket.SourcePark && strings.HasPrefix(l.login, "county"):
		actor, err = b.actor(l.login)
	}
	if err != nil {
		return err
	}
	made, err := b.Tickets.Raise(b.ctx, actor, l.Ticket)
	if err != nil {
		return err
	}
	l.id = made.ID
	return nil
}

// firmActor is the firm by its link.
func firmActor(l *course) authz.Actor {
	a := authz.System("link")
	a.Name = "企业：" + l.Contact
	return a
}

func (b *builder) unitDoes(l *course, act ticket.Act) error { return b.does(l, l.login, act) }

func (b *builder) officeDoes(l *course, act ticket.Act) error { return b.does(l, "office", act) }

func (b *builder) does(l *course, login string, act ticket.Act) error {
	actor, err := b.actor(login)
	if err == nil {
		_, err = b.Tickets.Do(b.ctx, actor, l.id, act)
	}
	return err
}

func (b *builder) firmDoes(l *course, act ticket.Act) error {
	_, err := b.Tickets.Do(b.ctx, firmActor(l), l.id, act)
	return err
}

// answerTicket attaches the proof and answers.
func (b *builder) answerTicket(l *course, text string) error {
	t, err := b.Tickets.Get(b.ctx, program.Scope, l.id)
	if err != nil {
		return err
	}
	blob, err := b.proof(l.Kind, "办结佐证（演示）\n"+l.name+"\n"+l.answer+"\n")
	if err != nil {
		return err
	}
	actor, err := b.actor(l.login)
	if err != nil {
		return err
	}
	err = b.Run.Run(b.ctx, actor, change.What{Action: "ticket.attach", Perm: authz.TicketWork, Ref: t.Ref()}, func(tx *change.Tx) error {
		_, err := b.Files.Save(b.ctx, tx, t.Ref(), t.ScopeKeys(), "办结佐证.txt", ticket.ProofLabel, blob)
		return err
	})
	if err != nil {
		return err
	}
	return b.unitDoes(l, ticket.Act{Action: ticket.ActAnswer, Text: text})
}

// proof is a stored file that proves things of a kind, made once.
func (b *builder) proof(kind, text string) (attach.Blob, error) {
	if blob, ok := b.loop.proofs[kind]; ok {
		return blob, nil
	}
	blob, err := b.Files.Put(b.ctx, strings.NewReader(text))
	if err == nil {
		b.loop.proofs[kind] = blob
	}
	return blob, err
}

// half is the day on which the tickets with a common cause become one 一类事.
func (b *builder) half() string { return b.cal().Add(b.monthsBack(ticketsFrom/2)+"-10", 1) }

func (b *builder) addClass(office authz.Actor) error {
	c := &ticket.Class{Name: "外线电力建设滞后", Kind: "energy", UnitID: b.units["市供电公司"], Cause: "杆位征地补偿标准不一，各县区各谈各的", Cure: "统一补偿标准，外线与项目同步列入年度计划",
		Due: clock.AddDays(b.Today, 60), Region: cityCode}
	err := b.Tickets.AddClass(b.ctx, office, c)
	b.loop.class = c.ID
	return err
}

func (b *builder) classify(l *course) error {
	office, err := b.actor("office")
	if err == nil {
		err = b.Tickets.Classify(b.ctx, office, l.id, b.loop.class)
	}
	return err
}
