package score

import (
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
)

// counting is what stands in the form for a count.
const counting = "计数"

// cutNumber reads "items.3.weight" with the prefix "items." as 3.
func cutNumber(name, prefix string) (int, bool) {
	rest, ok := strings.CutPrefix(name, prefix)
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

// typed writes an item as the form has it.
func (h *handlers) typed(it *area.Item, dir *org.Directory) itemRow {
	opt := func(v float64) string {
		if v == 0 {
			return ""
		}
		return trim(v)
	}
	yes := map[bool]string{true: "1"}
	row := itemRow{No: it.No, Name: it.Name, Method: string(it.Method), Weight: opt(it.Weight), Source: area.SheetSource, Unit: it.Input.Unit, Place: strconv.Itoa(it.Input.Places), Down: yes[it.Down],
		Target: opt(it.Target), Each: opt(it.Each), Most: opt(it.Most), Base: opt(it.Base), Limit: opt(it.Limit), Missing: string(it.Missing), Evidence: yes[it.Evidence], Note: it.Note}
	if it.Method == scoring.Ratio {
		row.Most = opt(it.Cap)
		switch it.TargetBy {
		case area.TargetOwn:
			row.Target = "自带"
		case area.TargetLast:
			row.Target = "上轮×" + trim(it.Factor)
		}
	}
	if it.ToZero {
		row.Each = "记零"
	}
	if it.Bounds {
		row.Bounds = trim(it.Min) + "～" + trim(it.Max)
	}
	var steps, givers []string
	for _, s := range it.Steps {
		steps = append(steps, trim(s.At)+":"+trim(s.Points))
	}
	for _, g := range it.Givers {
		givers = append(givers, dir.UnitName(g))
	}
	row.Steps, row.Givers = strings.Join(steps, " "), strings.Join(givers, "、")
	if w := &it.Input; !it.BySheet() && w.Num != nil {
		row.Source, row.Where, row.Num = area.ListSource+"/"+w.Num.List, w.Num.Where, h.columnLabel(w.Num)
		if w.Den != nil {
			row.Den, row.DenWhere = h.columnLabel(w.Den), w.Den.Where
		}
	} else if !it.BySheet() {
		row.Source = w.Source + "/" + w.Key
	}
	return row
}

// columnLabel is what a measure adds up, or 计数.
func (h *handlers) columnLabel(m *area.Measure) string {
	if m.Sum == "" {
		return counting
	}
	if l := h.Scores.Lists.Find(m.List); l != nil {
		if c := l.Spec.Column(m.Sum); c != nil {
			return c.Label
		}
	}
	return m.Sum
}

// columnName is the column that a label names; the label itself when there is none, so that the check can say so.
func (h *handlers) columnName(list, label string) string {
	if label == counting || label == "" {
		return ""
	}
	if l := h.Scores.Lists.Find(list); l != nil {
		for i := range l.Spec.Columns {
			if c := &l.Spec.Columns[i]; c.Label == label {
				return c.Name
			}
		}
	}
	return label
}

// fieldset reads the n-th value of fields that are sent once for each line.
type fieldset struct {
	f *web.Form
	i int
}

func (x fieldset) text(name string) string {
	if all := x.f.All(name); x.i < len(all) {
		return strings.TrimSpace(all[x.i])
	}
	return ""
}

// number reads a number; what is none is noted at the line, at being where the line will stand.
func (x fieldset) number(name, label string) float64 {
	s := x.text(name)
	if s == "" {
		return 0
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.ReplaceAll(s, "，", ""), "%"), 64)
	if err != nil {
		x.f.Add("i_"+name, "第%d行%s“%s”不是数", x.i+1, label, s)
	}
	return v
}

// read takes the form over.
func (h *handlers) read(q *web.Req, f *web.Form) (*area.Design, error) {
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	d := &area.Design{Name: f.Text("name"), Origin: f.Text("origin"), Note: f.Text("note"), Period: period.Kind(f.Text("period")), Fresh: f.Text("fresh"),
		Subject: area.SubjectRule{Kind: f.Text("subject"), UnitKind: f.Text("unit_kind"), Where: f.Text("subject_where")}}
	if d.Subject.Kind != area.OfUnit {
		d.Subject.UnitKind = ""
	}
	if d.Subject.Kind == area.OfUnit || d.Subject.Kind == area.OfRegion {
		d.Subject.Where, d.Fresh = "", ""
	}
	for _, no := range strings.FieldsFunc(f.Text("ties"), func(r rune) bool { return strings.ContainsRune("、，, ", r) }) {
		d.Ties = append(d.Ties, no)
	}
	if f.Text("grades") == "permu" {
		d.Grades = scoring.PerMu()
	}
	for i := range f.All("i_no") {
		x := fieldset{f, i}
		if x.text("i_no") == "" && x.text("i_name") == "" {
			continue
		}
		d.Items = append(d.Items, h.item(x, dir))
	}
	d.Sort()
	for i := range f.All("l_name") {
		x := fieldset{f, i}
		if x.text("l_name") == "" && x.text("l_where") == "" && x.text("l_take") == "" {
			continue
		}
		l := area.ListRule{Name: x.text("l_name"), Colour: x.text("l_colour"), Where: x.text("l_where"), List: x.text("l_record"), Undecided: x.text("l_border") == "1"}
		if n, ok := strings.CutPrefix(x.text("l_take"), "前"); ok {
			l.First, _ = strconv.Atoi(strings.TrimSuffix(n, "名"))
		} else if n, ok := strings.CutPrefix(x.text("l_take"), "后"); ok {
			l.Last, _ = strconv.Atoi(strings.TrimSuffix(n, "名"))
		}
		d.Lists = append(d.Lists, l)
	}
	return d, nil
}

// item reads one line.
func (h *handlers) item(x fieldset, dir *org.Directory) area.Item {
	it := area.Item{No: strings.Trim(x.text("i_no"), "."), Name: x.text("i_name"), Method: scoring.Method(x.text("i_method")), Weight: x.number("i_weight", "权重"), Down: x.text("i_down") == "1",
		Missing: scoring.Missing(x.text("i_missing")), Evidence: x.text("i_evidence") == "1", Note: x.text("i_note")}
	if it.Method == area.Group {
		return it
	}
	it.Input.Unit, it.Input.Places = x.text("i_unit"), int(x.number("i_places", "小数"))
	h.input(x, &it)
	switch most := x.number("i_most", "封顶"); it.Method {
	case scoring.Ratio:
		it.Cap = most
		switch t := x.text("i_target"); {
		case t == "自带":
			it.TargetBy = area.TargetOwn
		case strings.HasPrefix(t, "上轮"):
			it.TargetBy = area.TargetLast
			it.Factor, _ = strconv.ParseFloat(strings.Trim(t, "上轮×xX*倍 "), 64)
		default:
			it.Target = x.number("i_target", "目标")
		}
	case scoring.Efficacy:
		it.Base = x.number("i_base", "基础分占比")
		if b := x.text("i_bounds"); b != "" {
			low, high, _ := strings.Cut(strings.ReplaceAll(b, "~", "～"), "～")
			it.Bounds = true
			it.Min, _ = strconv.ParseFloat(strings.TrimSpace(low), 64)
			it.Max, _ = strconv.ParseFloat(strings.TrimSpace(high), 64)
		}
	case scoring.Steps:
		it.Steps = steps(x)
	case scoring.Veto:
		it.Limit, it.ToZero = x.number("i_limit", "否决线"), x.text("i_each") == "记零"
	default:
		it.Each, it.Most = x.number("i_each", "每个分值"), most
	}
	for _, name := range strings.FieldsFunc(x.text("i_givers"), func(r rune) bool { return strings.ContainsRune("、，,；;", r) }) {
		if u, ok := dir.UnitByName(strings.TrimSpace(name)); ok && u != nil {
			it.Givers = append(it.Givers, u.ID)
		} else {
			x.f.Add("i_givers", "第%d行：没有叫“%s”的单位", x.i+1, name)
		}
	}
	return it
}

// input reads where the value comes from.
func (h *handlers) input(x fieldset, it *area.Item) {
	source, key, _ := strings.Cut(x.text("i_source"), "/")
	it.Input.Source = source
	switch source {
	case "", area.SheetSource:
		it.Input.Source = area.SheetSource
	case area.ListSource:
		it.Input.Num = &area.Measure{List: key, Where: x.text("i_where"), Sum: h.columnName(key, x.text("i_num"))}
		if den := x.text("i_den"); den != "" {
			it.Input.Den = &area.Measure{List: key, Where: x.text("i_den_where"), Sum: h.columnName(key, den)}
			if it.Input.Unit == "%" {
				it.Input.Scale = 100
			}
		}
	default:
		it.Input.Key = key
	}
}

// steps reads "90:15 80:12".
func steps(x fieldset) []scoring.Step {
	var out []scoring.Step
	for _, s := range strings.FieldsFunc(x.text("i_steps"), func(r rune) bool { return strings.ContainsRune(" 、，,;；", r) }) {
		at, p, ok := strings.Cut(strings.ReplaceAll(s, "：", ":"), ":")
		a, err1 := strconv.ParseFloat(at, 64)
		b, err2 := strconv.ParseFloat(p, 64)
		if !ok || err1 != nil || err2 != nil {
			x.f.Add("i_steps", "第%d行的分档“%s”看不懂，写成90:15", x.i+1, s)
			continue
		}
		out = append(out, scoring.Step{At: a, Points: b})
	}
	return out
}
