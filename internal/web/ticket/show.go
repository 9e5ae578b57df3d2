package ticket

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is one ticket.
type showPage struct {
	ui.Page
	Faces   []ui.ClockFace
	Ask     *ui.Note
	Facts   ui.Facts
	Sub     string
	Answer  ui.Facts
	Desks   ui.Table
	Holds   ui.Table
	Log     ui.Log
	LogSub  string
	Files   []ui.File
	Upload  *formBlock
	Remarks *ui.Remarks
	Ladder  ui.Ladder
	Who     ui.Facts
	Alike   []ui.Line
	Merged  []ui.Line
	More    []ui.Action // beside those of the head
	Link    *ui.Action
}

// formBlock is a small form on the page.
type formBlock struct {
	Action string
	Submit string
	Errs   ui.Errors
	Fields []*ui.Field
}

func (h *handlers) read(q *web.Req) (*area.Whole, error) {
	return h.Tickets.Read(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

func (h *handlers) show(q *web.Req) error {
	w, err := h.read(q)
	if err != nil {
		return err
	}
	p, err := h.page(q, w)
	if err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		p.Acts = append([]ui.Action{{Label: "倒查", URL: "/backtrack/ticket/" + w.ID, WideOnly: true}}, p.Acts...)
	}
	return q.Render("ticket/show", p)
}

func (h *handlers) page(q *web.Req, w *area.Whole) (*showPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	rule, err := h.Tickets.Rule(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &showPage{Page: q.Page(section, w.Name)}
	p.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: w.Code}}
	l := light(w.Ticket)
	p.Light = &l
	p.Lede = lede(w.Ticket, names)
	p.Acts, p.More = head(h.acts(q, w))
	p.Faces = h.faces(q, w)
	p.Facts, p.Sub = facts(w.Ticket), ui.Stamp(w.RaisedAt)+"　"+w.RaisedName+"　"+area.Spec.Column("source").OptionLabel(w.Source)
	if a := w.OpenAsk(); a != nil {
		p.Ask = waiting(q, w, a, names)
	}
	if w.Answer != "" {
		p.Answer = ui.Facts{ui.F("答复", w.Answer), ui.F("时间", ui.Stamp(w.AnsweredAt)+"　第"+ui.Num(w.Round)+"次"), ui.F("历时", days(int(w.Gross))+held(w.Ticket))}
		if w.Rating > 0 {
			p.Answer = append(p.Answer, ui.F("企业评分", ui.Num(w.Rating)+"分"))
		}
		if w.Remark != "" {
			p.Answer = append(p.Answer, ui.F("企业意见", w.Remark))
		}
	}
	p.Desks, p.Holds = h.desks(w, names, q.Today()), h.holds(w, q.Today())
	p.Log, p.LogSub = story(w, names)
	if err := h.attached(q, w, p); err != nil {
		return nil, err
	}
	if p.Remarks, err = h.remarks().Of(q, place(w.Ticket)); err != nil {
		return nil, err
	}
	p.Ladder, p.Who = h.ladder(w, rule, names, q.Today()), who(w, names)
	if q.Actor.Can(authz.TicketRaise) {
		link := ui.Post("打印企业回执", addr(w.ID)+"/link")
		link.Small = true
		p.Link = &link
	}
	return p, h.around(q, w, p)
}

func held(t *area.Ticket) string {
	var parts []string
	if t.Paused > 0 {
		parts = append(parts, "停表"+ui.Num(t.Paused)+"天")
	}
	if t.Waited > 0 {
		parts = append(parts, "等企业"+ui.Num(t.Waited)+"天")
	}
	if parts == nil {
		return ""
	}
	return "，其中" + strings.Join(parts, "、")
}

func lede(t *area.Ticket, names *listing.Names) ui.Rich {
	var r ui.Rich
	add := func(x ui.Inline) {
		if len(r) > 0 {
			r = append(r, ui.Gap())
		}
		r = append(r, x)
	}
	switch {
	case t.EnterpriseID != "":
		add(ui.A(t.Firm, "/enterprises/"+t.EnterpriseID))
	case t.Firm != "":
		add(ui.T(t.Firm))
	}
	if t.ChainID != "" {
		add(ui.A(names.Label("chain", t.ChainID), "/chains/"+t.ChainID))
	}
	if t.ProjectID != "" {
		add(ui.A("相关项目", "/projects/"+t.ProjectID))
	}
	add(ui.T("类别：" + kindLabel(t.Kind)))
	add(ui.T(names.Label("region", t.Region)))
	if t.Urgent {
		add(ui.Tag("紧急"))
	}
	if t.Hard {
		add(ui.Tag("疑难"))
	}
	return r
}

func facts(t *area.Ticket) ui.Facts {
	f := ui.Facts{ui.F("诉求", t.Name)}
	if t.Text != "" && t.Text != t.Name {
		f = append(f, ui.F("详情", t.Text))
	}
	if t.Contact != "" || t.Phone != "" {
		f = append(f, ui.F("联系", strings.TrimSpace(t.Contact+"　"+t.Phone)))
	}
	if t.RefCode != "" {
		f = append(f, ui.F("来件编号", t.RefCode))
	}
	return f
}

// faces are the two clocks.
func (h *handlers) faces(q *web.Req, w *area.Whole) []ui.ClockFace {
	cal, today := h.Tickets.Calendar(), q.Today()
	whole := w.Ticket.Whole(w.Holds)
	note := "时限" + days(int(w.WholeLimit))
	if w.Extended > 0 {
		note += "，延期" + ui.Num(w.Extended) + "个"
	}
	if n := whole.Held(cal, area.HoldPause, today); n > 0 {
		note += "，停表" + ui.Num(int64(n)) + "天"
	}
	if n := whole.Held(cal, area.HoldWait, today); n > 0 {
		note += "，等企业" + ui.Num(int64(n)) + "天"
	}
	note += "；" + ui.DateProse(w.RaisedOn) + "提出"
	if w.WholeDue > 0 {
		note += "，" + ui.Stamp(w.WholeDue) + "到期"
	}
	if unknown := cal.Unknown(w.RaisedOn, max(today, dateOf(w.WholeDue))); unknown != nil {
		note += "（" + ui.Num(int64(unknown[0])) + "年放假安排未公布，先按周一至周五计）"
	}
	all := face(cal, "全程时钟", whole, w.WholeDue, today, note)
	if !area.Working(w.State) {
		text := days(int(w.Net))
		if w.AnsweredAt == 0 {
			text = area.Flow.Label(w.State)
		}
		all.Clock = ui.Clock{Text: text, State: "done"}
		return []ui.ClockFace{all}
	}
	step := w.Ticket.Step(w.Holds)
	stepNote := area.Flow.Label(w.State) + "环节时限" + days(step.Limit) + "；" + ui.DateProse(w.StepOn) + "起"
	if w.StepDue > 0 {
		stepNote += "，" + ui.Stamp(w.StepDue) + "到期"
	}
	return []ui.ClockFace{face(cal, "环节时钟", step, w.StepDue, today, stepNote), all}
}

// acts are the buttons: what the flow allows this person, the first as the page's own, the rest beside it.
func (h *handlers) acts(q *web.Req, w *area.Whole) []ui.Action {
	var out []ui.Action
	ask := w.OpenAsk()
	own := q.Actor.UnitID == w.UnitID || q.Actor.Can(authz.TicketJudge)
	if dir, err := q.Directory(); err == nil {
		own = own || slices.Contains(dir.UnitSubtree(q.Actor.UnitID), w.UnitID)
	}
	for _, r := range area.Flow.Next(w.State) {
		if !q.Actor.Can(r.Perm) || r.Perm == authz.TicketFirm || r.Perm == authz.TicketWork && !own {
			continue
		}
		switch r.Action {
		case area.ActGrant, area.ActDeny, area.ActRefuse:
			continue // beside the request itself
		case area.ActResume:
			if !w.Held {
				continue
			}
		case area.ActCalled:
			continue // from the list of call-backs
		case area.ActHand:
			if q.Actor.UnitID != w.UnitID || w.Held {
				continue // the office assigns
			}
		default:
			if w.Held && r.Perm == authz.TicketWork || ask != nil && (r.Action == area.ActObject || strings.HasPrefix(r.Action, "ask_")) {
				continue
			}
		}
		out = append(out, ui.Action{Label: r.Label, URL: addr(w.ID) + "/do/" + r.Action})
	}
	beside := func(label, action string) {
		out = append(out, ui.Action{Label: label, URL: addr(w.ID) + "/do/" + action})
	}
	if area.Working(w.State) && q.Actor.Can(authz.TicketWork) && own {
		beside("请人协办", "help")
	}
	if slices.ContainsFunc(w.CoUnits, func(c area.CoUnit) bool { return c.UnitID == q.Actor.UnitID && c.DoneAt == 0 }) {
		beside("协办意见", "opine")
	}
	if q.Actor.Can(authz.TicketJudge) {
		beside("归入一类事", "classify")
	}
	if q.Actor.Can(authz.TicketRaise) && w.State != area.Closed {
		out = append(out, ui.Action{Label: "编辑", URL: addr(w.ID) + "/edit"})
	}
	return mainLast(out, q.Actor.UnitID == w.UnitID, addr(w.ID)+"/do/")
}

// head parts the buttons: the main one with at most two before it, which give way on phones, and all others for the side.
func head(all []ui.Action) (top, more []ui.Action) {
	for i, a := range all {
		a.WideOnly = false
		if a.Primary {
			continue
		}
		if i < 2 {
			wide := a
			wide.WideOnly = true
			top = append(top, wide)
		}
		a.Small = true
		more = append(more, a)
	}
	if n := len(all); n > 0 && all[n-1].Primary {
		top = append(top, all[n-1])
	}
	return top, more
}

// mainLast makes what is most likely wanted next the page's main button: the owner's next step, or the office's assignment.
func mainLast(acts []ui.Action, own bool, at string) []ui.Action {
	order := []string{area.ActAssign, area.ActCall, area.ActRestore, area.ActSplit}
	if own {
		order = []string{area.ActResume, area.ActAccept, area.ActBegin, area.ActAnswer}
	}
	for _, action := range order {
		for i, a := range acts {
			if a.URL == at+action {
				return append(append(slices.Clone(acts[:i]), acts[i+1:]...), ui.Primary(a.Label, a.URL))
			}
		}
	}
	return acts
}

func waiting(q *web.Req, w *area.Whole, a *area.Ask, names *listing.Names) *ui.Note {
	n := &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B(a.AskedName + "申请" + a.Label() + "："), ui.T(a.Reason)}}
	switch {
	case a.Days > 0:
		n.Body = append(n.Body, ui.T("　延"+ui.Num(a.Days)+"个工作日"))
	case a.ToUnit != "":
		n.Body = append(n.Body, ui.T("　建议交"+names.Label("unit", a.ToUnit)))
	}
	n.Body = append(n.Body, ui.Quiet("　裁定期限"+ui.Stamp(a.Due)))
	if q.Actor.Can(authz.TicketJudge) {
		yes := area.ActGrant
		if a.Kind == area.AskRefuse {
			yes = area.ActRefuse
		}
		n.Acts = []ui.Action{{Label: "同意", URL: addr(w.ID) + "/do/" + yes, Small: true}, {Label: "不同意", URL: addr(w.ID) + "/do/" + area.ActDeny, Small: true}}
	}
	return n
}

// desks are who had it, how many working days each.
func (h *handlers) desks(w *area.Whole, names *listing.Names, today string) ui.Table {
	cal := h.Tickets.Calendar()
	t := ui.Table{Label: "经手", Fold: true, Compact: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}, {Label: "环节", Fold: "环节"}, {Label: "接到", Fold: "接到"}, {Label: "交出", Fold: "交出"},
		{Label: "工作日", Num: true, Fold: "工作日"}, {Label: "其中停表", Num: true, Rank: 2, Fold: "其中停表"}, {Label: "时限", Num: true, Rank: 2, Fold: "时限"}}}
	for _, s := range w.Steps {
		end := today
		out := "现在"
		if s.ToAt > 0 {
			end, out = dateOf(s.ToAt), ui.Stamp(s.ToAt)
		}
		c := area.Clock{Start: dateOf(s.FromAt), Limit: int(s.LimitDays)}
		for _, hold := range w.Holds {
			c.Holds = append(c.Holds, area.Hold{Kind: hold.Kind, From: hold.FromOn, To: hold.ToOn})
		}
		ran, paused := c.Ran(cal, end), c.Held(cal, area.HoldPause, end)
		limit, all := "—", ran+paused+c.Held(cal, area.HoldWait, end)
		if area.Working(s.State) {
			limit = ui.Num(s.LimitDays)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: names.Label("unit", s.UnitID)}, {Text: area.Flow.Label(s.State)}, {Text: ui.Stamp(s.FromAt)}, {Text: out},
			{Text: ui.Num(int64(all)), Down: area.Working(s.State) && ran > int(s.LimitDays)}, {Text: ui.Num(int64(paused)), Quiet: paused == 0}, {Text: limit}}})
	}
	return t
}

func (h *handlers) holds(w *area.Whole, today string) ui.Table {
	cal := h.Tickets.Calendar()
	t := ui.Table{Label: "停表", Fold: true, Compact: true, Columns: []ui.Column{{Label: "停表", Head: true}, {Label: "起", Fold: "起"}, {Label: "止", Fold: "止"}, {Label: "工作日", Num: true, Fold: "工作日"},
		{Label: "理由", Grow: true, Fold: "理由"}, {Label: "同意", Fold: "同意"}}}
	for _, x := range w.Holds {
		end, consent := x.ToOn, x.Consent
		if end == "" {
			end = today
		}
		kind := "停表"
		if x.Kind == area.HoldWait {
			kind, consent = "等企业", "不需要"
		}
		n := (area.Clock{Start: x.FromOn}).Ran(cal, end)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: kind}, {Text: ui.DateTable(x.FromOn)}, {Text: ui.DateTable(x.ToOn)}, {Text: ui.Num(int64(n))}, {Text: x.Reason + "（" + x.ByName + "）"}, {Text: consent}}})
	}
	return t
}

// story is what happened, newest first.
func story(w *area.Whole, names *listing.Names) (ui.Log, string) {
	var log ui.Log
	climbed := 0
	for i := len(w.Events) - 1; i >= 0; i-- {
		e := &w.Events[i]
		item := ui.LogItem{Time: ui.Stamp(e.At), DateTime: clock.FromMicro(e.At).Format("2006-01-02T15:04"), Hot: e.Hot, Auto: e.Action == "climb" || e.Action == "recount"}
		switch e.Action {
		case "climb":
			item.Body = ui.Rich{ui.B("自动升级："), ui.T(e.Said)}
			if e.Note != "" {
				item.Body = append(item.Body, ui.Quiet("　已报"+e.Note))
			}
			climbed++
		default:
			item.Body = ui.Rich{ui.B(e.ByName + "　" + actLabel(e.Action))}
			if e.Note != "" {
				item.Body = append(item.Body, ui.Quiet("　"+e.Note))
			}
			if e.Said != "" && e.Action != "raise" {
				item.Note = ui.Plain("“" + e.Said + "”")
			}
		}
		log = append(log, item)
	}
	sub := ui.Num(int64(len(w.Events))) + "条"
	if climbed > 0 {
		sub += "，升级" + ui.Num(int64(climbed)) + "次"
	}
	if w.Rejected > 0 {
		sub += "，退回" + ui.Num(w.Rejected) + "次"
	}
	return log, sub
}

func actLabel(action string) string {
	for _, r := range area.Flow.Rows {
		if r.Action == action {
			return r.Label
		}
	}
	return map[string]string{"raise": "提出诉求", "edit": "编辑", "help": "请人协办", "opine": "协办意见", "classify": "归类", "recount": "重算期限", "unit": "单位合并"}[action]
}

// ladder is the flight of escalation with the day of each rung, by the clock that reaches it first.
func (h *handlers) ladder(w *area.Whole, rule area.Terms, names *listing.Names, today string) ui.Ladder {
	cal := h.Tickets.Calendar()
	whole := w.Ticket.Whole(w.Holds)
	var out ui.Ladder
	for rung, note := range []string{"用去八成，提醒经办", "到期未办，报负责人", over(rule, 1), over(rule, 2), over(rule, 3) + "，红榜"} {
		r := int64(rung + 1)
		_, whom := area.Holders(names.Dir, w.Ticket, r, today)
		x := ui.Rung{Text: whom, Note: note}
		if day, ok := whole.At(cal, rule.After(int(r), whole.Limit)); ok {
			x.Time = ui.DateTable(day)
		}
		switch {
		case w.Level > r:
			x.State = "done"
		case w.Level == r:
			x.State = "now"
		}
		out = append(out, x)
	}
	return out
}

func over(r area.Terms, i int) string { return "超期满" + days(r.Climb[i]) }

func who(w *area.Whole, names *listing.Names) ui.Facts {
	f := ui.Facts{ui.F("主办", names.Label("unit", w.UnitID)), ui.F("经办", names.Label("account", w.HandlerID))}
	var co []string
	for _, c := range w.CoUnits {
		text := names.Label("unit", c.UnitID)
		if c.DoneAt > 0 {
			text += "（已提意见）"
		}
		co = append(co, text)
	}
	if co != nil {
		f = append(f, ui.F("协办", strings.Join(co, "、")))
	}
	return append(f, ui.F("转办", ui.Num(w.Handed)+"次"))
}

// around adds what is like it.
func (h *handlers) around(q *web.Req, w *area.Whole, p *showPage) error {
	near, err := h.Tickets.Similar(q.Ctx(), q.Actor.Scope, w.Ticket, 5)
	if err != nil {
		return err
	}
	for i := range near {
		t := &near[i].Ticket
		l := light(t)
		note := ui.Quiet(ui.Pct(near[i].Share) + "相同　" + ui.DateMonth(t.RaisedOn))
		p.Alike = append(p.Alike, ui.Line{Text: t.Name, URL: addr(t.ID), Light: &l, Note: ui.Rich{note}})
	}
	for i := range w.Merged {
		t := &w.Merged[i]
		l := light(t)
		p.Merged = append(p.Merged, ui.Line{Text: t.Firm + "　" + t.Name, URL: addr(t.ID), Light: &l})
	}
	return nil
}

func (h *handlers) attached(q *web.Req, w *area.Whole, p *showPage) error {
	rows, err := attach.List(q.Ctx(), h.Run.DB, w.Ref())
	if err != nil {
		return err
	}
	for _, f := range rows {
		kind := strings.ToUpper(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
		if len(kind) > 4 {
			kind = "文件"
		}
		p.Files = append(p.Files, ui.File{Kind: kind, Name: f.Name, URL: addr(w.ID) + "/files/" + f.ID, Note: f.Label + "　" + ui.Bytes(f.Size) + "　" + ui.Stamp(f.CreatedAt)})
	}
	if q.Actor.Can(authz.TicketWork) && w.State != area.Closed {
		p.Upload = &formBlock{Action: addr(w.ID) + "/files", Submit: "上传", Fields: []*ui.Field{
			{Kind: ui.KindText, Name: "label", Label: "是什么材料", Value: area.ProofLabel, Suggest: []string{area.ProofLabel, "现场照片", "诉求材料"}, Group: "up", Help: "办结答复认“" + area.ProofLabel + "”"},
			{Kind: ui.KindFile, Name: "file", Label: "文件", Multiple: true, Required: true, Group: "up", Wide: true}}}
	}
	return nil
}
