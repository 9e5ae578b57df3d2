package backtrack

import (
	"fmt"
	"strconv"
	"strings"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
)

// words puts a story into words: page and paper say the same.
type words struct {
	*backtrack.Story
	names *listing.Names
	tell  trail.Teller
	site  string
}

func newWords(s *backtrack.Story, names *listing.Names, today, site string) *words {
	return &words{Story: s, names: names, tell: trail.Teller{Names: names, Skip: quiet, Today: today, Most: 5}, site: site}
}

// quiet are columns that follow from others, or that only a program reads.
func quiet(column string) bool {
	switch column {
	case "schedule", "year_due", "missed_run", "yellow_run", "light_since", "light_rule", "debt", "stage_since", "moved_on", "reported", "reported_on", "created_at",
		"updated_at", "updated_by", "created_by", "version", "pinyin", "id", "turn_at", "next_due", "act_on":
		return true
	}
	return strings.HasSuffix(column, "_id") && column != "unit_id" && column != "chain_id" && column != "handler_id" && column != "owner_id"
}

func day(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }

// until is the last day of a stretch.
func until(to int64, open string) string {
	if to == 0 {
		return open
	}
	return day(to)
}

func days(n int) string { return strconv.Itoa(n) + "个工作日" }

func (w *words) unit(id string) string { return orNone(w.names.Label("unit", id), "没有单位") }

func (w *words) owner(v string) string {
	if w.Kind.OwnerNamed {
		return orNone(v, "未指定")
	}
	return orNone(w.names.Label("account", v), "未指定")
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func (w *words) state(code string) string { return w.Kind.Flow.Label(code) }

// stateWord is what a state of the kind is called.
func (w *words) stateWord() string {
	if w.Kind.Since != "" {
		return "阶段"
	}
	return "状态"
}

// passage heads the states.
func (w *words) passage() string {
	if w.Kind.Missing != nil {
		return w.stateWord() + "与佐证"
	}
	return w.stateWord() + "经过"
}

// verdict says whether everything holds, in one sentence.
func (w *words) verdict() string {
	n := len(w.Events)
	if w.Whole() {
		return fmt.Sprintf("全部%d条已核对", n)
	}
	var parts []string
	if bad := w.Failed(); bad > 0 {
		var seqs []string
		for i := range w.Events {
			if e := &w.Events[i]; e.Bad != "" && len(seqs) < 10 {
				seqs = append(seqs, strconv.FormatInt(e.Seq, 10))
			}
		}
		more := ""
		if bad > len(seqs) {
			more = "等"
		}
		parts = append(parts, fmt.Sprintf("%d条中有%d条与日志不符：第%s条%s", n, bad, strings.Join(seqs, "、"), more))
	}
	return strings.Join(append(parts, w.Faults...), "；")
}

// summary is the first sentence: where it is and how long it has been under way.
func (w *words) summary() string {
	if len(w.Desks) == 0 {
		return "日志里没有经手记录。"
	}
	first := w.Desks[0]
	where := "现已了结"
	if d := w.Now(); d != nil {
		where = "现在" + w.unit(d.Unit) + "（" + w.owner(d.Owner) + "），已" + days(d.Days)
	}
	return fmt.Sprintf("自%s进入本系统，经%d个单位、%d次经手，共%s；%s。", day(first.From), w.unitCount(), len(w.Desks), days(w.Days), where)
}

func (w *words) unitCount() (n int) {
	for i := range w.Units {
		if w.Units[i].Desks > 0 {
			n++
		}
	}
	return n
}

// count says by which calendar days are counted.
func (w *words) count() string {
	text := "工作日按国务院办公厅放假通知计，含调休；收到当日不计，转出当日计入。"
	if len(w.Unknown) > 0 {
		text += "其中" + strconv.Itoa(w.Unknown[0]) + "年起尚无通知的年份按周一至周五计。"
	}
	return text
}

// who is the person with the unit.
func (w *words) who(g *backtrack.Group) (name, unit string) {
	if g.Auto() { // what a firm says through its link has the firm's name
		return orNone(g.ActorName, "系统"), ""
	}
	return g.ActorName, w.names.Label("unit", g.UnitID)
}

// deed says what a group did; ok is false when it changed nothing but derived figures.
func (w *words) deed(g *backtrack.Group) (text string, ok bool) {
	var parts []string
	for _, e := range g.Events {
		if e.Bad != "" {
			parts, ok = append(parts, "【第"+strconv.FormatInt(e.Seq, 10)+"条与日志不符】"), true
		}
		if said := w.said(e); said != "" && len(parts) < 6 {
			parts = append(parts, said)
		}
	}
	if len(parts) == 0 && g.Auto() {
		return "", false
	}
	verb := trail.Action(g.Action)
	if len(parts) > 0 {
		verb += "："
	}
	return verb + strings.Join(parts, "；"), true
}

// said tells one row of a change.
func (w *words) said(e *backtrack.Event) string {
	if e.Table == w.Kind.Name {
		if e.Op == db.Deleted {
			return "撤销登记"
		}
		return w.tell.Changes(&e.Event).String()
	}
	switch e.Table {
	case "task_duty", "task_entry", "ticket_step", "ticket_event", "ticket_ask":
		return "" // they repeat what the action, its reason and the record's own row say
	case "comment":
		return remark(e)
	case "ticket_hold":
		return held(e)
	}
	var parts []string
	for _, d := range trail.Diffs(&e.Event, w.names) {
		if d.Minor || quiet(d.Column) || d.Label == d.Column || hidden(d.Column) || len(parts) == 4 {
			continue
		}
		switch {
		case e.Op == db.Updated:
			parts = append(parts, d.Label+" "+orNone(short(d.Old), "空")+"→"+orNone(short(d.New), "空"))
		case e.Op == db.Deleted:
			parts = append(parts, d.Label+"“"+short(d.Old)+"”")
		default:
			parts = append(parts, d.Label+"“"+short(d.New)+"”")
		}
	}
	if parts == nil {
		return ""
	}
	return map[db.Op]string{db.Deleted: "移除"}[e.Op] + named(e.Table) + strings.Join(parts, "，")
}

// named is what a part of a record is called, with a blank behind it; "" when it has no name for people.
func named(table string) string {
	name := map[string]string{"ticket_unit": "协办", "ticket_call": "回访"}[table]
	if name == "" {
		name = trail.Table(table)
	}
	if name == table {
		return ""
	}
	return name + " "
}

// held says that a clock stood still, or goes on; waiting for a firm after an answer is no news.
func held(e *backtrack.Event) string {
	switch {
	case e.Op == db.Inserted && trail.Is(&e.Event, "kind") == "pause":
		return "自" + trail.Is(&e.Event, "from_on") + "起停表，" + orNone(trail.Is(&e.Event, "consent"), "未经") + "同意"
	case e.Op == db.Updated && trail.Is(&e.Event, "to_on") != "":
		return "停表到" + trail.Is(&e.Event, "to_on") + "止"
	}
	return ""
}

// remark is what a comment or instruction says.
func remark(e *backtrack.Event) string {
	if e.Op != db.Inserted {
		return "" // the action says it
	}
	text := "“" + trail.Is(&e.Event, "body") + "”"
	if due := trail.Is(&e.Event, "due"); due != "" {
		text += "，" + due + "前办结"
	}
	return text
}

// hidden are columns of parts that repeat the record they hang on.
func hidden(column string) bool {
	switch column {
	case "kind", "region", "unit_id", "chain_id", "sha256", "size", "media", "author_name", "account_name", "account_id", "filled_by", "filled_name", "filled_at", "state",
		"done_total", "plan_share", "sort", "author_id":
		return true
	}
	return false
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// seqs are the numbers of a group's entries: 12, 12–15, or 12、20 where a load has put others between them.
func seqs(g *backtrack.Group) string {
	var parts []string
	for i, n := 0, len(g.Events); i < n; i++ {
		first := g.Events[i].Seq
		for i+1 < n && g.Events[i+1].Seq == g.Events[i].Seq+1 {
			i++
		}
		part := strconv.FormatInt(first, 10)
		if last := g.Events[i].Seq; last > first {
			part += "–" + strconv.FormatInt(last, 10)
		}
		parts = append(parts, part)
	}
	if len(parts) > 4 {
		parts = append(parts[:3], "…"+parts[len(parts)-1])
	}
	return strings.Join(parts, "、")
}

// passed are the states that a desk passed, with their days within it.
func (w *words) passed(i int) string {
	d := &w.Desks[i]
	var parts []string
	for k := range w.Stays {
		s := &w.Stays[k]
		if s.To != 0 && s.To <= d.From || d.To != 0 && s.From >= d.To || s.End {
			continue
		}
		parts = append(parts, w.state(s.State))
	}
	return strings.Join(parts, "→")
}

// lacking says what was missing when a state was reached, and who let it pass.
func (w *words) lacking(s *backtrack.Stay) string {
	var parts []string
	if len(s.Missing) > 0 {
		parts = append(parts, "缺"+strings.Join(s.Missing, "、"))
	}
	if s.Override {
		parts = append(parts, "破例放行（"+s.By+"）")
	}
	if s.Reason != "" {
		parts = append(parts, "理由："+s.Reason)
	}
	return strings.Join(parts, "；")
}

func (w *words) missed(m *backtrack.Missed) string {
	if m.Filed == 0 {
		return "至今没有报"
	}
	return day(m.Filed) + "才补报"
}

func (w *words) done(o *backtrack.Order) string {
	late := map[bool]string{true: "，超期"}[o.Late]
	if o.Done == 0 {
		return "未办结，已" + days(o.Days) + late
	}
	return day(o.Done) + "办结，用" + days(o.Days) + late
}
