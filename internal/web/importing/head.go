package importing

import (
	"context"
	"strconv"
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// headPage says what each column means, and what holds for the whole batch.
type headPage struct {
	ui.Page
	Steps  ui.Steps
	Errs   ui.Errors
	Action string
	Back   string
	Sheets []headSheet
	Whole  []ui.Field
}

// headSheet is one sheet of the file with its columns.
type headSheet struct {
	No     int
	Name   string
	Chosen bool
	Note   string
	First  string // row of the head
	Cols   []headCol
}

// headCol is one column: what it is called, what stands in it, what it is taken for.
type headCol struct {
	Letter, Head, Sample string
	Light                ui.Light
	Name, UnitName       string // of the fields
	Options              []ui.Option
	Units                []ui.Option // nil where no unit is asked
}

func (h *handlers) showHead(q *web.Req) error {
	b, err := h.opened(q)
	if err != nil {
		return err
	}
	p, err := h.headPage(q, b)
	if err != nil {
		return err
	}
	return q.Render("importing/head", p)
}

func (h *handlers) headPage(q *web.Req, b *area.Batch) (*headPage, error) {
	p := &headPage{Page: h.chrome(q, b, "对表头"), Steps: steps(1), Action: address(b) + "/head", Back: address(b)}
	p.Lede = ui.Plain("每一列是什么，记住一次，下回同样的表头自动对上")
	spec := h.spec(q.Actor, b.List)
	if spec == nil {
		return nil, q.Actor.Need(authz.ImportRun)
	}
	if b.Summary != nil {
		for i := range b.Summary.Sheets {
			p.Sheets = append(p.Sheets, headSheetOf(&b.Summary.Sheets[i], spec))
		}
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	choice := b.Choice()
	for _, name := range []string{spec.Scope.Region, "unit_id", "chain_id"} {
		c := spec.Column(name)
		if c == nil || c.Kind != list.Ref || !c.Import {
			continue
		}
		options := append([]ui.Option{{Label: "不设"}}, names.Options(c.RefKind)...)
		p.Whole = append(p.Whole, ui.Field{Kind: ui.KindSelect, Name: "default." + name, Label: "没写" + c.Label + "的行算", Options: options, Value: choice.Defaults[name]})
		if c.RefKind == "chain" {
			p.Whole = append(p.Whole, ui.Field{Kind: ui.KindSelect, Name: "refs.chain", Label: "目录里没有的产业链", Value: choice.Refs["chain"], Options: []ui.Option{
				{Value: "", Label: "像已有的当错字，别的新建"}, {Value: "force", Label: "一律新建"}, {Value: "known", Label: "都算有误"}, {Value: "leave", Label: "留空"}}})
		}
	}
	return p, nil
}

func headSheetOf(sh *area.Sheet, spec *list.Spec) headSheet {
	out := headSheet{No: sh.No, Name: sh.Name, Chosen: sh.Chosen, Note: sh.Why}
	if sh.Layout == nil {
		return out
	}
	out.First = strconv.Itoa(sh.Layout.HeadFirst)
	if !sh.Chosen {
		return out
	}
	if out.Note = ui.Num(int64(sh.Rows)) + "行数据"; sh.Layout.Memory {
		out.Note += "，按上回的对应"
	}
	for i := range sh.Layout.Columns {
		m := &sh.Layout.Columns[i]
		if m.State == intake.Serial {
			continue
		}
		name := strconv.Itoa(sh.No) + "." + strconv.Itoa(m.Index)
		c := headCol{Letter: m.Letter, Head: m.Head, Sample: strings.Join(m.Sample, "、"), Light: stateOf(m), Name: "col." + name, Options: all(m, spec)}
		if column := spec.Column(m.Column); column != nil && column.Kind == list.Money && !m.Append {
			c.UnitName = "unit." + name
			c.Units = units(m)
		}
		out.Cols = append(out.Cols, c)
	}
	return out
}

func stateOf(m *intake.Match) ui.Light {
	switch m.State {
	case intake.Ask:
		return ui.Sign(ui.Yellow, "请核对")
	case intake.None:
		return ui.Sign(ui.None, "没认出")
	case intake.Given:
		return ui.Sign(ui.Green, "已指定")
	case intake.Remembered:
		return ui.Sign(ui.Green, "上回指定")
	}
	return ui.Sign(ui.Green, "已认出")
}

// all are all meanings that a column can have; those that it resembles stand first.
func all(m *intake.Match, spec *list.Spec) []ui.Option {
	now := value(m)
	out := []ui.Option{{Value: "", Label: "不导入", On: now == ""}}
	seen := map[string]bool{}
	add := func(name, label string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, ui.Option{Value: name, Label: label, On: name == now})
		}
	}
	for _, o := range m.Options {
		add(o.Column, o.Label)
	}
	for _, c := range intake.Importable(spec) {
		add(c.Name, c.Label)
	}
	for _, c := range intake.Importable(spec) {
		if c.Kind == list.Text && (c.Name == "note" || c.Name == "content") {
			add("+"+c.Name, "并入"+c.Label)
		}
	}
	return out
}

func units(m *intake.Match) []ui.Option {
	given := ""
	if m.UnitFrom == "given" {
		given = m.Unit
	}
	found := "按表上写的"
	if m.Unit != "" && given == "" {
		found += "（" + m.Unit + "）"
	}
	out := []ui.Option{{Value: "", Label: found, On: given == ""}}
	for _, u := range []string{"亿元", "万元", "元"} {
		out = append(out, ui.Option{Value: u, Label: u, On: u == given})
	}
	return out
}

// head takes the meanings of the columns and the choices for the whole batch.
func (h *handlers) head(q *web.Req) error {
	b, err := h.opened(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	set, maps := readHead(f, b)
	if err := f.Err(); err != nil {
		p, pageErr := h.headPage(q, b)
		if pageErr != nil {
			return pageErr
		}
		p.Errs = ui.Reject(err)
		return q.RenderInvalid("importing/head", p)
	}
	actor := q.Actor
	err = h.do(q, b, "正在按新的对应重新校对", func(ctx context.Context, progress area.Progress) error {
		for sheet, to := range maps {
			if len(to) == 0 {
				continue
			}
			if _, err := h.Imports.Map(ctx, actor, b.ID, sheet, to, nil); err != nil {
				return err
			}
		}
		_, err := h.Imports.Choose(ctx, actor, b.ID, set, progress)
		return err
	})
	if err != nil {
		return err
	}
	return q.Redirect(address(b), "")
}

// readHead reads what differs from what was found, so that what nobody touched stays recognised.
func readHead(f *web.Form, b *area.Batch) (area.Settings, map[int][]area.MapTo) {
	set := area.Settings{Heads: map[int]int{}, Defaults: map[string]string{}, Refs: map[string]string{}}
	maps := map[int][]area.MapTo{}
	if b.Summary == nil {
		return set, maps
	}
	for i := range b.Summary.Sheets {
		sh := &b.Summary.Sheets[i]
		no := strconv.Itoa(sh.No)
		if f.Bool("sheet." + no) {
			set.Sheets = append(set.Sheets, sh.No)
		}
		if sh.Layout != nil && f.Has("first."+no) {
			if first := f.Int("first." + no); first != int64(sh.Layout.HeadFirst) && first >= 0 {
				set.Heads[sh.No] = int(first)
				continue // the columns of another head are other columns
			}
		}
		if sh.Layout == nil || !sh.Chosen {
			continue
		}
		for j := range sh.Layout.Columns {
			m := &sh.Layout.Columns[j]
			name := no + "." + strconv.Itoa(m.Index)
			if !f.Has("col." + name) {
				continue
			}
			to := area.MapTo{Col: m.Index, Column: f.Text("col." + name), Unit: f.Text("unit." + name)}
			given := ""
			if m.UnitFrom == "given" {
				given = m.Unit
			}
			if to.Column != value(m) || to.Unit != given {
				maps[sh.No] = append(maps[sh.No], to)
			}
		}
	}
	if len(set.Sheets) == 0 {
		f.Add("sheet", "至少选一张表")
	}
	for _, name := range []string{"region", "unit_id", "chain_id"} {
		if f.Has("default." + name) {
			set.Defaults[name] = f.Text("default." + name)
		}
	}
	if f.Has("refs.chain") {
		set.Refs["chain"] = f.Text("refs.chain")
	}
	return set, maps
}
