// Package tour keeps the half-year tours (观摩): a route of sites, the jurors who score each site on the phone by weighted criteria,
// and the means that follow after the highest and lowest sheets are dropped, by site and by county.
package tour

import (
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind      = "tour"
	StopKind  = "tour_stop"
	JurorKind = "tour_juror"
	SheetKind = "tour_sheet"
)

// TopicStarted is the topic under which jurors hear that they can score.
const TopicStarted = "tour.started"

// The states of a tour.
const (
	Planned   = "planned"
	Running   = "running"
	Closed    = "closed" // no mark changes any more
	Published = "published"
	Cancelled = "cancelled"
)

// Flow is the life of a tour. The guard "ready" demands that each stop has jurors enough for what is dropped, "complete" that every
// sheet is in; "cut" closes without the missing ones.
var Flow = &flow.Table{
	Name: "观摩", Start: Planned,
	States: []flow.State{{Code: Planned, Label: "筹备"}, {Code: Running, Label: "评分中"}, {Code: Closed, Label: "已收分"}, {Code: Published, Label: "已公布", End: true}, {Code: Cancelled, Label: "已取消", End: true}},
	Rows: []flow.Row{
		{From: Planned, Action: "start", To: Running, Label: "开始评分", Perm: authz.TourEdit, Guard: "ready", Notify: TopicStarted},
		{From: Running, Action: "close", To: Closed, Label: "收分", Perm: authz.TourEdit, Guard: "complete"},
		{From: Running, Action: "cut", To: Closed, Label: "缺表收分", Perm: authz.TourEdit, Why: true},
		{From: Closed, Action: "publish", To: Published, Label: "公布结果", Perm: authz.TourEdit},
		{From: Closed, Action: "reopen", To: Running, Label: "重开评分", Perm: authz.TourEdit, Why: true},
		{From: Planned, Action: "cancel", To: Cancelled, Label: "取消观摩", Perm: authz.TourEdit, Why: true},
		{From: Running, Action: "cancel", To: Cancelled, Label: "取消观摩", Perm: authz.TourEdit, Why: true},
	},
}

// Criterion is one thing that is scored: Weight is its share of 100, marks go from 0 to Full.
type Criterion struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	Full   float64 `json:"full"`
}

// Tour is one tour. Of each stop the DropHigh highest and DropLow lowest sheets do not count. OwnCounty lets jurors score the stops
// of the county that they come from.
type Tour struct {
	ID          string        `db:"id"`
	Name        string        `db:"name"`
	Period      period.Period `db:"period"`
	FromOn      string        `db:"from_on"`
	ToOn        string        `db:"to_on"`
	State       string        `db:"state"`
	CriteriaRaw string        `db:"criteria"` // JSON of []Criterion
	DropHigh    int64         `db:"drop_high"`
	DropLow     int64         `db:"drop_low"`
	OwnCounty   bool          `db:"own_county"`
	Note        string        `db:"note"`
	Region      string        `db:"region"`
	UnitID      string        `db:"unit_id"`
	SetBy       string        `db:"set_by"`
	SetName     string        `db:"set_name"`
	StartedOn   string        `db:"started_on"`
	ClosedOn    string        `db:"closed_on"`
	PublishedOn string        `db:"published_on"`
	CreatedAt   int64         `db:"created_at"`
	UpdatedAt   int64         `db:"updated_at"`
	Version     int64         `db:"version"`
}

// ScopeKeys are the keys by which a tour is scoped.
func (t *Tour) ScopeKeys() authz.Keys { return authz.Keys{Region: t.Region, Unit: t.UnitID} }

// Ref names the tour.
func (t *Tour) Ref() record.Ref { return record.Ref{Kind: Kind, ID: t.ID} }

// Criteria are what is scored, in order.
func (t *Tour) Criteria() (out []Criterion, err error) {
	return out, errs.Wrap(json.Unmarshal([]byte(t.CriteriaRaw), &out), errs.Internal, "“%s”的评分项读不出", t.Name)
}

// Runs reports whether the person runs the tour: changes it and sees all its sheets.
func (t *Tour) Runs(actor authz.Actor) bool {
	return actor.Can(authz.TourEdit) && actor.Scope.Allows(t.ScopeKeys())
}

// ended reports whether marks do not change any more.
func (t *Tour) ended() bool { return t.State == Closed || t.State == Published }

// Open reports whether the person sees the results and the sheets of others: who runs the tour always, jurors when it is closed,
// everybody when it is published.
func (t *Tour) Open(actor authz.Actor, juror bool) bool {
	return t.Runs(actor) || t.State == Published || t.State == Closed && juror
}

// Days are the days of the tour in words: "2026-06-23" or "2026-06-23至2026-06-24".
func (t *Tour) Days() string {
	if t.ToOn == t.FromOn {
		return t.FromOn
	}
	return t.FromOn + "至" + t.ToOn
}

// Stop is a site on the route: a project of the register, or a place by name.
type Stop struct {
	ID        string `db:"id"`
	TourID    string `db:"tour_id"`
	No        int64  `db:"no"`
	Name      string `db:"name"`
	ProjectID string `db:"project_id"` // "" = a place by name
	County    string `db:"county"`
	OnDate    string `db:"on_date"`
	AtTime    string `db:"at_time"` // "09:30"
	Minutes   int64  `db:"minutes"` // on the road from the stop before
	Note      string `db:"note"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the tour.
func (s *Stop) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

// Juror is who scores. Home is the county that the juror comes from, "" = none.
type Juror struct {
	ID        string `db:"id"`
	TourID    string `db:"tour_id"`
	AccountID string `db:"account_id"`
	Name      string `db:"name"`
	Home      string `db:"home"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the tour.
func (j *Juror) ScopeKeys() authz.Keys { return authz.Keys{Region: j.Region, Unit: j.UnitID} }

// May reports whether the juror scores the stop: nobody scores the own county, unless the tour allows it.
func (t *Tour) May(j *Juror, s *Stop) bool {
	return t.OwnCounty || j.Home == "" || j.Home != s.County
}

// Sheet is what one juror gives one stop. Total is out of 100, with two decimals.
type Sheet struct {
	ID        string  `db:"id"`
	TourID    string  `db:"tour_id"`
	StopID    string  `db:"stop_id"`
	AccountID string  `db:"account_id"`
	Name      string  `db:"name"`
	MarksRaw  string  `db:"marks"` // JSON of []float64, in the order of the criteria
	Total     float64 `db:"total"`
	Remark    string  `db:"remark"`
	FilledAt  int64   `db:"filled_at"`
	Region    string  `db:"region"`
	UnitID    string  `db:"unit_id"`
	Version   int64   `db:"version"`
}

// ScopeKeys are those of the tour.
func (s *Sheet) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

// Ref names the sheet, on which its photographs hang.
func (s *Sheet) Ref() record.Ref { return record.Ref{Kind: SheetKind, ID: s.ID} }

// Marks are the marks in the order of the criteria.
func (s *Sheet) Marks() (out []float64, err error) {
	return out, errs.Wrap(json.Unmarshal([]byte(s.MarksRaw), &out), errs.Internal, "“%s”的评分表读不出", s.Name)
}

var (
	tours  = db.NewTable[Tour](Kind)
	stops  = db.NewTable[Stop](StopKind)
	jurors = db.NewTable[Juror](JurorKind)
	sheets = db.NewTable[Sheet](SheetKind)
)

func states() (out []list.Option) {
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

// Spec is the list of tours.
var Spec = &list.Spec{
	Name: Kind, Label: "观摩", Measure: "次", Sort: "-from_on,name", Scope: list.Scope{Region: "region", Unit: "unit_id"},
	Columns: []list.Column{
		{Name: "name", Label: "观摩", Kind: list.Text, Default: true, Width: 36},
		{Name: "period", Label: "期别", Kind: list.Text, Default: true},
		{Name: "from_on", Label: "开始日期", Kind: list.Date, Default: true}, {Name: "to_on", Label: "结束日期", Kind: list.Date},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: states(), Default: true},
		{Name: "stops", Label: "站点", Kind: list.Int, Unit: "站", Default: true, SQL: "(SELECT count(*) FROM tour_stop s WHERE s.tour_id = t.id)"},
		{Name: "jurors", Label: "评委", Kind: list.Int, Unit: "人", Default: true, SQL: "(SELECT count(*) FROM tour_juror j WHERE j.tour_id = t.id)"},
		{Name: "sheets", Label: "已交评分表", Kind: list.Int, Unit: "张", Default: true, SQL: "(SELECT count(*) FROM tour_sheet f WHERE f.tour_id = t.id)"},
		{Name: "unit_id", Label: "组织单位", Kind: list.Ref, RefKind: "unit"}, {Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "published_on", Label: "公布日期", Kind: list.Date}, {Name: "note", Label: "说明", Kind: list.Text}, {Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}

// Sees is the part of the list of tours that a person sees: routes are no secret within the site; scores are kept apart.
func Sees(authz.Actor) authz.Scope { return authz.Scope{All: true} }

// words parts a line as people write it: by commas, tabs or wide blanks.
func words(line string) (out []string) {
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("，,\t　；;\r", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}
