package intake

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// projects is a list much like that of projects.
var projects = &list.Spec{Name: "project", Label: "项目", Measure: "个", Columns: []list.Column{
	{Name: "code", Label: "项目编号", Kind: list.Text, Import: true, Synonyms: []string{"编号"}},
	{Name: "name", Label: "项目名称", Kind: list.Text, Import: true, Need: true, Synonyms: []string{"项目", "名称", "工程名称"}},
	{Name: "investor", Label: "投资方", Kind: list.Text, Import: true, Synonyms: []string{"建设单位", "企业名称"}},
	{Name: "investor_uscc", Label: "统一社会信用代码", Kind: list.Text, Import: true},
	{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Import: true, Synonyms: []string{"所属产业", "所属产业链"}},
	{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Import: true, Synonyms: []string{"县（市、区）", "属地"}},
	{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Import: true},
	{Name: "stage", Label: "阶段", Kind: list.Enum, Import: true, Synonyms: []string{"目前阶段", "状态"}, Options: []list.Option{
		{Code: "signed", Label: "签约", Synonyms: []string{"已签约"}}, {Code: "started", Label: "开工", Synonyms: []string{"在建", "已开工"}},
		{Code: "produced", Label: "投产", Synonyms: []string{"已投产"}}}},
	{Name: "total_invest", Label: "总投资", Kind: list.Money, Unit: "亿元", Import: true, Synonyms: []string{"计划总投资", "投资额"}},
	{Name: "invested", Label: "累计完成投资", Kind: list.Money, Unit: "亿元", Import: true},
	{Name: "year_plan", Label: "年度计划", Kind: list.Money, Unit: "万元", Import: true, Synonyms: []string{"年度计划投资", "本年计划投资"}},
	{Name: "invest_min", Label: "预计投资", Kind: list.Money, Unit: "亿元", Import: true},
	{Name: "invest_max", Label: "预计投资上限", Kind: list.Money, Unit: "亿元", Import: true},
	{Name: "rate", Label: "完成率", Kind: list.Percent, Import: true},
	{Name: "land_mu", Label: "用地面积", Kind: list.Number, Unit: "亩", Import: true},
	{Name: "jobs", Label: "就业人数", Kind: list.Int, Unit: "人", Import: true},
	{Name: "listed", Label: "是否入库", Kind: list.Bool, Import: true},
	{Name: "signed_actual", Label: "签约日期", Kind: list.Date, Import: true, Synonyms: []string{"签约时间"}},
	{Name: "started_plan", Label: "计划开工", Kind: list.Date, Import: true, Synonyms: []string{"计划开工时间"}},
	{Name: "started_actual", Label: "开工日期", Kind: list.Date, Import: true, Synonyms: []string{"开工时间"}},
	{Name: "completed_plan", Label: "计划竣工", Kind: list.Date, Import: true, Synonyms: []string{"计划竣工时间"}},
	{Name: "content", Label: "建设内容", Kind: list.Text, Import: true, Width: 40, Synonyms: []string{"进展情况"}},
	{Name: "note", Label: "备注", Kind: list.Text, Import: true},
	{Name: "light", Label: "灯", Kind: list.Text},
}}

// directory knows a few names.
type directory map[string][]string

var places = directory{"region": {"高明区", "南海区", "顺德区"}, "chain": {"新型储能", "铜基新材料"}, "unit": {"市发改委", "市工信局"}}

func (d directory) Find(kind, words string) (string, string, bool) {
	for _, n := range d[kind] {
		if Fold(n) == Fold(words) || strings.TrimSuffix(n, "区") == words || n+"产业链" == words {
			return kind + ":" + n, n, true
		}
	}
	return "", "", false
}

func (d directory) Near(kind, words string, n int) (out []Likeness) {
	for _, name := range d[kind] {
		if s := Similar(Fold(words), Fold(name)); s > 0.2 && len(out) < n {
			out = append(out, Likeness{name, s})
		}
	}
	return out
}

// paper writes a sheet: strings are text, float64 and int numbers, onDay a date cell, pct a share shown as per cent, nil empty.
type (
	onDay string
	pct   float64
)

func paper(rows ...[]any) iter.Seq2[sheet.Row, error] {
	return func(yield func(sheet.Row, error) bool) {
		for i, cells := range rows {
			row := sheet.Row{Number: i + 1}
			for col, v := range cells {
				c := sheet.Cell{Ref: letter(col) + strconv.Itoa(i+1)}
				switch v := v.(type) {
				case string:
					c.Kind, c.Text = sheet.Text, v
				case float64:
					c.Kind, c.Text, c.Number = sheet.Number, strconv.FormatFloat(v, 'f', -1, 64), v
				case int:
					c.Kind, c.Text, c.Number = sheet.Number, strconv.Itoa(v), float64(v)
				case pct:
					c.Kind, c.Text, c.Number, c.Format = sheet.Number, strconv.FormatFloat(float64(v), 'f', -1, 64), float64(v), "0.0%"
				case onDay:
					c.Kind, c.Text = sheet.Date, string(v)
				case error:
					c.Kind, c.Text = sheet.Error, v.Error()
				}
				row.Cells = append(row.Cells, c)
			}
			if len(cells) > 0 && !yield(row, nil) {
				return
			}
		}
	}
}

// merge is a range in the form "A3:A4".
func merge(refs ...string) (out []sheet.Range) {
	for _, ref := range refs {
		var r sheet.Range
		a, b, _ := strings.Cut(ref, ":")
		r.FirstRow, r.FirstCol = at(a)
		r.LastRow, r.LastCol = at(b)
		out = append(out, r)
	}
	return out
}

func at(ref string) (row, col int) {
	i := strings.IndexAny(ref, "123456789")
	row, _ = strconv.Atoi(ref[i:])
	for _, r := range ref[:i] {
		col = col*26 + int(r-'A') + 1
	}
	return row, col - 1
}

// reading is what came of a sheet.
type reading struct {
	layout *Layout
	reader *Reader
	rows   []Row
}

func read(t testing.TB, rows iter.Seq2[sheet.Row, error], merged []sheet.Range, o Options) *reading {
	t.Helper()
	if o.Spec == nil {
		o.Spec = projects
	}
	if o.Names == nil {
		o.Names = places
	}
	if o.Today == "" {
		o.Today = "2026-06-03"
	}
	l, err := Scan(rows, merged, o)
	if err != nil {
		t.Fatal(err)
	}
	out := &reading{layout: l, reader: NewReader(l, merged, o)}
	for row, err := range out.reader.Rows(rows) {
		if err != nil {
			t.Fatal(err)
		}
		keep := *row
		keep.Values = append([]any(nil), row.Values...)
		keep.Fixes, keep.Faults = append([]Fix(nil), row.Fixes...), append([]Fault(nil), row.Faults...)
		out.rows = append(out.rows, keep)
	}
	return out
}

// kinds is the kind of each row, in order, as one text.
func (r *reading) kinds() string {
	var out []string
	for _, row := range r.rows {
		out = append(out, string(row.Kind))
	}
	return strings.Join(out, " ")
}

// data are the data rows, each as "column=value …" in the list's order, faults behind a "!".
func (r *reading) data() []string {
	var out []string
	for _, row := range r.rows {
		if row.Kind != Data {
			continue
		}
		var b []string
		for i, v := range row.Values {
			if v != nil {
				b = append(b, fmt.Sprintf("%s=%v", r.layout.Fields[i].Name, v))
			}
		}
		for _, f := range row.Faults {
			b = append(b, "!"+f.Cell+":"+f.Message+">"+f.Suggest)
		}
		out = append(out, strings.Join(b, " "))
	}
	return out
}

func (r *reading) warnings() string {
	var out []string
	for _, w := range r.reader.Warnings() {
		out = append(out, fmt.Sprintf("%d:%s", w.Row, w.Text))
	}
	return strings.Join(out, "\n")
}

func (r *reading) questions() string {
	var out []string
	for _, q := range r.reader.Layout().Questions {
		out = append(out, q.Text)
	}
	return strings.Join(out, "\n")
}
