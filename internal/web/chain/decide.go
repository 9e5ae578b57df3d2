package chain

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// decision puts a red project before a chief: what is wrong, since when, who answers for it, and what would clear it.
func (w *words) decision(q *web.Req, d *desk.Decision) ui.Decision {
	p := &d.Project
	out := ui.Decision{URL: "/projects/" + p.ID, Title: p.Name + "，" + d.Why.Text}
	if chain := w.names.Label("chain", p.ChainID); chain != "" {
		out.Title = chain + "：" + out.Title
	}
	unit := w.names.Label("unit", p.UnitID)
	if unit == "" {
		unit = "责任单位未定"
	}
	text := unit + "负责"
	if p.LightSince != "" {
		text += "，" + ui.DateProse(p.LightSince) + "亮红灯"
	}
	if d.Problem != "" {
		text += "；" + monthText(d.Month) + "月报反映" + d.Problem
	}
	for _, s := range d.Why.Steps {
		text += "；再完成" + ui.Wan(s.Invest) + "万元转" + ui.LetterOf(s.Light).Short()
	}
	if len(d.Why.Steps) == 0 && d.Why.Clear != "" {
		text += "；" + d.Why.Clear
	}
	out.Text = text + "。"
	if q.Actor.Can(authz.Instruct) {
		out.Acts = append(out.Acts, ui.Action{Label: "批示", URL: "/chains?instruct=" + answerID(d), Open: answerID(d), Primary: true, Small: true})
	}
	out.Acts = append(out.Acts, ui.Action{Label: "看项目", URL: out.URL, Small: true})
	return out
}

func monthText(m string) string {
	if len(m) == len("2026-10") {
		return ui.DateProse(m + "-01")[:len(ui.DateProse(m+"-01"))-len("1日")]
	}
	return m
}

func answerID(d *desk.Decision) string { return "on-" + d.Project.ID }

// answerDialog offers the word that such a project usually needs; the chief may write another.
func (w *words) answerDialog(q *web.Req, d *desk.Decision) ui.Dialog {
	unit := w.names.Label("unit", d.Project.UnitID)
	if unit == "" {
		unit = "牵头单位"
	}
	out := orderDialog(q, answerID(d), nil)
	out.Title = "批示：" + d.Project.Name
	out.Hidden = append(out.Hidden, ui.Param{Name: "on", Value: d.Project.Ref().String()})
	for i := range out.Fields {
		switch f := &out.Fields[i]; f.Name {
		case "body":
			f.Value = "请" + unit + "查明原因，" + ui.DateProse(w.reply) + "前报转绿措施和时间表。"
		case "due":
			f.Value = w.reply
		}
	}
	return out
}

// orderDialog is the form of a one-line instruction on one of the subjects; nil leaves the subject to a hidden field.
func orderDialog(q *web.Req, id string, subjects []ui.Option) ui.Dialog {
	d := ui.Dialog{ID: id, Title: "写批示", Action: "/chains/instruct", Submit: "批示", Hidden: []ui.Param{{Name: "dialog", Value: id}, {Name: "by", Value: q.Query("by")}}}
	if subjects != nil {
		d.Fields = append(d.Fields, ui.Field{Kind: ui.KindSelect, Name: "on", Label: "对象", Options: subjects, Required: true, Group: id})
	}
	d.Fields = append(d.Fields,
		ui.Field{Kind: ui.KindTextArea, Name: "body", Label: "批示", Rows: 2, MaxLength: comment.MaxBody, Required: true, Group: id},
		ui.Field{Kind: ui.KindDate, Name: "due", Label: "办结期限", Mark: "选填", Min: q.Today(), Group: id})
	return d
}
