package formula

import (
	"cmp"
	"strconv"
	"strings"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is one definition: what it means, what it gives, and its versions.
type showPage struct {
	ui.Page
	Ask      askForm
	KPIs     []ui.KPI
	Warn     *ui.Note
	Facts    ui.Facts
	Expanded []expanded
	By       ui.Tabs
	Places   ui.Table
	Chain    ui.Table
	Versions ui.Table
	Cases    ui.Table
	Log      ui.Log
}

// expanded is a rule as it is asked, with other definitions and dates filled in.
type expanded struct{ Label, Text string }

// askForm are the window, the day and the version asked for.
type askForm struct {
	Action         string
	Errs           ui.Errors
	From, To, AsOf ui.Field
	Version        ui.Field
	Range          ui.Field
	By             string
}

func (h *handlers) show(q *web.Req) error {
	versions, err := h.Formulas.Versions(q.Ctx(), q.Path("code"))
	if err != nil {
		return err
	}
	d := chosen(versions, q.Query("v"))
	ask := h.asked(q, d)
	by := cmp.Or(q.Query("by"), formula.ByRegion)
	p := &showPage{Page: h.page(q, d), Ask: h.askForm(d, versions, ask, by)}
	p.Tag = formula.StateLabel(d.State)
	p.Lede = ui.Plain(d.Note)
	p.Acts = h.acts(q, d)
	p.Versions = h.versionTable(q, versions, d, ask)
	if p.Cases, err = h.cases(q, d.Code); err != nil {
		return err
	}
	c, err := h.Formulas.Get(q.Ctx(), d.Code, int(d.Number))
	if err != nil {
		p.Warn = &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("这个口径现在算不了："), ui.T(web.Message(err))}}
		p.Facts = facts(d, nil)
		return q.Render("formula/show", p)
	}
	p.Facts = facts(d, c)
	bound, err := c.Bind(ask, q.Today())
	if errs.CodeOf(err) == errs.Invalid {
		p.Ask.Errs = ui.Reject(err, &p.Ask.From, &p.Ask.To, &p.Ask.AsOf)
		return q.RenderInvalid("formula/show", p)
	}
	if err != nil {
		return err
	}
	p.Expanded = expand(bound)
	if err := h.values(q, p, c, ask, by); err != nil {
		return err
	}
	if d.Step != "" {
		all, err := h.Formulas.All(q.Ctx())
		if err == nil {
			p.Chain, err = h.chain(q, all, ask)
		}
		if err != nil {
			return err
		}
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), d.Ref(), 0, 10); err != nil {
			return err
		}
	}
	return q.Render("formula/show", p)
}

// papersRange is the code of what the bulletin reports on: its rates are counted inside.
const papersRange = "bulletin_range"

// asked is the question of the address: window, day, and whether only what the bulletin reports on counts.
func (h *handlers) asked(q *web.Req, d *formula.Definition) formula.Ask {
	ask := formula.Ask{From: q.Query("from"), To: q.Query("to"), AsOf: q.Query("as_of")}
	if r, err := h.Formulas.Get(q.Ctx(), papersRange, 0); err == nil && r.List == d.List && q.Query("range") == "papers" {
		ask.Where = r.Num
	}
	return ask
}

func (h *handlers) page(q *web.Req, d *formula.Definition) ui.Page {
	p := q.Page(section, d.Label())
	p.Crumbs = []ui.Link{{Label: "口径库", URL: base}, {Label: d.Label()}}
	return p
}

// chosen is the version that was asked for, else the adopted one, else the newest.
func chosen(versions []formula.Definition, v string) *formula.Definition {
	best := &versions[len(versions)-1]
	for i := range versions {
		d := &versions[i]
		if strconv.FormatInt(d.Number, 10) == v {
			return d
		}
		if d.State == formula.Adopted && (best.State != formula.Adopted || best.Shape == formula.Chained) {
			best = d
		}
	}
	return best
}

func (h *handlers) askForm(d *formula.Definition, versions []formula.Definition, ask formula.Ask, by string) askForm {
	date := func(name, label, value, help string) ui.Field {
		return ui.Field{Kind: ui.KindDate, Name: name, Label: label, Value: value, Help: help}
	}
	f := askForm{Action: at(d), By: by, AsOf: date("as_of", "截至", ask.AsOf, "空着就是今天"),
		Version: ui.Field{Kind: ui.KindSelect, Name: "v", Label: "版本", Value: strconv.FormatInt(d.Number, 10)}}
	for _, v := range versions {
		f.Version.Options = append(f.Version.Options, ui.Option{Value: strconv.FormatInt(v.Number, 10), Label: v.Label() + "（" + v.Shape.Label() + "，" + formula.StateLabel(v.State) + "）"})
	}
	if d.List == "project" && d.Code != papersRange {
		f.Range = ui.Field{Kind: ui.KindSelect, Name: "range", Label: "范围", Value: map[bool]string{true: "papers"}[ask.Where != ""],
			Options: []ui.Option{{Label: "全部项目"}, {Value: "papers", Label: "只算通报范围"}}}
	}
	if d.Cohort != "" {
		label := d.Cohort
		for _, s := range h.Formulas.Sources {
			if s.Spec.Name == d.List {
				if c := s.Spec.Column(d.Cohort); c != nil {
					label = c.Label
				}
			}
		}
		f.From, f.To = date("from", label+"自", ask.From, "空着不限"), date("to", "至", ask.To, "空着不限")
	}
	return f
}

func (h *handlers) acts(q *web.Req, d *formula.Definition) []ui.Action {
	acts := []ui.Action{ui.PrintPage()}
	if !h.edits(q) {
		return acts
	}
	if d.State == formula.Draft && !d.Shipped {
		acts = append(acts, ui.Act("修改", deed(d, "edit")), ui.Action{Label: "删除草案", URL: deed(d, "remove"), Method: "post", Danger: true, Confirm: "删除" + d.Label() + "？"})
	}
	if d.State == formula.Adopted {
		acts = append(acts, ui.Act("停用", deed(d, "retire")))
	}
	acts = append(acts, ui.Act("新版本", at(d)+"/next?from="+strconv.FormatInt(d.Number, 10)))
	if d.State == formula.Draft {
		acts = append(acts, ui.Primary("采用", deed(d, "adopt")))
	}
	return acts
}

func facts(d *formula.Definition, c *formula.Compiled) ui.Facts {
	code := func(s string) ui.Rich { return ui.Rich{{Text: s, Kind: "expr"}} }
	out := ui.Facts{ui.F("算法", d.Shape.Label()), {Label: map[bool]string{true: "分子", false: "算什么"}[d.Shape.Rate()], Value: code(d.Num)}}
	if d.Den != "" {
		out = append(out, ui.Fact{Label: map[bool]string{true: "分母", false: "哪些算在内"}[d.Shape.Rate()], Value: code(d.Den)})
	}
	if c != nil {
		out = append(out, ui.F("清单", c.Source().Spec.Label))
		if col := c.Source().Spec.Column(d.Cohort); col != nil {
			out = append(out, ui.F("归期", col.Label+"在所选时间内"))
		} else {
			out = append(out, ui.F("归期", "不分期，时间窗对它不起作用"))
		}
	}
	if d.Origin != "" {
		out = append(out, ui.F("用在哪里", d.Origin))
	}
	switch {
	case d.State == formula.Draft:
		out = append(out, ui.F("状态", "草案，通报不用"))
	case d.AdoptedOn == "":
		out = append(out, ui.F("状态", "自带，一直在用"+until(d)))
	default:
		out = append(out, ui.F("状态", d.AdoptedOn+"起采用"+until(d)), ui.F("采用人", d.ByName), ui.F("依据", d.Reason))
	}
	return append(out, ui.F("代码", d.Code))
}

func until(d *formula.Definition) string {
	if d.RetiredOn == "" {
		return ""
	}
	return "，" + d.RetiredOn + "起停用"
}

func expand(b *formula.Bound) []expanded {
	out := []expanded{{"分子", b.Num.String()}}
	if b.Den != nil {
		out = append(out, expanded{"分母", b.Den.String()})
	}
	if b.Rows != nil {
		out = append(out, expanded{"哪些记录", b.Rows.String()})
	}
	return out
}

// values fills in the figure, and the figures by place.
func (h *handlers) values(q *web.Req, p *showPage, c *formula.Compiled, ask formula.Ask, by string) error {
	v, err := h.Formulas.Of(q.Ctx(), c.ScopeOn(q.Actor), c, ask)
	if err != nil {
		return err
	}
	p.KPIs = []ui.KPI{kpi(c, v, cmp.Or(ask.AsOf, q.Today()))}
	if ask.AsOf != "" && ask.AsOf < q.Today() {
		if present := c.Present(); present != nil {
			p.Warn = &ui.Note{Body: ui.Rich{ui.B("回看有限："), ui.T(strings.Join(present, "、") + "没有按日的历史，按今天登记的值计。")}}
		}
	}
	spec := c.Source().Spec
	for _, x := range []struct{ by, label, column string }{{formula.ByRegion, "按地区", "region"}, {formula.ByChain, "按产业链", "chain_id"}, {formula.ByUnit, "按单位", "unit_id"}} {
		if spec.Column(x.column) != nil {
			p.By.Items = append(p.By.Items, ui.Tab{Label: x.label, URL: p.Ask.with(x.by, q), On: x.by == by})
		}
	}
	p.By.Label = "分开看"
	p.Places, err = h.places(q, []*formula.Compiled{c}, ask, by)
	return err
}

// with is the address of the page told apart by something else.
func (f askForm) with(by string, q *web.Req) string {
	v := q.R.URL.Query()
	v.Set("by", by)
	return f.Action + "?" + v.Encode()
}

func kpi(c *formula.Compiled, v formula.Value, day string) ui.KPI {
	k := ui.KPI{Label: c.Label() + "，截至" + day, Value: v.String()}
	switch {
	case !v.OK:
		k.Parts = append(k.Parts, ui.Plain(v.Why()))
	case strings.HasSuffix(k.Value, v.Unit) && v.Unit != "":
		k.Value, k.Unit = strings.TrimSuffix(k.Value, v.Unit), v.Unit
	case v.Shape.Rate():
		k.Value, k.Unit = strings.TrimSuffix(k.Value, "%"), "%"
	}
	num, den := ui.Src(sideText(v.Num, v, true), v.NumURL), ui.Src(sideText(v.Den, v, false), v.DenURL)
	switch {
	case v.Shape.Rate() || v.Shape == formula.Mean:
		k.Lead = "= "
		k.Parts = append(ui2(num, den), k.Parts...)
	case v.DenURL != "":
		k.Parts = append(k.Parts, ui.Rich{ui.T("共"), den, ui.T("条有值")})
	case v.NumURL != "":
		k.Parts = append(k.Parts, ui.Rich{ui.A("看清单", v.NumURL)})
	}
	return k
}

func ui2(num, den ui.Inline) []ui.Rich { return []ui.Rich{{num, ui.T(" ÷ "), den}} }
