package demo

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/ticket"
)

// How many tickets there are, from how many months before today on, and how many of them are stuck with a unit today.
const (
	ticketCount = 120
	ticketsFrom = 8
	stuck       = 7
)

// moment is something that happens to tickets, tasks, meetings or visits at a time of the past.
type moment struct {
	at time.Time
	do func() error
}

// loop is the life of the tickets and of the work around them: what is still to happen, in the order of time.
type loop struct {
	moments []moment
	actors  map[string]authz.Actor
	proofs  map[string]attach.Blob // by kind
	class   string                 // the id of the 一类事
}

// reach puts the clock at a date, after everything of the loop that happens before it.
func (b *builder) reach(date string) error {
	if b.loop != nil {
		n := 0
		for ; n < len(b.loop.moments) && b.loop.moments[n].at.Format(time.DateOnly) < date; n++ {
			m := &b.loop.moments[n]
			b.Clock.at = m.at
			if err := m.do(); err != nil {
				return fmt.Errorf("on %s: %w", m.at.Format(time.DateTime), err)
			}
		}
		b.loop.moments = b.loop.moments[n:]
	}
	b.Clock.Set(date)
	return nil
}

// planTickets lays out what becomes of each ticket, with random numbers of its own. Nothing of it is decided later, so that the
// same seed gives the same tickets.
func (b *builder) planTickets() error {
	if b.Tickets == nil {
		return nil
	}
	p := b.apart(20260322)
	p.used = maps.Clone(b.used)
	b.loop = &loop{actors: map[string]authz.Actor{}, proofs: map[string]attach.Blob{}}
	p.loop = b.loop
	office, err := p.actor("office")
	if err != nil {
		return err
	}
	for _, r := range ticketRoutes() {
		if err := p.Tickets.SetRoute(p.ctx, office, r.kind, "", p.units[r.unit]); err != nil {
			return err
		}
	}
	sites, err := p.Projects.Select(p.ctx, p.Run.DB, program.Scope, new(db.Where).And("t.stage IN ('signed', 'started') AND t.investor <> ''"), "ORDER BY t.no")
	if err != nil {
		return err
	}
	from := p.monthsBack(ticketsFrom) + "-01"
	span := max(1, p.cal().Between(from, p.Today)-1)
	for n := range ticketCount {
		l := p.course(n, sites)
		l.on = p.cal().Add(from, 1+p.rng.IntN(span))
		if n%4 == 0 { // some of each department's are under way
			l.on = p.cal().Add(p.Today, -1-p.rng.IntN(12))
		}
		switch {
		case n < stuck: // nobody brings these to an end
			l.on, l.fate = p.cal().Add(p.Today, -(16+3*n)), "stuck"
		case n < stuck+6:
			l.alike(p.units["市供电公司"])
		}
		p.lay(l)
	}
	for day := p.cal().Add(from, 1); day < p.Today; day = p.cal().Add(day, 1) {
		p.at(day, 18*60+1, func() error { _, err := p.Tickets.Climb(p.ctx); return err })
	}
	p.at(p.half(), 17*60, func() error { return p.addClass(office) })
	if err := b.planWork(); err != nil {
		return err
	}
	slices.SortStableFunc(b.loop.moments, func(x, y moment) int { return cmp.Compare(x.at.UnixNano(), y.at.UnixNano()) })
	return nil
}

// ticketRoute sends the tickets of a kind to a unit of the city, where the person with the login works on them.
type ticketRoute struct{ kind, unit, login string }

func ticketRoutes() []ticketRoute {
	return []ticketRoute{{"land", "市自然资源局", "ziran"}, {"finance", "市金融办", "jinrong"}, {"energy", "市供电公司", "gongdian"}, {"labour", "市人社局", "renshe"}, {"technology", "市科技局", "lead3"}}
}

// routed is the route of a kind; without one the place deals with it.
func routed(kind string) ticketRoute {
	for _, r := range ticketRoutes() {
		if r.kind == kind {
			return r
		}
	}
	return ticketRoute{}
}

// at notes something for so many minutes after midnight of a date.
func (b *builder) at(date string, minutes int, do func() error) {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Zone)
	if err == nil {
		b.loop.moments = append(b.loop.moments, moment{t.Add(time.Duration(minutes) * time.Minute), do})
	}
}

// actor is b.as, asked once for each login: the posts of the people who deal with tickets do not change.
func (b *builder) actor(login string) (authz.Actor, error) {
	if a, ok := b.loop.actors[login]; ok {
		return a, nil
	}
	a, err := b.as(login)
	if err == nil {
		b.loop.actors[login] = a
	}
	return a, err
}

// course is one ticket to come.
type course struct {
	ticket.Ticket
	trouble
	login string // who works on it
	on    string
	fate  string
	id    string
}

// course makes up the n-th ticket: what, of whom, through whom, and what becomes of it.
func (b *builder) course(n int, sites []project.Project) *course {
	kind := b.draw(kindWeights())
	if n < 12 {
		kind = ticket.KindOptions()[n].Code // every kind is there
	}
	l := &course{trouble: pick(b, troubles()[kind])}
	i := b.rng.IntN(len(b.chains))
	s := b.wanted(i)
	product := pick(b, s.Products)
	l.Kind, l.Hard, l.Urgent = kind, b.rng.Float64() < .08, b.rng.Float64() < .1
	at := 0
	if e := b.anyFirm(i); e != nil {
		l.EnterpriseID = e.ID
		at = b.regionOf(e.Region)
	}
	if len(sites) > 0 && b.rng.Float64() < .35 {
		p := &sites[b.rng.IntN(len(sites))]
		l.ProjectID, l.Firm, l.EnterpriseID = p.ID, p.Investor, ""
		at = b.regionOf(p.Region)
	}
	fill := strings.NewReplacer("{产品}", product, "{县区}", b.regions[at].name, "{月}", fmt.Sprint(1+b.rng.IntN(12)), "{数}", fmt.Sprint(6+b.rng.IntN(35)))
	l.Name, l.Text, l.plan, l.answer = l.name, fill.Replace(l.text), fill.Replace(l.plan), fill.Replace(l.answer)
	l.Contact, l.Phone = b.person(), fmt.Sprintf("1990000%04d", b.rng.IntN(10000))
	l.Source = b.draw([]weighted{{ticket.SourceFirm, 40}, {ticket.SourceCommissioner, 14}, {ticket.SourceTeam, 14}, {ticket.SourcePark, 12}, {ticket.SourceVisit, 10}, {ticket.SourceHotline, 7}, {ticket.SourceMeeting, 3}})
	l.fate = b.draw([]weighted{{"plain", 52}, {"late", 12}, {"objected", 8}, {"handed", 4}, {"paused", 6}, {"extended", 5}, {"rejected", 6}, {"unhappy", 4}, {"again", 3}, {"silent", 3}, {"refused", 2}})
	l.login, l.UnitID = routed(kind).login, b.units[routed(kind).unit]
	switch {
	case kind == "market":
		l.login, l.UnitID = fmt.Sprintf("lead%d", i+1), b.chains[i].UnitID
	case kind == "other":
		l.login, l.UnitID = "office", b.units["市链长办"]
	case l.login == "": // the place's own office
		in := b.regions[at]
		l.login, l.UnitID = fmt.Sprintf("county%d", at+1), b.units[in.name+map[bool]string{true: "经发局", false: "发改局"}[in.kind == "zone"]]
	}
	return l
}

// regionOf is the place of the code among the city's, the first when it lies elsewhere.
func (b *builder) regionOf(code string) int {
	return max(0, slices.IndexFunc(b.regions, func(p place) bool { return p.code == code }))
}

// anyFirm is a local firm of a chain.
func (b *builder) anyFirm(i int) *enterprise.Enterprise {
	var all []*enterprise.Enterprise
	for k := range b.steps[i] {
		all = append(all, b.steps[i][k].made...)
	}
	if len(all) == 0 {
		return nil
	}
	return pick(b, all)
}

// alike makes a ticket one of those that have a common cause.
func (l *course) alike(power string) {
	t := troubles()["energy"][3]
	l.Kind, l.Name, l.login, l.UnitID, l.fate = "energy", t.name, "gongdian", power, "alike"
	l.Text = strings.NewReplacer("{产品}", "新建", "{月}", "9").Replace(t.text)
	l.plan, l.answer = t.plan, t.answer
}

// lay notes the ticket's course, each step so many working days after the one before.
func (b *builder) lay(l *course) {
	day, minutes := l.on, 8*60+30+b.rng.IntN(5*60)
	next := func(days int, do func() error) {
		if days > 0 {
			day, minutes = b.cal().Add(day, days), 8*60+40+b.rng.IntN(3*60)
		}
		minutes += 10 + b.rng.IntN(30)
		b.at(day, minutes, do)
	}
	next(0, func() error { return b.raiseTicket(l) })
	if l.fate == "objected" || l.fate == "handed" {
		b.elsewhere(l, next)
	}
	if l.fate == "alike" {
		b.at(max(day, b.half()), 17*60+30, func() error { return b.classify(l) })
	}
	next(b.rng.IntN(2), func() error { return b.unitDoes(l, ticket.Act{Action: ticket.ActAccept}) })
	if l.fate == "refused" {
		next(1, func() error {
			return b.unitDoes(l, ticket.Act{Action: ticket.ActRefusal, Text: "经核，已进入诉讼程序，依法由法院处理"})
		})
		next(0, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActRefuse, Text: "诉讼在审，待判决后可再提，已电话告知企业"})
		})
		return
	}
	next(1+b.rng.IntN(3), func() error { return b.unitDoes(l, ticket.Act{Action: ticket.ActBegin, Text: l.plan}) })
	switch l.fate {
	case "stuck":
		return
	case "paused":
		next(1, func() error {
			return b.unitDoes(l, ticket.Act{Action: ticket.ActPause, Text: "等企业补充材料清单所列三项"})
		})
		next(0, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActGrant, Text: "同意，补齐即恢复"})
		})
		next(3+b.rng.IntN(7), func() error { return b.unitDoes(l, ticket.Act{Action: ticket.ActResume}) })
	case "extended":
		next(3, func() error {
			return b.unitDoes(l, ticket.Act{Action: ticket.ActExtend, Days: 5, Text: "需报省级部门核准，批复时间不在本级"})
		})
		next(0, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActGrant, Text: "同意延5个工作日"})
		})
	}
	took := 2 + b.rng.IntN(9)
	if l.fate == "late" {
		took = 14 + b.rng.IntN(14)
	}
	next(took, func() error { return b.answerTicket(l, l.answer) })
	b.firmSpeaks(l, next)
}

// elsewhere lets the first unit object, or hand on what has come to it.
func (b *builder) elsewhere(l *course, next func(int, func() error)) {
	first, login := b.units["市工信局"], l.login
	own := l.UnitID
	if own == first {
		return
	}
	// It goes to the industry bureau by mistake.
	l.UnitID, l.login = first, "lead1"
	act := ticket.Act{Action: ticket.ActObject, Unit: own, Text: "职责清单中此事不归我局，应由对口部门办理"}
	if l.fate == "handed" {
		next(0, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActAssign, Unit: own, Text: "改由对口部门办理"})
		})
	} else {
		next(0, func() error { return b.unitDoes(l, act) })
		next(0, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActGrant, Unit: own, Text: "异议成立"})
		})
	}
	next(0, func() error { l.login = login; return nil })
}

// firmSpeaks is what the firm makes of the answer.
func (b *builder) firmSpeaks(l *course, next func(int, func() error)) {
	rating := pick(b, []int64{5, 5, 5, 4, 4, 3})
	words := pick(b, []string{"", "", "办得快，谢谢", "问题解决了", "跑了一次就办好了", "希望以后能主动告知进度"})
	confirm := func() error {
		return b.firmDoes(l, ticket.Act{Action: ticket.ActConfirm, Rating: rating, Text: words})
	}
	again := func() error { return b.answerTicket(l, "已再次到现场处理："+l.answer) }
	switch l.fate {
	case "silent":
		next(11, func() error {
			return b.officeDoes(l, ticket.Act{Action: ticket.ActCall, Text: "电话回访" + l.Contact + "，称已解决，未及时点确认"})
		})
		return
	case "rejected":
		next(1+b.rng.IntN(2), func() error {
			return b.firmDoes(l, ticket.Act{Action: ticket.ActReject, Text: "只来看了一次，问题还在"})
		})
		next(3+b.rng.IntN(5), again)
	case "unhappy":
		next(1+b.rng.IntN(2), func() error {
			return b.firmDoes(l, ticket.Act{Action: ticket.ActUnhappy, Rating: 2, Text: "只解决了一半"})
		})
		next(3+b.rng.IntN(5), again)
	}
	next(1+b.rng.IntN(4), confirm)
	if l.fate == "again" {
		next(8+b.rng.IntN(20), func() error {
			return b.firmDoes(l, ticket.Act{Action: ticket.ActReopen, Text: "同样的问题又出现了"})
		})
		next(4, again)
		next(2, confirm)
	}
}
