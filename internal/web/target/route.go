package target

import (
	"net/url"
	"strings"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

type routePage struct {
	ui.Page
	Chains  []ui.Tab
	Tiles   []tile
	Outline *outline
	Picture string // address of an uploaded picture, "" = none
	Credit  string
	Table   ui.Table
}

// tile is a province of the schematic, in user units of the drawing.
type tile struct {
	X, Y        int
	Class, Name string
	Count, More string
	URL, Title  string
}

// The size of a tile with its gutter.
const tileWidth, tileHeight = 80, 66

// level is the shade of a count.
func level(n int64) string {
	switch {
	case n == 0:
		return "k0"
	case n <= 2:
		return "k1"
	case n <= 5:
		return "k2"
	case n <= 10:
		return "k3"
	}
	return "k4"
}

// route is the route of calls (招商路线图): how many targets lie where.
func (h *handlers) route(q *web.Req) error {
	chain := q.Query("chain_id")
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	spots, err := h.Targets.Route(q.Ctx(), q.Actor.Scope, "", chain)
	if err != nil {
		return err
	}
	p := &routePage{Page: q.Page(section, "招商路线图")}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("每省一格的示意图，只表大致方位，不是地图。数字是已列为目标的企业，候选另计；点开看城市和名单。")
	p.Chains = []ui.Tab{{Label: "全部产业链", URL: "/route", On: chain == ""}}
	for i := range names.Chains {
		if c := &names.Chains[i]; c.Active && (q.Actor.Scope.All || len(names.Chains) <= 20) {
			p.Chains = append(p.Chains, ui.Tab{Label: c.Name, URL: "/route?chain_id=" + c.ID, On: chain == c.ID})
		}
	}
	by := map[string]area.Spot{}
	for _, s := range spots {
		by[s.Place] = s
	}
	for _, t := range ranking.Tiles() {
		s := by[t.Code]
		one := tile{X: 4 + t.Col*tileWidth, Y: 4 + t.Row*tileHeight, Class: level(s.All), Name: t.Name, Title: t.Name + "：已列为目标" + ui.Num(s.All) + "家，候选" + ui.Num(s.Proposed) + "家"}
		if s.All+s.Proposed > 0 {
			one.URL = tripURL(t.Code, chain)
			one.Count = ui.Num(s.All) + "家"
		}
		if s.Proposed > 0 {
			one.More = "候选" + ui.Num(s.Proposed)
		}
		p.Tiles = append(p.Tiles, one)
	}
	p.Table = spotTable(names, spots, chain)
	if err := h.outline(q, p, by, chain); err != nil {
		return err
	}
	p.Acts = []ui.Action{{Label: "上传底图", URL: "/route/maps", WideOnly: true}, ui.PrintPage()}
	return q.Render("target/route", p)
}

func tripURL(place, chain string) string {
	u := "/route/" + place
	if chain != "" {
		u += "?" + url.Values{"chain_id": {chain}}.Encode()
	}
	return u
}

func spotTable(names *listing.Names, spots []area.Spot, chain string) ui.Table {
	t := ui.Table{Label: "各地目标企业", Fold: true, Columns: []ui.Column{{Label: "地方", Head: true, Grow: true}, {Label: "已列为目标", Num: true, Fold: "已列为目标"}, {Label: "待联系", Num: true, Fold: "待联系"},
		{Label: "约谈以上", Num: true, Fold: "约谈以上"}, {Label: "候选", Num: true, Fold: "候选"}},
		Empty: &ui.Empty{Title: "还没有目标企业", Text: "先在缺口里推荐企业、列为目标", Acts: []ui.Action{ui.Act("看缺口", "/gaps")}}}
	for _, s := range spots {
		name := placeName(names, s.Place)
		if name == "" {
			name = "所在地不详（" + s.Place + "）"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name, URL: tripURL(s.Place, chain)}, {Text: ui.Num(s.All)}, {Text: ui.Num(s.Waiting)}, {Text: ui.Num(s.InTalks)}, {Text: ui.Num(s.Proposed)}}})
	}
	return t
}

// mostTrip is how many targets a printed list of a place holds.
const mostTrip = 300

// trip is the list of a place to carry along: whom to call on, why, and where things stand.
func (h *handlers) trip(q *web.Req) error {
	place, chain := q.Path("place"), q.Query("chain_id")
	if len(place) != 2 && len(place) != 4 || strings.Trim(place, "0123456789") != "" {
		return errs.New(errs.NotFound, "没有这个地方")
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	rows, err := h.Targets.Trip(q.Ctx(), q.Actor.Scope, place, chain)
	if err != nil {
		return err
	}
	p := &plainPage{Page: q.Page(section, placeName(names, place)+"招商行程")}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: "招商路线图", URL: tripURL("", chain)}, {Label: placeName(names, place)}}
	p.Crumbs[1].URL = "/route"
	if chain != "" {
		p.Crumbs[1].URL += "?chain_id=" + url.QueryEscape(chain)
	}
	p.Lede = ui.Plain(ui.Joined(names.Label("chain", chain), ui.Num(int64(len(rows)))+"家", "打印带上，回来在各企业里记联系"))
	p.Acts = []ui.Action{ui.PrintPage()}
	if len(place) == 2 {
		cities, err := h.Targets.Route(q.Ctx(), q.Actor.Scope, place, chain)
		if err != nil {
			return err
		}
		p.Tables = append(p.Tables, block{Title: "城市", Table: spotTable(names, cities, chain)})
	}
	t := ui.Table{Label: "名单", Fold: true, Columns: []ui.Column{{Label: "企业", Sub: "理由", Head: true, Grow: true}, {Label: "环节", Sub: "产业链", Fold: "环节"}, {Label: "状态", Fold: "状态"},
		{Label: "推荐分", Num: true, Fold: "推荐分"}, {Label: "最近联系", Fold: "最近联系"}, {Label: "下一步", Fold: "下一步"}, {Label: "城市", Rank: 2, Fold: "城市"}},
		Empty: &ui.Empty{Title: "这里没有目标企业", Text: "换一个地方，或换一条产业链"}}
	for i := range rows {
		r := &rows[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.Firm, URL: at(r), Sub: r.Why}, {Text: names.Label("node", r.NodeID), Sub: names.Label("chain", r.ChainID)}, {Text: area.StateLabel(r.State)},
			{Text: score(r.Score)}, {Text: ui.DateTable(r.TouchedOn)}, {Text: ui.Joined(r.NextStep, ui.DateTable(r.NextOn))}, {Text: placeName(names, r.Place[:min(4, len(r.Place))])}}})
	}
	b := block{Title: "名单", Table: t}
	if len(rows) == mostTrip {
		b.Sub = "只列前" + ui.Num(mostTrip) + "家，按城市看全部"
	}
	p.Tables = append(p.Tables, b)
	if q.Actor.Can(authz.ExportRun) {
		p.Acts = append([]ui.Action{{Label: "导出", URL: base + "/export?" + map[int]string{2: "province", 4: "city"}[len(place)] + "=" + place, WideOnly: true}}, p.Acts...)
	}
	return q.Render("target/plain", p)
}
