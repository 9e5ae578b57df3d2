package journal

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// showPage is one entry: what it says, what it changed, and the proof that it stands in the log.
type showPage struct {
	ui.Page
	Facts    ui.Facts
	Diffs    []trail.Diff
	Op       string
	Proved   ui.Note
	Proof    ui.Facts
	Download string
	Together ui.Table
	Prev     string
	Next     string
}

// together is how many entries before and after are looked at for the same change.
const together = 200

func sequence(q *web.Req) (int64, error) {
	seq, err := strconv.ParseInt(q.Path("seq"), 10, 64)
	if err != nil || seq < 0 {
		return 0, errs.New(errs.NotFound, "日志没有“%s”这一条", q.Path("seq"))
	}
	return seq, nil
}

func (d Deps) show(q *web.Req) error {
	seq, err := sequence(q)
	if err != nil {
		return err
	}
	names, err := d.Trail.Kit.Names(q.Ctx())
	if err != nil {
		return err
	}
	e, err := journal.ReadEntry(q.Ctx(), d.Run.DB, seq)
	if err != nil {
		return err
	}
	events, err := journal.Together(q.Ctx(), d.Run.DB, seq, together)
	if err != nil {
		return err
	}
	titles, err := d.Trail.Titles(q.Ctx(), events, names)
	if err != nil {
		return err
	}
	out := &showPage{Page: page(q, "第"+ui.Num(seq)+"条"), Together: others(events, seq), Next: at(seq + 1)}
	if seq > 0 {
		out.Prev = at(seq - 1)
	}
	for i := range events {
		if ev := &events[i]; ev.Seq == seq {
			out.Diffs, out.Op = trail.Diffs(ev, names), operation(ev)
			out.Facts = d.facts(ev, titles[ev.Ref], names.Label("unit", ev.UnitID))
		}
	}
	if err := d.prove(q, e, out); err != nil {
		return err
	}
	return q.Render("admin/journal/show", out)
}

func at(seq int64) string { return "/admin/journal/entries/" + strconv.FormatInt(seq, 10) }

func operation(e *journal.Event) string {
	switch e.Op {
	case db.Inserted:
		return "新增" + trail.Table(e.Table)
	case db.Updated:
		return "修改" + trail.Table(e.Table)
	case db.Deleted:
		return "删除" + trail.Table(e.Table)
	}
	return "没有改动数据，只记这件事"
}

func (d Deps) facts(e *journal.Event, title, unit string) ui.Facts {
	f := ui.Facts{ui.F("时间", trail.Moment(e.At)), ui.F("谁", e.ActorName), ui.F("单位", unit), ui.F("途径", trail.Via(e.Via)),
		{Label: "做了什么", Value: ui.Rich{ui.T(trail.Action(e.Action) + "　"), ui.Quiet(e.Action)}}, ui.F("事由", e.Reason), ui.F("请求编号", e.Request)}
	f = slices.DeleteFunc(f, func(x ui.Fact) bool { return len(x.Value) == 1 && x.Value[0].Kind == "quiet" }) // not given, and never will be
	if !e.Ref.Zero() {
		if title == "" {
			title = e.Ref.ID
		}
		object := ui.Rich{ui.T(trail.Table(e.Ref.Kind) + "　")}
		if e.Ref.ID != "" {
			object = append(object, ui.A(title, "/admin/journal?kind="+e.Ref.Kind+"&ref="+e.Ref.ID))
		}
		f = append(f, ui.Fact{Label: "对象", Value: object})
	}
	return f
}

// prove checks the entry against the log and shows the proof; a proof that does not hold is shown, not hidden.
func (d Deps) prove(q *web.Req, e *journal.Entry, out *showPage) error {
	p, err := d.Run.Journal.Proof(q.Ctx(), e.Seq)
	if err != nil {
		out.Proved = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("证明取不出："), ui.T(web.Message(err) + "　"), ui.A("校验整个日志", "/admin/journal/verify")}}
		return nil
	}
	if err := journal.VerifyInclusion(e, p, p.Root); err != nil {
		out.Proved = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("这一条与日志的散列不符："), ui.T(web.Message(err) + "　"), ui.A("校验整个日志", "/admin/journal/verify")}}
	} else {
		out.Proved = ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("已核对："), ui.T("这一条在日志里，内容与当时一致")}}
	}
	out.Proof = ui.Facts{ui.F("条目散列", hexOf(p.Leaf)), ui.F("日志条数", ui.Num(p.Size)), ui.F("日志的根", hexOf(p.Root)), ui.F("路径", strconv.Itoa(len(p.Path))+"步")}
	out.Download = at(e.Seq) + "/proof"
	return nil
}

func hexOf(b64 string) string {
	raw, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		return b64
	}
	return hex.EncodeToString(raw)
}

func others(events []journal.Event, seq int64) ui.Table {
	t := ui.Table{Label: "同一次操作", Fold: true, Columns: []ui.Column{{Label: "序号", Num: true, Fold: "序号"}, {Label: "改动", Head: true, Grow: true}, {Label: "记录编号", Fold: "记录编号"}}}
	for i := range events {
		e := &events[i]
		if e.Seq != seq && len(t.Rows) < together {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Num(e.Seq)}, {Text: operation(e), URL: at(e.Seq)}, {Text: e.RowID, Quiet: true}}})
		}
	}
	return t
}

// proof gives entry and proof as a file, for checking without this program: RFC 6962 over the entry's fields.
func (d Deps) proof(q *web.Req) error {
	seq, err := sequence(q)
	if err != nil {
		return err
	}
	e, err := journal.ReadEntry(q.Ctx(), d.Run.DB, seq)
	if err != nil {
		return err
	}
	p, err := d.Run.Journal.Proof(q.Ctx(), seq)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(struct {
		Entry *journal.Entry     `json:"entry"`
		Proof *journal.Inclusion `json:"proof"`
	}{e, p}, "", "  ")
	if err != nil {
		return err
	}
	q.Download("日志第"+strconv.FormatInt(seq, 10)+"条证明.json", "application/json")
	_, err = q.W.Write(b)
	return err
}
