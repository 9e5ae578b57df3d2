// Package score is the pages of scores and ranks (考核): rounds with their places and how far these may move, one subject's score line
// by line, the schemes and their editor, the sheets that units fill, the lists that follow, and grading by the yield per mu.
package score

import (
	"embed"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

//go:embed *.html
var files embed.FS

const (
	section = "scores"
	base    = "/scores"
)

// Deps is what the pages stand on.
type Deps struct {
	Run     *change.Runner
	Scores  *area.Service
	Files   *attach.Dir
	Lists   *listing.Kit
	Trail   *trail.Trail
	MaxFile int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("score", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 1 << 20}
	}
	withFile := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: d.MaxFile + 1<<20}
	}
	move, adopt, decide := h.moveStep(), h.adoptStep(), h.decideStep()
	return []web.Route{
		row("GET /scores", authz.ScoreView, h.index),
		row("GET /scores/new", authz.ScoreEdit, h.showOpen),
		row("POST /scores/new", authz.ScoreEdit, h.open),
		row("GET /scores/lists", authz.ScoreView, h.lists),
		row("GET /scores/permu", authz.ScoreView, h.perMu),
		row("GET /scores/give", authz.ScoreGive, h.showGive),
		row("POST /scores/give/{round}", authz.ScoreGive, h.giveMany),
		row("GET /scores/sheets/{id}", authz.ScoreView, h.showSheet),
		withFile("POST /scores/sheets/{id}", authz.ScoreGive, h.give),
		row("GET /scores/sheets/{id}/files/{file}", authz.ScoreView, h.sheetFile),
		row("GET /scores/schemes", authz.ScoreView, h.schemes),
		row("GET /scores/schemes/new", authz.ScoreEdit, h.newScheme),
		row("POST /scores/schemes/new", authz.ScoreEdit, h.createScheme),
		row("POST /scores/schemes/check", authz.ScoreEdit, h.checkScheme),
		row("GET /scores/schemes/{id}", authz.ScoreView, h.showScheme),
		row("GET /scores/schemes/{id}/edit", authz.ScoreEdit, h.editScheme),
		row("POST /scores/schemes/{id}/edit", authz.ScoreEdit, h.saveScheme),
		row("GET /scores/schemes/{id}/try", authz.ScoreEdit, h.tryScheme),
		row("GET /scores/schemes/{id}/adopt", authz.ScoreEdit, adopt.Show),
		row("POST /scores/schemes/{id}/adopt", authz.ScoreEdit, adopt.Post),
		row("GET /scores/objections/{id}/decide", authz.ScoreView, decide.Show),
		row("POST /scores/objections/{id}/decide", authz.ScoreView, decide.Post),
		row("GET /scores/objections/{id}/files/{file}", authz.ScoreView, h.objectionFile),
		row("GET /scores/{round}", authz.ScoreView, h.show),
		row("POST /scores/{round}/round/compute", authz.ScoreEdit, h.compute),
		row("GET /scores/{round}/round/move", authz.ScoreView, move.Show),
		row("POST /scores/{round}/round/move", authz.ScoreView, move.Post),
		row("GET /scores/{round}/round/word", authz.ExportRun, h.word),
		row("GET /scores/{round}/round/excel", authz.ExportRun, h.excel),
		row("GET /scores/{round}/{subject}", authz.ScoreView, h.replay),
		row("GET /scores/{round}/{subject}/object", authz.ScoreGive, h.showObject),
		withFile("POST /scores/{round}/{subject}/object", authz.ScoreGive, h.object),
	}
}

// parts leads between the pages of the area.
func parts(q *web.Req, on string) ui.Tabs {
	t := ui.Tabs{Label: "考核"}
	for _, p := range []struct {
		label, url string
		perm       authz.Perm
	}{{"轮次与名次", base, authz.ScoreView}, {"我要填的", base + "/give", authz.ScoreGive}, {"红黑榜与表彰", base + "/lists", authz.ScoreView}, {"亩均评价", base + "/permu", authz.ScoreView},
		{"考核方案", base + "/schemes", authz.ScoreView}} {
		if q.Actor.Can(p.perm) {
			t.Items = append(t.Items, ui.Tab{Label: p.label, URL: p.url, On: p.url == on})
		}
	}
	return t
}

// points writes points as pages do, places a value with its decimals.
func points(v float64) string            { return scoring.Plain(v, 2) }
func value(v float64, places int) string { return scoring.Plain(v, places) }
func proofs(blobs []upload.Blob) []area.Proof {
	var out []area.Proof
	for _, b := range blobs {
		out = append(out, area.Proof{Name: b.Name, Blob: b.Content})
	}
	return out
}

func crumb(label, url string) ui.Link { return ui.Link{Label: label, URL: url} }

// moveStep asks before a round takes its next step.
func (h *handlers) moveStep() *formpage.Step {
	return &formpage.Step{Form: func(q *web.Req, action string) (*formpage.Form, error) {
		r, err := h.Scores.Get(q.Ctx(), q.Path("round"))
		if err != nil {
			return nil, err
		}
		row, err := area.Flow.Find(r.State, action)
		if err != nil {
			return nil, err
		}
		if err := q.Actor.Need(row.Perm); err != nil {
			return nil, err
		}
		f := &formpage.Form{Page: q.Page(section, row.Label), Action: base + "/" + r.ID + "/round/move", Hidden: []ui.Param{{Name: "action", Value: action}}, Submit: row.Label, Back: base + "/" + r.ID, Column: true,
			Danger: action == "cancel"}
		f.Crumbs = []ui.Link{crumb("考核", base), crumb(r.Title(), f.Back), crumb(row.Label, "")}
		f.Facts = ui.Facts{ui.F("本轮", r.Title()), ui.F("现在", area.StateLabel(r.State)), ui.F("之后", area.StateLabel(row.To))}
		if text := map[string]string{"announce": "公示后各单位可看自己的得分并提异议，名次不再重新取数。", "publish": "发布后全部名次对本站所有人可见，不能再改。",
			"recall": "公示时的分数和名次作废。", "score": "收表后各单位不能再填。"}[action]; text != "" {
			f.Note = &ui.Note{Body: ui.Plain(text)}
		}
		if row.Why {
			reason := formpage.Reason("会留在经过里")
			f.Fields = []ui.Field{reason}
		}
		return f, nil
	}, Do: func(q *web.Req, f *web.Form, asked *formpage.Form) (string, string, error) {
		return "", "", h.Scores.Move(q.Ctx(), q.Actor, q.Path("round"), f.Text("action"), f.Text("reason"))
	}}
}
