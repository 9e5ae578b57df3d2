package talent

import (
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/list"
)

var kindOptions = []list.Option{
	{Code: "leader", Label: "领军人才", Synonyms: []string{"高层次人才", "院士", "首席科学家", "领军"}},
	{Code: "team", Label: "创新团队", Synonyms: []string{"团队", "创新创业团队", "科研团队"}},
	{Code: "engineer", Label: "工程技术", Synonyms: []string{"工程师", "研发人员", "技术人员", "专业技术人才"}},
	{Code: "manager", Label: "经营管理", Synonyms: []string{"管理人才", "企业管理人才"}},
	{Code: "skilled", Label: "技能人才", Synonyms: []string{"技术工人", "技工", "高技能人才", "技能工人"}},
	{Code: "general", Label: "普通用工", Synonyms: []string{"普工", "一线工人", "操作工"}},
}

// The computed parts of a need.
const (
	arrivedSQL = "(SELECT CAST(COALESCE(sum(i.people), 0) AS BIGINT) FROM talent_intro i WHERE i.need_id = t.id AND i.state IN ('arrived', 'settled'))"
	stateSQL   = "(CASE WHEN t.state = 'open' AND t.people > 0 AND " + arrivedSQL + " >= t.people THEN 'filled' ELSE t.state END)"
	openSQL    = "(CASE WHEN t.state = 'open' AND t.people > " + arrivedSQL + " THEN t.people - " + arrivedSQL + " ELSE 0 END)"
	rateSQL    = "(CASE WHEN t.people = 0 THEN 0.0 ELSE CAST(" + arrivedSQL + " AS DOUBLE PRECISION) / t.people END)"
	// firmSQL gives the present name where the register knows the firm.
	firmSQL = "COALESCE((SELECT e.name FROM enterprise e WHERE e.id = t.enterprise_id), t.employer)"
)

func chainColumn() list.Column {
	return list.Column{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true, Synonyms: []string{"所属产业链", "产业"}}
}

func nodeColumn() list.Column {
	return list.Column{Name: "node_id", Label: "环节", Kind: list.Ref, RefKind: graph.NodeKind, Default: true, Help: "产业链图谱上的环节"}
}

func nodeText() list.Column {
	return list.Column{Name: "node", Label: "环节原文", Kind: list.Text, Import: true, Synonyms: []string{"环节", "产业链环节", "所属环节"}, Help: "与图谱环节同名时自动对上"}
}

func firmColumn(label string, synonyms ...string) list.Column {
	return list.Column{Name: "employer", Label: label, Kind: list.Text, SQL: firmSQL, Default: true, Import: true, Width: 28, Synonyms: synonyms}
}

func regionColumn() list.Column {
	return list.Column{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Import: true, Synonyms: []string{"所属县区", "属地", "区县"}}
}

func unitColumn() list.Column {
	return list.Column{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Import: true}
}

func noteColumn() list.Column {
	return list.Column{Name: "note", Label: "备注", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"说明"}}
}

// tail are the hidden and technical columns of all three lists.
func tail() []list.Column {
	return []list.Column{
		{Name: "enterprise_id", Label: "企业标识", Kind: list.Text, Hidden: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	}
}

// NeedSpec describes the list of needs.
var NeedSpec = &list.Spec{
	Name: NeedKind, Label: "人才需求", Measure: "条", Sort: "due,name", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums: []string{"people", "arrived", "open"},
	Columns: append([]list.Column{
		{Name: "name", Label: "需求岗位", Kind: list.Text, Default: true, Import: true, Need: true, Width: 24, Synonyms: []string{"岗位", "岗位名称", "需求人才", "需求名称"}},
		{Name: "kind", Label: "人才类型", Kind: list.Enum, Options: kindOptions, Default: true, Import: true, Synonyms: []string{"类型", "人才类别"}},
		{Name: "level", Label: "层次", Kind: list.Text, Import: true, Synonyms: []string{"学历", "学历层次", "人才层次", "职称"}},
		{Name: "field", Label: "专业要求", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"专业", "岗位要求", "专业方向"}},
		chainColumn(), nodeColumn(), nodeText(), firmColumn("用人单位", "企业", "企业名称", "需求单位", "单位名称"), regionColumn(), unitColumn(),
		{Name: "people", Label: "需求人数", Kind: list.Int, Unit: "人", Default: true, Import: true, Synonyms: []string{"人数", "需求数量", "招聘人数"}},
		{Name: "arrived", Label: "到岗人数", Kind: list.Int, Unit: "人", SQL: arrivedSQL, Default: true},
		{Name: "open", Label: "缺口人数", Kind: list.Int, Unit: "人", SQL: openSQL},
		{Name: "rate", Label: "满足率", Kind: list.Percent, SQL: rateSQL, Default: true},
		{Name: "salary_min", Label: "年薪下限", Kind: list.Money, Unit: "万元", Import: true, Synonyms: []string{"年薪", "薪酬", "薪资待遇"}},
		{Name: "salary_max", Label: "年薪上限", Kind: list.Money, Unit: "万元", Import: true},
		{Name: "due", Label: "到岗期限", Kind: list.Date, SortSQL: "CASE t.due WHEN '' THEN '~' ELSE t.due END", Default: true, Import: true, Synonyms: []string{"期限", "需求时间", "到岗时间"}},
		{Name: "state", Label: "状态", Kind: list.Enum, SQL: stateSQL, Default: true, Import: true, Options: []list.Option{
			{Code: Open, Label: "招引中", Synonyms: []string{"招聘中", "未满足"}}, {Code: Filled, Label: "已满足"}, {Code: Paused, Label: "暂停"},
			{Code: Closed, Label: "已关闭", Synonyms: []string{"关闭", "取消"}}}},
		{Name: "contact", Label: "联系人", Kind: list.Text, Import: true},
		{Name: "phone", Label: "联系电话", Kind: list.Text, Import: true, Synonyms: []string{"电话", "联系方式"}},
		noteColumn(),
	}, tail()...),
}

// IntroSpec describes the list of introductions.
var IntroSpec = &list.Spec{
	Name: IntroKind, Label: "人才引进", Measure: "项", Sort: "-on_date,name", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums: []string{"people"},
	Columns: append([]list.Column{
		{Name: "name", Label: "人才（团队）", Kind: list.Text, Default: true, Import: true, Need: true, Width: 22, Synonyms: []string{"姓名", "人才姓名", "团队名称", "人才", "团队"}},
		{Name: "kind", Label: "人才类型", Kind: list.Enum, Options: kindOptions, Default: true, Import: true, Synonyms: []string{"类型", "人才类别"}},
		{Name: "level", Label: "层次", Kind: list.Text, Import: true, Synonyms: []string{"学历", "人才层次", "职称"}},
		{Name: "origin", Label: "来源地", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"来源", "来源单位", "原单位"}},
		chainColumn(), nodeColumn(), nodeText(), firmColumn("用人单位", "引进单位", "企业", "企业名称"),
		{Name: "need", Label: "对应需求", Kind: list.Text, SQL: "COALESCE((SELECT n.name FROM talent_need n WHERE n.id = t.need_id), '')"},
		regionColumn(), unitColumn(),
		{Name: "people", Label: "人数", Kind: list.Int, Unit: "人", Default: true, Import: true},
		{Name: "on_date", Label: "引进日期", Kind: list.Date, Default: true, Import: true, Synonyms: []string{"日期", "引进时间", "到岗时间"}},
		{Name: "state", Label: "状态", Kind: list.Enum, Default: true, Import: true, Options: stateOptions()},
		{Name: "since", Label: "进入状态日期", Kind: list.Date},
		{Name: "policy", Label: "享受政策", Kind: list.Text, Import: true, Synonyms: []string{"人才政策", "政策"}},
		{Name: "project", Label: "带来项目", Kind: list.Text, Import: true, Synonyms: []string{"项目", "关联项目"}},
		noteColumn(),
		{Name: "need_id", Label: "需求标识", Kind: list.Text, Hidden: true},
	}, tail()...),
}

// PlatformSpec describes the list of platforms.
var PlatformSpec = &list.Spec{
	Name: PlatformKind, Label: "创新平台", Measure: "个", Sort: "level,name", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: append([]list.Column{
		{Name: "name", Label: "平台名称", Kind: list.Text, Default: true, Import: true, Need: true, Width: 32, Synonyms: []string{"名称", "平台", "创新平台名称"}},
		{Name: "kind", Label: "平台类型", Kind: list.Enum, Default: true, Import: true, Synonyms: []string{"类型", "类别"}, Options: []list.Option{
			{Code: "lab", Label: "重点实验室", Synonyms: []string{"实验室"}}, {Code: "engineering", Label: "工程研究中心", Synonyms: []string{"工程技术中心", "工程技术研究中心", "工程实验室"}},
			{Code: "innovation", Label: "技术创新中心"}, {Code: "enterprise", Label: "企业技术中心"}, {Code: "manufacturing", Label: "制造业创新中心"},
			{Code: "pilot", Label: "中试基地", Synonyms: []string{"中试平台"}}, {Code: "academician", Label: "院士工作站"},
			{Code: "postdoc", Label: "博士后工作站", Synonyms: []string{"博士后科研工作站"}}, {Code: "institute", Label: "新型研发机构", Synonyms: []string{"研究院"}},
			{Code: "testing", Label: "检验检测平台", Synonyms: []string{"检测中心", "质检中心"}}, {Code: "incubator", Label: "孵化载体", Synonyms: []string{"孵化器", "众创空间"}},
			{Code: "other", Label: "其他"}}},
		{Name: "level", Label: "级别", Kind: list.Enum, Default: true, Import: true, Synonyms: []string{"等级"},
			SortSQL: "CASE t.level WHEN 'national' THEN 0 WHEN 'province' THEN 1 WHEN 'city' THEN 2 ELSE 3 END", Options: []list.Option{
				{Code: "national", Label: "国家级"}, {Code: "province", Label: "省级"}, {Code: "city", Label: "市级"}, {Code: "county", Label: "县级"}}},
		chainColumn(), nodeColumn(), nodeText(), firmColumn("依托单位", "建设单位", "牵头单位", "企业名称"), regionColumn(), unitColumn(),
		{Name: "on_date", Label: "认定日期", Kind: list.Date, Default: true, Import: true, Synonyms: []string{"认定时间", "批准日期"}},
		{Name: "issuer", Label: "认定部门", Kind: list.Text, Import: true, Synonyms: []string{"批准部门"}},
		{Name: "field", Label: "研究方向", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"方向", "领域"}},
		noteColumn(),
	}, tail()...),
}
