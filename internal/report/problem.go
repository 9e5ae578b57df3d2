package report

import (
	"slices"
	"strings"
)

// problemKind is a kind of DOMAIN's tickets with the words by which a reported problem shows it, and the departments that
// hold the key.
type problemKind struct {
	code, label, holder string
	words               []string
}

// kindsOfProblems is in order: the first whose word a clause has takes the clause, so that 环评批复未下 counts as environment and
// 用地指标 as land. The last one takes what is left. Nothing changes it.
var kindsOfProblems = []problemKind{
	{"environment", "环评", "生态环境部门", []string{"环评", "环保", "排污", "环境影响", "碳排放", "能评", "能耗"}},
	{"land", "用地", "自然资源部门", []string{"用地", "土地", "地块", "征地", "拆迁", "征收", "供地", "林地", "农转用", "占补平衡", "地类", "净地", "选址", "厂房不足"}},
	{"energy", "用能", "供电、供气等单位", []string{"电力", "用电", "供电", "外线", "变电", "双回路", "燃气", "用气", "天然气", "蒸汽", "供热", "供水", "用水", "用能"}},
	{"finance", "融资", "金融部门", []string{"贷款", "融资", "资金", "银行", "信贷", "授信", "担保", "回款"}},
	{"labour", "用工", "人社部门", []string{"用工", "招工", "缺工", "工人", "劳动力", "人才", "技工", "招聘"}},
	{"safety", "安全", "应急部门", []string{"安评", "安全", "隐患"}},
	{"approval", "审批", "审批部门", []string{"审批", "许可", "手续", "批复", "备案", "核准", "消防", "图审", "验收", "规划", "公示"}},
	{"logistics", "物流", "交通部门", []string{"物流", "运输", "运费", "道路", "港口", "铁路"}},
	{"tax", "税费", "税务部门", []string{"退税", "税", "留抵", "缴费"}},
	{"technology", "设备技术", "工信、科技部门", []string{"设备", "技术", "图纸", "设计", "工艺", "专利", "研发"}},
	{"market", "市场", "商务部门", []string{"订单", "市场", "价格", "需求", "销售", "原料", "原材料", "成本"}},
	{otherProblem, "其他", "属地和牵头单位", nil},
}

const otherProblem = "other"

// noProblem are answers that say there is none.
var noProblem = []string{"", "无", "暂无", "没有", "无问题", "暂无问题", "无困难", "正常", "—", "-", "/"}

// problemKinds gives the kinds of the problems told in a report, in the order of the table, each once.
func problemKinds(text string) []string {
	found := map[string]bool{}
	for _, clause := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("；;。\n", r) }) {
		clause = strings.TrimSpace(clause)
		if slices.Contains(noProblem, clause) {
			continue
		}
		found[kindOf(clause)] = true
	}
	var out []string
	for _, k := range kindsOfProblems {
		if found[k.code] {
			out = append(out, k.code)
		}
	}
	return out
}

func kindOf(clause string) string {
	for _, k := range kindsOfProblems {
		if slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(clause, w) }) {
			return k.code
		}
	}
	return otherProblem
}

// problems counts the projects by the kind of problem that they told, most frequent first; 其他 comes last.
func problems(items []*Item, order func(a, b *Item) int) []Problem {
	var out []Problem
	for _, k := range kindsOfProblems {
		p := Problem{Code: k.code, Label: k.label, Holder: k.holder}
		for _, it := range items {
			if slices.Contains(it.Kinds, k.code) {
				p.Items = append(p.Items, it)
			}
		}
		if p.Items != nil {
			slices.SortFunc(p.Items, order)
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int {
		switch {
		case a.Code == otherProblem:
			return 1
		case b.Code == otherProblem:
			return -1
		}
		return len(b.Items) - len(a.Items)
	})
	return out
}
