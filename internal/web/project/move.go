package project

import (
	"slices"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

type movePage struct {
	ui.Page
	Steps  ui.Tabs
	Title2 string
	Proofs []ui.Line
	Lacks  int
	Upload *uploadForm
	Back   string // of the upload: this page
	Action string
	Errs   ui.Errors
	Fields []*ui.Field
	Hidden []ui.Param
	Submit string
	Danger bool
	Empty  *ui.Empty
}

// movable reports whether the person can take the project to some other stage.
func movable(q *web.Req, p *area.Project) bool { return len(steps(q, p)) > 0 }

// steps are the steps that the person may take: those of the permission to move, and with the permission to override all.
func steps(q *web.Req, p *area.Project) []area.Step {
	return slices.DeleteFunc(area.Steps(p.Stage), func(s area.Step) bool {
		return !q.Actor.Can(authz.Override) && !(q.Actor.Can(authz.ProjectMove) && q.Actor.Can(s.Perm))
	})
}

func (h *handlers) showMove(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if err := mayMove(q); err != nil {
		return err
	}
	page, err := h.movePage(q, p, q.Query("action"), nil, nil)
	if err != nil {
		return err
	}
	return q.Render("project/move", page)
}

func mayMove(q *web.Req) error {
	if q.Actor.Can(authz.Override) {
		return nil
	}
	return q.Actor.Need(authz.ProjectMove)
}

// chosen finds the step of the address: by its action, or by the stage it leads to, as the board asks; else the first.
func chosen(all []area.Step, action, to string) *area.Step {
	for i := range all {
		if all[i].Action == action || action == "" && all[i].To == to {
			return &all[i]
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}

func (h *handlers) movePage(q *web.Req, p *area.Project, action string, f *web.Form, fault error) (*movePage, error) {
	page := &movePage{Page: h.page(q, p, "变更阶段"), Action: url(p) + "/move", Steps: ui.Tabs{Label: "去向"}}
	all := steps(q, p)
	step := chosen(all, action, q.Query("to"))
	if step == nil {
		page.Empty = &ui.Empty{Title: "“" + area.StageLabel(p.Stage) + "”之后没有可走的阶段", Acts: []ui.Action{ui.Act("返回项目", url(p))}}
		return page, nil
	}
	if to := q.Query("to"); f == nil && to != "" && step.To != to {
		page.Errs = ui.Errors{Message: "不能从“" + area.StageLabel(p.Stage) + "”直接到“" + area.StageLabel(to) + "”，先走到" + area.StageLabel(step.To)}
	}
	for _, s := range all {
		page.Steps.Items = append(page.Steps.Items, ui.Tab{Label: s.Label, URL: url(p) + "/move?action=" + s.Action, On: s.Action == step.Action})
	}
	page.Title2 = area.StageLabel(p.Stage) + " → " + area.StageLabel(step.To)
	have, err := attach.Labels(q.Ctx(), h.Run.DB, p.Ref())
	if err != nil {
		return nil, err
	}
	page.proofs(q, p, step, have)
	page.fields(q, step, f)
	if page.Errs.Message == "" {
		page.Errs = ui.Reject(fault, page.Fields...)
	}
	return page, nil
}

// proofs lists what the step demands, and what of it is there.
func (page *movePage) proofs(q *web.Req, p *area.Project, step *area.Step, have []string) {
	missing := step.Missing(p, have)
	for _, proof := range step.Proof {
		line := ui.Line{Text: proof.Label}
		light := ui.Sign(ui.Green, "已有")
		if slices.Contains(missing, proof.Label) {
			light = ui.Sign(ui.Red, "缺")
			if proof.Given != nil && proof.Label != "投资合同" {
				line.Note = ui.Rich{ui.A("在项目里填写", url(p)+"/edit")}
			}
		}
		line.Light = &light
		page.Proofs = append(page.Proofs, line)
	}
	page.Lacks = len(missing)
	if page.Upload = uploadFormOf(q, p); page.Upload == nil || len(step.Proof) == 0 {
		page.Upload = nil
		return
	}
	label := page.Upload.Fields[0]
	label.Suggest = nil
	for _, proof := range step.Proof {
		if proof.Given == nil {
			label.Suggest = append(label.Suggest, proof.Label)
			if label.Value == "" && slices.Contains(missing, proof.Label) {
				label.Value = proof.Label
			}
		}
	}
	page.Back = url(p) + "/move?action=" + step.Action
}

func (page *movePage) fields(q *web.Req, step *area.Step, f *web.Form) {
	on := &ui.Field{Kind: ui.KindDate, Name: "on", Label: "实际日期", Value: q.Today(), Max: q.Today(), Required: true}
	why := &ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "理由", Mark: "选填", Rows: 2, Wide: true, Required: step.Why, Help: "记入经过，不能改"}
	if step.Why {
		why.Mark = "必填"
	}
	page.Fields = []*ui.Field{on, why}
	page.Hidden = []ui.Param{{Name: "action", Value: step.Action}}
	only := !q.Actor.Can(authz.ProjectMove) || step.Perm == authz.Override
	switch {
	case !q.Actor.Can(authz.Override):
	case only: // whoever cannot move otherwise always does so by name
		page.Hidden = append(page.Hidden, ui.Param{Name: "override", Value: "1"})
		why.Mark, why.Required = "必填", true
	case page.Lacks > 0:
		page.Fields = append(page.Fields, &ui.Field{Kind: ui.KindCheck, Name: "override", Label: "缺佐证也推进，以我的名义", Help: "理由必填，记入经过"})
	}
	for _, field := range page.Fields {
		if f != nil {
			field.Value = f.Raw(field.Name)
			field.Checked = field.Kind == ui.KindCheck && f.Bool(field.Name)
		}
	}
	page.Submit = step.Label
	page.Danger = step.To == area.Withdrawn || step.To == area.Lost
}

func (h *handlers) move(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if err := mayMove(q); err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	m := area.Move{Action: f.Text("action"), On: f.Text("on"), Reason: f.Text("reason"), Override: f.Bool("override")}
	err = h.Projects.Move(q.Ctx(), q.Actor, p.ID, m)
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.movePage(q, p, m.Action, f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("project/move", page)
	}
	if err != nil {
		return err
	}
	to := ""
	for _, s := range area.Steps(p.Stage) {
		if s.Action == m.Action {
			to = area.StageLabel(s.To)
		}
	}
	return q.Redirect(url(p), "已到“"+to+"”")
}
