package checkup

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/project"
)

// RowKind stands for the row of a file in findings about a file that is not written yet; the id is "调度表!12".
const RowKind = "row"

// Row is a row of a workbook as it came, before copies are merged. Values are those of RowColumns.
type Row struct {
	Sheet  string
	Number int    // in the sheet, from 1
	Whole  uint64 // hash of all that the row says, dates by their month
	Values []any
}

// RowColumns are the columns of the list of projects that a checkup of rows looks at.
func RowColumns() []string {
	return []string{"name", "total_invest", "investor", "investor_uscc", "region", "park", "address", "class", "stage", "content", "land_mu", "jobs", "funds_in",
		"lead_actual", "talks_actual", "signed_actual", "started_actual", "completed_actual", "produced_actual", "capacity_actual"}
}

// File is what a checkup of the rows of one file came to. Amounts are whole yuan.
type File struct {
	Rows, Distinct, Names int
	Before, After         int64 // total investment of all rows; with exact copies counted once
	Findings              []Draft
}

// Factor is how many times the total of all rows is that of the distinct ones; 1 without amounts.
func (f *File) Factor() float64 {
	if f.After == 0 {
		return 1
	}
	return float64(f.Before) / float64(f.After)
}

// LookAt checks the rows of a file of projects before they are written: copies, one name with several amounts, and what the quick
// detectors say of the rows by themselves.
func (s *Service) LookAt(ctx context.Context, rows []Row) (*File, error) {
	rules, err := s.InForce(ctx)
	if err != nil {
		return nil, err
	}
	var names Names
	if s.Names != nil {
		if names, err = s.Names(ctx); err != nil {
			return nil, err
		}
	}
	return look(rows, rules, names, s.Run.Clock.Today()), nil
}

func look(rows []Row, rules *Rules, names Names, today string) *File {
	f := &File{Rows: len(rows)}
	r := &Register{Today: today, Place: names.Region, Unit: names.Unit}
	first := map[uint64]int{}
	copies := map[uint64][]string{}
	seen := map[string]bool{}
	for i := range rows {
		c := rows[i].read()
		f.Before += c.Total
		copies[rows[i].Whole] = append(copies[rows[i].Whole], strconv.Itoa(rows[i].Number))
		if _, ok := first[rows[i].Whole]; ok {
			continue
		}
		first[rows[i].Whole] = i
		f.After += c.Total
		if n := fold(c.Name); !seen[n] {
			seen[n] = true
			f.Names++
		}
		r.Cases = append(r.Cases, c)
	}
	f.Distinct = len(first)
	if f.Distinct < f.Rows {
		f.Findings = append(f.Findings, f.inflated(rows, first, copies))
	}
	quick := *rules
	quick.Detectors = slices.Clone(rules.Detectors)
	for i := range quick.Detectors {
		quick.Detectors[i].On = quick.Detectors[i].On && quick.Detectors[i].Quick
	}
	at := map[string]string{}
	for whole, i := range first {
		c := rows[i].read()
		at[c.ID] = rows[i].Sheet + "第" + strings.Join(copies[whole], "、") + "行"
	}
	r.Prepare()
	for _, d := range Detect(r, &quick, nil) {
		for i := range d.Parts {
			d.Parts[i].Kind = RowKind
		}
		for i := range d.Lines {
			if l := &d.Lines[i]; l.Kind == project.Kind {
				l.Kind, l.Label = RowKind, l.Label+"（"+at[l.ID]+"）"
			}
		}
		f.Findings = append(f.Findings, d)
	}
	return f
}

// inflated is the finding of a file in which rows stand more than once.
func (f *File) inflated(rows []Row, first map[uint64]int, copies map[uint64][]string) Draft {
	d := Draft{Detector: "twin", Severity: Grave, Amount: f.Before - f.After,
		Title: fmt.Sprintf("%d行里只有%d条不同的记录，总投资从%s虚增到%s，%.2f倍", f.Rows, f.Distinct, yuan(f.After), yuan(f.Before), f.Factor())}
	d.Lines = []Line{{Label: "数据行", Value: fmt.Sprintf("%d行", f.Rows)}, {Label: "不同的记录", Value: fmt.Sprintf("%d条", f.Distinct), Expected: "一行一条；整行相同的算重复，日期比到月"},
		{Label: "不同的名称", Value: fmt.Sprintf("%d个", f.Names)}, {Label: "全部行合计", Value: yuan(f.Before)}, {Label: "重复行只计一次", Value: yuan(f.After), Expected: fmt.Sprintf("相差%s，%.2f倍", yuan(f.Before-f.After), f.Factor())}}
	order := make([]int, 0, len(first))
	for whole, i := range first {
		if len(copies[whole]) > 1 {
			order = append(order, i)
		}
	}
	slices.Sort(order)
	for _, i := range order {
		c, numbers := rows[i].read(), copies[rows[i].Whole]
		d.Parts = append(d.Parts, Part{Kind: RowKind, ID: c.ID, Name: c.Name, Role: fmt.Sprintf("%d行相同", len(numbers))})
		d.Lines = append(d.Lines, Line{Label: c.Name, Value: yuan(c.Total) + "，" + fmt.Sprintf("%d次", len(numbers)), Expected: rows[i].Sheet + "第" + strings.Join(numbers, "、") + "行", Kind: RowKind, ID: c.ID})
	}
	return d
}

// read is what the detectors see of a row.
func (r *Row) read() Case {
	c := Case{ID: fmt.Sprintf("%s!%07d", r.Sheet, r.Number)}
	text := func(i int) string {
		s, _ := r.Values[i].(string)
		return strings.TrimSpace(s)
	}
	money := func(i int) int64 {
		n, _ := r.Values[i].(int64)
		return n
	}
	c.Name, c.Total, c.Investor, c.USCC, c.Region, c.Park, c.Address, c.Class, c.Stage = text(0), money(1), text(2), text(3), text(4), text(5), text(6), text(7), text(8)
	c.Content = sameness.Of(text(9))
	c.Land, _ = r.Values[10].(float64)
	c.Jobs, c.FundsIn = money(11), money(12)
	for k := range c.Dates {
		c.Dates[k] = text(13 + k)
	}
	return c
}
