package handover

import (
	"strconv"
	"strings"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
)

// section is a part of the paper that shows rows of one list.
type section struct {
	heading string
	kind    string
	query   string // as an address writes it; $soon is the day sixty days on
	columns []string
	said    string // what the rows are: "个未完成的缺口"
	none    string
}

// most is how many rows a table of the paper shows; the workbook has all.
const most = 20

// soonDays is how far ahead the successor is told what falls due.
const soonDays = 60

// sections are the parts between the facts and the signatures; one whose list the site does not have is left out.
var sections = []section{
	{"图谱缺口", "gap", "state=open,working&sort=rank", []string{"name", "kind", "unit_id", "owner_id", "due", "light"}, "个未补上的缺口", "图谱上没有未补的缺口。"},
	{"亮红灯、黄灯的项目", "project", "light=red,yellow&sort=-light,-total_invest", []string{"name", "light", "stage", "unit_id", "total_invest", "rate"},
		"个项目亮红灯或黄灯", "没有亮红灯、黄灯的项目。"},
	{"六十天内到期的项目节点", "project", "stage=signed&started_plan=..$soon&sort=started_plan", []string{"name", "unit_id", "started_plan", "total_invest"},
		"个签约项目应在此前开工", "六十天内没有应开工的项目。"},
	{"跟进中的线索", "lead", "state=logged,answered,accepted,following&sort=due_on", []string{"code", "unit_id", "state", "due_on"}, "条线索", "没有跟进中的线索。"},
	{"目标企业", "target", "state=assigned,contacted,talks,lead&sort=state", []string{"firm", "node", "unit_id", "state", "touched_on"}, "家目标企业", "还没有目标企业。"},
	{"招引机会", chain.OpportunityKind, "priority=高", []string{"name", "gap_kind", "invest_min", "invest_max", "targets"}, "项高优先级的招引机会", "没有高优先级的招引机会。"},
}

// paper writes the document to sign.
func (r *reader) paper(p *Pack) (*document.Doc, error) {
	dir, err := r.Org.Directory(r.ctx)
	if err != nil {
		return nil, err
	}
	d := &document.Doc{Title: p.title(), Blocks: []document.Block{r.opening(p)}}
	d.Blocks = append(d.Blocks, document.H(1, "基本情况"), r.facts(dir), r.posts(dir))
	for i := range sections {
		blocks, err := r.section(&sections[i])
		if err != nil {
			return nil, err
		}
		d.Blocks = append(d.Blocks, blocks...)
	}
	orders, err := r.orders()
	if err != nil {
		return nil, err
	}
	d.Blocks = append(d.Blocks, orders...)
	seal, err := r.seal(p)
	if err != nil {
		return nil, err
	}
	d.Blocks = append(d.Blocks, seal...)
	return d, nil
}

// opening says who hands over what, as of when, and how much the workbook holds.
func (r *reader) opening(p *Pack) document.Block {
	who := "现将" + r.chain.Name + "有关工作"
	if p.Post != nil {
		who = p.Post.Holder + "同志自" + document.DateText(p.Post.StartOn) + "起任" + r.chain.Name + p.Post.Kind.Label() + "，现将有关工作"
	}
	held := ""
	for i, c := range p.counts {
		if i > 0 {
			held += "、"
		}
		held += c.label + strconv.Itoa(c.rows) + "条"
	}
	if held == "" {
		held = "没有台账"
	}
	return document.P(document.Text(who + "移交接任人员。数据截至" + document.DateText(p.Day) + "；附表工作簿含" + held + "。"))
}

func (r *reader) facts(dir *org.Directory) document.Block {
	c := r.chain
	return document.Table{Caption: "产业链", Columns: []document.Column{{Header: "事项", Width: 8}, {Header: "内容", Align: document.Left, Width: 28}},
		Rows: []document.Row{document.Cells("链长", orNone(c.Chief)), document.Cells("副链长", orNone(c.Deputy)),
			document.Cells("牵头单位", orNone(dir.Label("unit", c.UnitID))), document.Cells("工作专班", orNone(c.Team)), document.Cells("简介", orNone(c.Summary))}}
}

// posts are all holders of the chain's posts, with their dates.
func (r *reader) posts(dir *org.Directory) document.Block {
	t := document.Table{Caption: "任职经过", Columns: []document.Column{{Header: "职务"}, {Header: "任职人", Align: document.Left}, {Header: "起"}, {Header: "止"}}}
	for _, p := range dir.PostHistory(r.chain.ID) {
		until := p.EndOn
		if until == "" {
			until = "在任"
		}
		t.Rows = append(t.Rows, document.Cells(p.Kind.Label(), p.Holder, p.StartOn, until))
	}
	if t.Rows == nil {
		return document.P(document.Text("没有登记过任职。"))
	}
	return t
}

func (r *reader) section(s *section) ([]document.Block, error) {
	e := catalog.Find(s.kind)
	if e == nil {
		return nil, nil
	}
	soon := clock.AddDays(r.who.Today, soonDays)
	ask, n, err := r.ask(e.Spec, strings.ReplaceAll(s.query, "$soon", soon))
	if err != nil {
		return nil, err
	}
	out := []document.Block{document.H(1, s.heading)}
	if n == 0 {
		return append(out, document.P(document.Text(s.none))), nil
	}
	ask.Size = most
	cols := e.Spec.Shown(s.columns)
	page, err := e.Spec.Rows(r.ctx, r.DB, ask, r.who, cols)
	if err != nil {
		return nil, err
	}
	t := document.Table{}
	for _, c := range cols {
		col := document.Column{Header: c.Label, Unit: c.Unit}
		switch c.Kind {
		case list.Money, list.Int, list.Number, list.Percent:
			col.Align, col.Width = document.Right, 5
		case list.Text, list.Ref:
			col.Align = document.Left
		}
		t.Columns = append(t.Columns, col)
	}
	for i := range page.Rows {
		var texts []string
		for k, c := range cols {
			texts = append(texts, listfile.Text(c, page.Rows[i].At(k), r.label))
		}
		t.Rows = append(t.Rows, document.Cells(texts...))
	}
	said := "共" + strconv.FormatInt(n, 10) + s.said
	if n > most {
		said += "，列出前" + strconv.Itoa(most) + "项，其余见附表"
	}
	return append(out, document.P(document.Text(said+"。")), t), nil
}

// orders are the leader's instructions on the chain that are not done.
func (r *reader) orders() ([]document.Block, error) {
	all, err := r.Comments.List(r.ctx, r.DB, chain.Ref(r.chain.ID))
	if err != nil {
		return nil, err
	}
	t := document.Table{Columns: []document.Column{{Header: "批示", Align: document.Left, Width: 20}, {Header: "批示人"}, {Header: "日期"}, {Header: "期限"}}}
	for i := range all {
		if c := &all[i]; c.Open() {
			t.Rows = append(t.Rows, document.Cells(c.Body, c.AuthorName, clock.FromMicro(c.CreatedAt).Format("2006-01-02"), orNone(c.Due)))
		}
	}
	out := []document.Block{document.H(1, "未办结的批示")}
	if t.Rows == nil {
		return append(out, document.P(document.Text("没有未办结的批示。"))), nil
	}
	return append(out, t), nil
}

// seal binds the paper to the journal, so that both sides can show later what was handed over, and leaves room to sign.
func (r *reader) seal(p *Pack) ([]document.Block, error) {
	head, err := r.Journal.Head(r.ctx)
	if err != nil {
		return nil, err
	}
	return []document.Block{
		document.H(1, "交接确认"),
		document.P(document.Text("本书据日志第" + strconv.FormatInt(head.Size, 10) + "条时的台账生成，日志根为" + head.Root + "。此后的改动都在日志里，可以核对。")),
		document.Table{Columns: []document.Column{{Header: "移交人", Width: 12}, {Header: "接任人", Width: 12}, {Header: "监交人", Width: 12}},
			Rows: []document.Row{document.Cells("\n\n", "\n\n", "\n\n"), document.Cells("年　月　日", "年　月　日", "年　月　日")}},
		document.Signature{Unit: r.label("unit", r.chain.UnitID), Date: p.Day},
	}, nil
}

// orNone writes what is absent as offices do.
func orNone(s string) string {
	if s == "" {
		return "（未定）"
	}
	return s
}
