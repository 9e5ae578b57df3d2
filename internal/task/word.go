package task

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"

	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
)

// FromWord takes the task tables out of a Word file, as a CSV file that the import of lists reads: tables with the same heads,
// as a long table is often split, become one. source names where the tasks come from, for tables that have no such column.
func FromWord(r io.ReaderAt, size int64, source, paper string) ([]byte, error) {
	grids, err := docx.ReadTables(r, size)
	if err != nil {
		return nil, err
	}
	var best docx.Grid
	for i, g := range grids {
		whole := g
		for _, o := range grids[i+1:] {
			if len(g) > 0 && len(o) > 1 && sameHeads(g[0], o[0]) {
				whole = append(whole[:len(whole):len(whole)], o[1:]...)
			}
		}
		if taskHeads(whole) && len(whole) > len(best) {
			best = whole
		}
	}
	if best == nil {
		return nil, errs.New(errs.Invalid, "Word文件里没有任务表：要有一张表，表头里有“任务”（或“工作内容”“议定事项”）和“责任单位”等列。现有%d张表", len(grids))
	}
	return toCSV(best, source, paper), nil
}

func sameHeads(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if squeeze(a[i]) != squeeze(b[i]) {
			return false
		}
	}
	return true
}

// squeeze takes the blanks out of a cell: heads are often spread, "任 务".
func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "　", " ")), "")
}

// taskHeads tells a table of tasks by its first rows: a head may stand under a title row.
func taskHeads(g docx.Grid) bool {
	for _, row := range g[:min(3, len(g))] {
		task, unit := false, false
		for _, c := range row {
			c = squeeze(c)
			task = task || strings.Contains(c, "任务") || strings.Contains(c, "工作内容") || strings.Contains(c, "事项") || strings.Contains(c, "工作")
			unit = unit || strings.Contains(c, "单位") || strings.Contains(c, "部门")
		}
		if task && unit && len(row) > 1 {
			return true
		}
	}
	return false
}

// toCSV writes the table with two columns for the source. Cells that span rows leave empty ones below, which take the value
// above where the row has anything else: a unit that stands once for several tasks stands for all of them.
func toCSV(g docx.Grid, source, paper string) []byte {
	head := 0
	for i, row := range g[:min(3, len(g))] {
		if taskHeads(docx.Grid{row}) {
			head = i
			break
		}
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	above := make([]string, len(g[head]))
	for i, row := range g[head:] {
		out := make([]string, len(above), len(above)+2)
		for j := range above {
			if j < len(row) {
				out[j] = strings.TrimSpace(row[j])
			}
			if i == 0 {
				out[j] = squeeze(out[j])
				continue
			}
			if out[j] == "" && !unique(g[head][j]) {
				out[j] = above[j]
			}
			above[j] = out[j]
		}
		if i == 0 {
			out = append(out, "任务来源", "来源文件")
		} else {
			out = append(out, SourceLabel(source), paper)
		}
		_ = w.Write(out) // into memory
	}
	w.Flush()
	return b.Bytes()
}

// unique tells the columns whose values stand for one row alone.
func unique(head string) bool {
	h := squeeze(head)
	return strings.Contains(h, "序号") || strings.Contains(h, "编号") || strings.Contains(h, "任务") || strings.Contains(h, "内容") || strings.Contains(h, "进展") || strings.Contains(h, "问题") || strings.Contains(h, "备注")
}
