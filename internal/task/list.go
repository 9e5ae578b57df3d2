package task

import "lianzhang/internal/platform/list"

// The sources of tasks.
const (
	FromPlan        = "plan"
	FromPlan48      = "plan48"
	FromMeeting     = "meeting"
	FromInstruction = "instruction"
	FromTicket      = "ticket"
	FromLight       = "light"
	FromOther       = "other"
)

// Sources are the sources with their names.
var Sources = []list.Option{
	{Code: FromPlan, Label: "年度计划", Synonyms: []string{"年度工作要点", "工作要点", "计划"}}, {Code: FromPlan48, Label: "48项任务", Synonyms: []string{"48项重点任务", "48项"}},
	{Code: FromMeeting, Label: "会议", Synonyms: []string{"会议议定", "会议纪要", "调度会"}}, {Code: FromInstruction, Label: "批示", Synonyms: []string{"领导批示", "批示件"}},
	{Code: FromTicket, Label: "诉求", Synonyms: []string{"问题", "企业诉求"}}, {Code: FromLight, Label: "亮灯", Synonyms: []string{"红灯", "黄灯"}}, {Code: FromOther, Label: "其他", Synonyms: []string{"交办"}},
}

// SourceLabel is the Chinese name of a source.
func SourceLabel(code string) string {
	for _, o := range Sources {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

var lightOptions = []list.Option{{Code: "none", Label: "未评"}, {Code: "green", Label: "绿"}, {Code: "yellow", Label: "黄"}, {Code: "red", Label: "红"}}

const lightOrder = "CASE t.light WHEN 'red' THEN 3 WHEN 'yellow' THEN 2 WHEN 'green' THEN 1 ELSE 0 END"

// late is a date column whose absent dates sort last.
func late(name, label string, shown bool) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Date, Default: shown, SortSQL: "CASE t." + name + " WHEN '' THEN '9999' ELSE t." + name + " END"}
}

// Spec is the task list (任务清单): all tasks. The other lists are views of it, but for the responsibility list.
var Spec = &list.Spec{
	Name: Kind, Label: "任务", Measure: "项", Sort: "act_on,code", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "light", Label: "灯", Kind: list.Enum, Options: lightOptions, Default: true, SortSQL: lightOrder},
		{Name: "code", Label: "任务编号", Kind: list.Text, Default: true},
		{Name: "name", Label: "任务", Kind: list.Text, Default: true, Import: true, Need: true, Width: 44, Synonyms: []string{"工作任务", "任务名称", "重点任务", "任务内容", "工作内容", "主要任务", "具体任务", "议定事项", "工作事项", "重点工作"}},
		{Name: "measure", Label: "完成标准", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"工作目标", "目标", "目标要求", "量化目标", "衡量标准", "工作标准", "预期成效"}},
		{Name: "source", Label: "来源", Kind: list.Enum, Options: Sources, Default: true, Import: true, Synonyms: []string{"任务来源"}},
		{Name: "source_text", Label: "来源文件", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"依据", "文件依据", "出处"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true, Synonyms: []string{"所属产业链", "链条"}},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true, Need: true, Synonyms: []string{"责任单位", "牵头部门", "责任部门", "主办单位", "承办单位", "牵头责任单位"}},
		{Name: "co_names", Label: "配合单位", Kind: list.Text, Import: true, NoFilter: true, Width: 24, Synonyms: []string{"协办单位", "配合部门", "参与单位", "协同单位"},
			SQL: "COALESCE((SELECT string_agg(x.name, '、' ORDER BY x.name) FROM (SELECT CASE u.short WHEN '' THEN u.name ELSE u.short END AS name FROM task_duty d JOIN unit u ON u.id = d.unit_id WHERE d.task_id = t.id AND d.role = 'co') AS x), '')"},
		{Name: "owner_id", Label: "责任人", Kind: list.Ref, RefKind: "account", Default: true, Import: true, Synonyms: []string{"负责人", "具体责任人", "经办人"}},
		{Name: "start_on", Label: "开始日期", Kind: list.Date, Import: true, Synonyms: []string{"启动时间", "开始时间"}},
		{Name: "due", Label: "完成时限", Kind: list.Date, Default: true, Import: true, Synonyms: []string{"时限", "完成时间", "办结时限", "截止日期", "截止时间", "完成日期", "时间节点", "时限要求"}, SortSQL: "CASE t.due WHEN '' THEN '9999' ELSE t.due END"},
		late("act_on", "应清日期", false), late("carry_on", "结转到", false), late("next_on", "下一节点", false),
		{Name: "next_step", Label: "下一节点事项", Kind: list.Text},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: stateOptions(), Default: true},
		{Name: "late_days", Label: "超期", Kind: list.Int, Unit: "个工作日"},
		{Name: "share", Label: "进度", Kind: list.Percent, Default: true},
		{Name: "said", Label: "最新进展", Kind: list.Text, Default: true, Import: true, Width: 40, Synonyms: []string{"进展情况", "工作进展", "完成情况", "推进情况"}},
		{Name: "problem", Label: "存在问题", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"问题", "困难问题", "存在的问题", "需协调事项"}},
		{Name: "moved_on", Label: "最近动态", Kind: list.Date},
		{Name: "reported_on", Label: "报完成日期", Kind: list.Date}, {Name: "ended_on", Label: "销号日期", Kind: list.Date},
		{Name: "carries", Label: "结转次数", Kind: list.Int}, {Name: "returns", Label: "退回次数", Kind: list.Int}, {Name: "delays", Label: "改期次数", Kind: list.Int},
		{Name: "paused_days", Label: "暂停", Kind: list.Int, Unit: "个工作日"},
		{Name: "need_proof", Label: "要佐证", Kind: list.Bool},
		{Name: "set_by", Label: "交办人", Kind: list.Ref, RefKind: "account"}, {Name: "set_on", Label: "交办日期", Kind: list.Date},
		{Name: "source_kind", Label: "来源类别", Kind: list.Text, Hidden: true}, {Name: "source_id", Label: "来源标识", Kind: list.Text, Hidden: true},
		{Name: "about_kind", Label: "对象类别", Kind: list.Text, Hidden: true}, {Name: "about_id", Label: "对象标识", Kind: list.Text, Hidden: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}

// of is a column of a duty that its task gives.
func of(c list.Column) list.Column {
	c.SQL, c.SortSQL, c.Import, c.Need, c.Synonyms = "(SELECT k."+c.Name+" FROM task k WHERE k.id = t.task_id)", "", false, false, nil
	return c
}

// DutySpec is the responsibility list (责任清单): a row for each unit that answers for a task, as leader or as helper.
var DutySpec = &list.Spec{
	Name: DutyKind, Label: "任务责任", Measure: "项", Sort: "-late_days,due", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "role", Label: "角色", Kind: list.Enum, Default: true, Options: []list.Option{{Code: Lead, Label: "牵头"}, {Code: Co, Label: "配合"}}},
		of(list.Column{Name: "owner_id", Label: "责任人", Kind: list.Ref, RefKind: "account", Default: true}),
		of(list.Column{Name: "light", Label: "灯", Kind: list.Enum, Options: lightOptions, Default: true}),
		of(list.Column{Name: "code", Label: "任务编号", Kind: list.Text, Default: true}),
		of(list.Column{Name: "name", Label: "任务", Kind: list.Text, Default: true, Width: 44}),
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		of(list.Column{Name: "state", Label: "状态", Kind: list.Enum, Options: stateOptions(), Default: true}),
		of(list.Column{Name: "due", Label: "完成时限", Kind: list.Date, Default: true}),
		of(list.Column{Name: "late_days", Label: "超期", Kind: list.Int, Unit: "个工作日", Default: true}),
		of(list.Column{Name: "carries", Label: "结转次数", Kind: list.Int, Default: true}),
		of(list.Column{Name: "returns", Label: "退回次数", Kind: list.Int, Default: true}),
		of(list.Column{Name: "set_by", Label: "交办人", Kind: list.Ref, RefKind: "account"}),
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "task_id", Label: "任务标识", Kind: list.Text, Hidden: true},
	},
}
