package checkup

import (
	"fmt"
	"math"
	"time"

	"lianzhang/internal/insight/firstdigit"
	"lianzhang/internal/insight/outlier"
)

// The kinds of what findings about many records name.
const (
	unitKind   = "unit"
	regionKind = "region"
)

// habits finds units whose amounts are round, or whose dates fall on the end of the month, far more often than those of the rest.
func habits(r *Register, rules *Rules, out emit) {
	type tally struct {
		hits, n int
		amount  int64
		example []*Case
	}
	round, ends := map[string]*tally{}, map[string]*tally{}
	note := func(m map[string]*tally, c *Case, hit bool) {
		t := m[c.UnitID]
		if t == nil {
			t = &tally{}
			m[c.UnitID] = t
		}
		t.n++
		if hit {
			t.hits++
			t.amount += c.Total
			if len(t.example) < 20 && (len(t.example) == 0 || t.example[len(t.example)-1] != c) {
				t.example = append(t.example, c)
			}
		}
	}
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.counts() || !c.signedYet() || c.UnitID == "" {
			continue
		}
		if c.Total >= 1e8 { // a smaller amount cannot be a whole 亿
			note(round, c, c.Total%1e8 == 0)
		}
		for _, k := range []int{signed, started} {
			if len(c.Dates[k]) == 10 {
				note(ends, c, monthEnd(c.Dates[k]))
			}
		}
	}
	judge := func(d *Detector, m map[string]*tally, title, label string) {
		all, hits := 0, 0
		for _, t := range m {
			all, hits = all+t.n, hits+t.hits
		}
		for _, unit := range sortedKeys(m) {
			t := m[unit]
			share := float64(t.hits) / float64(t.n)
			if float64(t.n) < d.Get("least") || share < d.Get("share")/100 || all == t.n {
				continue
			}
			p := outlier.Excess(t.hits, t.n, hits, all) * float64(len(m)) // Bonferroni: as many units were looked at
			if p > d.Get("p") {
				continue
			}
			rest := float64(hits-t.hits) / float64(all-t.n)
			x := Draft{Detector: d.ID, Severity: Hint, Amount: t.amount, Parts: []Part{{Kind: unitKind, ID: unit, Name: r.unit(unit), Role: "责任单位"}}, Title: r.unit(unit) + title + percent(share)}
			x.Lines = []Line{{Label: label, Value: fmt.Sprintf("%d/%d，%s", t.hits, t.n, percent(share)), Kind: unitKind, ID: unit, Drifts: true},
				{Label: "档次", Value: "约" + percent(math.Round(share*10)/10), Expected: "每差一成算证据有变"},
				{Label: "其他单位", Value: fmt.Sprintf("%d/%d，%s", hits-t.hits, all-t.n, percent(rest)), Drifts: true},
				{Label: "巧合的机会", Value: fmt.Sprintf("%.1g", p), Expected: "精确检验，已按" + fmt.Sprint(len(m)) + "个单位校正", Drifts: true}}
			for _, c := range t.example {
				line := of(c, c.Name, yuan(c.Total), days(c))
				line.Drifts = true
				x.Lines = append(x.Lines, line)
			}
			out(x)
		}
	}
	if d := rules.Find("round"); d.On {
		judge(d, round, "整亿元的签约占", "整亿元的签约")
	}
	if d := rules.Find("monthend"); d.On {
		judge(d, ends, "落在月末三天的日期占", "月末三天的签约、开工")
	}
}

// days are the dates of a project that a habit is read from.
func days(c *Case) string {
	if c.Dates[started] == "" {
		return "签约" + said(c.Dates[signed]) + "，未开工"
	}
	return "签约" + said(c.Dates[signed]) + "，开工" + c.Dates[started]
}

func monthEnd(date string) bool {
	t, err := time.Parse(time.DateOnly, date)
	return err == nil && t.AddDate(0, 0, 3).Month() != t.Month()
}

// digits compares the first digits of a county's monthly figures with Benford's law.
func digits(r *Register, rules *Rules, out emit) {
	d := rules.Find("digits")
	for _, region := range sortedKeys(r.Digits) {
		counts := r.Digits[region]
		t := firstdigit.Test(*counts)
		if float64(t.N) < d.Get("least") || t.MAD < d.Get("mad")+firstdigit.Noise(t.N) || t.P > d.Get("p") {
			continue
		}
		x := Draft{Detector: d.ID, Severity: Hint, Parts: []Part{{Kind: regionKind, ID: region, Name: r.place(region), Role: "县区"}},
			Title: r.place(region) + "月报完成额的首位数字偏离常见规律"}
		x.Lines = []Line{{Label: "笔数", Value: fmt.Sprint(t.N), Expected: "不少于" + plain(d.Get("least")) + "笔才检验", Drifts: true},
			{Label: "档次", Value: fmt.Sprintf("偏差约%.2f", t.MAD), Expected: "每差0.01算证据有变"},
			{Label: "平均绝对偏差", Value: fmt.Sprintf("%.4f", t.MAD), Expected: fmt.Sprintf("不超过%s，同样笔数的偶然偏差约%.4f", plain(d.Get("mad")), firstdigit.Noise(t.N)), Drifts: true},
			{Label: "卡方", Value: fmt.Sprintf("%.1f，p=%.1g", t.Chi2, t.P), Expected: "笔数多时卡方容易超，以平均绝对偏差为准", Drifts: true}}
		for k, n := range counts {
			x.Lines = append(x.Lines, Line{Label: fmt.Sprintf("首位是%d", k+1), Value: fmt.Sprintf("%d笔，%.1f%%", n, 100*float64(n)/float64(t.N)),
				Expected: fmt.Sprintf("%.1f%%", 100*firstdigit.Expected(k+1)), Drifts: true})
		}
		x.Lines = append(x.Lines, Line{Label: "说明", Value: "只说明整批数字值得抽查，单独不能证明任何一笔有假", Expected: "与其他发现合看"})
		out(x)
	}
}
