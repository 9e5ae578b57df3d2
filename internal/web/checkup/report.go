package checkup

import (
	"fmt"
	"net/url"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// sheet is a county's checkup on one page of paper: what waits, what was true, and the gravest findings.
type sheet struct {
	region, place    string
	open, confirmed  int64
	amount, founded  int64
	judged           int64
	rows             []list.Row
	cols             []*list.Column
	names            *listing.Names
	root             string // the region of all that the actor sees
	today, from, all string // all is what the choice of no county is called
}

// onPaper is how many findings stand on the page.
const onPaper = 14

func (h *handlers) sheet(q *web.Req) (*sheet, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	s := &sheet{region: q.Query("region"), names: names, today: q.Today()}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	s.from, s.all = dir.UnitName(q.Actor.UnitID), "本单位可见范围"
	if root := dir.Root(); q.Actor.Scope.All && root != nil {
		s.all = "全域"
		if root.Name != "" {
			s.all, s.root = root.Name, root.ID
		}
		if s.region == s.root {
			s.region = ""
		}
	}
	if s.place = s.all; s.region != "" {
		s.place = names.Label("region", s.region)
	}
	for _, x := range []struct {
		states    string
		n, amount *int64
	}{{area.Open, &s.open, &s.amount}, {area.Confirmed, &s.confirmed, &s.founded}, {area.Confirmed + "," + area.Rejected + "," + area.Explained, &s.judged, nil}} {
		ask, err := s.ask(x.states)
		if err != nil {
			return nil, err
		}
		t, err := area.Spec.Total(q.Ctx(), h.Run.DB, ask, q.Asker())
		if err != nil {
			return nil, err
		}
		if *x.n = t.Rows; x.amount != nil {
			*x.amount = t.Yuan["amount"]
		}
	}
	ask, err := s.ask(area.Open + "," + area.Confirmed)
	if err != nil {
		return nil, err
	}
	ask.Page, ask.Size = 1, onPaper
	for _, name := range []string{"severity", "title", "detector", "amount", "state", "code"} {
		s.cols = append(s.cols, area.Spec.Column(name))
	}
	page, err := area.Spec.Rows(q.Ctx(), h.Run.DB, ask, q.Asker(), s.cols)
	if err != nil {
		return nil, err
	}
	s.rows = page.Rows
	return s, nil
}

func (s *sheet) ask(states string) (*list.Query, error) {
	v := url.Values{"state": {states}}
	if s.region != "" {
		v.Set("region", s.region)
	}
	return area.Spec.Parse(v)
}

func (s *sheet) sentence() string {
	out := fmt.Sprintf("截至%s，%s待核发现%d条，涉及金额%s亿元；已核实%d条，其中属实%d条，涉及金额%s亿元。", ui.DateProse(s.today), s.place, s.open, ui.Yi(s.amount), s.judged, s.confirmed, ui.Yi(s.founded))
	return out + "同一项目出现在几条发现里时金额重复计。发现是核查线索，核实以前不作为结论。"
}

// reportPage shows the sheet with the choice of counties.
type reportPage struct {
	ui.Page
	Parts ui.Tabs
	Pick  ui.Field
	Text  string
	Table ui.Table
}

func (h *handlers) report(q *web.Req) error {
	s, err := h.sheet(q)
	if err != nil {
		return err
	}
	p := &reportPage{Page: q.Page(section, s.place+"体检单"), Parts: parts(base + "/report"), Text: s.sentence()}
	p.Crumbs = []ui.Link{{Label: "注水体检", URL: base}, {Label: "县区体检单"}}
	p.Acts = []ui.Action{ui.PrintPage(), ui.Primary("导出Word", base+"/report/word?region="+url.QueryEscape(s.region))}
	p.Pick = ui.Field{Kind: ui.KindSelect, Name: "region", Label: "县区", Value: s.region, Options: []ui.Option{{Label: s.all}}}
	for _, o := range s.names.Options("region") {
		if o.Value != s.root {
			p.Pick.Options = append(p.Pick.Options, o)
		}
	}
	p.Table = ui.Table{Label: "主要发现", Fold: true, Columns: []ui.Column{{Label: "程度"}, {Label: "发现", Sub: "编号", Head: true, Wrap: true}, {Label: "体检项", Fold: "体检项", Rank: 2}, {Label: "涉及金额", Sub: "亿元", Num: true, Fold: "涉及金额"}, {Label: "状态", Fold: "状态"}},
		Empty: &ui.Empty{Title: "没有待核或属实的发现", Text: "每晚体检一次；也可以由市链长办马上做一次"}}
	for _, r := range s.rows {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Light: severityLight(r.Str("severity"))}, {Text: r.Str("title"), URL: base + "/" + r.ID, Sub: r.Str("code")},
			{Text: area.DetectorLabel(r.Str("detector"))}, {Text: ui.Yi(r.Int("amount"))}, {Light: stateLight(r.Str("state"))}}})
	}
	return q.Render("checkup/report", p)
}

func (h *handlers) word(q *web.Req) error {
	s, err := h.sheet(q)
	if err != nil {
		return err
	}
	q.Download(s.place+"项目体检单"+s.today+".docx", docx.ContentType)
	return docx.Write(q.W, s.doc(), docx.Options{Creator: q.Actor.Name, Time: h.Run.Clock.Now()})
}

// paperLines is how many lines of findings leave room for who signs on the same page, and titleChars how many characters a line of
// the title holds.
const (
	paperLines = 18
	titleChars = 21
)

func (s *sheet) doc() *document.Doc {
	t := document.Table{Columns: []document.Column{{Header: "编号", Width: 8}, {Header: "程度", Width: 4}, {Header: "发现", Align: document.Left, Width: 26},
		{Header: "金额", Unit: "亿元", Align: document.Right, Width: 6}, {Header: "状态", Width: 5}}}
	lines := 0
	for _, r := range s.rows {
		title := short(r.Str("title"), 2*titleChars)
		if lines += 1 + (len([]rune(title))-1)/titleChars; lines > paperLines {
			break
		}
		t.Rows = append(t.Rows, document.Cells(r.Str("code"), area.Severity(r.Str("severity")).Label(), title, ui.Yi(r.Int("amount")), area.StateLabel(r.Str("state"))))
	}
	t.Caption = fmt.Sprintf("主要发现（待核和属实共%d条，按程度、金额和历来准确率列前%d条）", s.open+s.confirmed, len(t.Rows))
	d := &document.Doc{Title: s.place + "项目体检单", Blocks: []document.Block{document.P(document.Text(s.sentence()))}}
	if len(t.Rows) > 0 {
		d.Blocks = append(d.Blocks, t)
	} else {
		d.Blocks = append(d.Blocks, document.P(document.Text("没有待核或属实的发现。")))
	}
	d.Blocks = append(d.Blocks, document.Signature{Unit: s.from, Date: s.today})
	return d
}

// About is the note about a project that stands on its page: what was found of it and waits, "" when nothing.
func About(checkup *area.Service) func(q *web.Req, id string) (*ui.Note, error) {
	return func(q *web.Req, id string) (*ui.Note, error) {
		if !q.Actor.Can(authz.CheckupView) {
			return nil, nil
		}
		rows, err := checkup.Open(q.Ctx(), q.Actor.Scope, (&area.Part{Kind: "project", ID: id}).Ref())
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		n := &ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("体检"), ui.Gap()}}
		for i, f := range rows {
			if i == 3 {
				n.Body = append(n.Body, ui.T(fmt.Sprintf("　等%d条", len(rows))))
				break
			}
			if i > 0 {
				n.Body = append(n.Body, ui.T("；"))
			}
			n.Body = append(n.Body, ui.A(area.DetectorLabel(f.Detector), base+"/"+f.ID), ui.Quiet("（"+area.Severity(f.Severity).Label()+"，"+area.StateLabel(f.State)+"）"))
			if f.Severity == string(area.Grave) {
				n.Letter = ui.Yellow
			}
		}
		return n, nil
	}
}

// Waiting says before a paper is taken how many findings touch its numbers and wait; "" when none does. ids are its projects, nil
// all that the actor sees.
func Waiting(checkup *area.Service) func(q *web.Req, ids []string) (*ui.Note, error) {
	return func(q *web.Req, ids []string) (*ui.Note, error) {
		if !q.Actor.Can(authz.CheckupView) {
			return nil, nil
		}
		rows, err := checkup.Touching(q.Ctx(), q.Actor.Scope, ids)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		var amount int64
		grave := 0
		for _, f := range rows {
			if amount += f.Amount; f.Severity == string(area.Grave) {
				grave++
			}
		}
		n := &ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("体检"), ui.T(fmt.Sprintf("有%d条待核发现涉及这里的项目，其中严重%d条，涉及金额%s亿元；签发前先核实。最重的：", len(rows), grave, ui.Yi(amount)))},
			Acts: []ui.Action{{Label: "全部待核发现", URL: base + "?state=open", Small: true}}}
		for i := range rows[:min(len(rows), 3)] {
			n.Body = append(n.Body, ui.A(short(rows[i].Title, 40), base+"/"+rows[i].ID))
		}
		if grave > 0 {
			n.Letter = ui.Yellow
		}
		return n, nil
	}
}
