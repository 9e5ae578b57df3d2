package ticket

import (
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/list"
)

// The sources.
const (
	SourceCommissioner = "commissioner"
	SourceTeam         = "team"
	SourcePark         = "park"
	SourceHotline      = "hotline"
	SourceFirm         = "firm"
	SourceVisit        = "visit"
	SourceMeeting      = "meeting"
)

// KindOptions are the kinds of tickets with the words that lists use for them.
func KindOptions() []list.Option {
	return []list.Option{
		{Code: "land", Label: "用地规划", Synonyms: []string{"用地", "土地", "规划", "厂房", "场地"}},
		{Code: "finance", Label: "融资", Synonyms: []string{"金融", "资金", "贷款", "融资难"}},
		{Code: "energy", Label: "水电气热", Synonyms: []string{"能源", "用电", "用气", "用水", "用热", "蒸汽", "电力", "要素保障"}},
		{Code: "labour", Label: "用工", Synonyms: []string{"人力", "招工", "劳动", "用工难", "社保", "人才"}},
		{Code: "approval", Label: "审批", Synonyms: []string{"行政审批", "证照", "手续", "许可"}},
		{Code: "environment", Label: "环评环保", Synonyms: []string{"环保", "环评", "能耗", "排污"}},
		{Code: "safety", Label: "安全生产", Synonyms: []string{"安全", "消防", "应急"}},
		{Code: "logistics", Label: "物流交通", Synonyms: []string{"物流", "运输", "交通", "道路"}},
		{Code: "tax", Label: "税费", Synonyms: []string{"税务", "税收", "退税", "收费"}},
		{Code: "technology", Label: "技术", Synonyms: []string{"科技", "研发", "技改", "创新"}},
		{Code: "market", Label: "市场", Synonyms: []string{"销售", "订单", "市场开拓", "配套"}},
		{Code: "other", Label: "其他", Synonyms: []string{"政策", "综合", "其它"}},
	}
}

func stateOptions() []list.Option {
	out := make([]list.Option, len(Flow.States))
	for i, s := range Flow.States {
		out[i] = list.Option{Code: s.Code, Label: s.Label}
	}
	return out
}

// LevelOptions are the rungs with their names.
func LevelOptions() []list.Option {
	return []list.Option{{Code: "0", Label: "正常"}, {Code: "1", Label: "将到期"}, {Code: "2", Label: "超期，报单位负责人"}, {Code: "3", Label: "报副链长"},
		{Code: "4", Label: "报链长"}, {Code: "5", Label: "总链长红榜"}}
}

// firmSQL is the present name where the register knows the firm.
const firmSQL = "COALESCE((SELECT e.name FROM enterprise e WHERE e.id = t.enterprise_id), t.firm)"

// lightSQL is the light of the ticket as the last run of the timer left it.
const lightSQL = "(CASE WHEN t.state IN ('closed', 'refused', 'merged', 'answered') THEN 'none' WHEN t.level >= 2 THEN 'red' WHEN t.level = 1 THEN 'yellow' ELSE 'green' END)"

// Spec describes the list of tickets.
var Spec = &list.Spec{
	Name: Kind, Label: "诉求", Measure: "件", Search: "ticket_search", Sort: "-no", Key: "no", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "no", Label: "序号", Kind: list.Int, Hidden: true},
		{Name: "code", Label: "编号", Kind: list.Text, Width: 16},
		{Name: "name", Label: "诉求", Kind: list.Text, Default: true, Import: true, Need: true, Width: 36, Synonyms: []string{"标题", "诉求标题", "问题", "诉求名称", "工单标题", "主题", "留言主题", "反映问题"}},
		{Name: "text", Label: "内容", Kind: list.Text, Import: true, Width: 50, Synonyms: []string{"诉求内容", "问题描述", "具体内容", "留言详情", "详情", "工单内容"}},
		{Name: "kind", Label: "类别", Kind: list.Enum, Options: KindOptions(), Default: true, Import: true, Synonyms: []string{"诉求类别", "问题类别", "诉求类型", "类型"}},
		{Name: "light", Label: "亮灯", Kind: list.Enum, SQL: lightSQL, SortSQL: "t.level", Options: []list.Option{
			{Code: "red", Label: "红"}, {Code: "yellow", Label: "黄"}, {Code: "green", Label: "绿"}, {Code: "none", Label: "不计"}}},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: stateOptions(), Default: true},
		{Name: "firm", Label: "企业", Kind: list.Text, SQL: firmSQL, Default: true, Import: true, Width: 28, Synonyms: []string{"企业名称", "单位名称", "诉求企业", "反映单位", "留言用户"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Import: true, Synonyms: []string{"所属产业链"}},
		{Name: "node_id", Label: "环节", Kind: list.Ref, RefKind: graph.NodeKind},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Import: true, Synonyms: []string{"属地", "所属县区", "区县"}},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true, Synonyms: []string{"承办单位", "办理单位", "主办单位", "牵头单位"}},
		{Name: "handler_id", Label: "经办人", Kind: list.Ref, RefKind: "account"},
		{Name: "source", Label: "来源", Kind: list.Enum, Import: true, Synonyms: []string{"诉求来源", "渠道"}, Options: []list.Option{
			{Code: SourceCommissioner, Label: "特派员", Synonyms: []string{"企业特派员", "挂点干部"}}, {Code: SourceTeam, Label: "专班"}, {Code: SourcePark, Label: "园区"},
			{Code: SourceHotline, Label: "热线", Synonyms: []string{"12345", "12345热线", "政务热线"}}, {Code: SourceFirm, Label: "企业自报", Synonyms: []string{"企业"}},
			{Code: SourceVisit, Label: "走访"}, {Code: SourceMeeting, Label: "座谈会", Synonyms: []string{"圆桌会"}}}},
		{Name: "ref_code", Label: "来件编号", Kind: list.Text, Import: true, Synonyms: []string{"工单编号", "受理编号", "留言编号", "热线编号"}},
		{Name: "raised_on", Label: "提出日期", Kind: list.Date, Default: true, Import: true, Synonyms: []string{"受理时间", "来件时间", "留言时间", "登记日期", "诉求时间", "提出时间"}},
		{Name: "next_due", Label: "到期", Kind: list.Time, Default: true},
		{Name: "whole_due", Label: "办结到期", Kind: list.Time},
		{Name: "level", Label: "升级", Kind: list.Int},
		{Name: "held", Label: "停表", Kind: list.Bool},
		{Name: "urgent", Label: "紧急", Kind: list.Bool, Import: true, Synonyms: []string{"是否紧急", "急件"}},
		{Name: "hard", Label: "疑难", Kind: list.Bool, Import: true, Synonyms: []string{"疑难件"}},
		{Name: "answered_on", Label: "答复日期", Kind: list.Date},
		{Name: "gross", Label: "历时", Kind: list.Int, Unit: "工作日", Help: "提出到最后一次答复，不扣停表"},
		{Name: "net", Label: "计时", Kind: list.Int, Unit: "工作日", Help: "历时扣除停表和等企业"},
		{Name: "whole_limit", Label: "办结时限", Kind: list.Int, Unit: "工作日", Help: "提出时的办结时限"},
		{Name: "response", Label: "响应小时", Kind: list.Number, Unit: "小时", Partly: true, Help: "提出到受理，节假日也算",
			SQL: "(CASE WHEN t.accepted_at = 0 THEN -1.0 ELSE (t.accepted_at - t.raised_at) / 3600000000.0 END)"},
		{Name: "paused", Label: "停表天数", Kind: list.Int, Unit: "工作日"},
		{Name: "extended", Label: "延期天数", Kind: list.Int, Unit: "工作日"},
		{Name: "handed", Label: "转办次数", Kind: list.Int, Unit: "次"},
		{Name: "rejected", Label: "企业不认可", Kind: list.Int, Unit: "次"},
		{Name: "reopened", Label: "重办次数", Kind: list.Int, Unit: "次"},
		{Name: "rating", Label: "评分", Kind: list.Int, Unit: "分"},
		{Name: "contact", Label: "联系人", Kind: list.Text, Import: true},
		{Name: "phone", Label: "联系电话", Kind: list.Text, Import: true, Synonyms: []string{"电话", "联系方式", "手机"}},
		{Name: "enterprise_id", Label: "企业标识", Kind: list.Text, Hidden: true},
		{Name: "project_id", Label: "项目标识", Kind: list.Text, Hidden: true},
		{Name: "class_id", Label: "一类事标识", Kind: list.Text, Hidden: true},
		{Name: "main_id", Label: "主件标识", Kind: list.Text, Hidden: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}
