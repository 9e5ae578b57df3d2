package rule_test

import (
	"fmt"
	"math/rand/v2"

	"lianzhang/internal/platform/rule"
)

// randomExpr writes a random expression of a type over the variables of the differential test.
func randomExpr(r *rand.Rand, typ rule.Type, depth int) string {
	sub := func(t rule.Type) string { return randomExpr(r, t, depth-1) }
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	if depth > 1 && r.IntN(8) == 0 {
		return fmt.Sprintf("(%s ? %s : %s)", sub(rule.Bool), sub(typ), sub(typ))
	}
	if depth > 1 && r.IntN(8) == 0 {
		return fmt.Sprintf("默认(%s, %s)", sub(typ), sub(typ))
	}
	switch typ {
	case rule.Number:
		return randomNumber(pick, sub, depth)
	case rule.Money:
		if depth <= 1 {
			return pick("投资", "计划", "差额", "1亿元", "3000万", "12345元")
		}
		return pick("投资", sub(typ)+" + "+sub(typ), "("+sub(typ)+" - "+sub(typ)+")", "("+sub(typ)+") * 30%", "("+sub(typ)+") / (人数)",
			"最小("+sub(typ)+", "+sub(typ)+")", "最大("+sub(typ)+", "+sub(typ)+")", "绝对值("+sub(typ)+")", "取整("+sub(typ)+")", "-("+sub(typ)+")")
	case rule.Date:
		if depth <= 1 {
			return pick("开工", "竣工", "开工", "今天", `默认(开工, "2024-02-29")`)
		}
		return pick("开工", "月初("+sub(typ)+")", "月末("+sub(typ)+")", "年初("+sub(typ)+")", "加天("+sub(typ)+", "+pick("30", "-1", "365")+")",
			"加月("+sub(typ)+", "+pick("1", "-1", "12", "37")+")", "加天("+sub(typ)+", 人数)", "加月("+sub(typ)+", ("+sub(rule.Number)+") + 0)",
			"最小("+sub(typ)+", "+sub(typ)+")", "最大("+sub(typ)+", 今天)")
	case rule.Text:
		return pick("名称", "单位", "默认(名称, 单位)", `默认(单位, "光伏")`, `(入库 ? 名称 : "市")`)
	}
	return randomCondition(pick, sub, depth)
}

func randomNumber(pick func(...string) string, sub func(rule.Type) string, depth int) string {
	if depth <= 1 {
		return pick("进度", "面积", "人数", "0.1", "30%", "3", "-2")
	}
	n, m, d := sub(rule.Number), sub(rule.Money), sub(rule.Date)
	return pick("进度", n+" + "+sub(rule.Number), "("+n+" - "+sub(rule.Number)+")", "("+n+") * (进度)", "("+n+") / (人数)", "-("+n+")",
		"绝对值("+n+")", "取整("+n+")", "最小("+n+", 面积)", "最大("+n+", 0)", "("+m+") / (计划)", "("+m+") / ("+sub(rule.Money)+")",
		"天数("+d+", "+sub(rule.Date)+")", "月数("+d+", "+sub(rule.Date)+")", "年("+d+")", "月("+d+")")
}

func randomCondition(pick func(...string) string, sub func(rule.Type) string, depth int) string {
	sign, same := pick(" < ", " <= ", " > ", " >= ", " == ", " != "), pick(" == ", " != ")
	if depth <= 1 {
		return pick("入库", "免除", "投资"+sign+"1亿元", "进度"+sign+"30%", "人数"+sign+"3", "开工"+sign+"今天", "阶段"+same+`"在建"`,
			"为空(开工)", "有值(投资)", `阶段 在 ["签约", "建成"]`, `包含(名称, "光伏")`, `开头(单位, "市")`, "真")
	}
	b := sub(rule.Bool)
	return pick(b+" 且 "+sub(rule.Bool), "("+b+" 或 "+sub(rule.Bool)+")", "非 ("+b+")", "("+b+")"+same+"("+sub(rule.Bool)+")",
		"("+sub(rule.Number)+")"+sign+"("+sub(rule.Number)+")", "("+sub(rule.Money)+")"+sign+"("+sub(rule.Money)+")",
		"("+sub(rule.Date)+")"+sign+"("+sub(rule.Date)+")", "("+sub(rule.Text)+")"+same+"("+sub(rule.Text)+")",
		"("+sub(rule.Number)+") 在 [1, "+sub(rule.Number)+", 30%]", "("+sub(rule.Date)+") 不在 [今天, "+sub(rule.Date)+"]",
		"为空("+sub(rule.Number)+")", "有值("+sub(rule.Date)+")", "为空("+b+")", `包含(`+sub(rule.Text)+`, "光")`)
}
