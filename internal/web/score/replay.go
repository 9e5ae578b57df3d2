package score

import (
	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// replayPage is one subject's score, line by line.
type replayPage struct {
	ui.Page
	KPIs     []ui.KPI
	Peers    []string
	Lines    []replayLine
	Expr     string
	Score    string
	Note     *ui.Note
	Unranked string
	Objected []objected
	Rounding string
}

// replayLine is an item, or a group of items.
type replayLine struct {
	Group            bool
	Depth            int
	No, Name, Weight string
	Method           string
	Value, Unit, URL string
	Source, DenURL   string
	Num, Den         string
	Min, Max, Target string
	Expr, Points     string
	Words            string
	Was              string
	Records          []area.Link
	More             int
	Files            []ui.File
	Outside          bool // outside the 100
}

// objected is an objection with its proof and what was decided.
type objected struct {
	Item, Text, Who, State, Verdict string
	Files                           []ui.File
}

func (h *handlers) replay(q *web.Req) error {
	row, err := h.Scores.Mine(q.Ctx(), q.Actor.Scope, q.Path("round"), q.Path("subject"))
	if err != nil {
		return err
	}
	st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, row.RoundID)
	if err != nil {
		return err
	}
	at := base + "/" + row.RoundID
	p := &replayPage{Page: q.Page(section, row.Label), Expr: row.Expr, Score: points(row.Score), Rounding: "取数按各项小数位四舍五入，每项得分保留两位小数，总分为各项得分之和。"}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb(st.Round.Title(), at), crumb(row.Label, "")}
	p.Tag, p.Wide = area.StateLabel(st.Round.State), true
	print := ui.PrintPage()
	print.WideOnly = true
	p.Acts = []ui.Action{print}
	if st.Round.State == area.Announced && q.Actor.Can(authz.ScoreGive) && q.Today() <= st.Round.ObjectBy {
		p.Acts = append(p.Acts, ui.Primary("提出异议", at+"/"+row.SubjectID+"/object"))
	}
	if p.Lines, err = h.lines(q, st, row); err != nil {
		return err
	}
	if err := h.placed(q, p, st, row); err != nil {
		return err
	}
	if p.Objected, err = h.objections(q, st, row.ID); err != nil {
		return err
	}
	return q.Render("score/replay", p)
}

// placed says the place and how far it may move.
func (h *handlers) placed(q *web.Req, p *replayPage, st *area.Standing, row *area.Result) error {
	at := base + "/" + row.RoundID
	if row.Rank == 0 {
		x := line(st, &area.Standee{Result: *row}, 1)
		p.Unranked = x.Word
		return nil
	}
	p.KPIs = []ui.KPI{{Label: "得分", Value: points(row.Score), Unit: "分", Parts: []ui.Rich{{ui.Src("逐项见下", "#lines")}}},
		{Label: "名次", Value: ui.Num(row.Rank), Unit: "/" + ui.Num(int64(st.All)), Parts: []ui.Rich{{ui.Src("全部名次", at)}}},
		{Label: "名次区间", Value: span(row.Best, row.Worst), Parts: []ui.Rich{{ui.Src("权重±10%、取数误差内", base+"/schemes/"+st.Scheme.ID)}}}}
	if row.Grade != "" {
		p.KPIs = append(p.KPIs, ui.KPI{Label: "等次", Value: row.Grade, Parts: []ui.Rich{{ui.Src("亩均评价", base+"/permu")}}})
	}
	if row.Moved() {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("公示时" + points(row.FirstScore) + "分、第" + ui.Num(row.FirstRank) + "名；裁定异议后改为" + points(row.Score) + "分、第" + ui.Num(row.Rank) + "名。")}
	}
	if len(st.Rows) < st.All { // the others' places are not published yet
		return nil
	}
	var err error
	p.Peers, err = h.Scores.Peers(q.Ctx(), st.Round, row.SubjectID)
	return err
}

func (h *handlers) lines(q *web.Req, st *area.Standing, row *area.Result) ([]replayLine, error) {
	all, err := row.Lines()
	if err != nil {
		return nil, err
	}
	by := map[string]*area.Line{}
	for i := range all {
		by[all[i].No] = &all[i]
	}
	sheets, err := h.evidence(q, row)
	if err != nil {
		return nil, err
	}
	var out []replayLine
	for i := range st.Design.Items {
		it := &st.Design.Items[i]
		l := replayLine{No: it.No, Name: it.Name, Depth: it.Depth(), Method: area.MethodLabel(it.Method), Outside: !it.Method.Weighted()}
		if it.Weight > 0 {
			l.Weight = trim(it.Weight)
		}
		if l.Group = it.Method == area.Group; !l.Group {
			if x := by[it.No]; x != nil {
				l.fill(it, x)
			}
			l.Files = sheets[it.No]
		}
		out = append(out, l)
	}
	return out, nil
}

func (l *replayLine) fill(it *area.Item, x *area.Line) {
	places := it.Input.Places
	l.Value, l.Unit = "缺", it.Input.Unit
	if x.Known {
		l.Value = value(x.X, places)
	}
	l.URL, l.DenURL, l.Source, l.Words, l.Expr = x.URL, x.DenURL, x.Source, x.Words, x.Expr
	l.Points, l.Records, l.More = points(x.Points), x.Records, x.More
	if x.DenURL != "" {
		l.Num, l.Den = trim(scoring.Round(x.Num, 2)), trim(scoring.Round(x.Den, 2))
	}
	switch it.Method {
	case scoring.Efficacy:
		l.Min, l.Max = value(x.Min, places), value(x.Max, places)
	case scoring.Ratio:
		if x.HasTarget {
			l.Target = trim(x.Target)
		}
	}
	if x.Out {
		l.Points, l.Expr = "不计", ""
	}
	if x.Was != nil {
		was := "缺"
		if x.Was.Known {
			was = value(x.Was.X, places)
		}
		l.Was = "异议成立：" + was + "改为" + value(x.X, places) + "，得分" + points(x.Was.Points) + "改为" + points(x.Points) + "（" + x.Was.Reason + "）"
	}
}

// evidence are the files behind the sheets about a subject, by item.
func (h *handlers) evidence(q *web.Req, row *area.Result) (map[string][]ui.File, error) {
	all, err := h.Scores.About(q.Ctx(), row)
	if err != nil {
		return nil, err
	}
	out := map[string][]ui.File{}
	for i := range all {
		files, err := h.files(q, &all[i])
		if err != nil {
			return nil, err
		}
		out[all[i].Item] = append(out[all[i].Item], files...)
	}
	return out, nil
}

func (h *handlers) files(q *web.Req, sh *area.Sheet) ([]ui.File, error) {
	rows, err := attach.List(q.Ctx(), h.Run.DB, sh.Ref())
	var out []ui.File
	for _, f := range rows {
		out = append(out, ui.File{Kind: "佐证", Name: f.Name, URL: base + "/sheets/" + sh.ID + "/files/" + f.ID, Note: ui.Joined(ui.Bytes(f.Size), ui.Stamp(f.CreatedAt))})
	}
	return out, err
}

func (h *handlers) objections(q *web.Req, st *area.Standing, resultID string) ([]objected, error) {
	all, err := h.Scores.Objections(q.Ctx(), q.Actor.Scope, st.Round.ID)
	if err != nil {
		return nil, err
	}
	var out []objected
	for i := range all {
		o := &all[i]
		if o.ResultID != resultID {
			continue
		}
		x := objected{Item: o.Item, Text: o.Text, Who: o.ByName + "　" + o.OnDate, State: area.ObjectionFlow.Label(o.State)}
		if it := st.Design.Item(o.Item); it != nil {
			x.Item = o.Item + " " + it.Name
		}
		if o.DecidedBy != "" {
			x.Verdict = o.DecidedBy + "　" + o.DecidedOn + "：" + o.Reason
		}
		rows, err := attach.List(q.Ctx(), h.Run.DB, o.Ref())
		if err != nil {
			return nil, err
		}
		for _, f := range rows {
			x.Files = append(x.Files, ui.File{Kind: "佐证", Name: f.Name, URL: base + "/objections/" + o.ID + "/files/" + f.ID, Note: ui.Bytes(f.Size)})
		}
		out = append(out, x)
	}
	return out, nil
}

func (h *handlers) objectionFile(q *web.Req) error {
	o, err := h.Scores.Objection(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, o.Ref())
}

// filePage is a form with a file.
type filePage struct {
	ui.Page
	Errs   ui.Errors
	Facts  ui.Facts
	Action string
	Fields []*ui.Field
	Files  []ui.File
	Submit string
	Back   string
	Locked string // why nothing can be filled in
}

// refuse answers with the form as it was typed.
func (p *filePage) refuse(q *web.Req, f *web.Form, err error) error {
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	for _, field := range p.Fields {
		if field.Kind == ui.KindCheck {
			field.Checked = f.Bool(field.Name)
		} else if field.Kind != ui.KindFile {
			field.Value = f.Raw(field.Name)
		}
	}
	p.Errs = ui.Reject(err, p.Fields...)
	return q.RenderInvalid("score/file", p)
}

func (h *handlers) objectPage(q *web.Req) (*filePage, error) {
	row, err := h.Scores.Mine(q.Ctx(), q.Actor.Scope, q.Path("round"), q.Path("subject"))
	if err != nil {
		return nil, err
	}
	st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, row.RoundID)
	if err != nil {
		return nil, err
	}
	at := base + "/" + row.RoundID + "/" + row.SubjectID
	p := &filePage{Page: q.Page(section, "提出异议"), Action: at + "/object", Submit: "提交异议", Back: at}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb(st.Round.Title(), base+"/"+row.RoundID), crumb(row.Label, at), crumb("提出异议", "")}
	item := &ui.Field{Kind: ui.KindSelect, Name: "item", Label: "哪一项", Value: q.Query("item"), Required: true, Options: []ui.Option{{Label: "选一项"}}}
	lines, err := row.Lines()
	if err != nil {
		return nil, err
	}
	for i := range lines {
		if it := st.Design.Item(lines[i].No); it != nil {
			item.Options = append(item.Options, ui.Option{Value: it.No, Label: it.No + " " + it.Name + "　" + points(lines[i].Points) + "分"})
		}
	}
	p.Facts = ui.Facts{ui.F("对象", row.Label), ui.F("得分", points(row.Score)+"分，第"+ui.Num(row.Rank)+"名"), ui.F("异议截止", st.Round.ObjectBy)}
	p.Fields = []*ui.Field{item, {Kind: ui.KindTextArea, Name: "note", Label: "理由", Required: true, Rows: 4, MaxLength: 1000, Wide: true, Help: "写明应当是多少、依据是什么"},
		{Kind: ui.KindFile, Name: "file", Label: "佐证材料", Multiple: true, Wide: true, Accept: "image/*,.pdf,.docx,.xlsx,.doc,.xls"}}
	return p, nil
}

func (h *handlers) showObject(q *web.Req) error {
	p, err := h.objectPage(q)
	if err != nil {
		return err
	}
	return q.Render("score/file", p)
}

func (h *handlers) object(q *web.Req) error {
	if _, err := h.Scores.Mine(q.Ctx(), q.Actor.Scope, q.Path("round"), q.Path("subject")); err != nil {
		return err
	}
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	_, err = h.Scores.Object(q.Ctx(), q.Actor, h.Files, q.Path("round"), q.Path("subject"), f.Text("item"), f.Text("note"), proofs(blobs))
	if err != nil {
		p, pageErr := h.objectPage(q)
		if pageErr != nil {
			return pageErr
		}
		return p.refuse(q, f, err)
	}
	return q.Redirect(base+"/"+q.Path("round")+"/"+q.Path("subject"), "已提交，等待裁定")
}

// decideStep asks how an objection ends.
func (h *handlers) decideStep() *formpage.Step {
	return &formpage.Step{Form: func(q *web.Req, action string) (*formpage.Form, error) {
		o, err := h.Scores.Objection(q.Ctx(), q.Actor.Scope, q.Path("id"))
		if err != nil {
			return nil, err
		}
		row, err := area.ObjectionFlow.Find(o.State, action)
		if err != nil {
			return nil, err
		}
		if err := q.Actor.Need(row.Perm); err != nil {
			return nil, err
		}
		r, it, err := h.Scores.ItemOf(q.Ctx(), o.RoundID, o.Item)
		if err != nil {
			return nil, err
		}
		f := &formpage.Form{Page: q.Page(section, row.Label), Action: base + "/objections/" + o.ID + "/decide", Hidden: []ui.Param{{Name: "action", Value: action}}, Submit: row.Label,
			Back: base + "/" + r.ID, Column: true}
		f.Crumbs = []ui.Link{crumb("考核", base), crumb(r.Title(), f.Back), crumb("异议："+row.Label, "")}
		f.Facts = ui.Facts{ui.F("对象", o.Label), ui.F("指标", it.No+" "+it.Name), ui.F("理由", o.Text), ui.F("提出", o.ByName+"，"+o.OnDate)}
		rows, err := attach.List(q.Ctx(), h.Run.DB, o.Ref())
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			f.Facts = append(f.Facts, ui.Fact{Label: "佐证", Value: ui.Rich{ui.A(x.Name, base+"/objections/"+o.ID+"/files/"+x.ID)}})
		}
		if action == "uphold" {
			f.Note = &ui.Note{Body: ui.Plain("改数后全体重新计分排名，公示时的分数仍保留对照。")}
			f.Fields = append(f.Fields, ui.Field{Kind: ui.KindNumber, Name: "value", Label: it.Name + "改为", Unit: it.Input.Unit, Required: true, Help: "填这一项的数值，不是得分"})
		}
		if row.Why {
			f.Fields = append(f.Fields, ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "裁定理由", Required: true, Rows: 3, MaxLength: 500, Wide: true, Help: "被考核单位看得到"})
		}
		return f, nil
	}, Do: func(q *web.Req, f *web.Form, asked *formpage.Form) (string, string, error) {
		d := area.Decision{Action: f.Text("action"), Reason: f.Text("reason"), Value: f.Float("value"), HasValue: f.Text("value") != ""}
		if err := f.Err(); err != nil {
			return "", "", err
		}
		return "", "", h.Scores.Decide(q.Ctx(), q.Actor, q.Path("id"), d)
	}}
}
