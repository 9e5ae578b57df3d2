package tour

import (
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/tour"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is one tour.
type showPage struct {
	ui.Page
	Note            *ui.Note
	Mine            []mine
	MineDone        string
	Route           ui.Table
	Jurors          ui.Table
	Owing           string
	Stops, Counties ui.Table
	How             string // how the means come about
	Facts           ui.Facts
	Criteria        ui.Facts
	Sheets          string // addresses of the sheets, kept for lack of a network
}

// mine is a stop in the list of the person's own sheets.
type mine struct {
	No          int64
	Name, When  string
	URL, State  string
	Done, Skips bool
}

func points(v float64) string { return scoring.Plain(v, 2) }

// trim writes a mark without needless zeros.
func trim(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (h *handlers) view(q *web.Req) (*area.View, *org.Directory, error) {
	v, err := h.Tours.View(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	dir, err := q.Directory()
	return v, dir, err
}

func (h *handlers) show(q *web.Req) error {
	v, dir, err := h.view(q)
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, v.Name)}
	at := base + "/" + v.ID
	p.Crumbs = []ui.Link{{Label: "观摩", URL: base}, {Label: v.Period.Label()}}
	p.Tag = area.Flow.Label(v.State)
	p.Lede = ui.Plain(ui.Joined(v.Period.Label(), v.Days(), ui.Num(int64(len(v.Stops)))+"站", ui.Num(int64(len(v.Jurors)))+"位评委"))
	p.Acts = acts(q, v)
	p.Facts = ui.Facts{ui.F("组织单位", dir.UnitName(v.UnitID)), ui.F("计分", rule(v.Tour)), ui.F("回避", avoid(v.Tour)), ui.F("开始评分", v.StartedOn), ui.F("收分", v.ClosedOn), ui.F("公布", v.PublishedOn), ui.F("说明", v.Note)}
	for _, c := range v.Criteria {
		p.Criteria = append(p.Criteria, ui.F(c.Name, "权重"+trim(c.Weight)+"，满分"+trim(c.Full)))
	}
	p.mine(v, at)
	p.Sheets = sheetsOf(v, at)
	p.Route = route(v, dir, at)
	if v.Runs(q.Actor) || v.Juror != nil || v.Open {
		p.Jurors = owing(v, dir)
		if v.State == area.Running || v.Owing > 0 && v.Open {
			p.Owing = "还欠" + ui.Num(int64(v.Owing)) + "张，应交" + ui.Num(int64(v.Expected)) + "张"
		}
	}
	if v.Open && v.State != area.Planned {
		p.Stops, p.Counties = stopTable(v, dir, at), countyTable(v, dir, at)
		p.How = "一张表的总分 = 各项得分÷满分×权重之和；每站" + rule(v.Tour) + "；县区取本县区各站平均分的平均。都保留两位小数，同分并列。"
		if v.State == area.Running {
			p.Note = &ui.Note{Body: ui.Plain("正在评分，下面的名次随交表变动，只有组织单位看得到。")}
		}
	} else if v.Juror != nil && v.State == area.Running {
		p.Note = &ui.Note{Body: ui.Plain("收分前您只看得到自己的评分表，随时可以改。")}
	}
	return q.Render("tour/show", p)
}

// rule says in words which sheets count.
func rule(t *area.Tour) string {
	var drop []string
	if t.DropHigh > 0 {
		drop = append(drop, ui.Num(t.DropHigh)+"个最高分")
	}
	if t.DropLow > 0 {
		drop = append(drop, ui.Num(t.DropLow)+"个最低分")
	}
	if drop == nil {
		return "取全部评分表的平均"
	}
	return "去掉" + strings.Join(drop, "、") + "后取平均"
}

func avoid(t *area.Tour) string {
	if t.OwnCounty {
		return "评委可以给本县区打分"
	}
	return "评委不给本县区的站点打分"
}

// acts are the next steps of a tour; the likeliest is the last, which phones show too.
func acts(q *web.Req, v *area.View) []ui.Action {
	at := base + "/" + v.ID
	out := []ui.Action{{Label: "纸质表和路线", URL: at + "/paper", WideOnly: true}}
	if v.Open && v.State != area.Planned && q.Actor.Can(authz.ExportRun) {
		out = append(out, ui.Action{Label: "导出结果", URL: at + "/excel", WideOnly: true})
	}
	if !v.Runs(q.Actor) {
		return out
	}
	if v.State == area.Planned || v.State == area.Running {
		out = append(out, ui.Action{Label: "修改", URL: at + "/edit", WideOnly: true})
	}
	next := area.Flow.Next(v.State)
	slices.Reverse(next)
	for i, r := range next {
		a := ui.Action{Label: r.Label, URL: at + "/move?action=" + r.Action, WideOnly: true}
		if i == len(next)-1 || r.Action == "publish" {
			a = ui.Primary(r.Label, a.URL)
		}
		out = append(out, a)
	}
	return out
}

func when(t *area.Tour, s *area.Stop) string {
	if t.FromOn == t.ToOn {
		return s.AtTime
	}
	return strings.TrimSpace(ui.DateTable(s.OnDate) + " " + s.AtTime)
}

// mine lists what the person has to score, for the thumb.
func (p *showPage) mine(v *area.View, at string) {
	if v.Juror == nil || v.State != area.Running {
		return
	}
	done, all := 0, 0
	for i := range v.Stops {
		s := &v.Stops[i]
		m := mine{No: s.No, Name: s.Name, When: when(v.Tour, &s.Stop), URL: at + "/stops/" + s.ID + "/sheet", State: "打分"}
		sh, gave := v.Mine[s.ID]
		switch {
		case gave:
			m.State, m.Done = points(sh.Total)+"分", true
			done++
			all++
		case !v.May(v.Juror, &s.Stop):
			m.URL, m.State, m.Skips = "", "本县区，回避", true
		default:
			all++
		}
		p.Mine = append(p.Mine, m)
	}
	p.MineDone = "已打" + strconv.Itoa(done) + "站，共" + strconv.Itoa(all) + "站"
}

func route(v *area.View, dir *org.Directory, at string) ui.Table {
	t := ui.Table{ID: "route", Label: "路线", Fold: true, Columns: []ui.Column{{Label: "站", Num: true, Fold: "站"}, {Label: "时间", Sub: "路上", Fold: "时间"}, {Label: "站点", Sub: "说明", Head: true, Grow: true},
		{Label: "县区", Fold: "县区"}, {Label: "已交表", Num: true, Fold: "已交表"}}, Empty: &ui.Empty{Title: "还没有站点", Text: "在“修改”里一行一站写路线，可从表格整块粘贴"}}
	for i := range v.Stops {
		s := &v.Stops[i]
		road := ""
		if s.Minutes > 0 {
			road = ui.Num(s.Minutes) + "分钟"
		}
		name := ui.Cell{Text: s.Name, Sub: s.Note}
		if s.ProjectID != "" {
			name.URL = "/projects/" + s.ProjectID
		}
		given := ui.Cell{Text: ui.Num(int64(v.Given[s.ID])) + "/" + ui.Num(int64(s.Due))}
		if v.Open {
			given.URL = at + "/stops/" + s.ID
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: ui.Num(s.No)}, {Text: when(v.Tour, &s.Stop), Sub: road}, name, {Text: dir.RegionName(s.County)}, given}})
	}
	return t
}

// owing says of each juror which stops are still to be scored.
func owing(v *area.View, dir *org.Directory) ui.Table {
	t := ui.Table{ID: "jurors", Label: "评委", Fold: true, Columns: []ui.Column{{Label: "评委", Sub: "单位", Head: true}, {Label: "已交", Num: true, Fold: "已交"}, {Label: "还欠", Grow: true, Wrap: true, Fold: "还欠"}, {Label: "回避", Fold: "回避", Rank: 2}},
		Empty: &ui.Empty{Title: "还没有评委", Text: "在“修改”里一行一人写评委"}}
	for i := range v.Jurors {
		j := &v.Jurors[i]
		var owes, skips []string
		gave := 0
		for k := range v.Stops {
			s := &v.Stops[k]
			switch {
			case v.Gave[area.Key(s.ID, j.AccountID)]:
				gave++
			case !v.May(j, &s.Stop):
				skips = append(skips, ui.Num(s.No))
			default:
				owes = append(owes, ui.Num(s.No))
			}
		}
		name := ui.Cell{Text: j.Name}
		if a := dir.Account(j.AccountID); a != nil {
			name.Sub = dir.UnitName(a.UnitID)
		}
		owe := ui.Cell{Text: nth(owes)}
		if owes == nil {
			owe = ui.Cell{Text: "交齐", Quiet: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Text: strconv.Itoa(gave) + "/" + strconv.Itoa(gave+len(owes))}, owe, {Text: nth(skips)}}})
	}
	return t
}

func nth(nos []string) string {
	if nos == nil {
		return ""
	}
	return "第" + strings.Join(nos, "、") + "站"
}

func remark(s *area.Score) string {
	if s.Tie {
		return "并列"
	}
	return s.Why
}

func placeOf(s *area.Score) ui.Cell {
	if s.Rank == 0 {
		return ui.Cell{Text: "—", Quiet: true}
	}
	return ui.Cell{Text: ui.Num(s.Rank)}
}

func meanOf(s *area.Score, url string) ui.Cell {
	if !s.Known {
		return ui.Cell{Text: "—", Quiet: true, URL: url}
	}
	return ui.Cell{Text: points(s.Mean), URL: url, Src: true}
}

// ranked gives the order in which places are shown: those without one last.
func ranked(n int, of func(i int) *area.Score) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	key := func(i int) int64 {
		if r := of(i).Rank; r > 0 {
			return r
		}
		return int64(n) + 1
	}
	slices.SortStableFunc(out, func(a, b int) int { return int(key(a) - key(b)) })
	return out
}

func stopTable(v *area.View, dir *org.Directory, at string) ui.Table {
	t := ui.Table{ID: "by-stop", Label: "各站得分", Fold: true, Columns: []ui.Column{{Label: "名次", Num: true, Fold: "名次"}, {Label: "站点", Sub: "县区", Head: true, Grow: true}, {Label: "平均分", Num: true, Fold: "平均分"},
		{Label: "评分表", Num: true, Fold: "评分表", Rank: 2}, {Label: "备注", Fold: "备注"}}}
	for _, i := range ranked(len(v.Stops), func(i int) *area.Score { return &v.Stops[i].Score }) {
		s := &v.Stops[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{placeOf(&s.Score), {Text: s.Name, Sub: dir.RegionName(s.County)}, meanOf(&s.Score, at+"/stops/"+s.ID), {Text: ui.Num(int64(len(s.Sheets))) + "/" + ui.Num(int64(s.Due))}, {Text: remark(&s.Score)}}})
	}
	return t
}

func countyTable(v *area.View, dir *org.Directory, at string) ui.Table {
	t := ui.Table{ID: "by-county", Label: "各县区得分", Fold: true, Columns: []ui.Column{{Label: "名次", Num: true, Fold: "名次"}, {Label: "县区", Head: true, Grow: true}, {Label: "平均分", Num: true, Fold: "平均分"},
		{Label: "站点", Num: true, Fold: "站点", Rank: 2}, {Label: "备注", Fold: "备注"}}}
	for _, i := range ranked(len(v.Counties), func(i int) *area.Score { return &v.Counties[i].Score }) {
		c := &v.Counties[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{placeOf(&c.Score), {Text: dir.RegionName(c.County)}, meanOf(&c.Score, at+"/counties/"+c.County), {Text: ui.Num(int64(len(c.Stops)))}, {Text: remark(&c.Score)}}})
	}
	return t
}

// sheetsPage is the sheets behind a number: of one stop, or of the stops of a county.
type sheetsPage struct {
	ui.Page
	Groups []sheetGroup
	Note   string
}

// sheetGroup is one stop with its sheets.
type sheetGroup struct {
	Title, Word string
	Table       ui.Table
}

func (h *handlers) stop(q *web.Req) error {
	v, dir, err := h.view(q)
	if err != nil {
		return err
	}
	s, err := v.Stop(q.Path("stop"))
	if err != nil {
		return err
	}
	p := sheetPageOf(q, v, s.Name)
	p.Lede = ui.Plain(ui.Joined("第"+ui.Num(s.No)+"站", dir.RegionName(s.County), s.OnDate+" "+s.AtTime, s.Note))
	if s.ProjectID != "" {
		p.Acts = append(p.Acts, ui.Act("看项目", "/projects/"+s.ProjectID))
	}
	g, err := h.group(q, v, s)
	if err != nil {
		return err
	}
	p.Groups = []sheetGroup{*g}
	return q.Render("tour/sheets", p)
}

func (h *handlers) county(q *web.Req) error {
	v, dir, err := h.view(q)
	if err != nil {
		return err
	}
	code := q.Path("county")
	p := sheetPageOf(q, v, dir.RegionName(code))
	for i := range v.Stops {
		if s := &v.Stops[i]; s.County == code {
			g, err := h.group(q, v, s)
			if err != nil {
				return err
			}
			p.Groups = append(p.Groups, *g)
		}
	}
	if p.Groups == nil {
		return errs.New(errs.NotFound, "这次观摩没有走到这个县区")
	}
	for i := range v.Counties {
		if c := &v.Counties[i]; c.County == code && c.Known {
			var terms []string
			for _, k := range c.Stops {
				if v.Stops[k].Known {
					terms = append(terms, points(v.Stops[k].Mean))
				}
			}
			p.Lede = ui.Plain("平均分 = (" + strings.Join(terms, " + ") + ") ÷ " + strconv.Itoa(len(terms)) + " = " + points(c.Mean) + "，第" + ui.Num(c.Rank) + "名")
		}
	}
	return q.Render("tour/sheets", p)
}

func sheetPageOf(q *web.Req, v *area.View, title string) *sheetsPage {
	p := &sheetsPage{Page: q.Page(section, title)}
	p.Crumbs = []ui.Link{{Label: "观摩", URL: base}, {Label: v.Name, URL: base + "/" + v.ID}, {Label: title}}
	p.Acts = []ui.Action{ui.PrintPage()}
	if !v.Open {
		p.Note = "收分前只看得到自己的评分表。"
	}
	return p
}

// group is the table of a stop's sheets, with what was dropped and how the mean comes about.
func (h *handlers) group(q *web.Req, v *area.View, s *area.StopScore) (*sheetGroup, error) {
	g := &sheetGroup{Title: "第" + ui.Num(s.No) + "站　" + s.Name}
	t := ui.Table{Label: g.Title, Fold: true, Columns: []ui.Column{{Label: "评委", Head: true}}, Empty: &ui.Empty{Title: "还没有评分表", Text: "评委在手机上打分后列在这里"}}
	for _, c := range v.Criteria {
		t.Columns = append(t.Columns, ui.Column{Label: c.Name, Sub: "满分" + trim(c.Full) + "，权重" + trim(c.Weight), Num: true, Fold: c.Name})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "总分", Num: true, Fold: "总分"}, ui.Column{Label: "计入", Fold: "计入"}, ui.Column{Label: "意见、照片", Grow: true, Wrap: true, Fold: "意见"})
	var terms []string
	for i := range s.Sheets {
		sh := &s.Sheets[i]
		marks, err := sh.Marks()
		if err != nil {
			return nil, err
		}
		row := []ui.Cell{{Text: sh.Name, Sub: ui.Stamp(sh.FilledAt)}}
		for k := range v.Criteria {
			cell := ui.Cell{Text: "—", Quiet: true}
			if k < len(marks) {
				cell = ui.Cell{Text: trim(marks[k])}
			}
			row = append(row, cell)
		}
		counts := ui.Cell{}
		if v.Open && s.Known {
			counts = ui.Cell{Text: map[string]string{"": "计入", "high": "去掉（最高）", "low": "去掉（最低）"}[sh.Dropped], Quiet: sh.Dropped != ""}
			if sh.Dropped == "" {
				terms = append(terms, points(sh.Total))
			}
		}
		said, err := h.said(q, v, s, &sh.Sheet)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(row, ui.Cell{Text: points(sh.Total)}, counts, ui.Cell{Rich: said})})
	}
	g.Table = t
	if g.Word = s.Why; s.Known {
		g.Word = "(" + strings.Join(terms, " + ") + ") ÷ " + strconv.Itoa(len(terms)) + " = " + points(s.Mean) + "，第" + ui.Num(s.Rank) + "名"
		if s.Tie {
			g.Word += "（并列）"
		}
	}
	return g, nil
}
