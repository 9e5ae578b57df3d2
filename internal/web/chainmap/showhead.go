package chainmap

import (
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func (h *handlers) head(q *web.Req, m *shown) ui.Page {
	p := q.Page(section, m.chain.Name+"图谱")
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: m.chain.Name, URL: "/chains/" + m.chain.ID}, {Label: "图谱"}}
	p.Wide = true
	p.Lede = ui.Plain(counts(m))
	if m.version != nil {
		p.Tag = "第" + strconv.FormatInt(m.version.No, 10) + "版"
	}
	if len(m.doc.Nodes) > 0 {
		p.Acts = append(p.Acts, ui.PrintPage())
		if q.Actor.Can(authz.MapEdit) && m.sees && m.version == nil {
			p.Acts = append(p.Acts, ui.Action{Label: "编辑图谱", URL: address(m.chain.ID) + "/edit", Primary: true, WideOnly: true})
		}
	}
	return p
}

// counts tells how large the map is.
func counts(m *shown) string {
	if len(m.doc.Nodes) == 0 {
		return "还没有图谱"
	}
	gaps, free := 0, 0
	for i := range m.doc.Nodes {
		if f := m.facts[m.doc.Nodes[i].Key]; f.Gap != nil {
			gaps++
			if f.Gap.Owner == "" {
				free++
			}
		}
	}
	s := strconv.Itoa(len(m.doc.Nodes)) + "个环节，" + strconv.Itoa(len(m.doc.Edges)) + "条供需关系"
	if gaps > 0 {
		s += "；缺口" + strconv.Itoa(gaps) + "处"
	}
	if free > 0 {
		s += "，其中" + strconv.Itoa(free) + "处没有责任人"
	}
	return s
}

// nothing is what stands in place of a map that there is not yet: the four ways to begin one.
func (h *handlers) nothing(q *web.Req, m *shown) *ui.Empty {
	e := &ui.Empty{Title: "还没有图谱", Text: "图谱由牵头单位或链长办建立。"}
	if q.Actor.Can(authz.MapEdit) && m.sees {
		start := address(m.chain.ID) + "/start"
		e.Text = "选一种方式开始，建好后都能再改。"
		e.Acts = []ui.Action{ui.Primary("从模板开始", start+"?way=template"), ui.Act("从投入产出表", start+"?way=io"), ui.Act("导入表格", start+"?way=file"),
			{Label: "画一张", URL: address(m.chain.ID) + "/edit", WideOnly: true}}
	}
	return e
}

func (h *handlers) notice(m *shown) *ui.Note {
	if m.version == nil {
		return nil
	}
	body := ui.Rich{ui.T("这是" + ui.Stamp(m.version.CreatedAt) + "发布的第" + strconv.FormatInt(m.version.No, 10) + "版")}
	if m.version.Label != "" {
		body = append(body, ui.T("“"+m.version.Label+"”"))
	}
	body = append(body, ui.T("，实力、缺口等按今天的数据着色。"), ui.A("看现在的图谱", m.at(address(m.chain.ID), "version", "")))
	return &ui.Note{Body: body}
}
