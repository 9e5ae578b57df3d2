package ui_test

import (
	"errors"
	"fmt"
	"math"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web/ui"
)

// The gallery shows every component in every state, with invented places and firms.

type kitPage struct {
	ui.Page
	Lamps          []ui.Light
	Counts         ui.Lights
	Shift          ui.Shift
	Why            ui.ExplainedLight
	Bars           []ui.Bar
	StageBars      []ui.StageBar
	Clocks         [][]ui.Clock
	Steps          ui.Steps
	Tabs           ui.Tabs
	Note           ui.Note
	Job, Bad       ui.Progress
	Errs           ui.Errors
	Fields         []ui.Field
	Toasts         []ui.Toast
	Spark, NoSpark ui.Spark
	Curve          ui.Curve
	Chart          ui.Chart
	Files          []ui.File
	Empty          ui.Empty
	Err            ui.ErrorState
	Faces          []ui.ClockFace
	Ladder         ui.Ladder
	Simple         ui.Table
}

type ledgerPage struct {
	ui.Page
	Views ui.Tabs
	Bar   ui.FilterBar
	Sum   ui.Summary
	Table ui.Table
	Bulk  ui.BulkBar
	Pager ui.Pager
}

type recordPage struct {
	ui.Page
	Stages ui.Stages
	Five   ui.Five
	Box    ui.ExplainedLight
	KPIs   []ui.KPI
	Curve  ui.Curve
	Months ui.Table
	Lines  []ui.Line
	Facts  ui.Facts
	Log    ui.Log
}

type todayPage struct {
	ui.Page
	Queue           ui.Queue
	Changed, Filing []ui.Line
	Decide          []ui.Decision
	KPIs            []ui.KPI
}

type planPage struct {
	ui.Page
	Board    ui.Board
	Gantt    ui.Gantt
	Calendar ui.Calendar
}

type loginPage struct {
	ui.Page
	Errs   ui.Errors
	Fields []ui.Field
}

func chrome() ui.Chrome {
	return ui.Chrome{
		Site: "景川市产业链链长制", User: "市链长办调度科", UserID: "01J0", AsOf: "6月3日 08:30", Search: "/search",
		Nav: []ui.NavGroup{
			{Items: []ui.NavItem{{Section: "today", Label: "今日", URL: "/", Count: 9, CountTitle: "9件待办", Phone: true}}},
			{Label: "推进", Items: []ui.NavItem{{Section: "chain", Label: "产业链", URL: "/chains", Phone: true}, {Section: "project", Label: "项目", URL: "/projects", Count: 12, Hot: true, CountTitle: "12个超期", Phone: true}}},
			{Label: "调度", Items: []ui.NavItem{{Section: "dispatch", Label: "周调度", URL: "/dispatch", Phone: true}}},
			{Label: "支撑", Items: []ui.NavItem{{Section: "report", Label: "报告", URL: "/reports"}, {Section: "import", Label: "导入", URL: "/imports"}}},
			{Label: "系统", Items: []ui.NavItem{{Section: "admin", Label: "管理", URL: "/admin"}}},
		},
		Menu: []ui.Action{{Label: "我的账户", URL: "/me", Plain: true}, {Label: "退出", URL: "/logout", Method: "post", Plain: true}},
	}
}

func why(open bool) *ui.ExplainedLight {
	return &ui.ExplainedLight{
		Light: ui.Lamp(ui.Yellow), Rule: "黄灯：规则R3，落后序时进度14个百分点", Numbers: ui.Plain("完成27.8%，序时41.7%"),
		Turn: "6月9日转红", Because: "黄灯满30天且差距未收窄", Since: "5月10日亮黄灯", Debt: "欠账：4月未达序时，5月补齐后仍保留", Open: open,
		Steps: []ui.WhyStep{
			{Text: ui.Rich{ui.T("6月8日前补报到货设备投资4200万元，附到货单（"), ui.A("补报", "/r"), ui.T("）")}, Result: "差距收窄到9个百分点，不转红"},
			{Text: ui.Plain("6月完成投资10700万元以上"), Result: "差距收窄到5个百分点内，转绿灯"},
		},
		Links: []ui.Link{{Label: "看规则R3", URL: "/rule"}, {Label: "看算法", URL: "/how"}, {Label: "申请缓评", URL: "/ask"}},
	}
}

func kit() kitPage {
	invest := ui.Field{Kind: ui.KindMoney, Name: "done", Label: "本月完成投资", Value: "43000", Unit: "万元", Help: "不含土地费；上月4,300万元", Mark: "必填"}
	proof := ui.Field{Kind: ui.KindFile, Name: "proof", Label: "佐证", Placeholder: "PDF、图片、表格，单个不超过20 MB", Multiple: true, Wide: true}
	err := &errs.Error{Code: errs.Invalid, Fields: []errs.Field{{Name: "done", Message: "是上月的10倍；若属实，写明原因"}, {Name: "proof", Message: "至少1份；设备投资附到货单或发票"}, {Name: "", Message: "本期已由别人填过"}}}
	summary := ui.Reject(err, &invest, &proof)
	p := kitPage{
		Page: ui.Page{Chrome: chrome(), Section: "admin", Title: "部件与状态", Lede: ui.Plain("每个部件的正常、空、载入、出错状态"),
			Acts: []ui.Action{{Label: "停用", Disabled: true, WideOnly: true}, {Label: "删除", URL: "/x", Method: "post", Danger: true, WideOnly: true, Confirm: "删除后不能恢复。要删除吗"}, ui.PrintPage(), ui.Primary("主要动作", "/x")}},
		Lamps:  []ui.Light{ui.Lamp(ui.Green), ui.Lamp(ui.Yellow), ui.Lamp(ui.Red), ui.Lamp(ui.None), {Letter: ui.Green, Big: true}, {Letter: ui.Yellow, Big: true}, {Letter: ui.Red, Big: true}},
		Counts: ui.Lights{Green: 58, Yellow: 12}, Shift: ui.Shift{From: ui.Yellow, To: ui.Red}, Why: *why(false),
		Bars:      []ui.Bar{ui.NewBar(45.1, 41.7, ui.Green), ui.NewBar(27.8, 41.7, ui.Yellow), ui.NewBar(12.9, 41.7, ui.Red), ui.NewBar(130, 41.7, ui.None)},
		StageBars: []ui.StageBar{{N: 2, Word: "在谈"}, {N: 4, Word: "开工"}, {N: 7, Word: "达产"}, {N: 3, Of: 5, Word: "三步"}},
		Clocks: [][]ui.Clock{
			{{Label: "响应", Text: "剩22小时", State: "run"}, {Label: "办结", Text: "剩9天", State: "run"}},
			{{Label: "响应", Text: "3小时26分", State: "done"}, {Label: "办结", Text: "剩6小时", State: "soon"}},
			{{Label: "响应", Text: "超期2小时", State: "over"}, {Label: "办结", Text: "停表待补正", State: "hold"}},
		},
		Steps: ui.Steps{Names: []string{"上传", "对表头", "校对", "入库"}, Now: 2},
		Tabs:  ui.Tabs{Label: "示例", Items: []ui.Tab{{Label: "全部", URL: "#", Count: "428", On: true}, {Label: "红灯", URL: "#", Count: "24"}}, End: &ui.Link{Label: "存为视图", URL: "#"}},
		Note:  ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.T("D列单位不一：9行写“亿”，已换算成万元。"), ui.A("看9行", "#")}},
		Job:   ui.Progress{ID: "job-1", URL: "/jobs/1", Label: "正在校验", Detail: "已读12,400行，剩约20秒", Done: 124, Total: 200, Running: true, Acts: []ui.Action{{Label: "停下", URL: "/jobs/1/stop", Method: "post", Small: true}}},
		Bad:   ui.Progress{ID: "job-2", Label: "校验没有做完", Detail: "第3张表受密码保护：去掉密码后重新上传", Failed: true},
		Errs:  summary,
		Fields: []ui.Field{
			invest,
			{Kind: ui.KindText, Name: "look", Label: "形象进度", Value: "首条线搬入70%", Help: "写到哪一步，不写“稳步推进”", Suggest: []string{"主体封顶", "设备搬入"}},
			{Kind: ui.KindDate, Name: "start", Label: "实际开工", Value: "2026-04-16"},
			{Kind: ui.KindSelect, Name: "stage", Label: "阶段", Value: "4", Options: []ui.Option{{Value: "3", Label: "签约"}, {Value: "4", Label: "开工"}}},
			{Kind: ui.KindRadio, Name: "how", Label: "重复时", Options: []ui.Option{{Value: "merge", Label: "合并", On: true}, {Value: "keep", Label: "都留"}, {Value: "skip", Label: "跳过"}}},
			{Kind: ui.KindChecks, Name: "who", Label: "抄送", Options: []ui.Option{{Value: "1", Label: "链长", On: true}, {Value: "2", Label: "专班", Count: "11人"}}},
			{Kind: ui.KindTextArea, Name: "why", Label: "原因", Value: "写清谁、何时、交什么", Wide: true},
			proof,
			{Kind: ui.KindCheck, Name: "copy", Label: "抄送链长秘书处", Checked: true},
			{Kind: ui.KindHidden, Name: "id", Value: "7"},
		},
		Toasts:  []ui.Toast{{Text: "已催报3个专班", Undo: &ui.Action{Label: "撤回", URL: "/undo", Method: "post"}}, {Text: "没连上服务器", Bad: true}},
		Spark:   ui.NewSpark("近12个月走势", []float64{3, 4, 2, 5, math.NaN(), 6, -1, 2}, true),
		NoSpark: ui.NewSpark("近12个月走势", nil, true),
		Curve:   curve(),
		Chart: ui.Chart{Label: "各链完成率", Table: ui.Link{URL: "/table"}, Height: "12rem", Option: map[string]any{
			"xAxis": map[string]any{"type": "category", "data": []string{"储能", "芯片", "装备", "医药"}}, "yAxis": map[string]any{},
			"series": []any{map[string]any{"type": "bar", "data": []float64{34.1, 36.2, 42.4, 39.5}}}}},
		Files: []ui.File{
			{Kind: "PDF", Name: "设备到货验收单（第3批，含卷绕机、注液机、化成分容系统）.pdf", URL: "/f/1", Note: "2.4 MB　6-02 15:48", Light: ptr(ui.Sign(ui.Green, "已核"))},
			{Kind: "XLSX", Name: "5月投资明细.xlsx", URL: "/f/2", Note: "退回：缺盖章", Light: ptr(ui.Sign(ui.Red, "退回"))},
		},
		Empty: ui.Empty{Title: "没有符合条件的项目", Text: "新型储能、红灯、6月应开工，三个条件一起没有结果", Acts: []ui.Action{{Label: "去掉“6月应开工”", URL: "#", Small: true}, {Label: "清空条件", URL: "#", Small: true, Plain: true}}},
		Err:   ui.ErrorState{Title: "列表没取到", Text: "统计库15秒没有答复。上次取到的数据是6月3日 08:30，可先看。", Code: "7F3A", Acts: []ui.Action{{Label: "重试", URL: "#", Small: true, Primary: true}}},
		Faces: []ui.ClockFace{
			{Label: "响应时钟", Clock: ui.Clock{Text: "3小时26分", State: "done"}, Runs: []ui.ClockRun{{Share: 14}, {Kind: "left", Share: 86}}, Note: "时限24小时"},
			{Label: "办结时钟", Clock: ui.Clock{Text: "超期1天", State: "over"}, Runs: []ui.ClockRun{{Share: 37}, {Kind: "hold", Share: 10}, {Share: 40}, {Kind: "over", Share: 13}}, Note: "时限7个工作日，停表1天"},
		},
		Ladder: ui.Ladder{{Text: "市供电公司经办", Time: "5-20", Note: "派单即到", State: "done"}, {Text: "市链长办督办", Time: "6-02起", Note: "现在在这一级", State: "now"}, {Text: "链长", Time: "6-04 17:30", Note: "自动呈报"}},
		Simple: ui.Table{Compact: true, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "当月", Sub: "万元", Num: true}}, Rows: []ui.Row{{Cells: []ui.Cell{{Text: "1月"}, {Text: "4,900"}}}, {Cells: []ui.Cell{{Text: "2月"}, {Text: "−3.2", Down: true}}}}},
	}
	p.Dialogs = []ui.Dialog{{ID: "stop", Title: "申请停表", Text: "停表期间两个时钟都不走，企业补齐后自动恢复。", Action: "/stop", Submit: "送链长办批",
		Fields: []ui.Field{{Kind: ui.KindSelect, Name: "reason", Label: "原因", Mark: "必选", Options: []ui.Option{{Value: "1", Label: "等企业补材料"}}, Group: "stop"}}}}
	return p
}

func curve() ui.Curve {
	return ui.NewCurve("年度投资累计：计划与完成。5月计划35900万元，完成23900万元",
		[]float64{5200, 9500, 17800, 26700, 35900, 43000, 51200, 59400, 67500, 74700, 81000, 86000}, []float64{4900, 8100, 14200, 19600, 23900}, 38800)
}

func ptr[T any](v T) *T { return &v }

func ledger(rows int) ledgerPage {
	lights := []ui.Letter{ui.Yellow, ui.Red, ui.Yellow, ui.Green}
	names := []string{"年产12GWh磷酸铁锂储能电芯项目（一期）", "大尺寸掩模版生产线", "8.6代显示用玻璃基板后加工", "储能变流器及高压直流部件产业园（含配套倒班宿舍与110千伏专用变电站）"}
	p := ledgerPage{
		Page:  ui.Page{Chrome: chrome(), Section: "project", Title: "项目", Wide: true, Acts: []ui.Action{{Label: "导入表格", URL: "/i", WideOnly: true}, {Label: "导出", URL: "/e", WideOnly: true}, ui.Primary("新建项目", "/n")}},
		Views: ui.Tabs{Label: "视图", Items: []ui.Tab{{Label: "全部重点", URL: "#", Count: "428"}, {Label: "红灯", URL: "#", Count: "24"}, {Label: "储能与芯片黄红灯", URL: "#", Count: "30", On: true}, {Label: "6月应开工", URL: "#", Count: "31"}}, End: &ui.Link{Label: "存为视图", URL: "#"}},
		Bar: ui.FilterBar{Action: "/projects", Placeholder: "项目、企业、编号", Target: "#list", Clear: "/projects",
			Keep:  []ui.Param{{Name: "sort", Value: "-invest"}},
			Chips: []ui.Chip{{Label: "产业链", Value: "新型储能、集成电路", Remove: "?x"}, {Label: "灯", Value: "黄、红", Remove: "?y"}},
			Filters: []ui.Filter{
				{Name: "chain", Label: "产业链", Kind: "choice", Options: []ui.Option{{Value: "1", Label: "新型储能", On: true, Count: "52"}, {Value: "2", Label: "集成电路", On: true}, {Value: "3", Label: "绿色食品"}}},
				{Name: "stage", Label: "阶段", Kind: "one", Options: []ui.Option{{Value: "4", Label: "开工"}}},
				{Name: "invest", Label: "总投资", Kind: "range", Unit: "亿元"}, {Name: "due", Label: "计划竣工", Kind: "date"}, {Name: "owner", Label: "责任单位", Kind: "text"}},
			Columns: &ui.ColumnPick{Reset: "?", Items: []ui.ColumnItem{{Key: "name", Label: "项目", Fixed: true}, {Key: "stage", Label: "阶段", On: true}, {Key: "land", Label: "用地亩数"}}},
			Dense:   &ui.Link{Label: "紧凑", URL: "?dense=1"}},
		Sum: ui.Summary{Key: true, Items: []ui.SummaryItem{{Label: "共", Value: "30", Unit: "个"}, {Label: "总投资", Value: "286.40", Unit: "亿元"}, {Label: "年度计划", Value: "108.62", Unit: "亿元"}, {Label: "落后序时", Value: "13.6", Unit: "个百分点"}}},
		Table: ui.Table{Label: "项目", Select: "bulk", Fold: true, Target: "#list", Columns: []ui.Column{
			{Label: "灯"}, {Label: "项目", Sub: "企业、产业链、园区", Head: true, Grow: true}, {Label: "阶段", Rank: 2}, {Label: "总投资", Sub: "亿元", Num: true, Rank: 3, Sort: "?sort=invest", Dir: "desc"},
			{Label: "年度计划", Sub: "万元", Num: true, Fold: "年度计划"}, {Label: "完成与序时", Sub: "差距为百分点", Fold: "完成"}, {Label: "竣工计划", Sub: "预计与偏差", Rank: 2}, {Label: "责任单位", Rank: 2}, {Label: "更新", Num: true, Rank: 3}}},
		Bulk:  ui.BulkBar{Form: "bulk", Action: "/projects/bulk", All: 30, Sum: "总投资", Acts: []ui.Action{{Label: "催报", Name: "do", Value: "urge", Primary: true, Small: true}, {Label: "改字段", Name: "do", Value: "edit", Small: true}, {Label: "导出", Name: "do", Value: "export", Small: true}}},
		Pager: ui.Pager{From: 1, To: 15, Total: 30, Size: 15, Next: "?page=2", Pages: []ui.Tab{{Label: "1", URL: "?page=1", On: true}, {Label: "2", URL: "?page=2"}}, Target: "#list"},
	}
	for i := range rows {
		l := lights[i%len(lights)]
		first := ui.Cell{Light: ptr(ui.Lamp(l))}
		if l != ui.Green {
			w := why(i == 0)
			w.Light = ui.Lamp(l)
			first = ui.Cell{Why: w}
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Key: fmt.Sprint(i), Label: names[i%4], On: i == 0 || i == 4, Sum: 3_260_000_000, Cells: []ui.Cell{
			first, {Text: names[i%4], URL: "/projects/1", Sub: "景川启岳储能　新型储能　临港经开区"}, {Stage: &ui.StageBar{N: i%7 + 1, Word: "开工"}}, {Text: ui.Yi(3_260_000_000)},
			{Text: ui.Wan(860_000_000)}, {Bar: ptr(ui.NewBar(27.8+float64(i), 41.7, l))}, {Text: "26-08", Sub: "预计26-10，晚45天", SubLate: true}, {Text: "市发改委"}, {Text: "6-02", Quiet: true}}})
	}
	return p
}

func record() recordPage {
	stage := func(name, plan, act, label, shift, state string, late bool) ui.Stage {
		return ui.Stage{Name: name, State: state, Share: 62, Shift: shift, Late: late, Dates: []ui.StageDate{{Label: "计划", Date: plan}, {Label: label, Date: act}}}
	}
	p := recordPage{
		Page: ui.Page{Chrome: chrome(), Section: "project", Title: "年产12GWh磷酸铁锂储能电芯项目（一期）", Crumbs: []ui.Link{{Label: "项目", URL: "/projects"}, {Label: "新型储能", URL: "/c"}, {Label: "XM-2024-0317"}},
			Why:  &ui.ExplainedLight{Light: ui.Light{Letter: ui.Yellow, Big: true}, Rule: "黄灯：规则R3"},
			Lede: ui.Rich{ui.A("景川启岳储能科技有限公司", "#"), ui.Gap(), ui.T("临港经开区"), ui.Gap(), ui.T("省重点、市重点")},
			Acts: []ui.Action{{Label: "调整计划", URL: "#", WideOnly: true}, {Label: "停表", URL: "#", Open: "stop", WideOnly: true}, ui.Primary("填5月进度", "#")}},
		Stages: ui.Stages{Items: []ui.Stage{
			{Name: "线索", State: "done", Dates: []ui.StageDate{{Label: "实际", Date: "2024-03-18"}}}, stage("在谈", "2024-05-10", "2024-05-06", "实际", "提前4天", "done", false), stage("签约", "2024-09-30", "2024-09-12", "实际", "提前18天", "done", false),
			stage("开工", "2025-03-31", "2025-04-16", "实际", "晚16天", "now", true), stage("竣工", "2026-08-31", "2026-10-15", "预计", "晚45天", "", true), stage("投产", "2026-10-31", "2026-12-20", "预计", "晚50天", "", true), stage("达产", "2027-12-31", "", "预计", "按期", "", false)}},
		Five: ui.Five{{Label: "链长", Name: "常务副市长", Note: "本月已调度2次"}, {Label: "牵头单位", Name: "市发改委"}, {Label: "工作专班", Name: "11人，驻临港经开区"}, {Label: "方案"}, {Label: "专员", Name: "经开区企业服务科", URL: "#"}},
		Box:  *why(false),
		KPIs: []ui.KPI{{Label: "年度计划", Value: "86,000", Parts: []ui.Rich{ui.Plain("总投资32.60亿元")}}, {Label: "1—5月完成", Value: "23,900", Parts: []ui.Rich{{ui.Src("5期填报，佐证11份", "#")}}},
			{Label: "完成率", Value: "27.8", Unit: "%", Lead: "= ", Parts: []ui.Rich{{ui.Src("23900/86000", "#")}, {ui.Src("口径v3", "#")}}}, {Label: "序时", Value: "41.7", Unit: "%", Lead: "= ", Parts: []ui.Rich{{ui.Src("35900/86000", "#")}}}},
		Curve:  curve(),
		Months: ui.Table{Compact: true, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "当月", Num: true}, {Label: "累计", Num: true}, {Label: "计划累计", Num: true}, {Label: "差距", Sub: "百分点", Num: true}}},
		Lines: []ui.Line{{Text: "用电", Light: ptr(ui.Sign(ui.Red, "受阻")), Note: ui.Rich{ui.T("110千伏外线，3基塔位未交　"), ui.A("诉求", "#")}}, {Text: "用工", Light: ptr(ui.Sign(ui.Yellow, "缺口")), Note: ui.Plain("首批缺120人，7月前到岗　市人社局")},
			{Text: "用地", Light: ptr(ui.Sign(ui.Green, "已保障")), Note: ui.Plain("312亩，已发证")}},
		Facts: ui.Facts{ui.F("链长", "常务副市长"), ui.F("牵头单位", "市发改委"), ui.F("专员", "")},
		Log:   ui.Log{{Time: "6-02 16:05", DateTime: "2026-06-02T16:05:00+08:00", Body: ui.Plain("专班填报5月进度，附佐证3份")}, {Time: "6-01 17:31", Hot: true, Body: ui.Rich{ui.B("诉求超期"), ui.T("，升级专班")}, Note: ui.Plain("已通知3人")}, {Time: "5-10 02:00", Auto: true, Body: ui.Plain("按R3转黄灯：落后8个百分点")}},
	}
	for i, m := range [][]string{{"1月", "4,900", "4,900", "5,200", "−0.3"}, {"2月", "3,200", "8,100", "9,500", "−1.6"}, {"3月", "6,100", "14,200", "17,800", "−4.2"}} {
		row := ui.Row{}
		for j, v := range m {
			row.Cells = append(row.Cells, ui.Cell{Text: v, Quiet: j == 3, Down: i == 2 && j == 4})
		}
		p.Months.Rows = append(p.Months.Rows, row)
	}
	return p
}

func today() todayPage {
	item := func(kind, title, note, holder, act string, clocks ...ui.Clock) ui.QueueItem {
		return ui.QueueItem{Kind: kind, Title: title, URL: "/t/1", Note: note, Holder: holder, Clocks: clocks, Act: ui.Act(act, "/t/1")}
	}
	over := ui.Clock{Label: "办结", Text: "超期1天", State: "over"}
	first := item("诉求", "110千伏外线未按期送电，首条线设备无法带电调试", "景川启岳储能科技有限公司　新型储能　黄灯项目", "市供电公司", "督办", ui.Clock{Label: "响应", Text: "3小时26分", State: "done"}, over)
	first.Act.Primary = true
	return todayPage{
		Page: ui.Page{Chrome: chrome(), Section: "today", Title: "今日", Lede: ui.Plain("6月3日 星期三，要办9件：超期2件，今日到期3件，本周4件"), Acts: []ui.Action{{Label: "新建任务", URL: "#", WideOnly: true}, ui.Primary("登记诉求", "#")},
			Toasts: []ui.Toast{{Text: "已催报3个专班"}}},
		Queue: ui.Queue{Tabs: &ui.Tabs{Label: "按类别看", Items: []ui.Tab{{Label: "全部", URL: "#", Count: "9", On: true}, {Label: "诉求", URL: "#", Count: "4"}}}, Groups: []ui.QueueGroup{
			{Light: ptr(ui.Sign(ui.Red, "已超期")), Count: "2件", Items: []ui.QueueItem{first, item("任务", "报送4条链“一链一策”修订稿", "5月链长专题会第3项", "市发改委", "催办", over)}},
			{Label: "本周", Count: "1件", Items: []ui.QueueItem{item("会议", "6月产业链调度会材料定稿", "6月5日 15:00　议题5项，2项缺材料", "本人", "编材料", ui.Clock{Label: "办结", Text: "剩1天", State: "run"})}}}},
		Changed: []ui.Line{{Text: "钠离子电池中试及产业化基地", URL: "#", Shift: &ui.Shift{From: ui.Yellow, To: ui.Red}, Note: ui.Plain("R3 落后序时18个百分点　新型储能")}},
		Filing:  []ui.Line{{Text: "生物医药与健康专班", URL: "#", Light: ptr(ui.Sign(ui.Yellow, "今日截止")), Note: ui.Plain("45个项目已填31个")}, {Text: "外线专题协调", URL: "#", End: "10:30"}},
		Decide: []ui.Decision{{Title: "新型储能：启岳储能110千伏外线停在3基塔位征地，超期1天", URL: "#", Text: "建议由常务副市长6月4日前定补偿标准。", Acts: []ui.Action{{Label: "同意", URL: "/ok", Method: "post", Primary: true, Small: true}, {Label: "批转", URL: "#", Small: true}}},
			{Title: "集成电路：恒砚二期缺用地指标38亩，今日到期", Text: "建议取第一案，7月可供地。"}},
		KPIs: record().KPIs,
	}
}

func plan() planPage {
	p := planPage{Page: ui.Page{Chrome: chrome(), Section: "project", Title: "看板、甘特图、日历", Wide: true}}
	p.Board = ui.Board{Move: "/projects/{id}/stage?to={to}"}
	for i, s := range []string{"谋划", "在谈", "签约", "开工", "竣工", "投产"} {
		col := ui.BoardColumn{Key: fmt.Sprint(i), Title: s, Count: fmt.Sprintf("%d个", 10*i+4), Sum: "86.40亿元", More: &ui.Link{Label: "另8个", URL: "#"}}
		for j := range 3 - i%2 {
			col.Cards = append(col.Cards, ui.Card{ID: fmt.Sprint(i, j), Title: "储能变流器及高压直流部件产业园", URL: "#", Note: "华澜电力电子　南浦区", Light: ptr(ui.Lamp([]ui.Letter{ui.Red, ui.Yellow, ui.Green}[j])), Bar: ptr(ui.NewBar(22.6, 43.5, ui.Red)), End: "15.80亿元"})
		}
		p.Board.Columns = append(p.Board.Columns, col)
	}
	rows := []ui.GanttRow{
		{Label: "年产12GWh磷酸铁锂储能电芯项目（一期）", URL: "#", Note: "景川启岳储能", Light: ptr(ui.Lamp(ui.Yellow)), Spans: []ui.GanttSpan{{Kind: "plan", From: "2025-03-31", To: "2026-08-31", Title: "计划2025-03-31至2026-08-31"}, {Kind: "done", From: "2025-04-16", To: "2026-06-03", Title: "已做"}, {Kind: "rest", From: "2026-06-04", To: "2026-08-31", Title: "预计"}, {Kind: "late", From: "2026-09-01", To: "2026-10-15", Title: "晚45天"}}, Marks: []ui.GanttMark{{Kind: "plan", Date: "2026-10-31", Title: "计划投产"}, {Kind: "done", Date: "2025-04-16", Title: "开工"}}},
		{Label: "大尺寸掩模版生产线", Light: ptr(ui.Lamp(ui.Red)), Spans: []ui.GanttSpan{{Kind: "plan", From: "2026-01-01", To: "2026-11-30"}, {Kind: "done", From: "2026-03-01", To: "2026-06-03"}}, Marks: []ui.GanttMark{{Kind: "late", Date: "2026-07-15", Title: "逾期"}}},
	}
	g, err := ui.NewGantt("2025-01", "2026-12", "2026-06-03", rows)
	c, err2 := ui.NewCalendar("2026-10", "2026-10-09", []ui.CalendarItem{{Date: "2026-10-09", Text: "竣工：大尺寸掩模版生产线", URL: "#", Light: ptr(ui.Lamp(ui.Red))}, {Date: "2026-10-15", Text: "竣工：储能电芯一期", URL: "#"}, {Date: "2026-10-15", Text: "b"}, {Date: "2026-10-15", Text: "c"}, {Date: "2026-10-15", Text: "d"}, {Date: "2026-10-15", Text: "e"}},
		func(d string) string {
			if d >= "2026-10-01" && d <= "2026-10-07" {
				return "休"
			}
			return ""
		}, func(d string) string { return "/day/" + d })
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	c.Prev, c.Next = ui.Link{Label: "上月", URL: "#"}, ui.Link{Label: "下月", URL: "#"}
	p.Gantt, p.Calendar = g, c
	return p
}

func login() loginPage {
	return loginPage{Page: ui.Page{Chrome: ui.Chrome{Site: "景川市产业链链长制"}, Title: "登录"}, Errs: ui.Errors{Message: "账号或密码不对。再错2次，账号锁15分钟"},
		Fields: []ui.Field{{Kind: ui.KindText, Name: "user", Label: "账号", Autocomplete: "username", Focus: true, Required: true}, {Kind: ui.KindPassword, Name: "password", Label: "密码", Autocomplete: "current-password", Required: true}}}
}
