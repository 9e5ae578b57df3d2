package report

import (
	"net/url"

	"lianzhang/internal/platform/docx"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// paperPage is a paper as leaves, with the check of its numbers beside it.
type paperPage struct {
	ui.Page
	Flows  []flow
	Check  string // address of the check
	Facts  ui.Facts
	Figure int      // how many figures can be opened
	Note   *ui.Note // of a frozen month
	Water  *ui.Note // findings of the checkup that wait
}

func (d Deps) show(q *web.Req, p *Paper) error {
	page := &paperPage{Page: q.Page(section, p.name()+p.kind.label), Flows: flows(p.Doc), Check: p.base() + "/check", Figure: len(p.Doc.Figures())}
	page.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: p.kind.label, URL: "/reports"}, {Label: p.name()}}
	page.Acts = []ui.Action{}
	if p.kind == dispatch {
		page.Acts = append(page.Acts, ui.Action{Label: "调度板", URL: "/dispatch?week=" + string(p.Period), Plain: true, WideOnly: true})
	}
	page.Acts = append(page.Acts, ui.PrintPage(), ui.Action{Label: "导出Excel", URL: p.base() + "/excel", WideOnly: true}, ui.Primary("导出Word", p.base()+"/word"))
	page.Facts = ui.Facts{
		ui.F("数据截至", ui.DateProse(p.Day)), ui.F("标准", "GB/T 9704，每面22行、每行28字"),
		ui.F("字体", "小标宋、仿宋、黑体、楷体；电脑上没有时用宋体代，排出的行数会略有出入"), ui.F("链接", "文中带点线的数可以点开，看它是哪些项目；打印时不印"),
	}
	if d.Frozen != nil && p.kind == bulletin {
		note, err := d.Frozen(q, p.Period)
		if err != nil {
			return err
		}
		page.Note = note
	}
	if d.Waiting != nil {
		ids, err := p.projects()
		if err != nil {
			return err
		}
		if page.Water, err = d.Waiting(q, ids); err != nil {
			return err
		}
	}
	return q.Render("report/paper", page)
}

// projects are the ids of the projects that the paper reports on; nil when there are so many that all are meant.
func (p *Paper) projects() ([]string, error) {
	if p.N > shelfProjects {
		return nil, nil
	}
	s, err := p.Select(url.Values{})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(s.Items))
	for i, it := range s.Items {
		ids[i] = it.ID
	}
	return ids, nil
}

// spreadsheet is the media type of an Excel file.
const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (d Deps) word(q *web.Req, p *Paper) error {
	q.Download(p.FileName("docx"), docx.ContentType)
	return p.Word(q.W)
}

func (d Deps) excel(q *web.Req, p *Paper) error {
	q.Download(p.FileName("xlsx"), spreadsheet)
	return p.Excel(q.W)
}
