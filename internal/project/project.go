// Package project keeps the register of projects: their life from planned reserve to full production, the money, the
// monthly reports, the receipts, and who is answerable.
package project

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table of projects.
const Kind = "project"

// The stages of DOMAIN.md in the order in which a project passes them, and the two end states.
const (
	Planned   = "planned"   // 谋划
	Lead      = "lead"      // 线索
	Talks     = "talks"     // 在谈
	Signed    = "signed"    // 签约
	Started   = "started"   // 开工
	Completed = "completed" // 竣工
	Produced  = "produced"  // 投产
	Capacity  = "capacity"  // 达产
	Withdrawn = "withdrawn" // 终止
	Lost      = "lost"      // 流失
)

// Project is one project. Money is whole yuan; dates are "2026-11-22" and may end at the month ("2026-11") when a source
// gives no day; "" and 0 stand for absent.
type Project struct {
	No   int64  `db:"no"` // running number, for the search index
	ID   string `db:"id"`
	Code string `db:"code"` // 项目编号
	Name string `db:"name"`
	// Pinyin is the sort key of Name.
	Pinyin string `db:"pinyin"`

	Region  string `db:"region"`   // county or zone
	ChainID string `db:"chain_id"` //
	Node    string `db:"node"`     // step of the chain, as a list or a person named it
	NodeID  string `db:"node_id"`  // node of the chain's map, "" = not known
	Park    string `db:"park"`
	UnitID  string `db:"unit_id"` // owner unit: it fills in

	Investor     string `db:"investor"`
	InvestorUSCC string `db:"investor_uscc"`
	Industry     string `db:"industry"`   // GB/T 4754-2017, four digits
	Class        string `db:"class"`      // 新建, 续建 …: group of the yearly plan
	Level        string `db:"level"`      // 省重点, 市重点, 县重点
	BuildKind    string `db:"build_kind"` // manufacturing, agriculture, service, infrastructure
	Content      string `db:"content"`    // what is built
	Address      string `db:"address"`
	Source       string `db:"source"` // where the information comes from
	Note         string `db:"note"`

	TotalInvest int64  `db:"total_invest"` // contract investment
	FixedInvest int64  `db:"fixed_invest"` // of which fixed assets
	Invested    int64  `db:"invested"`     // done since the start
	FundsIn     int64  `db:"funds_in"`     // sum of the receipts
	PlanYear    string `db:"plan_year"`    // the year that the next four are about
	YearPlan    int64  `db:"year_plan"`
	YearDone    int64  `db:"year_done"`
	YearDue     int64  `db:"year_due"` // Schedule of YearPlan; kept so that sums of it are exact on both engines
	// Schedule is the share of YearPlan that should be done by the end of the last full month, 0 to 1.
	Schedule float64 `db:"schedule"`

	LandMu     float64 `db:"land_mu"` // 亩
	OutputPlan int64   `db:"output_plan"`
	TaxPlan    int64   `db:"tax_plan"`
	Jobs       int64   `db:"jobs"`

	Stage        string `db:"stage"`
	StageSince   string `db:"stage_since"`
	RegisteredOn string `db:"registered_on"` // 注册
	LibraryOn    string `db:"library_on"`    // 入统
	LibraryCode  string `db:"library_code"`
	ClassABC     string `db:"class_abc"` // class of talks

	LeadPlan        string `db:"lead_plan"`
	LeadActual      string `db:"lead_actual"`
	TalksPlan       string `db:"talks_plan"`
	TalksActual     string `db:"talks_actual"`
	SignedPlan      string `db:"signed_plan"`
	SignedActual    string `db:"signed_actual"`
	StartedPlan     string `db:"started_plan"`
	StartedActual   string `db:"started_actual"`
	CompletedPlan   string `db:"completed_plan"`
	CompletedActual string `db:"completed_actual"`
	ProducedPlan    string `db:"produced_plan"`
	ProducedActual  string `db:"produced_actual"`
	CapacityPlan    string `db:"capacity_plan"`
	CapacityActual  string `db:"capacity_actual"`
	EndedOn         string `db:"ended_on"`
	EndedWhy        string `db:"ended_why"`

	// The five ones (五个一): leader, lead unit, team, plan, officer.
	Leader       string `db:"leader"`
	LeadUnitID   string `db:"lead_unit_id"`
	Team         string `db:"team"`
	PlanNote     string `db:"plan_note"`
	Officer      string `db:"officer"`
	OfficerPhone string `db:"officer_phone"`

	Light      string `db:"light"` // none, green, yellow, red
	LightSince string `db:"light_since"`
	LightRule  string `db:"light_rule"`
	Debt       bool   `db:"debt"`       // a month of this year was missed once
	MissedRun  int64  `db:"missed_run"` // months in a row behind schedule, up to the last full month
	YellowRun  int64  `db:"yellow_run"` // month ends in a row with a yellow light

	Reported   string `db:"reported"`    // last month reported, "2026-10"
	ReportedOn string `db:"reported_on"` // and the day on which it was
	MovedOn    string `db:"moved_on"`    // last progress: a stage, or money in a report

	BatchID   string `db:"batch_id"`
	CreatedAt int64  `db:"created_at"`
	CreatedBy string `db:"created_by"`
	UpdatedAt int64  `db:"updated_at"`
	UpdatedBy string `db:"updated_by"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a project is scoped.
func (p *Project) ScopeKeys() authz.Keys {
	return authz.Keys{Region: p.Region, Unit: p.UnitID, Chain: p.ChainID}
}

// Ref names the project.
func (p *Project) Ref() record.Ref { return record.Ref{Kind: Kind, ID: p.ID} }

// Rate is the share of the year's plan that is done; ok is false without a plan.
func (p *Project) Rate() (rate float64, ok bool) {
	if p.YearPlan == 0 {
		return 0, false
	}
	return float64(p.YearDone) / float64(p.YearPlan), true
}

// Milestone is one stage of a project's life with its planned and actual dates.
type Milestone struct {
	Stage, Label string
	Plan, Actual *string
}

// Milestones are the seven dated stages in order; the pointers lead into p.
func (p *Project) Milestones() []Milestone {
	return []Milestone{
		{Lead, "线索", &p.LeadPlan, &p.LeadActual},
		{Talks, "在谈", &p.TalksPlan, &p.TalksActual},
		{Signed, "签约", &p.SignedPlan, &p.SignedActual},
		{Started, "开工", &p.StartedPlan, &p.StartedActual},
		{Completed, "竣工", &p.CompletedPlan, &p.CompletedActual},
		{Produced, "投产", &p.ProducedPlan, &p.ProducedActual},
		{Capacity, "达产", &p.CapacityPlan, &p.CapacityActual},
	}
}

// One is one of the five ones of a project.
type One struct {
	Label string
	Value string // "" = missing
}

// Five gives the five ones; unit names are filled in by the caller from the directory.
func (p *Project) Five(unitName func(id string) string) []One {
	unit := ""
	if p.LeadUnitID != "" {
		unit = unitName(p.LeadUnitID)
	}
	return []One{{"牵头领导", p.Leader}, {"牵头单位", unit}, {"工作专班", p.Team}, {"推进方案", p.PlanNote}, {"专责人员", p.Officer}}
}

// Report is a project's report of one month; a month has one, and its earlier wordings stay in the journal.
type Report struct {
	ID         string  `db:"id"`
	ProjectID  string  `db:"project_id"`
	Region     string  `db:"region"`
	UnitID     string  `db:"unit_id"`
	ChainID    string  `db:"chain_id"`
	Period     string  `db:"period"`     // month, "2026-10"
	PlanShare  float64 `db:"plan_share"` // share of the year's plan due by the end of the month; 0 = the equal path
	Done       int64   `db:"done"`       // invested in the month
	DoneTotal  int64   `db:"done_total"` // invested in the year, up to the end of the month
	Funds      int64   `db:"funds"`      // received in the month, as told; receipts are the proof
	Progress   string  `db:"progress"`   // 形象进度
	Problem    string  `db:"problem"`
	NextStep   string  `db:"next_step"`
	Forecast   string  `db:"forecast"` // expected completion
	State      string  `db:"state"`    // filed, checked, returned
	FilledBy   string  `db:"filled_by"`
	FilledName string  `db:"filled_name"`
	FilledAt   int64   `db:"filled_at"`
	CheckedBy  string  `db:"checked_by"`
	CheckedAt  int64   `db:"checked_at"`
	BatchID    string  `db:"batch_id"`
	Version    int64   `db:"version"`
}

// ScopeKeys are the keys by which a report is scoped: those of its project.
func (r *Report) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

// The states of a report.
const (
	Filed    = "filed"    // 已报，待核
	Checked  = "checked"  // 已核
	Returned = "returned" // 退回
)

// Plan is a project's investment plan of one year; the current year's is also in the project.
type Plan struct {
	ID        string `db:"id"`
	ProjectID string `db:"project_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	Year      string `db:"year"`
	Amount    int64  `db:"amount"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a plan is scoped: those of its project.
func (r *Plan) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

// Receipt is money that has come in, entered one by one with its voucher.
type Receipt struct {
	ID        string `db:"id"`
	ProjectID string `db:"project_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	OnDate    string `db:"on_date"`
	Amount    int64  `db:"amount"`
	Inward    bool   `db:"inward"`  // from outside the city
	Voucher   string `db:"voucher"` // bank slip or invoice number
	Note      string `db:"note"`
	CreatedBy string `db:"created_by"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which a receipt is scoped: those of its project.
func (r *Receipt) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}
