package report

import (
	"fmt"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// Formula is a definition (口径) of a rate or of a range, with a version: papers name the version they used, and a changed
// definition is a new version beside the old one. Num and Den are rules over the columns of the project list: a condition
// counts the projects for which it holds, an amount is summed. Den is "" for a range.
type Formula struct {
	Name    string // 完成率
	Version int
	Kind    RateKind
	Num     string
	Den     string
	Note    string // what is counted, in words
	Origin  string // where it is used in practice, with a published case; "" for our own
}

// RateKind says what a rate is divided by.
type RateKind string

// The kinds: flat rates have all that were signed, or all that are on the list, below the line; chained ones the step
// before. A range has no denominator.
const (
	Flat    RateKind = "flat"
	Chained RateKind = "chained"
	Range   RateKind = "range"
)

// Label is the name that papers print, 完成率v1.
func (f Formula) Label() string { return fmt.Sprintf("%sv%d", f.Name, f.Version) }

const (
	isStarted  = `阶段 in ["开工", "竣工", "投产", "达产"]`
	isProduced = `阶段 in ["投产", "达产"]`
	fulfilled  = `阶段 in ["签约", "开工", "竣工", "投产", "达产"]`
	everSigned = `阶段 in ["签约", "开工", "竣工", "投产", "达产", "终止"]`
)

// formulas is the whole registry; nothing changes it.
var formulas = []Formula{
	{"通报范围", 1, Range, `阶段 in ["签约", "开工", "竣工"] 或 阶段 in ["投产", "达产"] 且 (年度计划 > 0元 或 年(投产日期) == 年(今天))` +
		` 或 阶段 == "谋划" 且 (年度计划 > 0元 或 有值(级别)) 或 阶段 in ["线索", "在谈"] 且 年度计划 > 0元`, "",
		"签约未终止、当年投产、列入年度计划或已定级的谋划项目", ""},
	{"完成率", 1, Flat, `年度完成`, `年度计划`, "年度完成投资÷年度计划投资", ""},
	{"序时进度", 1, Flat, `序时应完成`, `年度计划`, "按月均分（填报了分月计划的按分月计划）应完成的投资÷年度计划投资", ""},
	{"开工率", 1, Flat, isStarted, isStarted + ` 或 天数(计划开工, 今天) >= 0`, "已开工÷应开工（已开工，或计划开工日期已到）", ""},
	{"开工率", 2, Flat, isStarted, everSigned, "已开工÷全部签约", "安徽：1515÷1752=86.5%"},
	{"开工率", 3, Chained, isStarted, fulfilled, "已开工÷履约", "河南逐级口径；思南2012年：26÷32=81.25%"},
	{"履约率", 1, Flat, fulfilled, everSigned, "未终止÷全部签约", "渭南：291÷292"},
	{"入统率", 1, Flat, isStarted + ` 且 有值(入统日期)`, isStarted, "已入统÷已开工", ""},
	{"投产率", 1, Flat, isProduced, everSigned, "已投产÷全部签约", ""},
	{"投产率", 2, Chained, isProduced, isStarted, "已投产÷已开工", "河南逐级口径；思南2012年：5÷26=19.23%"},
	{"达产率", 1, Flat, `阶段 == "达产"`, everSigned, "已达产÷全部签约", ""},
	{"达产率", 2, Chained, `阶段 == "达产"`, isProduced, "已达产÷已投产", ""},
	{"资金到位率", 1, Flat, `到位资金`, `总投资`, "到位资金÷合同总投资（含市内外资金）", ""},
	{"资金到位率", 2, Flat, everSigned + ` ? 到位资金 : 0元`, everSigned + ` ? 总投资 : 0元`, "到位资金÷合同总投资，全部签约（含市内外资金）", ""},
	{"资金到位率", 3, Chained, fulfilled + ` ? 到位资金 : 0元`, fulfilled + ` ? 总投资 : 0元`, "到位资金÷合同总投资，履约项目（含市内外资金）", ""},
}

// Formulas are all definitions, in the order of a project's way.
func Formulas() []Formula { return append([]Formula(nil), formulas...) }

// FormulaNamed finds a definition by name and version.
func FormulaNamed(name string, version int) (Formula, bool) {
	for _, f := range formulas {
		if f.Name == name && f.Version == version {
			return f, true
		}
	}
	return Formula{}, false
}

// Of computes the rate over the projects as of a day, by its rules. A range gives the number of projects in it over the
// number of all.
func (f Formula) Of(items []Item, today string) (Share, error) {
	num, err := f.compile(f.Num)
	if err != nil {
		return Share{}, err
	}
	den := (*rule.Rule)(nil)
	if f.Den != "" {
		if den, err = f.compile(f.Den); err != nil {
			return Share{}, err
		}
	}
	var s Share
	env := rule.Env{Today: today}
	for i := range items {
		s.Num += count(num, env, items[i].Value)
		if den == nil {
			s.Den++
		} else {
			s.Den += count(den, env, items[i].Value)
		}
	}
	return s, nil
}

// compile reads a part of a formula, a condition or an amount.
func (f Formula) compile(src string) (*rule.Rule, error) {
	vars := project.Spec.Vars()
	r, err := rule.Compile(src, vars, rule.Bool)
	if err != nil {
		if r, moneyErr := rule.Compile(src, vars, rule.Money); moneyErr == nil {
			return r, nil
		}
	}
	return r, errs.Wrap(err, errs.Invalid, "口径%s写错了：%v", f.Label(), err)
}

func count(r *rule.Rule, env rule.Env, row rule.Row) int64 {
	switch v := r.Eval(env, row).(type) {
	case bool:
		if v {
			return 1
		}
	case int64:
		return v
	}
	return 0
}
