package project

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

type historyPage struct {
	ui.Page
	Log   ui.Log
	Older string
	Left  int // changes of derived figures that are not listed
	Empty ui.Empty
}

// historySize is how many events of the journal a page of the history reads.
const historySize = 100

func (h *handlers) history(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(q.Query("before"), 10, 64)
	page := &historyPage{Page: h.page(q, p, "经过"), Empty: ui.Empty{Title: "没有更早的记录"}}
	page.Lede = ui.Plain("每一次改动都在这里，按时间倒排；记录只增不改，审计管理员可以核对。")
	if q.Actor.Can(authz.JournalView) {
		page.Acts = append(page.Acts, ui.Act("倒查", url(p)+"/backtrack"))
	}
	reports, err := h.Projects.Reports(q.Ctx(), q.Actor.Scope, p.ID)
	if err != nil {
		return err
	}
	log, left, next, err := h.story(q, &record{Project: p, names: names, reports: reports}, before, 0)
	if err != nil {
		return err
	}
	page.Log, page.Left = log, left
	if next > 0 {
		page.Older = url(p) + "/history?before=" + strconv.FormatInt(next, 10)
	}
	return q.Render("project/history", page)
}

// story tells the history of the project from before on: the page of the project shows the newest, at most most, in short;
// the history shows all. left counts the changes of nothing but derived figures, which every month brings.
func (h *handlers) story(q *web.Req, r *record, before int64, most int) (log ui.Log, left int, next int64, err error) {
	events, next, err := journal.History(q.Ctx(), h.Run.DB, r.Ref(), journal.Page{Before: before, Size: historySize})
	if err != nil {
		return nil, 0, 0, err
	}
	t := &teller{Teller: trail.Teller{Names: r.names, Skip: derived, Today: q.Today()}, short: most > 0, periods: map[string]string{}}
	for i := range r.reports {
		t.periods[r.reports[i].ID] = r.reports[i].Period
	}
	if t.short {
		t.Most = 4
	}
	groups := trail.Groups(events)
	if next > 0 && len(groups) > 1 { // the last group may go on behind the cut: the next page tells it whole
		last := groups[len(groups)-1]
		groups = groups[:len(groups)-1]
		next = last.Seq + 1
	}
	for i := range groups {
		if item, ok := t.tell(&groups[i]); ok {
			log = append(log, item)
		} else {
			left++
		}
		if most > 0 && len(log) == most {
			break
		}
	}
	return log, left, next, nil
}

// derived are columns that follow from others; they change with every report and every month and tell nothing new.
func derived(column string) bool {
	switch column {
	case "schedule", "year_due", "missed_run", "yellow_run", "light", "light_since", "light_rule", "debt", "stage", "stage_since", "moved_on",
		"reported", "reported_on", "created_at", "updated_at":
		return true
	}
	return false
}

// teller tells the changes of a project.
type teller struct {
	trail.Teller
	short   bool
	periods map[string]string // of the reports, by id: an update names only what it changed
}

func (t *teller) tell(g *trail.Group) (ui.LogItem, bool) {
	body := ui.Rich{}
	if !g.Auto() {
		body = append(body, ui.T(t.who(g)))
	}
	said := t.deed(g)
	p := g.Row(area.Kind)
	if p != nil && p.Op == db.Updated && trail.Touches(p, "light") && g.Action != "project.create" {
		said = t.turn(p, said)
	}
	if len(said) == 0 {
		return ui.LogItem{}, false
	}
	item := t.Item(g, append(body, said...))
	item.Hot = g.Action == "project.override" || p != nil && trail.Is(p, "light") == "red" && trail.Touches(p, "light")
	return item, true
}

// who is the post of whoever acted, as people call each other; the whole history names the person as well.
func (t *teller) who(g *trail.Group) string {
	title := ""
	if a := t.Names.Dir.Account(g.ActorID); a != nil {
		title = a.Title
	}
	switch {
	case title == "":
		return g.ActorName
	case t.short:
		return title
	}
	return title + "（" + g.ActorName + "）"
}

// turn adds the change of the light.
func (t *teller) turn(p *journal.Event, said ui.Rich) ui.Rich {
	if len(said) > 0 {
		said = append(said, ui.T("；"))
	}
	was, is := ui.LetterOf(trail.Was(p, "light")), ui.LetterOf(trail.Is(p, "light"))
	text := was.Short() + "灯转" + is.Word()
	if was == ui.None {
		text = "亮" + is.Word()
	} else if is == ui.None {
		text = was.Word() + "熄灭，不再评灯"
	}
	if rule := trail.Is(p, "light_rule"); rule != "" {
		text = "按规则" + rule + text
	}
	if is == ui.Red {
		return append(said, ui.Turn(text))
	}
	return append(said, ui.T(text))
}

// deed says what was done, by the rows that the change touched.
func (t *teller) deed(g *trail.Group) ui.Rich {
	if r := g.Row("project_report"); r != nil {
		return t.report(g, r)
	}
	if r := g.Row("project_receipt"); r != nil {
		return ui.Rich{ui.T("登记到资"), ui.B(ui.Wan(trail.IsNumber(r, "amount")) + "万元"), ui.T("，" + trail.Is(r, "on_date") + "到账，凭证" + trail.Is(r, "voucher"))}
	}
	if r := g.Row("attachment"); r != nil {
		return t.files(g, r)
	}
	if r := g.Row("comment"); r != nil {
		return t.remark(r)
	}
	if r := g.Row("exemption"); r != nil {
		return ui.Rich{ui.T("批准规则" + trail.Is(r, "rule") + "缓评至"), ui.B(trail.Is(r, "until_on"))}
	}
	p := g.Row(area.Kind)
	if p == nil {
		return ui.Plain(map[string]string{"project.move": "变更阶段"}[g.Action])
	}
	changes := t.Changes(p)
	switch {
	case p.Op == db.Inserted:
		return t.begun(g, p)
	case p.Op == db.Deleted:
		return ui.Plain("撤销登记")
	case trail.Touches(p, "stage"):
		verb := map[bool]string{true: "破例推进 ", false: "阶段 "}[g.Action == "project.override"]
		out := ui.Rich{ui.T(verb), ui.Quiet(area.StageLabel(trail.Was(p, "stage"))), ui.T("→"), ui.B(area.StageLabel(trail.Is(p, "stage")))}
		if since := trail.Is(p, "stage_since"); since != "" {
			out = append(out, ui.T("，"+since))
		}
		return out
	case len(changes) == 0:
		return nil
	}
	verb := "修改："
	if onlySums(p) {
		verb = "累计更新："
	} else if strings.HasPrefix(g.Action, "import") {
		verb = "导入更新："
	} else if g.Auto() {
		verb = "更新："
	} else if g.Action == "project.edit_many" {
		verb = "批量修改："
	}
	return append(ui.Rich{ui.T(verb)}, changes...)
}

// onlySums reports whether the change is of nothing but amounts that are added up from elsewhere.
func onlySums(p *journal.Event) bool {
	for _, c := range p.Changes {
		switch c.Column {
		case "year_done", "invested", "funds_in", "updated_by", "version":
		default:
			if !derived(c.Column) {
				return false
			}
		}
	}
	return true
}

// begun is how the project came into the register.
func (t *teller) begun(g *trail.Group, p *journal.Event) ui.Rich {
	verb := "登记项目"
	if strings.HasPrefix(g.Action, "import") {
		verb = "导入登记"
	}
	out := ui.Rich{ui.T(verb + "，阶段" + area.StageLabel(trail.Is(p, "stage")))}
	if total := trail.IsNumber(p, "total_invest"); total > 0 {
		out = append(out, ui.T("，总投资"), ui.B(ui.Yi(total)+"亿元"))
	}
	if !t.short {
		out = append(out, ui.T("。"))
		out = append(out, t.Changes(p)...)
	}
	return out
}

func (t *teller) report(g *trail.Group, r *journal.Event) ui.Rich {
	period := t.periods[r.RowID]
	if period == "" {
		period = trail.Is(r, "period")
	}
	switch {
	case g.Action == "project.check_report" && trail.Is(r, "state") == area.Checked:
		return ui.Plain("核验通过" + period + "进度")
	case g.Action == "project.check_report":
		return ui.Rich{ui.Late("退回" + period + "进度")}
	case r.Op == db.Inserted && g.Count("project_report") > 1 && g.Auto():
		return ui.Plain("载入" + ui.Num(int64(g.Count("project_report"))) + "期进度")
	case r.Op == db.Inserted:
		out := ui.Rich{ui.T("填报" + period + "进度，本月完成"), ui.B(ui.Wan(trail.IsNumber(r, "done")) + "万元")}
		if !t.short && trail.Is(r, "progress") != "" {
			out = append(out, ui.T("："+trail.Is(r, "progress")))
		}
		return out
	}
	out := ui.Rich{ui.T("改报" + period + "进度")}
	if trail.Touches(r, "done") {
		out = append(out, ui.T("：本月完成 "), ui.Quiet(ui.Wan(trail.WasNumber(r, "done"))+"万元"), ui.T("→"), ui.B(ui.Wan(trail.IsNumber(r, "done"))+"万元"))
	}
	return out
}

func (t *teller) files(g *trail.Group, r *journal.Event) ui.Rich {
	if r.Op == db.Deleted {
		return ui.Rich{ui.Late("移除材料“" + trail.Was(r, "name") + "”")}
	}
	label := trail.Is(r, "label")
	if label == "" {
		label = "材料"
	}
	if n := g.Count("attachment"); n > 1 {
		return ui.Plain("上传" + label + ui.Num(int64(n)) + "份")
	}
	return ui.Plain("上传" + label + "：" + trail.Is(r, "name"))
}

func (t *teller) remark(r *journal.Event) ui.Rich {
	if r.Op == db.Updated {
		return ui.Plain("办结批示")
	}
	if !trail.IsTrue(r, "instruction") {
		return ui.Plain("留言：" + trail.Is(r, "body"))
	}
	out := ui.Rich{ui.T("批示："), ui.B(trail.Is(r, "body"))}
	if due := trail.Is(r, "due"); due != "" {
		out = append(out, ui.T("（"+due+"前办结）"))
	}
	return out
}
