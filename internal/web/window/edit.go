package window

import (
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/money"
	"lianzhang/internal/policy"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// form is the form of a window; an empty id makes a new one.
func form(q *web.Req, names *listing.Names, w *policy.Window) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "登记政策窗口"), Action: base + "/new", Submit: "登记", Back: base, Draft: "window-new"}
	f.Crumbs = []ui.Link{{Label: "政策窗口", URL: base}}
	if w.ID != "" {
		at := base + "/" + w.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑政策窗口", at+"/edit", "保存", at, "window-"+w.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: w.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(w.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	chains := ui.Field{Kind: ui.KindChecks, Name: "chains", Label: "产业链", Help: "一条都不选就是全部产业链", Wide: true, Options: names.Options("chain")}
	for i := range chains.Options {
		chains.Options[i].On = slices.Contains(w.ChainIDs(), chains.Options[i].Value)
	}
	text := func(name, label, value string, most int) ui.Field {
		return ui.Field{Kind: ui.KindText, Name: name, Label: label, Value: value, MaxLength: most}
	}
	area := func(name, label, value string) ui.Field {
		return ui.Field{Kind: ui.KindTextArea, Name: name, Label: label, Value: value, Rows: 2, MaxLength: 2000, Wide: true}
	}
	rule := area("rule", "条件规则", w.Rule)
	rule.Help = "可选：写成规则后自动列出符合条件的，例如 营业收入 >= 5000万元 且 从业人员 >= 50；项目用 阶段 in [\"在谈\", \"签约\"] 且 总投资 >= 1亿元"
	name := text("name", "政策名称", w.Name, 200)
	name.Required, name.Wide, name.Focus = true, true, w.ID == ""
	f.Fields = []ui.Field{name, text("issuer", "发文机关", w.Issuer, 100), text("doc_no", "文号", w.DocNo, 60), enum("level", w.Level, "province"),
		{Kind: ui.KindDate, Name: "opens", Label: "开放日期", Value: w.Opens}, {Kind: ui.KindDate, Name: "closes", Label: "截止日期", Value: w.Closes}, enum("state", w.State, policy.Active),
		chains, text("nodes", "适用环节", w.Nodes, 200), area("supports", "支持内容", w.Supports), text("amount", "支持标准", w.Amount, 200),
		{Kind: ui.KindMoney, Name: "amount_max", Label: "最高金额", Value: wan(w.AmountMax), Unit: "万元"}, {Kind: ui.KindNumber, Name: "ratio", Label: "支持比例", Value: percent(w.Ratio), Unit: "%"},
		area("conditions", "申报条件", w.Conditions),
		{Kind: ui.KindSelect, Name: "rule_on", Label: "规则对象", Value: w.RuleOn, Options: []ui.Option{{Label: "不用规则"}, {Value: "enterprise", Label: "企业"}, {Value: "project", Label: "项目"}}},
		rule, {Kind: ui.KindSelect, Name: "unit_id", Label: "牵头单位", Value: w.UnitID, Options: append([]ui.Option{{Label: "登记人所在单位"}}, names.Options("unit")...)},
		text("source", "来源网址", w.Source, 500), area("note", "备注", w.Note)}
	return f
}

func enum(name, value, usual string) ui.Field {
	c := policy.Spec.Column(name)
	f := ui.Field{Kind: ui.KindSelect, Name: name, Label: c.Label, Value: value}
	if value == "" {
		f.Value = usual
	}
	for _, o := range c.Options {
		f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	return f
}

func wan(yuan int64) string {
	if yuan == 0 {
		return ""
	}
	return listing.Exact(yuan, money.Wan)
}

func percent(share float64) string {
	if share == 0 {
		return ""
	}
	return strconv.FormatFloat(share*100, 'f', -1, 64)
}

func read(f *web.Form, w *policy.Window) {
	w.Name, w.Issuer, w.DocNo, w.Level, w.Opens, w.Closes = f.Text("name"), f.Text("issuer"), f.Text("doc_no"), f.Text("level"), f.Text("opens"), f.Text("closes")
	w.State, w.Nodes, w.Supports, w.Amount = f.Text("state"), f.Text("nodes"), f.Text("supports"), f.Text("amount")
	w.AmountMax, w.Ratio, w.Conditions = f.Money("amount_max", money.Wan), f.Percent("ratio"), f.Text("conditions")
	w.RuleOn, w.Rule, w.UnitID, w.Source, w.Note = f.Text("rule_on"), f.Text("rule"), f.Text("unit_id"), f.Text("source"), f.Text("note")
	w.Chains = strings.Join(f.All("chains"), " ")
	if w.Rule != "" && w.RuleOn == "" {
		f.Add("rule_on", "选择规则说的是项目还是企业")
	}
}

func (h *handlers) editor() *formpage.Editor[policy.Window] {
	return &formpage.Editor[policy.Window]{Names: h.Lists.Names, Form: form, Read: read, Made: "政策窗口已登记",
		Blank: func(q *web.Req, _ *listing.Names) *policy.Window { return &policy.Window{Chains: q.Query("chain_id")} },
		Get: func(q *web.Req) (*policy.Window, error) {
			return h.Policy.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		},
		Create: func(q *web.Req, w *policy.Window) error { return h.Policy.Create(q.Ctx(), q.Actor, w) },
		Save: func(q *web.Req, before, after *policy.Window) error {
			return h.Policy.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(w *policy.Window, version int64) { w.Version = version }, At: func(w *policy.Window) string { return base + "/" + w.ID }}
}

// yieldForm asks for the planned-reserve project that the window yields.
func (h *handlers) yieldForm(q *web.Req, w *policy.Window) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	at := base + "/" + w.ID
	f := &formpage.Form{Page: q.Page(section, "生成储备项目"), Action: at + "/yield", Submit: "生成", Back: at, Draft: "yield-" + w.ID}
	f.Crumbs = []ui.Link{{Label: "政策窗口", URL: base}, {Label: w.Name, URL: at}, {Label: f.Title}}
	f.Note = &ui.Note{Body: ui.Rich{ui.T("项目进入“谋划”阶段，来源记为这项政策，截止日期作为下一步的计划日期。")}}
	chains := ui.Field{Kind: ui.KindSelect, Name: "chain_id", Label: "产业链", Required: true, Value: q.Query("chain_id")}
	for _, o := range names.Options("chain") {
		if w.Concerns(o.Value) {
			chains.Options = append(chains.Options, o)
		}
	}
	if len(chains.Options) != 1 {
		chains.Options = append([]ui.Option{{Label: "请选择"}}, chains.Options...)
	}
	region := ui.Field{Kind: ui.KindSelect, Name: "region", Label: "县区", Options: append([]ui.Option{{Label: "随产业链"}}, names.Options("region")...)}
	unit := ui.Field{Kind: ui.KindSelect, Name: "unit_id", Label: "责任单位", Options: append([]ui.Option{{Label: "产业链牵头单位"}}, names.Options("unit")...)}
	f.Fields = []ui.Field{{Kind: ui.KindTextArea, Name: "name", Label: "项目名称", Help: "一行一个，一次最多50个", Rows: 3, Required: true, Wide: true, Focus: true}, chains,
		{Kind: ui.KindText, Name: "node", Label: "环节", Suggest: strings.FieldsFunc(w.Nodes, func(r rune) bool { return strings.ContainsRune("、，,；;", r) }), MaxLength: 60}, region, unit,
		{Kind: ui.KindText, Name: "investor", Label: "投资方", MaxLength: 200}, {Kind: ui.KindMoney, Name: "total_invest", Label: "总投资", Unit: "亿元"},
		{Kind: ui.KindDate, Name: "plan_on", Label: "计划日期", Value: w.Closes, Max: w.Closes}}
	return f, nil
}

func (h *handlers) showYield(q *web.Req) error {
	w, err := h.Policy.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	f, err := h.yieldForm(q, w)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) yield(q *web.Req) error {
	w, err := h.Policy.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	in, err := q.Form()
	if err != nil {
		return err
	}
	one := policy.Reserve{ChainID: in.Text("chain_id"), Node: in.Text("node"), Region: in.Text("region"), UnitID: in.Text("unit_id"), Investor: in.Text("investor"),
		TotalInvest: in.Money("total_invest", money.Yi), PlanOn: in.Text("plan_on")}
	var wanted []policy.Reserve
	for line := range strings.Lines(in.Raw("name")) {
		if one.Name = strings.TrimSpace(line); one.Name != "" {
			wanted = append(wanted, one)
		}
	}
	if len(wanted) == 0 {
		in.Add("name", "填写项目名称")
	}
	if err = in.Err(); err == nil {
		_, err = h.Policy.Yield(q.Ctx(), q.Actor, w.ID, wanted)
	}
	if err != nil {
		f, formErr := h.yieldForm(q, w)
		if formErr != nil {
			return formErr
		}
		return f.Refuse(q, in, err)
	}
	return q.Redirect(base+"/"+w.ID, "已生成"+ui.Num(int64(len(wanted)))+"个储备项目")
}
