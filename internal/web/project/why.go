package project

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/rule"
	area "lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// why answers with the explanation of a light: the fragment that opens beside it, or the project's page.
func (h *handlers) why(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if !ui.IsFragment(q.R) {
		return q.Redirect(url(p), "")
	}
	e, err := h.Review.Explain(q.Ctx(), q.Actor.Scope, p)
	if err != nil {
		return err
	}
	light := explained(p, e, q)
	return q.RenderList("project/list", "why-body", &light)
}

// explained puts an explained light into words.
func explained(p *area.Project, e *review.Explained, q *web.Req) ui.ExplainedLight {
	letter := ui.LetterOf(e.Light)
	out := ui.ExplainedLight{Light: ui.Lamp(letter), Rule: letter.Word(), Because: e.TurnsWhy}
	switch {
	case e.RuleID != "":
		out.Rule += "：规则" + e.RuleID + "，" + e.Text
	case letter == ui.Green:
		out.Rule += "：" + e.SetName + "，没有触发规则"
	default:
		out.Rule += "：现行规则不评这个阶段"
	}
	if e.Leaves {
		out.Rule += "，退出清单"
	}
	if e.Numbers != nil {
		out.Numbers = ui.Plain(strings.Join(figures(leaves(*e.Numbers, nil)), "；"))
	}
	if e.TurnsOn != "" {
		out.Turn = prose(e.TurnsOn, q.Today()) + "转" + ui.LetterOf(e.TurnsTo).Short()
	}
	if p.LightSince != "" && letter != ui.None {
		out.Since = prose(p.LightSince, q.Today()) + "亮" + letter.Word()
	}
	if e.Debt {
		out.Debt = "有欠账：本年有月份未达序时，补上后仍保留记录"
	}
	if e.Clear != "" {
		out.Lead = "怎样转灯：" + e.Clear
	}
	for _, s := range e.Steps {
		out.Steps = append(out.Steps, ui.WhyStep{Text: ui.Plain("今年再完成投资" + ui.Wan(s.Invest) + "万元以上"),
			Result: "转" + ui.LetterOf(s.Light).Word()})
	}
	out.Links = []ui.Link{{Label: "看算法", URL: url(p) + "#clauses"}}
	if e.RuleID != "" {
		label := "申请缓评"
		if q.Actor.Can(authz.Exempt) {
			label = "批准缓评"
		}
		if q.Actor.Can(authz.Exempt) || q.Actor.Can(authz.ProjectFill) {
			out.Links = append(out.Links, ui.Link{Label: label, URL: url(p) + "/exempt"})
		}
	}
	return out
}

// leaves are the clauses of an explanation that hold numbers.
func leaves(e rule.Explanation, out []string) []string {
	if e.Detail != "" {
		return append(out, e.Detail)
	}
	for _, c := range e.Clauses {
		out = leaves(c, out)
	}
	return out
}

// figures are the clauses in which something is counted; that a stage is one of several goes without saying.
func figures(details []string) []string {
	counted := slices.DeleteFunc(slices.Clone(details), func(s string) bool { return !strings.ContainsAny(s, "0123456789") })
	if len(counted) == 0 {
		return details
	}
	return counted
}

// clause is one line of the calculation of a light.
type clause struct {
	Depth  int
	Text   string
	Detail string
	Join   string // how the clauses below it are joined
	Letter ui.Letter
	Word   string
}

// clauses lays an explanation out line by line.
func clauses(e rule.Explanation, depth int, out []clause) []clause {
	c := clause{Depth: depth, Text: e.Text, Detail: e.Detail, Join: e.Join, Word: e.Verdict.Label()}
	if len(e.Clauses) > 0 {
		c.Text = map[string]string{"且": "都成立", "或": "有一条成立", "非": "不成立", "则": "满足前一条时看后一条"}[e.Join]
	}
	out = append(out, c)
	for _, sub := range e.Clauses {
		out = clauses(sub, depth+1, out)
	}
	return out
}

// prose writes a date as people do, with the year when it is not this one.
func prose(date, today string) string {
	if len(date) == 10 && date[:4] != today[:4] {
		return date[:4] + "年" + ui.DateProse(date)
	}
	return ui.DateProse(date)
}
