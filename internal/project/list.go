package project

import (
	"slices"

	"lianzhang/internal/platform/list"
)

var stageOptions = []list.Option{
	{Code: Planned, Label: "谋划", Synonyms: []string{"储备", "策划", "前期谋划", "谋划储备"}},
	{Code: Lead, Label: "线索", Synonyms: []string{"意向", "接触", "洽谈线索"}},
	{Code: Talks, Label: "在谈", Synonyms: []string{"洽谈", "在谈项目", "拟签约", "跟踪"}},
	{Code: Signed, Label: "签约", Synonyms: []string{"已签约", "签约项目", "已签", "签约未开工", "未开工", "前期", "预备", "新签约", "签约落地"}},
	{Code: Started, Label: "开工", Synonyms: []string{"已开工", "在建", "建设中", "续建", "新开工", "施工", "在建项目", "开工在建", "正在建设"}},
	{Code: Completed, Label: "竣工", Synonyms: []string{"已竣工", "建成", "完工", "已完工", "建成未投产"}},
	{Code: Produced, Label: "投产", Synonyms: []string{"已投产", "试生产", "试产", "建成投产", "投产项目", "已运营", "投入运营"}},
	{Code: Capacity, Label: "达产", Synonyms: []string{"已达产", "达效", "达产达效", "满产"}},
	{Code: Withdrawn, Label: "终止", Synonyms: []string{"已终止", "退出", "撤销", "取消"}},
	{Code: Lost, Label: "流失", Synonyms: []string{"已流失", "未落地"}},
}

var lightOptions = []list.Option{
	{Code: "none", Label: "未评"}, {Code: "green", Label: "绿", Synonyms: []string{"绿灯"}},
	{Code: "yellow", Label: "黄", Synonyms: []string{"黄灯"}}, {Code: "red", Label: "红", Synonyms: []string{"红灯"}},
}

// Spec describes the list of projects.
var Spec = &list.Spec{
	Name: Kind, Label: "项目", Measure: "个", Search: "project_search", Key: "no", Sort: "-total_invest",
	Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums:  []string{"total_invest", "year_plan", "year_done", "year_due"},
	Columns: []list.Column{
		{Name: "light", Label: "灯", Kind: list.Enum, Options: lightOptions, Default: true,
			SortSQL: "CASE t.light WHEN 'red' THEN 3 WHEN 'yellow' THEN 2 WHEN 'green' THEN 1 ELSE 0 END"},
		{Name: "code", Label: "项目编号", Kind: list.Text, Import: true, Synonyms: []string{"编号", "项目代码"}},
		{Name: "name", Label: "项目名称", Kind: list.Text, SortSQL: "t.pinyin", Default: true, Import: true, Need: true, Width: 36,
			Synonyms: []string{"项目", "名称", "建设项目名称", "项目（企业）名称", "工程名称", "工程项目名称"}},
		{Name: "investor", Label: "投资方", Kind: list.Text, Import: true, Width: 28,
			Synonyms: []string{"投资企业", "企业名称", "投资主体", "投资单位", "项目单位", "项目业主", "业主单位", "建设单位", "投资商", "业主"}},
		{Name: "investor_uscc", Label: "统一社会信用代码", Kind: list.Text, Import: true, Synonyms: []string{"信用代码", "社会信用代码"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true,
			SortSQL:  "(SELECT c.sort FROM chain c WHERE c.id = t.chain_id)",
			Synonyms: []string{"所属产业链", "所属产业", "产业", "产业类别", "所属链条", "链条", "所属行业", "产业分类"}},
		{Name: "node_id", Label: "环节", Kind: list.Ref, RefKind: "node", Help: "产业链图谱上的环节"},
		{Name: "node", Label: "环节原文", Kind: list.Text, Import: true, Synonyms: []string{"环节", "产业链环节", "所属环节"}, Help: "与图谱环节同名时自动对上"},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true, Import: true,
			Synonyms: []string{"所属县区", "县（区）", "县（市、区）", "县(市、区)", "属地", "所在地", "建设地点", "所在区县", "区县", "区域", "辖区"}},
		{Name: "park", Label: "园区", Kind: list.Text, Import: true, Synonyms: []string{"所在园区", "所属园区", "承载园区", "落地园区"}},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true,
			Synonyms: []string{"责任部门", "填报单位", "主管单位", "责任主体", "牵头部门", "行业主管部门"}},
		{Name: "stage", Label: "阶段", Kind: list.Enum, Options: stageOptions, Default: true, Import: true, SortSQL: stageRank,
			Synonyms: []string{"目前阶段", "项目阶段", "当前阶段", "推进阶段", "项目状态", "状态", "建设阶段", "所处阶段"}},
		{Name: "stage_since", Label: "进入阶段日期", Kind: list.Date},
		{Name: "class", Label: "类别", Kind: list.Text, Import: true, Synonyms: []string{"项目类别", "建设性质", "项目类型", "项目分类"}},
		{Name: "level", Label: "级别", Kind: list.Text, Import: true, Synonyms: []string{"项目级别", "重点级别", "级次"}},
		{Name: "build_kind", Label: "项目性质", Kind: list.Text, Import: true},
		{Name: "class_abc", Label: "在谈分类", Kind: list.Text, Import: true, Synonyms: []string{"ABC分类", "成熟度"}},
		{Name: "industry", Label: "行业代码", Kind: list.Text, Import: true, Synonyms: []string{"国民经济行业代码"}},
		{Name: "total_invest", Label: "总投资", Kind: list.Money, Unit: "亿元", Default: true, Import: true,
			Synonyms: []string{"计划总投资", "投资总额", "合同投资额", "协议投资额", "签约金额", "投资额", "总投资额", "概算投资", "估算总投资"}},
		{Name: "fixed_invest", Label: "固定资产投资", Kind: list.Money, Unit: "亿元", Import: true, Synonyms: []string{"固投", "其中固定资产投资"}},
		{Name: "invested", Label: "累计完成投资", Kind: list.Money, Unit: "亿元", Import: true, Synonyms: []string{"累计投资", "开工以来累计完成投资"}},
		{Name: "year_plan", Label: "年度计划", Kind: list.Money, Unit: "万元", Default: true, Import: true,
			Synonyms: []string{"年度计划投资", "本年计划投资", "当年计划投资", "年度投资计划", "年计划投资", "年度投资目标", "今年计划投资"}},
		{Name: "year_done", Label: "年度完成", Kind: list.Money, Unit: "万元", Default: true, Import: true,
			Synonyms: []string{"年度完成投资", "本年完成投资", "当年完成投资", "已完成投资", "年内完成投资", "今年累计完成投资", "本年累计完成投资"}},
		{Name: "year_due", Label: "序时应完成", Kind: list.Money, Unit: "万元"},
		{Name: "rate", Label: "完成率", Kind: list.Percent, SQL: rateSQL, Default: true},
		{Name: "schedule", Label: "序时进度", Kind: list.Percent},
		{Name: "lag", Label: "落后序时", Kind: list.Percent, SQL: "(CASE WHEN t.year_plan = 0 THEN 0.0 ELSE t.schedule - CAST(t.year_done AS DOUBLE PRECISION) / t.year_plan END)"},
		{Name: "funds_in", Label: "到位资金", Kind: list.Money, Unit: "万元", Import: true, Synonyms: []string{"到资", "资金到位", "到位资金额"}},
		{Name: "land_mu", Label: "用地面积", Kind: list.Number, Unit: "亩", Import: true, Synonyms: []string{"用地", "占地面积", "占地"}},
		{Name: "output_plan", Label: "达产产值", Kind: list.Money, Unit: "亿元", Import: true, Synonyms: []string{"预计产值", "达产年产值", "年产值"}},
		{Name: "tax_plan", Label: "达产税收", Kind: list.Money, Unit: "万元", Import: true, Synonyms: []string{"预计税收", "年税收", "达产年税收"}},
		{Name: "jobs", Label: "就业人数", Kind: list.Int, Unit: "人", Import: true, Synonyms: []string{"带动就业", "用工人数"}},
		date("lead_plan", "计划线索"), date("lead_actual", "线索日期"),
		date("talks_plan", "计划洽谈"), date("talks_actual", "洽谈日期", "在谈日期"),
		date("signed_plan", "计划签约", "拟签约时间"), date("signed_actual", "签约日期", "签约时间", "实际签约", "签约"),
		date("registered_on", "注册日期", "注册时间"),
		date("started_plan", "计划开工", "计划开工时间", "拟开工时间", "预计开工时间"), date("started_actual", "开工日期", "开工时间", "实际开工", "实际开工时间"),
		date("library_on", "入统日期", "入库日期", "入库时间", "入统时间"),
		date("completed_plan", "计划竣工", "计划竣工时间", "预计竣工时间", "拟竣工时间"), date("completed_actual", "竣工日期", "竣工时间", "实际竣工", "完工时间"),
		date("produced_plan", "计划投产", "计划投产时间", "预计投产时间", "拟投产时间"), date("produced_actual", "投产日期", "投产时间", "实际投产"),
		date("capacity_plan", "计划达产", "预计达产时间"), date("capacity_actual", "达产日期", "达产时间", "实际达产"),
		date("ended_on", "终止日期"),
		{Name: "ended_why", Label: "终止原因", Kind: list.Text, Import: true},
		{Name: "leader", Label: "牵头领导", Kind: list.Text, Import: true, Synonyms: []string{"包保领导", "挂点领导", "联系领导", "责任领导", "市领导", "包抓领导"}},
		{Name: "lead_unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit", Import: true},
		{Name: "team", Label: "工作专班", Kind: list.Text, Import: true, Synonyms: []string{"专班", "服务专班"}},
		{Name: "plan_note", Label: "推进方案", Kind: list.Text, Import: true},
		{Name: "officer", Label: "专责人员", Kind: list.Text, Import: true, Synonyms: []string{"责任人", "联系人", "项目专员", "首席服务员", "服务专员", "联络员"}},
		{Name: "officer_phone", Label: "联系电话", Kind: list.Text, Import: true, Synonyms: []string{"电话", "联系方式", "手机"}},
		{Name: "content", Label: "建设内容", Kind: list.Text, Import: true, Width: 40,
			Synonyms: []string{"主要建设内容", "建设规模及内容", "进展情况", "建设内容及规模", "项目内容", "项目简介", "建设规模"}},
		{Name: "address", Label: "地址", Kind: list.Text, Import: true, Synonyms: []string{"项目地址", "选址"}},
		{Name: "source", Label: "信息来源", Kind: list.Text, Import: true, Synonyms: []string{"来源"}},
		{Name: "note", Label: "备注", Kind: list.Text, Import: true, Synonyms: []string{"说明"}},
		{Name: "light_since", Label: "亮灯日期", Kind: list.Date},
		{Name: "light_rule", Label: "亮灯规则", Kind: list.Text},
		{Name: "debt", Label: "有欠账", Kind: list.Bool},
		{Name: "missed_run", Label: "连续未达序时月数", Kind: list.Int, Unit: "个月"},
		{Name: "yellow_run", Label: "连续黄灯月数", Kind: list.Int, Unit: "个月"},
		{Name: "reported", Label: "最近填报月", Kind: list.Period},
		{Name: "reported_on", Label: "最近填报日", Kind: list.Date},
		{Name: "moved_on", Label: "最近进展日", Kind: list.Date},
		{Name: "undated", Label: "阶段无日期", Kind: list.Bool, SQL: undatedSQL, Help: "现在的阶段没有填日期；回看过去时按现在的阶段算"},
		{Name: "fives_missing", Label: "五个一缺项", Kind: list.Int, Unit: "项", SQL: fivesSQL},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time, Default: true},
		{Name: "version", Label: "版次", Kind: list.Int, Hidden: true},
	},
}

const (
	rateSQL = "(CASE WHEN t.year_plan = 0 THEN 0.0 ELSE CAST(t.year_done AS DOUBLE PRECISION) / t.year_plan END)"
	// stageRank orders stages by life, not by spelling.
	stageRank = "CASE t.stage WHEN 'planned' THEN 0 WHEN 'lead' THEN 1 WHEN 'talks' THEN 2 WHEN 'signed' THEN 3 WHEN 'started' THEN 4" +
		" WHEN 'completed' THEN 5 WHEN 'produced' THEN 6 WHEN 'capacity' THEN 7 WHEN 'withdrawn' THEN 8 ELSE 9 END"
	undatedSQL = "(t.ended_on = '' AND CASE t.stage WHEN 'lead' THEN t.lead_actual WHEN 'talks' THEN t.talks_actual WHEN 'signed' THEN t.signed_actual" +
		" WHEN 'started' THEN t.started_actual WHEN 'completed' THEN t.completed_actual WHEN 'produced' THEN t.produced_actual" +
		" WHEN 'capacity' THEN t.capacity_actual ELSE '' END = '')"
	fivesSQL = "(CASE WHEN t.leader = '' THEN 1 ELSE 0 END + CASE WHEN t.lead_unit_id = '' THEN 1 ELSE 0 END + CASE WHEN t.team = '' THEN 1 ELSE 0 END" +
		" + CASE WHEN t.plan_note = '' THEN 1 ELSE 0 END + CASE WHEN t.officer = '' THEN 1 ELSE 0 END)"
)

func date(name, label string, synonyms ...string) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Date, Import: true, Synonyms: synonyms}
}

// StageLabel is the Chinese name of a stage.
func StageLabel(code string) string { return Spec.Column("stage").OptionLabel(code) }

// Stages are the codes of all stages in the order of a project's life, the two end states last.
func Stages() []string {
	var out []string
	for _, o := range stageOptions {
		out = append(out, o.Code)
	}
	return out
}

// StageRank is the place of a stage in a project's life, from 0; -1 for an unknown one.
func StageRank(code string) int {
	return slices.IndexFunc(stageOptions, func(o list.Option) bool { return o.Code == code })
}
