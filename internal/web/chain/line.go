package chain

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/review"
	"lianzhang/internal/web/ui"
)

// line is a row of the cockpit's table.
type line struct {
	Light           ui.Light
	Why             string // tooltip of the light
	Name, URL       string
	Chief           string
	Bar             *ui.Bar // nil without a plan
	Lights          ui.Lights
	LightsURL       string
	Started         string // 开工率
	StartedURL      string
	StartedOf       string // numerator and denominator, for the tooltip
	Growth          string // of the month over that of the year before
	Down            bool
	Spark           ui.Spark
	Orders, Late    int64
	OrdersURL       string
	Week, WeekTitle string
	Quiet           bool // the week brought nothing
}

func lineOf(r *desk.Row, c *desk.Cockpit) line {
	l := line{Light: ui.Lamp(ui.LetterOf(r.Light)), Why: r.Text, Name: r.Name, Chief: r.Chief, Orders: r.Orders.Open, Late: r.Orders.Late,
		Lights:    ui.Lights{Green: int(r.Lights.Green), Yellow: int(r.Lights.Yellow), Red: int(r.Lights.Red)},
		Started:   percent(r.Rates.Started, r.Rates.Signed),
		StartedOf: ui.Num(r.Rates.Started) + "/" + ui.Num(r.Rates.Signed) + "，开工率口径v2",
		Spark:     ui.NewSpark("近12个月完成投资", trend(r.Months), true)}
	row := r
	if r == &c.All {
		row = nil
	}
	l.LightsURL = ledger(row, c.By, "stage", standing, "light", "green,yellow,red")
	l.StartedURL = ledger(row, c.By, "stage", everSigned)
	switch {
	case row == nil:
	case c.By == desk.ByChain && r.ID != "":
		l.URL = address(r.ID)
		l.OrdersURL = l.URL + "#comments"
	default:
		l.URL = ledger(row, c.By, "stage", standing)
	}
	if r.YearPlan > 0 {
		letter := ui.LetterOf(r.Light)
		if r.YearDone >= r.YearDue {
			letter = ui.None // what is ahead of its schedule has no shortfall to colour
		} else if letter == ui.Green {
			letter = ui.Yellow
		}
		b := ui.NewBar(r.Rate()*100, r.Schedule()*100, letter)
		l.Bar = &b
	}
	l.growth(r.Months)
	l.week(r, c)
	return l
}

// trend drops the month of the year before.
func trend(months []int64) []float64 {
	var out []float64
	for i, yuan := range months {
		if i > 0 {
			out = append(out, float64(yuan)/1e8)
		}
	}
	return out
}

// growth compares the last month with the same month a year before.
func (l *line) growth(months []int64) {
	l.Growth = "—"
	if len(months) > 1 && months[0] > 0 {
		v := tenth((float64(months[len(months)-1])/float64(months[0]) - 1) * 100)
		l.Growth, l.Down = ui.Signed(v, 1), v < 0
	}
}

// week says in a few words what the last seven days brought.
func (l *line) week(r *desk.Row, c *desk.Cockpit) {
	w := r.Week
	switch {
	case w.Red > 0 && w.Name != "":
		l.Week = "红灯+" + ui.Num(w.Red) + "：" + w.Name
	case w.Red > 0:
		l.Week = "红灯+" + ui.Num(w.Red)
	case w.Red < 0:
		l.Week = "红灯" + ui.Num(w.Red)
	}
	if w.Better > 0 {
		l.Week = comma(l.Week, "转绿"+ui.Num(w.Better)+"个")
	}
	if lack := r.Filing.Due - r.Filing.Done; lack > 0 && w.Red <= 0 {
		l.Week = comma(l.Week, monthName(c.Month)+"报送缺"+ui.Num(lack)+"个")
	}
	if l.WeekTitle = l.Week; l.Week == "" {
		l.Week, l.Quiet = "无变化", true
	}
	if r.Light != review.None && r.Text != "" && l.Quiet {
		l.Week, l.WeekTitle, l.Quiet = r.Text, r.Text, false
	}
}

func comma(a, b string) string {
	if a == "" {
		return b
	}
	return a + "，" + b
}
