package authz

import "slices"

// Perm is a permission; routes, changes and buttons name one.
type Perm string

// The permissions.
const (
	Public      Perm = ""                 // no sign-in needed: the sign-in page and static files
	SignedIn    Perm = "signed_in"        // any user: own profile, tokens, home
	ProjectView Perm = "project.view"     // see projects and their history
	ProjectEdit Perm = "project.edit"     // create and change projects
	ProjectMove Perm = "project.move"     // move a project to its next stage
	Override    Perm = "project.override" // move without the proof, by name
	ProjectFill Perm = "project.fill"     // monthly report and receipts
	Exempt      Perm = "light.exempt"     // grant an exemption from a light
	LightAdopt  Perm = "light.adopt"      // choose and adopt rule sets
	ChainView   Perm = "chain.view"
	ChainEdit   Perm = "chain.edit"
	MapEdit     Perm = "map.edit"     // change the map of a chain: nodes, edges, versions, firms of a node
	GapWork     Perm = "gap.work"     // own a gap: owner, targets, contacts, outcome
	LeadView    Perm = "lead.view"    // see leads and the target base
	LeadEdit    Perm = "lead.edit"    // log and work a lead, register a first report
	LeadJudge   Perm = "lead.judge"   // arbitrate a collision, decide an admission
	AtlasEdit   Perm = "atlas.edit"   // add and change the lists of N图N清单
	FormulaView Perm = "formula.view" // see the registry of definitions and their values
	FormulaEdit Perm = "formula.edit" // write and adopt definitions
	TicketView  Perm = "ticket.view"  // see tickets
	TicketRaise Perm = "ticket.raise" // raise a ticket for a firm or a project
	TicketWork  Perm = "ticket.work"  // accept, object, hand on, answer
	TicketJudge Perm = "ticket.judge" // assign, decide what units ask, merge, call back
	TicketFirm  Perm = "ticket.firm"  // confirm, rate, reopen: the firm's own link alone
	TaskView    Perm = "task.view"    // see tasks and meetings
	TaskSet     Perm = "task.set"     // give a task, and close it
	TaskWork    Perm = "task.work"    // report progress, report done, carry over by name
	VisitMake   Perm = "visit.make"   // note a visit to a firm
	VisitAssign Perm = "visit.assign" // arrange who looks after which firm
	// IndicatorView and the three after it: see indicators, fill a unit's figures, approve and revise them, keep indicators and targets.
	IndicatorView    Perm = "indicator.view"
	IndicatorFill    Perm = "indicator.fill"
	IndicatorApprove Perm = "indicator.approve"
	IndicatorEdit    Perm = "indicator.edit"
	MeetingRun       Perm = "meeting.run"   // call a meeting, take minutes, make tasks of its decisions
	CheckupView      Perm = "checkup.view"  // see the findings of the checkup
	CheckupJudge     Perm = "checkup.judge" // give verdicts on findings, run checkups, set their thresholds
	ScoreView        Perm = "score.view"    // see schemes, rounds and the scores of one's scope
	ScoreEdit        Perm = "score.edit"    // schemes and rounds
	ScoreGive        Perm = "score.give"    // fill the sheets of one's unit, object to one's own score
	ScoreJudge       Perm = "score.judge"   // decide objections, publish
	TourEdit         Perm = "tour.edit"     // plan and run tours
	TourGive         Perm = "tour.give"     // score the stops of a tour of which one is a juror
	ForecastView     Perm = "forecast.view" // see forecasts of the year
	ForecastRun      Perm = "forecast.run"  // run forecasts and back-tests, enter targets
	FirmView         Perm = "enterprise.view"
	FirmEdit         Perm = "enterprise.edit"
	ImportRun        Perm = "import.run"    // load lists
	ExportRun        Perm = "export.run"    // take lists out
	Instruct         Perm = "instruct"      // one-line instruction 批示
	ReportMake       Perm = "report.make"   // bulletins and dispatch lists
	ReportEdit       Perm = "report.edit"   // Word templates of papers, and who gets them when
	ViewShare        Perm = "view.share"    // share a saved view with others
	OrgView          Perm = "org.view"      // see units and users
	OrgEdit          Perm = "org.edit"      // manage units, users, posts, regions (system administrator)
	Secure           Perm = "security.edit" // grant roles, unlock, second factors, sessions (security administrator)
	Audit            Perm = "audit.view"    // journal and verification (audit administrator)
	JournalView      Perm = "journal.view"  // history of the records one may see
	BurdenView       Perm = "burden.view"   // see what forms cost units; everybody sees his own
	BurdenEdit       Perm = "burden.edit"   // say what a form replaces
	PeriodView       Perm = "period.view"   // see periods, what is due, and what frozen ones kept
	PeriodEdit       Perm = "period.edit"   // rules and dates of periods
	PeriodFreeze     Perm = "period.freeze" // freeze a period by hand, or hold it
	SiteConfig       Perm = "site.config"   // site settings, calendars, backups
)

// Role is a named bundle of permissions.
type Role string

// The roles of DOMAIN.md; the three administrators exclude each other and every business role.
const (
	RoleChief      Role = "chief"
	RoleOffice     Role = "office"
	RoleLeadUnit   Role = "lead_unit"
	RoleTeam       Role = "team"
	RoleInvest     Role = "investment"
	RolePark       Role = "park"
	RoleFactor     Role = "factor"
	RoleCommission Role = "commissioner"
	RoleSupervise  Role = "supervision"
	RoleSystem     Role = "system_admin"
	RoleSecurity   Role = "security_admin"
	RoleAudit      Role = "audit_admin"
	RoleProgram    Role = "program" // the program itself; cannot be granted
)

var look = []Perm{SignedIn, ForecastView, ProjectView, ChainView, FirmView, LeadView, TicketView, TaskView, IndicatorView, ScoreView, ExportRun, JournalView, OrgView, FormulaView, PeriodView}

func with(more ...Perm) []Perm { return append(slices.Clone(look), more...) }

// rolePerms is the whole of what roles may do; it is read only.
var rolePerms = map[Role][]Perm{
	RoleChief: with(TourGive, ScoreJudge, CheckupView, BurdenView, Instruct, Override, Exempt, ReportMake, LeadJudge, TaskSet, VisitMake),
	RoleOffice: with(TourEdit, TourGive, ForecastRun, ScoreEdit, ScoreGive, ScoreJudge, CheckupView, CheckupJudge, BurdenView, BurdenEdit, ProjectEdit, ProjectMove, ProjectFill, Exempt, LightAdopt, ChainEdit, MapEdit, GapWork, LeadEdit, LeadJudge, AtlasEdit, FormulaEdit, FirmEdit,
		ImportRun, Instruct, ReportMake, ReportEdit, ViewShare, TicketRaise, TicketWork, TicketJudge, TaskSet, TaskWork, MeetingRun, VisitMake, VisitAssign, IndicatorFill, IndicatorApprove, IndicatorEdit, PeriodEdit, PeriodFreeze),
	RoleLeadUnit:   with(TourGive, ScoreGive, CheckupView, ProjectEdit, ProjectMove, ProjectFill, MapEdit, GapWork, LeadEdit, FirmEdit, ImportRun, ReportMake, ViewShare, TicketRaise, TicketWork, TaskSet, TaskWork, MeetingRun, VisitMake, VisitAssign, IndicatorFill, IndicatorApprove),
	RoleTeam:       with(TourGive, ScoreGive, CheckupView, ProjectEdit, ProjectMove, ProjectFill, MapEdit, GapWork, LeadEdit, FirmEdit, ImportRun, ReportMake, TicketRaise, TicketWork, TaskSet, TaskWork, VisitMake, IndicatorFill),
	RoleInvest:     with(TourGive, CheckupView, ProjectEdit, ProjectFill, GapWork, LeadEdit, FirmEdit, ImportRun, ReportMake, TicketRaise, TaskWork, VisitMake),
	RolePark:       with(TourGive, ScoreGive, CheckupView, ProjectEdit, ProjectFill, LeadEdit, FirmEdit, ImportRun, ReportMake, TicketRaise, TicketWork, TaskSet, TaskWork, VisitMake, IndicatorFill, IndicatorApprove),
	RoleFactor:     with(TourGive, ScoreGive, TicketRaise, TicketWork, TaskWork, VisitMake, IndicatorFill),
	RoleCommission: with(TourGive, ProjectFill, TicketRaise, TaskWork, VisitMake),
	RoleSupervise:  with(ScoreGive, CheckupView, CheckupJudge, BurdenView, ReportMake, Audit),
	RoleSystem:     {SignedIn, BurdenView, BurdenEdit, OrgView, OrgEdit, SiteConfig, ImportRun},
	RoleSecurity:   {SignedIn, OrgView, Secure},
	RoleAudit:      {SignedIn, OrgView, Audit, JournalView},
	RoleProgram: with(TourEdit, TourGive, ForecastRun, ScoreEdit, ScoreGive, ScoreJudge, CheckupView, CheckupJudge, BurdenView, BurdenEdit, ProjectEdit, ProjectMove, ProjectFill, Override, Exempt, LightAdopt, ChainEdit, MapEdit, GapWork, LeadEdit, LeadJudge, AtlasEdit, FormulaEdit, FirmEdit,
		ImportRun, Instruct, ReportMake, ReportEdit, ViewShare, TicketRaise, TicketWork, TicketJudge, TicketFirm, TaskSet, TaskWork, MeetingRun, OrgEdit, Secure, Audit, SiteConfig, VisitMake, VisitAssign, IndicatorFill, IndicatorApprove, IndicatorEdit, PeriodEdit, PeriodFreeze),
}

// Roles are the roles that can be granted, in the order in which pages show them.
func Roles() []Role {
	return []Role{RoleChief, RoleOffice, RoleLeadUnit, RoleTeam, RoleInvest, RolePark, RoleFactor, RoleCommission, RoleSupervise,
		RoleSystem, RoleSecurity, RoleAudit}
}

// Label is the role's Chinese name, or "" for an unknown role.
func (r Role) Label() string {
	return map[Role]string{
		RoleChief: "链长", RoleOffice: "链长办", RoleLeadUnit: "牵头单位", RoleTeam: "工作专班", RoleInvest: "招商干部", RolePark: "园区",
		RoleFactor: "要素部门", RoleCommission: "企业特派员", RoleSupervise: "督查", RoleSystem: "系统管理员", RoleSecurity: "安全管理员",
		RoleAudit: "审计管理员", RoleProgram: "系统",
	}[r]
}

// Label is the permission's Chinese name.
func (p Perm) Label() string {
	if l := permLabels[p]; l != "" {
		return l
	}
	return string(p)
}

var permLabels = map[Perm]string{
	ForecastView: "查看预测", ForecastRun: "做预测、定目标",
	SignedIn: "登录", ProjectView: "查看项目", ProjectEdit: "编辑项目", ProjectMove: "推进项目阶段", Override: "破例推进阶段", ProjectFill: "填报进度",
	Exempt: "批准缓评", LightAdopt: "启用亮灯规则", ChainView: "查看产业链", ChainEdit: "编辑产业链", FirmView: "查看企业", MapEdit: "编辑图谱",
	GapWork: "处理缺口", LeadView: "查看线索", LeadEdit: "登记线索", LeadJudge: "裁定与准入", AtlasEdit: "编制清单", FormulaView: "查看口径", FormulaEdit: "编制口径", FirmEdit: "编辑企业",
	TicketView: "查看诉求", TicketRaise: "登记诉求", TicketWork: "办理诉求", TicketJudge: "裁定诉求", TicketFirm: "企业确认", TaskView: "查看任务与会议", TaskSet: "交办任务", TaskWork: "办理任务", MeetingRun: "办会", IndicatorView: "查看指标", IndicatorFill: "填报指标", IndicatorApprove: "审定指标", IndicatorEdit: "管理指标", VisitMake: "登记走访", VisitAssign: "安排包联",
	TourEdit: "组织观摩", TourGive: "观摩打分",
	ScoreView: "查看考核", ScoreEdit: "编制考核方案、组织考核", ScoreGive: "考核填表、提异议", ScoreJudge: "裁定考核异议、发布",
	ImportRun: "导入表格", ExportRun: "导出", Instruct: "批示", ReportMake: "编制通报", ReportEdit: "管理报告模板", ViewShare: "共享视图", OrgView: "查看单位人员",
	OrgEdit: "管理单位人员", Secure: "授权与安全", Audit: "审计", JournalView: "查看经过", PeriodView: "查看周期", PeriodEdit: "设定周期", PeriodFreeze: "冻结周期", SiteConfig: "站点设置", CheckupView: "查看体检", CheckupJudge: "核实体检发现", BurdenView: "查看填报负担", BurdenEdit: "编辑减负表",
}

// Compatible reports whether the roles may be held by one person: each of the three administrators stands alone.
func Compatible(roles []Role) bool {
	admins := 0
	for _, r := range roles {
		if r == RoleSystem || r == RoleSecurity || r == RoleAudit {
			admins++
		}
	}
	return admins == 0 || admins == 1 && len(roles) == 1
}
