// Package ticket is the pages of 诉求: list, queue, board, where things stand, the record with its two clocks, statistics,
// classes, call-backs, limits, and the firm's own pages that need no account.
package ticket

import (
	"context"
	"embed"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	base    = "/tickets"
	section = "tickets"
)

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Tickets  *area.Service
	Comments *comment.Service
	TaskOf   func(ctx context.Context, ref record.Ref) (map[string]*task.Task, error) // that came of instructions; nil = none
	Files    *attach.Dir
	Lists    *listing.Kit
	MaxFile  int64
	// MailOf gives the mail address of a firm's contact and his name; nil knows none.
	MailOf func(ctx context.Context, firm string) (address, name string, err error)
	// CanMail reports whether the site has a mail server, Letter sends a mail to somebody without an account; nil = no mail.
	CanMail func(ctx context.Context) bool
	Letter  func(ctx context.Context, to, name, subject, text string) error
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("ticket", files) }

type handlers struct {
	Deps
	list   *listing.List
	wrong  *misses.Misses // links that nobody made
	raised *misses.Misses // tickets raised from an address
	sent   *misses.Misses // files sent from an address
}

func newHandlers(d Deps) *handlers {
	return &handlers{Deps: d, wrong: misses.New(d.Run.Clock), raised: misses.New(d.Run.Clock), sent: misses.New(d.Run.Clock)}
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := newHandlers(d)
	h.list = d.Lists.Register(listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.TicketView, Find: "诉求、企业、编号",
		Columns: []string{"name", "kind", "light", "state", "unit_id", "raised_on", "next_due", "rating"}, Fixed: []string{"name"},
		First: []string{"state", "light", "kind", "unit_id", "region", "source"},
		Reads: map[string][]string{"name": {"code", "firm", "urgent"}, "light": {"level", "state"}, "state": {"held"}},
		Heads: map[string]ui.Column{"name": {Label: "诉求", Sub: "企业　编号", Head: true, Grow: true}, "kind": {Rank: 2}, "light": {Rank: 0}, "unit_id": {Rank: 2, Fold: "责任单位"},
			"raised_on": {Rank: 3}, "next_due": {Fold: "到期"}, "rating": {Rank: 3, Num: true}},
		Total: h.total,
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "在办", Query: "state=open,accepted,handling,reopened"}, {Name: "超期", Query: "state=open,accepted,handling,reopened&level=2.."},
				{Name: "停表", Query: "held=true"}, {Name: "待企业确认", Query: "state=answered"}, {Name: "重办", Query: "reopened=1.."}, {Name: "全部", Query: ""}}
		}})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	file := row("POST /tickets/{id}/files", authz.TicketWork, h.upload)
	file.Body = d.MaxFile + 1<<20
	return []web.Route{
		row("GET /tickets", authz.TicketView, h.showList),
		row("GET /tickets/export", authz.ExportRun, h.list.Export),
		row("GET /tickets/queue", authz.TicketView, h.showQueue),
		row("GET /tickets/board", authz.TicketView, h.showBoard),
		row("GET /tickets/standing", authz.TicketView, h.showStanding),
		row("GET /tickets/figures", authz.TicketView, h.showFigures),
		row("GET /tickets/routing", authz.TicketView, h.showRouting),
		row("POST /tickets/routing", authz.TicketJudge, h.setRoute),
		row("GET /tickets/rules", authz.TicketView, h.showRules),
		row("POST /tickets/rules", authz.TicketJudge, h.adopt),
		row("GET /ticket-classes", authz.TicketView, h.showClasses),
		row("GET /ticket-classes/new", authz.TicketJudge, h.classEditor().ShowNew),
		row("POST /ticket-classes/new", authz.TicketJudge, h.classEditor().New),
		row("GET /ticket-classes/{id}/edit", authz.TicketJudge, h.classEditor().ShowEdit),
		row("POST /ticket-classes/{id}/edit", authz.TicketJudge, h.classEditor().Edit),
		row("GET /ticket-calls", authz.TicketJudge, h.showCalls),
		row("POST /ticket-calls", authz.TicketJudge, h.draw),
		row("GET /ticket-calls/{call}", authz.TicketJudge, h.showCall),
		row("POST /ticket-calls/{call}", authz.TicketJudge, h.called),
		row("GET /ticket-links", authz.TicketRaise, h.showLinks),
		row("POST /ticket-links", authz.TicketRaise, h.makeLink),
		row("POST /ticket-links/{link}/revoke", authz.TicketRaise, h.revoke),
		row("GET /tickets/new", authz.TicketRaise, h.showNew),
		row("POST /tickets/new", authz.TicketRaise, h.raise),
		row("GET /tickets/{id}", authz.TicketView, h.show),
		row("GET /tickets/{id}/edit", authz.TicketRaise, h.showEdit),
		row("POST /tickets/{id}/edit", authz.TicketRaise, h.edit),
		row("GET /tickets/{id}/do/{action}", authz.TicketView, h.showAct),
		row("POST /tickets/{id}/do/{action}", authz.TicketView, h.act),
		file,
		row("GET /tickets/{id}/files/{file}", authz.TicketView, h.download),
		row("POST /tickets/{id}/comments", authz.SignedIn, h.comment),
		row("POST /tickets/{id}/comments/{comment}/done", authz.SignedIn, h.commentDone),
		row("POST /tickets/{id}/link", authz.TicketRaise, h.followLink),
		row("GET /t/new/{token}", authz.Public, h.showRaiseOwn),
		row("POST /t/new/{token}", authz.Public, h.raiseOwn),
		row("GET /t/{token}", authz.Public, h.showOwn),
		row("POST /t/{token}", authz.Public, h.sayOwn),
		{Pattern: "POST /t/files/{token}", Perm: authz.Public, Handle: h.fileOwn, Body: FirmBody},
	}
}

func addr(id string) string { return base + "/" + id }

// tabs are the ways to look at tickets.
func (h *handlers) tabs(q *web.Req, on string) ui.Tabs {
	t := ui.Tabs{Label: "诉求"}
	for _, x := range []struct {
		label, url string
		perm       authz.Perm
	}{{"我的队列", base + "/queue", authz.TicketView}, {"清单", base, authz.TicketView}, {"看板", base + "/board", authz.TicketView}, {"分布", base + "/standing", authz.TicketView},
		{"统计", base + "/figures", authz.TicketView}, {"一类事", "/ticket-classes", authz.TicketView}, {"回访", "/ticket-calls", authz.TicketJudge},
		{"分派", base + "/routing", authz.TicketView}, {"时限与阶梯", base + "/rules", authz.TicketView}, {"扫码入口", "/ticket-links", authz.TicketRaise}} {
		if q.Actor.Can(x.perm) {
			t.Items = append(t.Items, ui.Tab{Label: x.label, URL: x.url, On: x.label == on})
		}
	}
	return t
}
