package review

import (
	"fmt"
	"math"
	"regexp"
	"strconv"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

var placeholder = regexp.MustCompile(`\{([^}]+)\}`)

// text fills the placeholders of rule i's sentence with the record's values.
func (c *Compiled) text(i int, row rule.Row) string {
	return placeholder.ReplaceAllStringFunc(c.Rules[i].Text, func(m string) string {
		label := m[1 : len(m)-1]
		col := columnByLabel(c.Level, label)
		if col == nil {
			return m
		}
		if col.Name == "lag" {
			return lag(row)
		}
		return show(col, row(col.Name))
	})
}

// lag is the distance to the schedule in percentage points, computed from the two shares as they are shown beside it, so
// that readers can redo it.
func lag(row rule.Row) string {
	schedule, _ := row("schedule").(float64)
	rate, _ := row("rate").(float64)
	return strconv.FormatFloat((math.Round(schedule*1000)-math.Round(rate*1000))/10, 'f', 1, 64) + "个百分点"
}

// columnByLabel finds a variable of the level as a column, for its kind and unit.
func columnByLabel(level, label string) *list.Column {
	cols := project.Spec.Columns
	if level == LevelRegion {
		cols = regionColumns
	}
	for i := range cols {
		if cols[i].Label == label {
			return &cols[i]
		}
	}
	return nil
}

var regionColumns = []list.Column{
	{Name: "n", Label: "项目数", Kind: list.Int, Unit: "个"},
	{Name: "year_plan", Label: "年度计划", Kind: list.Money, Unit: "亿元"},
	{Name: "year_done", Label: "年度完成", Kind: list.Money, Unit: "亿元"},
	{Name: "year_due", Label: "序时应完成", Kind: list.Money, Unit: "亿元"},
	{Name: "rate", Label: "完成率", Kind: list.Percent},
	{Name: "schedule", Label: "序时进度", Kind: list.Percent},
	{Name: "missed_run", Label: "连续未达序时月数", Kind: list.Int, Unit: "个月"},
}

// show writes a value as a sentence says it.
func show(col *list.Column, v any) string {
	switch v := v.(type) {
	case nil:
		return "（未填）"
	case string:
		return col.OptionLabel(v)
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case int64:
		if col.Kind != list.Money {
			return strconv.FormatInt(v, 10) + col.Unit
		}
		if col.Unit == "亿元" {
			return money.Yuan(v).Text(money.Yi, 2)
		}
		return money.Yuan(v).Text(money.Wan, 0)
	case float64:
		if col.Kind == list.Percent {
			return strconv.FormatFloat(v*100, 'f', 1, 64) + "%"
		}
		return strconv.FormatFloat(v, 'f', -1, 64) + col.Unit
	}
	return fmt.Sprint(v)
}
