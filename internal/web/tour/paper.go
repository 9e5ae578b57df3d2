package tour

import (
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/xlsx"
	area "lianzhang/internal/tour"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// paperPage is the route and blank sheets for those who write by hand.
type paperPage struct {
	ui.Page
	Name, Days, Note string
	Route            ui.Table
	Stops            []blank
	Criteria         []area.Criterion
	Rule             string
}

// blank is the empty sheet of a stop.
type blank struct {
	Title, Where string
	Rows         []blankRow
}

// blankRow is a criterion to be marked by hand.
type blankRow struct{ Name, Weight, Full string }

func (h *handlers) paper(q *web.Req) error {
	v, dir, err := h.view(q)
	if err != nil {
		return err
	}
	p := &paperPage{Page: q.Page(section, v.Name+"　路线和评分表"), Name: v.Name, Days: v.Days(), Note: v.Note, Rule: rule(v.Tour) + "；" + avoid(v.Tour)}
	p.Crumbs = []ui.Link{{Label: "观摩", URL: base}, {Label: v.Name, URL: base + "/" + v.ID}, {Label: "纸质表和路线"}}
	p.Acts = []ui.Action{ui.PrintPage()}
	p.Lede = ui.Plain("给不用手机的评委：第一页是路线，后面每站一张空表。收回后由评委本人在手机或电脑上照着录入。")
	p.Route = route(v, dir, base+"/"+v.ID)
	p.Route.Columns = p.Route.Columns[:4]
	for i := range p.Route.Rows {
		p.Route.Rows[i].Cells = p.Route.Rows[i].Cells[:4]
	}
	for i := range v.Stops {
		s := &v.Stops[i]
		b := blank{Title: "第" + ui.Num(s.No) + "站　" + s.Name, Where: ui.Joined(dir.RegionName(s.County), s.OnDate+" "+s.AtTime)}
		for _, c := range v.Criteria {
			b.Rows = append(b.Rows, blankRow{c.Name, trim(c.Weight), trim(c.Full)})
		}
		p.Stops = append(p.Stops, b)
	}
	return q.Render("tour/paper", p)
}

// excel gives the results as a workbook: stops, counties, and every sheet with its marks.
func (h *handlers) excel(q *web.Req) error {
	v, dir, err := h.view(q)
	if err != nil {
		return err
	}
	if !v.Open {
		return errs.New(errs.Forbidden, "还没有收分，结果只有组织单位看得到；收分后评委可以导出，公布后都可以")
	}
	book := xlsx.New()
	defer book.Close()
	name := func(code string) string { return dir.RegionName(code) }
	at := q.Address() + base + "/" + v.ID
	for _, write := range []func() error{
		func() error { return stopsSheet(book, v, name, at) }, func() error { return countiesSheet(book, v, name, at) }, func() error { return marksSheet(book, v, name) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	q.Download(v.Name+"结果.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return book.Write(q.W)
}

func scored(s *area.Score) (rank, mean xlsx.Cell) {
	if !s.Known {
		return xlsx.Cell{}, xlsx.Cell{}
	}
	return xlsx.Number(float64(s.Rank)), xlsx.Number(s.Mean)
}

func stopsSheet(book *xlsx.Book, v *area.View, name func(string) string, at string) error {
	sheet, err := book.Sheet(xlsx.Options{Name: "各站得分", Title: v.Name + "　各站得分", Note: rule(v.Tour), Columns: []xlsx.Column{{Header: "名次", Kind: xlsx.KindNumber}, {Header: "站", Kind: xlsx.KindNumber}, {Header: "站点", Width: 36}, {Header: "县区"},
		{Header: "平均分", Kind: xlsx.KindNumber, Decimals: 2}, {Header: "应交表", Kind: xlsx.KindNumber}, {Header: "已交表", Kind: xlsx.KindNumber}, {Header: "备注", Width: 24}, {Header: "出处", Width: 48}}})
	if err != nil {
		return err
	}
	for _, i := range ranked(len(v.Stops), func(i int) *area.Score { return &v.Stops[i].Score }) {
		s := &v.Stops[i]
		rank, mean := scored(&s.Score)
		if err := sheet.Row(rank, xlsx.Number(float64(s.No)), xlsx.Text(s.Name), xlsx.Text(name(s.County)), mean, xlsx.Number(float64(s.Due)), xlsx.Number(float64(len(s.Sheets))), xlsx.Text(remark(&s.Score)),
			xlsx.Text(at+"/stops/"+s.ID)); err != nil {
			return err
		}
	}
	return nil
}

func countiesSheet(book *xlsx.Book, v *area.View, name func(string) string, at string) error {
	sheet, err := book.Sheet(xlsx.Options{Name: "各县区得分", Title: v.Name + "　各县区得分", Note: "本县区各站平均分的平均", Columns: []xlsx.Column{{Header: "名次", Kind: xlsx.KindNumber}, {Header: "县区", Width: 20}, {Header: "平均分", Kind: xlsx.KindNumber, Decimals: 2},
		{Header: "站点", Kind: xlsx.KindNumber}, {Header: "备注", Width: 24}, {Header: "出处", Width: 48}}})
	if err != nil {
		return err
	}
	for _, i := range ranked(len(v.Counties), func(i int) *area.Score { return &v.Counties[i].Score }) {
		c := &v.Counties[i]
		rank, mean := scored(&c.Score)
		if err := sheet.Row(rank, xlsx.Text(name(c.County)), mean, xlsx.Number(float64(len(c.Stops))), xlsx.Text(remark(&c.Score)), xlsx.Text(at+"/counties/"+c.County)); err != nil {
			return err
		}
	}
	return nil
}

func marksSheet(book *xlsx.Book, v *area.View, name func(string) string) error {
	cols := []xlsx.Column{{Header: "站", Kind: xlsx.KindNumber}, {Header: "站点", Width: 36}, {Header: "县区"}, {Header: "评委"}}
	for _, c := range v.Criteria {
		cols = append(cols, xlsx.Column{Header: c.Name + "（满分" + trim(c.Full) + "，权重" + trim(c.Weight) + "）", Kind: xlsx.KindNumber, Width: 14})
	}
	cols = append(cols, xlsx.Column{Header: "总分", Kind: xlsx.KindNumber, Decimals: 2}, xlsx.Column{Header: "计入"}, xlsx.Column{Header: "意见", Width: 40})
	sheet, err := book.Sheet(xlsx.Options{Name: "评分表", Title: v.Name + "　评分表", Columns: cols})
	if err != nil {
		return err
	}
	for i := range v.Stops {
		s := &v.Stops[i]
		for k := range s.Sheets {
			sh := &s.Sheets[k]
			marks, err := sh.Marks()
			if err != nil {
				return err
			}
			cells := []xlsx.Cell{xlsx.Number(float64(s.No)), xlsx.Text(s.Name), xlsx.Text(name(s.County)), xlsx.Text(sh.Name)}
			for n := range v.Criteria {
				cell := xlsx.Cell{}
				if n < len(marks) {
					cell = xlsx.Number(marks[n])
				}
				cells = append(cells, cell)
			}
			word := map[string]string{"": "计入", "high": "去掉（最高）", "low": "去掉（最低）"}[sh.Dropped]
			if !s.Known {
				word = s.Why
			}
			if err := sheet.Row(append(cells, xlsx.Number(sh.Total), xlsx.Text(word), xlsx.Text(sh.Remark))...); err != nil {
				return err
			}
		}
	}
	return nil
}
