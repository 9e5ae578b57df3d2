package server

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
	checkuppage "lianzhang/internal/web/checkup"
	matchpage "lianzhang/internal/web/match"
)

// node is the name of this process among the site's nodes.
func node() string {
	host, err := os.Hostname()
	if err != nil {
		return "node"
	}
	return host
}

// newJobs describes the program's background work: what runs by the clock, and what pages put in.
func (a *App) newJobs() *jobs.Runner {
	return jobs.New(a.DB, a.Clock, jobs.Options{
		Node: node(),
		Kinds: map[string]jobs.Kind{
			"light.evaluate":   {Run: a.evaluateLights},
			"org.sweep":        {Run: a.sweep},
			"notify.sweep":     {Run: a.sweepMessages},
			"firm.pairs":       {Run: a.findPairs},
			matchpage.RunJob:   {Run: a.assess},
			placeJob:           {Run: a.place},
			"lead.turn":        {Run: a.turnLeads},
			"task.turn":        {Run: a.turnTasks},
			indicatorJob:       {Run: a.turnIndicators},
			cadenceJob:         {Run: a.turnCadence},
			studioJob:          {Run: a.sendPapers},
			"ticket.climb":     {Run: a.climbTickets},
			checkuppage.RunJob: {Run: a.checkRegister},
			forecastJob:        {Run: a.runForecast},
			"journal.verify":   {Run: a.verifyJournal, Attempts: 1},
		},
		Timers: append(append(climbs(), cadenceTimers()...), []jobs.Timer{
			{Kind: forecastJob, Every: jobs.Daily("04:10")},
			{Kind: studioJob, Every: jobs.Daily("07:30")},
			{Kind: "light.evaluate", Every: jobs.Daily("00:10")},
			{Kind: "org.sweep", Every: jobs.Daily("03:00")},
			{Kind: "notify.sweep", Every: jobs.Daily("00:20")},
			{Kind: "firm.pairs", Every: jobs.Daily("03:30")},
			{Kind: matchpage.RunJob, Every: jobs.Daily("01:00")},
			{Kind: "lead.turn", Every: jobs.Daily("00:20")},
			{Kind: "task.turn", Every: jobs.Daily("00:15")},
			{Kind: indicatorJob, Every: jobs.Daily("00:25")},
			{Kind: checkuppage.RunJob, Every: jobs.Daily("02:10")},
		}...),
	})
}

// evaluateLights judges every project anew, so that lights which turn by the calendar turn on the day.
func (a *App) evaluateLights(ctx context.Context, t *jobs.Task) (string, error) {
	turned, err := a.Review.EvaluateAll(ctx, func(done, total int) { t.Progress(int64(done), int64(total), "评灯") })
	return fmt.Sprintf("变灯%d个", turned), err
}

// turnLeads releases leads whose exclusive time has run out, and lights their clocks for the day.
func (a *App) turnLeads(ctx context.Context, _ *jobs.Task) (string, error) {
	released, turned, err := a.Leads.Turn(ctx)
	return fmt.Sprintf("释放%d条，变灯%d条", released, turned), err
}

// turnTasks lights the tasks for the day.
func (a *App) turnTasks(ctx context.Context, _ *jobs.Task) (string, error) {
	turned, err := a.Tasks.Turn(ctx)
	return fmt.Sprintf("变灯%d项", turned), err
}

// assess matches firms with nodes, ties opportunities to them, and brings the lists of gaps up to date: of the chain that the
// payload names ("chain:ID"), or of all.
func (a *App) assess(ctx context.Context, t *jobs.Task) (string, error) {
	chainID, _ := strings.CutPrefix(t.Payload, "chain:")
	if chainID == t.Payload {
		chainID = "" // a timer's payload is its date
	}
	actor := authz.System("job")
	matched, err := a.Match.Suggest(ctx, actor, chainID, func(done, total int) { t.Progress(int64(done), int64(total), "比对企业") })
	if err != nil {
		return "", err
	}
	if _, err := a.Match.Tie(ctx, actor, chainID); err != nil {
		return "", err
	}
	gaps, err := a.Gaps.Refresh(ctx, actor, chainID, func(done, total int) { t.Progress(int64(done), int64(total), "评估缺口") })
	if err != nil {
		return "", err
	}
	return matched.String() + "；" + gaps.String(), nil
}

// placeJob matches a few new or changed firms; its payload is their ids, parted by blanks.
const placeJob = "firm.place"

// mostPlaced is how many changed firms are matched one by one; more make a whole run.
const mostPlaced = 50

// firmsChanged has firms that people entered or changed matched with the nodes. What comes by command line waits for the night.
func (a *App) firmsChanged(ctx context.Context, tx *change.Tx, rows []*enterprise.Enterprise) error {
	if tx.Actor.Via != "web" && tx.Actor.Via != "api" {
		return nil
	}
	if len(rows) <= mostPlaced {
		ids := make([]string, len(rows))
		for i, e := range rows {
			ids[i] = e.ID
		}
		_, err := a.Jobs.Enqueue(ctx, tx.Tx, placeJob, strings.Join(ids, " "))
		return err
	}
	waiting := 0
	err := tx.QueryRow(ctx, "SELECT count(*) FROM job WHERE kind = $1 AND state = 'queued'", matchpage.RunJob).Scan(&waiting)
	if err != nil || waiting > 0 {
		return err
	}
	_, err = a.Jobs.Enqueue(ctx, tx.Tx, matchpage.RunJob, "chain:")
	return err
}

func (a *App) place(ctx context.Context, t *jobs.Task) (string, error) {
	r, err := a.Match.Place(ctx, authz.System("job"), strings.Fields(t.Payload))
	if err != nil {
		return "", err
	}
	return r.String(), nil
}

// sweep removes sessions and tokens that have ended.
func (a *App) sweep(ctx context.Context, _ *jobs.Task) (string, error) {
	return "", a.Org.Sweep(ctx)
}

// sweepMessages removes old messages and moves the digests that wait to the working day as the calendar has it now. Telling and
// sending go on all the time beside the jobs: see notify.Service.Work.
func (a *App) sweepMessages(ctx context.Context, _ *jobs.Task) (string, error) {
	return "", a.Notify.Sweep(ctx)
}

// findPairs looks through the register for records that may be one firm.
func (a *App) findPairs(ctx context.Context, _ *jobs.Task) (string, error) {
	found, err := a.Enterprises.FindPairs(ctx, authz.System("job"))
	return fmt.Sprintf("企业%d家，新发现疑似重复%d对", found.Firms, found.Same+found.Review), err
}

// verifyJournal checks everything for the page of the auditors; the payload is a checkpoint that was typed in, or "". The
// result is the report as JSON.
func (a *App) verifyJournal(ctx context.Context, t *jobs.Task) (string, error) {
	opt := journal.Options{Limit: 1000, Progress: func(done, total int64) { t.Progress(done, total, "校验") }}
	if t.Payload != "" {
		p, err := journal.ParseCheckpoint(t.Payload)
		if err != nil {
			return "", err
		}
		opt.Checkpoints = []journal.Checkpoint{p}
	}
	report, err := a.Verify(ctx, opt)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(report)
	return string(text), err
}
