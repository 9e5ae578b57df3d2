// Package journal shows the audit journal: who did what when, one entry with what it changed and the proof that it stands in
// the log, verification of the whole, and checkpoints for paper.
package journal

import (
	"context"
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on. Jobs knows the kind VerifyJob, whose handler takes a typed checkpoint, or "", as payload
// and gives a journal.Report as JSON.
type Deps struct {
	Run        *change.Runner
	Jobs       *jobs.Runner
	Trail      *trail.Trail
	Checkpoint func(ctx context.Context, note string) (Checkpoint, error)
}

// VerifyJob is the kind of job that verifies the journal.
const VerifyJob = "journal.verify"

// Routes are the rows of the route table: all for auditors.
func Routes(d Deps) []web.Route {
	row := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.Audit, Handle: h, Body: 64 << 10}
	}
	polled := row("GET /admin/journal/verify/progress", d.progress)
	polled.Quiet = true
	return []web.Route{
		row("GET /admin/journal", d.list), row("GET /admin/journal/entries/{seq}", d.show), row("GET /admin/journal/entries/{seq}/proof", d.proof),
		row("GET /admin/journal/verify", d.showVerify), row("POST /admin/journal/verify", d.verify), polled,
		row("GET /admin/journal/checkpoints", d.checkpoints), row("POST /admin/journal/checkpoints", d.makeCheckpoint),
		row("GET /admin/journal/checkpoints/{size}", d.checkpoint),
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/journal", files) }

func page(q *web.Req, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "日志", URL: "/admin/journal"}, {Label: title}}
	return p
}
