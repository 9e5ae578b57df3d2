package project

import (
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// group is a headed part of the form of a project.
type group struct {
	Title string
	Lead  string
	In    []input
}

// input is a field of the form: a column of the specification, and where its value stands in the project. Label, kind, unit
// and choices follow from the column.
type input struct {
	name    string
	at      any    // *string, *int64 or *float64
	mark    string // beside the label
	help    string
	suggest []string
	lines   int // of a text of several lines
	need    bool
	wide    bool
	of      string // of a node: the chain whose nodes can be chosen
}

// inputs lays the form of a project out over p. fresh adds what only a new project is asked for: later its stage moves by
// its steps, and its money by reports and receipts.
func inputs(p *area.Project, fresh bool) []group {
	basic := []input{
		{name: "name", at: &p.Name, need: true, wide: true}, {name: "region", at: &p.Region, need: true}, {name: "chain_id", at: &p.ChainID},
		{name: "unit_id", at: &p.UnitID, mark: "由它填报"}, {name: "code", at: &p.Code, mark: "不填则自动编号"}, {name: "investor", at: &p.Investor},
		{name: "investor_uscc", at: &p.InvestorUSCC, mark: "18位"}, {name: "park", at: &p.Park}, {name: "node_id", at: &p.NodeID, of: p.ChainID, mark: "图谱上的环节"},
		{name: "node", at: &p.Node, mark: "与图谱同名时自动对上"},
		{name: "level", at: &p.Level, suggest: []string{"省重点", "市重点", "县重点"}}, {name: "class", at: &p.Class, suggest: []string{"新建", "续建", "技改", "储备"}},
		{name: "build_kind", at: &p.BuildKind, suggest: []string{"制造业", "农业", "服务业", "基础设施"}}, {name: "industry", at: &p.Industry, mark: "GB/T 4754，四位"},
		{name: "class_abc", at: &p.ClassABC, suggest: []string{"A", "B", "C"}},
	}
	cash := []input{
		{name: "total_invest", at: &p.TotalInvest, mark: "按合同"}, {name: "fixed_invest", at: &p.FixedInvest},
		{name: "year_plan", at: &p.YearPlan}, {name: "land_mu", at: &p.LandMu}, {name: "output_plan", at: &p.OutputPlan},
		{name: "tax_plan", at: &p.TaxPlan}, {name: "jobs", at: &p.Jobs},
	}
	if fresh {
		basic = append(basic, input{name: "stage", at: &p.Stage, mark: "以后按佐证推进"})
		cash = append(cash, input{name: "invested", at: &p.Invested, mark: "含以前年度"}, input{name: "year_done", at: &p.YearDone, mark: "以后由月报累计"})
	}
	var dates []input
	for _, m := range p.Milestones() {
		dates = append(dates, input{name: m.Stage + "_plan", at: m.Plan}, input{name: m.Stage + "_actual", at: m.Actual})
	}
	dates = append(dates, input{name: "registered_on", at: &p.RegisteredOn}, input{name: "library_on", at: &p.LibraryOn})
	return []group{
		{Title: "基本情况", In: basic},
		{Title: "投资与产出", In: cash},
		{Title: "时间节点", In: dates},
		{Title: "五个一", Lead: "缺一项，项目页就标一项", In: []input{{name: "leader", at: &p.Leader, mark: "写职务"}, {name: "lead_unit_id", at: &p.LeadUnitID},
			{name: "team", at: &p.Team}, {name: "officer", at: &p.Officer}, {name: "officer_phone", at: &p.OfficerPhone},
			{name: "plan_note", at: &p.PlanNote, lines: 3, wide: true}}},
		{Title: "其他", In: []input{{name: "content", at: &p.Content, lines: 3, wide: true}, {name: "address", at: &p.Address}, {name: "source", at: &p.Source},
			{name: "note", at: &p.Note, lines: 2, wide: true}}},
	}
}

func (in *input) column() *list.Column { return area.Spec.Column(in.name) }

func (in *input) unit() money.Unit {
	if in.column().Unit == "亿元" {
		return money.Yi
	}
	return money.Wan
}

// text is the value as the field holds it.
func (in *input) text() string {
	switch at := in.at.(type) {
	case *string:
		return *at
	case *float64:
		if *at != 0 {
			return strconv.FormatFloat(*at, 'f', -1, 64)
		}
	case *int64:
		switch {
		case *at == 0:
		case in.column().Kind == list.Money:
			return listing.Exact(*at, in.unit())
		default:
			return strconv.FormatInt(*at, 10)
		}
	}
	return ""
}

// read puts what was typed into the project; what cannot be read is noted at its field. A field that was not sent keeps
// its value, so that a page of an older version cannot empty what it does not know.
func (in *input) read(f *web.Form) {
	if !f.Has(in.name) {
		return
	}
	switch at := in.at.(type) {
	case *string:
		*at = strings.ReplaceAll(f.Text(in.name), "\r\n", "\n") // browsers send both
	case *float64:
		*at = f.Float(in.name)
	case *int64:
		if in.column().Kind == list.Money {
			*at = f.Money(in.name, in.unit())
		} else {
			*at = f.Int(in.name)
		}
	}
}

// field is the field as the page shows it.
func (in *input) field(names *listing.Names, year string) *ui.Field {
	c := in.column()
	f := &ui.Field{Kind: ui.KindText, Name: in.name, Label: c.Label, Value: in.text(), Mark: in.mark, Help: in.help, Suggest: in.suggest, Wide: in.wide, Required: in.need}
	if in.need {
		f.Mark = "必填"
	}
	switch {
	case in.lines > 0 || strings.Contains(f.Value, "\n"): // a field of one line would lose the others
		f.Kind, f.Rows = ui.KindTextArea, max(in.lines, 2)
	case c.Kind == list.Money:
		f.Kind, f.Unit = ui.KindMoney, c.Unit
	case c.Kind == list.Int || c.Kind == list.Number:
		f.Kind, f.Unit = ui.KindNumber, c.Unit
	case c.Kind == list.Date && len(f.Value) != 7: // a browser's date field cannot hold a month and would lose it
		f.Kind = ui.KindDate
	case c.Kind == list.Enum:
		f.Kind = ui.KindSelect
		for _, o := range c.Options {
			if o.Code != area.Withdrawn && o.Code != area.Lost {
				f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
			}
		}
	case c.RefKind == graph.NodeKind:
		f.Kind, f.Options = ui.KindSelect, nodeChoices(names, in.of, f.Value)
	case c.Kind == list.Ref:
		f.Kind, f.Options = ui.KindSelect, choices(names, c.RefKind, f.Value)
	}
	if in.name == "year_plan" {
		f.Mark = year + "年"
	}
	return f
}

// nodeChoices are the nodes of a chain. A chain that is chosen only now shows its nodes once the project is saved.
func nodeChoices(names *listing.Names, chainID, now string) []ui.Option {
	first := "未定"
	if chainID == "" {
		first = "先定产业链，保存后再选"
	}
	all := append([]ui.Option{{Value: "", Label: first}}, names.Nodes(chainID)...)
	if now != "" && !slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == now }) {
		all = append(all, ui.Option{Value: now, Label: names.Label(graph.NodeKind, now)})
	}
	return all
}

// choices are the records of a kind, with an empty choice, and with the one in force when it cannot be chosen any more.
func choices(names *listing.Names, kind, now string) []ui.Option {
	all := append([]ui.Option{{Value: "", Label: "未定"}}, names.Options(kind)...)
	if !slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == now }) {
		all = append(all, ui.Option{Value: now, Label: names.Label(kind, now)})
	}
	return all
}
