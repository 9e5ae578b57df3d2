package chain

import (
	"math"
	"strings"
	"time"

	"lianzhang/internal/desk"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// words puts figures of chains into words.
type words struct {
	names *listing.Names
	today string
	// reply is the day by which a decision asks for an answer.
	reply string
}

// replyDays is how many working days an instruction gives unless its writer says otherwise.
const replyDays = 5

func (h *handlers) words(q *web.Req) (*words, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	return &words{names: names, today: q.Today(), reply: h.Desk.Calendar().Add(q.Today(), replyDays)}, nil
}

// title counts what the table has: 八条产业链, 十一个县区.
func title(c *desk.Cockpit) string {
	n := 0
	for i := range c.Rows {
		if c.Rows[i].ID != "" {
			n++
		}
	}
	if c.By == desk.ByCounty {
		return han(n) + "个县区"
	}
	return han(n) + "条产业链"
}

// han spells numbers up to 99 as titles do: 两条, 十一个.
func han(n int) string {
	d := []rune("〇一二三四五六七八九")
	switch {
	case n == 2:
		return "两"
	case n < 0 || n > 99:
		return ui.Num(int64(n))
	case n < 10:
		return string(d[n])
	}
	s := "十"
	if n >= 20 {
		s = string(d[n/10]) + s
	}
	if n%10 > 0 {
		s += string(d[n%10])
	}
	return s
}

// lede counts the lights of the rows and tells the week's changes.
func lede(c *desk.Cockpit) string {
	count := map[string]int64{}
	for i := range c.Rows {
		count[c.Rows[i].Light]++
	}
	s := ""
	for _, l := range []struct{ light, word string }{{review.Red, "红"}, {review.Yellow, "黄"}, {review.Green, "绿"}} {
		if count[l.light] > 0 {
			s += ui.Num(count[l.light]) + l.word
		}
	}
	if s == "" {
		s = "没有可评灯的年度计划"
	}
	w := c.All.Week
	switch {
	case w.Red > 0:
		s += "；比上周新增红灯项目" + ui.Num(w.Red) + "个"
	case w.Red < 0:
		s += "；比上周减少红灯项目" + ui.Num(-w.Red) + "个"
	default:
		s += "；红灯项目与上周持平"
	}
	if w.Better > 0 {
		s += "，转绿" + ui.Num(w.Better) + "个"
	}
	return s + "。投资为" + span(c.Month)
}

// span is 1—10月.
func span(m period.Period) string {
	if name := monthName(m); name != "1月" {
		return "1—" + name
	}
	return "1月"
}

func monthName(m period.Period) string {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return string(m)
	}
	return t.Format("1月")
}

// scopeName is what the total row is a total of.
func (w *words) scopeName(q *web.Req, c *desk.Cockpit) string {
	if q.Actor.Scope.All {
		return "全市"
	}
	if d := w.names.Dir; q.Actor.Scope.ByRegion() && len(q.Actor.Scope.Chains) == 0 {
		return nameOf(d, q.Actor.Region)
	}
	return "合计"
}

func nameOf(d *org.Directory, region string) string {
	if d.Region(region) == nil {
		return "合计"
	}
	return d.RegionName(region)
}

// percent is a rate with one decimal, — without a whole.
func percent(num, den int64) string {
	if den == 0 {
		return "—"
	}
	return ui.Dec(tenth(float64(num)/float64(den)*100), 1)
}

// tenth rounds to one decimal, halves away from zero.
func tenth(v float64) float64 { return math.Round(v*10+math.Copysign(1e-9, v)) / 10 }

// plainYi is an amount in 亿元 with one decimal and no separators, as fractions have it.
func plainYi(yuan int64) string { return strings.ReplaceAll(ui.Yi1(yuan), ",", "") }
