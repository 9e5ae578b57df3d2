package checkup

import (
	"fmt"
	"strings"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is one finding.
type showPage struct {
	ui.Page
	Facts    ui.Facts
	Evidence ui.Table
	Beside   *ui.Table
	Same     string // how much of what stands side by side is the same
	Left     string // why a record is not laid beside
	Verdict  *verdictForm
	Back     *verdictForm
	Tasks    []ui.Line
	Assign   string
	Log      ui.Log
}

// verdictForm asks for the verdict.
type verdictForm struct {
	Action                            string
	Errs                              ui.Errors
	Choice, Effect, Corrected, Reason ui.Field
	Submit                            string
}

// entries is how many events of the history the page shows.
const entries = 12

func (h *handlers) show(q *web.Req) error {
	p, _, err := h.page(q)
	if err != nil {
		return err
	}
	return q.Render("checkup/show", p)
}

func (h *handlers) page(q *web.Req) (*showPage, *area.Finding, error) {
	f, err := h.Checkup.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	p := &showPage{Page: q.Page(section, f.Title)}
	p.Crumbs = []ui.Link{{Label: "注水体检", URL: base}, {Label: f.Code}}
	p.Light, p.Tag = severityLight(f.Severity), area.StateLabel(f.State)
	p.Acts = []ui.Action{ui.PrintPage()}
	p.facts(f, names)
	p.evidence(h, q, f)
	if err := h.beside(q, p, f, names); err != nil {
		return nil, nil, err
	}
	if err := h.tasks(q, p, f); err != nil {
		return nil, nil, err
	}
	if q.Actor.Can(authz.CheckupJudge) {
		p.forms(f)
	}
	if q.Actor.Can(authz.JournalView) {
		p.Log, _, err = h.Trail.Log(q.Ctx(), f.Ref(), 0, entries)
	}
	return p, f, err
}

func (p *showPage) facts(f *area.Finding, names *listing.Names) {
	d := area.Shipped().Find(f.Detector)
	what := ""
	if d != nil {
		what = d.What
	}
	place := names.Label("region", f.Region)
	p.Facts = ui.Facts{ui.F("体检项", area.DetectorLabel(f.Detector)), ui.F("查什么", what), ui.F("涉及金额", ui.Yi(f.Amount)+"亿元"), ui.F("县区", place), ui.F("发现日期", f.FoundOn)}
	if f.Raised > 0 {
		p.Facts = append(p.Facts, ui.F("重新提出", ui.Num(f.Raised)+"次，因为证据变了"))
	}
	if f.JudgedOn != "" {
		word := area.StateLabel(f.State)
		if f.State == area.Open {
			word = "上次核实"
		}
		p.Facts = append(p.Facts, ui.F(word, f.JudgedName+"，"+f.JudgedOn+"："+f.Reason))
	}
	if f.Effect != "" {
		effect := area.Effect(f.Effect).Label()
		if f.Corrected > 0 {
			effect += "，应计" + ui.Yi(f.Corrected) + "亿元"
		}
		p.Facts = append(p.Facts, ui.F("处理意见", effect+"。由责任单位改，系统不自动改数"))
	}
}

// evidence lays the lines of evidence, each with the record that it was read from.
func (p *showPage) evidence(h *handlers, q *web.Req, f *area.Finding) {
	role := map[string]string{}
	for _, x := range f.Records() {
		role[x.ID] = x.Role
	}
	p.Evidence = ui.Table{Label: "证据", Fold: true, Columns: []ui.Column{{Label: "证据", Head: true}, {Label: "数", Wrap: true, Fold: "数"}, {Label: "对照", Sub: "应有的或另一处的", Wrap: true, Fold: "对照"}, {Label: "出处", Fold: "出处"}}}
	for _, l := range f.Evidence() {
		source := ui.Cell{Text: "计算", Quiet: true}
		if l.ID != "" {
			source = ui.Cell{Text: role[l.ID], URL: h.Link(q.Ctx(), l.Kind, l.ID)}
			if source.Text == "" {
				source.Text = "记录"
			}
		}
		p.Evidence.Rows = append(p.Evidence.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Label}, {Text: l.Value}, {Text: l.Expected, Quiet: true}, source}})
	}
}

// compared are the columns of projects that are laid side by side.
var compared = []string{"name", "investor", "investor_uscc", "region", "park", "address", "chain_id", "class", "total_invest", "fixed_invest", "funds_in", "invested", "land_mu", "jobs", "stage",
	"signed_actual", "started_actual", "produced_actual", "unit_id", "content"}

// most is how many records stand side by side.
const most = 4

// beside lays the projects of a finding side by side; what they have in common and what not is said in words.
func (h *handlers) beside(q *web.Req, p *showPage, f *area.Finding, names *listing.Names) error {
	var ids []string
	roles := map[string]string{}
	for _, x := range f.Records() {
		if x.Kind == project.Kind && len(ids) < most {
			ids = append(ids, x.ID)
			roles[x.ID] = x.Role
		}
	}
	if len(ids) < 2 {
		return nil
	}
	var cols []*list.Column
	for _, name := range compared {
		cols = append(cols, project.Spec.Column(name))
	}
	page, err := project.Spec.Rows(q.Ctx(), h.Run.DB, &list.Query{IDs: ids, Page: 1, Size: most}, q.Asker(), cols)
	if err != nil {
		return err
	}
	if len(page.Rows) < len(ids) {
		p.Left = "有的记录已不在册，或不在您的数据范围内"
	}
	if len(page.Rows) < 2 {
		return nil
	}
	byID := map[string]list.Row{}
	for _, r := range page.Rows {
		byID[r.ID] = r
	}
	t := &ui.Table{Label: "并排对照", Fold: true, Columns: []ui.Column{{Label: "项", Head: true}}}
	var rows []list.Row
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			rows = append(rows, r)
			t.Columns = append(t.Columns, ui.Column{Label: roles[id], Fold: roles[id]})
		}
	}
	t.Columns = append(t.Columns, ui.Column{Label: "异同", Fold: "异同"})
	alike := 0
	for i, c := range cols {
		row := ui.Row{Cells: []ui.Cell{{Text: c.Label}}}
		texts := make([]string, len(rows))
		any := false
		for k, r := range rows {
			texts[k] = listing.Text(c, r.At(i), names)
			if texts[k] == "0" || texts[k] == "0.00" {
				texts[k] = ""
			}
			any = any || texts[k] != ""
		}
		if !any {
			continue
		}
		same := true
		for k := range rows {
			cell := ui.Cell{Text: texts[k]}
			if c.Name == "name" {
				cell.URL = "/projects/" + rows[k].ID
			}
			if texts[k] == "" {
				cell = ui.Cell{Text: "—", Quiet: true}
			} else if c.Unit != "" {
				cell.Text += c.Unit
			}
			same = same && texts[k] == texts[0]
			row.Cells = append(row.Cells, cell)
		}
		light := ui.Sign(ui.None, "不同")
		if same {
			alike++
			light = ui.Sign(ui.Yellow, "相同")
		}
		row.Cells = append(row.Cells, ui.Cell{Light: &light})
		t.Rows = append(t.Rows, row)
	}
	p.Beside, p.Same = t, fmt.Sprintf("%d项里%d项相同，空着的不列", len(t.Rows), alike)
	return nil
}

func (p *showPage) forms(f *area.Finding) {
	at := base + "/" + f.ID + "/judge"
	reason := ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "理由", Rows: 3, MaxLength: 500, Required: true, Wide: true, Help: "看了什么、问了谁；会留在经过里，误报的理由下次体检时一起显示"}
	if f.State != area.Open {
		if f.State != area.Gone {
			p.Back = &verdictForm{Action: at, Reason: reason, Submit: "重新核实"}
		}
		return
	}
	v := &verdictForm{Action: at, Submit: "记下结论", Reason: reason}
	v.Choice = ui.Field{Kind: ui.KindRadio, Name: "action", Label: "结论", Required: true, Wide: true, Options: []ui.Option{{Value: "confirm", Label: "属实"}, {Value: "reject", Label: "误报，两回事或记录没错"},
		{Value: "explain", Label: "已说明，情况属实但有正当原因"}}}
	v.Effect = ui.Field{Kind: ui.KindSelect, Name: "effect", Label: "属实的，怎样处理", Options: []ui.Option{{Label: "选择处理意见"}}}
	if d := area.Shipped().Find(f.Detector); d != nil {
		v.Effect.Value = string(d.Effect)
	}
	for _, e := range area.Effects() {
		v.Effect.Options = append(v.Effect.Options, ui.Option{Value: string(e), Label: e.Label()})
	}
	v.Corrected = ui.Field{Kind: ui.KindMoney, Name: "corrected", Label: "应计金额", Unit: "亿元", Help: "只在更正金额时填"}
	p.Verdict = v
}

func (h *handlers) judge(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	v := area.Verdict{Action: f.Text("action"), Reason: f.Text("reason"), Effect: area.Effect(f.Text("effect")), Corrected: f.Money("corrected", money.Yi)}
	if v.Action == "" {
		f.Add("action", "选一个结论")
	}
	if err = f.Err(); err == nil {
		err = h.Checkup.Judge(q.Ctx(), q.Actor, q.Path("id"), v)
	}
	if err == nil {
		return q.Redirect(base+"/"+q.Path("id"), map[string]string{"confirm": "已记为属实", "reject": "已记为误报，证据不变不再提出", "explain": "已记为已说明", "reopen": "已退回待核"}[v.Action])
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, _, pageErr := h.page(q)
	if pageErr != nil {
		return pageErr
	}
	switch form := p.Verdict; {
	case form != nil:
		for i := range form.Choice.Options {
			form.Choice.Options[i].On = form.Choice.Options[i].Value == f.Raw("action")
		}
		form.Effect.Value, form.Corrected.Value, form.Reason.Value = f.Raw("effect"), f.Raw("corrected"), f.Raw("reason")
		form.Errs = ui.Reject(err, &form.Choice, &form.Effect, &form.Corrected, &form.Reason)
	case p.Back != nil:
		p.Back.Reason.Value = f.Raw("reason")
		p.Back.Errs = ui.Reject(err, &p.Back.Reason)
	default:
		return err
	}
	return q.RenderInvalid("checkup/show", p)
}

// tasks are those that were set because of the finding.
func (h *handlers) tasks(q *web.Req, p *showPage, f *area.Finding) error {
	if !q.Actor.Can(authz.TaskView) {
		return nil
	}
	rows, err := h.Tasks.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.about_kind = ? AND t.about_id = ?", area.Kind, f.ID), "ORDER BY t.created_at")
	if err != nil {
		return err
	}
	for _, t := range rows {
		p.Tasks = append(p.Tasks, ui.Line{Text: t.Name, URL: "/tasks/" + t.ID, End: task.StateLabel(t.State)})
	}
	if f.State == area.Confirmed && q.Actor.Can(authz.TaskSet) {
		p.Assign = base + "/" + f.ID + "/task"
	}
	return nil
}

// assignStep asks who is to put a confirmed finding right, and sets the task.
func (h *handlers) assignStep() *formpage.Step {
	return &formpage.Step{Form: func(q *web.Req, _ string) (*formpage.Form, error) {
		f, err := h.Checkup.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		if err != nil {
			return nil, err
		}
		if f.State != area.Confirmed {
			return nil, errs.New(errs.Conflict, "核实为属实以后才交办整改，现在是“%s”", area.StateLabel(f.State))
		}
		names, err := h.Lists.Names(q.Ctx())
		if err != nil {
			return nil, err
		}
		at := base + "/" + f.ID
		p := &formpage.Form{Page: q.Page(section, "交办整改"), Action: at + "/task", Submit: "交办", Back: at}
		p.Crumbs = []ui.Link{{Label: "注水体检", URL: base}, {Label: f.Code, URL: at}, {Label: "交办整改"}}
		p.Facts = ui.Facts{ui.F("发现", f.Title), ui.F("处理意见", area.Effect(f.Effect).Label()), ui.F("理由", f.Reason)}
		p.Fields = []ui.Field{{Kind: ui.KindTextArea, Name: "name", Label: "任务", Rows: 2, MaxLength: 500, Required: true, Wide: true, Value: "按体检发现" + f.Code + "整改：" + f.Title},
			{Kind: ui.KindTextArea, Name: "measure", Label: "完成标准", Rows: 2, MaxLength: 2000, Wide: true, Value: area.Effect(f.Effect).Label() + "，附佐证"},
			{Kind: ui.KindSelect, Name: "unit_id", Label: "牵头单位", Required: true, Value: f.UnitID, Options: append([]ui.Option{{Label: "选择单位"}}, names.Options("unit")...)},
			{Kind: ui.KindDate, Name: "due", Label: "完成时限", Required: true}}
		return p, nil
	}, Do: func(q *web.Req, f *web.Form, _ *formpage.Form) (string, string, error) {
		if f.Text("due") == "" {
			f.Add("due", "填写完成时限")
		}
		if err := f.Err(); err != nil {
			return "", "", err
		}
		finding, err := h.Checkup.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		if err != nil {
			return "", "", err
		}
		t, err := h.Tasks.Create(q.Ctx(), q.Actor, task.Draft{Name: f.Text("name"), Measure: f.Text("measure"), Source: task.FromOther, SourceText: "注水体检" + finding.Code, About: finding.Ref(),
			ChainID: finding.ChainID, UnitID: f.Text("unit_id"), Due: f.Text("due"), NeedProof: true})
		if err != nil {
			return "", "", err
		}
		return "/tasks/" + t.ID, "整改任务已交办", nil
	}}
}

// short cuts a text to some letters.
func short(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
