package intake

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/sheet"
)

var head = []any{"序号", "项目名称", "所属产业", "总投资（亿元）", "目前阶段", "备注"}

func TestRowsOfEveryKind(t *testing.T) {
	for name, tt := range map[string]struct {
		rows   [][]any // below the head
		merged []sheet.Range
		kinds  string
		data   []string
		warn   string
	}{
		"sections give the stage": {
			rows:  [][]any{{"一、在建项目（2个）"}, {1, "甲", "", 8}, {2, "乙", "", 2}, {"", "小计", "", 10}, {"二、已投产项目（1个）"}, {3, "丙", "", 1}, {"合计", "", "", 11}, {"注：以协议为准。"}},
			kinds: "section data data subtotal section data total note",
			data:  []string{"name=甲 stage=started total_invest=800000000", "name=乙 stage=started total_invest=200000000", "name=丙 stage=produced total_invest=100000000"}},
		"what sections and sums state wrongly": {
			rows:  [][]any{{"一、在建项目（3个）"}, {1, "甲", "", 8}, {"", "小计", "", 9}, {"合计", "", "", 20}},
			kinds: "section data subtotal total", data: []string{"name=甲 stage=started total_invest=800000000"},
			warn: "4:小计D4写9，各行相加是8\n2:分组行“一、在建项目（3个）”写明3，实际读到1行\n5:合计D5写20，各行相加是8亿元"},
		"the total on top": {
			rows:  [][]any{{"合计", "2个", "", 10}, {1, "甲", "", 8}, {2, "乙", "", 2}},
			kinds: "total data data", data: []string{"name=甲 total_invest=800000000", "name=乙 total_invest=200000000"}},
		"an ordinal in a cell of its own, sums beside": {
			rows:  [][]any{{"一", "在建项目", "", 8}, {1, "甲", "", 8}, {"（二）", "投产", "", 2}, {2, "乙", "", 2}},
			kinds: "section data section data", data: []string{"name=甲 stage=started total_invest=800000000", "name=乙 stage=produced total_invest=200000000"}},
		"two levels": {
			rows:  [][]any{{"一、在建项目"}, {"（一）新型储能产业链（1个）"}, {1, "甲", "", 8}, {"（二）铜基新材料（1个）"}, {2, "乙", "", 2}, {"二、已签约"}, {3, "丙", "", 3}},
			kinds: "section section data section data section data",
			data: []string{"name=甲 chain_id=chain:新型储能 stage=started total_invest=800000000", "name=乙 chain_id=chain:铜基新材料 stage=started total_invest=200000000",
				"name=丙 stage=signed total_invest=300000000"}},
		"a group across the table": {
			rows: [][]any{{"高明区"}, {1, "甲", "", 8}, {"省级重点"}, {2, "乙", "", 2}}, merged: merge("A2:F2", "A4:F4"),
			kinds: "section data section data", data: []string{"name=甲 region=region:高明区 total_invest=800000000", "name=乙 total_invest=200000000"},
			warn: "4:分组行“省级重点”没有对应字段，只作分组，不入库"},
		"a row contradicts its section": {
			rows: [][]any{{"一、在建项目（1个）"}, {1, "甲", "", 8, "已签约"}}, kinds: "section data", data: []string{"name=甲 stage=signed total_invest=800000000"},
			warn: "3:第3行的阶段与分组“一、在建项目（1个）”不一致"},
		"blank, numbered blank, example, foot": {
			rows:  [][]any{{"", " ", "\t"}, {"示例", "某某项目", "新型储能", 1}, {1, "甲", "", 8}, {2, "", "", ""}, {"", "", "　", ""}, {"填报人：张三", "", "审核：李四", "", "日期：2026年1月"}},
			kinds: "blank note data number blank note", data: []string{"name=甲 total_invest=800000000"}},
		"notes go on": {
			rows:  [][]any{{1, "甲", "", 8}, {"注：1.总投资以协议为准；"}, {"2.每月25日前更新。"}, {"", "3.口径不变"}},
			kinds: "data note note note", data: []string{"name=甲 total_invest=800000000"}},
		"names that look like sums": {
			rows: [][]any{{1, "合计科技园", "", 8}, {2, "小计量仪器项目", "", 2}, {3, "总计（上海）公司", "新型储能", 1}}, kinds: "data data data",
			data: []string{"name=合计科技园 total_invest=800000000", "name=小计量仪器项目 total_invest=200000000", "name=总计（上海）公司 chain_id=chain:新型储能 total_invest=100000000"}},
		"a name alone is a fault elsewhere, not a loss": {
			rows: [][]any{{1, "", "新型储能", 8}}, kinds: "data", data: []string{"chain_id=chain:新型储能 total_invest=800000000 !B2:缺项目名称，必须填写>"}},
		"merged down": {
			rows: [][]any{{1, "甲", "新型储能", 8}, {2, "乙", "", ""}, {3, "丙", "铜基新材料", 1}}, merged: merge("C2:C3", "D2:D3"), kinds: "data data data",
			data: []string{"name=甲 chain_id=chain:新型储能 total_invest=800000000", "name=乙 chain_id=chain:新型储能", "name=丙 chain_id=chain:铜基新材料 total_invest=100000000"},
			warn: "3:D列合并单元格里的金额只计入第一行"},
		"unit again, another one": {
			rows: [][]any{{1, "甲", "", "8亿"}, {"单位：万元"}, {2, "乙", "", "9000万元"}}, kinds: "data unit data",
			data: []string{"name=甲 total_invest=800000000", "name=乙 total_invest=90000000"}},
		"totals of groups": {
			rows: [][]any{{"一、在建项目"}, {1, "甲", "", 8}, {"在建项目合计", "", "", 8}, {"全市合计", "", "", 8}}, kinds: "section data subtotal total", data: []string{"name=甲 stage=started total_invest=800000000"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, paper(append([][]any{head}, tt.rows...)...), tt.merged, Options{})
			if got := strings.TrimPrefix(r.kinds(), "head "); got != tt.kinds {
				t.Errorf("rows %s\nwant %s", got, tt.kinds)
			}
			if diff := cmp.Diff(tt.data, r.data()); diff != "" {
				t.Errorf("data (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.warn, r.warnings()); diff != "" {
				t.Errorf("warnings (-want +got)\n%s", diff)
			}
		})
	}
}

func TestUnitsThatContradict(t *testing.T) {
	above := read(t, paper([]any{"台账（单位：亿元）"}, []any{"单位：万元"}, []any{"项目名称", "总投资", "年度计划（万元）"}, []any{"甲", 8, 5}, []any{"乙", "8亿", 5}), nil, Options{})
	want := []string{"name=甲 year_plan=50000 !B4:没有写单位，且表头的单位不明确；请在对应关系里选定单位>", "name=乙 total_invest=800000000 year_plan=50000"}
	if diff := cmp.Diff(want, above.data()); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(above.questions(), "互相矛盾") {
		t.Error(above.questions())
	}
	below := [][]any{{"单位：亿元"}, {"序号", "项目名称", "总投资"}, {1, "甲", 8}, {"单位：万元"}, {2, "乙", 8}}
	r := read(t, paper(below...), nil, Options{})
	if d := r.data(); !strings.HasPrefix(d[0], "name=甲 total_invest=800000000") || !strings.Contains(d[1], "!C5:没有写单位") {
		t.Error(d)
	}
	if !strings.Contains(r.questions(), "单位前后矛盾") {
		t.Error(r.questions())
	}
	r = read(t, paper(below...), nil, Options{Map: map[int]Choice{2: {"total_invest", "亿元"}}})
	if d := r.data(); len(d) != 2 || !strings.HasPrefix(d[1], "name=乙 total_invest=800000000") {
		t.Errorf("after the unit was chosen: %v", d)
	}
	twice := read(t, paper([]any{"项目名称", "总投资（万元/亿元）"}, []any{"甲", 8}), nil, Options{})
	if !strings.Contains(twice.questions(), "不止一个单位") {
		t.Error(twice.questions())
	}
}

func TestCells(t *testing.T) {
	for name, tt := range map[string]struct {
		head  string
		cell  any
		want  string // value, or "!message>suggestion"
		fixed string // before → after
	}{
		"money":                      {"总投资（亿元）", 2.5, "total_invest=250000000", ""},
		"money in the cell":          {"总投资（亿元）", "3200万元", "total_invest=32000000", "3200万元→0.32亿元"},
		"money in the cell, equal":   {"总投资（亿元）", "8亿元", "total_invest=800000000", ""},
		"money about":                {"总投资（亿元）", "约10亿", "total_invest=1000000000", "约10亿→10亿元?"},
		"money negative":             {"总投资（亿元）", -3, "!“-3”是负数，这里不能为负>3", ""},
		"money words":                {"年度计划（万元）", "一亿二", "!看不懂金额“一亿二”，请写成8亿元、3200万元的样子>12000万元", ""},
		"money range":                {"总投资（亿元）", "5-10亿", "!“5-10亿”是一个范围，这里要一个确定的金额>10亿元", ""},
		"money range over two":       {"预计投资（亿元）", "5-10亿", "invest_min=500000000 invest_max=1000000000", ""},
		"money of two, exact":        {"预计投资（亿元）", "5", "invest_min=500000000 invest_max=500000000", ""},
		"money blank words":          {"总投资（亿元）", "待定", "", ""},
		"money foreign":              {"总投资（亿元）", "3亿美元", "!“3亿美元”是外币，请折算成人民币后填写>", ""},
		"formula error":              {"总投资（亿元）", errors.New("#REF!"), "!单元格是错误值#REF!，请改成实际的内容>", ""},
		"formula not calculated":     {"总投资（亿元）", errors.New(sheet.Uncalculated), "!公式没有计算结果，请用 Excel 或 WPS 打开、保存后再导入>", ""},
		"percent cell":               {"完成率", pct(0.865), "rate=0.865", ""},
		"percent text":               {"完成率", "86.5％", "rate=0.865", ""},
		"percent by head":            {"完成率（%）", 86.5, "rate=0.865", ""},
		"percent as share":           {"完成率", 0.865, "rate=0.865", "0.865→?"},
		"area":                       {"用地面积（亩）", 120.5, "land_mu=120.5", ""},
		"area with unit":             {"用地面积", "约120亩", "land_mu=120", "约120亩→120?"},
		"area in hectares":           {"用地面积（公顷）", 2.0, "land_mu=30", "2→30"},
		"people":                     {"就业人数", "1,200人", "jobs=1200", "1,200人→1200"},
		"half a person":              {"就业人数", 12.5, "!“12.5”不是整数>13", ""},
		"people negative":            {"就业人数", -2, "!“-2”是负数，这里不能为负>2", ""},
		"yes":                        {"是否入库", "√", "listed=true", ""},
		"no":                         {"是否入库", "否", "listed=false", ""},
		"neither":                    {"是否入库", "正在办", "!“正在办”分不清是与否，请填“是”或“否”>", ""},
		"stage":                      {"目前阶段", "在建", "stage=started", "在建→开工"},
		"stage with words":           {"目前阶段", "在建项目（主体）", "stage=started", "在建项目（主体）→开工"},
		"stage unknown":              {"目前阶段", "签约中途", "!“签约中途”不是阶段，可填：签约、开工、投产>签约", ""},
		"chain":                      {"所属产业", "新型储能产业链", "chain_id=chain:新型储能", "新型储能产业链→新型储能"},
		"chain near":                 {"所属产业", "新型储能链", "!“新型储能链”不在产业链目录里>新型储能", ""},
		"region far":                 {"县（市、区）", "火星", "!“火星”不在县区目录里>", ""},
		"several units":              {"责任单位", "市发改委、市工信局", "unit_id=unit:市发改委", "市发改委、市工信局→市发改委?"},
		"date cell":                  {"签约时间", onDay("2025-03-05 00:00:00"), "signed_actual=2025-03-05", ""},
		"time cell":                  {"签约时间", onDay("09:30:00"), "!“09:30:00”只有时刻，没有日期>", ""},
		"date serial":                {"签约时间", 45444, "signed_actual=2024-06-01", "45444→2024-06-01"},
		"date as number":             {"签约时间", 2025.3, "signed_actual=2025-03", "2025.3→2025-03"},
		"date as number, October?":   {"签约时间", 2025.1, "signed_actual=2025-01", "2025.1→2025-01?"},
		"date pending":               {"签约时间", "待定", "", "待定→（空）"},
		"date words":                 {"开工时间", "已开工", "!“已开工”不是日期；阶段请写在阶段一列，这里写成2025-03或2025-03-15>", ""},
		"code with letters":          {"统一社会信用代码", " 91350100M000100Y43 ", "investor_uscc=91350100M000100Y43", " 91350100M000100Y43 →91350100M000100Y43"},
		"code with O":                {"统一社会信用代码", "9135O100MOOO100Y43", "investor_uscc=91350100M000100Y43", "9135O100MOOO100Y43→91350100M000100Y43"},
		"code lost":                  {"统一社会信用代码", "9.1350100M+17", "!", ""},
		"spaces in a name":           {"建设单位", " 广东　溢达\n纺织 有限公司\u200b", "investor=广东溢达纺织有限公司", " 广东　溢达\n纺织 有限公司\u200b→广东溢达纺织有限公司"},
		"latin in a name":            {"建设单位", "ABC  Energy 集团", "investor=ABC Energy 集团", "ABC  Energy 集团→ABC Energy 集团"},
		"full width in a name":       {"建设单位", "ＡＢＣ（１期）", "investor=ABC（1期）", "ＡＢＣ（１期）→ABC（1期）"},
		"lines of a text":            {"建设内容", " 一是厂房；\n\n 二是道路。 ", "content=一是厂房；\n二是道路。", " 一是厂房；\n\n 二是道路。 →一是厂房；\n二是道路。"},
		"number as text":             {"备注", 13800138000, "note=13800138000", ""},
		"formula text stays a text":  {"备注", "=SUM(A1:A9)", "note==SUM(A1:A9)", ""},
		"what nobody would guess is": {"备注", "+86 13800138000", "note=+86 13800138000", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, paper([]any{"项目名称", tt.head}, []any{"甲项目", tt.cell}), nil, Options{})
			got := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(r.data()[0], "name=甲项目"), " "))
			if i := strings.Index(got, "!B2:"); i >= 0 {
				got = "!" + got[i+4:]
			}
			if tt.want == "!" && strings.HasPrefix(got, "!") {
				return
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			fixed := ""
			for _, f := range r.rows[1].Fixes {
				fixed += f.Before + "→" + f.After
				if f.Doubt {
					fixed += "?"
				}
			}
			if fixed != tt.fixed {
				t.Errorf("fixed %q, want %q", fixed, tt.fixed)
			}
		})
	}
}

func TestNewNames(t *testing.T) {
	rows := paper([]any{"项目名称", "所属产业"}, []any{"甲", "现代物流"}, []any{"乙", "新型储能链"}, []any{"丙", "新型储能"})
	for _, tt := range []struct {
		policy Policy
		want   []string
	}{
		{Create, []string{"name=甲 chain_id=new:现代物流", "name=乙 !B3:“新型储能链”不在产业链目录里>新型储能", "name=丙 chain_id=chain:新型储能"}},
		{Force, []string{"name=甲 chain_id=new:现代物流", "name=乙 chain_id=new:新型储能链", "name=丙 chain_id=chain:新型储能"}},
		{Leave, []string{"name=甲", "name=乙", "name=丙 chain_id=chain:新型储能"}},
		{Loose, []string{"name=甲 chain_id=现代物流", "name=乙 chain_id=新型储能链", "name=丙 chain_id=chain:新型储能"}},
	} {
		r := read(t, rows, nil, Options{Refs: map[string]Policy{"chain": tt.policy}})
		if diff := cmp.Diff(tt.want, r.data()); diff != "" {
			t.Errorf("policy %d\n%s", tt.policy, diff)
		}
	}
}

func TestCorrectedCells(t *testing.T) {
	r := read(t, paper([]any{"项目名称", "总投资（亿元）"}, []any{"甲", "若干"}, []any{"", "3"}, []any{"丙"}), nil,
		Options{Cells: map[string]string{"B2": "8", "A3": "乙", "B4": "1亿元", "ZZ": "x", "": "y"}})
	want := []string{"name=甲 total_invest=800000000", "name=乙 total_invest=300000000", "name=丙 total_invest=100000000"}
	if diff := cmp.Diff(want, r.data()); diff != "" {
		t.Error(diff)
	}
}

func TestSheetNameIsAGroup(t *testing.T) {
	r := read(t, paper([]any{"项目名称", "总投资（亿元）"}, []any{"甲", 8}), nil, Options{Name: "高明区"})
	if diff := cmp.Diff([]string{"name=甲 region=region:高明区 total_invest=800000000"}, r.data()); diff != "" {
		t.Error(diff)
	}
}
