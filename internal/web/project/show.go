package project

import (
	"slices"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

type showPage struct {
	ui.Page
	Stages     ui.Stages
	Checkup    *ui.Note // what the checkup found and nobody has settled
	Box        *ui.ExplainedLight
	When       string
	SetName    string
	Clauses    []clause
	Exempt     []exemption
	KPIs       []ui.KPI
	Curve      ui.Curve
	Months     ui.Table
	Reports    ui.Table
	AllReports string
	Receipts   ui.Table
	Five       ui.Facts
	Lacking    int
	Who        ui.Facts
	About      ui.Facts
	Log        ui.Log
	More       string // address of the whole history
	Remarks    *ui.Remarks
	Files      []fileGroup
	Upload     *uploadForm
	Acts       showActs
}

// showActs are the addresses of what the person may do here, "" where he may not.
type showActs struct {
	Report, Receipt, Edit string
}

// record is everything about one project that its page shows.
type record struct {
	*area.Project
	names    *listing.Names
	why      *review.Explained
	reports  []area.Report // newest first
	receipts []area.Receipt
	files    []attach.File
}

func (h *handlers) read(q *web.Req, p *area.Project) (*record, error) {
	r := &record{Project: p}
	scope := q.Actor.Scope
	for _, step := range []func() (err error){
		func() (err error) { r.names, err = h.Lists.Names(q.Ctx()); return },
		func() (err error) { r.why, err = h.Review.Explain(q.Ctx(), scope, p); return },
		func() (err error) { r.reports, err = h.Projects.Reports(q.Ctx(), scope, p.ID); return },
		func() (err error) { r.receipts, err = h.Projects.Receipts(q.Ctx(), scope, p.ID); return },
		func() (err error) { r.files, err = attach.List(q.Ctx(), h.Run.DB, p.Ref()); return },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (h *handlers) show(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	page, err := h.showPage(q, p)
	if err != nil {
		return err
	}
	return q.Render("project/show", page)
}

func (h *handlers) showPage(q *web.Req, p *area.Project) (*showPage, error) {
	r, err := h.read(q, p)
	if err != nil {
		return nil, err
	}
	today := q.Today()
	box := explained(p, r.why, q)
	page := &showPage{Page: h.head(q, r), Stages: r.stages(today), Box: &box, SetName: r.why.SetName, When: r.why.When,
		Five: r.five(), Lacking: int(p.FivesMissing()), Who: r.who(), About: r.about(), More: url(p) + "/history"}
	if r.why.Numbers != nil {
		page.Clauses = clauses(*r.why.Numbers, 0, nil)
	}
	page.Exempt = exemptions(r.why.Exempt, today)
	page.KPIs, page.Curve, page.Months = r.year(today)
	page.Reports = r.reportTable(q)
	if len(r.reports) > len(page.Reports.Rows) {
		page.AllReports = url(p) + "?reports=all#reports"
	}
	page.Receipts = r.receiptTable()
	remarks, err := h.remarks().Of(q, place(p))
	if err != nil {
		return nil, err
	}
	page.Remarks = remarks
	page.Files = r.fileGroups(q)
	page.Upload = uploadFormOf(q, p)
	page.Acts = actsOf(q, p)
	if h.Checkup != nil {
		if page.Checkup, err = h.Checkup(q, p.ID); err != nil {
			return nil, err
		}
	}
	page.Log, _, _, err = h.story(q, r, 0, 8)
	return page, err
}

func actsOf(q *web.Req, p *area.Project) (a showActs) {
	if q.Actor.Can(authz.ProjectFill) && !ended(p) {
		a.Report, a.Receipt = url(p)+"/report", url(p)+"/receipts"
	}
	if q.Actor.Can(authz.ProjectEdit) {
		a.Edit = url(p) + "/edit"
	}
	return a
}

func ended(p *area.Project) bool { return p.Stage == area.Withdrawn || p.Stage == area.Lost }

// head is the chrome of a project's page: what it is, its light, and what can be done next.
func (h *handlers) head(q *web.Req, r *record) ui.Page {
	p := r.Project
	page := q.Page(section, p.Name)
	page.Crumbs = []ui.Link{{Label: "项目", URL: "/projects"}}
	if p.ChainID != "" {
		page.Crumbs = append(page.Crumbs, ui.Link{Label: r.names.Label("chain", p.ChainID), URL: "/projects?chain_id=" + p.ChainID})
	}
	page.Crumbs = append(page.Crumbs, ui.Link{Label: p.Code})
	light := ui.Lamp(ui.LetterOf(p.Light))
	light.Big = true
	page.Light = &light
	place := p.Park
	if place == "" {
		place = r.names.Label("region", p.Region)
	}
	library := ""
	if p.LibraryOn != "" {
		library = "统计入库" + p.LibraryOn[:min(7, len(p.LibraryOn))]
	}
	page.Lede = ui.Plain(ui.Joined(p.Investor, place, p.Level, p.Class, library))
	if q.Actor.Can(authz.ProjectEdit) {
		page.Acts = append(page.Acts, ui.Action{Label: "编辑", URL: url(p) + "/edit", WideOnly: true})
	}
	if movable(q, p) {
		page.Acts = append(page.Acts, ui.Action{Label: nextLabel(p), URL: url(p) + "/move", WideOnly: true})
	}
	page.Acts = append(page.Acts, ui.PrintPage())
	if q.Actor.Can(authz.ProjectFill) && !ended(p) {
		month := dueMonth(p, q.Today())
		page.Acts = append(page.Acts, ui.Primary("填"+monthName(month)+"进度", url(p)+"/report?period="+month))
	}
	return page
}

// nextLabel names the usual next step of the project.
func nextLabel(p *area.Project) string {
	for _, s := range area.Steps(p.Stage) {
		if slices.Contains(ladder, s.To) {
			return "推进到" + area.StageLabel(s.To)
		}
	}
	return "变更阶段"
}
