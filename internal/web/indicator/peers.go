package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func yearOf(year int) (period.Period, error) { return period.Parse(strconv.Itoa(year)) }

// peersPage is what other cities published, ours beside it.
type peersPage struct {
	ui.Page
	Parts ui.Tabs
	Table ui.Table
	Form  *reviseForm
}

func (h *handlers) peers(q *web.Req) error {
	p, err := h.peersPage(q)
	if err != nil {
		return err
	}
	return q.Render("indicator/peers", p)
}

func (h *handlers) peersPage(q *web.Req) (*peersPage, error) {
	p := &peersPage{Page: q.Page(section, "标杆城市"), Parts: parts(q, base+"/peers")}
	p.Wide, p.Lede = true, ui.Plain("同一指标同一期：外市公布的数和我市的数并排，注明出处和日期")
	p.Acts = []ui.Action{ui.PrintPage()}
	rows, err := h.Indicators.Peers(q.Ctx(), "")
	if err != nil {
		return nil, err
	}
	all, err := h.Indicators.All(q.Ctx())
	if err != nil {
		return nil, err
	}
	edit := q.Actor.Can(authz.IndicatorEdit)
	t := ui.Table{ID: "peers", Label: "标杆城市", Fold: true, Columns: []ui.Column{{Label: "指标", Head: true, Grow: true}, {Label: "城市", Fold: "城市"}, {Label: "周期", Fold: "周期"}, {Label: "该市", Num: true, Fold: "该市"}, {Label: "我市", Num: true, Fold: "我市"},
		{Label: "相差", Num: true, Fold: "相差"}, {Label: "出处", Rank: 2, Fold: "出处"}}}
	if edit {
		t.Columns = append(t.Columns, ui.Column{})
	}
	t.Empty = &ui.Empty{Title: "还没有标杆城市的数", Text: "登记外市公布的数，写明出处和发布日期"}
	own := map[string]*area.Observation{}
	for i := range rows {
		r := &rows[i]
		ind := find(all, r.IndicatorID)
		if ind == nil {
			continue
		}
		ours, err := h.ours(q, own, ind, period.Period(r.Period))
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, h.peerRow(ind, r, ours, edit))
	}
	p.Table = t
	if edit {
		p.Form = peerForm(all, q.Query("indicator"))
	}
	return p, nil
}

func find(all []area.Indicator, id string) *area.Indicator {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// ours is what the whole site came to in a period; nil when it is not known or may not be seen.
func (h *handlers) ours(q *web.Req, kept map[string]*area.Observation, ind *area.Indicator, p period.Period) (*area.Observation, error) {
	key := ind.ID + "/" + string(p)
	if o, ok := kept[key]; ok {
		return o, nil
	}
	kept[key] = nil
	tree, err := h.Indicators.Subjects(q.Ctx(), area.ByRegion)
	if err != nil || tree.Root() == nil || !sees(q.Actor, tree.Root()) {
		return nil, err
	}
	all, err := h.Indicators.Values(q.Ctx(), ind.ID, p)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Subject == tree.Root().Ref && all[i].Known {
			kept[key] = &all[i]
		}
	}
	return kept[key], nil
}

func (h *handlers) peerRow(ind *area.Indicator, r *area.Peer, ours *area.Observation, edit bool) ui.Row {
	mine, diff := ui.Cell{Text: "—", Quiet: true}, ui.Cell{Text: "—", Quiet: true}
	if ours != nil {
		mine = ui.Cell{Text: ui.Dec(ours.Value, int(ind.Decimals)), URL: ours.URL, Src: true, Sub: missingOf(&area.Cell{Missing: ours.Missing})}
		d := ours.Value - r.Amount
		diff = ui.Cell{Text: ui.Signed(d, int(ind.Decimals)), Down: d < 0 && ind.Better == area.Up || d > 0 && ind.Better == area.Down}
	}
	source := ui.Cell{Text: r.Source, Sub: r.SourceOn}
	if r.URL != "" {
		source.URL = r.URL
	}
	cells := []ui.Cell{{Text: ind.Name, URL: base + "/" + ind.ID, Sub: ind.Measure}, {Text: r.Name}, {Text: period.Period(r.Period).Label()}, {Text: ui.Dec(r.Amount, int(ind.Decimals))}, mine, diff, source}
	if edit {
		cells = append(cells, ui.Cell{Acts: []ui.Action{{Label: "删除", URL: base + "/peers/" + r.ID + "/drop", Method: "post", Small: true, Plain: true, Confirm: "删除" + r.Name + "的这个数？"}}})
	}
	return ui.Row{Key: r.ID, Label: r.Name, Cells: cells}
}

func (h *handlers) dropPeer(q *web.Req) error {
	if err := h.Indicators.DropPeer(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect(base+"/peers", "已删除")
}

// peerTable are the latest figures of other cities of one indicator, ours of the same period beside them.
func (h *handlers) peerTable(q *web.Req, v *view, subject *area.Subject, r *reading) (ui.Table, error) {
	t := ui.Table{ID: "peer-rows", Label: "标杆城市", Columns: []ui.Column{{Label: "城市", Head: true, Grow: true}, {Label: "该市", Num: true}, {Label: "我市", Num: true}}}
	rows, err := h.Indicators.Peers(q.Ctx(), v.ind.ID)
	if err != nil {
		return t, err
	}
	kept, seen := map[string]*area.Observation{}, map[string]bool{}
	for i := range rows {
		x := &rows[i]
		if seen[x.Name] {
			continue
		}
		seen[x.Name] = true
		ours, err := h.ours(q, kept, v.ind, period.Period(x.Period))
		if err != nil {
			return t, err
		}
		cell := ui.Cell{Text: "—", Quiet: true}
		if ours != nil {
			cell = ui.Cell{Text: ui.Dec(ours.Value, int(v.ind.Decimals)), URL: ours.URL, Src: true}
		}
		t.Rows = append(t.Rows, ui.Row{Key: x.ID, Label: x.Name, Cells: []ui.Cell{{Text: x.Name, Sub: ui.Joined(period.Period(x.Period).Label(), x.Source, x.SourceOn)}, {Text: ui.Dec(x.Amount, int(v.ind.Decimals))}, cell}})
	}
	return t, nil
}
