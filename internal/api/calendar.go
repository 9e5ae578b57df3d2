package api

import (
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) calendar() {
	const tag = "工作日历"
	handle(a, op{pattern: "GET /calendar/day", id: "get-day", perm: authz.SignedIn, tag: tag, summary: "某天上不上班"}, a.day)
	handle(a, op{pattern: "GET /calendar/between", id: "count-workdays", perm: authz.SignedIn, tag: tag, summary: "两天之间有几个工作日",
		help: "from当天不算，to当天算；to早于from则为负。"}, a.between)
	handle(a, op{pattern: "GET /calendar/add", id: "add-workdays", perm: authz.SignedIn, tag: tag, summary: "某天之后（或之前）第几个工作日是哪天"}, a.addDays)
}

type dayInput struct {
	Date string `query:"date" required:"true" doc:"日期" example:"2026-10-01" maxLength:"10"`
}

type dayOutput struct {
	Body struct {
		Date    string `json:"date"`
		Workday bool   `json:"workday"`
		Holiday string `json:"holiday" doc:"属于哪个节日的放假或调休"`
		Unknown []int  `json:"unknown" doc:"这些年份没有放假通知，按周一至周五算"`
	} `nameHint:"Day"`
}

func (a *api) day(c *call, in *dayInput) (*dayOutput, error) {
	if err := dates("date", in.Date); err != nil {
		return nil, err
	}
	out := &dayOutput{}
	b := &out.Body
	b.Date, b.Workday, b.Holiday, b.Unknown = in.Date, a.Calendar().IsWorkday(in.Date), a.Calendar().Name(in.Date), orNone(a.Calendar().Unknown(in.Date, in.Date))
	return out, nil
}

// dates refuses what is no date: name, value, name, value …
func dates(pairs ...string) error {
	var bad errs.Fields
	for i := 0; i+1 < len(pairs); i += 2 {
		if _, err := time.Parse(time.DateOnly, pairs[i+1]); err != nil {
			bad.Add(pairs[i], "日期要写成2026-11-22")
		}
	}
	return bad.Err()
}

type betweenInput struct {
	From string `query:"from" required:"true" maxLength:"10"`
	To   string `query:"to" required:"true" maxLength:"10"`
}

type betweenOutput struct {
	Body struct {
		Workdays int   `json:"workdays"`
		Unknown  []int `json:"unknown" doc:"这些年份没有放假通知，按周一至周五算"`
	} `nameHint:"Workdays"`
}

func (a *api) between(c *call, in *betweenInput) (*betweenOutput, error) {
	if err := dates("from", in.From, "to", in.To); err != nil {
		return nil, err
	}
	out := &betweenOutput{}
	out.Body.Workdays, out.Body.Unknown = a.Calendar().Between(in.From, in.To), orNone(a.Calendar().Unknown(in.From, in.To))
	return out, nil
}

type addInput struct {
	Date string `query:"date" required:"true" maxLength:"10"`
	Days int    `query:"days" doc:"第几个工作日；负数往前" minimum:"-10000" maximum:"10000"`
}

func (a *api) addDays(c *call, in *addInput) (*dayOutput, error) {
	if err := dates("date", in.Date); err != nil {
		return nil, err
	}
	to := a.Calendar().Add(in.Date, in.Days)
	out := &dayOutput{}
	b := &out.Body
	b.Date, b.Workday, b.Holiday, b.Unknown = to, a.Calendar().IsWorkday(to), a.Calendar().Name(to), orNone(a.Calendar().Unknown(in.Date, to))
	return out, nil
}
