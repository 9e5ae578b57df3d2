// Package server is the composition root: the only package that knows every other. App is the whole program, which the
// command line serves and tests start.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"lianzhang/internal/atlas"
	"lianzhang/internal/burden"
	"lianzhang/internal/cadence"
	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/checkup"
	"lianzhang/internal/config"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/forecast"
	"lianzhang/internal/formula"
	"lianzhang/internal/gap"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/indicator"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/review"
	"lianzhang/internal/score"
	"lianzhang/internal/studio"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/tour"
	"lianzhang/internal/visit"
)

// App is the program on one database.
type App struct {
	Config      config.Config
	Clock       clock.Clock
	DB          *db.DB
	Journal     *journal.Journal
	Run         *change.Runner
	Org         *org.Service
	Chains      *chain.Service
	Graph       *graph.Service
	Match       *match.Service
	Gaps        *gap.Service
	Targets     *target.Service
	Leads       *lead.Service
	Talent      *talent.Service
	Policy      *policy.Service
	Tickets     *ticket.Service
	Visits      *visit.Service
	Atlas       *atlas.Service
	Enterprises *enterprise.Service
	Projects    *project.Service
	Review      *review.Service
	Files       *attach.Dir
	Comments    *comment.Service
	Burden      *burden.Service
	Tasks       *task.Service
	Meetings    *meeting.Service
	Jobs        *jobs.Runner
	Notify      *notify.Service
	Formulas    *formula.Service
	Indicators  *indicator.Service
	Report      *report.Service
	Cadence     *cadence.Service
	Studio      *studio.Service
	Importing   *importing.Service
	Checkup     *checkup.Service
	Forecast    *forecast.Service
	Scores      *score.Service
	Tours       *tour.Service
}

// Open opens the database, brings it up to date and wires the areas together.
func Open(ctx context.Context, cfg config.Config, now clock.Clock) (*App, error) {
	d, err := db.Open(ctx, cfg.Database)
	if err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Clock: now, DB: d, Journal: journal.New(d)}
	a.Run = &change.Runner{DB: d, Journal: a.Journal, Clock: now}
	a.Org = org.New(a.Run, org.Options{})
	a.Chains = &chain.Service{Run: a.Run}
	a.Enterprises = &enterprise.Service{Run: a.Run}
	a.Projects = &project.Service{Run: a.Run}
	a.Enterprises.Moves(enterprise.Mover{Name: project.Kind, Move: a.Projects.MoveInvestor, Undo: a.Projects.ReturnInvestor})
	a.Graph = &graph.Service{Run: a.Run, Chains: a.Chains, Changed: a.linkNodes}
	a.Graph.Holds(graph.Holder{Label: "个项目", Count: graph.CountBy(project.Kind), Move: a.Projects.MoveNode})
	a.Match = &match.Service{Run: a.Run, Graph: a.Graph, Chains: a.Chains, Firms: a.Enterprises}
	a.Gaps = &gap.Service{Run: a.Run, Chains: a.Chains, Graph: a.Graph, Match: a.Match, Firms: a.Enterprises, Projects: a.Projects, Org: a.Org}
	a.Enterprises.Changed = a.firmsChanged
	a.Match.Hold()
	a.Gaps.Hold()
	a.Targets = &target.Service{Run: a.Run}
	a.Leads = &lead.Service{Run: a.Run, Projects: a.Projects, Targets: a.Targets, Calendar: a.Org.Working}
	a.Enterprises.Moves(enterprise.Mover{Name: target.Kind, Move: a.Targets.MoveFirm, Undo: a.Targets.ReturnFirm})
	a.Graph.Holds(graph.Holder{Label: "家目标企业", Count: graph.CountBy(target.Kind), Move: a.Targets.MoveNode})
	a.Graph.Holds(graph.Holder{Label: "条线索", Count: graph.CountBy(lead.Kind), Move: a.Leads.MoveNode})
	a.Talent, a.Policy, a.Atlas = talent.New(a.Run), &policy.Service{Run: a.Run, Chains: a.Chains, Projects: a.Projects}, &atlas.Service{Run: a.Run}
	a.Enterprises.Moves(enterprise.Mover{Name: talent.NeedKind, Move: a.Talent.Needs.MoveFirm, Undo: a.Talent.Needs.ReturnFirm})
	a.Enterprises.Moves(enterprise.Mover{Name: talent.IntroKind, Move: a.Talent.Intros.MoveFirm, Undo: a.Talent.Intros.ReturnFirm})
	a.Enterprises.Moves(enterprise.Mover{Name: talent.PlatformKind, Move: a.Talent.Platforms.MoveFirm, Undo: a.Talent.Platforms.ReturnFirm})
	a.Graph.Holds(graph.Holder{Label: "条人才需求", Count: graph.CountBy(talent.NeedKind), Move: a.Talent.Needs.MoveNode})
	a.Graph.Holds(graph.Holder{Label: "项人才引进", Count: graph.CountBy(talent.IntroKind), Move: a.Talent.Intros.MoveNode})
	a.Graph.Holds(graph.Holder{Label: "个创新平台", Count: graph.CountBy(talent.PlatformKind), Move: a.Talent.Platforms.MoveNode})
	a.Tickets = ticket.New(a.Run, a.Org, a.Chains)
	a.Enterprises.Moves(enterprise.Mover{Name: ticket.Kind, Move: a.Tickets.MoveFirm, Undo: a.Tickets.ReturnFirm})
	a.Graph.Holds(graph.Holder{Label: "件诉求", Count: graph.CountBy(ticket.Kind), Move: a.Tickets.MoveNode})
	a.Visits = &visit.Service{Run: a.Run, Org: a.Org, Firms: a.Enterprises, Tickets: a.Tickets}
	a.Enterprises.Moves(enterprise.Mover{Name: visit.Kind, Move: a.Visits.MoveFirm, Undo: a.Visits.ReturnFirm})
	a.Review = &review.Service{Run: a.Run, Projects: a.Projects}
	a.Projects.Judge = a.Review
	a.Comments, a.Burden = &comment.Service{Run: a.Run}, &burden.Service{Run: a.Run}
	a.Tasks = &task.Service{Run: a.Run, Org: a.Org, Comments: a.Comments, Calendar: a.Org.Working}
	a.Tasks.FollowInstructions(a.subject)
	a.Meetings = &meeting.Service{Run: a.Run, Org: a.Org, Chains: a.Chains, Projects: a.Projects, Gaps: a.Gaps, Tasks: a.Tasks, Calendar: a.Org.Working, More: a.escalated}
	a.Formulas = &formula.Service{Run: a.Run, Org: a.Org, Sources: catalog.FormulaSources()}
	a.Formulas.Held, a.Formulas.Fixed = report.HeldFormulas()
	a.Indicators = a.newIndicators()
	a.Report = &report.Service{Formulas: a.Formulas, Projects: a.Projects, Review: a.Review, Chains: a.Chains, Org: a.Org, Clock: now, Calendar: a.Org.Working, Address: a.address}
	a.Cadence = a.newCadence()
	a.Studio = &studio.Service{Run: a.Run, Org: a.Org, Chains: a.Chains, Report: a.Report, Cadence: a.Cadence, Calendar: a.Org.Working}
	a.Report.Kept = a.keptMonth
	a.Checkup = a.newCheckup()
	a.Tours = &tour.Service{Run: a.Run, Org: a.Org, Projects: a.Projects}
	a.Scores = a.newScores()
	a.Forecast = &forecast.Service{Run: a.Run, Projects: a.Projects, Org: a.Org, Targets: a.indicatorTargets}
	a.Notify = a.newNotify()
	a.Jobs = a.newJobs()
	if a.Files, err = attach.Open(cfg.Blobs(), cfg.MaxFile); err == nil {
		a.Studio.Files = a.Files
		err = a.Review.Install(ctx)
	}
	if err == nil {
		err = fillIndexes(ctx, d)
	}
	if err == nil {
		err = a.Formulas.Install(ctx)
	}
	if err != nil {
		_ = d.Close()
		return nil, err
	}
	a.Importing = &importing.Service{Run: a.Run, Files: a.Files, Targets: targets.All(a.Projects, a.Enterprises, a.Chains, a.Org,
		append(targets.Talent(a.Talent), targets.Window(a.Policy, a.Chains), targets.Ticket(a.Tickets), targets.Task(a.Tasks), targets.Indicator(a.Indicators))...),
		Names: targets.Names(a.Org, a.Chains, a.Enterprises, targets.IndicatorNames(a.Indicators)), Home: a.home, Inspect: targets.Water(a.Checkup), Create: map[string]importing.Creator{chain.Kind: targets.Chains(a.Chains)}}
	a.holdUnits()
	return a, nil
}

// linkNodes hangs what names a node of a map on it when the map changes.
func (a *App) linkNodes(ctx context.Context, tx *change.Tx, chainID string) error {
	for _, link := range []func(context.Context, *change.Tx, string) error{a.Projects.LinkNodes, a.Talent.Needs.LinkNodes, a.Talent.Intros.LinkNodes,
		a.Talent.Platforms.LinkNodes} {
		if err := link(ctx, tx, chainID); err != nil {
			return err
		}
	}
	return nil
}

// home is the region of imported records whose file and uploader name none: the site's own.
func (a *App) home(ctx context.Context) string {
	d, err := a.Org.Directory(ctx)
	if err != nil || d.Root() == nil {
		return ""
	}
	return d.Root().ID
}

// address is where people reach the site, as the configuration or its administrators say; "" when neither does.
func (a *App) address(ctx context.Context) (string, error) {
	site, err := a.Notify.Site(ctx)
	if err != nil {
		return "", err
	}
	return site.Address, nil
}

// Close ends the App's work and closes the database.
func (a *App) Close() error { return a.DB.Close() }

// holdUnits keeps units and regions from being dissolved while records point to them, and hands the records over when
// units merge.
func (a *App) holdUnits() {
	a.Org.Holds(org.Holder{Label: "群推送", Count: a.Notify.CountUnit, MoveUnit: a.Notify.MoveUnit})
	a.Org.Holds(org.Holder{Label: "考核", Count: a.Scores.HoldsUnit, MoveUnit: a.Scores.MoveUnit})
	a.Org.Holds(org.Holder{Label: "观摩", Count: a.Tours.HoldsUnit, MoveUnit: a.Tours.MoveUnit})
	a.Org.Holds(org.Holder{Label: "指标", MoveUnit: a.Indicators.MoveUnit, Count: a.Indicators.CountBy})
	a.Org.Holds(org.Holder{Label: "诉求", MoveUnit: a.Tickets.MoveUnit, Count: a.Tickets.CountBy})
	for _, h := range []struct {
		label, table string
		move         func(ctx context.Context, tx *change.Tx, from, to string) error
	}{{"项目", "project", a.Projects.MoveUnit}, {"企业", "enterprise", a.Enterprises.MoveUnit}, {"产业链", "chain", a.Chains.MoveUnit}, {"缺口", gap.Kind, a.Gaps.MoveUnit},
		{"目标企业", target.Kind, a.Targets.MoveUnit}, {"线索", lead.Kind, a.Leads.MoveUnit}, {"任务", task.Kind, a.Tasks.MoveUnit},
		{"包联", visit.ChargeKind, a.Visits.MoveUnit}, {"走访", visit.Kind, a.Visits.MoveUnit}, {"体检发现", checkup.Kind, a.Checkup.MoveUnit},
		{"人才需求", talent.NeedKind, a.Talent.Needs.MoveUnit}, {"人才引进", talent.IntroKind, a.Talent.Intros.MoveUnit},
		{"创新平台", talent.PlatformKind, a.Talent.Platforms.MoveUnit}, {"政策窗口", policy.Kind, a.Policy.MoveUnit}} {
		a.Org.Holds(org.Holder{Label: h.label, MoveUnit: h.move, Count: func(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
			col := map[string]string{"unit": "unit_id", "region": "region"}[kind]
			err = q.QueryRow(ctx, "SELECT count(*) FROM "+h.table+" WHERE "+col+" = $1", id).Scan(&n)
			return n, err
		}})
	}
}

// Serve answers requests until ctx ends; ready is told the address once it listens.
func (a *App) Serve(ctx context.Context, ready func(addr string)) error {
	h, err := a.Handler()
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "不能在%s上服务，端口可能已被占用；用 --listen 换一个", a.Config.Listen)
	}
	work, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	if *a.Config.Jobs {
		working.Go(func() { a.Jobs.Work(work) })
		working.Go(func() { a.Notify.Work(work) })
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	go func() {
		<-ctx.Done()
		slow, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := srv.Shutdown(slow); err != nil {
			slog.Warn("shutdown", "err", err)
		}
	}()
	ready(ln.Addr().String())
	go debug.FreeOSMemory() // parsing templates and tables leaves more garbage than the idle program needs
	if err := srv.Serve(ln); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// SetupLog sends logs of the level and above to standard error.
func SetupLog(level string) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})))
}

// Program is the actor for what the command line does.
func Program() authz.Actor { return authz.System("cli") }
