package targets

import (
	"cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/ticket"
)

// Ticket reads lists of tickets, such as a hotline hands on. The number at the hotline tells rows apart; a row that is known may
// change what it says, never its dates, owner or state. What names no source came by the hotline.
func Ticket(s *ticket.Service) importing.Target {
	return &importing.Area[ticket.Ticket]{
		List: ticket.Spec, Need: authz.TicketRaise, Policy: map[string]intake.Policy{chain.Kind: intake.Leave, "unit": intake.Leave},
		By:    importing.Identity{Name: "name", Code: "ref_code", Party: "firm", Place: "region"},
		Valid: s.Validate,
		Fill: func(t *ticket.Ticket, r *importing.Record) {
			if t.Source == "" {
				t.Source = ticket.SourceHotline
			}
			t.Region = cmp.Or(t.Region, r.Home)
		},
		Add: s.Insert, Select: s.Select, Replace: s.Replace, Delete: s.Remove,
	}
}
