package ranking

import (
	"fmt"
	"math"
	"strings"
	"time"

	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/region"
)

// ladderFloor is the least capacity that a step of the growth ladder stands for.
var ladderFloor = map[string]float64{"上市": 0.70, "单项冠军": 0.65, "小巨人": 0.55, "专精特新": 0.45, "规上": 0.35}

// capacity is what the firm could build: the mean of what its revenue, capital and staff tell on a logarithmic scale, not
// below what its step of the growth ladder stands for. A firm of which nothing is known is taken as 0.40.
func capacity(f *Firm) Term {
	sum, n := 0.0, 0
	var words []string
	note := func(v, low, high float64, text string) {
		if v > 0 {
			sum += clamp(math.Log10(v/low) / math.Log10(high/low))
			n++
			words = append(words, text)
		}
	}
	note(float64(f.Revenue), 5e7, 2e10, "年营收"+yi(f.Revenue))
	note(float64(f.Capital), 1e7, 1e10, "注册资本"+yi(f.Capital))
	note(float64(f.Staff), 50, 10000, fmt.Sprintf("职工%d人", f.Staff))
	v := 0.40
	if n > 0 {
		v = 0.2 + 0.8*sum/float64(n)
	}
	for step, floor := range ladderFloor {
		if strings.Contains(f.Ladder, step) {
			v = max(v, floor)
		}
	}
	if f.Ladder != "" {
		words = append(words, f.Ladder)
	}
	if len(words) == 0 {
		words = []string{"规模不详"}
	}
	return Term{TermCapacity, clamp(v), strings.Join(words, "，")}
}

func yi(yuan int64) string { return money.Yuan(yuan).Text(money.Yi, 2) }

// halfLife is after how many days a piece of evidence tells half as much.
var halfLife = map[string]float64{Growth: 365, Outside: 365, Tender: 180, News: 120}

var signalWords = map[string]string{Growth: "扩张", Outside: "对外投资", Tender: "招投标", News: "动态"}

// appetite is dated evidence that the firm is on the move: each piece lessens the doubt that remains, by its weight, halved
// with every half-life. Without any evidence it is 0.30.
func appetite(f *Firm, today string) Term {
	doubt := 1.0
	count := map[string]int{}
	latest := ""
	for _, s := range f.Signals {
		half := halfLife[s.Kind]
		age, ok := days(s.On, today)
		if half == 0 || !ok || age < 0 {
			continue
		}
		doubt *= 1 - clamp(s.Weight)*math.Exp2(-age/half)
		count[s.Kind]++
		latest = max(latest, s.On)
	}
	v := 0.3 + 0.7*(1-doubt)
	if latest == "" {
		return Term{TermAppetite, v, "没有近期证据"}
	}
	var words []string
	for _, k := range []string{Outside, Growth, Tender, News} {
		if count[k] > 0 {
			words = append(words, fmt.Sprintf("%s%d条", signalWords[k], count[k]))
		}
	}
	return Term{TermAppetite, v, strings.Join(words, "、") + "，最近" + latest}
}

func days(from, to string) (float64, bool) {
	a, err := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	return b.Sub(a).Hours() / 24, err == nil && err2 == nil
}

// ties counts the firm's recorded ties to the place.
func ties(f *Firm) int {
	n := f.Ties
	for _, s := range f.Signals {
		if s.Kind == Tie {
			n++
		}
	}
	return n
}

// withTies lessens a distance by ties: each takes three tenths of what is missing.
func withTies(near float64, n int) float64 { return 1 - (1-near)*math.Pow(0.7, float64(n)) }

// nearness is the distance between seats, lessened by ties.
func nearness(f *Firm, place string) Term {
	near := nearnessBy(place)(f.Place)
	n := ties(f)
	words := "所在地不详"
	if f.Place != "" {
		words = region.FullName(f.Place)
		if words == "" {
			words = ProvinceName(f.Place)
		}
		switch {
		case place != "" && len(place) >= 4 && strings.HasPrefix(f.Place, place[:4]):
			words += "，本市企业"
		case place != "" && strings.HasPrefix(f.Place, place[:2]):
			words += "，同省"
		}
	}
	if n > 0 {
		words += fmt.Sprintf("，与本地有%d项联系", n)
	}
	return Term{TermNear, withTies(near, n), words}
}

// nearnessBy gives how near places are to one: 1 in the same city, 0.9 in the same province, then 0.05 less for each tile of
// the provinces' schematic between them, not below 0.45. An unknown place counts as 0.6.
func nearnessBy(place string) func(string) float64 {
	cache := map[string]float64{}
	return func(other string) float64 {
		if len(other) < 2 || len(place) < 2 {
			return 0.6
		}
		if len(place) >= 4 && len(other) >= 4 && place[:4] == other[:4] && place[2:4] != "00" {
			return 1
		}
		p := other[:2]
		v, ok := cache[p]
		if !ok {
			v = 0.9
			if p != place[:2] {
				v = 0.6
				if d, known := TileDistance(place[:2], p); known {
					v = max(0.45, 0.9-0.05*d)
				}
			}
			cache[p] = v
		}
		return v
	}
}

// urgency keeps even the least urgent gap from wiping out its firms.
func urgency(score float64) float64 { return 0.5 + 0.5*clamp(score) }

func needTerm(n Need) Term {
	return Term{TermNeed, urgency(n.Urgency), fmt.Sprintf("缺口分%.0f（满分100）", 100*clamp(n.Urgency))}
}

func clamp(v float64) float64 { return min(max(v, 0), 1) }

// Sentence says in one sentence why the firm stands where it does: its two strongest grounds and its weakest.
func Sentence(terms []Term) string {
	var good []string
	weak := -1
	for i, t := range terms {
		switch t.Name {
		case TermFit:
			good = append(good, t.Words)
		case TermNeed:
		default:
			if t.Value >= 0.6 {
				good = append(good, t.Words)
			}
			if weak < 0 || t.Value < terms[weak].Value {
				weak = i
			}
		}
	}
	s := strings.Join(good, "；")
	if weak >= 0 && terms[weak].Value < 0.5 {
		s += "。短处：" + terms[weak].Words
	}
	return s
}
