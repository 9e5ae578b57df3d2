package checkup

import (
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/insight/sameness"
)

// copies finds reports that repeat themselves while the investment grows.
func copies(r *Register, rules *Rules, out emit) {
	d := rules.Find("copied")
	for _, run := range r.Runs {
		c := &r.Cases[run.Case]
		if float64(run.Months) < d.Get("months") || float64(len([]rune(run.Words))) < d.Get("letters") || d.has(run.Words) != "" || run.Done <= 0 {
			continue
		}
		out(Draft{Detector: d.ID, Severity: Middle, Amount: run.Done, About: run.From, Parts: []Part{part(c, "项目")},
			Title: fmt.Sprintf("“%s”连续%d个月的形象进度一字不差", c.Name, run.Months),
			Lines: []Line{of(c, "形象进度", run.Words, ""), of(c, "月份", run.From+"至"+run.To, fmt.Sprintf("连续不超过%d个月", int(d.Get("months"))-1)),
				of(c, "其间完成投资", yuan(run.Done), "有投资就应有新的进度")}})
	}
}

// likeText is the likeness from which two progress texts are one.
const likeText = 0.8

// shared finds texts that several projects used in the same month.
func shared(r *Register, rules *Rules, out emit) {
	d := rules.Find("shared")
	months := map[string][]int32{}
	for i := range r.Shared {
		if t := &r.Shared[i]; float64(t.Letters) >= d.Get("letters") {
			months[t.Period] = append(months[t.Period], int32(i))
		}
	}
	for _, period := range sortedKeys(months) {
		texts := months[period]
		f := sameness.NewFiler(crowded, len(texts))
		for k, i := range texts {
			f.File(int32(k), r.Shared[i].Hash)
			for _, band := range r.Shared[i].Sketch.Bands() {
				f.File(int32(k), band)
			}
		}
		join := newUnion(len(texts))
		f.Pairs(func(a, b int32) {
			x, y := &r.Shared[texts[a]], &r.Shared[texts[b]]
			if x.Hash == y.Hash || sameness.Likeness(&x.Sketch, &y.Sketch) >= likeText {
				join.join(a, b)
			}
		})
		for _, group := range join.groups() {
			if n := float64(len(group)); n < d.Get("projects") || n > d.Get("most") {
				continue
			}
			x := Draft{Detector: d.ID, Severity: Middle, About: period, Title: fmt.Sprintf("%s有%d个项目的形象进度几乎一样", period, len(group))}
			for _, k := range group {
				t := &r.Shared[texts[k]]
				c := &r.Cases[t.Case]
				x.Parts = append(x.Parts, part(c, "用了这段文字"))
				x.Lines = append(x.Lines, of(c, c.Name, t.Words, "当月完成"+yuan(t.Done)))
				x.Amount += t.Done
			}
			out(x)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// union joins items into groups.
type union struct{ up []int32 }

func newUnion(n int) *union {
	u := &union{up: make([]int32, n)}
	for i := range u.up {
		u.up[i] = int32(i)
	}
	return u
}

func (u *union) top(i int32) int32 {
	for u.up[i] != i {
		u.up[i] = u.up[u.up[i]]
		i = u.up[i]
	}
	return i
}

func (u *union) join(a, b int32) {
	a, b = u.top(a), u.top(b)
	u.up[max(a, b)] = min(a, b)
}

// groups are those of two or more, each ascending, by their first.
func (u *union) groups() [][]int32 {
	by := map[int32][]int32{}
	for i := range u.up {
		t := u.top(int32(i))
		by[t] = append(by[t], int32(i))
	}
	var out [][]int32
	for i := range u.up {
		if g := by[int32(i)]; len(g) > 1 {
			out = append(out, g)
		}
	}
	return out
}

// clean is a text without blanks and marks, to tell whether two are the same word for word.
func clean(text string) string {
	return strings.Map(func(x rune) rune {
		if strings.ContainsRune(" \t\r\n　，。；、,.;:：！!（）()“”\"", x) {
			return -1
		}
		return x
	}, text)
}
