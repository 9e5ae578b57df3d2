package match

import (
	area "lianzhang/internal/chain/match"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

func missing() error {
	return errs.New(errs.NotFound, "没有这条归属，或不在您的数据范围内")
}

// mostAtOnce is how many verdicts one click gives.
const mostAtOnce = 2000

func (h *handlers) judge(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	a, err := h.queue.Reask(q, f.Raw("query"))
	if err != nil {
		return err
	}
	ids, err := h.selected(q, a, f)
	if err != nil {
		return err
	}
	n, err := h.Match.Judge(q.Ctx(), q.Actor, ids, f.Text("do"), f.Text("reason"))
	if err != nil {
		return err
	}
	done := map[string]string{area.Confirmed: "已确认", area.Rejected: "已否定", area.Suggested: "已退回"}[f.Text("do")]
	return q.Redirect(a.WithAt(base), done+ui.Num(int64(n))+"条")
}

// selected are the ids that were ticked, or all under the question.
func (h *handlers) selected(q *web.Req, a *listing.Ask, f *web.Form) ([]string, error) {
	if !f.Bool("all") {
		if ids := f.All("id"); len(ids) > 0 {
			return ids, nil
		}
		return nil, errs.New(errs.Invalid, "没有选中，先选几条")
	}
	if a.Note != nil {
		return nil, errs.New(errs.Invalid, "%s", a.Note.Body.String())
	}
	a.Size, a.Query.Page = mostAtOnce+1, 1
	rows, err := area.Spec.Rows(q.Ctx(), h.Run.DB, a.Query, a.Who, nil)
	if err != nil {
		return nil, err
	}
	if len(rows.Rows) > mostAtOnce {
		return nil, errs.New(errs.Invalid, "一次最多认定%d条，先加条件缩小范围", mostAtOnce)
	}
	ids := make([]string, len(rows.Rows))
	for i := range rows.Rows {
		ids[i] = rows.Rows[i].ID
	}
	return ids, nil
}

// runPage shows the run under way, or what the last one did, with the button for the next.
type runPage struct {
	ui.Page
	Job    *ui.Progress
	Note   *ui.Note
	Chains ui.Field
}

func (h *handlers) progress(q *web.Req) error {
	job, err := h.last(q.Ctx())
	if err != nil {
		return err
	}
	if ui.IsFragment(q.R) && (job == nil || !job.Open()) {
		return q.Redirect(base+"/run", "")
	}
	p := &runPage{Page: q.Page(section, "重新匹配")}
	p.Crumbs = []ui.Link{{Label: "企业归环节", URL: base}, {Label: "重新匹配"}}
	p.Lede = ui.Plain("把登记的企业与环节逐一比对，再评估缺口。人认定过的不变，夜间也会自动做一次。")
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p.Chains = ui.Field{Kind: ui.KindSelect, Name: "chain_id", Label: "范围", Value: q.Query("chain_id"), Options: append([]ui.Option{{Label: "全部产业链"}}, names.Options("chain")...)}
	switch {
	case job == nil:
	case job.Open():
		p.Job = &ui.Progress{ID: "match-job", URL: base + "/run", Label: job.Message, Done: job.Done, Total: job.Total, Running: true}
		if job.State == jobs.Queued {
			p.Job.Label = "等候匹配"
		}
	case job.State == jobs.Done:
		p.Note = &ui.Note{Letter: ui.Green, Body: ui.Rich{ui.B("上次完成："), ui.T(job.Result)}, Acts: []ui.Action{ui.Act("去认定", base), ui.Act("看缺口", "/gaps")}}
	default:
		p.Note = &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("上次没有做完："), ui.T(job.Message)}}
	}
	return q.RenderList("match/run", "match-job", p)
}

func (h *handlers) run(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	chainID := f.Text("chain_id")
	if chainID != "" {
		if _, err := h.Chains.Get(q.Ctx(), q.Actor.Scope, chainID); err != nil {
			return err
		}
	}
	if job, err := h.last(q.Ctx()); err != nil || job != nil && job.Open() {
		if err != nil {
			return err
		}
		return q.Redirect(base+"/run", "已有一次匹配在进行")
	}
	what := change.What{Action: "match.run", Perm: authz.MapEdit, Ref: record.Ref{Kind: area.Kind}}
	err = h.Run.Run(q.Ctx(), q.Actor, what, func(tx *change.Tx) error {
		_, err := h.Jobs.Enqueue(q.Ctx(), tx.Tx, RunJob, "chain:"+chainID)
		return err
	})
	if err != nil {
		return err
	}
	return q.Redirect(base+"/run", "")
}

// addForm asks for the node to which firms go.
func (h *handlers) addForm(q *web.Req, firms []string) (*formpage.Form, error) {
	p := &formpage.Form{Page: q.Page(section, "手工归入"), Action: base + "/add", Submit: "归入", Back: base, Column: true}
	p.Crumbs = []ui.Link{{Label: "企业归环节", URL: base}, {Label: "手工归入"}}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	nodes, err := h.Graph.Nodes(q.Ctx(), q.Actor.Scope, new(db.Where), "ORDER BY t.chain_id, t.sort")
	if err != nil {
		return nil, err
	}
	node := ui.Field{Kind: ui.KindSelect, Name: "node_id", Label: "环节", Value: q.Query("node_id"), Required: true, Options: []ui.Option{{Label: "选择环节"}}}
	for i := range nodes {
		node.Options = append(node.Options, ui.Option{Value: nodes[i].ID, Label: names.Label("chain", nodes[i].ChainID) + "·" + nodes[i].Name})
	}
	p.Fields = append(p.Fields, node)
	var said []string
	for _, id := range firms {
		e, err := h.Match.Firms.Get(q.Ctx(), q.Actor.Scope, id)
		if err != nil {
			return nil, err
		}
		p.Hidden = append(p.Hidden, ui.Param{Name: "id", Value: id})
		if len(said) < 20 {
			said = append(said, e.Name)
		}
	}
	if len(firms) == 0 {
		p.Fields = append(p.Fields, ui.Field{Kind: ui.KindText, Name: "firm", Label: "企业", Required: true, Value: q.Query("firm"),
			Help: "写登记的企业全称，或统一社会信用代码"})
	}
	for _, name := range said {
		p.Facts = append(p.Facts, ui.F("企业", name))
	}
	return p, nil
}

func (h *handlers) showAdd(q *web.Req) error {
	var firms []string
	if id := q.Query("id"); id != "" {
		firms = []string{id}
	}
	p, err := h.addForm(q, firms)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) add(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	firms := f.All("id")
	p, err := h.addForm(q, firms)
	if err != nil {
		return err
	}
	if f.Has("ask") && !f.Has("node_id") {
		return p.Show(q)
	}
	if f.Text("node_id") == "" {
		f.Add("node_id", "选择环节")
	}
	if len(firms) == 0 {
		w := new(db.Where).And("(t.name = ? OR t.uscc = ?)", f.Text("firm"), f.Text("firm"))
		found, err := h.Match.Firms.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, w, "LIMIT 1")
		if err != nil {
			return err
		}
		if len(found) == 0 || f.Text("firm") == "" {
			f.Add("firm", "没有登记这家企业，先在企业名录登记")
		} else {
			firms = []string{found[0].ID}
		}
	}
	if err = f.Err(); err == nil {
		err = h.Match.Add(q.Ctx(), q.Actor, f.Text("node_id"), firms)
	}
	if err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect("/nodes/"+f.Text("node_id"), "已归入"+ui.Num(int64(len(firms)))+"家")
}
