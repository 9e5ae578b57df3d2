// Package lead keeps the leads of investment (线索) with their clocks, the sealed first report (首报首谈), and the admission
// review (准入评审).
//
// Who the client is stands in the table lead_text alone. It is read only by the lead's own unit and by who judges in its
// region; the journal never sees it. The lead itself carries a salted hash of the text, so that a text which was changed
// behind the program's back is found, and a first report can be proved later.
package lead

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind          = "lead"
	NoteKind      = "lead_note"
	ClashKind     = "lead_clash"
	RuleKind      = "lead_rule"
	AdmissionKind = "admission"
	ScoreKind     = "admission_score"
)

// Lead is one lead without its client. Size is the investment in whole yuan; dates are "2026-11-22".
type Lead struct {
	ID        string `db:"id"`
	Code      string `db:"code"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"` // the unit that reported it: its owner
	ChainID   string `db:"chain_id"`
	NodeID    string `db:"node_id"`
	GapID     string `db:"gap_id"`
	TargetID  string `db:"target_id"`
	ProjectID string `db:"project_id"`
	OwnerID   string `db:"owner_id"`
	Size      int64  `db:"size"`
	Major     bool   `db:"major"` // at or above the rules' amount
	State     string `db:"state"`

	Seal      string `db:"seal"`       // salted hash of the text
	Clash     string `db:"clash"`      // "", ClashWaiting, ClashWon, ClashLost
	SealedAt  int64  `db:"sealed_at"`  // when the investor was reported first, UTC microseconds
	SealUntil string `db:"seal_until"` // last day of the exclusive time

	LoggedOn    string `db:"logged_on"`
	AnswerDue   string `db:"answer_due"`
	AnsweredOn  string `db:"answered_on"`
	JudgeDue    string `db:"judge_due"`
	JudgedOn    string `db:"judged_on"`
	ReplyDue    string `db:"reply_due"` // "" when nobody referred it
	RepliedOn   string `db:"replied_on"`
	ProgressDue string `db:"progress_due"`
	ProgressOn  string `db:"progress_on"`
	DueOn       string `db:"due_on"` // the nearest open clock, "" = none
	DueWhat     string `db:"due_what"`
	Light       string `db:"light"` // of the nearest clock: none, green, yellow, red
	EndedOn     string `db:"ended_on"`

	CreatedBy string `db:"created_by"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a lead is scoped. The chain is not among them: who holds a chain sees its leads when they
// have become projects.
func (l *Lead) ScopeKeys() authz.Keys { return authz.Keys{Region: l.Region, Unit: l.UnitID} }

// Ref names the lead.
func (l *Lead) Ref() record.Ref { return record.Ref{Kind: Kind, ID: l.ID} }

// The standing of a lead that met another first report.
const (
	ClashWaiting = "waiting" // came second; waits until the first is released or somebody decides
	ClashWon     = "won"
	ClashLost    = "lost"
)

// Sees is the part of the leads that a person may see: those of the own units; who judges sees those of the regions too.
// Whatever else the person's scope holds does not count here, not even the whole site.
func Sees(actor authz.Actor) authz.Scope {
	out := authz.Scope{Units: slices.Clone(actor.Scope.Units)}
	if actor.UnitID != "" && !slices.Contains(out.Units, actor.UnitID) {
		out.Units = append(out.Units, actor.UnitID)
	}
	if actor.Can(authz.LeadJudge) {
		out.All, out.Regions = actor.Scope.All, actor.Scope.Regions
	}
	return out
}

// scopeColumns are the columns by which leads, notes and admissions are scoped.
var scopeColumns = authz.Keys{Region: "region", Unit: "unit_id"}

// Note is an entry of a lead's history. What it says stands in lead_text under the same id.
type Note struct {
	ID        string `db:"id"`
	LeadID    string `db:"lead_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	Kind      string `db:"kind"` // the action, or "progress"
	OnDate    string `db:"on_date"`
	NextOn    string `db:"next_on"`
	Seal      string `db:"seal"`
	ByID      string `db:"by_id"`
	ByName    string `db:"by_name"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the lead.
func (n *Note) ScopeKeys() authz.Keys { return authz.Keys{Region: n.Region, Unit: n.UnitID} }

// Clash is a meeting of two first reports; only who judges both sees it. Ground is "uscc", "name" or "project".
type Clash struct {
	ID        string `db:"id"`
	LeadID    string `db:"lead_id"`  // came second
	OtherID   string `db:"other_id"` // came first
	Ground    string `db:"ground"`
	State     string `db:"state"` // ClashOpen, ClashDecided, ClashVoid
	WinnerID  string `db:"winner_id"`
	DecidedBy string `db:"decided_by"`
	DecidedOn string `db:"decided_on"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// The states of a clash.
const (
	ClashOpen    = "open"
	ClashDecided = "decided"
	ClashVoid    = "void" // the first report was released or ended
)

// GroundLabel says on what ground two reports met.
func GroundLabel(ground string) string {
	return map[string]string{"uscc": "统一社会信用代码相同", "name": "投资方名称相同", "project": "项目相近"}[ground]
}

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

var lightOptions = []list.Option{{Code: "none", Label: "未评"}, {Code: "green", Label: "绿"}, {Code: "yellow", Label: "黄"}, {Code: "red", Label: "红"}}

// client is a column of the sealed text.
func client(name, label string, width int, shown bool) list.Column {
	return list.Column{Name: name, Label: label, Kind: list.Text, Width: width, Default: shown,
		SQL: "COALESCE((SELECT x." + name + " FROM lead_text x WHERE x.id = t.id), '')"}
}

// plain are the columns of a lead that say nothing of the client.
func plain() []list.Column {
	return []list.Column{
		{Name: "light", Label: "灯", Kind: list.Enum, Options: lightOptions, Default: true,
			SortSQL: "CASE t.light WHEN 'red' THEN 3 WHEN 'yellow' THEN 2 WHEN 'green' THEN 1 ELSE 0 END"},
		{Name: "code", Label: "线索编号", Kind: list.Text, Default: true},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: stateOptions(), Default: true},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "node_id", Label: "环节", Kind: list.Ref, RefKind: "node"},
		{Name: "size", Label: "拟投资", Kind: list.Money, Unit: "亿元", Default: true},
		{Name: "unit_id", Label: "首报单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "owner_id", Label: "责任人", Kind: list.Ref, RefKind: "account", Default: true},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "logged_on", Label: "登记日期", Kind: list.Date, Default: true},
		{Name: "due_on", Label: "下一时限", Kind: list.Date, Default: true, SortSQL: "CASE t.due_on WHEN '' THEN '9999' ELSE t.due_on END"},
		{Name: "due_what", Label: "时限事项", Kind: list.Text, Default: true},
		{Name: "answered_on", Label: "答复日期", Kind: list.Date},
		{Name: "progress_on", Label: "最近进展", Kind: list.Date},
		{Name: "seal_until", Label: "首报保护到", Kind: list.Date},
		{Name: "clash", Label: "撞单", Kind: list.Enum, Options: []list.Option{{Code: ClashWaiting, Label: "待裁定"}, {Code: ClashWon, Label: "裁定归本单位"},
			{Code: ClashLost, Label: "裁定归他单位"}}},
		{Name: "ended_on", Label: "结束日期", Kind: list.Date},
		{Name: "project_id", Label: "项目", Kind: list.Text, Hidden: true},
		{Name: "target_id", Label: "目标企业", Kind: list.Text, Hidden: true},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	}
}

// PlainSpec is the list of leads without their clients, for what is shared inside the site.
var PlainSpec = &list.Spec{
	Name: Kind, Label: "线索", Measure: "条", Sort: "-logged_on,code", Scope: list.Scope{Region: "region", Unit: "unit_id"}, Sums: []string{"size"}, Columns: plain(),
}

// Spec is the list of leads with their clients. Whoever asks it must do so with Sees for a scope.
var Spec = &list.Spec{
	Name: Kind, Label: "线索", Measure: "条", Sort: "due_on,-logged_on", Scope: PlainSpec.Scope, Sums: []string{"size"},
	Columns: append([]list.Column{client("investor", "投资方", 30, true), client("name", "拟建项目", 30, true), client("uscc", "统一社会信用代码", 20, false),
		client("place", "拟落地点", 20, false), client("source", "引荐人", 20, false)}, plain()...),
}

// StateLabel is the Chinese name of a state.
func StateLabel(code string) string { return Flow.Label(code) }
