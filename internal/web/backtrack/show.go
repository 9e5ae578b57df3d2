package backtrack

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"strconv"

	"rsc.io/qr"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// showPage is the story of one record.
type showPage struct {
	ui.Page
	Verdict ui.Note
	Summary string
	Count   string
	Units   ui.Table
	Desks   ui.Table
	Stays   ui.Table
	Passage string // heads the states
	Missed  ui.Table
	Months  bool // the record reports by month
	Orders  ui.Table
	Deeds   []deeds
	Point   string
	PNG     template.URL
}

// deeds is what was done at one desk.
type deeds struct {
	Title, Sub string
	Log        ui.Log
	None       string // said when nothing is listed
	Left       int    // changes of derived figures that are not listed
}

func (h *handlers) show(q *web.Req, kind, id string) error {
	w, err := h.load(q, kind, id)
	if err != nil {
		return err
	}
	k := w.Kind
	at := base + "/" + k.Name + "/" + w.ID
	p := &showPage{Page: q.Page(k.Section, "倒查"), Summary: w.summary(), Count: w.count(), Passage: w.passage(), Months: k.Reported != ""}
	p.Crumbs = []ui.Link{{Label: k.Label, URL: k.Base}, {Label: w.Title, URL: k.Base + "/" + w.ID}, {Label: "倒查"}}
	p.Lede = ui.Plain(w.Title + "　" + w.Code)
	p.Acts = []ui.Action{{Label: "核对旧纸", URL: base + "/check", WideOnly: true}, {Label: "下载证明", URL: at + ".json", WideOnly: true}, ui.PrintPage(), ui.Primary("下载Word", at+".docx")}
	p.Verdict = ui.Note{Letter: ui.None, Body: ui.Rich{ui.B(w.verdict()), ui.Gap(), ui.T("每一条都在日志里，内容与当时一致（日志现有" + ui.Num(w.Head.Size) + "条）")}}
	if !w.Whole() {
		p.Verdict = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B(w.verdict()), ui.Gap(), ui.T("不要在本机继续操作；报审计管理员校验整个日志，并对照最近的备份")}}
	}
	p.Units, p.Desks, p.Stays, p.Missed, p.Orders = w.unitTable(), w.deskTable(), w.stayTable(), w.missedTable(), w.orderTable()
	p.Deeds = w.deeds(q.Actor.Can(authz.Audit))
	point := w.Point(w.site)
	p.Point = point.String()
	code, err := encode(point)
	if err != nil {
		return err
	}
	p.PNG = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())) // made here, of base64 signs only
	return q.Render("backtrack/show", p)
}

func encode(p journal.Checkpoint) (*qr.Code, error) {
	code, err := qr.Encode(p.String(), qr.M)
	return code, errs.Wrap(err, errs.Internal, "检查点的二维码生成不了")
}

func num(n int) ui.Cell {
	if n == 0 {
		return ui.Cell{Text: "0", Quiet: true}
	}
	return ui.Cell{Text: strconv.Itoa(n)}
}

func (w *words) unitTable() ui.Table {
	t := ui.Table{ID: "units", Label: "各单位停留", Fold: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}, {Label: "工作日", Num: true, Fold: "工作日"},
		{Label: "经手", Sub: "次", Num: true, Fold: "经手"}, {Label: "本单位动作", Sub: "次", Num: true, Fold: "本单位动作"}}}
	held, months := w.held(), w.Kind.Reported != ""
	if held {
		t.Columns = append(t.Columns, ui.Column{Label: "其中停表", Num: true, Fold: "其中停表"})
	}
	if months {
		t.Columns = append(t.Columns, ui.Column{Label: "漏报", Sub: "月", Num: true, Fold: "漏报"}, ui.Column{Label: "缺件过关", Sub: "次", Num: true, Fold: "缺件过关"})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "期间批示", Sub: "件", Num: true, Fold: "期间批示"})
	for i := range w.Units {
		u := &w.Units[i]
		cells := []ui.Cell{{Text: w.unit(u.Unit)}, num(u.Days), num(u.Desks), num(u.Own)}
		if held {
			cells = append(cells, num(u.Held))
		}
		if months {
			cells = append(cells, num(u.Missed), num(u.Lacking))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, num(u.Orders))})
	}
	if len(w.Units) > 1 {
		t.Foot = []ui.Cell{{Text: "合计"}, num(w.Days), num(len(w.Desks))}
		for len(t.Foot) < len(t.Columns) {
			t.Foot = append(t.Foot, ui.Cell{})
		}
	}
	return t
}

// held reports whether a clock ever stood still.
func (w *words) held() bool {
	for i := range w.Units {
		if w.Units[i].Held > 0 {
			return true
		}
	}
	return false
}

func (w *words) deskTable() ui.Table {
	t := ui.Table{ID: "desks", Label: "经手经过", Fold: true, Empty: &ui.Empty{Title: "日志里没有经手记录"}, Columns: []ui.Column{{Label: "单位", Sub: "责任人", Head: true, Grow: true},
		{Label: "从", Fold: "从"}, {Label: "到", Fold: "到"}, {Label: "工作日", Num: true, Fold: "工作日"}, {Label: "经过的" + w.stateWord(), Fold: "经过的" + w.stateWord(), Grow: true}, {Label: "转出", Fold: "转出", Grow: true}}}
	for i := range w.Desks {
		d := &w.Desks[i]
		out := ui.Cell{}
		if d.To != 0 {
			out = ui.Cell{Text: d.By, Sub: d.Reason}
		}
		n := num(d.Days)
		if d.Held > 0 {
			n.Sub = "停表" + strconv.Itoa(d.Held)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: w.unit(d.Unit), Sub: w.owner(d.Owner)}, {Text: day(d.From)}, {Text: until(d.To, "至今")}, n, {Text: w.passed(i)}, out}})
	}
	return t
}

func (w *words) stayTable() ui.Table {
	t := ui.Table{ID: "stays", Label: w.stateWord(), Fold: true, Columns: []ui.Column{{Label: w.stateWord(), Head: true}, {Label: "从", Fold: "从"}, {Label: "到", Fold: "到"},
		{Label: "工作日", Num: true, Fold: "工作日"}, {Label: "谁推进", Fold: "谁推进"}, {Label: "缺件与理由", Grow: true, Fold: "缺件与理由"}, {Label: "日志", Num: true, Fold: "日志"}}}
	for i := range w.Stays {
		s := &w.Stays[i]
		from := ui.Cell{Text: day(s.From)}
		if s.On != "" && s.On != from.Text {
			from = ui.Cell{Text: s.On, Sub: "登记于" + day(s.From)}
		}
		n := num(s.Days)
		if s.End {
			n = ui.Cell{Text: "已了结", Quiet: true}
		}
		why := ui.Cell{Text: w.lacking(s)}
		if len(s.Missing) > 0 || s.Override {
			why = ui.Cell{Rich: ui.Rich{ui.Late(why.Text)}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: w.state(s.State)}, from, {Text: until(s.To, "至今")}, n, {Text: s.By}, why, {Text: ui.Num(s.Seq)}}})
	}
	return t
}

func (w *words) missedTable() ui.Table {
	t := ui.Table{ID: "missed", Label: "漏报月份", Fold: true, Empty: &ui.Empty{Title: "在建期间没有漏报"}, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "当时的单位", Sub: "责任人", Fold: "单位", Grow: true},
		{Label: "后来", Fold: "后来"}, {Label: "日志", Num: true, Fold: "日志"}}}
	for i := range w.Missed {
		m := &w.Missed[i]
		seq := ui.Cell{}
		if m.Seq >= 0 {
			seq.Text = ui.Num(m.Seq)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Period}, {Text: w.unit(m.Unit), Sub: w.owner(m.Owner)}, {Rich: ui.Rich{ui.Late(w.missed(m))}}, seq}})
	}
	return t
}

func (w *words) orderTable() ui.Table {
	t := ui.Table{ID: "orders", Label: "批示", Fold: true, Empty: &ui.Empty{Title: "没有批示"}, Columns: []ui.Column{{Label: "批示", Sub: "批示人", Head: true, Grow: true}, {Label: "日期", Fold: "日期"},
		{Label: "期限", Fold: "期限"}, {Label: "当时的单位", Fold: "单位"}, {Label: "办理", Fold: "办理", Grow: true}, {Label: "日志", Num: true, Fold: "日志"}}}
	for i := range w.Orders {
		o := &w.Orders[i]
		done := ui.Cell{Text: w.done(o)}
		if o.Late {
			done = ui.Cell{Rich: ui.Rich{ui.Late(done.Text)}}
		}
		unit := ""
		if o.Unit != "" {
			unit = w.unit(o.Unit)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Body, Sub: o.By}, {Text: day(o.At)}, {Text: orNone(o.Due, "未定")}, {Text: unit}, done, {Text: ui.Num(o.Seq)}}})
	}
	return t
}

func (w *words) deeds(audit bool) (out []deeds) {
	for i := range w.Desks {
		d := &w.Desks[i]
		title := w.unit(d.Unit) + "　" + w.owner(d.Owner)
		out = append(out, w.deedLog(title, day(d.From)+"至"+until(d.To, "今")+"，"+days(d.Days), d.Groups, audit))
	}
	if len(w.After) > 0 {
		out = append(out, w.deedLog("了结之后", "", w.After, audit))
	}
	return out
}

func (w *words) deedLog(title, sub string, groups []*backtrack.Group, audit bool) deeds {
	out := deeds{Title: title, Sub: sub, None: "期间没有任何动作"}
	for _, g := range groups {
		text, ok := w.deed(g)
		if !ok {
			out.Left, out.None = out.Left+1, "期间没有人动过"
			continue
		}
		name, unit := w.who(g)
		item := w.tell.Item(&trail.Group{Header: g.Header}, ui.Rich{ui.B(name), ui.Gap()})
		if unit != "" && unit != name {
			item.Body = append(item.Body, ui.Quiet(unit), ui.Gap())
		}
		item.Body = append(item.Body, ui.T(text))
		if g.Reason != "" {
			item.Body = append(item.Body, ui.T("。理由："+g.Reason))
		}
		seq := ui.T("日志第" + seqs(g) + "条")
		if audit {
			seq.URL = "/admin/journal/entries/" + strconv.FormatInt(g.Events[0].Seq, 10)
		}
		item.Note = ui.Rich{seq, ui.T("，已核对")}
		if bad := badOf(g); bad != "" {
			item.Hot, item.Note = true, ui.Rich{seq, ui.T("，"), ui.Turn("不符"), ui.T("：" + bad)}
		}
		out.Log = append(out.Log, item)
	}
	return out
}

// badOf is why a group does not hold, "" when it does.
func badOf(g *backtrack.Group) string {
	for _, e := range g.Events {
		if e.Bad != "" {
			return e.Bad
		}
	}
	return ""
}

// proofs gives all entries with their proofs as a file, for checking without this program.
func (h *handlers) proofs(q *web.Req, kind, id string) error {
	w, err := h.load(q, kind, id)
	if err != nil {
		return err
	}
	type proved struct {
		Entry *journal.Entry     `json:"entry"`
		Proof *journal.Inclusion `json:"proof"`
		Bad   string             `json:"bad,omitempty"`
	}
	out := struct {
		Head    journal.Head `json:"head"`
		Entries []proved     `json:"entries"`
	}{Head: w.Head, Entries: []proved{}}
	for i := range w.Events {
		e := &w.Events[i]
		out.Entries = append(out.Entries, proved{e.Entry, e.Proof, e.Bad})
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	q.Download("倒查证明"+w.Code+".json", "application/json")
	_, err = q.W.Write(b)
	return err
}

// leaf is the beginning of an entry's hash, as it is printed.
func leaf(e *backtrack.Event) string { return hex.EncodeToString(e.Entry.LeafHash())[:8] }
