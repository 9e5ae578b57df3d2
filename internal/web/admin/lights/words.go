package lights

import (
	"regexp"
	"strings"

	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// ruleView is a rule in words: when it lights, what the lamp then says, what puts it out.
type ruleView struct {
	ID, When, Text, Clear string
	Light                 ui.Light
	Lead                  string   // how Clauses are joined; "" when there is only one
	Clauses               []string // the condition, clause by clause
	Leaves                bool
}

func views(set review.RuleSet) []ruleView {
	out := make([]ruleView, len(set.Rules))
	for i, r := range set.Rules {
		out[i] = ruleView{ID: r.ID, When: r.When, Text: r.Text, Clear: r.Clear, Light: ui.Lamp(ui.LetterOf(r.Light)), Leaves: r.Leaves}
		out[i].Lead, out[i].Clauses = clauses(set.Level, r.When)
	}
	return out
}

// clauses takes a condition apart; a condition that cannot be read gives nothing, its fault is shown elsewhere.
func clauses(level, expr string) (lead string, parts []string) {
	compiled, err := compile(level, expr)
	if err != nil {
		return "", nil
	}
	e := compiled.Explain(rule.Env{}, func(string) any { return nil })
	switch e.Join {
	case "且":
		lead = "同时满足："
	case "或":
		lead = "满足其一："
	default:
		return "", []string{sentence(e)}
	}
	for _, c := range e.Clauses {
		parts = append(parts, sentence(c))
	}
	return lead, parts
}

// sentence writes a clause with the signs that people say.
func sentence(e rule.Explanation) string {
	var parts []string
	for _, c := range e.Clauses {
		parts = append(parts, sentence(c))
	}
	switch {
	case e.Join == "且":
		return "（" + strings.Join(parts, "，并且") + "）"
	case e.Join == "或":
		return "（" + strings.Join(parts, "，或者") + "）"
	case e.Join == "非":
		return "不是" + strings.Join(parts, "")
	}
	text := choices.ReplaceAllStringFunc(e.Text, func(list string) string { return strings.ReplaceAll(list[1:len(list)-1], ", ", "、") })
	return spoken.Replace(text)
}

// choices are the values among which a variable must be: ["签约", "开工"].
var choices = regexp.MustCompile(`\[[^\]]*\]`)

var spoken = strings.NewReplacer(" == ", "是", " != ", "不是", " >= ", "不小于", " <= ", "不大于", " > ", "大于", " < ", "小于", " 不在 ", "不属于", " 在 ", "属于",
	" not in ", "不属于", " in ", "属于", " * ", "×", " / ", "÷", " - ", "−", " + ", "＋", "\"", "")

func compile(level, expr string) (*rule.Rule, error) {
	vars := review.Vars(level)
	if vars == nil {
		vars = rule.NewVars()
	}
	return rule.Compile(expr, vars, rule.Bool)
}

// fault is what is wrong with an expression: the place and the reason.
func fault(err error) string { return web.Message(err) }

// varView is a variable as the editor's help shows it.
type varView struct {
	Label, Type, Values string
}

func variables(level string) []varView {
	vars := review.Vars(level)
	if vars == nil {
		return nil
	}
	var out []varView
	for _, v := range vars.All() {
		view := varView{Label: v.Label, Type: v.Type.String()}
		if c := project.Spec.Column(v.Name); c != nil && v.Enum != nil {
			var labels []string
			for _, o := range c.Options {
				labels = append(labels, o.Label)
			}
			view.Values = strings.Join(labels, "、")
		}
		out = append(out, view)
	}
	return out
}
