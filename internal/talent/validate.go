package talent

import (
	"cmp"
	"strings"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
)

func checkDate(bad *errs.Fields, name, s string) {
	if s != "" && !clock.IsDate(s) {
		if _, err := time.Parse("2006-01", s); err != nil {
			bad.Add(name, "“%s”不是日期，例如2026-11-22", s)
		}
	}
}

func (n *Need) validate(string) error {
	var bad errs.Fields
	if n.Name = strings.TrimSpace(n.Name); n.Name == "" {
		bad.Add("name", "填写需求岗位，例如铜箔工艺工程师")
	}
	n.Kind, n.State = cmp.Or(n.Kind, "engineer"), cmp.Or(n.State, Open)
	if n.State == Filled { // a list that says so means that it was open; whether it is filled follows from the people
		n.State = Open
	}
	checkCode(&bad, "kind", n.Kind, NeedSpec.Column("kind").OptionLabel(n.Kind))
	checkCode(&bad, "state", n.State, NeedSpec.Column("state").OptionLabel(n.State))
	if n.People == 0 {
		n.People = 1
	}
	if n.People < 0 || n.People > 1_000_000 {
		bad.Add("people", "人数要在1到100万之间")
	}
	if n.SalaryMin < 0 {
		bad.Add("salary_min", "不能是负数")
	}
	if n.SalaryMax < n.SalaryMin && n.SalaryMax != 0 {
		bad.Add("salary_max", "小于下限")
	}
	checkDate(&bad, "due", n.Due)
	return bad.Err()
}

// checkCode notes a code of an enumeration that it does not have: its label is then the code itself.
func checkCode(bad *errs.Fields, name, code, label string) {
	if label == code {
		bad.Add(name, "没有“%s”这个选项", code)
	}
}

func (i *Intro) validate(today string) error {
	var bad errs.Fields
	if i.Name = strings.TrimSpace(i.Name); i.Name == "" {
		bad.Add("name", "填写人才姓名或团队名称")
	}
	i.Kind, i.State = cmp.Or(i.Kind, "engineer"), cmp.Or(i.State, Flow.Start)
	checkCode(&bad, "kind", i.Kind, IntroSpec.Column("kind").OptionLabel(i.Kind))
	checkCode(&bad, "state", i.State, IntroSpec.Column("state").OptionLabel(i.State))
	if i.People == 0 {
		i.People = 1
	}
	if i.People < 0 || i.People > 1_000_000 {
		bad.Add("people", "人数要在1到100万之间")
	}
	checkDate(&bad, "on_date", i.OnDate)
	if i.OnDate > today {
		bad.Add("on_date", "不能晚于今天（%s）", today)
	}
	i.Since = cmp.Or(i.Since, i.OnDate)
	return bad.Err()
}

func (p *Platform) validate(today string) error {
	var bad errs.Fields
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		bad.Add("name", "填写平台名称")
	}
	p.Kind, p.Level = cmp.Or(p.Kind, "other"), cmp.Or(p.Level, "city")
	checkCode(&bad, "kind", p.Kind, PlatformSpec.Column("kind").OptionLabel(p.Kind))
	checkCode(&bad, "level", p.Level, PlatformSpec.Column("level").OptionLabel(p.Level))
	checkDate(&bad, "on_date", p.OnDate)
	if p.OnDate > today {
		bad.Add("on_date", "不能晚于今天（%s）", today)
	}
	return bad.Err()
}
