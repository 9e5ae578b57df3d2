package today

import (
	"cmp"
	"net/url"
	"slices"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// group is a chain or a unit with the state of its reporting.
type group struct {
	id, name, note string
	due, done      int64
}

// filing is how the last month's reports come in, by chain for whoever sees several, else by unit; nil where nobody owes any.
func (d Deps) filing(q *web.Req, w *words) (*rail, error) {
	m := d.Desk.LastMonth()
	list, err := d.Desk.Filings(q.Ctx(), q.Actor.Scope, m)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	byChain := slices.ContainsFunc(list, func(f desk.Filing) bool { return f.ChainID != list[0].ChainID })
	groups := gather(list, byChain)
	var due, done int64
	missing := 0
	for i := range groups {
		g := &groups[i]
		due, done = due+g.due, done+g.done
		if g.due > g.done {
			missing++
		}
		if g.name = w.dir.UnitName(g.id); byChain {
			if g.name = w.chain(g.id); w.leads[g.id] != "" {
				g.note = "牵头：" + w.leads[g.id]
			}
		}
		if g.id == "" {
			g.name = map[bool]string{true: "未明确产业链", false: "未明确单位"}[byChain]
		}
	}
	r := &rail{Title: month(m) + "报送", Sub: "应报" + ui.Num(due) + "个，缺" + ui.Num(due-done) + "个"}
	if missing == 0 {
		r.Sub, r.None = "", "应报"+ui.Num(due)+"个，已报齐"
		return r, nil
	}
	r.Link = &ui.Link{Label: "看缺的", URL: missingAt(m)}
	param := map[bool]string{true: "chain_id", false: "unit_id"}[byChain]
	for _, g := range groups[:min(missing, shown)] {
		r.Lines = append(r.Lines, w.filingLine(&g, d.Desk.FilingDue(m), missingAt(m, param, orDash(g.id))))
	}
	return r, nil
}

// missingAt is the address of the projects whose report of the month is missing, with further conditions.
func missingAt(m period.Period, pairs ...string) string {
	v := url.Values{"stage": {"started,completed"}, "year_plan": {"1.."}, "started_actual": {"!" + string(m.Next()) + ".."}, "reported": {"!" + string(m) + ".."}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "/projects?" + v.Encode()
}

// gather sums up by chain or by unit, those who owe most first.
func gather(list []desk.Filing, byChain bool) []group {
	var out []group
	for _, f := range list {
		id := f.UnitID
		if byChain {
			id = f.ChainID
		}
		i := slices.IndexFunc(out, func(g group) bool { return g.id == id })
		if i < 0 {
			i = len(out)
			out = append(out, group{id: id})
		}
		out[i].due, out[i].done = out[i].due+f.Due, out[i].done+f.Done
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(b.due-b.done, a.due-a.done) })
	return out
}

func (w *words) filingLine(g *group, due, url string) ui.Line {
	l := ui.Sign(ui.Yellow, "缺"+ui.Num(g.due-g.done)+"个")
	if due < w.today {
		l.Letter = ui.Red
	}
	return ui.Line{Text: g.name, URL: url, Light: &l, Note: ui.Plain(ui.Joined("应报"+ui.Num(g.due)+"个，已报"+ui.Num(g.done)+"个", g.note))}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
