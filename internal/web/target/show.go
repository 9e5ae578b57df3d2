package target

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

type showPage struct {
	ui.Page
	Note     *ui.Note
	Why      string
	Terms    ui.Table
	Evidence []ui.Line
	Log      ui.Log
	Contact  *form
	Proof    *form
	Facts    ui.Facts
	Next     ui.Facts
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
	t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	p, err := h.showPage(q, t)
	if err != nil {
		return err
	}
	return q.Render("target/show", p)
}

func (h *handlers) showPage(q *web.Req, t *area.Target) (*showPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &showPage{Page: q.Page(section, t.Firm), Why: t.Why, Terms: terms(t)}
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: t.Firm}}
	p.Tag = area.StateLabel(t.State)
	p.Lede = ui.Plain(ui.Joined(names.Label("chain", t.ChainID), names.Label("node", t.NodeID), placeName(names, t.Place)))
	if t.State == area.Excluded {
		until := "长期"
		if t.UntilOn != "" {
			until = "到" + t.UntilOn
		}
		p.Note = &ui.Note{Body: ui.Plain("已排除（" + until + "）：" + t.Reason)}
	}
	p.Facts = ui.Facts{{Label: "企业", Value: ui.Rich{ui.A(t.Firm, "/enterprises/"+t.EnterpriseID)}}, {Label: "缺口", Value: ui.Rich{ui.A(names.Label("node", t.NodeID), "/gaps/"+t.GapID)}},
		ui.F("招商队伍", names.Label("unit", t.UnitID)), ui.F("责任人", names.Label("account", t.OwnerID)), ui.F("地区", names.Label("region", t.Region))}
	if t.LeadID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "线索", Value: ui.Rich{ui.A("打开线索", "/leads/"+t.LeadID)}})
	}
	p.Next = ui.Facts{ui.F("下一步", t.NextStep), ui.F("日期", t.NextOn), ui.F("最近联系", t.TouchedOn)}
	if p.Evidence, err = h.evidenceLines(q, t); err != nil {
		return nil, err
	}
	log, err := h.Targets.Contacts(q.Ctx(), t.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range log {
		item := ui.LogItem{Time: c.OnDate, DateTime: c.OnDate, Body: ui.Rich{ui.B(c.How), ui.T("　" + ui.Joined(c.Whom, c.Result))}, Note: ui.Plain(c.ByName)}
		if c.NextStep != "" {
			item.Note = append(item.Note, ui.T("　下一步："+ui.Joined(c.NextStep, c.NextOn)))
		}
		p.Log = append(p.Log, item)
	}
	if q.Actor.Can(authz.GapWork) {
		p.Contact, p.Proof = contactForm(t, q.Today()), evidenceForm(t, q.Today())
	}
	p.Acts = acts(q, t)
	return p, nil
}

// acts are the buttons of the head.
func acts(q *web.Req, t *area.Target) []ui.Action {
	var out []ui.Action
	if q.Actor.Can(authz.GapWork) {
		out = append(out, ui.Action{Label: "交招商队伍", URL: at(t) + "/hand", WideOnly: true})
		for _, r := range area.Flow.Next(t.State) {
			if slices.Contains([]string{"exclude", "restore", "sign", "back"}, r.Action) {
				out = append(out, ui.Action{Label: r.Label, URL: at(t) + "/move?action=" + r.Action, WideOnly: r.Action != "restore"})
			}
		}
	}
	if _, err := area.Flow.Find(t.State, "to_lead"); err == nil && q.Actor.Can(authz.LeadEdit) {
		out = append(out, ui.Primary("转为线索", "/leads/new?target="+t.ID))
	}
	return out
}

func (h *handlers) evidenceLines(q *web.Req, t *area.Target) ([]ui.Line, error) {
	rows, err := h.Targets.EvidenceOf(q.Ctx(), q.Actor.Scope, t.EnterpriseID)
	var out []ui.Line
	for _, e := range rows {
		line := ui.Line{Text: e.Body, End: e.OnDate, Note: ui.Rich{ui.T(area.EvidenceLabel(e.Kind) + "　"), ui.Quiet("出处：" + e.Source + "　分量" + ui.Dec(e.Weight, 1) + "　" + e.ByName)}}
		if e.FileID != "" {
			line.URL = at(t) + "/evidence/" + e.FileID
		}
		out = append(out, line)
	}
	return out, err
}

func contactForm(t *area.Target, today string) *form {
	opts := make([]ui.Option, 0, 8)
	for _, how := range area.Hows() {
		opts = append(opts, ui.Option{Value: how, Label: how})
	}
	return &form{Action: at(t) + "/contacts", Draft: "target-contact-" + t.ID, Fields: []*ui.Field{
		{Kind: ui.KindDate, Name: "on", Label: "日期", Value: today, Max: today, Group: "c"},
		{Kind: ui.KindSelect, Name: "how", Label: "方式", Options: opts, Value: opts[0].Value, Group: "c"},
		{Kind: ui.KindText, Name: "whom", Label: "对方", MaxLength: 100, Placeholder: "部门、职务", Group: "c"},
		{Kind: ui.KindTextArea, Name: "result", Label: "结果", Rows: 3, MaxLength: 1000, Required: true, Wide: true, Group: "c"},
		{Kind: ui.KindText, Name: "next_step", Label: "下一步", MaxLength: 200, Group: "c"},
		{Kind: ui.KindDate, Name: "next_on", Label: "下一步日期", Group: "c"},
		{Kind: ui.KindCheck, Name: "talks", Label: "已约谈", Group: "c"}}}
}

func (h *handlers) contact(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n := area.Touch{On: f.Text("on"), How: f.Text("how"), Whom: f.Text("whom"), Result: f.Text("result"), NextStep: f.Text("next_step"), NextOn: f.Text("next_on"), Talks: f.Bool("talks")}
	if err := h.Targets.Contact(q.Ctx(), q.Actor, q.Path("id"), n); err != nil {
		return h.again(q, f, err, func(p *showPage) *form { return p.Contact })
	}
	return q.Redirect(base+"/"+q.Path("id")+"#contacts", "已记录")
}

// again shows the target with a form as it was filled in, with what is wrong at its fields.
func (h *handlers) again(q *web.Req, f *web.Form, err error, which func(*showPage) *form) error {
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	t, gone := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if gone != nil {
		return gone
	}
	p, pageErr := h.showPage(q, t)
	if pageErr != nil {
		return pageErr
	}
	to := which(p)
	for _, field := range to.Fields {
		switch field.Kind {
		case ui.KindFile:
		case ui.KindCheck:
			field.Checked = f.Bool(field.Name)
		default:
			field.Value = f.Raw(field.Name)
		}
	}
	to.Errs, to.Open = ui.Reject(err, to.Fields...), true
	return q.RenderInvalid("target/show", p)
}

func evidenceForm(t *area.Target, today string) *form {
	var opts []ui.Option
	for _, k := range area.EvidenceKinds() {
		opts = append(opts, ui.Option{Value: k[0], Label: k[1]})
	}
	return &form{Action: at(t) + "/evidence", Draft: "target-evidence-" + t.ID, Fields: []*ui.Field{
		{Kind: ui.KindSelect, Name: "kind", Label: "种类", Options: opts, Value: opts[0].Value, Group: "e"},
		{Kind: ui.KindDate, Name: "on_date", Label: "日期", Value: today, Max: today, Group: "e"},
		{Kind: ui.KindText, Name: "body", Label: "什么事", MaxLength: 500, Required: true, Wide: true, Placeholder: "在江西投资10亿元建铜箔厂", Group: "e"},
		{Kind: ui.KindText, Name: "source", Label: "出处", MaxLength: 200, Required: true, Placeholder: "公司公告、网页、文件号或人", Group: "e"},
		{Kind: ui.KindNumber, Name: "weight", Label: "分量", Help: "0到1，不填按种类", Group: "e"},
		{Kind: ui.KindFile, Name: "file", Label: "佐证文件", Wide: true, Group: "e"}}}
}

func (h *handlers) evidence(q *web.Req) error {
	if _, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id")); err != nil {
		return err
	}
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	e := area.Evidence{Kind: f.Text("kind"), Body: f.Text("body"), Source: f.Text("source"), OnDate: f.Text("on_date"), Weight: f.Float("weight")}
	if err = f.Err(); err == nil && len(blobs) > 0 {
		e.FileID, err = h.keepProof(q, blobs[0])
	}
	if err == nil {
		_, err = h.Targets.AddEvidence(q.Ctx(), q.Actor, q.Path("id"), e)
	}
	if err != nil {
		return h.again(q, f, err, func(p *showPage) *form { return p.Proof })
	}
	return q.Redirect(base+"/"+q.Path("id")+"#evidence", "已记录，下次推荐时计入")
}

// keepProof hangs a file on the target.
func (h *handlers) keepProof(q *web.Req, b upload.Blob) (id string, err error) {
	t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return "", err
	}
	err = h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "target.attach", Perm: authz.GapWork, Ref: t.Ref()}, func(tx *change.Tx) error {
		f, err := h.Files.Save(q.Ctx(), tx, t.Ref(), t.ScopeKeys(), b.Name, "证据", b.Content)
		if err == nil {
			id = f.ID
		}
		return err
	})
	return id, err
}

func (h *handlers) proof(q *web.Req) error {
	t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, t.Ref())
}

func (h *handlers) moveForm(q *web.Req, action string) (*formpage.Form, error) {
	t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, err
	}
	row, err := area.Flow.Find(t.State, action)
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, row.Label), Action: at(t) + "/move", Submit: row.Label, Back: at(t), Hidden: []ui.Param{{Name: "action", Value: action}}, Column: true}
	f.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: t.Firm, URL: at(t)}, {Label: row.Label}}
	f.Fields = []ui.Field{{Kind: ui.KindText, Name: "reason", Label: "原因", MaxLength: 200, Required: row.Why, Focus: true}}
	if action == "exclude" {
		f.Danger = true
		f.Fields = append(f.Fields, ui.Field{Kind: ui.KindDate, Name: "until", Label: "排除到", Help: "到期自动恢复为候选，不填为长期"},
			ui.Field{Kind: ui.KindCheck, Name: "all", Label: "全部缺口都排除"})
	}
	return f, nil
}

// moves are the steps of the flow, each asked for on a page.
func (h *handlers) moves() *formpage.Step {
	return &formpage.Step{Form: h.moveForm, Do: func(q *web.Req, f *web.Form, _ *formpage.Form) (to, said string, err error) {
		action := f.Text("action")
		if action == "exclude" && f.Bool("all") {
			return "", "", h.Targets.Bar(q.Ctx(), q.Actor, q.Path("id"), f.Text("reason"), f.Text("until"))
		}
		return "", "", h.Targets.Move(q.Ctx(), q.Actor, q.Path("id"), action, f.Text("reason"), f.Text("until"))
	}}
}
