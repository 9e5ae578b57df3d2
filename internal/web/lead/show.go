package lead

import (
	area "lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

type showPage struct {
	ui.Page
	Notes    []ui.Note
	Clocks   ui.Table
	Client   ui.Facts
	Facts    ui.Facts
	Log      ui.Log
	Files    []ui.File
	Progress *form
	Upload   *form
	Review   ui.Facts
	Sheet    string // address of the admission
}

// form is a form laid into a page.
type form struct {
	Errs   ui.Errors
	Action string
	Fields []*ui.Field
	Draft  string
	Open   bool
}

func (h *handlers) show(q *web.Req) error {
	o, err := h.Leads.Read(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	p, err := h.showPage(q, o)
	if err != nil {
		return err
	}
	return q.Render("lead/show", p)
}

func (h *handlers) showPage(q *web.Req, o *area.Opened) (*showPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	r, err := h.Leads.Clocks(q.Ctx(), h.Run.DB)
	if err != nil {
		return nil, err
	}
	at := base + "/" + o.ID
	p := &showPage{Page: q.Page(section, o.Text.Investor), Sheet: at + "/admission"}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: o.Code}}
	light := ui.Lamp(ui.LetterOf(o.Light))
	light.Big = true
	p.Light, p.Tag = &light, area.StateLabel(o.State)
	p.Lede = ui.Plain(ui.Joined(o.Text.Name, names.Label("chain", o.ChainID), names.Label("node", o.NodeID)))
	p.Notes = notes(o, q.Today())
	p.Clocks = clocks(o.Lead, r, h.Leads.Calendar(), q.Today())
	t := o.Text
	p.Client = ui.Facts{ui.F("投资方", t.Investor), ui.F("信用代码", t.USCC), ui.F("拟建项目", t.Name), ui.F("拟投资", yi(o.Size)), ui.F("拟落地点", t.Place), ui.F("联系人", ui.Joined(t.Contact, t.Phone)),
		ui.F("引荐人", t.Source), ui.F("依据", t.Evidence), ui.F("建设内容", t.Content)}
	p.Facts = ui.Facts{ui.F("首报单位", names.Label("unit", o.UnitID)), ui.F("责任人", names.Label("account", o.OwnerID)), ui.F("封存时间", ui.Stamp(o.SealedAt)), ui.F("首报保护到", o.SealUntil),
		ui.F("封签", o.Seal[:min(16, len(o.Seal))]+"…")}
	if o.TargetID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "来自", Value: ui.Rich{ui.A("目标企业", "/targets/"+o.TargetID)}})
	}
	if o.ProjectID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "项目", Value: ui.Rich{ui.A("打开项目", "/projects/"+o.ProjectID)}})
	}
	p.Log = history(o)
	if p.Files, err = h.files(q, o.Lead); err != nil {
		return nil, err
	}
	if may(q, authz.LeadEdit) && o.Open() {
		p.Progress, p.Upload = progressForm(o.Lead, q.Today()), uploadForm(o.Lead)
	}
	if err := h.review(q, o.ID, p); err != nil {
		return nil, err
	}
	p.Acts = acts(q, o.Lead)
	return p, nil
}

func yi(yuan int64) string {
	if yuan == 0 {
		return ""
	}
	return ui.Yi(yuan) + "亿元"
}

// notes say what stands in the way.
func notes(o *area.Opened, today string) []ui.Note {
	var out []ui.Note
	if !o.Intact {
		out = append(out, ui.Note{Letter: ui.Red, Body: ui.Plain("登记内容与封签不符：有人绕过系统改过数据，请交审计管理员核查。")})
	}
	switch o.Clash {
	case area.ClashWaiting:
		out = append(out, ui.Note{Letter: ui.Yellow, Body: ui.Plain("与在册首报冲突。先报的单位在保护期内；对方释放，或链长办裁定归本单位后，才能通过研判。")})
	case area.ClashLost:
		out = append(out, ui.Note{Letter: ui.Red, Body: ui.Plain("撞单已裁定归另一单位，本线索不再跟进。")})
	case area.ClashWon:
		out = append(out, ui.Note{Body: ui.Plain("撞单已裁定归本单位。")})
	}
	if o.State == area.Released {
		out = append(out, ui.Note{Letter: ui.Yellow, Body: ui.Plain("首报保护到" + o.SealUntil + "，期内没有进展，已释放，别的单位可以登记。")})
	}
	return out
}

// clocks is the table of terms.
func clocks(l *area.Lead, r *area.Clocks, cal workday.Calendar, today string) ui.Table {
	t := ui.Table{Label: "时限", Compact: true, Fold: true, Columns: []ui.Column{{Label: "时限", Head: true}, {Label: "规定", Fold: "规定"}, {Label: "最迟", Fold: "最迟"}, {Label: "办结", Fold: "办结"}, {Label: "情况", Grow: true, Fold: "情况"}}}
	for _, c := range l.Clocks(r) {
		state, late := "", c.Late(today)
		switch {
		case c.Done != "" && late:
			state = "超" + ui.Num(int64(cal.Between(c.Due, c.Done))) + "个工作日办结"
		case c.Done != "":
			state = "按时办结"
		case !l.Open():
			state, late = "线索已结束", false
		case late:
			state = "超" + ui.Num(int64(cal.Between(c.Due, today))) + "个工作日"
		default:
			state = "还有" + ui.Num(int64(cal.Between(today, c.Due))) + "个工作日"
		}
		cell := ui.Cell{Text: state}
		if late {
			cell = ui.Cell{Rich: ui.Rich{ui.Late(state)}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name}, {Text: ui.Num(int64(c.Days)) + "个工作日"}, {Text: c.Due}, {Text: c.Done}, cell}})
	}
	return t
}

var noteLabels = map[string]string{"log": "登记", "amend": "修改", "answer": "答复", "accept": "研判通过", "refuse": "研判不通过", "follow": "开始跟进", "reply": "回复引荐人", "progress": "进展",
	"lose": "流失", "release": "释放", "reopen": "恢复", "hand": "换责任人", "decide": "撞单裁定", "admission": "准入评审", "to_project": "转项目"}

// history is the lead's own log; a note that no longer fits its seal is marked.
func history(o *area.Opened) ui.Log {
	var out ui.Log
	for _, n := range o.Notes {
		item := ui.LogItem{Time: n.OnDate, DateTime: n.OnDate, Body: ui.Rich{ui.B(noteLabels[n.Kind]), ui.T("　" + n.Body)}, Note: ui.Plain(n.ByName), Auto: n.ByID == "system"}
		if n.NextOn != "" {
			item.Note = append(item.Note, ui.T("　下次"+n.NextOn))
		}
		if !n.Intact {
			item.Hot, item.Note = true, append(item.Note, ui.Late("　与封签不符"))
		}
		out = append(out, item)
	}
	return out
}

func (h *handlers) files(q *web.Req, l *area.Lead) ([]ui.File, error) {
	rows, err := h.Leads.FilesOf(q.Ctx(), h.Run.DB, l)
	var out []ui.File
	for _, f := range rows {
		out = append(out, ui.File{Kind: "附件", Name: f.Name, URL: base + "/" + l.ID + "/files/" + f.ID, Note: ui.Joined(f.Label, ui.Bytes(f.Size), ui.Stamp(f.CreatedAt))})
	}
	return out, err
}

// review is what the rail says of the admission.
func (h *handlers) review(q *web.Req, id string, p *showPage) error {
	j, err := h.Leads.Admission(q.Ctx(), q.Actor, id)
	if err != nil || j == nil {
		return err
	}
	p.Review = ui.Facts{ui.F("状态", area.StandLabel(j.State)), ui.F("评审人", ui.Num(int64(len(j.Reviews)))+"人")}
	if len(j.Reviews) > 0 {
		p.Review = append(p.Review, ui.F("得分", ui.Dec(j.Score, 1)))
	}
	if n := len(j.Short()); n > 0 {
		p.Review = append(p.Review, ui.F("底线未达", ui.Num(int64(n))+"项"))
	}
	return nil
}

func progressForm(l *area.Lead, today string) *form {
	out := &form{Action: base + "/" + l.ID + "/progress", Draft: "lead-progress-" + l.ID, Fields: []*ui.Field{
		{Kind: ui.KindDate, Name: "on", Label: "日期", Value: today, Max: today, Group: "p"},
		{Kind: ui.KindDate, Name: "next_on", Label: "下次日期", Group: "p"},
		{Kind: ui.KindTextArea, Name: "text", Label: "进展", Rows: 3, MaxLength: 2000, Required: true, Wide: true, Group: "p"}}}
	if l.ReplyDue != "" && l.RepliedOn == "" {
		out.Fields = append(out.Fields, &ui.Field{Kind: ui.KindCheck, Name: "reply", Label: "这是给引荐人的回复（不算跟进进展）", Group: "p"})
	}
	return out
}

func uploadForm(l *area.Lead) *form {
	return &form{Action: base + "/" + l.ID + "/files", Fields: []*ui.Field{
		{Kind: ui.KindText, Name: "label", Label: "是什么材料", Suggest: []string{"合作意向", "考察纪要", "企业资料", "投资协议草案"}, MaxLength: 60, Group: "u"},
		{Kind: ui.KindFile, Name: "file", Label: "文件", Multiple: true, Required: true, Wide: true, Group: "u"}}}
}

func acts(q *web.Req, l *area.Lead) []ui.Action {
	var out []ui.Action
	at := base + "/" + l.ID
	if l.Open() && may(q, authz.LeadEdit) {
		out = append(out, ui.Action{Label: "修改", URL: at + "/edit", WideOnly: true})
	}
	out = append(out, ui.Action{Label: "准入评审", URL: at + "/admission", WideOnly: true})
	primary := map[string]string{area.Logged: "answer", area.Answered: "accept", area.Accepted: "to_project", area.Following: "to_project"}[l.State]
	for _, r := range area.Flow.Next(l.State) {
		if !may(q, r.Perm) || r.Action == "follow" {
			continue
		}
		a := ui.Action{Label: r.Label, URL: at + "/move?action=" + r.Action, WideOnly: r.Action != primary}
		if r.Action != primary {
			out = append(out, a)
		}
	}
	if row, err := area.Flow.Find(l.State, primary); err == nil && may(q, row.Perm) {
		out = append(out, ui.Primary(row.Label, at+"/move?action="+primary))
	}
	return out
}

func (h *handlers) progress(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	id := q.Path("id")
	err = h.Leads.Report(q.Ctx(), q.Actor, id, area.Progress{On: f.Text("on"), Text: f.Text("text"), NextOn: f.Text("next_on"), Reply: f.Bool("reply")})
	if errs.CodeOf(err) == errs.Invalid {
		o, gone := h.Leads.Read(q.Ctx(), q.Actor, id)
		if gone != nil {
			return gone
		}
		p, pageErr := h.showPage(q, o)
		if pageErr != nil {
			return pageErr
		}
		if p.Progress == nil {
			return err
		}
		for _, field := range p.Progress.Fields {
			field.Value, field.Checked = f.Raw(field.Name), f.Bool(field.Name)
		}
		p.Progress.Errs, p.Progress.Open = ui.Reject(err, p.Progress.Fields...), true
		return q.RenderInvalid("lead/show", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+id+"#history", "已记录")
}

func (h *handlers) moveForm(q *web.Req, action string) (*formpage.Form, error) {
	o, err := h.Leads.Read(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, err
	}
	row, err := area.Flow.Find(o.State, action)
	if err != nil {
		return nil, err
	}
	at := base + "/" + o.ID
	f := &formpage.Form{Page: q.Page(section, row.Label), Action: at + "/move", Submit: row.Label, Back: at, Hidden: []ui.Param{{Name: "action", Value: action}}, Column: true}
	f.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: o.Code, URL: at}, {Label: row.Label}}
	f.Facts = ui.Facts{ui.F("投资方", o.Text.Investor), ui.F("拟建项目", o.Text.Name), ui.F("拟投资", yi(o.Size))}
	text := ui.Field{Kind: ui.KindTextArea, Name: "text", Label: "说明", Rows: 3, MaxLength: 2000, Required: row.Why, Focus: true}
	switch action {
	case "answer":
		text.Label, text.Help = "怎样答复", "答复来访、来函的一方"
	case "accept", "refuse":
		text.Label, text.Help = "研判意见", "是否符合产业链缺口，投资方实力，要素能否保障"
	case "to_project":
		f.Note = &ui.Note{Body: ui.Plain("登记内容、附件、准入指标全部带入项目，不用再填；转为项目后按项目的数据范围可见。")}
		f.Fields = nil
		return f, nil
	case "lose", "release":
		f.Danger = true
	}
	f.Fields = []ui.Field{text}
	return f, nil
}

// moves are the steps of the flow, each asked for on a page.
func (h *handlers) moves() *formpage.Step {
	return &formpage.Step{Form: h.moveForm, Do: func(q *web.Req, f *web.Form, _ *formpage.Form) (to, said string, err error) {
		action := f.Text("action")
		if action == "to_project" {
			p, err := h.Leads.ToProject(q.Ctx(), q.Actor, q.Path("id"))
			if err != nil {
				return "", "", err
			}
			return "/projects/" + p.ID, "已转为项目", nil
		}
		return "", "", h.Leads.Move(q.Ctx(), q.Actor, q.Path("id"), area.Step{Action: action, Text: f.Text("text")})
	}}
}

func (h *handlers) attach(q *web.Req) error {
	l, err := h.Leads.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.Attach(q, h.Files, base+"/"+l.ID+"#files", "材料", func(label string, blobs []upload.Blob) error {
		for _, b := range blobs {
			if err := h.Leads.Attach(q.Ctx(), q.Actor, h.Files, l.ID, b.Name, label, b.Content); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *handlers) file(q *web.Req) error {
	f, err := h.Leads.File(q.Ctx(), q.Actor, q.Path("id"), q.Path("file"))
	if err != nil {
		return err
	}
	return upload.Send(q, h.Files, f)
}

type pastPage struct {
	ui.Page
	Facts ui.Facts
	Log   ui.Log
	None  bool
}

// ofProject shows the lead that a project came from, to whoever sees the project.
func (h *handlers) ofProject(q *web.Req) error {
	pr, err := h.Projects.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	o, err := h.Leads.OfProject(q.Ctx(), pr)
	if err != nil {
		return err
	}
	p := &pastPage{Page: q.Page("projects", "线索经过"), None: o == nil}
	p.Crumbs = []ui.Link{{Label: "项目", URL: "/projects"}, {Label: pr.Name, URL: "/projects/" + pr.ID}, {Label: p.Title}}
	if o != nil {
		names, err := h.Lists.Names(q.Ctx())
		if err != nil {
			return err
		}
		p.Facts = ui.Facts{ui.F("线索", o.Code), ui.F("首报单位", names.Label("unit", o.UnitID)), ui.F("登记", o.LoggedOn), ui.F("引荐人", o.Text.Source), ui.F("依据", o.Text.Evidence)}
		p.Log = history(o)
	}
	return q.Render("lead/past", p)
}
