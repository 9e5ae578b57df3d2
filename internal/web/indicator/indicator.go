// Package indicator is the pages of indicators: the tree with values, targets and progress, trends and small multiples, the sheet on
// which units fill, the queue of approvals, the parting of targets, other cities beside ours, and the running of key firms.
package indicator

import (
	"embed"
	"slices"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "indicators"
	base    = "/indicators"
	obs     = "/observations"
)

// Deps is what the pages stand on.
type Deps struct {
	Run        *change.Runner
	Indicators *area.Service
	Firms      *enterprise.Service
	Imports    *importing.Service
	Files      *attach.Dir
	Lists      *listing.Kit
	Trail      *trail.Trail
	MaxFile    int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("indicator", files) }

type handlers struct {
	Deps
	values *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.values = h.Lists.Register(listing.List{Spec: area.ValueSpec, Base: obs, Section: section, Perm: authz.IndicatorView, Find: "指标、对象、备注",
		Columns: []string{"indicator", "of", "period", "amount", "measure", "mark", "state", "revised", "unit_id", "note"}, Fixed: []string{"indicator"}, First: []string{"period", "mark", "state"},
		Heads: map[string]ui.Column{"indicator": {Label: "指标", Head: true, Grow: true}, "of": {Label: "对象", Fold: "对象"}, "period": {Label: "周期", Fold: "周期"}, "amount": {Label: "数值", Num: true, Fold: "数值"},
			"measure": {Label: "单位", Rank: 3, Fold: "单位"}, "mark": {Label: "标记", Fold: "标记", Rank: 2}, "state": {Label: "状态", Fold: "状态"}, "revised": {Label: "修订", Num: true, Rank: 3, Fold: "修订"},
			"unit_id": {Label: "填报单位", Rank: 2, Fold: "填报单位"}, "note": {Label: "备注", Rank: 3, Fold: "备注"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "估计和缺报", Query: "mark=estimated,missing"}, {Name: "有修订", Query: "revised=1.."}}
		}})
	view := func(pattern string, fn web.Handler) web.Route {
		return web.Route{Pattern: "GET " + pattern, Perm: authz.IndicatorView, Handle: fn}
	}
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	e := h.editor()
	return []web.Route{
		view(base, h.tree), view(base+"/{id}", h.show), view(base+"/{id}/multiples", h.multiples), view(base+"/{id}/at", h.at),
		view(obs, h.listValues), view(obs+"/{id}", h.showValue), row("GET "+obs+"/export", authz.ExportRun, h.values.Export),
		row("POST "+obs+"/{id}/revise", authz.IndicatorApprove, h.revise), view(base+"/revisions", h.revisions),
		row("GET "+base+"/new", authz.IndicatorEdit, e.ShowNew), row("POST "+base+"/new", authz.IndicatorEdit, e.New),
		row("GET "+base+"/{id}/edit", authz.IndicatorEdit, e.ShowEdit), row("POST "+base+"/{id}/edit", authz.IndicatorEdit, e.Edit),
		row("GET "+base+"/{id}/duties", authz.IndicatorEdit, h.showDuties), row("POST "+base+"/{id}/duties", authz.IndicatorEdit, h.setDuties),
		row("GET "+base+"/fill", authz.IndicatorFill, h.showFill), row("POST "+base+"/fill", authz.IndicatorFill, h.fill),
		view(base+"/sheet", h.showSheet), row("POST "+base+"/move", authz.IndicatorView, h.move),
		row("GET "+base+"/approve", authz.IndicatorApprove, h.approve),
		view(base+"/targets", h.targets), row("POST "+base+"/targets", authz.IndicatorEdit, h.setTargets), row("POST "+base+"/plans", authz.IndicatorEdit, h.setPlan),
		view(base+"/peers", h.peers), row("POST "+base+"/peers", authz.IndicatorEdit, h.addPeer), row("POST "+base+"/peers/{id}/drop", authz.IndicatorEdit, h.dropPeer),
		row("GET "+base+"/heirs", authz.IndicatorEdit, h.heirs), row("POST "+base+"/heirs", authz.IndicatorEdit, h.addHeir),
		row("GET "+base+"/import", authz.ImportRun, h.showImport), {Pattern: "POST " + base + "/import", Perm: authz.ImportRun, Handle: h.doImport, Body: h.MaxFile + 1<<20},
		view("/operation", h.operation),
	}
}

// parts are the tabs of all pages of the area.
func parts(q *web.Req, on string) ui.Tabs {
	t := ui.Tabs{Label: "指标"}
	for _, p := range []struct {
		label, url string
		perm       authz.Perm
	}{{"指标", base, authz.IndicatorView}, {"填报", base + "/fill", authz.IndicatorFill}, {"审核", base + "/approve", authz.IndicatorApprove}, {"目标分解", base + "/targets", authz.IndicatorView},
		{"标杆城市", base + "/peers", authz.IndicatorView}, {"运行调度", "/operation", authz.IndicatorView}, {"修订", base + "/revisions", authz.IndicatorView}, {"数据", obs, authz.IndicatorView}} {
		if q.Actor.Can(p.perm) {
			t.Items = append(t.Items, ui.Tab{Label: p.label, URL: p.url, On: p.url == on})
		}
	}
	return t
}

// asked reads a period of the address; without one it is the last month that ended.
func asked(q *web.Req, kind period.Kind) (period.Period, error) {
	text := q.Query("period")
	if text == "" {
		return period.Of(kind, q.Today()).Prev(), nil
	}
	return period.Parse(text)
}

// of reads a subject of the address among those of a tree that the actor may see; without one it is the highest of them.
func of(q *web.Req, t *area.Subjects) (int, error) {
	if text := q.Query("of"); text != "" {
		ref, _ := record.Parse(text)
		if i := t.Find(ref); i >= 0 && sees(q.Actor, &t.List[i]) {
			return i, nil
		}
		return 0, errs.New(errs.NotFound, "没有这个对象，或不在您的数据范围内")
	}
	for i := range t.List {
		if sees(q.Actor, &t.List[i]) {
			return i, nil
		}
	}
	return -1, nil
}

func sees(a authz.Actor, s *area.Subject) bool { return a.Scope.Allows(s.Keys) }

// choice offers the subjects of a tree that the actor may see.
func choice(q *web.Req, t *area.Subjects, label string, at int) ui.Field {
	f := ui.Field{Kind: ui.KindSelect, Name: "of", Label: label}
	for i := range t.List {
		if x := &t.List[i]; sees(q.Actor, x) {
			f.Options = append(f.Options, ui.Option{Value: x.Ref.String(), Label: strings.Repeat("　", depth(t, i)) + x.Name, On: i == at})
		}
	}
	return f
}

func depth(t *area.Subjects, i int) (n int) {
	for i = t.List[i].Up; i >= 0; i = t.List[i].Up {
		n++
	}
	return n
}

// months offers the periods of a kind back from the one before today's.
func months(q *web.Req, kind period.Kind, at period.Period, n int) ui.Field {
	f := ui.Field{Kind: ui.KindSelect, Name: "period", Label: "周期"}
	last := period.Of(kind, q.Today())
	for i := range n {
		p := last.Shift(-i)
		f.Options = append(f.Options, ui.Option{Value: string(p), Label: p.Label(), On: p == at})
	}
	if !slices.ContainsFunc(f.Options, func(o ui.Option) bool { return o.On }) {
		f.Options = append(f.Options, ui.Option{Value: string(at), Label: at.Label(), On: true})
	}
	return f
}
