package indicator

import (
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
)

var (
	betterOptions    = []list.Option{{Code: Up, Label: "越高越好"}, {Code: Down, Label: "越低越好"}, {Code: Neutral, Label: "不分好坏"}}
	acrossOptions    = []list.Option{{Code: Sum, Label: "合计"}, {Code: Mean, Label: "平均（可加权）"}, {Code: Max, Label: "取最大"}, {Code: Last, Label: "取最近填的"}, {Code: None, Label: "不汇总，各级自报"}}
	overOptions      = []list.Option{{Code: Flow, Label: "当期数，全年为各期之和"}, {Code: Running, Label: "累计数，自年初算起"}, {Code: Stock, Label: "时点数或比率，全年取期末"}}
	sourceOptions    = []list.Option{{Code: Reported, Label: "单位填报"}, {Code: Register, Label: "登记册自动计算"}, {Code: Formula, Label: "口径库公式"}, {Code: Heading, Label: "分组标题，无数据"}}
	byOptions        = []list.Option{{Code: "region", Label: "县区"}, {Code: "chain", Label: "产业链"}, {Code: "unit", Label: "单位"}, {Code: "region,chain", Label: "县区和产业链"}}
	frequencyOptions = []list.Option{{Code: string(period.Month), Label: "月"}, {Code: string(period.Quarter), Label: "季度"}, {Code: string(period.Half), Label: "半年"}, {Code: string(period.Year), Label: "年"}}
	markOptions      = []list.Option{{Code: "known", Label: "填报数"}, {Code: Estimated, Label: "估计数", Synonyms: []string{"预计", "估计", "预估", "快报"}}, {Code: Missing, Label: "缺报", Synonyms: []string{"缺", "暂缺", "未出数"}}}
)

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range FilingFlow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

// Spec describes the list of indicators. Everybody who may see indicators sees all of them.
var Spec = &list.Spec{
	Name: Kind, Label: "指标", Measure: "个", Sort: "sort,code",
	Columns: []list.Column{
		{Name: "code", Label: "编码", Kind: list.Text, Default: true},
		{Name: "name", Label: "指标", Kind: list.Text, Default: true, Width: 28},
		{Name: "parent", Label: "上级", Kind: list.Text, SQL: "COALESCE((SELECT p.name FROM indicator p WHERE p.id = t.parent_id), '')", Default: true},
		{Name: "measure", Label: "计量单位", Kind: list.Text, Default: true},
		{Name: "better", Label: "方向", Kind: list.Enum, Options: betterOptions, Default: true},
		{Name: "across", Label: "汇总", Kind: list.Enum, Options: acrossOptions, Default: true},
		{Name: "over_time", Label: "口径", Kind: list.Enum, Options: overOptions},
		{Name: "source", Label: "来源", Kind: list.Enum, Options: sourceOptions, Default: true},
		{Name: "source_key", Label: "来源标识", Kind: list.Text},
		{Name: "frequency", Label: "频率", Kind: list.Enum, Options: frequencyOptions, Default: true},
		{Name: "by_kind", Label: "统计对象", Kind: list.Enum, Options: byOptions, Default: true},
		{Name: "decimals", Label: "小数位", Kind: list.Int},
		{Name: "low", Label: "合理下限", Kind: list.Number}, {Name: "high", Label: "合理上限", Kind: list.Number},
		{Name: "lead_unit_id", Label: "归口单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "from_period", Label: "启用月", Kind: list.Text}, {Name: "until_period", Label: "停用月", Kind: list.Text},
		{Name: "edition", Label: "口径版次", Kind: list.Int},
		{Name: "note", Label: "说明", Kind: list.Text, Width: 30},
		{Name: "parent_id", Label: "上级标识", Kind: list.Text, Hidden: true},
		{Name: "sort", Label: "次序", Kind: list.Int, Hidden: true},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}

// SubjectKind is the RefKind of columns that hold a subject as "region/349902".
const SubjectKind = "indicator_subject"

// The computed parts of a value.
const (
	subjectSQL = "CASE t.subject_kind WHEN 'region' THEN COALESCE((SELECT r.name FROM region r WHERE r.id = t.subject_id), (SELECT h.old_name FROM indicator_heir h WHERE h.old_code = t.subject_id), t.subject_id)" +
		" WHEN 'unit' THEN COALESCE((SELECT u.name FROM unit u WHERE u.id = t.subject_id), t.subject_id) ELSE COALESCE((SELECT c.name FROM chain c WHERE c.id = t.subject_id), t.subject_id) END"
	stateSQL   = "COALESCE((SELECT f.state FROM indicator_filing f WHERE f.unit_id = t.unit_id AND f.period = t.period), 'open')"
	measureSQL = "COALESCE((SELECT e.measure FROM indicator_edition e WHERE e.indicator_id = t.indicator_id AND e.no = t.edition), '')"
)

// ValueSpec describes the list of what was handed in. A row names its indicator and subject; the unit of measure, when it differs
// from the indicator's, is converted where both are known.
var ValueSpec = &list.Spec{
	Name: ValueKind, Label: "指标数据", Measure: "条", Sort: "-period,indicator", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "indicator_id", Label: "指标", Kind: list.Ref, RefKind: Kind, Import: true, Need: true, Hidden: true, Synonyms: []string{"指标名称", "项目指标", "指标编码", "统计指标"}},
		{Name: "indicator", Label: "指标名称", Kind: list.Text, SQL: "COALESCE((SELECT i.name FROM indicator i WHERE i.id = t.indicator_id), '')", Default: true, Width: 26},
		{Name: "subject", Label: "统计对象", Kind: list.Ref, RefKind: SubjectKind, SQL: "t.subject_kind || '/' || t.subject_id", Hidden: true, Import: true, Need: true, Synonyms: []string{"县区", "地区", "单位", "产业链", "区县", "对象", "县市区"}},
		{Name: "of", Label: "对象", Kind: list.Text, SQL: subjectSQL, Default: true},
		{Name: "period", Label: "周期", Kind: list.Text, Default: true, Import: true, Need: true, Synonyms: []string{"月份", "期间", "年月", "时间", "报告期", "季度", "年度", "年份"}, Help: "2026-10、2026-Q3、2026"},
		{Name: "amount", Label: "数值", Kind: list.Number, Default: true, Import: true, Synonyms: []string{"数据", "值", "完成数", "完成值", "本期数", "实绩"}},
		{Name: "measure", Label: "计量单位", Kind: list.Text, SQL: measureSQL, Default: true, Import: true, Synonyms: []string{"单位名", "计量", "指标单位"}},
		{Name: "mark", Label: "标记", Kind: list.Enum, SQL: "CASE t.mark WHEN '' THEN 'known' ELSE t.mark END", Options: markOptions, Default: true, Import: true, Synonyms: []string{"数据性质", "是否估计"}},
		{Name: "note", Label: "备注", Kind: list.Text, Default: true, Import: true, Width: 24, Synonyms: []string{"说明", "情况说明"}},
		{Name: "cell", Label: "原表位置", Kind: list.Text, SQL: "''", Hidden: true, NoFilter: true, Import: true},
		{Name: "state", Label: "状态", Kind: list.Enum, SQL: stateSQL, Options: stateOptions(), Default: true},
		{Name: "revised", Label: "修订次数", Kind: list.Int, Default: true},
		{Name: "region", Label: "所属地区", Kind: list.Ref, RefKind: "region", Import: true},
		{Name: "chain_id", Label: "所属产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "unit_id", Label: "填报单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "by_name", Label: "填报人", Kind: list.Text},
		{Name: "slot", Label: "指标对象周期", Kind: list.Text, SQL: "t.indicator_id || '/' || t.subject_kind || '/' || t.subject_id || '/' || t.period", Hidden: true, NoFilter: true, Import: true},
		{Name: "subject_kind", Label: "统计对象类别码", Kind: list.Text, Hidden: true, Import: true, NoFilter: true},
		{Name: "subject_id", Label: "统计对象标识码", Kind: list.Text, Hidden: true, Import: true, NoFilter: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}
