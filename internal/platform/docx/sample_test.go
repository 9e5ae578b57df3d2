package docx

import (
	"fmt"
	"time"

	doc "lianzhang/internal/platform/document"
)

// printed is a fixed time for properties.
func printed() time.Time { return time.Date(2026, 6, 3, 2, 20, 0, 0, time.UTC) }

func options() Options {
	return Options{Creator: "景川市产业链链长制办公室", Time: printed()}
}

// fig is a figure of the sample bulletin.
func fig(text, name string) doc.Run {
	return doc.Fig(text, doc.Source{Path: "/indicators/" + name + "?period=2026-05", Name: name, Formula: "v3", AsOf: "2026-06-03 08:30"})
}

// bulletin is a month's bulletin as an office would issue it: two pages with a table and the imprint.
func bulletin() *doc.Doc {
	return &doc.Doc{
		Mark: "景川市产业链链长制工作简报", Issue: "2026年第5期（总第29期）",
		Issuer: "景川市产业链链长制办公室编", Date: "2026-06-03",
		Title: "1—5月全市重点产业链运行\n和项目推进情况",
		Blocks: []doc.Block{
			doc.P(doc.Text("1—5月，全市8条重点产业链完成项目投资"), fig("485.7亿元", "年度完成投资"), doc.Text("，占年度计划的"),
				fig("40.8%", "年度投资完成率"), doc.Text("，落后序时进度"), fig("0.9个百分点", "与序时进度之差"),
				doc.Text("。428个重点项目中，绿灯331个、黄灯73个、红灯24个，红灯项目比上月增加3个。")),
			doc.H(1, "总体情况"),
			doc.H(2, "项目转化。", doc.Text("应开工项目1752个，已开工1515个，开工率86.5%；已竣工1211个，其中投产862个，投产率71.2%；达产419个，达产率48.6%。")),
			doc.H(2, "投资进度。", doc.Text("绿色食品、先进化工新材料、新能源汽车及零部件3条链超序时进度1个百分点以上；新型储能、集成电路与新型显示分别落后7.6个和5.5个百分点，链灯为红灯。")),
			doc.H(2, "企业诉求。", doc.Text("应办结诉求1043件，按期办结968件，按期办结率92.8%。在办118件，超期12件，主要集中在用电、用地两类要素。")),
			doc.H(1, "需要重点调度的事项"),
			doc.H(2, "新型储能链。", doc.Text("启岳储能110千伏外线有3基塔位未交地，影响首条线调试，由南浦区政府、市供电公司于6月8日前解决。")),
			doc.H(2, "集成电路与新型显示链。", doc.Text("恒砚二期缺用地指标38亩，由市自然资源局按市级预留统筹，7月供地。")),
			doc.H(1, "下步安排"),
			doc.P(doc.Text("6月5日召开产业链调度会，逐个研究24个红灯项目；各专班于6月20日前报送转绿时间表，链长办逐周通报。")),
			progress(),
		},
		Imprint: &doc.Imprint{
			Copies: []doc.Copy{
				{Label: "报", To: "市委、市人大常委会、市政府、市政协领导。"},
				{Label: "送", To: "各链长，各牵头单位、工作专班，各县（区）、园区。"},
			},
			Office: "景川市产业链链长制办公室", Date: "2026-06-03",
		},
	}
}

// progress is the bulletin's table, with grouped heads and a total.
func progress() doc.Table {
	num := func(head, group string) doc.Column { return doc.Column{Header: head, Group: group, Align: doc.Right} }
	return doc.Table{
		Caption: "附表　8条重点产业链1—5月投资进度", Unit: "亿元、%、个",
		Columns: []doc.Column{
			{Header: "序"}, {Header: "产业链"}, {Header: "牵头单位"}, num("计划", ""), num("完成", ""), num("完成率", ""), num("比序时", ""),
			num("绿", "亮灯"), num("黄", "亮灯"), num("红", "亮灯"),
		},
		Rows: []doc.Row{
			doc.Cells("1", "绿色食品", "市农业农村局", "74.0", "33.5", "45.3", "+3.6", "42", "6", "1"),
			doc.Cells("2", "先进化工新材料", "市工信局", "152.0", "68.6", "45.1", "+3.4", "48", "8", "2"),
			doc.Cells("3", "新能源汽车及零部件", "市工信局", "286.0", "123.5", "43.2", "+1.5", "58", "12", "4"),
			doc.Cells("4", "现代纺织服装", "市商务局", "62.0", "26.4", "42.6", "+0.9", "35", "7", "1"),
			doc.Cells("5", "高端装备制造", "市工信局", "168.0", "71.2", "42.4", "+0.7", "52", "11", "3"),
			doc.Cells("6", "生物医药与健康", "市卫健委", "96.0", "37.9", "39.5", "−2.2", "33", "9", "3"),
			doc.Cells("7", "集成电路与新型显示", "市科技局", "214.0", "77.5", "36.2", "−5.5", "27", "9", "5"),
			doc.Cells("8", "新型储能", "市发改委", "138.0", "47.1", "34.1", "−7.6", "36", "11", "5"),
			{Kind: doc.Total, Cells: doc.Cells("", "全市", "", "1190.0", "485.7", "40.8", "−0.9", "331", "73", "24").Cells},
		},
		Source: &doc.Source{Path: "/chains?period=2026-05", Name: "分链投资进度", Formula: "v3", AsOf: "2026-06-03 08:30"},
	}
}

// notice is a formal document with every part: corner, number, receiver, four levels of headings, note of
// annexes, signature, a wide annex of n rows, an upright one and the imprint.
func notice(n int) *doc.Doc {
	return &doc.Doc{
		Corner: []string{"特急"}, Mark: "景川市产业链链长制办公室文件", Number: "景链办〔2026〕12号",
		Title: "关于印发《景川市重点产业链项目\n调度工作规则》的通知", To: "各县（区）人民政府，市直有关单位",
		Blocks: []doc.Block{
			doc.P(doc.Text("现将《景川市重点产业链项目调度工作规则》印发给你们，请认真贯彻执行。")),
			doc.H(1, "工作目标"),
			doc.H(2, "总体要求"),
			doc.H(3, "每周调度", doc.Text("。各专班每周五前更新进度。")),
			doc.H(4, "更新内容", doc.Text("。包括完成投资、形象进度、存在问题。")),
			doc.H(4, "更新方式", doc.Text("。在系统内填报。")),
			doc.P(doc.Text("“五个一”机制"), doc.Run{Text: "必须", Bold: true}, doc.Text("落实到人——逐项对账……")),
			doc.AttachmentNote{},
			doc.Signature{Unit: "景川市产业链链长制办公室", Date: "2026-06-03"},
		},
		Attachments: []doc.Attachment{
			{Title: "亮灯项目清单", Landscape: true, Blocks: []doc.Block{wide(n)}},
			{Title: "填报说明", Blocks: []doc.Block{doc.H(1, "口径"), doc.P(doc.Text("完成投资指自年初累计完成的固定资产投资。"))}},
		},
		Imprint: &doc.Imprint{
			Copies: []doc.Copy{{Label: "抄送", To: "市委办公室，市人大常委会办公室，市政协办公室，市纪委监委，市中级人民法院，市人民检察院，各人民团体。"}},
			Office: "景川市产业链链长制办公室", Date: "2026-06-03",
		},
	}
}

// wide is a list of n projects with section rows.
func wide(n int) doc.Table {
	t := doc.Table{
		Unit: "万元",
		Columns: []doc.Column{
			{Header: "序号"}, {Header: "项目名称", Align: doc.Left}, {Header: "产业链"}, {Header: "县区"}, {Header: "责任单位"},
			{Header: "总投资", Unit: "万元", Align: doc.Right}, {Header: "年度计划", Unit: "万元", Align: doc.Right},
			{Header: "完成", Unit: "万元", Align: doc.Right}, {Header: "灯"}, {Header: "存在问题", Align: doc.Left}, {Header: "下步措施", Align: doc.Left},
		},
		Rows: []doc.Row{{Kind: doc.Section, Cells: doc.Cells("一、红灯项目").Cells}},
		Note: "投资额为合同口径。",
	}
	for i := range n {
		t.Rows = append(t.Rows, doc.Cells(fmt.Sprint(i+1), fmt.Sprintf("年产%d万吨高性能铜合金带材及精深加工项目", i%90+10), "铜基新材料", "南浦区",
			"南浦区政府", "125000", "38000", "9650", "红", "110千伏外线有3基塔位未交地，影响首条线调试", "由市供电公司于6月8日前完成架线"))
	}
	return t
}
