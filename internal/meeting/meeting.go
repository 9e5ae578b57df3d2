// Package meeting keeps meetings (会议): their agenda, which builds itself from what is unclosed, red and without owner; who came, at
// the main venue or a sub-venue; the minutes; and the decisions, which become tasks. The next meeting of a series opens with what
// the earlier ones left unclosed.
package meeting

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind         = "meeting"
	ItemKind     = "meeting_item"
	GuestKind    = "meeting_guest"
	DecisionKind = "meeting_decision"
)

// TopicSent is the topic under which other parts hear that minutes were circulated.
const TopicSent = "meeting.sent"

// The kinds of meetings.
const (
	Promotion  = "promotion"
	Leading    = "leading"
	Roundtable = "roundtable"
	Dispatch   = "dispatch"
	Special    = "special"
)

// Kinds are the kinds with their names.
var Kinds = []list.Option{{Code: Dispatch, Label: "周调度会"}, {Code: Promotion, Label: "推进会"}, {Code: Leading, Label: "领导小组会"}, {Code: Roundtable, Label: "圆桌会"}, {Code: Special, Label: "专题会"}}

// KindLabel is the Chinese name of a kind.
func KindLabel(code string) string {
	for _, o := range Kinds {
		if o.Code == code {
			return o.Label
		}
	}
	return code
}

// The states of a meeting.
const (
	Planned   = "planned"
	Held      = "held"
	Sent      = "sent" // the minutes were circulated
	Cancelled = "cancelled"
)

// Flow is the life of a meeting. The guard "day" demands that its day has come, "minutes" that there are minutes.
var Flow = &flow.Table{
	Name: "会议", Start: Planned,
	States: []flow.State{{Code: Planned, Label: "筹备"}, {Code: Held, Label: "已开"}, {Code: Sent, Label: "纪要已印发", End: true}, {Code: Cancelled, Label: "已取消", End: true}},
	Rows: []flow.Row{
		{From: Planned, Action: "hold", To: Held, Label: "会议已开", Perm: authz.MeetingRun, Guard: "day"},
		{From: Planned, Action: "cancel", To: Cancelled, Label: "取消会议", Perm: authz.MeetingRun, Why: true},
		{From: Held, Action: "send", To: Sent, Label: "印发纪要", Perm: authz.MeetingRun, Guard: "minutes", Notify: TopicSent},
	},
}

// Meeting is one meeting. Without a chain it is about all of the region's.
type Meeting struct {
	ID        string `db:"id"`
	Code      string `db:"code"`
	Name      string `db:"name"`
	Kind      string `db:"kind"`
	ChainID   string `db:"chain_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"` // who calls it
	OnDate    string `db:"on_date"`
	AtTime    string `db:"at_time"` // "14:30"
	Place     string `db:"place"`
	Venues    string `db:"venues"` // sub-venues, one a line
	Host      string `db:"host"`
	State     string `db:"state"`
	PrevID    string `db:"prev_id"` // the last one of the series that was held
	Since     string `db:"since"`   // its day: what is new is new since then
	BuiltAt   int64  `db:"built_at"`
	Minutes   string `db:"minutes"`
	HeldOn    string `db:"held_on"`
	SentOn    string `db:"sent_on"`
	SentTo    string `db:"sent_to"`
	SetBy     string `db:"set_by"`
	SetName   string `db:"set_name"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a meeting is scoped.
func (m *Meeting) ScopeKeys() authz.Keys {
	return authz.Keys{Region: m.Region, Unit: m.UnitID, Chain: m.ChainID}
}

// Ref names the meeting.
func (m *Meeting) Ref() record.Ref { return record.Ref{Kind: Kind, ID: m.ID} }

// Sub are the sub-venues.
func (m *Meeting) Sub() []string {
	var out []string
	for _, v := range strings.Split(m.Venues, "\n") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// The kinds of items on an agenda, in its order.
const (
	Unclosed  = "unclosed" // decisions of earlier meetings that are not closed
	NewRed    = "newred"   // turned red since the last meeting
	Red       = "red"      // red before already
	Overdue   = "overdue"  // tasks whose term has passed
	Ownerless = "gap"      // gaps of the map that nobody answers for
	Trouble   = "trouble"  // what holds tasks up, and what was escalated
	Team      = "team"     // a team's section
	Topic     = "topic"    // of a roundtable: what a firm raises
	Custom    = "custom"
)

// ItemKinds are the kinds in the order of the agenda, with the headings of their sections.
var ItemKinds = []list.Option{{Code: Unclosed, Label: "以往议定未销号事项"}, {Code: NewRed, Label: "上次会议以来新亮红灯"}, {Code: Red, Label: "持续亮红灯"}, {Code: Overdue, Label: "超期任务"},
	{Code: Ownerless, Label: "无责任人的缺口"}, {Code: Trouble, Label: "需要会议协调的问题"}, {Code: Team, Label: "各专班汇报"}, {Code: Topic, Label: "企业诉求"}, {Code: Custom, Label: "其他议题"}}

// ItemLabel is the heading of a kind of items.
func ItemLabel(kind string) string {
	for _, o := range ItemKinds {
		if o.Code == kind {
			return o.Label
		}
	}
	return kind
}

// The states of a roundtable's topic.
const (
	Collected = "collected"
	Assigned  = "assigned"
	Answered  = "answered"
	Confirmed = "confirmed" // by the firm
)

// TopicFlow is the way of what a firm raises at a roundtable: collected, assigned, answered by post, confirmed by the firm.
var TopicFlow = &flow.Table{
	Name: "圆桌会诉求", Start: Collected,
	States: []flow.State{{Code: Collected, Label: "已收集"}, {Code: Assigned, Label: "已交办"}, {Code: Answered, Label: "已书面答复"}, {Code: Confirmed, Label: "企业已确认", End: true}},
	Rows: []flow.Row{
		{From: Collected, Action: "assign", To: Assigned, Label: "交办", Perm: authz.MeetingRun},
		{From: Assigned, Action: "assign", To: Assigned, Label: "改交办", Perm: authz.MeetingRun},
		{From: Assigned, Action: "answer", To: Answered, Label: "书面答复", Perm: authz.TaskWork, Why: true},
		{From: Answered, Action: "confirm", To: Confirmed, Label: "企业确认", Perm: authz.MeetingRun, Why: true},
		{From: Answered, Action: "reject", To: Assigned, Label: "企业不认可", Perm: authz.MeetingRun, Why: true},
	},
}

// Item is one point of an agenda. Auto ones come from the program and are replaced when the agenda is built anew.
type Item struct {
	ID         string `db:"id"`
	MeetingID  string `db:"meeting_id"`
	Region     string `db:"region"`
	UnitID     string `db:"unit_id"`
	ChainID    string `db:"chain_id"`
	Kind       string `db:"kind"`
	Auto       bool   `db:"auto"`
	Sort       int64  `db:"sort"`
	Title      string `db:"title"`
	Text       string `db:"text"`
	RefKind    string `db:"ref_kind"`
	RefID      string `db:"ref_id"`
	AboutUnit  string `db:"about_unit"` // who is to speak to it, or to answer
	State      string `db:"state"`      // of a topic
	Firm       string `db:"firm"`
	Answer     string `db:"answer"`
	AnsweredBy string `db:"answered_by"`
	AnsweredOn string `db:"answered_on"`
	Due        string `db:"due"`
	Version    int64  `db:"version"`

	as *authz.Keys
}

// ScopeKeys are those of the meeting, or of the unit that answers.
func (i *Item) ScopeKeys() authz.Keys {
	if i.as != nil {
		return *i.as
	}
	return authz.Keys{Region: i.Region, Unit: i.UnitID, Chain: i.ChainID}
}

// Ref is the record that the point is about.
func (i *Item) Ref() record.Ref { return record.Ref{Kind: i.RefKind, ID: i.RefID} }

// Guest is somebody who is to attend. Venue "" is the main one.
type Guest struct {
	ID        string `db:"id"`
	MeetingID string `db:"meeting_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	Name      string `db:"name"`
	Title     string `db:"title"`
	FromUnit  string `db:"from_unit"`
	Venue     string `db:"venue"`
	CameAt    int64  `db:"came_at"`  // 0 = not yet
	How       string `db:"how"`      // who checked the guest in
	StandIn   string `db:"stand_in"` // who came in the guest's place, "" = the guest
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the meeting.
func (g *Guest) ScopeKeys() authz.Keys {
	return authz.Keys{Region: g.Region, Unit: g.UnitID, Chain: g.ChainID}
}

// Decision is what a meeting decided. Draft ones are proposals until somebody confirms them.
type Decision struct {
	ID        string `db:"id"`
	MeetingID string `db:"meeting_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	Sort      int64  `db:"sort"`
	Text      string `db:"text"`
	LeadUnit  string `db:"lead_unit"`
	CoUnits   string `db:"co_units"` // ids parted by blanks
	OwnerID   string `db:"owner_id"`
	Due       string `db:"due"`
	State     string `db:"state"` // Draft, Tasked
	TaskID    string `db:"task_id"`
	Version   int64  `db:"version"`
}

// The states of a decision.
const (
	Draft  = "draft"
	Tasked = "tasked"
)

// ScopeKeys are those of the meeting.
func (d *Decision) ScopeKeys() authz.Keys {
	return authz.Keys{Region: d.Region, Unit: d.UnitID, Chain: d.ChainID}
}

var scopeColumns = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}

// sees is the part of the meetings that a person sees: those of the scope, and those at which a unit of the scope has a part.
type sees struct{ authz.Scope }

// Condition adds the meetings at which a unit has a part.
func (s sees) Condition(w *db.Where, alias string) string {
	own := s.On(scopeColumns).Condition(w, alias)
	if own == "" || len(s.Units) == 0 {
		return own
	}
	return "(" + own + " OR EXISTS (SELECT 1 FROM meeting_item i WHERE i.meeting_id = " + alias + ".id AND " + w.InExpr("i.about_unit", s.Units...) +
		") OR EXISTS (SELECT 1 FROM meeting_decision d WHERE d.meeting_id = " + alias + ".id AND " + w.InExpr("d.lead_unit", s.Units...) + "))"
}

// Sees gives the part of the meetings that the scope reaches.
func Sees(s authz.Scope) db.Scope { return sees{s} }

func options(states []flow.State) []list.Option {
	var out []list.Option
	for _, s := range states {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

// Spec is the list of meetings.
var Spec = &list.Spec{
	Name: Kind, Label: "会议", Measure: "次", Sort: "-on_date,code", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "on_date", Label: "日期", Kind: list.Date, Default: true},
		{Name: "name", Label: "会议", Kind: list.Text, Default: true, Width: 36},
		{Name: "code", Label: "会议编号", Kind: list.Text},
		{Name: "kind", Label: "类别", Kind: list.Enum, Options: slices.Clone(Kinds), Default: true},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: options(Flow.States), Default: true},
		{Name: "at_time", Label: "时间", Kind: list.Text}, {Name: "place", Label: "地点", Kind: list.Text, Default: true}, {Name: "host", Label: "主持", Kind: list.Text},
		{Name: "decisions", Label: "议定事项", Kind: list.Int, Unit: "项", Default: true, SQL: "(SELECT count(*) FROM meeting_decision d WHERE d.meeting_id = t.id)"},
		{Name: "unclosed", Label: "未销号", Kind: list.Int, Unit: "项", Default: true,
			SQL: "(SELECT count(*) FROM task k WHERE k.source_kind = 'meeting' AND k.source_id = t.id AND k.state NOT IN ('closed', 'cancelled'))"},
		{Name: "unit_id", Label: "召集单位", Kind: list.Ref, RefKind: "unit"}, {Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "sent_on", Label: "印发日期", Kind: list.Date}, {Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}
