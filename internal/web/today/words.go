package today

import (
	"slices"
	"strings"
	"time"

	"lianzhang/internal/chain"
	"lianzhang/internal/desk"
	"lianzhang/internal/indicator"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
	"lianzhang/internal/web/ui"
)

// words puts duties into words.
type words struct {
	desk  *desk.Service
	dir   *org.Directory
	today string
	unit  string            // the reader's own
	names map[string]string // of chains, by id
	leads map[string]string // their lead units
}

func newWords(s *desk.Service, dir *org.Directory, chains []chain.Chain, today, unit string) *words {
	w := &words{desk: s, dir: dir, today: today, unit: unit, names: map[string]string{}, leads: map[string]string{}}
	for i := range chains {
		c := &chains[i]
		if w.names[c.ID] = c.Name; c.UnitID != "" {
			w.leads[c.ID] = dir.UnitName(c.UnitID)
		}
	}
	return w
}

// chain is the name of a chain, "" for none.
func (w *words) chain(id string) string { return w.names[id] }

var kindWord = map[desk.Kind]string{desk.Report: "月报", desk.Check: "核验", desk.Light: "亮灯", desk.Stage: "节点", desk.Instruct: "批示", desk.Import: "导入", desk.Task: "任务", desk.Back: "待销号", desk.Ticket: "诉求", desk.Visit: "走访", desk.Sheet: "指标"}

// lede says how much there is to do.
func (w *words) lede(t *desk.Today) string {
	day := w.today
	if d, err := time.Parse(time.DateOnly, w.today); err == nil {
		day = d.Format("1月2日") + " 星期" + string([]rune("日一二三四五六")[d.Weekday()])
	}
	n := t.N("")
	if n == 0 {
		return day + "，没有要办的"
	}
	var parts []string
	for _, x := range []struct {
		when desk.When
		word string
	}{{desk.Overdue, "超期"}, {desk.DueToday, "今日到期"}, {desk.Soon, "七天内"}} {
		if k := t.At(x.when); k > 0 {
			parts = append(parts, x.word+count(k, t.MoreAt(x.when))+"件")
		}
	}
	return day + "，要办" + count(n, t.More("")) + "件：" + strings.Join(parts, "，")
}

// queue lays out the duties of all kinds, or of one.
func (w *words) queue(t *desk.Today, kind desk.Kind) ui.Queue {
	q := ui.Queue{Label: "要办", Tabs: tabs(t, kind), Empty: &ui.Empty{Title: "没有要办的", Text: "到期的月报、待核的填报、新亮的灯、到期的节点和批示、该走访的企业会列在这里"}}
	red, yellow := ui.Sign(ui.Red, "已超期"), ui.Sign(ui.Yellow, "今日到期")
	groups := []ui.QueueGroup{{Light: &red}, {Light: &yellow}, {Label: "七天内"}, {Label: "以后"}}
	for _, p := range t.Piles {
		if kind != "" && p.Kind != kind || kind == "" && p.When == desk.Later {
			continue
		}
		g := &groups[p.When]
		g.Items = append(g.Items, w.items(&p, kind != "")...)
	}
	for i, g := range groups {
		if len(g.Items) == 0 {
			continue
		}
		n, more := int64(0), false
		for _, p := range t.Piles {
			if p.When == desk.When(i) && (kind == "" || p.Kind == kind) {
				n, more = n+p.N, more || p.More
			}
		}
		g.Count = count(n, more) + "件"
		if i == int(desk.Overdue) {
			g.Items[0].Act.Primary = true // where to begin
		}
		q.Groups = append(q.Groups, g)
	}
	return q
}

func tabs(t *desk.Today, kind desk.Kind) *ui.Tabs {
	out := &ui.Tabs{Label: "按类别看", Items: []ui.Tab{{Label: "全部", URL: "/today", Count: count(t.N(""), t.More("")), On: kind == ""}}}
	for _, k := range desk.Kinds() {
		later := slices.ContainsFunc(t.Piles, func(p desk.Pile) bool { return p.Kind == k })
		if n := t.N(k); n > 0 || later || k == kind {
			out.Items = append(out.Items, ui.Tab{Label: kindWord[k], URL: "/today?kind=" + string(k), Count: count(n, t.More(k)), On: k == kind})
		}
	}
	return out
}

// items are the lines of a pile. Of a pile that is higher than a few lines the whole queue shows the first ones and how many
// more there are.
func (w *words) items(p *desk.Pile, whole bool) []ui.QueueItem {
	show := p.Duties
	if !whole && p.N > few && len(show) == few {
		show = show[:few-1]
	}
	var out []ui.QueueItem
	for i := range show {
		out = append(out, w.item(p.Kind, &show[i]))
	}
	if rest := p.N - int64(len(show)); rest > 0 {
		out = append(out, w.rest(p, rest, whole))
	}
	return out
}

// rest is the line that stands for the duties that are not shown.
func (w *words) rest(p *desk.Pile, n int64, whole bool) ui.QueueItem {
	kind := p.Kind
	word := map[desk.Kind]string{desk.Report: "个项目" + month(w.desk.LastMonth()) + "进度未报", desk.Check: "份填报待核", desk.Light: "个项目亮灯后无人回应",
		desk.Stage: "个项目到了计划节点", desk.Instruct: "条批示未办结", desk.Import: "张表格待校对", desk.Task: "项任务待办", desk.Back: "项任务已报完成，待销号", desk.Ticket: "件诉求待办", desk.Visit: "家企业该走访", desk.Sheet: "份指标表待填待审"}[kind]
	item := ui.QueueItem{Kind: kindWord[kind], Title: "还有" + count(n, p.More) + word, URL: "/today?kind=" + string(kind)}
	item.Act = ui.Act("看全部", item.URL)
	if whole { // even the page of the kind cannot hold them all: the ledger can
		item.URL = "/projects"
		if kind == desk.Task || kind == desk.Back {
			item.URL = "/tasks"
		}
		if kind == desk.Ticket {
			item.URL = "/tickets/queue"
		}
		if kind == desk.Sheet {
			item.URL = "/indicators/approve"
		}
		if kind == desk.Visit {
			item.URL = "/visits/charges?until_on=-"
		}
		item.Act = ui.Act("看台账", item.URL)
	}
	return item
}

// item is the line of a duty.
func (w *words) item(kind desk.Kind, d *desk.Duty) ui.QueueItem {
	out := ui.QueueItem{Kind: kindWord[kind]}
	place := ""
	if p := d.Project; p != nil {
		out.Title, out.URL = p.Name, "/projects/"+p.ID
		out.Holder, place = w.holder(p.UnitID), w.chain(p.ChainID)
	}
	switch kind {
	case desk.Report:
		last := "未报过进度"
		if d.Project.Reported != "" {
			last = "最近填报" + month(period.Period(d.Project.Reported))
		}
		out.Note = ui.Joined(month(period.Period(d.Month))+"进度未报", place, last)
		out.Act = ui.Act("填报", out.URL+"/report?period="+d.Month)
		out.Clocks = w.clock("报送", d.Due)
	case desk.Check:
		out.Note = ui.Joined(month(period.Period(d.Month))+"完成投资"+ui.Wan(d.Filed.Done)+"万元", d.Filed.FilledBy+" "+stampDay(d.Filed.FilledAt)+"报", place)
		out.Act = ui.Act("核验", out.URL+"#reports")
		out.Clocks = w.clock("核验", d.Due)
	case desk.Light:
		out.Note = ui.Joined(ui.LetterOf(d.Project.Light).Word()+"："+d.Text, place)
		out.Act = ui.Act("回应", out.URL+"#comments")
		out.Clocks = w.clock("回应", d.Due)
	case desk.Stage:
		word := project.StageLabel(d.Stage)
		out.Note = ui.Joined("计划"+ui.DateProse(d.Due)+word, place, "总投资"+ui.Yi(d.Project.TotalInvest)+"亿元")
		out.Act = ui.Act("推进", out.URL+"/move")
		out.Clocks = w.clock(word, d.Due)
	case desk.Instruct:
		out.Title, out.URL = d.Order.Body, orderURL(d)
		if d.Project == nil {
			out.Holder = w.leads[d.Order.RefID]
		}
		out.Note = ui.Joined(d.Subject, d.Order.AuthorName+" "+stampDay(d.Order.CreatedAt)+"批")
		out.Act = ui.Act("办理", out.URL)
		out.Clocks = w.clock("办结", d.Due)
	case desk.Task:
		w.task(&out, d.Task)
		out.Act = ui.Act("办理", out.URL)
		out.Clocks = w.clock("办结", d.Due)
	case desk.Back:
		w.task(&out, d.Task)
		out.Act = ui.Act("销号", out.URL)
		out.Clocks = []ui.Clock{{Label: "销号", Text: "已报完成", State: "hold"}}
	case desk.Ticket:
		w.ticket(&out, d)
	case desk.Sheet:
		f, act := d.Sheet, map[string]string{indicator.Open: "填报", indicator.Filled: "审定", indicator.Approved: "验收"}[d.Sheet.State]
		page := "/indicators/sheet"
		if f.State == indicator.Open {
			page = "/indicators/fill"
		}
		out.Title, out.URL = period.Period(f.Period).Label()+"指标", page+"?unit="+f.UnitID+"&period="+f.Period
		out.Holder, out.Note = w.holder(f.UnitID), ui.Joined(indicator.FilingFlow.Label(f.State), f.Said)
		out.Act, out.Clocks = ui.Act(act, out.URL), w.clock("报送", d.Due)
	case desk.Visit:
		v := d.Visit
		last := "包联以来没有走访"
		if v.LastOn != "" {
			last = "最近走访" + ui.DateProse(v.LastOn)
		}
		out.Title, out.URL = v.Firm, "/enterprises/"+v.EnterpriseID
		out.Note = ui.Joined(visit.RoleLabel(v.Role), last, w.chain(v.ChainID))
		out.Act, out.Holder = ui.Act("登记走访", "/visits/new?firm="+v.EnterpriseID), "本人"
		out.Clocks = w.clock("走访", d.Due)
	case desk.Import:
		out.Title, out.URL = d.Batch.FileName, "/imports/"+d.Batch.ID
		out.Note = ui.Joined("上传后还没入库", stampDay(d.Batch.CreatedAt)+"上传")
		out.Act, out.Holder = ui.Act("校对", out.URL), "本人"
		out.Clocks = []ui.Clock{{Label: "入库", Text: "待校对", State: "hold"}}
	}
	return out
}

// task says what a line about a task says whatever is to be done with it.
func (w *words) task(out *ui.QueueItem, t *task.Task) {
	out.Title, out.URL, out.Holder = t.Name, "/tasks/"+t.ID, w.holder(t.UnitID)
	carried := ""
	if t.Carries > 0 {
		carried = "结转" + ui.Num(t.Carries) + "次"
	}
	out.Note = ui.Joined(task.SourceLabel(t.Source), t.SetName+"交办", w.chain(t.ChainID), carried)
}

// ticket is the line of a ticket: its next step, and the nearer of its two clocks.
func (w *words) ticket(out *ui.QueueItem, d *desk.Duty) {
	t := d.Ticket
	out.Title, out.URL, out.Holder = t.Name, "/tickets/"+t.ID, w.holder(t.UnitID)
	urgent := ""
	if t.Urgent {
		urgent = "紧急"
	}
	out.Note = ui.Joined(t.Firm, ticket.Flow.Label(t.State), w.chain(t.ChainID), urgent)
	if t.Held {
		out.Act, out.Clocks = ui.Act("看进展", out.URL), []ui.Clock{{Label: "时限", Text: "停表", State: "hold"}}
		return
	}
	label := map[string]string{ticket.Open: "受理", ticket.Accepted: "安排", ticket.Handling: "答复", ticket.Reopened: "答复"}[t.State]
	action := map[string]string{ticket.Open: ticket.ActAccept, ticket.Accepted: ticket.ActBegin}[t.State]
	if out.Act = ui.Act(label, out.URL); action != "" {
		out.Act.URL += "/do/" + action
	}
	out.Clocks = w.clock("时限", d.Due)
}

// clock says how long is left until a date, or how long it has passed.
func (w *words) clock(label, due string) []ui.Clock {
	c := ui.Clock{Label: label, State: "run"}
	switch left := desk.DaysBetween(w.today, due); {
	case due == "":
		c.Text, c.State = "未定期限", "hold"
	case left < 0:
		c.Text, c.State = "超期"+ui.Num(int64(-left))+"天", "over"
	case left == 0:
		c.Text, c.State = "今日", "soon"
	default:
		c.Text = "剩" + ui.Num(int64(left)) + "天"
	}
	return []ui.Clock{c}
}

func (w *words) holder(unit string) string {
	switch unit {
	case "":
		return "未定单位"
	case w.unit:
		return "本单位"
	}
	return w.dir.UnitName(unit)
}

// orderURL is where an instruction is carried out.
func orderURL(d *desk.Duty) string {
	if d.Order.Kind == project.Kind {
		return "/projects/" + d.Order.RefID + "#comments"
	}
	return "/chains/" + d.Order.RefID + "#comments"
}

// count writes a number of things; more of them than were counted shows as 1,000多.
func count(n int64, more bool) string {
	if more {
		return ui.Num(n) + "多"
	}
	return ui.Num(n)
}

// month is 10月.
func month(p period.Period) string {
	if t, err := time.Parse("2006-01", string(p)); err == nil {
		return t.Format("1月")
	}
	return string(p)
}

func stampDay(micro int64) string { return clock.FromMicro(micro).Format("1月2日") }
