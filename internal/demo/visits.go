package demo

import (
	"fmt"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
)

// envoys adds two commissioners, who have no other work here.
func (b *builder) envoys() error {
	for i, unit := range []string{"市工信局", "市投促中心"} {
		if err := b.account(seedAccount{fmt.Sprintf("tepai%d", i+1), "企业特派员", unit, authz.RoleCommission}); err != nil {
			return err
		}
	}
	return nil
}

// keeper looks after firms.
type keeper struct {
	login, role string
	firms       int
	chain       int // whose firms; -1 = any
}

func (b *builder) keepers() []keeper {
	out := []keeper{{"tepai1", visit.Commissioner, 9, -1}, {"tepai2", visit.Commissioner, 9, -1}}
	for i := range b.chains {
		out = append(out, keeper{fmt.Sprintf("chief%d", i+1), visit.Leader, 2, i}, keeper{fmt.Sprintf("team%d", i+1), visit.Commissioner, 4, i})
	}
	return out
}

// planVisits gives firms to people and lays out who is visited when: most every two months or so, some not for a long time.
func (b *builder) planVisits() error {
	first := b.workday(b.monthsBack(6) + "-05")
	taken := map[string]bool{}
	for _, k := range b.keepers() {
		var names []string
		for range k.firms {
			i := k.chain
			if i < 0 {
				i = b.rng.IntN(len(b.chains))
			}
			e := b.anyFirm(i)
			if e == nil || taken[e.ID] {
				continue
			}
			taken[e.ID] = true
			names = append(names, e.Name)
			b.visits(k, i, e, first)
		}
		b.at(first, 8*60+31, func() error { return b.charges(k, names) })
	}
	return nil
}

func (b *builder) charges(k keeper, names []string) error {
	office, err := b.actor("office")
	if err != nil {
		return err
	}
	who, err := b.actor(k.login)
	if err != nil {
		return err
	}
	_, err = b.Visits.Assign(b.ctx, office, visit.Order{AccountID: who.ID, Role: k.role, Note: "市链长办〔" + b.Today[:4] + "〕12号", Firms: names})
	return err
}

// visits lays out the visits to one firm. One firm in five is left alone after the first visit, one in ten has none.
func (b *builder) visits(k keeper, chain int, e *enterprise.Enterprise, first string) {
	idle := b.rng.IntN(10)
	if idle == 0 {
		return
	}
	product := pick(b, b.wanted(chain).Products)
	day := b.cal().Add(first, 1+b.rng.IntN(35))
	for n := 0; day < b.Today && (n == 0 || idle > 2); n++ {
		next := b.cal().Add(day, 25+b.rng.IntN(30))
		d := visit.Draft{Firm: e.Name, Met: b.person() + pick(b, []string{"总经理", "厂长", "财务负责人", "行政部长"}), NextOn: next,
			Said: fmt.Sprintf(pick(b, []string{"%s线满负荷，订单排到下季度，新设备下月到厂", "%s出口订单比上季少两成，转做内销", "%s车间用工稳定，关注电价和蒸汽价", "%s新品送样三家客户，一家通过验证"}), product),
			Told: fmt.Sprintf("本月产值约%d万元，在岗%d人", 300+b.rng.IntN(4000), 40+b.rng.IntN(500))}
		if b.rng.IntN(4) > 0 {
			d.Satisfaction = int64(3 + b.rng.IntN(3))
		}
		var l *course
		if b.rng.IntN(12) == 0 {
			l = b.told(product)
			d.Problem = l.Text
		}
		b.at(day, 9*60+b.rng.IntN(7*60), func() error { return b.visited(k.login, d, l) })
		if l != nil {
			l.on = day
			b.solves(l)
		}
		day = next
	}
}

// told is a problem as a firm tells it on a visit.
func (b *builder) told(product string) *course {
	r := pick(b, ticketRoutes()[:4])
	l := &course{trouble: pick(b, troubles()[r.kind]), login: r.login}
	fill := strings.NewReplacer("{产品}", product, "{县区}", "园区", "{月}", fmt.Sprint(1+b.rng.IntN(12)), "{数}", fmt.Sprint(6+b.rng.IntN(35)))
	l.Kind, l.UnitID, l.Text, l.plan, l.answer = r.kind, b.units[r.unit], fill.Replace(l.text), fill.Replace(l.plan), fill.Replace(l.answer)
	l.Contact = "企业联系人"
	return l
}

func (b *builder) visited(login string, d visit.Draft, l *course) error {
	who, err := b.actor(login)
	if err != nil {
		return err
	}
	d.On = b.Clock.Today()
	v, _, err := b.Visits.Record(b.ctx, who, d)
	if err == nil && l != nil {
		l.id = v.TicketID
	}
	return err
}

// solves lets the problem told on a visit run through: to the unit that it concerns, answered, confirmed by the firm.
func (b *builder) solves(l *course) {
	day := l.on
	next := func(days int, do func() error) {
		day = b.cal().Add(day, days)
		b.at(day, 9*60+b.rng.IntN(6*60), do)
	}
	next(1, func() error { return b.sent(l) })
	next(1, func() error { return b.unitDoes(l, ticket.Act{Action: ticket.ActAccept}) })
	next(2, func() error { return b.unitDoes(l, ticket.Act{Action: ticket.ActBegin, Text: l.plan}) })
	next(2+b.rng.IntN(4), func() error { return b.answerTicket(l, l.answer) })
	next(1+b.rng.IntN(3), func() error { return b.firmDoes(l, ticket.Act{Action: ticket.ActConfirm, Rating: 5}) })
}

// sent gives the ticket to the unit that it concerns when its words led it elsewhere.
func (b *builder) sent(l *course) error {
	t, err := b.Tickets.Get(b.ctx, program.Scope, l.id)
	if err != nil || t.UnitID == l.UnitID {
		return err
	}
	return b.officeDoes(l, ticket.Act{Action: ticket.ActAssign, Unit: l.UnitID, Text: "按职责交对口部门"})
}
