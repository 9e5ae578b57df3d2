package journal

import (
	"context"
	"encoding/json"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// verifyPage starts a verification and shows the last one.
type verifyPage struct {
	ui.Page
	Errs   ui.Errors
	Paper  ui.Field
	Job    *ui.Progress
	Result *result
}

type result struct {
	Verdict  ui.Note
	Facts    ui.Facts
	Findings ui.Table
	More     int64
}

func (d Deps) newVerify(ctx context.Context, q *web.Req) (*verifyPage, error) {
	p := &verifyPage{Page: page(q, "校验"), Paper: ui.Field{Kind: ui.KindTextArea, Name: "checkpoint", Label: "纸上的检查点", Rows: 7, Wide: true, MaxLength: 2000,
		Help: "选填。照打印件录入或扫码粘贴全文；与它对不上，说明那之前的日志被改写过"}}
	p.Lede = ui.Plain("从头重算整个日志，再拿日志逐行核对数据和附件。站点照常使用")
	job, err := d.last(ctx)
	if err != nil || job == nil {
		return p, err
	}
	if job.Open() {
		p.Job = progress(job)
		return p, nil
	}
	p.Result, err = d.result(job)
	return p, err
}

// last is the verification that runs or ran last; nil when there was none.
func (d Deps) last(ctx context.Context) (*jobs.Job, error) {
	all, err := d.Jobs.List(ctx, VerifyJob)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

func progress(j *jobs.Job) *ui.Progress {
	p := &ui.Progress{ID: "verify", URL: "/admin/journal/verify/progress", Label: "正在校验", Done: j.Done, Total: j.Total, Running: true}
	if j.State == jobs.Queued {
		p.Label = "等候校验"
	}
	return p
}

func (d Deps) showVerify(q *web.Req) error {
	p, err := d.newVerify(q.Ctx(), q)
	if err != nil {
		return err
	}
	return q.Render("admin/journal/verify", p)
}

// progress answers the page that polls; when the job is over it has the page loaded anew, with the result.
func (d Deps) progress(q *web.Req) error {
	job, err := d.last(q.Ctx())
	if err != nil {
		return err
	}
	if job == nil || !job.Open() || !ui.IsFragment(q.R) {
		return q.Redirect("/admin/journal/verify", "")
	}
	p := &verifyPage{Job: progress(job)}
	return q.RenderList("admin/journal/verify", "verify-job", p)
}

func (d Deps) verify(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	paper := f.Text("checkpoint")
	if paper != "" {
		if _, err := journal.ParseCheckpoint(paper); err != nil {
			f.Add("checkpoint", "%s", web.Message(err))
		}
	}
	if err = f.Err(); err == nil {
		err = d.start(q, paper)
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p, loadErr := d.newVerify(q.Ctx(), q)
		if loadErr != nil {
			return loadErr
		}
		p.Paper.Value = f.Raw("checkpoint")
		p.Errs = ui.Reject(err, &p.Paper)
		return q.RenderInvalid("admin/journal/verify", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/admin/journal/verify", "")
}

// start puts the job in; that somebody verified is itself an entry of the journal.
func (d Deps) start(q *web.Req, paper string) error {
	if job, err := d.last(q.Ctx()); err != nil {
		return err
	} else if job != nil && job.Open() {
		return errs.New(errs.Conflict, "已有一次校验在进行，等它完成")
	}
	what := change.What{Action: "journal.verify", Perm: authz.Audit, Ref: record.Ref{Kind: "journal"}}
	if paper != "" {
		what.Reason = "与纸上检查点核对"
	}
	return d.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error {
		_, err := d.Jobs.Enqueue(q.Ctx(), tx.Tx, VerifyJob, paper)
		return err
	})
}

// maxShown is how many findings a page lists.
const maxShown = 200

func (d Deps) result(j *jobs.Job) (*result, error) {
	out := &result{}
	if j.State != jobs.Done {
		out.Verdict = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("校验没有做完："), ui.T(j.Message)}}
		return out, nil
	}
	var r journal.Report
	if err := json.Unmarshal([]byte(j.Result), &r); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "上次校验的结果读不出，重新校验")
	}
	out.Facts = ui.Facts{ui.F("校验时间", trail.Moment(j.At)), ui.F("日志", ui.Num(r.Entries)+"条"), ui.F("数据", ui.Num(r.Rows)+"行，"+ui.Num(int64(r.Tables))+"类"),
		ui.F("检查点", ui.Num(int64(r.Points))+"个"), ui.F("日志的根", hexOf(r.Root))}
	out.Verdict = ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("没有发现改动"), ui.Gap(), ui.T("日志、数据、附件与检查点都对得上")}}
	if r.OK() {
		return out, nil
	}
	total := int64(len(r.Findings)) + r.More
	out.Verdict = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("发现" + ui.Num(total) + "处不符"), ui.Gap(), ui.T("保留现场，不要在本机继续操作；对照最近的备份和纸上检查点，查是谁、何时改的")}}
	out.Findings = ui.Table{Label: "不符之处", Fold: true, Columns: []ui.Column{{Label: "类别", Fold: "类别"}, {Label: "说明", Head: true, Grow: true}, {Label: "日志", Num: true, Fold: "日志"}}}
	for i, f := range r.Findings {
		if i == maxShown {
			break
		}
		entry := ui.Cell{}
		if f.Seq >= 0 {
			entry = ui.Cell{Text: ui.Num(f.Seq), URL: at(f.Seq)}
		}
		out.Findings.Rows = append(out.Findings.Rows, ui.Row{Cells: []ui.Cell{{Text: kindLabel(f.Kind)}, {Rich: ui.Plain(f.Text)}, entry}})
	}
	out.More = total - int64(len(out.Findings.Rows))
	return out, nil
}

func kindLabel(k journal.Kind) string {
	switch k {
	case journal.RowChanged, journal.RowDetour:
		return "数据被改"
	case journal.RowRemoved:
		return "数据被删"
	case journal.RowInserted:
		return "数据被加"
	case journal.EntryChanged, journal.EntryMissing, journal.EntryAdded, journal.EntryUnreadable:
		return "日志被改"
	case journal.TileChanged, journal.HeadChanged:
		return "散列被改"
	case journal.PointChanged:
		return "检查点不符"
	case journal.FileChanged, journal.FileMissing:
		return "附件不符"
	}
	return "表结构不符"
}
