package formula

import (
	"cmp"
	"slices"
	"strconv"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// editPage is the editor of a draft, with what it would give now.
type editPage struct {
	ui.Page
	Errs   ui.Errors
	Action string
	Draft  string
	Back   string
	Submit string
	Hidden []ui.Param
	Fields []ui.Field
	Check  check
	Vars   []variable
	Uses   []string // names by which other definitions may be named
}

// check is what a definition as it is typed gives.
type check struct {
	KPI    *ui.KPI
	Faults []string
	Words  []expanded
	Empty  bool // nothing is typed yet
}

// variable is a column that a rule may name.
type variable struct{ Label, Kind, Values string }

func (h *handlers) showNew(q *web.Req) error {
	d := &formula.Definition{List: cmp.Or(q.Query("list"), "project"), Shape: formula.Flat, Decimals: 1}
	return h.render(q, h.editor(q, d, base+"/new", "新口径", true))
}

func (h *handlers) create(q *web.Req) error {
	return h.add(q, formula.Definition{}, base+"/new", "新口径", true)
}

func (h *handlers) showNext(q *web.Req) error {
	versions, err := h.Formulas.Versions(q.Ctx(), q.Path("code"))
	if err != nil {
		return err
	}
	d := *chosen(versions, q.Query("from"))
	d.Origin = ""
	return h.render(q, h.editor(q, &d, at(&d)+"/next", d.Name+"的新版本", false))
}

func (h *handlers) createNext(q *web.Req) error {
	versions, err := h.Formulas.Versions(q.Ctx(), q.Path("code"))
	if err != nil {
		return err
	}
	return h.add(q, versions[0], at(&versions[0])+"/next", versions[0].Name+"的新版本", false)
}

// add stores what was typed as a draft; d is what is fixed.
func (h *handlers) add(q *web.Req, d formula.Definition, action, title string, fresh bool) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	read(f, &d, fresh)
	err = f.Err()
	if err == nil {
		var made *formula.Definition
		if made, err = h.Formulas.Add(q.Ctx(), q.Actor, d); err == nil {
			return q.Redirect(atVersion(made), made.Label()+"已存为草案")
		}
	}
	return h.refuse(q, h.editor(q, &d, action, title, fresh), f, err)
}

func (h *handlers) showEdit(q *web.Req) error {
	d, err := h.version(q)
	if err != nil {
		return err
	}
	if d.Shipped || d.State != formula.Draft {
		return errs.New(errs.Conflict, "%s不能再改，请加一个新版本", d.Label())
	}
	return h.render(q, h.editor(q, d, deed(d, "edit"), "修改"+d.Label(), false))
}

func (h *handlers) save(q *web.Req) error {
	before, err := h.version(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	after := *before
	seen := *before
	seen.Version = f.Int("version")
	read(f, &after, false)
	if err = f.Err(); err == nil {
		if err = h.Formulas.Save(q.Ctx(), q.Actor, &seen, &after); err == nil {
			return q.Redirect(atVersion(before), "已保存")
		}
	}
	return h.refuse(q, h.editor(q, &after, deed(before, "edit"), "修改"+before.Label(), false), f, err)
}

// read takes the typed values over; code, name and list only of a new definition.
func read(f *web.Form, d *formula.Definition, fresh bool) {
	if fresh {
		d.Code, d.Name, d.List = f.Text("code"), f.Text("name"), f.Text("list")
	}
	d.Shape, d.Num, d.Den, d.Cohort = formula.Shape(f.Text("shape")), f.Text("num"), f.Text("den"), f.Text("cohort")
	d.Unit, d.Decimals, d.Note, d.Origin = f.Text("unit"), f.Int("decimals"), f.Text("note"), f.Text("origin")
}

func (h *handlers) editor(q *web.Req, d *formula.Definition, action, title string, fresh bool) *editPage {
	p := &editPage{Page: q.Page(section, title), Action: action, Submit: "存为草案", Back: base, Draft: "formula" + action}
	p.Crumbs = []ui.Link{{Label: "口径库", URL: base}, {Label: title}}
	p.Lede = ui.Plain("存为草案不影响通报；先与现行版本并排看，再采用")
	if !fresh {
		p.Back = at(d)
		p.Crumbs = []ui.Link{{Label: "口径库", URL: base}, {Label: d.Name, URL: at(d)}, {Label: title}}
		p.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(d.Version, 10)}, {Name: "code", Value: d.Code}, {Name: "name", Value: d.Name}, {Name: "list", Value: d.List}}
	}
	src := h.source(d.List)
	text := func(name, label, value, help string, most int) ui.Field {
		return ui.Field{Kind: ui.KindText, Name: name, Label: label, Value: value, Help: help, MaxLength: most}
	}
	area := func(name, label, value, help string) ui.Field {
		return ui.Field{Kind: ui.KindTextArea, Name: name, Label: label, Value: value, Help: help, Rows: 3, MaxLength: 2000, Wide: true}
	}
	if fresh {
		name := text("name", "名称", d.Name, "例如 开工率", 20)
		name.Required, name.Focus = true, true
		lists := ui.Field{Kind: ui.KindSelect, Name: "list", Label: "清单", Value: d.List, Help: "换清单以后，列也跟着换"}
		for _, s := range h.Formulas.Sources {
			lists.Options = append(lists.Options, ui.Option{Value: s.Spec.Name, Label: s.Spec.Label})
		}
		p.Fields = append(p.Fields, name, text("code", "代码", d.Code, "小写字母、数字、下划线，地址和接口用", 40), lists)
	}
	shape := ui.Field{Kind: ui.KindSelect, Name: "shape", Label: "算法", Value: string(d.Shape)}
	for _, s := range formula.Shapes() {
		shape.Options = append(shape.Options, ui.Option{Value: s[0], Label: s[1]})
	}
	cohort := ui.Field{Kind: ui.KindSelect, Name: "cohort", Label: "按哪个日期归期", Value: d.Cohort, Options: []ui.Option{{Label: "不分期"}}}
	if src != nil {
		for _, c := range src.Spec.Columns {
			if c.Kind == list.Date && !c.Hidden {
				cohort.Options = append(cohort.Options, ui.Option{Value: c.Name, Label: c.Label})
			}
		}
		p.Vars = variables(src)
	}
	num := area("num", "分子，或算什么", d.Num, "条件就数个数，金额或数就加总。例：阶段 在 [\"开工\", \"竣工\"]；年度完成；天数(签约日期, 开工日期)")
	num.Required = true
	note := text("note", "用一句话说", d.Note, "例如 已开工÷全部签约；写文稿的人看这一句", 100)
	note.Required, note.Wide = true, true
	origin := text("origin", "用在哪里", d.Origin, "文件、通报，有公布的数也写上", 100)
	origin.Wide = true
	p.Fields = append(p.Fields, shape, num, area("den", "分母，或哪些算在内", d.Den, "率必填。参数：截至、起、止。别的口径写 开工率v1分子、开工率v1分母、通报范围v1"), cohort,
		text("unit", "单位", d.Unit, "率不用写；个、天、万元、亿元", 10), ui.Field{Kind: ui.KindNumber, Name: "decimals", Label: "小数", Value: strconv.FormatInt(d.Decimals, 10), Unit: "位"}, note, origin)
	if all, err := h.Formulas.All(q.Ctx()); err == nil {
		for _, o := range all {
			if o.List == d.List && o.Label() != d.Label() {
				p.Uses = append(p.Uses, o.Label())
			}
		}
	}
	if d.Num != "" {
		p.Check = h.tried(q, *d)
	} else {
		p.Check.Empty = true
	}
	return p
}

func (h *handlers) source(kind string) *formula.Source {
	i := slices.IndexFunc(h.Formulas.Sources, func(s formula.Source) bool { return s.Spec.Name == kind })
	if i < 0 {
		return nil
	}
	return &h.Formulas.Sources[i]
}

func variables(src *formula.Source) []variable {
	var out []variable
	for i := range src.Spec.Columns {
		c := &src.Spec.Columns[i]
		if c.Hidden || c.Kind == list.Time {
			continue
		}
		v := variable{Label: c.Label, Kind: kindWord(c)}
		for _, o := range c.Options {
			if v.Values != "" {
				v.Values += "、"
			}
			v.Values += o.Label
		}
		out = append(out, v)
	}
	return out
}

func (h *handlers) render(q *web.Req, p *editPage) error { return q.Render("formula/edit", p) }

// refuse shows the form again with what is wrong at its fields.
func (h *handlers) refuse(q *web.Req, p *editPage, f *web.Form, err error) error {
	if code := errs.CodeOf(err); code != errs.Invalid && code != errs.Conflict {
		return err
	}
	fields := make([]*ui.Field, len(p.Fields))
	for i := range p.Fields {
		p.Fields[i].Value = f.Raw(p.Fields[i].Name)
		fields[i] = &p.Fields[i]
	}
	p.Errs = ui.Reject(err, fields...)
	return q.RenderInvalid("formula/edit", p)
}

func (h *handlers) remove(q *web.Req) error {
	d, err := h.version(q)
	if err != nil {
		return err
	}
	if err := h.Formulas.Remove(q.Ctx(), q.Actor, d); err != nil {
		return err
	}
	return q.Redirect(base, d.Label()+"已删除")
}
