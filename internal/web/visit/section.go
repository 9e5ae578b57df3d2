package visit

import (
	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Section is the visits to a firm, for the page of the firm.
type Section struct {
	Keepers string // who looks after it
	All     int    // visits that the person may see
	Table   ui.Table
	Acts    []ui.Action
}

// Of gives the section of a firm's page; the firm must have been read inside the asker's scope.
func Of(visits *area.Service, lists *listing.Kit) func(q *web.Req, firm string) (*Section, error) {
	return func(q *web.Req, firm string) (*Section, error) {
		names, err := lists.Names(q.Ctx())
		if err != nil {
			return nil, err
		}
		rows, all, err := visits.Of(q.Ctx(), q.Actor, firm, others)
		if err != nil {
			return nil, err
		}
		held, err := visits.Keepers(q.Ctx(), firm)
		if err != nil {
			return nil, err
		}
		out := &Section{All: all, Table: table(rows, "", names)}
		for _, c := range held {
			if out.Keepers != "" {
				out.Keepers += "　"
			}
			out.Keepers += area.RoleLabel(c.Role) + names.Label("account", c.AccountID)
		}
		if q.Actor.Can(authz.VisitMake) {
			out.Acts = append(out.Acts, ui.Action{Label: "登记走访", URL: base + "/new?firm=" + firm, Small: true})
		}
		return out, nil
	}
}

// table lists visits, newest first, without the one of the id.
func table(rows []area.Visit, but string, names *listing.Names) ui.Table {
	t := ui.Table{Label: "走访", Fold: true, Columns: []ui.Column{{Label: "日期", Head: true}, {Label: "走访人", Fold: "走访人"}, {Label: "所见所谈", Grow: true, Fold: "所见所谈"},
		{Label: "诉求", Fold: "诉求"}, {Label: "满意度", Num: true, Fold: "满意度", Rank: 2}}, Empty: &ui.Empty{Title: "还没有走访"}}
	for _, v := range rows {
		if v.ID == but {
			continue
		}
		mark := ui.Cell{Text: "未问", Quiet: true}
		if v.Satisfaction > 0 {
			mark = ui.Cell{Text: ui.Num(v.Satisfaction)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: v.OnDate, URL: base + "/" + v.ID}, {Text: v.ByName, Sub: names.Label("unit", v.UnitID)}, {Text: short(v.Said, 40)},
			{Text: v.TicketCode}, mark}})
	}
	return t
}
