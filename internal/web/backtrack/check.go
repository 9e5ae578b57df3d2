package backtrack

import (
	"encoding/base64"
	"encoding/hex"

	"lianzhang/internal/backtrack"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// checkPage holds an old paper against the journal.
type checkPage struct {
	ui.Page
	Errs    ui.Errors
	Paper   ui.Field
	Verdict *ui.Note
	Facts   ui.Facts
}

func (h *handlers) newCheck(q *web.Req) *checkPage {
	p := &checkPage{Page: q.Page("", "核对旧纸"), Paper: ui.Field{Kind: ui.KindTextArea, Name: "checkpoint", Label: "纸上的检查点", Rows: 8, Wide: true, Required: true, MaxLength: 2000,
		Help: "倒查报告或检查点打印件上的全文：照着录入，或扫二维码粘贴。空格、全角半角、大小写不影响"}}
	p.Lede = ui.Plain("拿以前打印的检查点与现在的日志比对：此前的日志被改写、删除过，会在这里看出来")
	return p
}

func (h *handlers) showCheck(q *web.Req) error { return q.Render("backtrack/check", h.newCheck(q)) }

func (h *handlers) check(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	p := h.newCheck(q)
	p.Paper.Value = f.Raw("checkpoint")
	c, err := h.Backtrack.Compare(q.Ctx(), q.Actor, p.Paper.Value)
	if errs.CodeOf(err) == errs.Invalid {
		f.Add("checkpoint", "%s", web.Message(err))
		p.Errs = ui.Reject(f.Err(), &p.Paper)
		return q.RenderInvalid("backtrack/check", p)
	}
	if err != nil {
		return err
	}
	p.Verdict, p.Facts = verdict(c)
	return q.Render("backtrack/check", p)
}

func verdict(c *backtrack.Compared) (*ui.Note, ui.Facts) {
	n := &ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("对得上"), ui.Gap(), ui.T("现在的日志原样包含纸上那时的" + ui.Num(c.Paper.Size) + "条，此后只有增加")}}
	if c.Bad != "" {
		n = &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("对不上"), ui.Gap(), ui.T(c.Bad + "。保留这张纸和现场，报审计管理员")}}
	}
	return n, ui.Facts{ui.F("纸上的站点", c.Paper.Site), ui.F("纸上的时间", trail.Moment(c.Paper.At)), ui.F("纸上的条数", ui.Num(c.Paper.Size)), ui.F("纸上的根", root(c.Paper.Root)), ui.F("纸上的备注", c.Paper.Note),
		ui.F("现在的条数", ui.Num(c.Head.Size)), ui.F("现在的根", root(c.Head.Root)), ui.F("证明", ui.Num(int64(c.Path))+"个散列（RFC 6962一致性证明）")}
}

func root(b64 string) string {
	raw, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		return b64
	}
	return hex.EncodeToString(raw)
}
