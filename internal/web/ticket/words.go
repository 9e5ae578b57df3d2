package ticket

import (
	"strconv"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// light is the light of a ticket in words: how it stands with its clocks.
func light(t *area.Ticket) ui.Light {
	switch {
	case !area.Working(t.State):
		return ui.Sign(ui.None, area.Flow.Label(t.State))
	case t.Held:
		return ui.Sign(ui.None, "停表")
	case t.Level >= area.RungOver:
		return ui.Sign(ui.Red, "超期")
	case t.Level == area.RungWarn:
		return ui.Sign(ui.Yellow, "将到期")
	}
	return ui.Sign(ui.Green, area.Flow.Label(t.State))
}

// due tells a clock in words: how many working days are left or over.
func due(cal workday.Calendar, c area.Clock, stored int64, today string) ui.Clock {
	if stored == 0 {
		return ui.Clock{Text: "停表", State: "hold"}
	}
	day := dateOf(stored)
	switch left := c.Limit - c.Ran(cal, today); {
	case left < 0:
		return ui.Clock{Text: "超期" + ui.Num(int64(-left)) + "天", State: "over"}
	case left == 0 && day < today: // days of rest have gone by since
		return ui.Clock{Text: "已超期", State: "over"}
	case left == 0 && day == today:
		return ui.Clock{Text: "今日到期", State: "soon"}
	case left <= 1:
		return ui.Clock{Text: "剩" + ui.Num(int64(left)) + "天", State: "soon"}
	default:
		return ui.Clock{Text: "剩" + ui.Num(int64(left)) + "天", State: "run"}
	}
}

// nearest is the clock of a line of a queue: the nearer due, by its stored moment alone.
func nearest(cal workday.Calendar, t *area.Ticket, today string) ui.Clock {
	if t.NextDue == 0 {
		return ui.Clock{Text: "停表", State: "hold"}
	}
	day := dateOf(t.NextDue)
	n := cal.Between(today, day)
	switch {
	case n == 0 && day < today || n >= 0 && t.Level >= area.RungOver:
		return ui.Clock{Text: "已超期", State: "over"}
	case n < 0:
		return ui.Clock{Text: "超期" + ui.Num(int64(-n)) + "天", State: "over"}
	case n == 0:
		return ui.Clock{Text: "今日到期", State: "soon"}
	case n == 1:
		return ui.Clock{Text: "剩1天", State: "soon"}
	}
	return ui.Clock{Text: "剩" + ui.Num(int64(n)) + "天", State: "run"}
}

func dateOf(micro int64) string {
	if micro == 0 {
		return ""
	}
	return clock.FromMicro(micro).Format("2006-01-02")
}

// face draws a clock to scale: what ran, what was held, what is over, what is left.
func face(cal workday.Calendar, label string, c area.Clock, stored int64, today, note string) ui.ClockFace {
	f := ui.ClockFace{Label: label, Clock: due(cal, c, stored, today), Note: note}
	ran := c.Ran(cal, today)
	held := c.Held(cal, area.HoldPause, today) + c.Held(cal, area.HoldWait, today)
	over := max(0, ran-c.Limit)
	total := max(1, max(ran, c.Limit)+held)
	add := func(kind string, days int) {
		if days > 0 {
			f.Runs = append(f.Runs, ui.ClockRun{Kind: kind, Share: 100 * float64(days) / float64(total)})
		}
	}
	before := ran - over
	if held > 0 && len(c.Holds) > 0 {
		first := min(before, c.Ran(cal, max(c.Holds[0].From, c.Start)))
		add("", first)
		add("hold", held)
		add("", before-first)
	} else {
		add("", before)
	}
	add("over", over)
	add("left", c.Limit-ran)
	return f
}

func days(n int) string { return strconv.Itoa(n) + "个工作日" }

func kindLabel(code string) string { return area.Spec.Column("kind").OptionLabel(code) }

// unitOptions are the units that can be chosen, with nobody first.
func unitOptions(names *listing.Names, none string) []ui.Option {
	return append([]ui.Option{{Label: none}}, names.Options("unit")...)
}
