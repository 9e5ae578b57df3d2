package cadence

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// showPage is one period.
type showPage struct {
	ui.Page
	Note   *ui.Note
	Moved  string
	Dates  ui.Facts
	Owed   []owed
	IsKept bool
	KPIs   []ui.KPI
	Tabs   ui.Tabs
	Lines  ui.Table
	Pager  ui.Pager
	Seal   ui.Facts
	Check  string
	Since  string // when the comparison was made
}

// owed is one thing that is due, by unit.
type owed struct {
	Title string
	Sub   string
	Table ui.Table
}

// perPage is how many lines a page shows.
const perPage = 50

func (d Deps) show(q *web.Req) error {
	if _, err := d.Cadence.Ensure(q.Ctx()); err != nil {
		return err
	}
	p, err := d.get(q)
	if err != nil {
		return err
	}
	page := &showPage{Page: q.Page(section, p.Label()), Moved: p.Moved}
	page.Wide = true
	page.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Label()}}
	page.Tag = stateTag(p)
	page.Dates = ui.Facts{ui.F("起止", p.P().Span()), ui.F("开报", ui.DateProse(p.OpensOn)), ui.F("提醒", ui.DateProse(p.RemindOn)), ui.F("截止", ui.DateProse(p.DueOn)),
		ui.F("冻结", freezeWord(p))}
	if p.ByHand {
		page.Dates = append(page.Dates, ui.F("日期", "由办公室设定："+p.Reason))
	}
	if p.State == area.Frozen {
		err = d.fillKept(q, page, p)
	} else {
		page.Acts = actsOf(q, p)
		err = d.fillOwed(q, page, p)
	}
	if err != nil {
		return err
	}
	return q.RenderList("cadence/show", "kept-lines", page)
}

func actsOf(q *web.Req, p *area.Period) []ui.Action {
	var out []ui.Action
	if q.Actor.Can(authz.PeriodEdit) {
		out = append(out, ui.Action{Label: "改期", URL: of(p) + "/dates", WideOnly: true})
	}
	if !q.Actor.Can(authz.PeriodFreeze) {
		return out
	}
	label := "暂缓冻结"
	if p.State == area.Held {
		label = "恢复自动冻结"
	}
	out = append(out, ui.Action{Label: label, URL: of(p) + "/hold", WideOnly: true})
	if p.P().Last() < q.Today() {
		out = append(out, ui.Primary("冻结", of(p)+"/freeze"))
	}
	return out
}

// fillOwed lists what is due from whom, those who owe most first.
func (d Deps) fillOwed(q *web.Req, page *showPage, p *area.Period) error {
	all, err := d.Cadence.Owed(q.Ctx(), q.Actor.Scope, p.P())
	if err != nil {
		return err
	}
	names, err := d.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	for _, o := range all {
		done, n := o.Count()
		x := owed{Title: o.Label, Sub: fmt.Sprintf("已办%d，应办%d，还差%d", done, n, n-done)}
		x.Table = ui.Table{Label: o.Label, Fold: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}, {Label: "还差", Num: true, Fold: "还差"}, {Label: "已办", Num: true, Fold: "已办"},
			{Label: "应办", Num: true, Fold: "应办"}}}
		slices.SortStableFunc(o.Items, func(a, b area.Item) int { return cmp.Compare(b.Open(), a.Open()) })
		for _, it := range o.Items {
			label := names.Label("unit", it.Unit)
			if label == "" {
				label = "未明确单位"
			}
			row := []ui.Cell{{Text: label, Sub: it.Text}, {Text: ui.Num(it.Open()), URL: it.URL, Down: it.Open() > 0 && p.DueOn < q.Today()}, {Text: ui.Num(it.Done)}, {Text: ui.Num(it.All)}}
			x.Table.Rows = append(x.Table.Rows, ui.Row{Key: it.Unit, Label: label, Cells: row})
		}
		page.Owed = append(page.Owed, x)
	}
	return nil
}

// fillKept shows what a frozen period kept, beside what it would be now.
func (d Deps) fillKept(q *web.Req, page *showPage, p *area.Period) error {
	page.IsKept, page.Check = true, of(p)+"/check"
	if p.P().Kind() == period.Month && q.Actor.Can(authz.ReportMake) {
		page.Acts = append(page.Acts, ui.Act("看通报", "/reports/bulletin/"+p.Period))
	}
	c, err := d.Cadence.Compare(q.Ctx(), p)
	if err != nil {
		return err
	}
	all := c.Within(q.Actor.Scope, "")
	moved := 0
	for i := range all {
		if all[i].Moved() {
			moved++
		}
	}
	if len(all) > 0 && q.Actor.Can(authz.ReportMake) {
		page.Acts = append(page.Acts, ui.Action{Label: "更正通报", URL: of(p) + "/correction.docx", WideOnly: true})
	}
	page.Since = ui.Stamp(c.At)
	page.KPIs = []ui.KPI{{Label: "冻结的数", Value: ui.Num(c.Figures), Unit: "行"}, {Label: "冻结后修订", Value: ui.Num(int64(len(all))), Unit: "处", Down: len(all) > 0},
		{Label: "名次受影响", Value: ui.Num(int64(moved)), Unit: "个", Down: moved > 0}}
	if err := d.fillSeal(q, page, p); err != nil {
		return err
	}
	whole := q.Query("show") == "all"
	at := func(whole bool, n int) string {
		if whole {
			return of(p) + "?show=all&page=" + strconv.Itoa(n)
		}
		return of(p) + "?page=" + strconv.Itoa(n)
	}
	page.Tabs = ui.Tabs{Label: "冻结的数", Items: []ui.Tab{{Label: "只看修订", URL: of(p), Count: ui.Num(int64(len(all))), On: !whole}, {Label: "全部", URL: of(p) + "?show=all", On: whole}}}
	n, _ := strconv.Atoi(q.Query("page"))
	n = max(1, min(n, 1<<20))
	from := (n - 1) * perPage
	total := int64(len(all))
	rows := all[min(from, len(all)):min(from+perPage, len(all))]
	if whole {
		if rows, total, err = d.whole(q, p, all, from); err != nil {
			return err
		}
	}
	if page.Lines, err = d.lines(q, p, c, rows, whole); err != nil {
		return err
	}
	page.Pager = ui.Pager{From: min(int64(from+1), total), To: min(int64(from+perPage), total), Total: total, Unit: "行", Size: perPage, Target: "#lines"}
	if n > 1 {
		page.Pager.Prev = at(whole, n-1)
	}
	if int64(from+perPage) < total {
		page.Pager.Next = at(whole, n+1)
	}
	return nil
}

// whole is a page of all kept lines, with the revisions among them.
func (d Deps) whole(q *web.Req, p *area.Period, revised []area.Revision, from int) ([]area.Revision, int64, error) {
	lines, total, err := d.Cadence.Lines(q.Ctx(), q.Actor.Scope, p, "", from, perPage)
	if err != nil {
		return nil, 0, err
	}
	byNo := map[int64]area.Revision{}
	for _, r := range revised {
		byNo[r.No] = r
	}
	out := make([]area.Revision, len(lines))
	for i := range lines {
		r, ok := byNo[lines[i].No]
		if !ok {
			r = area.Revision{No: lines[i].No, Kept: &lines[i].Line, Now: &lines[i].Line}
		}
		out[i] = r
	}
	return out, total, nil
}

// lines lays kept values and present ones side by side.
func (d Deps) lines(q *web.Req, p *area.Period, c *area.Comparison, rows []area.Revision, whole bool) (ui.Table, error) {
	names, err := d.Lists.Names(q.Ctx())
	if err != nil {
		return ui.Table{}, err
	}
	t := ui.Table{ID: "kept", Label: "冻结的数", Fold: true, Columns: []ui.Column{{Label: "内容", Sub: "来源", Head: true, Width: "16%", Wrap: true}, {Label: "冻结时", Fold: "冻结时", Wrap: true, Width: "26%"},
		{Label: "现在", Fold: "现在", Wrap: true, Width: "26%"}, {Label: "名次", Fold: "名次"}, {Label: "谁改的", Fold: "谁改的", Wrap: true, Width: "18%"}, {Label: "证明", Fold: "证明"}},
		Empty: &ui.Empty{Title: "冻结以后没有修订", Text: "现在的数与冻结时一样"}}
	if whole {
		t.Empty = &ui.Empty{Title: "您的数据范围内没有冻结的数"}
	}
	for i := range rows {
		r := &rows[i]
		l := r.Line()
		cells := []ui.Cell{{Text: l.Label, URL: l.URL, Sub: d.Cadence.KeeperLabel(l.Keeper)}, valueCell(r.Kept, nil), valueCell(r.Now, r.Kept), rankCell(r), {}, {}}
		if r.Kept != nil && r.Now != nil && r.Kept == r.Now {
			cells[2] = ui.Cell{Text: "未变", Quiet: true}
			if c.Passing[r.No] {
				cells[2] = ui.Cell{Text: "按现状取数，不作修订", Quiet: true, URL: l.URL}
			}
		} else if cells[4], err = d.whoCell(q, p, l, names); err != nil {
			return t, err
		}
		if r.No >= 0 {
			cells[5] = ui.Cell{Text: "第" + ui.Num(r.No+1) + "行", URL: of(p) + "/lines/" + strconv.FormatInt(r.No, 10)}
		}
		t.Rows = append(t.Rows, ui.Row{Key: l.Keeper + l.Key, Label: l.Label, Cells: cells})
	}
	return t, nil
}

// valueCell says what a line holds; beside another, the words in which they differ are in bold.
func valueCell(l, beside *area.Line) ui.Cell {
	if l == nil {
		return ui.Cell{Text: "没有", Quiet: true}
	}
	if beside == nil {
		return ui.Cell{Rich: ui.Plain(strings.Join(words(l), ""))}
	}
	had := words(beside)
	var out ui.Rich
	for _, w := range words(l) {
		if slices.Contains(had, w) {
			out = append(out, ui.T(w))
		} else {
			out = append(out, ui.B(w))
		}
	}
	return ui.Cell{Rich: out}
}

// words are the colour of a line and the phrases of its text, each with the mark that ends it.
func words(l *area.Line) []string {
	var out []string
	if l.Colour != "" && l.Colour != "none" {
		out = append(out, ui.Lamp(ui.LetterOf(l.Colour)).Word+"　")
	}
	for rest := l.Words; rest != ""; {
		n := len(rest)
		if i := strings.IndexAny(rest, "，；、"); i >= 0 {
			n = i + len("，")
		}
		out, rest = append(out, rest[:n]), rest[n:]
	}
	return out
}

func rankCell(r *area.Revision) ui.Cell {
	word := func(l *area.Line) string {
		if l == nil || l.Rank == 0 {
			return "—"
		}
		return "第" + ui.Num(l.Rank)
	}
	if r.Moved() {
		return ui.Cell{Text: word(r.Kept) + " → " + word(r.Now), Down: r.Now.Rank > r.Kept.Rank}
	}
	return ui.Cell{Text: word(r.Line()), Quiet: r.Line().Rank == 0}
}

// whoCell tells who changed the record since the freeze.
func (d Deps) whoCell(q *web.Req, p *area.Period, l *area.Line, names *listing.Names) (ui.Cell, error) {
	if l.Subject.Kind != "project" || !q.Actor.Can(authz.JournalView) {
		return ui.Cell{Text: "由所含项目等算出", Quiet: true}, nil
	}
	events, err := d.Cadence.Why(q.Ctx(), p, l)
	if err != nil || len(events) == 0 {
		return ui.Cell{Text: "随其他修订变化", Quiet: true}, err
	}
	e := &events[0]
	for i := range events { // a change that says something, rather than the newest of all
		if trail.Brief(&events[i], names, 1) != "" {
			e = &events[i]
			break
		}
	}
	said := ui.Joined(ui.Stamp(e.At), trail.Brief(e, names, 2), e.Reason)
	return ui.Cell{Rich: ui.Rich{ui.A(e.ActorName+"　"+trail.Action(e.Action), l.URL+"/history"), ui.T("　" + said)}}, nil
}
