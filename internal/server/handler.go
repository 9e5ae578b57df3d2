package server

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/klauspost/compress/gzhttp"

	"lianzhang/internal/api"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/inbox"
	"lianzhang/internal/web/ui"
)

// Handler is everything that the program answers over HTTP: pages, browser files, the JSON API and the health check.
func (a *App) Handler() (http.Handler, error) {
	assets, err := ui.NewAssets()
	if err != nil {
		return nil, fmt.Errorf("browser files: %w", err)
	}
	for _, name := range assets.Missing() {
		slog.Warn("browser file is missing, run make web", "file", name)
	}
	set, err := ui.NewSet(assets)
	if err != nil {
		return nil, err
	}
	pages, err := a.pages(set)
	if err != nil {
		return nil, err
	}
	site := &web.Site{Org: a.Org, Set: set, Clock: a.Clock, Secure: a.Config.HTTPS, Nav: a.nav, Inbox: inbox.Base, Unread: a.Notify.Unread}
	if err := a.measure(site); err != nil {
		return nil, err
	}
	programs := api.Handler(a.api())
	mux := http.NewServeMux()
	mux.Handle("/api/", programs)
	mux.Handle("GET "+ui.Prefix, assets)
	mux.HandleFunc("GET /healthz", a.health)
	mux.Handle("/", gzhttp.GzipHandler(site.Handler(pages)))
	return mux, nil
}

// health answers 200 when the database answers.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	var one int
	if err := a.DB.QueryRow(r.Context(), "SELECT 1").Scan(&one); err != nil {
		http.Error(w, "database: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}

// nav is the side navigation of the person who asks: what he may open, in the order of the day's work.
func (a *App) nav(q *web.Req) []ui.NavGroup {
	groups := []ui.NavGroup{
		{Items: []ui.NavItem{{Section: "today", Label: "今日", URL: "/today", Phone: true}}},
		{Label: "推进", Items: []ui.NavItem{
			{Section: "chains", Label: "产业链", URL: "/chains", Phone: true},
			{Section: "gaps", Label: "缺口", URL: "/gaps"},
			{Section: "targets", Label: "目标企业", URL: "/targets"},
			{Section: "leads", Label: "线索", URL: "/leads"},
			{Section: "projects", Label: "项目", URL: "/projects", Phone: true},
			{Section: "tickets", Label: "诉求", URL: "/tickets/queue", Phone: true},
			{Section: "enterprises", Label: "企业", URL: "/enterprises"},
			{Section: "visits", Label: "走访", URL: "/visits"},
			{Section: "tasks", Label: "任务", URL: "/tasks"},
		}},
		{Label: "资源", Items: []ui.NavItem{
			{Section: "opportunities", Label: "招引机会", URL: "/opportunities"},
			{Section: "talent", Label: "双招双引", URL: "/talent"},
			{Section: "windows", Label: "政策窗口", URL: "/windows"},
		}},
		{Label: "调度", Items: []ui.NavItem{
			{Section: "dispatch", Label: "周调度", URL: "/dispatch", Phone: true},
			{Section: "periods", Label: "周期", URL: "/periods"},
			{Section: "meetings", Label: "会议", URL: "/meetings"},
			{Section: "tours", Label: "观摩", URL: "/tours"},
			{Section: "reports", Label: "通报", URL: "/reports"},
			{Section: "atlas", Label: "N图N清单", URL: "/atlas"},
		}},
		{Label: "数据", Items: []ui.NavItem{
			{Section: "indicators", Label: "指标", URL: "/indicators"},
			{Section: "formulas", Label: "口径", URL: "/formulas"},
			{Section: "scores", Label: "考核", URL: "/scores"},
			{Section: "checkups", Label: "体检", URL: "/checkups"},
			{Section: "forecast", Label: "预测", URL: "/forecast"},
		}},
		{Label: "系统", Items: []ui.NavItem{
			{Section: "imports", Label: "导入", URL: "/imports"},
			{Section: "burden", Label: "减负", URL: "/burden"},
			{Section: "admin", Label: "管理", URL: "/admin"},
		}},
	}
	need := map[string]authz.Perm{"indicators": authz.IndicatorView, "scores": authz.ScoreView, "formulas": authz.FormulaView, "forecast": authz.ForecastView, "checkups": authz.CheckupView, "periods": authz.PeriodView, "tours": authz.TaskView, "tasks": authz.TaskView, "meetings": authz.TaskView, "today": authz.ProjectView, "chains": authz.ChainView, "gaps": authz.ChainView, "targets": authz.LeadView, "leads": authz.LeadView,
		"projects": authz.ProjectView, "enterprises": authz.FirmView, "visits": authz.FirmView, "tickets": authz.TicketView, "opportunities": authz.ChainView, "talent": authz.ChainView, "windows": authz.ChainView,
		"dispatch": authz.ReportMake, "reports": authz.ReportMake, "atlas": authz.ChainView, "imports": authz.ImportRun, "admin": authz.OrgView, "burden": authz.BurdenView}
	var out []ui.NavGroup
	for _, g := range groups {
		seen := ui.NavGroup{Label: g.Label}
		for _, it := range g.Items {
			if p := need[it.Section]; p == "" || q.Actor.Can(p) {
				seen.Items = append(seen.Items, it)
			}
		}
		if seen.Items != nil {
			out = append(out, seen)
		}
	}
	return out
}
