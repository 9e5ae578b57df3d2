package journal

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// listPage is a part of the journal under some criteria, newest first. The log has no page numbers: it grows while one reads.
type listPage struct {
	ui.Page
	Errs                   ui.Errors
	Who, Action, Kind, Ref ui.Field
	From, To               ui.Field
	RefName, Unref, Clear  string
	Table                  ui.Table
	Older, Newest          string
	Size                   string
}

const pageSize = 50

func (d Deps) list(q *web.Req) error {
	names, err := d.Trail.Kit.Names(q.Ctx())
	if err != nil {
		return err
	}
	head, err := d.Run.Journal.Head(q.Ctx())
	if err != nil {
		return err
	}
	out := &listPage{Page: q.Page("admin", "日志"), Size: ui.Num(head.Size)}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "日志"}}
	out.Lede = ui.Plain("每次改动、登录和导出都在这里，只增不改；改一个字，校验就会指出来")
	out.Acts = []ui.Action{ui.Act("检查点", "/admin/journal/checkpoints"), ui.Primary("校验", "/admin/journal/verify")}
	v := q.R.URL.Query()
	out.fields(v, q.Today())
	c, err := criteria(v, names)
	if err != nil {
		out.Errs = ui.Reject(err) // the fields stand in a row and have no room for messages of their own
		return q.RenderInvalid("admin/journal/list", out)
	}
	before, err := strconv.ParseInt(v.Get("before"), 10, 64)
	if err != nil {
		before = 0
	}
	events, next, err := journal.Find(q.Ctx(), d.Run.DB, c, journal.Page{Before: before, Size: pageSize})
	if err != nil {
		return err
	}
	if out.Table, err = d.table(q.Ctx(), events, names); err != nil {
		return err
	}
	if out.RefName, err = d.title(q.Ctx(), c.Ref, names); err != nil {
		return err
	}
	out.Unref = with(v, "ref", "")
	if next > 0 {
		out.Older = with(v, "before", strconv.FormatInt(next, 10))
	}
	if before > 0 {
		out.Newest = with(v, "before", "")
	}
	return q.Render("admin/journal/list", out)
}

// title is the name of the record that was asked for.
func (d Deps) title(ctx context.Context, ref record.Ref, names *listing.Names) (string, error) {
	titles, err := d.Trail.Titles(ctx, []journal.Event{{Header: journal.Header{Ref: ref}}}, names)
	return titles[ref], err
}

func with(v url.Values, name, value string) string {
	out := url.Values{}
	for n, values := range v {
		if len(values) > 0 && values[0] != "" {
			out.Set(n, values[0])
		}
	}
	out.Set(name, value)
	if value == "" {
		out.Del(name)
	}
	return "/admin/journal?" + out.Encode()
}

func (p *listPage) fields(v url.Values, today string) {
	actions := append([]ui.Option{{Label: "做了什么"}}, trail.Actions()...)
	kinds := append([]ui.Option{{Label: "对象"}}, trail.Kinds()...)
	p.Who = ui.Field{Kind: ui.KindText, Name: "who", Label: "谁", Value: v.Get("who"), Placeholder: "姓名或登录名", MaxLength: 40}
	p.Action = ui.Field{Kind: ui.KindSelect, Name: "action", Label: "做了什么", Value: v.Get("action"), Options: actions}
	p.Kind = ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "对象", Value: v.Get("kind"), Options: kinds}
	p.Ref = ui.Field{Kind: ui.KindText, Name: "ref", Label: "记录编号", Value: v.Get("ref"), Placeholder: "26位编号", MaxLength: 64}
	p.From = ui.Field{Kind: ui.KindDate, Name: "from", Label: "从", Value: v.Get("from"), Max: today}
	p.To = ui.Field{Kind: ui.KindDate, Name: "to", Label: "到", Value: v.Get("to"), Max: today}
	if len(v) > 0 {
		p.Clear = "/admin/journal"
	}
}

func criteria(v url.Values, names *listing.Names) (journal.Criteria, error) {
	var bad errs.Fields
	c := journal.Criteria{Action: v.Get("action"), Ref: record.Ref{Kind: v.Get("kind"), ID: strings.TrimSpace(v.Get("ref"))}}
	if who := strings.TrimSpace(v.Get("who")); who != "" {
		if a := names.Dir.AccountByLogin(who); a != nil {
			c.ActorID = a.ID
		} else {
			c.ActorName = who
		}
	}
	if c.Ref.ID != "" && c.Ref.Kind == "" {
		bad.Add("kind", "填了编号，也要选对象")
	}
	day := func(name string, dest *int64, more int) {
		if v.Get(name) == "" {
			return
		}
		t, err := time.ParseInLocation(time.DateOnly, v.Get(name), clock.Zone)
		if err != nil {
			bad.Add(name, "日期写成2026-11-22这样")
			return
		}
		*dest = t.AddDate(0, 0, more).UnixMicro()
	}
	day("from", &c.From, 0)
	day("to", &c.To, 1)
	if c.From != 0 && c.To != 0 && c.From >= c.To {
		bad.Add("to", "止期早于起期")
	}
	// Of one record every entry counts; elsewhere one line a change is enough.
	c.Whole = c.Ref.Kind == ""
	return c, bad.Err()
}

func (d Deps) table(ctx context.Context, events []journal.Event, names *listing.Names) (ui.Table, error) {
	t := ui.Table{Label: "日志", Fold: true, Columns: []ui.Column{{Label: "序号", Num: true, Fold: "序号"}, {Label: "时间", Fold: "时间"}, {Label: "谁", Sub: "途径", Fold: "谁"},
		{Label: "做了什么", Sub: "事由", Head: true, Grow: true}, {Label: "对象", Fold: "对象"}},
		Empty: &ui.Empty{Title: "没有符合条件的记录", Acts: []ui.Action{{Label: "清空条件", URL: "/admin/journal", Small: true}}}}
	several, err := journal.Several(ctx, d.Run.DB, events)
	if err != nil {
		return t, err
	}
	titles, err := d.Trail.Titles(ctx, events, names)
	if err != nil {
		return t, err
	}
	for i := range events {
		e := &events[i]
		said := e.Reason
		if brief := trail.Brief(e, names, 3); brief != "" && !several[e.Seq] {
			said = ui.Joined(said, brief)
		}
		if several[e.Seq] {
			said = ui.Joined(said, "改了多条记录")
		}
		seq := strconv.FormatInt(e.Seq, 10)
		t.Rows = append(t.Rows, ui.Row{Key: seq, Cells: []ui.Cell{{Text: ui.Num(e.Seq)}, {Text: ui.Stamp(e.At), Title: trail.Moment(e.At)}, {Text: e.ActorName, Sub: trail.Via(e.Via)},
			{Text: trail.Action(e.Action), URL: at(e.Seq), Sub: said}, object(e.Ref, titles[e.Ref])}})
	}
	return t, nil
}

// object is the cell of a record, with the way to its own history; a long name is cut, so that the column stays a column.
func object(ref record.Ref, title string) ui.Cell {
	out := ui.Cell{Text: title, Title: title, Sub: trail.Table(ref.Kind)}
	if r := []rune(title); len(r) > 18 {
		out.Text = string(r[:17]) + "…"
	}
	if ref.ID != "" {
		out.URL = "/admin/journal?" + url.Values{"kind": {ref.Kind}, "ref": {ref.ID}}.Encode()
	}
	return out
}
