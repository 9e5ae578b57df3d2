package listfile

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
)

// Text writes a value of a list as papers do: money in the column's unit without its name, names for ids, labels for codes, ""
// for what is absent.
func Text(c *list.Column, v any, label func(kind, id string) string) string {
	switch v := v.(type) {
	case int64:
		switch {
		case c.Kind == list.Money && c.Unit == money.Yi.String():
			return money.Yuan(v).In(money.Yi, 2)
		case c.Kind == list.Money:
			return money.Yuan(v).In(money.Wan, 0)
		case c.Kind == list.Time && v == 0:
			return ""
		case c.Kind == list.Time:
			return clock.FromMicro(v).Format("2006-01-02 15:04")
		}
		return strconv.FormatInt(v, 10)
	case float64:
		switch {
		case c.Kind == list.Percent:
			return decimals(v*100, 1) + "%"
		case c.Unknown(v):
			return "—"
		}
		return decimals(v, 2)
	case bool:
		return map[bool]string{true: "是", false: "否"}[v]
	case string:
		switch {
		case c.Kind == list.Enum:
			return c.OptionLabel(v)
		case c.Kind == list.Ref && v != "":
			return label(c.RefKind, v)
		}
		return v
	}
	return ""
}

// decimals writes at most n decimals, without zeros at the end.
func decimals(v float64, n int) string {
	s := strconv.FormatFloat(v, 'f', n, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}
