package task

import (
	"errors"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

type showPage struct {
	ui.Page
	Note     *ui.Note
	Facts    ui.Facts
	Term     ui.Facts
	Steps    []stepRow
	Log      ui.Log
	Files    []ui.File
	Progress *inlineForm
	Upload   *inlineForm
	Trail    ui.Log
}

// stepRow is a milestone with the button that marks it as reached.
type stepRow struct {
	Name, Due, Done string
	Light           *ui.Light
	Act             *ui.Action
}

// inlineForm is a form laid into the page.
type inlineForm struct {
	Errs   ui.Errors
	Action string
	Draft  string
	Fields []*ui.Field
	Open   bool
}

func (h *handlers) show(q *web.Req) error {
	t, err := h.Tasks.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	p, err := h.showPage(q, t)
	if err != nil {
		return err
	}
	return q.Render("task/show", p)
}

func (h *handlers) showPage(q *web.Req, t *area.Task) (*showPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &showPage{Page: q.Page(section, t.Name)}
	p.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: t.Code}}
	p.Tag = area.StateLabel(t.State)
	if t.Light != "none" {
		light := ui.Lamp(ui.LetterOf(t.Light))
		light.Big = true
		p.Light = &light
	}
	p.Lede = ui.Plain(t.Measure)
	owner := names.Label("account", t.OwnerID)
	if owner == "" {
		owner = "未指定"
	}
	p.Facts = ui.Facts{ui.F("牵头单位", names.Label("unit", t.UnitID)), ui.F("责任人", owner), ui.F("配合单位", unitNames(names, t.Helpers())), ui.F("产业链", names.Label("chain", t.ChainID)),
		ui.F("来源", ui.Joined(area.SourceLabel(t.Source), t.SourceText)), ui.F("交办", ui.Joined(t.SetName, ui.DateProse(t.SetOn)))}
	for _, ref := range []struct {
		label string
		fact  ui.Fact
	}{{"来自", h.link(q, t, true)}, {"事关", h.link(q, t, false)}} {
		if ref.fact.Value != nil {
			p.Facts = append(p.Facts, ui.Fact{Label: ref.label, Value: ref.fact.Value})
		}
	}
	p.Term = term(t)
	p.Note = note(t)
	if err := h.inner(q, p, t); err != nil {
		return nil, err
	}
	p.Acts = h.acts(q, t)
	if q.Actor.Can(authz.JournalView) {
		p.Acts = append([]ui.Action{{Label: "倒查", URL: "/backtrack/task/" + t.ID, WideOnly: true}}, p.Acts...)
	}
	return p, nil
}

// link leads to the record that the task comes from, or is about.
func (h *handlers) link(q *web.Req, t *area.Task, from bool) (out ui.Fact) {
	ref := t.About()
	if from {
		ref = t.From()
	}
	if h.Link == nil || ref.Zero() || ref.Kind == "comment" {
		return out
	}
	if label, url := h.Link(q, ref); url != "" {
		out.Value = ui.Rich{ui.A(label, url)}
	}
	return out
}

// term says how the term stands: what was set, carried over, put off, paused.
func term(t *area.Task) ui.Facts {
	due := ui.F("完成时限", t.Due)
	if t.LateDays > 0 {
		due.Value = ui.Rich{ui.Late(t.Due + "，超" + ui.Num(t.LateDays) + "个工作日")}
	}
	out := ui.Facts{due, ui.F("开始日期", t.StartOn), ui.F("进度", ui.Pct(t.Share))}
	if t.CarryOn != "" {
		out = append(out, ui.F("结转到", t.CarryOn+"（"+ui.Num(t.Carries)+"次）"))
	}
	for _, c := range []struct {
		label, unit string
		n           int64
	}{{"改期", "次", t.Delays}, {"退回", "次", t.Returns}, {"暂停", "个工作日", t.PausedDays}} {
		if c.n > 0 {
			out = append(out, ui.F(c.label, ui.Num(c.n)+c.unit))
		}
	}
	return append(out, ui.F("报完成", t.ReportedOn), ui.F("销号", t.EndedOn))
}

func note(t *area.Task) *ui.Note {
	switch {
	case t.State == area.Reported:
		return &ui.Note{Body: ui.Plain("已报完成，等" + t.SetName + "销号或退回。")}
	case t.State == area.Paused:
		return &ui.Note{Letter: ui.Yellow, Body: ui.Plain(t.PausedOn + "起暂停，恢复时把暂停的工作日补回时限。")}
	case t.Problem != "" && area.Running(t.State):
		return &ui.Note{Letter: ui.Yellow, Body: ui.Plain("问题：" + t.Problem)}
	}
	return nil
}

// inner are milestones, history, files and the forms to add to them.
func (h *handlers) inner(q *web.Req, p *showPage, t *area.Task) error {
	at := base + "/" + t.ID
	works := q.Actor.Can(authz.TaskWork) && area.Running(t.State)
	rows, err := h.Tasks.Steps(q.Ctx(), h.Run.DB, t.ID)
	if err != nil {
		return err
	}
	for _, s := range rows {
		r := stepRow{Name: s.Name, Due: s.Due, Done: ui.Joined(s.DoneOn, s.ByName)}
		switch {
		case s.DoneOn != "":
			l := ui.Sign(ui.Green, "已完成")
			r.Light = &l
		case s.Due < q.Today() && !area.Ended(t.State):
			l := ui.Sign(ui.Red, "过期")
			r.Light = &l
		}
		if s.DoneOn == "" && works {
			a := ui.Post("完成", at+"/steps/"+s.ID)
			a.Small = true
			r.Act = &a
		}
		p.Steps = append(p.Steps, r)
	}
	es, err := h.Tasks.Entries(q.Ctx(), t.ID)
	if err != nil {
		return err
	}
	p.Log = history(es)
	fs, err := attach.List(q.Ctx(), h.Run.DB, t.Ref())
	if err != nil {
		return err
	}
	for _, f := range fs {
		p.Files = append(p.Files, ui.File{Kind: "附件", Name: f.Name, URL: at + "/files/" + f.ID, Note: ui.Joined(f.Label, ui.Bytes(f.Size), ui.Stamp(f.CreatedAt))})
	}
	if works {
		p.Progress = &inlineForm{Action: at + "/progress", Draft: "task-progress-" + t.ID, Fields: []*ui.Field{
			{Kind: ui.KindTextArea, Name: "text", Label: "进展", Rows: 3, MaxLength: 2000, Required: true, Wide: true, Group: "p"},
			{Kind: ui.KindNumber, Name: "share", Label: "进度", Unit: "%", Group: "p", Help: "不填为不变", InputMode: "numeric"},
			{Kind: ui.KindText, Name: "problem", Label: "存在问题", Value: t.Problem, MaxLength: 500, Wide: true, Group: "p", Help: "有问题就进问题清单，解决了就清空"}}}
		p.Upload = &inlineForm{Action: at + "/files", Fields: []*ui.Field{
			{Kind: ui.KindText, Name: "label", Label: "是什么佐证", Suggest: []string{"文件", "照片", "批复", "合同", "会议纪要"}, MaxLength: 60, Group: "u"},
			{Kind: ui.KindFile, Name: "file", Label: "文件", Multiple: true, Required: true, Wide: true, Group: "u"}}}
	}
	if q.Actor.Can(authz.JournalView) && h.Trail != nil {
		p.Trail, _, err = h.Trail.Log(q.Ctx(), t.Ref(), 0, 5)
	}
	return err
}

// Words for what happened to a task.
var entryLabels = map[string]string{area.EntrySet: "交办", area.EntryProgress: "进展", area.EntryCarry: "结转", area.EntryDelay: "改期", area.EntryStep: "节点", area.EntryEdit: "修改", area.EntryRecount: "重算期限",
	"start": "开始办理", "report": "报完成", "close": "销号", "return": "退回", "withdraw": "收回", "pause": "暂停", "resume": "恢复", "cancel": "取消", "reopen": "重新办理"}

func history(es []area.Entry) ui.Log {
	var out ui.Log
	for _, e := range es {
		text := e.Text
		if e.NewOn != "" {
			text = ui.Joined(text, ui.DateProse(e.WasOn)+"→"+ui.DateProse(e.NewOn))
		}
		item := ui.LogItem{Time: ui.Stamp(e.CreatedAt), DateTime: e.OnDate, Body: ui.Rich{ui.B(entryLabels[e.Kind]), ui.T("　" + text)}, Note: ui.Plain(e.ByName),
			Auto: e.ByID == "system", Hot: e.Kind == "return" || e.Kind == area.EntryCarry}
		if e.Kind == area.EntryProgress && e.Share > 0 {
			item.Note = ui.Plain(ui.Joined(e.ByName, "进度"+ui.Pct(e.Share)))
		}
		out = append(out, item)
	}
	return out
}

// acts are the steps that the person may take; the likeliest is the last, which phones show too.
func (h *handlers) acts(q *web.Req, t *area.Task) []ui.Action {
	at := base + "/" + t.ID
	setter := h.Tasks.IsSetter(q.Ctx(), q.Actor, t)
	var out []ui.Action
	if setter && !area.Ended(t.State) {
		out = append(out, ui.Action{Label: "修改", URL: at + "/edit", WideOnly: true})
	}
	if area.Running(t.State) && t.ActOn != "" && q.Actor.Can(authz.TaskWork) {
		out = append(out, ui.Action{Label: "结转", URL: at + "/carry"})
	}
	primary := map[string]string{area.Open: "report", area.Doing: "report", area.Reported: "close", area.Paused: "resume"}[t.State]
	var first *ui.Action
	for _, r := range area.Flow.Next(t.State) {
		if !q.Actor.Can(r.Perm) || r.Guard == "setter" && !setter {
			continue
		}
		a := ui.Action{Label: r.Label, URL: at + "/move?action=" + r.Action, WideOnly: r.Action != "return"}
		if r.Action == primary {
			a = ui.Primary(r.Label, at+"/move?action="+r.Action)
			first = &a
			continue
		}
		out = append(out, a)
	}
	if first != nil {
		out = append(out, *first)
	}
	return out
}

func (h *handlers) progress(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	id := q.Path("id")
	p := area.Progress{Text: f.Text("text"), Problem: f.Text("problem"), Share: -1}
	if s := strings.TrimSuffix(f.Text("share"), "%"); s != "" {
		p.Share = f.Float("share") / 100
	}
	if err = f.Err(); err == nil {
		err = h.Tasks.Report(q.Ctx(), q.Actor, id, p)
	}
	if errs.CodeOf(err) != errs.Invalid {
		if err != nil {
			return err
		}
		return q.Redirect(base+"/"+id+"#history", "已记录")
	}
	t, gone := h.Tasks.Get(q.Ctx(), q.Actor.Scope, id)
	if gone != nil {
		return gone
	}
	page, pageErr := h.showPage(q, t)
	if pageErr != nil {
		return pageErr
	}
	if page.Progress == nil {
		return err
	}
	for _, field := range page.Progress.Fields {
		field.Value = f.Raw(field.Name)
	}
	page.Progress.Errs, page.Progress.Open = ui.Reject(err, page.Progress.Fields...), true
	return q.RenderInvalid("task/show", page)
}

func (h *handlers) reach(q *web.Req) error {
	if err := h.Tasks.Reach(q.Ctx(), q.Actor, q.Path("id"), q.Path("step")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"#steps", "节点已完成")
}

// one is a one-form page about a task.
func (h *handlers) one(q *web.Req, title, action string) (*formpage.Form, *area.Task, error) {
	t, err := h.Tasks.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	at := base + "/" + t.ID
	f := &formpage.Form{Page: q.Page(section, title), Action: at + action, Submit: title, Back: at, Column: true}
	f.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: t.Code, URL: at}, {Label: title}}
	f.Facts = ui.Facts{ui.F("任务", t.Name), ui.F("完成时限", t.Due), ui.F("交办人", t.SetName)}
	return f, t, nil
}

func (h *handlers) carryForm(q *web.Req) (*formpage.Form, error) {
	f, t, err := h.one(q, "结转", "/carry")
	if err != nil {
		return nil, err
	}
	f.Note = &ui.Note{Body: ui.Plain("结转记名、记次数，完成时限和灯不变。")}
	f.Facts = append(f.Facts, ui.F("应清日期", t.ActOn))
	f.Fields = []ui.Field{{Kind: ui.KindDate, Name: "to", Label: "结转到", Required: true, Min: q.Today()},
		{Kind: ui.KindTextArea, Name: "reason", Label: "为什么今天清不了", Rows: 2, MaxLength: 500, Required: true}}
	return f, nil
}

func (h *handlers) showCarry(q *web.Req) error {
	f, err := h.carryForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) carry(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, err := h.carryForm(q)
	if err != nil {
		return err
	}
	if err := h.Tasks.Carry(q.Ctx(), q.Actor, q.Path("id"), f.Text("to"), f.Text("reason")); err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(form.Back, "已结转到"+f.Text("to"))
}

func (h *handlers) moveForm(q *web.Req, action string) (*formpage.Form, error) {
	f, t, err := h.one(q, "", "/move")
	if err != nil {
		return nil, err
	}
	row, err := area.Flow.Find(t.State, action)
	if err != nil {
		return nil, err
	}
	f.Title, f.Submit, f.Hidden = row.Label, row.Label, []ui.Param{{Name: "action", Value: action}}
	f.Crumbs[len(f.Crumbs)-1].Label = row.Label
	text := ui.Field{Kind: ui.KindTextArea, Name: "text", Label: "说明", Rows: 3, MaxLength: 2000, Required: row.Why, Focus: true}
	switch action {
	case "report":
		text.Label, text.Help = "完成情况", "对照完成标准写；"+t.SetName+"看后销号或退回"
		if t.NeedProof {
			f.Note = &ui.Note{Body: ui.Plain("这项任务要求佐证材料，请先上传再报完成。")}
		}
	case "return", "pause", "reopen":
		text.Label = "理由"
	case "cancel":
		text.Label, f.Danger = "理由", true
	}
	f.Fields = []ui.Field{text}
	return f, nil
}

// moves are the steps of the flow, each asked for on a page.
func (h *handlers) moves() *formpage.Step {
	return &formpage.Step{Form: h.moveForm, Do: func(q *web.Req, f *web.Form, _ *formpage.Form) (to, said string, err error) {
		action := f.Text("action")
		return "", "", named(h.Tasks.Move(q.Ctx(), q.Actor, q.Path("id"), action, f.Text("text")), "reason", "text")
	}}
}

// named gives the error of a field under the name that the form has for it.
func named(err error, from, to string) error {
	var e *errs.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = append(errs.Fields(nil), e.Fields...)
	for i := range out.Fields {
		if out.Fields[i].Name == from {
			out.Fields[i].Name = to
		}
	}
	return &out
}

func (h *handlers) attach(q *web.Req) error {
	if _, err := h.Tasks.Get(q.Ctx(), q.Actor.Scope, q.Path("id")); err != nil {
		return err
	}
	return upload.Attach(q, h.Files, base+"/"+q.Path("id")+"#files", "佐证", func(label string, blobs []upload.Blob) error {
		for _, b := range blobs {
			if err := h.Tasks.Attach(q.Ctx(), q.Actor, h.Files, q.Path("id"), b.Name, label, b.Content); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *handlers) file(q *web.Req) error {
	t, err := h.Tasks.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, t.Ref())
}
