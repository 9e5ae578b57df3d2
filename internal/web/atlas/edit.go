package atlas

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/atlas"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// editPage is the editor of a list.
type editPage struct {
	ui.Page
	Errs     ui.Errors
	Action   string
	Back     string
	Hidden   []ui.Param
	Head     []ui.Field // name, record, filter
	Rows     []columnRow
	Foot     []ui.Field // order, group, totals, note, hint, reason
	Check    checked
	Versions ui.Table
	Drop     *ui.Action
	Submit   string
	Draft    string
}

// columnRow is one line of the column editor.
type columnRow struct {
	N                  int
	Value, Label, Unit string
	Fault              string
}

// checked is what the list would hold as it stands in the form.
type checked struct {
	Faults  []string
	Sum     ui.Rich
	Table   *ui.Table
	Columns []offered // of the kind of record
}

// offered is a column that can be taken.
type offered struct{ Label, Help string }

// draft is a list as the form has it.
type draft struct {
	sheet  atlas.Sheet
	chain  string
	reason string
}

// spare is how many empty lines the column editor offers, sample how many rows the check shows.
const (
	spare  = 3
	sample = 5
)

// readDraft takes the form over. Columns stand in the order of their numbers; lines without a value are left out.
func readDraft(f *web.Form) draft {
	d := draft{chain: f.Text("chain"), reason: f.Text("reason")}
	d.sheet = atlas.Sheet{Name: f.Text("name"), Kind: atlas.ListSheet, Record: f.Text("record"), Filter: f.Text("filter"), Sort: f.Text("sort"), Group: f.Text("group"),
		Note: f.Text("note"), Empty: f.Text("hint")}
	for _, t := range strings.FieldsFunc(f.Raw("totals"), func(r rune) bool { return strings.ContainsRune(",，、\n", r) }) {
		if t = strings.TrimSpace(t); t != "" {
			d.sheet.Totals = append(d.sheet.Totals, t)
		}
	}
	type line struct {
		at  float64
		col atlas.Column
	}
	var lines []line
	values, labels, units, places := f.All("value"), f.All("label"), f.All("unit"), f.All("place")
	part := func(all []string, i int) string {
		if i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i := range values {
		at, err := strconv.ParseFloat(part(places, i), 64)
		if err != nil {
			at = float64(i + 1)
		}
		if c := (atlas.Column{Value: part(values, i), Label: part(labels, i), Unit: part(units, i)}); c.Value != "" {
			lines = append(lines, line{at, c})
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	for _, l := range lines {
		d.sheet.Columns = append(d.sheet.Columns, l.col)
	}
	return d
}

// editor lays the form over a list; l is nil for a new one.
func (h *handlers) editor(q *web.Req, set *atlas.Adopted, l *atlas.List, d draft) (*editPage, error) {
	s := d.sheet
	p := &editPage{Page: q.Page(section, "加一张清单"), Action: base + "/lists/new", Back: base + "/" + set.Key, Submit: "加入" + set.Name, Draft: "atlas-new-" + set.Key,
		Hidden: []ui.Param{{Name: "chain", Value: d.chain}, {Name: "set", Value: set.Key}}}
	p.Crumbs = []ui.Link{{Label: "N图N清单", URL: base}, {Label: set.Name, URL: base + "/" + set.Key}}
	if l != nil {
		p.Title, p.Action, p.Back, p.Submit, p.Draft = "改清单", base+"/lists/"+l.ID+"/edit", at(set.Key, l.Key, d.chain), "保存为新一版", "atlas-"+l.ID
		p.Crumbs = append(p.Crumbs, ui.Link{Label: l.Name, URL: p.Back})
		p.Hidden = append(p.Hidden, ui.Param{Name: "version", Value: strconv.FormatInt(l.Version, 10)})
		p.Drop = &ui.Action{Label: "移除", URL: base + "/lists/" + l.ID + "/drop", Method: "post", Plain: true, Confirm: "移除后这张清单不再显示，可以随时放回。移除吗？"}
		if err := h.versions(q, p, l); err != nil {
			return nil, err
		}
	}
	p.Crumbs = append(p.Crumbs, ui.Link{Label: p.Title})
	p.fields(q, s, d.reason)
	for i := range len(s.Columns) + spare {
		row := columnRow{N: i + 1}
		if i < len(s.Columns) {
			row.Value, row.Label, row.Unit = s.Columns[i].Value, s.Columns[i].Label, s.Columns[i].Unit
		}
		p.Rows = append(p.Rows, row)
	}
	var err error
	p.Check, err = h.try(q, d)
	return p, err
}

func (p *editPage) fields(q *web.Req, s atlas.Sheet, reason string) {
	record := ui.Field{Kind: ui.KindSelect, Name: "record", Label: "从哪种记录里填", Value: s.Record}
	for _, src := range atlas.Sources() {
		if q.Actor.Can(src.Perm) {
			record.Options = append(record.Options, ui.Option{Value: src.Kind, Label: src.Spec.Label})
		}
	}
	p.Head = []ui.Field{{Kind: ui.KindText, Name: "name", Label: "清单名称", Value: s.Name, MaxLength: 60, Required: true, Focus: s.Name == ""}, record,
		{Kind: ui.KindTextArea, Name: "filter", Label: "条件", Value: s.Filter, Rows: 2, MaxLength: 4000, Wide: true,
			Help: "哪些记录进清单；空着就是全部。例如 总投资 >= 1亿元 且 阶段 in [\"签约\", \"开工\"]，天数(今天, 截止日期) <= 30"}}
	var labels []string
	for _, c := range s.Columns {
		labels = append(labels, cmp.Or(c.Label, c.Value))
	}
	p.Foot = []ui.Field{{Kind: ui.KindText, Name: "sort", Label: "排序", Value: s.Sort, Suggest: labels, MaxLength: 200, Help: "列名，几个用逗号隔开，前面加 - 为从大到小"},
		{Kind: ui.KindText, Name: "group", Label: "分组", Value: s.Group, Suggest: labels, MaxLength: 60, Help: "按哪一列分组小计，可空"},
		{Kind: ui.KindText, Name: "totals", Label: "合计", Value: strings.Join(s.Totals, "、"), MaxLength: 400, Help: "合计哪些列，用顿号隔开"},
		{Kind: ui.KindText, Name: "note", Label: "口径说明", Value: s.Note, MaxLength: 300}, {Kind: ui.KindText, Name: "hint", Label: "空表提示", Value: s.Empty, MaxLength: 300, Help: "清单没有内容时，说怎样才会有"},
		{Kind: ui.KindText, Name: "reason", Label: "修改原因", Value: reason, MaxLength: 200}}
}

// try says what a draft would hold.
func (h *handlers) try(q *web.Req, d draft) (checked, error) {
	var out checked
	src := atlas.SourceOf(d.sheet.Record)
	if src == nil || !q.Actor.Can(src.Perm) {
		return out, nil
	}
	for i := range src.Spec.Columns {
		if c := &src.Spec.Columns[i]; !c.Hidden {
			out.Columns = append(out.Columns, offered{c.Label, help(c)})
		}
	}
	sheet := d.sheet
	sheet.Name = cmp.Or(sheet.Name, "清单") // the name is asked for when it is saved
	f, err := h.Atlas.Compile(sheet)
	if err != nil {
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Invalid {
			return out, err
		}
		out.Faults = faults(e, len(sheet.Columns) == 0)
		return out, nil
	}
	chainID := d.chain
	if chainID == allChains {
		chainID = ""
	}
	n, err := f.Count(q.Ctx(), h.Run.DB, q.Asker(), chainID)
	if err != nil {
		return out, err
	}
	out.Sum = ui.Rich{ui.T("现在有"), ui.B(ui.Num(n)), ui.T(src.Spec.Measure)}
	if n == 0 {
		return out, nil
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return out, err
	}
	page, err := f.Rows(q.Ctx(), h.Run.DB, q.Asker(), chainID, 1, sample)
	if err != nil {
		return out, err
	}
	f.Group = nil
	table := lay(f, page, nil, names)
	out.Table = &table
	return out, nil
}

// faults are the messages of what does not hold; of a draft without columns that is no fault yet.
func faults(e *errs.Error, bare bool) []string {
	var out []string
	for _, f := range e.Fields {
		word := map[string]string{"filter": "条件", "sort": "排序", "group": "分组", "totals": "合计", "record": "记录", "columns": "列"}[f.Name]
		if n, ok := strings.CutPrefix(f.Name, "columns."); ok {
			i, _ := strconv.Atoi(strings.Split(n, ".")[0])
			word = "第" + strconv.Itoa(i+1) + "列"
		}
		if f.Name == "columns" && bare {
			word, f.Message = "列", "还没有选列"
		}
		out = append(out, word+"："+f.Message)
	}
	return out
}

func help(c *list.Column) string {
	switch c.Kind {
	case list.Enum:
		var all []string
		for _, o := range c.Options {
			all = append(all, o.Label)
		}
		return strings.Join(all, "、")
	case list.Money:
		return "金额"
	case list.Date, list.Period:
		return "日期"
	case list.Int, list.Number, list.Percent:
		return "数"
	case list.Bool:
		return "是否"
	}
	return ""
}

func (h *handlers) versions(q *web.Req, p *editPage, l *atlas.List) error {
	rows, err := h.Atlas.Versions(q.Ctx(), l.ID)
	if err != nil {
		return err
	}
	p.Versions = ui.Table{ID: "versions", Label: "版本", Fold: true, Columns: []ui.Column{{Label: "版", Head: true}, {Label: "时间", Fold: "时间"}, {Label: "谁", Fold: "谁"}, {Label: "原因", Grow: true, Fold: "原因"}, {}}}
	for i := range rows {
		v := &rows[i]
		cells := []ui.Cell{{Text: "第" + ui.Num(v.No) + "版"}, {Text: ui.Stamp(v.CreatedAt)}, {Text: v.Author}, {Text: v.Reason}, {}}
		if i > 0 {
			cells[4].Acts = []ui.Action{{Label: "恢复", URL: base + "/lists/" + l.ID + "/restore", Method: "post", Small: true, Hidden: []ui.Param{{Name: "no", Value: strconv.FormatInt(v.No, 10)}}}}
		} else {
			cells[4].Text, cells[4].Quiet = "现行", true
		}
		p.Versions.Rows = append(p.Versions.Rows, ui.Row{Cells: cells})
	}
	return nil
}

// refuse shows the form as it was filled in with what is wrong at its place.
func (p *editPage) refuse(q *web.Req, err error) error {
	code := errs.CodeOf(err)
	if code != errs.Invalid && code != errs.Conflict {
		return err
	}
	var fields []*ui.Field
	for i := range p.Head {
		fields = append(fields, &p.Head[i])
	}
	for i := range p.Foot {
		fields = append(fields, &p.Foot[i])
	}
	p.Errs = ui.Reject(err, fields...)
	var e *errs.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			if n, ok := strings.CutPrefix(f.Name, "columns."); ok {
				if i, convErr := strconv.Atoi(strings.Split(n, ".")[0]); convErr == nil && i < len(p.Rows) {
					p.Rows[i].Fault = f.Message
				}
			}
		}
	}
	if stored, ok := formpage.Stored[atlas.List](err); ok {
		for i := range p.Hidden {
			if p.Hidden[i].Name == "version" {
				p.Hidden[i].Value = strconv.FormatInt(stored.Version, 10)
			}
		}
	}
	return q.RenderInvalid("atlas/edit", p)
}
