package cadence

import (
	"fmt"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
)

// mostCorrected is how many lines a correction lists.
const mostCorrected = 300

// correction gives the correction of a frozen period as a Word file: what was announced, what it should be, and the ranks.
func (d Deps) correction(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	if p.State != area.Frozen {
		return errs.New(errs.Conflict, "%s还没有冻结，数可以直接改，不用更正", p.Label())
	}
	c, err := d.Cadence.Compare(q.Ctx(), p)
	if err != nil {
		return err
	}
	all := c.Within(q.Actor.Scope, "")
	if len(all) == 0 {
		return errs.New(errs.Conflict, "%s冻结以后没有修订，不用更正", p.Label())
	}
	doc := correctionDoc(p, c, all, d.Issuer(q.Ctx()), q.Today())
	q.Download(p.Label()+"更正通报.docx", docx.ContentType)
	return docx.Write(q.W, doc, docx.Options{Creator: q.Actor.Name, Time: clock.FromMicro(c.At)})
}

func correctionDoc(p *area.Period, c *area.Comparison, all []area.Revision, issuer, today string) *document.Doc {
	moved := 0
	table := document.Table{Caption: "更正对照表", Columns: []document.Column{{Header: "内容", Width: 36}, {Header: "原通报", Width: 52}, {Header: "更正为", Width: 52}, {Header: "名次", Width: 16}}}
	for i := range all {
		r := &all[i]
		if r.Moved() {
			moved++
		}
		if i >= mostCorrected {
			continue
		}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{cellOf(r.Line().Label), cellOf(wordsOf(r.Kept)), cellOf(wordsOf(r.Now)), cellOf(rankCell(r).Text)}})
	}
	if n := len(all) - mostCorrected; n > 0 {
		table.Note = fmt.Sprintf("另有%d处见系统", n)
	}
	body := fmt.Sprintf("%s的数据已于%s冻结并通报。冻结后经核实有%d处修订", p.Label(), clock.FromMicro(p.FrozenAt).Format("2006年1月2日"), len(all))
	if moved > 0 {
		body += fmt.Sprintf("，影响%d个名次", moved)
	}
	body += "，现予更正。原冻结数据不变，更正以本通报为准。"
	return &document.Doc{Title: "关于" + p.Label() + "数据的更正通报", Blocks: []document.Block{
		document.P(document.Text(body)), table,
		document.P(document.Text("核对依据：冻结数据的根为" + area.RootHex(p.Root) + "，共" + fmt.Sprint(p.Lines) + "行；更正数取自" + clock.FromMicro(c.At).Format("2006年1月2日15时04分") + "。")),
		document.Signature{Unit: issuer, Date: today},
	}}
}

func cellOf(text string) document.Cell { return document.Cell{Text: text} }

func wordsOf(l *area.Line) string {
	if l == nil {
		return "没有"
	}
	return l.Words
}
