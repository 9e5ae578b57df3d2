package project

import (
	"fmt"
	"time"
)

// deviation says how far a date lies behind or before its plan: 晚45天, 晚3月, 提前4天, 按期; "" when either is missing. Where
// one of them is given only to the month, months are compared.
func deviation(plan, actual string) (text string, late bool) {
	if plan == "" || actual == "" {
		return "", false
	}
	if len(plan) == 7 || len(actual) == 7 {
		p, err1 := time.Parse("2006-01", plan[:min(7, len(plan))])
		a, err2 := time.Parse("2006-01", actual[:min(7, len(actual))])
		if err1 != nil || err2 != nil {
			return "", false
		}
		return shift((a.Year()-p.Year())*12+int(a.Month())-int(p.Month()), "个月")
	}
	p, err1 := time.Parse(time.DateOnly, plan)
	a, err2 := time.Parse(time.DateOnly, actual)
	if err1 != nil || err2 != nil {
		return "", false
	}
	days := int(a.Sub(p).Hours() / 24)
	if days >= 60 || days <= -60 {
		return shift(int(float64(days)/30.44+sign(days)*.5), "个月")
	}
	return shift(days, "天")
}

func sign(n int) float64 {
	if n < 0 {
		return -1
	}
	return 1
}

func shift(n int, unit string) (string, bool) {
	switch {
	case n > 0:
		return fmt.Sprintf("晚%d%s", n, unit), true
	case n < 0:
		return fmt.Sprintf("提前%d%s", -n, unit), false
	}
	return "按期", false
}

// overdue reports whether a planned date, or the whole of a planned month, lies behind today.
func overdue(plan, today string) bool {
	if len(plan) == 7 {
		return plan < today[:7]
	}
	return plan < today
}
