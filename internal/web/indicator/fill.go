package indicator

import (
	"slices"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// fillPage is a unit's sheet of a period.
type fillPage struct {
	ui.Page
	Parts  ui.Tabs
	Fields []ui.Field
	Errs   ui.Errors
	Note   *ui.Note
	Steps  ui.Steps
	Unit   string
	Period string
	Edit   bool
	Groups []fillGroup
	Moves  []ui.Action
	Reason *ui.Field
	Below  string
	Empty  *ui.Empty
	Sign   []string
}

// fillGroup are the lines of one subject.
type fillGroup struct {
	Name  string
	Lines []fillLine
}

// fillLine is one figure.
type fillLine struct {
	ID, Name, Measure string
	URL               string
	Value, Note, Mark string
	Last, Year, Goal  string
	Odd               string
	Error, NoteError  string
	Marks             []ui.Option
	State             string
}

// kinds are the lengths of the periods for which somebody fills.
var kinds = []period.Kind{period.Month, period.Quarter, period.Half, period.Year}

// sheetOf reads which sheet is asked for. Without a choice it is that of the actor's own unit, else of the first of his scope that
// owes one.
func (h *handlers) sheetOf(q *web.Req) (unit string, p period.Period, err error) {
	p = period.Of(period.Month, q.Today()).Prev()
	if text := q.Query("period"); text != "" {
		if p, err = period.Parse(text); err != nil {
			return "", "", err
		}
	}
	if unit = q.Query("unit"); unit != "" {
		return unit, p, nil
	}
	owing, err := h.Indicators.Owing(q.Ctx(), q.Actor.Scope, p)
	if err != nil || len(owing) == 0 {
		return q.Actor.UnitID, p, err
	}
	if i := slices.IndexFunc(owing, func(o area.Owed) bool { return o.UnitID == q.Actor.UnitID }); i >= 0 {
		return owing[i].UnitID, p, nil
	}
	return owing[0].UnitID, p, nil
}

func (h *handlers) showFill(q *web.Req) error {
	p, err := h.fillPage(q, true)
	if err != nil {
		return err
	}
	return q.Render("indicator/fill", p)
}

// showSheet is the sheet for who only looks at it.
func (h *handlers) showSheet(q *web.Req) error {
	p, err := h.fillPage(q, false)
	if err != nil {
		return err
	}
	return q.Render("indicator/fill", p)
}

func (h *handlers) fillPage(q *web.Req, edit bool) (*fillPage, error) {
	unit, per, err := h.sheetOf(q)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &fillPage{Page: q.Page(section, "指标填报"), Parts: parts(q, base+"/fill"), Unit: unit, Period: string(per)}
	p.Wide = true
	owing, err := h.Indicators.Owing(q.Ctx(), q.Actor.Scope, per)
	if err != nil {
		return nil, err
	}
	units := ui.Field{Kind: ui.KindSelect, Name: "unit", Label: "单位", Value: unit}
	for _, o := range owing {
		units.Options = append(units.Options, ui.Option{Value: o.UnitID, Label: names.Label("unit", o.UnitID)})
	}
	periods := ui.Field{Kind: ui.KindSelect, Name: "period", Label: "周期"}
	for _, k := range kinds {
		last := period.Of(k, q.Today())
		for n := range map[period.Kind]int{period.Month: 14, period.Quarter: 5, period.Half: 3, period.Year: 3}[k] {
			x := last.Shift(-n)
			periods.Options = append(periods.Options, ui.Option{Value: string(x), Label: x.Label(), On: x == per})
		}
	}
	p.Fields = []ui.Field{units, periods}
	sheet, err := h.Indicators.Sheet(q.Ctx(), q.Actor.Scope, unit, per)
	if err != nil {
		return nil, err
	}
	p.Lede = ui.Plain(ui.Joined(names.Label("unit", unit), per.Label(), "应于"+ui.DateProse(sheet.Filing.Due)+"前报送"))
	if i := slices.IndexFunc(owing, func(o area.Owed) bool { return o.UnitID == unit }); i < 0 {
		p.Empty = &ui.Empty{Title: "这个单位在" + per.Label() + "没有要填的指标", Text: "换一个周期看看；填报由链长办在指标页“填报分派”里定"}
		return p, nil
	}
	state := sheet.Filing.State
	p.Tag = area.FilingFlow.Label(state)
	p.Steps = ui.Steps{Names: []string{"填报", "单位审核", "链长办验收", "完成"}, Now: map[string]int{area.Open: 0, area.Filled: 1, area.Approved: 2, area.Accepted: 3}[state]}
	p.Edit = edit && state == area.Open && q.Actor.Can(authz.IndicatorFill)
	if sheet.Filing.Said != "" && state == area.Open {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("退回："), ui.T(sheet.Filing.Said)}}
	}
	if len(sheet.Below) > 0 {
		p.Below = "以下单位的数汇总到本级，都审定后才能审定本级：" + joinMost(sheet.Below, 20)
	}
	p.Groups = groups(sheet)
	p.Moves, p.Reason = moves(q, state)
	for _, s := range []struct {
		who, name string
		at        int64
	}{{"填报", sheet.Filing.FilledName, sheet.Filing.FilledAt}, {"审定", sheet.Filing.HeadName, sheet.Filing.HeadAt}, {"验收", sheet.Filing.OfficeName, sheet.Filing.OfficeAt}} {
		if s.name != "" && s.at > 0 {
			p.Sign = append(p.Sign, s.who+"："+s.name+"　"+ui.Stamp(s.at))
		}
	}
	return p, nil
}

// moves are the steps that the state allows to the person, and the reason that some of them want.
func moves(q *web.Req, state string) (out []ui.Action, reason *ui.Field) {
	for _, r := range area.FilingFlow.Next(state) {
		if !q.Actor.Can(r.Perm) {
			continue
		}
		out = append(out, ui.Action{Label: r.Label, Name: "action", Value: r.Action, Primary: !r.Why, Plain: r.Why})
		if r.Why && reason == nil {
			reason = &ui.Field{Kind: ui.KindText, Name: "reason", Label: "理由", Help: "退回、退回重报、直接验收时必填", MaxLength: 200}
		}
	}
	return out, reason
}

// move takes a sheet to its next state.
func (h *handlers) move(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	per := period.Period(f.Text("period"))
	if !per.Valid() {
		return errs.New(errs.Invalid, "“%s”不是周期，请从审核页重新打开", per)
	}
	units := f.All("unit")
	if len(units) == 0 {
		return errs.New(errs.NotFound, "没有选单位，请从审核页重新打开")
	}
	for _, unit := range units {
		if err := h.Indicators.Move(q.Ctx(), q.Actor, unit, per, f.Text("action"), f.Text("reason")); err != nil {
			return err
		}
	}
	back := base + "/sheet?unit=" + units[0] + "&period=" + string(per)
	if f.Text("back") == "approve" {
		back = base + "/approve?period=" + string(per)
	}
	return q.Redirect(back, "已更新")
}
