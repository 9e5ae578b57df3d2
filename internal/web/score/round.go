package score

import (
	"fmt"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// roundPage is the ranking of one round.
type roundPage struct {
	ui.Page
	Parts      ui.Tabs
	Note       *ui.Note
	Facts      ui.Facts
	Groups     []group
	Graded     bool
	Against    string // the round before
	Unranked   []standee
	Empty      *ui.Empty
	Objections ui.Table
	Log        ui.Log
	ID         string
}

// group are those that the figures cannot tell apart.
type group struct {
	Word string
	Rows []standee
}

// standee is one line of the ranking.
type standee struct {
	Rank, Label, URL, Score, Tie, Grade string
	Word                                string // 2—5
	Bar                                 interval
	Diff, DiffWord                      string
	Up, Down                            bool
	Was                                 string // as announced
}

// interval is a place with the places it may take, drawn on a scale from the first to the last.
type interval struct {
	Label               string
	X, W, SeenX, SeenW  string
	Dot                 string
	Width, Height, Half int
}

// The field of an interval.
const (
	barWidth  = 150
	barHeight = 16
)

// newInterval draws a place; all are the places there are.
func newInterval(label string, place, best, worst, seenBest, seenWorst, all int64) interval {
	at := func(v int64) float64 {
		return 6 + float64(v-1)*float64(barWidth-12)/float64(max(1, all-1))
	}
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	return interval{Label: label, X: num(at(best) - 4), W: num(at(worst) - at(best) + 8), SeenX: num(at(seenBest) - 4), SeenW: num(at(seenWorst) - at(seenBest) + 8), Dot: num(at(place)),
		Width: barWidth, Height: barHeight, Half: barHeight / 2}
}

const entries = 60

func (h *handlers) show(q *web.Req) error {
	st, err := h.Scores.Standing(q.Ctx(), q.Actor.Scope, q.Path("round"))
	if err != nil {
		return err
	}
	r := st.Round
	p := &roundPage{Page: q.Page(section, r.Name), Parts: parts(q, base), ID: r.ID}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb(r.Title(), "")}
	p.Tag, p.Wide = area.StateLabel(r.State), true
	p.Lede = ui.Rich{ui.T(r.Period.Label() + "　"), ui.A("方案第"+ui.Num(st.Scheme.No)+"版", base+"/schemes/"+st.Scheme.ID)}
	h.acts(q, p, st)
	if err := h.told(q, p, st); err != nil {
		return err
	}
	p.rank(st)
	if err := h.objected(q, p, st); err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		log, _, err := h.Trail.Log(q.Ctx(), record.Ref{Kind: area.Kind, ID: r.ID}, 0, entries)
		if err != nil {
			return err
		}
		p.Log = journey(log)
	}
	return q.Render("score/round", p)
}

// journey are the steps of a round, without what each of them changed in every score.
func journey(log ui.Log) (out ui.Log) {
	for _, x := range log {
		if n := len(out); n > 0 && out[n-1].DateTime == x.DateTime && out[n-1].Body.String() == x.Body.String() {
			continue
		}
		x.Note = nil
		out = append(out, x)
	}
	return out
}

func (h *handlers) acts(q *web.Req, p *roundPage, st *area.Standing) {
	at := base + "/" + st.Round.ID
	if st.Rows != nil {
		if q.Actor.Can(authz.ExportRun) {
			p.Acts = append(p.Acts, ui.Action{Label: "Word", URL: at + "/round/word", WideOnly: true}, ui.Action{Label: "Excel", URL: at + "/round/excel", WideOnly: true})
		}
		print := ui.PrintPage()
		print.WideOnly = true
		p.Acts = append(p.Acts, print)
	}
	for _, row := range area.Flow.Next(st.Round.State) {
		if q.Actor.Can(row.Perm) {
			p.Acts = append(p.Acts, ui.Action{Label: row.Label, URL: at + "/round/move?action=" + row.Action, Primary: !row.Why && row.Action != "score", WideOnly: row.Why})
		}
	}
	if q.Actor.Can(authz.ScoreEdit) && (st.Round.State == area.Scoring || st.Round.State == area.Filling) {
		p.Acts = append(p.Acts, ui.Post(map[bool]string{true: "重新核分", false: "核分"}[st.Round.ComputedAt > 0], at+"/round/compute"))
	}
}

// told says where the round stands and what is still to come.
func (h *handlers) told(q *web.Req, p *roundPage, st *area.Standing) error {
	r := st.Round
	p.Facts = ui.Facts{ui.F("考核期", r.Period.Label()), ui.F("状态", area.StateLabel(r.State)), ui.F("组织", r.OpenedBy+"，"+r.OpenedOn+"开轮")}
	if r.ComputedAt > 0 {
		p.Facts = append(p.Facts, ui.F("核分时间", ui.Stamp(r.ComputedAt)))
	}
	if r.ObjectBy != "" {
		p.Facts = append(p.Facts, ui.F("异议截止", r.ObjectBy))
	}
	if r.Published != "" {
		p.Facts = append(p.Facts, ui.F("发布日期", r.Published))
	}
	now, err := h.Scores.InForce(q.Ctx(), r.Code)
	if err != nil {
		return err
	}
	if now != nil && now.ID != st.Scheme.ID {
		p.Note = &ui.Note{Body: ui.Plain("本轮按第" + ui.Num(st.Scheme.No) + "版计分；第" + ui.Num(now.No) + "版已于" + now.AdoptedOn + "采用，从下一轮起用。")}
	}
	if r.State == area.Filling && q.Actor.Can(authz.ScoreEdit) {
		all, err := h.Scores.Sheets(q.Ctx(), q.Actor.Scope, r.ID)
		if err != nil {
			return err
		}
		missing := map[string]int{}
		names, err := h.Lists.Names(q.Ctx())
		if err != nil {
			return err
		}
		for i := range all {
			if !all[i].Filled {
				missing[names.Label("unit", all[i].UnitID)]++
			}
		}
		var who []string
		for name, n := range missing {
			who = append(who, name+fmt.Sprintf("%d张", n))
		}
		if who != nil {
			p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("未填表：" + strings.Join(sorted(who), "，") + "。")}
		}
	}
	if st.Rows == nil {
		p.Empty = &ui.Empty{Title: "还没有得分", Text: "表收齐后由链长办核分"}
		if r.ComputedAt > 0 {
			p.Empty = &ui.Empty{Title: "您的数据范围内没有被考核的对象", Text: "发布后这里会有全部名次"}
		}
	}
	return nil
}

func (p *roundPage) rank(st *area.Standing) {
	var ranked int64
	for i := range st.Rows {
		if st.Rows[i].Rank > 0 {
			ranked = max(ranked, st.Rows[i].Worst, st.Rows[i].Rank)
		}
		p.Graded = p.Graded || st.Rows[i].Grade != ""
	}
	if st.Before != nil {
		p.Against = st.Before.Period.Label()
	}
	last := int64(-1)
	for i := range st.Rows {
		x := &st.Rows[i]
		row := line(st, x, ranked)
		if x.Rank == 0 {
			p.Unranked = append(p.Unranked, row)
			continue
		}
		if x.Tier != last || len(p.Groups) == 0 {
			p.Groups = append(p.Groups, group{})
			last = x.Tier
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Rows = append(g.Rows, row)
	}
	for i := range p.Groups {
		if n := len(p.Groups[i].Rows); n > 1 {
			p.Groups[i].Word = "以下" + strconv.Itoa(n) + "个与本组第一名不可区分"
		}
	}
}

// line lays one subject out.
func line(st *area.Standing, x *area.Standee, all int64) standee {
	row := standee{Rank: ui.Num(x.Rank), Label: x.Label, Score: points(x.Score), Tie: x.Tie, Grade: x.Grade}
	if x.Own {
		row.URL = base + "/" + st.Round.ID + "/" + x.SubjectID
	}
	if x.Rank == 0 {
		row.Rank = "—"
		switch {
		case x.Into != "":
			row.Word = x.Into
		case x.Barred:
			row.Word = "一票否决，不参加排名"
		case !x.Scored:
			row.Score, row.Word = "—", "没有可计分的项目"
		}
		return row
	}
	row.Word = span(x.Best, x.Worst)
	row.Bar = newInterval("第"+row.Rank+"名，可能在"+row.Word+"名之间", x.Rank, x.Best, x.Worst, x.SeenBest, x.SeenWorst, all)
	switch {
	case x.Was == 0:
		row.Diff = "—"
	case x.Diff > 0:
		row.Diff, row.DiffWord, row.Up = "↑"+ui.Num(x.Diff), "升", true
	case x.Diff < 0:
		row.Diff, row.DiffWord, row.Down = "↓"+ui.Num(-x.Diff), "降", true
	default:
		row.Diff = "持平"
	}
	if x.Moved() {
		row.Was = "公示时" + points(x.FirstScore) + "分、第" + ui.Num(x.FirstRank) + "名"
	}
	return row
}

func span(a, b int64) string {
	if a == b {
		return ui.Num(a)
	}
	return ui.Num(a) + "—" + ui.Num(b)
}

// objected are the objections of the round.
func (h *handlers) objected(q *web.Req, p *roundPage, st *area.Standing) error {
	all, err := h.Scores.Objections(q.Ctx(), q.Actor.Scope, st.Round.ID)
	if err != nil {
		return err
	}
	p.Objections = ui.Table{ID: "objections", Label: "异议", Fold: true, Columns: []ui.Column{{Label: "对象", Head: true}, {Label: "指标", Fold: "指标"}, {Label: "理由", Grow: true, Fold: "理由"},
		{Label: "提出", Fold: "提出"}, {Label: "裁定", Fold: "裁定"}, {}}}
	for i := range all {
		o := &all[i]
		name := o.Item
		if it := st.Design.Item(o.Item); it != nil {
			name = o.Item + " " + it.Name
		}
		verdict := ui.Cell{Text: area.ObjectionFlow.Label(o.State), Sub: ui.Joined(o.Reason, o.DecidedBy, o.DecidedOn)}
		if o.HasValue {
			verdict.Text += "，改为" + trim(o.Value)
		}
		var acts []ui.Action
		if o.State == area.Raised && st.Round.State == area.Announced {
			for _, row := range area.ObjectionFlow.Next(o.State) {
				if q.Actor.Can(row.Perm) && (row.Action != "withdraw" || o.ByID == q.Actor.ID) {
					acts = append(acts, ui.Action{Label: row.Label, URL: base + "/objections/" + o.ID + "/decide?action=" + row.Action, Small: true})
				}
			}
		}
		p.Objections.Rows = append(p.Objections.Rows, ui.Row{Key: o.ID, Label: o.Label, Cells: []ui.Cell{{Text: o.Label, URL: base + "/" + st.Round.ID + "/" + subjectOf(st, o)}, {Text: name}, {Text: o.Text},
			{Text: o.ByName, Sub: o.OnDate}, verdict, {Acts: acts}}})
	}
	return nil
}

func subjectOf(st *area.Standing, o *area.Objection) string {
	for i := range st.Rows {
		if st.Rows[i].ID == o.ResultID {
			return st.Rows[i].SubjectID
		}
	}
	return ""
}

func trim(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (h *handlers) compute(q *web.Req) error {
	if _, err := q.Form(); err != nil {
		return err
	}
	if err := h.Scores.Compute(q.Ctx(), q.Actor, q.Path("round")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("round"), "已核分")
}
