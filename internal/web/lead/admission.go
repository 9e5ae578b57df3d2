package lead

import (
	"bytes"
	"strconv"
	"strings"

	area "lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

type admissionPage struct {
	ui.Page
	Note     *ui.Note
	Floors   ui.Table
	Scores   ui.Table
	Vetoes   []string
	Remarks  []ui.Line
	Minutes  []string
	Ground   string
	Result   string
	Figures  *form
	Score    *form
	Conclude *form
	Begun    bool
}

func (h *handlers) admission(q *web.Req) error {
	p, err := h.admissionPage(q)
	if err != nil {
		return err
	}
	return q.Render("lead/admission", p)
}

func (h *handlers) admissionPage(q *web.Req) (*admissionPage, error) {
	o, err := h.Leads.Read(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, err
	}
	j, err := h.Leads.Admission(q.Ctx(), q.Actor, o.ID)
	if err != nil {
		return nil, err
	}
	begun := j != nil
	if !begun {
		sh, err := h.Leads.Sheet(q.Ctx())
		if err != nil {
			return nil, err
		}
		j = &area.Judged{Sheet: sh, Figures: map[string]float64{"size": float64(o.Size) / 1e4}}
	}
	p := &admissionPage{Page: q.Page(section, "准入评审"), Begun: begun, Floors: floors(j), Scores: scores(j)}
	p.Crumbs = []ui.Link{{Label: "线索", URL: base}, {Label: o.Code, URL: base + "/" + o.ID}, {Label: p.Title}}
	p.Lede = ui.Plain(ui.Joined(o.Text.Investor, o.Text.Name, j.Sheet.Name))
	p.Tag = area.StandLabel(j.State)
	if begun {
		p.Acts = append(p.Acts, ui.Action{Label: "评审表", URL: base + "/" + o.ID + "/admission.docx"})
	}
	if j.Vetoes != "" {
		p.Vetoes = strings.Split(j.Vetoes, "\n")
	}
	for _, r := range j.Reviews {
		if r.Remark != "" {
			p.Remarks = append(p.Remarks, ui.Line{Text: r.Remark, End: r.Reviewer})
		}
	}
	if j.Minutes != "" {
		p.Minutes = strings.Split(j.Minutes, "\n")
	}
	p.Ground = j.Ground
	if j.DecidedOn != "" {
		p.Result = ui.Joined(area.StandLabel(j.State), "得"+ui.Dec(j.Score, 1)+"分", j.DecidedOn, j.DecidedBy)
	}
	ended := j.State == area.Passed || j.State == area.Rejected
	if may(q, authz.LeadEdit) && o.Open() && !ended {
		p.Figures = figuresForm(o.Lead, j, !begun)
	}
	if may(q, authz.LeadJudge) && begun && !ended {
		p.Score, p.Conclude = scoreForm(o.Lead, j, q.Actor.ID), concludeForm(o.Lead, j)
	}
	return p, nil
}

func num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func floors(j *area.Judged) ui.Table {
	t := ui.Table{Label: "底线指标", Fold: true, Columns: []ui.Column{{Label: "指标", Head: true}, {Label: "底线", Num: true, Fold: "底线"}, {Label: "期望", Num: true, Fold: "期望"}, {Label: "申报折算", Num: true, Fold: "申报折算"},
		{Label: "结论", Grow: true, Fold: "结论"}}}
	for _, f := range j.Sheet.Findings(j.Figures) {
		value, word := "—", ui.Cell{Text: "未申报", Quiet: true}
		if f.Known {
			value = ui.Dec(f.Value, 2) + f.Unit
			if word = (ui.Cell{Text: "达到"}); !f.Met {
				word = ui.Cell{Rich: ui.Rich{ui.Late("未达到")}}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Label}, {Text: "≥" + num(f.Min) + f.Unit}, {Text: num(f.Good) + f.Unit}, {Text: value}, word}})
	}
	return t
}

func scores(j *area.Judged) ui.Table {
	t := ui.Table{Label: "评审打分", Fold: true, Scroll: len(j.Reviews) > 4, Columns: []ui.Column{{Label: "项目", Sub: "标准", Head: true, Grow: true}, {Label: "满分", Num: true, Fold: "满分"}}}
	for _, r := range j.Reviews {
		t.Columns = append(t.Columns, ui.Column{Label: r.Reviewer, Num: true, Fold: r.Reviewer})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "平均", Num: true, Fold: "平均"})
	for _, c := range j.Sheet.Criteria {
		cells := []ui.Cell{{Text: c.Label, Sub: c.Guide}, {Text: num(c.Max)}}
		for _, r := range j.Reviews {
			cells = append(cells, ui.Cell{Text: num(r.By[c.ID])})
		}
		mean := ui.Cell{Text: "—", Quiet: true}
		if m, ok := j.Mean(c.ID); ok {
			mean = ui.Cell{Text: ui.Dec(m, 1)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, mean)})
	}
	if len(j.Reviews) > 0 {
		t.Foot = []ui.Cell{{Text: "合计"}, {Text: "100"}}
		for _, r := range j.Reviews {
			t.Foot = append(t.Foot, ui.Cell{Text: num(r.Total)})
		}
		t.Foot = append(t.Foot, ui.Cell{Text: ui.Dec(j.Score, 1)})
	}
	return t
}

func figuresForm(l *area.Lead, j *area.Judged, open bool) *form {
	out := &form{Action: base + "/" + l.ID + "/admission", Draft: "lead-figures-" + l.ID, Open: open}
	for _, in := range j.Sheet.Inputs {
		value := ""
		if v := j.Figures[in.ID]; v != 0 {
			value = num(v)
		}
		out.Fields = append(out.Fields, &ui.Field{Kind: ui.KindNumber, Name: in.ID, Label: in.Label, Unit: in.Unit, Value: value, Group: "f"})
	}
	return out
}

func scoreForm(l *area.Lead, j *area.Judged, me string) *form {
	out := &form{Action: base + "/" + l.ID + "/admission/score", Draft: "lead-score-" + l.ID}
	mine := map[string]float64{}
	for _, r := range j.Reviews {
		if r.ReviewerID == me {
			mine = r.By
		}
	}
	for i := range j.Sheet.Criteria {
		c := &j.Sheet.Criteria[i]
		f := &ui.Field{Kind: ui.KindNumber, Name: c.ID, Label: c.Label, Unit: "/" + num(c.Max), Help: c.Guide, Group: "s", Required: true}
		if v, ok := j.Sheet.Proposed(c, j.Figures); ok {
			f.Value, f.Mark = num(v), "按指标建议"
		}
		if v, ok := mine[c.ID]; ok {
			f.Value = num(v)
		}
		out.Fields = append(out.Fields, f)
	}
	veto := &ui.Field{Kind: ui.KindChecks, Name: "veto", Label: "一票否决事项", Group: "s", Wide: true}
	for _, v := range j.Sheet.Vetoes {
		veto.Options = append(veto.Options, ui.Option{Value: v, Label: v})
	}
	out.Fields = append(out.Fields, veto, &ui.Field{Kind: ui.KindText, Name: "reviewer", Label: "评审人", Mark: "选填", Help: "代录纸质评审表时填姓名，不填为本人", MaxLength: 40, Group: "s"},
		&ui.Field{Kind: ui.KindTextArea, Name: "remark", Label: "意见", Rows: 2, MaxLength: 1000, Wide: true, Group: "s"})
	return out
}

func concludeForm(l *area.Lead, j *area.Judged) *form {
	return &form{Action: base + "/" + l.ID + "/admission/decide", Draft: "lead-conclude-" + l.ID, Fields: []*ui.Field{
		{Kind: ui.KindRadio, Name: "state", Label: "结论", Group: "d", Wide: true, Options: []ui.Option{{Value: area.Passed, Label: "准入"}, {Value: area.Deferred, Label: "缓议"}, {Value: area.Rejected, Label: "不予准入"}}},
		{Kind: ui.KindTextArea, Name: "minutes", Label: "会议纪要", Rows: 4, Value: j.Minutes, MaxLength: 2000, Required: true, Wide: true, Group: "d"},
		{Kind: ui.KindText, Name: "ground", Label: "破例理由", Value: j.Ground, Help: "底线未达或低于合格分仍准入时填写", MaxLength: 500, Wide: true, Group: "d"}}}
}

// again shows the page with a form as it was filled in.
func (h *handlers) again(q *web.Req, f *web.Form, err error, which func(*admissionPage) *form) error {
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, pageErr := h.admissionPage(q)
	if pageErr != nil {
		return pageErr
	}
	to := which(p)
	if to == nil {
		return err
	}
	for _, field := range to.Fields {
		switch field.Kind {
		case ui.KindChecks, ui.KindRadio:
			for i := range field.Options {
				for _, v := range f.All(field.Name) {
					field.Options[i].On = field.Options[i].On || v == field.Options[i].Value
				}
			}
		default:
			field.Value = f.Raw(field.Name)
		}
	}
	to.Errs, to.Open = ui.Reject(err, to.Fields...), true
	return q.RenderInvalid("lead/admission", p)
}

func (h *handlers) state(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	p, err := h.admissionPage(q)
	if err != nil {
		return err
	}
	figures := map[string]float64{}
	if p.Figures != nil {
		for _, field := range p.Figures.Fields {
			figures[field.Name] = f.Float(field.Name)
		}
	}
	if err = f.Err(); err == nil {
		err = h.Leads.State(q.Ctx(), q.Actor, q.Path("id"), figures)
	}
	if err != nil {
		return h.again(q, f, err, func(p *admissionPage) *form { return p.Figures })
	}
	return q.Redirect(base+"/"+q.Path("id")+"/admission", "已提交")
}

func (h *handlers) score(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	j, err := h.Leads.Admission(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	in := area.Scored{Reviewer: f.Text("reviewer"), Points: map[string]float64{}, Vetoes: f.All("veto"), Remark: f.Text("remark")}
	if j != nil {
		for _, c := range j.Sheet.Criteria {
			if f.Text(c.ID) != "" {
				in.Points[c.ID] = f.Float(c.ID)
			}
		}
	}
	if err = f.Err(); err == nil {
		err = h.Leads.Score(q.Ctx(), q.Actor, q.Path("id"), in)
	}
	if err != nil {
		return h.again(q, f, err, func(p *admissionPage) *form { return p.Score })
	}
	return q.Redirect(base+"/"+q.Path("id")+"/admission", "已记分")
}

func (h *handlers) conclude(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = h.Leads.DecideAdmission(q.Ctx(), q.Actor, q.Path("id"), area.Decision{State: f.Text("state"), Minutes: f.Text("minutes"), Ground: f.Text("ground")})
	if err != nil {
		return h.again(q, f, err, func(p *admissionPage) *form { return p.Conclude })
	}
	return q.Redirect(base+"/"+q.Path("id")+"/admission", "结论已记录")
}

// paper answers with the admission sheet as a Word file.
func (h *handlers) paper(q *web.Req) error {
	o, err := h.Leads.Read(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	j, err := h.Leads.Admission(q.Ctx(), q.Actor, o.ID)
	if err != nil {
		return err
	}
	if j == nil {
		return errs.New(errs.NotFound, "还没有提交准入评审")
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	head := area.Head{Issuer: names.Dir.Site() + "办公室", Unit: names.Label("unit", o.UnitID), Chain: names.Label("chain", o.ChainID), Region: names.Label("region", o.Region)}
	if err := j.Word(&b, o, head, h.Run.Clock.Now()); err != nil {
		return err
	}
	q.Download("准入评审表"+o.Code+".docx", docx.ContentType)
	_, err = b.WriteTo(q.W)
	return err
}
