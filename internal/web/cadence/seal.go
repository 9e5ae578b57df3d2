package cadence

import (
	"encoding/json"
	"strconv"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// fillSeal tells by what a frozen period is protected.
func (d Deps) fillSeal(q *web.Req, page *showPage, p *area.Period) error {
	e, point, err := d.Cadence.Entry(q.Ctx(), p)
	if err != nil {
		return err
	}
	page.Seal = ui.Facts{ui.F("行数", ui.Num(p.Lines)), ui.F("根", area.RootHex(p.Root)), ui.F("公钥指纹", area.Fingerprint(p.SignKey)), ui.F("冻结", freezeWord(p))}
	if p.Reason != "" {
		page.Seal = append(page.Seal, ui.F("事由", p.Reason))
	}
	if e != nil {
		seq := strconv.FormatInt(e.Seq, 10)
		entry := ui.F("日志", "第"+seq+"条")
		if q.Actor.Can(authz.Audit) {
			entry.Value = ui.Rich{ui.A("第"+seq+"条", "/admin/journal/entries/"+seq)}
		}
		page.Seal = append(page.Seal, entry)
	}
	if point != nil {
		page.Seal = append(page.Seal, ui.F("检查点", ui.Num(point.Size)+"条，"+ui.Stamp(point.At)))
	}
	return nil
}

// checkPage is the outcome of checking a frozen period.
type checkPage struct {
	ui.Page
	OK    bool
	Found []string
	Lines string
}

// check computes the root of a frozen period anew.
func (d Deps) check(q *web.Req) error {
	p, err := d.get(q)
	if err != nil {
		return err
	}
	if p.State != area.Frozen {
		return errs.New(errs.Conflict, "%s还没有冻结，没有可校验的根", p.Label())
	}
	found, err := d.Cadence.CheckPeriod(q.Ctx(), p)
	if err != nil {
		return err
	}
	page := &checkPage{Page: q.Page(section, "校验"), OK: len(found) == 0, Lines: ui.Num(p.Lines)}
	page.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Label(), URL: of(p)}, {Label: "校验"}}
	for _, f := range found {
		page.Found = append(page.Found, f.Text)
	}
	return q.RenderList("cadence/check", "seal-check", page)
}

// linePage is a kept line with its proof.
type linePage struct {
	ui.Page
	Facts ui.Facts
	Proof ui.Facts
	Leaf  string
	Path  []string
}

func (d Deps) proofOf(q *web.Req) (*area.Period, *area.Numbered, *area.Proof, error) {
	p, err := d.get(q)
	if err != nil {
		return nil, nil, nil, err
	}
	no, err := strconv.ParseInt(q.Path("no"), 10, 64)
	if err != nil || p.State != area.Frozen {
		return nil, nil, nil, errs.New(errs.NotFound, "%s没有这一行冻结数据", p.Label())
	}
	l, err := d.Cadence.Line(q.Ctx(), q.Actor.Scope, p, no)
	if err != nil {
		return nil, nil, nil, err
	}
	proof, err := d.Cadence.Prove(q.Ctx(), p, l)
	return p, l, proof, err
}

func (d Deps) line(q *web.Req) error {
	p, l, proof, err := d.proofOf(q)
	if err != nil {
		return err
	}
	page := &linePage{Page: q.Page(section, l.Label), Leaf: proof.Leaf}
	page.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Label(), URL: of(p)}, {Label: "第" + ui.Num(l.No+1) + "行"}}
	page.Acts = []ui.Action{ui.PrintPage(), ui.Act("下载证明", of(p)+"/lines/"+strconv.FormatInt(l.No, 10)+"/proof.json")}
	page.Facts = ui.Facts{ui.F("周期", p.Label()), ui.F("来源", d.Cadence.KeeperLabel(l.Keeper)), ui.F("冻结值", l.Words)}
	if l.Rank > 0 {
		page.Facts = append(page.Facts, ui.F("名次", "第"+ui.Num(l.Rank)))
	}
	if l.URL != "" {
		page.Facts = append(page.Facts, ui.Fact{Label: "现在", Value: ui.Rich{ui.A("打开现在的记录", l.URL)}})
	}
	verdict := "证明成立：这一行在冻结时就是这样"
	if err := proof.Check(""); err != nil {
		verdict = err.Error()
	}
	page.Proof = ui.Facts{ui.F("核对", verdict), ui.F("根", area.RootHex(p.Root)), ui.F("签名", p.Signature), ui.F("公钥", p.SignKey), ui.F("公钥指纹", area.Fingerprint(p.SignKey)),
		ui.F("冻结时间", freezeWord(p))}
	for _, hash := range proof.Path {
		page.Path = append(page.Path, area.HashHex(hash))
	}
	return q.Render("cadence/line", page)
}

// proof gives the proof as a file, which is checked offline.
func (d Deps) proof(q *web.Req) error {
	p, l, proof, err := d.proofOf(q)
	if err != nil {
		return err
	}
	q.Download(p.Period+"-第"+strconv.FormatInt(l.No+1, 10)+"行-证明.json", "application/json")
	enc := json.NewEncoder(q.W)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(proof)
}
