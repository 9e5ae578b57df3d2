package review

import (
	"fmt"
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
		return show(col, row(col.Name))
	})
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
