// Package calendar shows the working calendar and imports the State Council's notice of each new year.
package calendar

import (
	"embed"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Org *org.Service
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	return []web.Route{
		{Pattern: "GET /admin/calendar", Perm: authz.OrgView, Handle: d.show},
		{Pattern: "GET /admin/calendar/new", Perm: authz.SiteConfig, Handle: d.showNew},
		{Pattern: "POST /admin/calendar", Perm: authz.SiteConfig, Handle: d.create, Body: maxNotice + 1<<16},
	}
}

// maxNotice is the size of a notice in bytes; real ones have some 4 KB.
const maxNotice = 256 << 10

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/calendar", files) }

// showPage is one year of the calendar.
type showPage struct {
	ui.Page
	Years ui.Tabs
	Note  *ui.Note
	Table ui.Table
}

func (d Deps) show(q *web.Req) error {
	c, err := d.Org.Calendar(q.Ctx())
	if err != nil {
		return err
	}
	imported, err := d.Org.Notices(q.Ctx())
	if err != nil {
		return err
	}
	this, err := strconv.Atoi(q.Today()[:4])
	if err != nil {
		return err
	}
	year := this
	if y, err := strconv.Atoi(q.Query("year")); err == nil {
		year = y
	}
	p := &showPage{Page: q.Page("admin", "工作日历")}
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "工作日历"}}
	p.Lede = ui.Plain("办理时限按工作日计，节假日和调休以国务院办公厅通知为准")
	if q.Actor.Can(authz.SiteConfig) {
		p.Acts = []ui.Action{ui.Primary("导入通知", "/admin/calendar/new")}
	}
	for _, n := range c.Notices() {
		tab := ui.Tab{Label: strconv.Itoa(n.Year), URL: "/admin/calendar?year=" + strconv.Itoa(n.Year), On: n.Year == year}
		if slices.ContainsFunc(imported, func(o workday.Notice) bool { return o.Year == n.Year }) {
			tab.Count = "导入"
		}
		p.Years.Items = append(p.Years.Items, tab)
		if tab.On {
			p.Table = table(n)
		}
	}
	if year == this && !c.Known(this+1) && q.Today()[5:] >= "11-01" {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain(strconv.Itoa(this+1) + "年的通知还没有导入，跨年的时限暂按周一到周五计。通知一般在11月公布")}
	}
	if p.Table.Columns == nil {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain(strconv.Itoa(year) + "年没有通知，按周一到周五计")}
	}
	return q.Render("admin/calendar/show", p)
}

// table lists a notice holiday by holiday.
func table(n workday.Notice) ui.Table {
	t := ui.Table{Label: strconv.Itoa(n.Year) + "年", Fold: true, Columns: []ui.Column{{Label: "节日", Head: true}, {Label: "放假", Fold: "放假", Grow: true}, {Label: "调休上班", Fold: "调休上班"}}}
	var names []string
	off, on := map[string][]string{}, map[string][]string{}
	for _, day := range n.Days {
		if !slices.Contains(names, day.Name) {
			names = append(names, day.Name)
		}
		if day.Off {
			off[day.Name] = append(off[day.Name], day.Date)
		} else {
			on[day.Name] = append(on[day.Name], day.Date)
		}
	}
	for _, name := range names {
		worked := ""
		for i, date := range on[name] {
			if i > 0 {
				worked += "、"
			}
			worked += ui.DateProse(date)
		}
		if worked == "" {
			worked = "无"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: span(off[name])}, {Text: worked}}})
	}
	return t
}

func span(days []string) string {
	if len(days) == 0 {
		return "无"
	}
	slices.Sort(days)
	first, last := days[0], days[len(days)-1]
	text := ui.DateProse(first)
	if last != first {
		text += "—" + ui.DateProse(last)
	}
	return text + "，" + strconv.Itoa(len(days)) + "天"
}

// newPage takes a notice, shows how it was understood, and then stores it.
type newPage struct {
	ui.Page
	Errs       ui.Errors
	File, Text ui.Field
	Example    string
	Notice     string // as understood, to be confirmed
	Table      ui.Table
	Year       int
	Reason     ui.Field
}

func (d Deps) newPage(q *web.Req) *newPage {
	p := &newPage{Page: q.Page("admin", "导入通知"), Example: `{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}`,
		File:   ui.Field{Kind: ui.KindFile, Name: "file", Label: "文件", Accept: ".json", Placeholder: "一年一个JSON文件", Wide: true},
		Text:   ui.Field{Kind: ui.KindTextArea, Name: "notice", Label: "或粘贴全文", Rows: 6, Wide: true},
		Reason: ui.Field{Kind: ui.KindText, Name: "reason", Label: "依据", Help: "国办发明电文号", MaxLength: 100}}
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "工作日历", URL: "/admin/calendar"}, {Label: "导入通知"}}
	return p
}

func (d Deps) showNew(q *web.Req) error { return q.Render("admin/calendar/new", d.newPage(q)) }

func (d Deps) create(q *web.Req) error {
	text, err := posted(q.R)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	p := d.newPage(q)
	n, err := workday.Parse([]byte(text))
	if err != nil {
		p.Text.Value = text
		p.Errs = ui.Reject(errs.Fields{{Name: "notice", Message: web.Message(err)}}.Err(), &p.Text)
		return q.RenderInvalid("admin/calendar/new", p)
	}
	if f.Raw("do") == "store" {
		if err := d.Org.ImportNotice(q.Ctx(), q.Actor, n, f.Text("reason")); err != nil {
			return err
		}
		year := strconv.Itoa(n.Year)
		return q.Redirect("/admin/calendar?year="+year, year+"年通知已导入")
	}
	b, err := json.Marshal(n)
	if err != nil {
		return err
	}
	p.Notice, p.Table, p.Year = string(b), table(n), n.Year
	return q.Render("admin/calendar/new", p)
}

// posted is the text of the notice: of the file when there is one, else what was pasted.
func posted(r *http.Request) (string, error) {
	if err := r.ParseMultipartForm(maxNotice); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", errs.Wrap(err, errs.Invalid, "表单没有收全，请重新提交")
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return r.PostFormValue("notice"), nil
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxNotice+1))
	if err != nil {
		return "", errs.Wrap(err, errs.Invalid, "文件没有收全，请重新提交")
	}
	if len(b) == 0 {
		return r.PostFormValue("notice"), nil
	}
	return string(b), nil
}
