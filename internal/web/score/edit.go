package score

import (
	"strconv"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// editPage is the editor of a scheme.
type editPage struct {
	ui.Page
	Errs     ui.Errors
	Action   string
	Back     string
	Hidden   []ui.Param
	Head     []ui.Field
	Items    []itemRow
	Foot     []ui.Field
	Lists    []listRow
	Submit   string
	Draft    string
	Sum      sum
	Methods  []ui.Option
	Sources  []ui.Option
	Sums     []string // columns that may be added up
	Units    []string // who may give
	Colours  []ui.Option
	Records  []ui.Option
	Missings []ui.Option
}

// itemRow is one line of the editor as it is typed.
type itemRow struct {
	N                                                                        int
	No, Name, Method, Weight, Source, Where, Num, Den, DenWhere, Unit, Place string
	Down, Target, Each, Most, Base, Limit, Steps, Bounds, Missing, Givers    string
	Evidence, Note                                                           string
	Faults                                                                   []string
}

// listRow is one list of the editor.
type listRow struct {
	N                                         int
	Name, Colour, Take, Where, Record, Border string
	Faults                                    []string
}

// sum is what the weights come to.
type sum struct {
	Text string
	Bad  bool
	More []string
}

// spare is how many empty lines the editor offers.
const spare = 3

func (h *handlers) newScheme(q *web.Req) error {
	d := area.Design{Period: period.Quarter, Subject: area.SubjectRule{Kind: area.OfRegion}}
	next := q.Query("next")
	if like := q.Query("like"); like != "" {
		all, err := area.Shipped()
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Code == like {
				d = all[i]
			}
		}
	}
	if next != "" {
		s, err := h.Scores.Scheme(q.Ctx(), next)
		if err != nil {
			return err
		}
		if d, err = s.Design(); err != nil {
			return err
		}
	}
	p, err := h.editor(q, nil, &d, next)
	if err != nil {
		return err
	}
	return q.Render("score/edit", p)
}

func (h *handlers) createScheme(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, err := h.read(q, f)
	if err != nil {
		return err
	}
	code := ""
	if next := f.Text("next"); next != "" {
		s, err := h.Scores.Scheme(q.Ctx(), next)
		if err != nil {
			return err
		}
		code = s.Code
	}
	var made *area.Scheme
	if err = f.Err(); err == nil {
		made, err = h.Scores.Draft(q.Ctx(), q.Actor, code, *d)
	}
	if err != nil {
		return h.refuse(q, f, nil, d, err)
	}
	return q.Redirect(base+"/schemes/"+made.ID, "草案已存")
}

func (h *handlers) draft(q *web.Req) (*area.Scheme, error) {
	s, err := h.Scores.Scheme(q.Ctx(), q.Path("id"))
	if err == nil && s.State != area.Draft {
		return nil, errs.New(errs.Conflict, "第%d版已采用，不能再改；请另立新版", s.No)
	}
	return s, err
}

func (h *handlers) editScheme(q *web.Req) error {
	s, err := h.draft(q)
	if err != nil {
		return err
	}
	d, err := s.Design()
	if err != nil {
		return err
	}
	p, err := h.editor(q, s, &d, "")
	if err != nil {
		return err
	}
	return q.Render("score/edit", p)
}

func (h *handlers) saveScheme(q *web.Req) error {
	s, err := h.draft(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, err := h.read(q, f)
	if err != nil {
		return err
	}
	if v, err := strconv.ParseInt(f.Text("version"), 10, 64); err == nil {
		s.Version = v
	}
	if err = f.Err(); err == nil {
		err = h.Scores.Save(q.Ctx(), q.Actor, s, *d)
	}
	if err != nil {
		return h.refuse(q, f, s, d, err)
	}
	return q.Redirect(base+"/schemes/"+s.ID, "草案已存")
}

// checkScheme answers with what the weights come to as they stand in the form.
func (h *handlers) checkScheme(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, err := h.read(q, f)
	if err != nil {
		return err
	}
	p := &editPage{Page: q.Page(section, "权重合计"), Sum: weigh(d)}
	return q.RenderList("score/edit", "score-sum", p)
}

// weigh adds the weights up: all, and of each group.
func weigh(d *area.Design) sum {
	total := d.Weights()
	out := sum{Text: "权重合计" + trim(total), Bad: total != 100}
	if total < 100 {
		out.Text += "，还差" + trim(scoring.Round(100-total, 6))
	} else if total > 100 {
		out.Text += "，多了" + trim(scoring.Round(total-100, 6))
	}
	for i := range d.Items {
		if g := &d.Items[i]; g.Method == area.Group {
			var below float64
			for k := range d.Items {
				if it := &d.Items[k]; it.Parent() == g.No && (it.Method == area.Group || it.Method.Weighted()) {
					below += it.Weight
				}
			}
			if below = scoring.Round(below, 6); below != g.Weight {
				out.Bad = true
				out.More = append(out.More, g.No+" "+g.Name+"：写的是"+trim(g.Weight)+"，下面合计"+trim(below))
			}
		}
	}
	return out
}

// refuse answers with the form as it was typed, with what is wrong at its lines.
func (h *handlers) refuse(q *web.Req, f *web.Form, s *area.Scheme, d *area.Design, err error) error {
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, pageErr := h.editor(q, s, d, f.Text("next"))
	if pageErr != nil {
		return pageErr
	}
	heads := make([]*ui.Field, 0, len(p.Head)+len(p.Foot))
	for i := range p.Head {
		heads = append(heads, &p.Head[i])
	}
	for i := range p.Foot {
		heads = append(heads, &p.Foot[i])
	}
	p.Errs = ui.Reject(err, heads...)
	if e, ok := err.(*errs.Error); ok {
		for _, x := range e.Fields {
			var n int
			if at, ok := cutNumber(x.Name, "items."); ok {
				if n = at; n < len(p.Items) {
					p.Items[n].Faults = append(p.Items[n].Faults, x.Message)
				}
			} else if at, ok := cutNumber(x.Name, "lists."); ok && at < len(p.Lists) {
				p.Lists[at].Faults = append(p.Lists[at].Faults, x.Message)
			}
		}
	}
	return q.RenderInvalid("score/edit", p)
}

// editor lays the form over a design; s is nil for a new one, next the version that it follows.
func (h *handlers) editor(q *web.Req, s *area.Scheme, d *area.Design, next string) (*editPage, error) {
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	p := &editPage{Page: q.Page(section, "新方案"), Action: base + "/schemes/new", Back: base + "/schemes", Submit: "存为草案", Draft: "score-new" + next, Hidden: []ui.Param{{Name: "next", Value: next}}}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("考核方案", base+"/schemes")}
	if s != nil {
		at := base + "/schemes/" + s.ID
		p.Title, p.Action, p.Back, p.Draft = "改草案："+s.Name, at+"/edit", at, "score-"+s.ID
		p.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(s.Version, 10)}}
	}
	p.Crumbs = append(p.Crumbs, crumb(p.Title, ""))
	p.fields(d)
	if err := h.offer(q, p, d, dir); err != nil {
		return nil, err
	}
	for i := range len(d.Items) + spare {
		row := itemRow{N: i + 1, Place: "0"}
		if i < len(d.Items) {
			row = h.typed(&d.Items[i], dir)
			row.N = i + 1
		}
		p.Items = append(p.Items, row)
	}
	for i := range len(d.Lists) + 1 {
		row := listRow{N: i + 1}
		if i < len(d.Lists) {
			l := &d.Lists[i]
			row.Name, row.Colour, row.Where, row.Record = l.Name, l.Colour, l.Where, l.List
			if l.First > 0 {
				row.Take = "前" + strconv.Itoa(l.First)
			} else if l.Last > 0 {
				row.Take = "后" + strconv.Itoa(l.Last)
			}
			if l.Undecided {
				row.Border = "1"
			}
		}
		p.Lists = append(p.Lists, row)
	}
	p.Sum = weigh(d)
	return p, nil
}

func (p *editPage) fields(d *area.Design) {
	options := func(all [][2]string, none string) []ui.Option {
		var out []ui.Option
		if none != "" {
			out = append(out, ui.Option{Label: none})
		}
		for _, x := range all {
			out = append(out, ui.Option{Value: x[0], Label: x[1]})
		}
		return out
	}
	var kinds [][2]string
	for _, k := range period.Kinds() {
		kinds = append(kinds, [2]string{string(k), k.Label()})
	}
	p.Head = []ui.Field{{Kind: ui.KindText, Name: "name", Label: "方案名称", Value: d.Name, Required: true, MaxLength: 60, Wide: true},
		{Kind: ui.KindSelect, Name: "subject", Label: "考核谁", Value: d.Subject.Kind, Options: options(area.SubjectKinds(), "")},
		{Kind: ui.KindSelect, Name: "period", Label: "周期", Value: string(d.Period), Options: options(kinds, "不限")},
		{Kind: ui.KindSelect, Name: "unit_kind", Label: "单位类别", Value: d.Subject.UnitKind, Options: options([][2]string{{"department", org.UnitDepartment.Label()}, {"county", org.UnitCounty.Label()}, {"park", org.UnitPark.Label()}, {"company", org.UnitCompany.Label()}}, "全部"), Help: "考核单位时用"},
		{Kind: ui.KindText, Name: "subject_where", Label: "对象条件", Value: d.Subject.Where, MaxLength: 500, Help: "考核产业链、企业时用，例如 营业收入 >= 2000万元"},
		{Kind: ui.KindText, Name: "origin", Label: "依据或出处", Value: d.Origin, MaxLength: 200, Wide: true},
		{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: d.Note, Rows: 2, MaxLength: 1000, Wide: true}}
	ties := ""
	for i, no := range d.Ties {
		if i > 0 {
			ties += "、"
		}
		ties += no
	}
	grades := ""
	if d.Grades != nil {
		grades = "permu"
	}
	p.Foot = []ui.Field{{Kind: ui.KindText, Name: "ties", Label: "同分时依次比较", Value: ties, MaxLength: 60, Help: "写指标序号，例如 3.2、2.2；都相同的并列，后面的名次跳过"},
		{Kind: ui.KindSelect, Name: "grades", Label: "分等", Value: grades, Options: []ui.Option{{Label: "不分等"}, {Value: "permu", Label: "A前20%、B至60%、C至95%、D后5%"}}},
		{Kind: ui.KindText, Name: "fresh", Label: "列过渡类T的条件", Value: d.Fresh, MaxLength: 300, Help: "例如 成立日期 >= 加月(期末, -36)"}}
}

// offer fills in what may be chosen.
func (h *handlers) offer(q *web.Req, p *editPage, d *area.Design, dir *org.Directory) error {
	for _, m := range area.Methods() {
		p.Methods = append(p.Methods, ui.Option{Value: m[0], Label: m[1]})
	}
	p.Missings = []ui.Option{{Value: "zero", Label: "零分"}, {Value: "out", Label: "不计，其余折算"}, {Value: "mean", Label: "按平均"}}
	p.Colours = []ui.Option{{Value: area.RedList, Label: area.ListColour(area.RedList)}, {Value: area.BlackList, Label: area.ListColour(area.BlackList)}, {Value: area.AwardList, Label: area.ListColour(area.AwardList)}}
	p.Records = []ui.Option{{Label: "本轮对象"}}
	p.Sources = []ui.Option{{Value: area.SheetSource, Label: "单位填表"}}
	for _, src := range h.Scores.All() {
		choices, err := src.Inputs(q.Ctx())
		if err != nil {
			return err
		}
		for _, c := range choices {
			label := c.Label
			if src.Name() != area.ListSource {
				label = src.Label() + "：" + c.Label
			} else {
				p.Records = append(p.Records, ui.Option{Value: c.Key, Label: c.Label})
			}
			p.Sources = append(p.Sources, ui.Option{Value: src.Name() + "/" + c.Key, Label: label})
		}
	}
	seen := map[string]bool{}
	for _, l := range h.Scores.Lists.All {
		for i := range l.Spec.Columns {
			if c := &l.Spec.Columns[i]; (c.Kind == list.Money || c.Kind == list.Int || c.Kind == list.Number) && !c.Hidden && !seen[c.Label] {
				seen[c.Label] = true
				p.Sums = append(p.Sums, c.Label)
			}
		}
	}
	for _, u := range dir.Units() {
		if u.Active {
			p.Units = append(p.Units, dir.UnitName(u.ID))
		}
	}
	return nil
}
