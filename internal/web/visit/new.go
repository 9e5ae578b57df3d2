package visit

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// newPage is the form of a visit, for one hand and a telephone.
type newPage struct {
	ui.Page
	Errs   ui.Errors
	Key    string
	Fields []*ui.Field
	Back   string
}

func satisfactions() []ui.Option {
	return []ui.Option{{Label: "没有问"}, {Value: "5", Label: "5 很满意"}, {Value: "4", Label: "4 满意"}, {Value: "3", Label: "3 一般"}, {Value: "2", Label: "2 不满意"}, {Value: "1", Label: "1 很不满意"}}
}

func fields(d *area.Draft, mine []string, today string) []*ui.Field {
	help := "先列您包联的，久未走访的在前；别的企业填全称"
	if len(mine) == 0 {
		help = "您还没有包联企业；填企业全称或信用代码"
	}
	return []*ui.Field{
		{Kind: ui.KindText, Name: "firm", Label: "企业", Value: d.Firm, MaxLength: 100, Required: true, Suggest: mine, Help: help, Autocomplete: "off"},
		{Kind: ui.KindText, Name: "met", Label: "见了谁", Value: d.Met, MaxLength: 100, Mark: "选填", Placeholder: "王总（生产副总）"},
		{Kind: ui.KindTextArea, Name: "said", Label: "看到、谈到什么", Value: d.Said, Rows: 4, MaxLength: 2000, Required: true},
		{Kind: ui.KindTextArea, Name: "told", Label: "企业说的数", Value: d.Told, Rows: 2, MaxLength: 2000, Mark: "选填", Placeholder: "订单、用电、用工、开工率"},
		{Kind: ui.KindTextArea, Name: "problem", Label: "要解决的问题", Value: d.Problem, Rows: 3, MaxLength: 2000, Mark: "选填", Help: "填了就同时生成一件诉求，交给责任单位"},
		{Kind: ui.KindSelect, Name: "satisfaction", Label: "企业满意度", Value: starValue(d.Satisfaction), Options: satisfactions()},
		{Kind: ui.KindDate, Name: "next_on", Label: "下次走访", Value: d.NextOn, Mark: "选填"},
		{Kind: ui.KindDate, Name: "on", Label: "走访日期", Value: cmp.Or(d.On, today), Required: true, Max: today},
	}
}

func starValue(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (h *handlers) newPage(q *web.Req, d *area.Draft) (*newPage, error) {
	rows, err := h.Visits.Mine(q.Ctx(), q.Actor.ID)
	if err != nil {
		return nil, err
	}
	var mine []string
	for _, e := range rows {
		mine = append(mine, e.Name)
	}
	p := &newPage{Page: q.Page(section, "登记走访"), Key: d.Key, Fields: fields(d, mine, q.Today()), Back: base}
	p.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("没有网络也能填：先存在本机，有网络后自动发送。")
	return p, nil
}

func (h *handlers) showNew(q *web.Req) error {
	d := &area.Draft{Key: id.New(h.Run.Clock.Now().UnixMilli())}
	if firm := q.Query("firm"); firm != "" {
		names, err := h.Visits.Firms.Names(q.Ctx(), []string{firm})
		if err != nil {
			return err
		}
		d.Firm = names[firm]
	}
	p, err := h.newPage(q, d)
	if err != nil {
		return err
	}
	return q.Render("visit/new", p)
}

// create notes a visit. A script that sends from its store asks for JSON: {"url": …, "again": …}, or {"message": …} with 422.
func (h *handlers) create(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d := draftOf(f)
	var v *area.Visit
	again := false
	if err = f.Err(); err == nil {
		v, again, err = h.Visits.Record(q.Ctx(), q.Actor, d)
	}
	script := q.R.Header.Get("Accept") == "application/json"
	switch {
	case err != nil && errs.CodeOf(err) != errs.Invalid:
		return err
	case err != nil && script:
		return answer(q, http.StatusUnprocessableEntity, map[string]any{"message": why(err)})
	case err != nil:
		return h.refuse(q, f, &d, err)
	case script:
		return answer(q, http.StatusOK, map[string]any{"url": base + "/" + v.ID, "again": again})
	}
	return q.Redirect(base+"/"+v.ID, said(v, again))
}

// draftOf is the visit as the form has it.
func draftOf(f *web.Form) area.Draft {
	return area.Draft{Key: f.Text("client_key"), Firm: f.Text("firm"), On: f.Text("on"), Met: f.Text("met"), Said: f.Text("said"), Told: f.Text("told"),
		Problem: f.Text("problem"), NextOn: f.Text("next_on"), Satisfaction: f.Int("satisfaction")}
}

func said(v *area.Visit, again bool) string {
	switch {
	case again:
		return "这次走访已经登记过，没有重复登记"
	case v.TicketCode != "":
		return "已登记，问题已生成诉求" + v.TicketCode
	}
	return "已登记"
}

// why is an error in one line: the first fault, which a list of kept visits has room for.
func why(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Fields) > 0 {
		return e.Fields[0].Message
	}
	return web.Message(err)
}

func (h *handlers) refuse(q *web.Req, f *web.Form, d *area.Draft, err error) error {
	if len(d.Key) < 8 || len(d.Key) > 64 {
		d.Key = id.New(h.Run.Clock.Now().UnixMilli())
	}
	p, pageErr := h.newPage(q, d)
	if pageErr != nil {
		return pageErr
	}
	for _, field := range p.Fields {
		field.Value = f.Raw(field.Name)
	}
	p.Errs = ui.Reject(err, p.Fields...)
	return q.RenderInvalid("visit/new", p)
}

// firms gives the names of the firms that a text may mean, the person's own first, as JSON.
func (h *handlers) firms(q *web.Req) error {
	rows, err := h.Visits.Find(q.Ctx(), q.Actor, q.Query("q"))
	if err != nil {
		return err
	}
	out := []string{}
	for _, e := range rows {
		out = append(out, e.Name)
	}
	return answer(q, http.StatusOK, out)
}

func answer(q *web.Req, status int, data any) error {
	q.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	q.W.Header().Set("Cache-Control", "no-store")
	q.W.WriteHeader(status)
	return json.NewEncoder(q.W).Encode(data)
}
