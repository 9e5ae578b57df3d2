package checkup

import (
	"fmt"
	"math"

	"lianzhang/internal/insight/outlier"
)

// sizes measures projects against their land, their jobs and the capital of who invests.
func sizes(r *Register, rules *Rules, out emit) {
	land, jobs, capital := rules.Find("land"), rules.Find("jobs"), rules.Find("capital")
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.counts() || !c.signedYet() || c.Total == 0 {
			continue
		}
		if per := float64(c.Total) / c.Land; land.On && c.Land > 0 && per > land.yuan("high") {
			out(big(c, land, per, "每亩", fmt.Sprintf("%.1f亩", c.Land), "用地面积"))
		}
		if per := float64(c.Total) / float64(c.Jobs); jobs.On && c.Jobs > 0 && per > jobs.yuan("high") {
			out(big(c, jobs, per, "每人", fmt.Sprintf("%d人", c.Jobs), "就业人数"))
		}
		if f := r.firmOf(c); capital.On && f != nil && f.Capital > 0 && float64(c.Total) >= capital.yuan("least") {
			if times := float64(c.Total) / float64(f.Capital); times > capital.Get("times") {
				d := Draft{Detector: capital.ID, Severity: grade(times, capital.Get("grave")), Amount: c.Total, Parts: []Part{part(c, "项目"), firmPart(f, "投资方")},
					Title: fmt.Sprintf("“%s”总投资是投资方注册资本的%.0f倍", c.Name, times)}
				d.Lines = []Line{of(c, "总投资", yuan(c.Total), ""), ofFirm(f, "注册资本", yuan(f.Capital), ""),
					{Label: "倍数", Value: fmt.Sprintf("%.0f倍", times), Expected: fmt.Sprintf("不超过%s倍", plain(capital.Get("times")))}, ofFirm(f, "成立日期", said(f.Founded), "")}
				out(d)
			}
		}
	}
}

func grade(v, grave float64) Severity {
	if v >= grave {
		return Grave
	}
	return Middle
}

func big(c *Case, d *Detector, per float64, unit, size, label string) Draft {
	out := Draft{Detector: d.ID, Severity: grade(per, d.yuan("grave")), Parts: []Part{part(c, "项目")}, Title: "“" + c.Name + "”" + unit + "投资" + yuan(int64(per))}
	// What the size would bear out at the upper bound is taken as real; the rest is at stake.
	out.Amount = c.Total - int64(float64(c.Total)*d.yuan("high")/per)
	out.Lines = []Line{of(c, "总投资", yuan(c.Total), ""), of(c, label, size, ""),
		{Label: unit + "投资", Value: yuan(int64(per)), Expected: "不超过" + yuan(int64(d.yuan("high")))}}
	return out
}

func firmPart(f *Firm, role string) Part {
	return Part{Kind: firmKind, ID: f.ID, Name: f.Name, Role: role}
}

func ofFirm(f *Firm, label, value, expected string) Line {
	return Line{Label: label, Value: value, Expected: expected, Kind: firmKind, ID: f.ID}
}

// measures are what projects are compared by among peers.
var measures = []struct {
	label string
	of    func(c *Case) float64
}{
	{"总投资", func(c *Case) float64 { return float64(c.Total) }},
	{"亩均投资", func(c *Case) float64 {
		if c.Land <= 0 {
			return 0
		}
		return float64(c.Total) / c.Land
	}},
	{"人均投资", func(c *Case) float64 {
		if c.Jobs <= 0 {
			return 0
		}
		return float64(c.Total) / float64(c.Jobs)
	}},
}

// peerGroup is who a project is compared with: its industry by three digits, else its chain.
func peerGroup(c *Case) string {
	if len(c.Industry) >= 3 {
		return "i" + c.Industry[:3]
	}
	return "c" + c.ChainID
}

// leastMAD keeps a group of nearly equal figures from making outliers: a tenth, on the scale of logarithms.
const leastMAD = 0.1

// peers finds projects whose figures stand far above those of their peers. A project stands out once, by the figure by which it
// stands out most.
func peers(r *Register, rules *Rules, out emit) {
	d := rules.Find("peer")
	groups := map[string][]int32{}
	for i := range r.Cases {
		if c := &r.Cases[i]; c.counts() && c.signedYet() && c.Total > 0 {
			groups[peerGroup(c)] = append(groups[peerGroup(c)], int32(i))
		}
	}
	type far struct {
		measure int
		z       float64
		spread  outlier.Spread
	}
	worst := map[int32]far{}
	for _, group := range groups {
		for m := range measures {
			var logs []float64
			for _, i := range group {
				if v := measures[m].of(&r.Cases[i]); v > 0 {
					logs = append(logs, math.Log(v))
				}
			}
			if float64(len(logs)) < d.Get("peers") {
				continue
			}
			s := outlier.Of(logs)
			for _, i := range group {
				v := measures[m].of(&r.Cases[i])
				if v <= 0 {
					continue
				}
				if z := s.Z(math.Log(v), leastMAD); z > d.Get("z") && z > worst[i].z {
					worst[i] = far{m, z, s}
				}
			}
		}
	}
	for i := range r.Cases {
		w, ok := worst[int32(i)]
		if !ok {
			continue
		}
		c, m := &r.Cases[i], measures[w.measure]
		v, middle := m.of(c), math.Exp(w.spread.Median)
		f := Draft{Detector: d.ID, Severity: Middle, Parts: []Part{part(c, "项目")}, Amount: c.Total - int64(float64(c.Total)*middle/v),
			Title: fmt.Sprintf("“%s”%s是同行中位数的%.0f倍", c.Name, m.label, v/middle)}
		f.Lines = []Line{of(c, "总投资", yuan(c.Total), ""), of(c, m.label, yuan(int64(v)), ""),
			{Label: "同行中位数", Value: yuan(int64(middle)), Expected: fmt.Sprintf("%d个同行", w.spread.N), Drifts: true},
			{Label: "稳健z值", Value: fmt.Sprintf("%.1f", w.z), Expected: "不超过" + plain(d.Get("z")), Drifts: true}}
		out(f)
	}
}
