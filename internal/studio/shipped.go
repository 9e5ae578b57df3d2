package studio

import (
	"bytes"
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
)

// shipped is a template that comes with the program, to start from. It is written as a document whose figures are fields.
type shipped struct {
	code, name, cadence, about, note string
	sources                          bool
	doc                              *document.Doc
}

func col(head string, width float64, align document.Align) document.Column {
	return document.Column{Header: head, Width: width, Align: align}
}

func row(cells ...string) document.Row { return document.Row{Cells: document.Cells(cells...).Cells} }

func say(t string) document.Block { return document.P(document.Text(t)) }

func groupTable(caption, list, first string) document.Table {
	f := func(name string) string { return "{{" + list + "." + name + "}}" }
	return document.Table{Caption: caption, Columns: []document.Column{col("名次", 2.5, document.Center), col(first, 7.5, document.Left), col("项目（个）", 3, document.Right),
		col("年度计划", 6.5, document.Right), col("完成投资", 6.5, document.Right), col("完成率", 4.2, document.Right), col("比序时（百分点）", 4, document.Right), col("红灯（个）", 3, document.Right)},
		Rows: []document.Row{row(f("名次"), f("名称"), f("项目数"), f("年度计划投资"), f("完成投资"), f("完成率"), f("比序时"), f("红灯项目数"))}}
}

func redTable() document.Table {
	f := func(name string) string { return "{{红灯项目." + name + "}}" }
	return document.Table{Caption: "红灯项目", Columns: []document.Column{col("序号", 2.5, document.Center), col("项目", 9, document.Left), col("县区", 5, document.Left),
		col("责任单位", 6, document.Left), col("连续红灯月数", 3.5, document.Right), col("亮灯原因", 11, document.Left)},
		Rows: []document.Row{row(f("序号"), f("名称"), f("县区"), f("责任单位"), f("连续红灯月数"), f("亮灯原因"))}}
}

// shippedAll are the templates of a new site.
func shippedAll() []shipped {
	head := func(title string) *document.Doc {
		return &document.Doc{Title: title, Blocks: []document.Block{say("（{{编写单位}}　{{编写日期}}）")}}
	}
	progress := say("截至{{截止日}}，{{地区}}列入通报的重点产业链项目{{项目数}}个，总投资{{总投资}}，年度计划投资{{年度计划投资}}，累计完成{{完成投资}}，完成率{{完成率}}，" +
		"比序时进度{{比序时}}个百分点。绿灯{{绿灯项目数}}个、黄灯{{黄灯项目数}}个、红灯{{红灯项目数}}个，本月新转红{{新转红项目数}}个、退出红灯{{退出红灯项目数}}个。{{范围说明}}")
	rates := say("应开工项目{{应开工项目数}}个，已开工{{已开工项目数}}个，开工率{{开工率}}；应开工未开工{{应开工未开工项目数}}个。累计到位资金{{到位资金}}，资金到位率{{资金到位率}}。" +
		"按全部签约项目计算，开工率{{口径 开工率}}、投产率{{口径 投产率}}、履约率{{口径 履约率}}。")
	month := head("{{期间}}产业链工作月报")
	month.Blocks = append(month.Blocks, document.H(1, "总体进展"), progress, rates,
		document.H(1, "分链情况"), groupTable("分链进展", "各产业链", "产业链"), document.H(1, "分县区情况"), groupTable("分县区进展", "各县区", "县区"),
		document.H(1, "亮灯项目"), redTable(), document.H(1, "存在问题"), say("{{问题.名称}}：反映项目{{问题.项目数}}个，牵头部门{{问题.牵头部门}}。"))
	quarter := head("{{期间}}产业链工作讲评材料")
	quarter.Blocks = append(quarter.Blocks, document.H(1, "季末情况"), progress, rates, document.H(1, "县区比较"), groupTable("县区比较", "各县区", "县区"),
		document.H(1, "需要会上说明的项目"), redTable())
	year := head("{{期间}}产业链工作年度报告")
	year.Blocks = append(year.Blocks, document.H(1, "全年情况"), progress, rates, document.H(1, "分链情况"), groupTable("分链进展", "各产业链", "产业链"),
		document.H(1, "分县区情况"), groupTable("分县区进展", "各县区", "县区"), document.H(1, "欠账项目"),
		say("{{欠账项目.名称}}（{{欠账项目.县区}}，{{欠账项目.责任单位}}）：年度计划{{欠账项目.年度计划投资}}，完成{{欠账项目.完成投资}}。"))
	leader := &document.Doc{Title: "{{地区}}推进情况专报", Blocks: []document.Block{say("（{{期间}}　{{编写单位}}）"), progress, rates, document.H(1, "请领导关注的项目"),
		say("{{新转红项目.名称}}：本月新转红。{{新转红项目.亮灯原因}}。转绿条件：{{新转红项目.转绿条件}}。"), redTable()}}
	return []shipped{
		{"month", "产业链工作月报", "month", AboutAll, "总体、分链、分县区、亮灯、问题，正文后附数据出处", true, month},
		{"quarter", "季度讲评材料", "quarter", AboutAll, "县区比较和需要说明的项目", false, quarter},
		{"year", "年度报告", "year", AboutAll, "全年情况和欠账项目", false, year},
		{"leader", "链长专报", "month", AboutChain, "每条链一页，给链长看", false, leader},
	}
}

// Install adds the shipped templates that the site has never had; one that was put out of use stays so.
func (s *Service) Install(ctx context.Context, actor authz.Actor) error {
	for i, x := range shippedAll() {
		had, err := templates.Select(ctx, s.Run.DB, new(db.Where).And("t.shipped = ?", x.code), "")
		if err != nil {
			return err
		}
		if len(had) > 0 {
			continue
		}
		var b bytes.Buffer
		if err := docx.Write(&b, x.doc, docx.Options{OmitSources: true}); err != nil {
			return err
		}
		blob, err := s.Files.Put(ctx, &b)
		if err != nil {
			return err
		}
		t := &Template{Name: x.name, Cadence: x.cadence, About: x.about, Note: x.note, Sources: x.sources, Shipped: x.code, Sort: int64(i + 1)}
		if err := s.Create(ctx, actor, t, x.name+".docx", blob); err != nil {
			return err
		}
	}
	return nil
}
