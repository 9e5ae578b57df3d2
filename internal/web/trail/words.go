package trail

import (
	"strconv"
	"strings"

	"lianzhang/internal/catalog"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Action is the Chinese name of an action; the action itself when it has none.
func Action(action string) string {
	if label := org.ActionLabel(action); label != "" {
		return label
	}
	if label := actions[action]; label != "" {
		return label
	}
	// "unit.export" and the like: the list's verbs have the list's name before them.
	if table, ok := strings.CutSuffix(action, ".export"); ok {
		return "导出" + Table(table)
	}
	if _, verb, ok := strings.Cut(action, "."); ok && verbs[verb] != "" {
		return verbs[verb] + Table(action[:strings.IndexByte(action, '.')])
	}
	return action
}

// Actions are the actions that a reader of the journal can choose from, in groups of one subject, with their names.
func Actions() []ui.Option {
	var out []ui.Option
	for _, a := range []string{"login", "login.fail", "login.lock", "logout", "password.change", "password.reset", "account.unlock", "totp.on", "totp.off",
		"totp.reset", "session.end", "token.create", "token.revoke", "account.create", "account.update", "account.stop", "account.resume", "role.grant",
		"role.revoke", "unit.create", "unit.update", "unit.move", "unit.merge", "unit.dissolve", "region.create", "region.update", "region.remove",
		"post.appoint", "post.relieve", "project.create", "project.edit", "project.edit_many", "project.move", "project.override", "project.report",
		"project.check_report", "project.receipt", "project.export", "enterprise.create", "enterprise.edit", "chain.create", "chain.edit", "chain.handover",
		"import.upload", "import.apply", "import.undo", "rule_set.save", "rule_set.adopt", "formula.add", "formula.edit", "formula.adopt", "formula.retire", "formula.remove", "light.exempt", "light.evaluate", "comment.add",
		"comment.instruct", "calendar.import", "cadence.freeze", "cadence.dates", "cadence.rule", "journal.verify", "journal.checkpoint"} {
		out = append(out, ui.Option{Value: a, Label: Action(a)})
	}
	return out
}

var actions = map[string]string{
	"project.load": "批量载入项目", "project.edit_many": "批量修改项目", "project.move": "推进阶段", "project.override": "破例推进阶段", "project.report": "填报进度",
	"project.check_report": "审核进度", "project.receipt": "登记到资", "project.plan": "下达年度计划", "enterprise.load": "批量载入企业",
	"import.upload": "上传表格", "import.correct": "修改导入内容", "import.apply": "导入入库", "import.undo": "撤回导入", "import.drop": "放弃导入",
	"light.evaluate": "自动评灯", "light.exempt": "批准缓评", "light.close_month": "月末结灯", "rule_set.save": "保存亮灯规则", "rule_set.adopt": "启用亮灯规则",
	"rule_set.install": "安装自带规则", "formula.install": "安装自带口径", "formula.add": "新口径草案", "formula.edit": "修改口径草案", "formula.adopt": "采用口径", "formula.retire": "停用口径", "formula.remove": "删除口径草案", "comment.add": "留言", "comment.instruct": "批示", "comment.done": "办结批示", "view.save": "存视图",
	"view.delete": "删视图", "view.share": "共享视图", "journal.verify": "校验日志", "journal.checkpoint": "生成检查点", "calendar.import": "导入工作日历",
	"cadence.make": "新建周期", "cadence.move": "周期日期变动", "cadence.remind": "催报", "cadence.freeze": "冻结周期", "cadence.hold": "暂缓冻结", "cadence.release": "恢复自动冻结",
	"cadence.dates": "周期改期", "cadence.rule": "调整周期规则",
	"notify.site": "改通知设置", "notify.hook": "改群推送", "notify.hook_drop": "删群推送", "notify.resend": "重发消息", "notify.settings": "改消息设置", "notify.mail": "改接收邮箱",
	"attach.add": "上传附件", "attach.remove": "移除附件", "report.make": "编制通报", "chain.handover": "生成交接包", "backup": "备份",
	"target.add": "登记目标企业", "target.rank": "推荐目标企业", "target.take": "列为目标", "target.hand": "交招商队伍", "target.contact": "记联系", "target.evidence": "记证据",
	"target.attach": "上传证据", "target.exclude": "排除目标企业", "target.restore": "恢复候选", "target.bar": "全部缺口排除", "target.unbar": "撤销排除", "target.sign": "目标企业签约",
	"target.back": "线索落空", "target.talk": "已约谈", "route.map": "换路线图底图", "lead.register": "首报登记", "lead.check": "首报查重", "lead.amend": "修改首报", "lead.answer": "答复线索",
	"lead.accept": "研判通过", "lead.refuse": "研判不通过", "lead.follow": "开始跟进", "lead.progress": "报线索进展", "lead.lose": "线索流失", "lead.release": "释放线索",
	"lead.reopen": "恢复线索", "lead.hand": "线索换责任人", "lead.arbitrate": "撞单裁定", "lead.to_project": "线索转项目", "lead.attach": "上传线索材料", "lead.admission": "准入评审",
	"lead.score": "评审打分", "lead.turn": "线索时限与释放", "lead_rule.set": "改线索与评审规则",
	"ticket.raise": "登记诉求", "ticket.edit": "编辑诉求", "ticket.accept": "受理诉求", "ticket.begin": "答复办理安排", "ticket.answer": "办结答复", "ticket.object": "异议退回", "ticket.ask_refuse": "申请不予受理", "ticket.ask_extend": "申请延期", "ticket.ask_pause": "申请停表",
	"ticket.resume": "恢复计时", "ticket.hand": "转办诉求", "ticket.assign": "交办诉求", "ticket.grant": "同意申请", "ticket.deny": "不同意申请", "ticket.refuse": "不予受理", "ticket.restore": "撤销不予受理", "ticket.merge": "并入同类", "ticket.split": "单独办理",
	"ticket.share": "随同类答复", "ticket.confirm": "企业确认解决", "ticket.reject": "企业不认可", "ticket.unhappy": "企业评分低，重办", "ticket.reopen": "企业重新提出", "ticket.call": "回访办结", "ticket.call_back": "抽查未解决，重办", "ticket.called": "记录回访", "ticket.draw": "抽签回访",
	"ticket.climb": "诉求升级", "ticket.recount": "重算诉求期限", "ticket.rule": "改诉求时限", "ticket.route": "改分派规则", "ticket.class": "一类事", "ticket.classify": "诉求归类", "ticket.help": "请人协办", "ticket.opine": "协办意见", "ticket.link": "生成企业链接",
	"ticket.unlink": "停用企业链接", "ticket.attach": "上传诉求材料", "ticket.load": "批量载入诉求",
	"score.draft": "起草考核方案", "score.save": "改考核方案", "score.adopt": "采用考核方案", "score.open": "开一轮考核", "score.compute": "核分", "score.score": "收表核分", "score.announce": "公示得分",
	"score.refill": "退回填报", "score.recall": "撤回公示", "score.settle": "结束公示", "score.publish": "发布名次", "score.cancel": "取消考核", "score.give": "填打分表", "score.object": "提出考核异议",
	"score.uphold": "异议成立", "score.reject": "异议不成立", "score.withdraw": "撤回异议", "score.reopen": "重新公示",
	"gap.create": "登记缺口", "gap.refresh": "评估缺口", "gap.assign": "指定缺口责任", "gap.start": "开始推进缺口", "gap.fill": "缺口补上", "gap.drop": "缺口销号", "gap.reopen": "重新打开缺口",
	"gap.edit": "改缺口说明", "gap.touch": "记一次接触", "gap.rules": "采用缺口规则", "gap.benchmark": "录入对标数字", "match.suggest": "匹配企业与环节", "match.confirm": "确认企业环节",
	"match.reject": "否定企业环节", "match.undo": "退回待认定", "match.add": "手工归入环节", "match.run": "重新匹配", "match.tie": "招引机会归环节", "match.settle": "认定招引机会环节",
	"checkup.run": "体检发现", "checkup.start": "开始全册体检", "checkup.confirm": "核实属实", "checkup.reject": "核实为误报", "checkup.explain": "已说明", "checkup.reopen": "重新核实", "checkup.adopt": "改体检规则",
	"task.set": "交办任务", "task.edit": "修改任务", "task.progress": "报任务进展", "task.step": "完成节点", "task.carry": "结转任务", "task.attach": "上传佐证", "task.start": "开始办理任务",
	"task.report": "报任务完成", "task.close": "任务销号", "task.return": "退回任务", "task.withdraw": "收回任务", "task.pause": "暂停任务", "task.resume": "恢复任务", "task.cancel": "取消任务",
	"task.reopen": "重新办理任务", "task.turn": "任务时限与亮灯",
	"meeting.call": "召集会议", "meeting.edit": "修改会议", "meeting.agenda": "编排议程", "meeting.guest": "登记参会", "meeting.checkin": "会议签到", "meeting.hold": "会议召开", "meeting.minutes": "会议纪要",
	"meeting.decide": "议定事项", "meeting.confirm": "议定事项转任务", "meeting.send": "纪要印发", "meeting.cancel": "取消会议", "meeting.topic": "圆桌会诉求",
	"tour.start": "观摩开始评分", "tour.close": "观摩收分", "tour.cut": "观摩缺表收分", "tour.publish": "公布观摩结果", "tour.reopen": "重开观摩评分", "tour.cancel": "取消观摩", "tour.give": "观摩打分", "tour.photo": "观摩照片",
	"talent_intro.move": "推进人才引进", "talent_intro.dock": "对接人才需求", "policy_window.yield": "生成储备项目", "atlas.adopt": "启用图谱清单", "atlas.retire": "停用图谱清单",
	"atlas.add": "增加清单", "atlas.edit": "修改清单", "atlas.drop": "移除或放回清单", "atlas.export": "导出图谱清单",
	"map.create": "建立图谱", "map.edit": "修改图谱", "map.replace": "导入图谱", "map.restore": "恢复图谱版本", "map.undo": "撤销图谱修改", "map.publish": "发布图谱",
}

var verbs = map[string]string{"create": "新建", "edit": "修改", "update": "修改", "save": "保存", "delete": "删除", "remove": "移除", "load": "批量载入", "add": "添加"}

// Table is the Chinese name of a kind of record: of its list, or of a table without one; the kind itself when it has none.
func Table(kind string) string {
	if label := tables[kind]; label != "" {
		return label
	}
	if s := spec(kind); s != nil {
		return s.Label
	}
	return kind
}

var tables = map[string]string{
	"atlas_set": "图谱清单", "atlas_list": "清单定义", "atlas_version": "清单版本", "policy_reserve": "窗口储备项目",
	"task_duty": "任务责任", "task_step": "任务节点", "task_entry": "任务经过", "meeting_item": "会议议题", "meeting_guest": "参会人员", "meeting_decision": "议定事项",
	"tour_stop": "观摩站点", "tour_juror": "观摩评委", "tour_sheet": "观摩评分表",
	"region": "区域", "grant_role": "角色授权", "post": "职务", "project_report": "月度进度", "project_receipt": "到资", "project_plan": "年度计划", "rule_set": "亮灯规则", "formula": "口径", "rule_adoption": "规则启用",
	"exemption": "缓评", "attachment": "附件", "comment": "留言批示", "setting": "站点设置", "saved_view": "视图", "import_batch": "导入批次",
	"notify_person": "消息设置", "notify_hook": "群推送", "delivery": "消息投递",
	"import_effect": "导入明细", "target_evidence": "目标企业证据", "target_contact": "联系记录", "target_exclusion": "排除名单", "lead_note": "线索经过", "lead_clash": "撞单",
	"lead_rule": "线索规则", "admission": "准入评审", "admission_score": "评审打分", "journal": "日志", "chain_map": "产业链图谱", "map": "产业链图谱", "edge": "环节关系", "gap_rules": "缺口规则", "benchmark": "对标数字", "map_version": "图谱版本",
}

func spec(table string) *list.Spec {
	if e := catalog.Find(table); e != nil {
		return e.Spec
	}
	return nil
}

// column describes a column of a table: from the list of that table, else from what such columns hold anywhere.
func column(table, name string) *list.Column {
	if s := spec(table); s != nil {
		if c := s.Column(name); c != nil {
			return c
		}
	}
	for i := range shared {
		if shared[i].Name == name {
			return &shared[i]
		}
	}
	return &list.Column{Name: name, Label: name}
}

// shared are columns that several tables have, or that no list shows.
var shared = []list.Column{
	{Name: "region", Label: "区域", Kind: list.Ref, RefKind: "region"}, {Name: "unit_id", Label: "单位", Kind: list.Ref, RefKind: "unit"},
	{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"}, {Name: "account_id", Label: "人员", Kind: list.Ref, RefKind: "account"},
	{Name: "parent", Label: "上级", Kind: list.Ref, RefKind: "region"}, {Name: "parent_id", Label: "上级", Kind: list.Ref, RefKind: "unit"},
	{Name: "filled_by", Label: "填报人", Kind: list.Ref, RefKind: "account"}, {Name: "checked_by", Label: "审核人", Kind: list.Ref, RefKind: "account"},
	{Name: "created_by", Label: "登记人", Kind: list.Ref, RefKind: "account"}, {Name: "updated_by", Label: "更新人", Kind: list.Ref, RefKind: "account"},
	{Name: "owner_id", Label: "所有人", Kind: list.Ref, RefKind: "account"}, {Name: "granted_by", Label: "批准人", Kind: list.Ref, RefKind: "account"},
	{Name: "created_at", Label: "建立时间", Kind: list.Time}, {Name: "updated_at", Label: "更新时间", Kind: list.Time}, {Name: "filled_at", Label: "填报时间", Kind: list.Time},
	{Name: "checked_at", Label: "审核时间", Kind: list.Time}, {Name: "done_at", Label: "办结时间", Kind: list.Time}, {Name: "applied_at", Label: "入库时间", Kind: list.Time},
	{Name: "undone_at", Label: "撤回时间", Kind: list.Time}, {Name: "amount", Label: "金额", Kind: list.Money, Unit: "万元"},
	{Name: "done", Label: "本月完成", Kind: list.Money, Unit: "万元"}, {Name: "done_total", Label: "累计完成", Kind: list.Money, Unit: "万元"},
	{Name: "funds", Label: "到位资金", Kind: list.Money, Unit: "万元"}, {Name: "plan_share", Label: "计划进度", Kind: list.Percent},
	{Name: "name", Label: "名称"}, {Name: "kind", Label: "类别"}, {Name: "role", Label: "角色"}, {Name: "sort", Label: "排序"}, {Name: "code", Label: "编号"},
	{Name: "holder", Label: "任职人"}, {Name: "title", Label: "职务"}, {Name: "basis", Label: "依据"}, {Name: "start_on", Label: "起任日"}, {Name: "end_on", Label: "止任日"},
	{Name: "period", Label: "期别"}, {Name: "progress", Label: "形象进度"}, {Name: "problem", Label: "问题"}, {Name: "next_step", Label: "下步打算"},
	{Name: "forecast", Label: "预计"}, {Name: "state", Label: "状态"}, {Name: "year", Label: "年度"}, {Name: "on_date", Label: "日期"}, {Name: "voucher", Label: "凭证"},
	{Name: "note", Label: "说明"}, {Name: "body", Label: "内容"}, {Name: "due", Label: "期限"}, {Name: "reason", Label: "事由"}, {Name: "since", Label: "起"},
	{Name: "until_on", Label: "止"}, {Name: "level", Label: "层级"}, {Name: "rule", Label: "规则"}, {Name: "origin", Label: "出处"}, {Name: "target", Label: "层级"},
	{Name: "shipped", Label: "自带", Kind: list.Bool}, {Name: "by_name", Label: "启用人"}, {Name: "granted_name", Label: "批准人姓名"}, {Name: "filled_name", Label: "填报人姓名"},
	{Name: "author_name", Label: "作者"}, {Name: "account_name", Label: "上传人"}, {Name: "file_name", Label: "文件名"}, {Name: "media", Label: "文件类型"},
	{Name: "size", Label: "大小", Kind: list.Int}, {Name: "sha256", Label: "内容散列"}, {Name: "label", Label: "用途"}, {Name: "ref_id", Label: "所属记录"},
	{Name: "project_id", Label: "项目编号"}, {Name: "rule_set_id", Label: "规则集编号"}, {Name: "value", Label: "内容"}, {Name: "query", Label: "条件"},
	{Name: "shared", Label: "共享", Kind: list.Bool}, {Name: "instruction", Label: "是批示", Kind: list.Bool}, {Name: "inward", Label: "含境内", Kind: list.Bool},
	{Name: "active", Label: "在用", Kind: list.Bool}, {Name: "version", Label: "版次", Kind: list.Int}, {Name: "pinyin", Label: "拼音"}, {Name: "id", Label: "编号"},
	{Name: "list", Label: "清单"}, {Name: "batch_id", Label: "导入批次"}, {Name: "from_id", Label: "从", Kind: list.Ref, RefKind: "node"},
	{Name: "to_id", Label: "到", Kind: list.Ref, RefKind: "node"}, {Name: "weight", Label: "权重"}, {Name: "source", Label: "来源"},
	{Name: "confidence", Label: "可信度"}, {Name: "revision", Label: "图谱版次", Kind: list.Int}, {Name: "published", Label: "发布版次", Kind: list.Int},
	{Name: "x", Label: "横坐标"}, {Name: "y", Label: "纵坐标"}, {Name: "nodes", Label: "环节数", Kind: list.Int}, {Name: "edges", Label: "关系数", Kind: list.Int},
}

// minor columns follow from others or say nothing to a reader.
func minor(name string) bool {
	switch name {
	case "version", "pinyin", "updated_at", "updated_by", "id", "created_at":
		return true
	}
	return false
}

// value writes a stored value as a reader wants it; "" for what is absent or empty.
func value(c *list.Column, v any, names *listing.Names) string {
	if v == nil {
		return ""
	}
	switch {
	case c.Kind == list.Ref:
		id, _ := v.(string)
		return names.Label(c.RefKind, id)
	case c.Name == "role":
		return roleLabel(v)
	case c.Kind == list.Money:
		if yuan, ok := v.(int64); ok {
			return listing.Text(c, yuan, names) + c.Unit
		}
	}
	switch v := v.(type) {
	case float64:
		if c.Kind != list.Percent {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	case int64:
		if c.Kind == list.Time {
			return Moment(v)
		}
		return ui.Num(v)
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	}
	return listing.Text(c, v, names)
}
