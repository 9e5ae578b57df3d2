package journal

import (
	"encoding/base64"
	"html/template"
	"slices"
	"strconv"

	"rsc.io/qr"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// Checkpoint is what the log was at a moment.
type Checkpoint = journal.Checkpoint

// checkpointsPage lists the checkpoints and makes a new one.
type checkpointsPage struct {
	ui.Page
	Errs  ui.Errors
	Note  ui.Field
	Table ui.Table
}

func (d Deps) newCheckpoints(q *web.Req) (*checkpointsPage, error) {
	points, err := d.Run.Journal.Checkpoints(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &checkpointsPage{Page: page(q, "检查点"), Note: ui.Field{Kind: ui.KindText, Name: "note", Label: "备注", Help: "例如“11月例会，存档案室”", MaxLength: 60}}
	p.Lede = ui.Plain("检查点是日志此刻的指纹。打印出来放在站点之外，以后拿它能证明那之前的日志没有被改写")
	p.Table = ui.Table{Label: "检查点", Fold: true, Columns: []ui.Column{{Label: "时间", Head: true, Fold: "时间"}, {Label: "条数", Num: true, Fold: "条数"}, {Label: "备注", Grow: true, Fold: "备注"}},
		Empty: &ui.Empty{Title: "还没有检查点", Text: "每月打印一张，由站点之外的人保管"}}
	for _, c := range slices.Backward(points) {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: trail.Moment(c.At), URL: pointAt(c.Size)}, {Text: ui.Num(c.Size)}, {Text: c.Note}}})
	}
	return p, nil
}

func pointAt(size int64) string { return "/admin/journal/checkpoints/" + strconv.FormatInt(size, 10) }

func (d Deps) checkpoints(q *web.Req) error {
	p, err := d.newCheckpoints(q)
	if err != nil {
		return err
	}
	return q.Render("admin/journal/checkpoints", p)
}

func (d Deps) makeCheckpoint(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	what := change.What{Action: "journal.checkpoint", Perm: authz.Audit, Ref: record.Ref{Kind: "journal"}, Reason: f.Text("note")}
	if err := d.Run.Run(q.Ctx(), q.Actor, what, func(*change.Tx) error { return nil }); err != nil {
		return err
	}
	c, err := d.Checkpoint(q.Ctx(), f.Text("note"))
	if err != nil {
		return err
	}
	return q.Redirect(pointAt(c.Size), "")
}

// checkpointPage is a checkpoint as it is printed: the text to be typed back, and the same as a code to be scanned.
type checkpointPage struct {
	ui.Page
	Text string
	PNG  template.URL
}

func (d Deps) checkpoint(q *web.Req) error {
	points, err := d.Run.Journal.Checkpoints(q.Ctx())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(points, func(c Checkpoint) bool { return strconv.FormatInt(c.Size, 10) == q.Path("size") })
	if i < 0 {
		return errs.New(errs.NotFound, "没有这个检查点")
	}
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	c := points[i]
	c.Site = dir.Site()
	code, err := qr.Encode(c.String(), qr.M)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "检查点的二维码生成不了")
	}
	p := &checkpointPage{Page: page(q, "检查点"), Text: c.String(),
		PNG: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG()))} // made here, of base64 signs only
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "日志", URL: "/admin/journal"}, {Label: "检查点", URL: "/admin/journal/checkpoints"}, {Label: ui.Num(c.Size) + "条"}}
	p.Acts = []ui.Action{ui.PrintPage()}
	return q.Render("admin/journal/checkpoint", p)
}
