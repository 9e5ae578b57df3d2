package ui

import (
	"fmt"
	"time"

	"lianzhang/internal/platform/errs"
)

// Calendar is one month in weeks that begin on Monday.
type Calendar struct {
	Title      string // "2026年11月"
	Prev, Next Link
	Weeks      [][]CalendarDay
}

// CalendarDay is one cell. Mark is 休 or 班 where the holiday calendar says so.
type CalendarDay struct {
	Date, Label string
	Out, Today  bool // of another month; today
	Mark        string
	Items       []CalendarItem
	More        int // entries not shown
	MoreURL     string
}

// CalendarItem is an entry on a date.
type CalendarItem struct {
	Date, Text, URL string
	Light           *Light
}

// calendarRoom is how many entries a day shows before it counts the rest.
const calendarRoom = 4

// NewCalendar lays out the month ("2026-11"). today may be "". mark gives 休 or 班 or "" for a date, and may be nil; dayURL
// gives the address of a day's list and may be nil. Items of other months are ignored, save those in the outer cells.
func NewCalendar(month, today string, items []CalendarItem, mark, dayURL func(date string) string) (Calendar, error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return Calendar{}, errs.Wrap(err, errs.Invalid, "月份要写成2026-11，不是“%s”", month)
	}
	byDate := map[string][]CalendarItem{}
	for _, it := range items {
		byDate[it.Date] = append(byDate[it.Date], it)
	}
	c := Calendar{Title: fmt.Sprintf("%d年%d月", first.Year(), first.Month())}
	start := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for day := start; day.Before(first.AddDate(0, 1, 0)); {
		var week []CalendarDay
		for range 7 {
			date := day.Format(time.DateOnly)
			d := CalendarDay{Date: date, Label: day.Format("2"), Out: day.Month() != first.Month(), Today: date == today, Items: byDate[date]}
			if d.Label == "1" {
				d.Label = day.Format("1月2日")
			}
			if len(d.Items) > calendarRoom {
				d.More, d.Items = len(d.Items)-calendarRoom+1, d.Items[:calendarRoom-1]
			}
			if mark != nil {
				d.Mark = mark(date)
			}
			if dayURL != nil {
				d.MoreURL = dayURL(date)
			}
			week = append(week, d)
			day = day.AddDate(0, 0, 1)
		}
		c.Weeks = append(c.Weeks, week)
	}
	return c, nil
}
