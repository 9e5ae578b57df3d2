package server

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
)

// newJobs describes the program's background work: what runs by the clock, and what pages put in.
func (a *App) newJobs() *jobs.Runner {
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return jobs.New(a.DB, a.Clock, jobs.Options{
		Node: host,
		Kinds: map[string]jobs.Kind{
			"light.evaluate": {Run: a.evaluateLights},
			"org.sweep":      {Run: a.sweep},
			"journal.verify": {Run: a.verifyJournal, Attempts: 1},
		},
		Timers: []jobs.Timer{
			{Kind: "light.evaluate", Every: jobs.Daily("00:10")},
			{Kind: "org.sweep", Every: jobs.Daily("03:00")},
		},
	})
}

// evaluateLights judges every project anew, so that lights which turn by the calendar turn on the day.
func (a *App) evaluateLights(ctx context.Context, t *jobs.Task) (string, error) {
	turned, err := a.Review.EvaluateAll(ctx, func(done, total int) { t.Progress(int64(done), int64(total), "评灯") })
	return fmt.Sprintf("变灯%d个", turned), err
}

// sweep removes sessions and tokens that have ended.
func (a *App) sweep(ctx context.Context, _ *jobs.Task) (string, error) {
	return "", a.Org.Sweep(ctx)
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
