package report

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/review"
)

// ranked are the lines that have a rank.
func ranked(lines []Line) []Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return l.Rank == 0 })
}

// keyed are the lines that a figure can be asked of: those of a chain or county.
func keyed(lines []Line) int64 {
	n := int64(0)
	for i := range lines {
		if lines[i].Key != "" {
			n++
		}
	}
	return n
}

// chains is 二、分链情况; nothing when there are no two chains to compare.
func (w *writer) chains(f *Figures) []document.Block {
	if keyed(f.Chains) < 2 {
		return nil
	}
	out := []document.Block{document.H(1, "分链情况"), document.P(w.standing(f.Chains, "条产业链", "chain_id")...)}
	if p := w.behind(f); p != nil {
		out = append(out, document.P(p...))
	}
	return out
}

// standing tells how many are ahead of the schedule and behind it, and who leads and who is last.
func (w *writer) standing(lines []Line, what, param string) []document.Run {
	r := ranked(lines)
	if len(r) == 0 {
		return say("各", what[len("条"):], "均未安排年度计划投资，不作排名。")
	}
	ahead, level, behind := 0, 0, 0
	for i := range r {
		switch gap, _ := r[i].Gap(w.style.Decimals); {
		case gap > 0:
			ahead++
		case gap == 0:
			level++
		default:
			behind++
		}
	}
	n, each := itoa(int64(len(r))), what[:len("条")]
	first := n + what + "中，高于序时进度" + itoa(int64(ahead)) + each
	switch {
	case behind == 0:
		first = n + what + "完成率全部达到或高于序时进度"
	case behind == len(r):
		first = n + what + "完成率全部低于序时进度"
	case level > 0:
		first += "，持平" + itoa(int64(level)) + each + "，低于序时进度" + itoa(int64(behind)) + each
	default:
		first += "，低于序时进度" + itoa(int64(behind)) + each
	}
	out := []any{first, "。"}
	if len(r) <= podium*2 {
		out = append(out, "完成率从高到低依次为", w.places(r, param), "。")
	} else {
		top, bottom := cut(r)
		out = append(out, "完成率居前的是", w.places(top, param), "；居后的是", w.places(bottom, param), "。")
	}
	return say(out...)
}

// podium is how many are named at either end.
const podium = 3

// cut takes those at either end, and all who share a rank with them; those at the end worst first.
func cut(r []Line) (top, bottom []Line) {
	n := podium
	for n < len(r) && r[n].Rank == r[n-1].Rank {
		n++
	}
	m := len(r) - podium
	for m > n && r[m-1].Rank == r[m].Rank {
		m--
	}
	bottom = slices.Clone(r[max(n, m):])
	slices.Reverse(bottom)
	return r[:n], bottom
}

// places names lines with their rates; those of one rank stand together: 甲、乙（并列，94.0%）.
func (w *writer) places(lines []Line, param string) []document.Run {
	var out [][]document.Run
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && lines[j].Rank == lines[i].Rank {
			j++
		}
		var keys, names string
		for k := i; k < j; k++ {
			if k > i {
				keys, names = keys+",", names+"、"
			}
			keys, names = keys+lines[k].Key, names+lines[k].Label
		}
		tied := ""
		if j > i+1 {
			tied = "并列，"
		}
		out = append(out, say(names+"（"+tied, w.rate(lines[i].Rate(), figRate, "v1", conds{param, lines[i].Key}), "）"))
		i = j
	}
	return join(out, "、")
}

// behind names the chains farthest behind the schedule, with those who answer for them.
func (w *writer) behind(f *Figures) []document.Run {
	r := ranked(f.Chains)
	slices.SortStableFunc(r, func(a, b Line) int {
		x, _ := a.Gap(w.style.Decimals)
		y, _ := b.Gap(w.style.Decimals)
		return cmp.Compare(x, y)
	})
	var out [][]document.Run
	for i := range r {
		l := &r[i]
		gap, _ := l.Gap(w.style.Decimals)
		if gap >= 0 || i >= podium {
			break
		}
		c := conds{"chain_id", l.Key}
		clause := []any{chainLabel(l.Label), lead(l), w.gap(l, c), "，缺口", w.money(l.YearDue-l.YearDone, figShort, c)}
		if l.Lights.Red > 0 {
			clause = append(clause, "，红灯项目", w.count(l.Lights.Red, c.and("light", review.Red)))
		}
		out = append(out, say(clause...))
	}
	if out == nil {
		return nil
	}
	return say("差距较大的：", join(out, "；"), "。")
}

// lead is the lead unit in brackets.
func lead(l *Line) string {
	if l.Unit == "" {
		return ""
	}
	return "（牵头单位" + l.Unit + "）"
}

// regions is 三、分县区情况; nothing when there are no two counties to compare.
func (w *writer) regions(f *Figures) []document.Block {
	if keyed(f.Regions) < 2 {
		return nil
	}
	child := f.Names.Place.Child
	out := []document.Block{document.H(1, "分"+child+"情况"), document.P(w.standing(f.Regions, "个"+child, "region")...)}
	if p := w.regionLights(f); p != nil {
		out = append(out, document.P(p...))
	}
	return out
}

// regionLights tells the lights of the counties and who has been behind for two months or more.
func (w *writer) regionLights(f *Figures) []document.Run {
	by := map[string][]string{}
	var run []Line
	for _, l := range f.Regions {
		if l.Key == "" {
			continue
		}
		by[l.Light] = append(by[l.Light], l.Label)
		if l.MissedRun >= 2 {
			run = append(run, l)
		}
	}
	var out []any
	child := f.Names.Place.Child
	if len(by[review.Red])+len(by[review.Yellow])+len(by[review.Green]) > 0 {
		out = append(out, child+"亮灯：")
		for i, light := range []string{review.Red, review.Yellow, review.Green} {
			if i > 0 {
				out = append(out, "，")
			}
			out = append(out, lightName(light)+itoa(int64(len(by[light])))+"个")
			if n := len(by[light]); n > 0 && light != review.Green && !sameLines(by[light], run) {
				out = append(out, "（"+enumerate(by[light], 6, "个"+child)+"）")
			}
		}
		out = append(out, "。")
	}
	if len(run) == 0 {
		return say(out...)
	}
	return say(append(out, w.missedRuns(f, run))...)
}

// sameLines reports whether the names are those of the lines, which are named in the next sentence.
func sameLines(names []string, lines []Line) bool {
	return len(names) == len(lines) && !slices.ContainsFunc(lines, func(l Line) bool { return !slices.Contains(names, l.Label) })
}

// missedRuns names those behind schedule for two months or more, together by the number of months.
func (w *writer) missedRuns(f *Figures, run []Line) string {
	slices.SortStableFunc(run, func(a, b Line) int { return cmp.Compare(b.MissedRun, a.MissedRun) })
	var parts []string
	for i := 0; i < len(run); {
		var names []string
		months := run[i].MissedRun
		for ; i < len(run) && run[i].MissedRun == months; i++ {
			names = append(names, run[i].Label)
		}
		text := enumerate(names, 6, "个"+f.Names.Place.Child)
		if itoa(months)+"月" == monthName(string(f.Month)) {
			parts = append(parts, text+"年初以来各月均低于序时进度")
		} else {
			parts = append(parts, text+"连续"+itoa(months)+"个月低于序时进度")
		}
	}
	return strings.Join(parts, "；") + "。"
}

func lightName(light string) string {
	return map[string]string{review.Red: "红灯", review.Yellow: "黄灯", review.Green: "绿灯", review.None: "未评"}[light]
}
