package importing

import (
	"net/url"
	"strconv"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// previewPage is the sheet as it was received, with its faults in the cells.
type previewPage struct {
	ui.Page
	Steps   ui.Steps
	Refused *ui.ErrorState
	Notes   []note
	Sum     ui.Summary
	Tabs    ui.Tabs
	Dups    []dupLine
	Sheets  []grid
	Empty   *ui.Empty
	Pager   ui.Pager
	At      string // address of the batch
	Tab     string
	Number  int // of the page
}

// perPage is how many rows a page shows.
const perPage = 50

// preview answers with the preview; fault is what was wrong with the last correction.
func (h *handlers) preview(q *web.Req, b *area.Batch, fault error) error {
	view := viewOf(q)
	p := &previewPage{Page: h.chrome(q, b, "校对导入"), Steps: steps(2), At: address(b), Tab: view.Tab, Number: view.Page}
	if fault != nil {
		p.Notes = append(p.Notes, note{Letter: ui.Red, Body: ui.Plain(web.Message(fault))})
	}
	pre, err := h.Imports.Preview(q.Ctx(), q.Actor, b.ID, view)
	if err != nil {
		return err
	}
	s := pre.Batch.Summary
	p.Acts = h.acts(b, s)
	if s.Refused != "" {
		p.Refused = &ui.ErrorState{Title: "这个文件读不了", Text: s.Refused, Acts: []ui.Action{{Label: "指定表和表头", URL: address(b) + "/head", Small: true},
			{Label: "换一个文件", URL: base + "/new?list=" + b.List, Small: true, Primary: true}}}
		return q.Render("importing/preview", p)
	}
	p.Notes = append(p.Notes, notes(b, s)...)
	p.Sum = summary(s)
	p.Tabs = tabs(pre, address(b))
	if pre.Tab == "dup" || pre.Tab == "todo" {
		p.Dups = dupLines(s)
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	layer := &layer{spec: h.spec(q.Actor, b.List), names: names, batch: b}
	for _, g := range layer.grids(pre, s) {
		p.Sheets = append(p.Sheets, *g)
	}
	p.Pager = pager(pre, address(b))
	if len(pre.Lines) == 0 {
		p.Empty = &ui.Empty{Title: "这一类没有行"}
	}
	if fault != nil {
		return q.RenderInvalid("importing/preview", p)
	}
	return q.Render("importing/preview", p)
}

// viewOf is the part of the preview that was asked for, or on which a correction was made.
func viewOf(q *web.Req) area.View {
	v := q.R.URL.Query()
	if q.R.PostForm != nil {
		v = q.R.PostForm
	}
	number, _ := strconv.Atoi(v.Get("page"))
	return area.View{Tab: v.Get("tab"), Page: max(number, 1), Size: perPage}
}

func (h *handlers) acts(b *area.Batch, s *area.Summary) []ui.Action {
	drop := ui.Post("放弃", address(b)+"/drop")
	drop.Confirm, drop.WideOnly = "放弃这批导入？校对的结果会丢掉，登记册不变", true
	acts := []ui.Action{{Label: "对表头", URL: address(b) + "/head", WideOnly: true}}
	if s.Refused != "" {
		return []ui.Action{drop}
	}
	if s.Rejected+s.Write.Hold > 0 {
		acts = append(acts, ui.Action{Label: "下载有误行", URL: address(b) + "/rejects.xlsx", WideOnly: true})
	}
	acts = append(acts, drop)
	n := s.Write.New + s.Write.Merge
	confirm := ui.Post("入库"+ui.Num(int64(n))+"行", address(b)+"/confirm")
	confirm.Primary, confirm.Disabled = true, n == 0
	confirm.Confirm = "新增" + ui.Num(int64(s.Write.New)) + "条、更新" + ui.Num(int64(s.Write.Merge)) + "条。入库后可以整批撤回"
	if s.Write.Hold > 0 {
		confirm.Confirm += "；" + ui.Num(int64(s.Write.Hold)) + "行待定，不入库"
	}
	if s.Rejected > 0 {
		confirm.Confirm += "；" + ui.Num(int64(s.Rejected)) + "行有误，不入库"
	}
	return append(acts, confirm)
}

func tabs(p *area.Preview, at string) ui.Tabs {
	t := ui.Tabs{Label: "按结果看"}
	for _, x := range p.Tabs {
		if x.N == 0 && x.Code != "all" && x.Code != p.Tab {
			continue
		}
		t.Items = append(t.Items, ui.Tab{Label: x.Label, URL: tabURL(at, x.Code, 1), Count: ui.Num(int64(x.N)), On: x.Code == p.Tab})
	}
	return t
}

func tabURL(at, tab string, page int) string {
	v := url.Values{}
	if tab != "" && tab != "all" {
		v.Set("tab", tab)
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	if e := v.Encode(); e != "" {
		return at + "?" + e
	}
	return at
}

func pager(p *area.Preview, at string) ui.Pager {
	out := ui.Pager{Total: int64(p.Total), Unit: "行"}
	if p.Total == 0 {
		return out
	}
	out.From, out.To = int64((p.Page-1)*perPage+1), int64(min(p.Page*perPage, p.Total))
	if p.Page > 1 {
		out.Prev = tabURL(at, p.Tab, p.Page-1)
	}
	if p.Page < p.Pages {
		out.Next = tabURL(at, p.Tab, p.Page+1)
	}
	for n := max(1, p.Page-3); n <= min(p.Pages, p.Page+3) && p.Pages > 1; n++ {
		out.Pages = append(out.Pages, ui.Tab{Label: strconv.Itoa(n), URL: tabURL(at, p.Tab, n), On: n == p.Page})
	}
	return out
}

// numeric tells whether a column's values stand at the right.
func numeric(c *list.Column) bool {
	switch c.Kind {
	case list.Money, list.Int, list.Number, list.Percent, list.Date, list.Period:
		return true
	}
	return false
}

// layouts are the layouts of the chosen sheets by number.
func layouts(s *area.Summary) map[int]*area.Sheet {
	out := map[int]*area.Sheet{}
	for i := range s.Sheets {
		if s.Sheets[i].Chosen && s.Sheets[i].Layout != nil {
			out[s.Sheets[i].No] = &s.Sheets[i]
		}
	}
	return out
}
