package server

import (
	"context"
	"encoding/json"

	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/ticket"
)

// climbTickets lets tickets whose time has come reach the next rung of their ladder.
func (a *App) climbTickets(ctx context.Context, _ *jobs.Task) (string, error) {
	turned, err := a.Tickets.Climb(ctx)
	return turned.String(), err
}

// climbs are the times of the ladder: after the day's end, and before it begins for what a stopped machine missed.
func climbs() []jobs.Timer {
	return []jobs.Timer{{Kind: "ticket.climb", Every: jobs.Daily("18:01")}, {Kind: "ticket.climb", Every: jobs.Daily("08:01")}, {Kind: "ticket.climb", Every: jobs.Daily("13:01")}}
}

var (
	kindTicket = notify.Kind{Code: "ticket", Label: "诉求办理"}
	kindClimb  = notify.Kind{Code: "ticket.climb", Label: "诉求升级", Must: true}
)

// ticketTopics are what is told of tickets: to the owner what comes to him, to the office what it has to decide, and up the
// ladder what is late. Firms hear by their own link.
func (a *App) ticketTopics() []notify.Topic {
	one := func(name, text string, kind notify.Kind, urgent bool, to ...notify.Role) notify.Topic {
		return notify.Topic{Name: name, Kind: kind, To: to, Urgent: urgent, Tell: func(ctx context.Context, e notify.Event) (*notify.News, error) {
			return a.tellTicket(ctx, e, text)
		}}
	}
	return []notify.Topic{
		one("ticket.assigned", "交您单位办理", kindTicket, false, notify.Owner), one("ticket.helped", "请您单位协办", kindTicket, false, notify.Mentioned),
		one("ticket.asked", "有申请等链长办裁定", kindTicket, true, notify.Office), one("ticket.granted", "链长办同意了申请", kindTicket, false, notify.Owner),
		one("ticket.denied", "链长办没有同意申请", kindTicket, false, notify.Owner), one("ticket.reopened", "企业不认可，退回重办", kindTicket, true, notify.Owner, notify.UnitHead),
		one("ticket.closed", "已办结", kindTicket, false, notify.Owner), one("ticket.warn", "用去八成时限", kindClimb, false, notify.Mentioned),
		one("ticket.over", "到期未办", kindClimb, true, notify.Mentioned), one("ticket.climbed", "超期升级", kindClimb, true, notify.Mentioned),
	}
}

func (a *App) tellTicket(ctx context.Context, e notify.Event, text string) (*notify.News, error) {
	n, err := a.matter(ctx, e.Ref)
	if n == nil || err != nil {
		return nil, err
	}
	var m ticket.Message
	if err := json.Unmarshal([]byte(e.Payload), &m); err != nil {
		return nil, err
	}
	n.Text = m.Code + text
	n.People = map[notify.Role][]string{notify.Mentioned: m.To}
	if m.Handler != "" {
		n.People[notify.Owner] = []string{m.Handler}
	}
	return n, nil
}
