package checkup

import (
	"slices"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/insight/firmname"
)

const firmKind = enterprise.Kind

// rebirths finds investors that were founded shortly before the signing and are an older firm of the register under a new name.
func rebirths(r *Register, rules *Rules, out emit) {
	d := rules.Find("rebirth")
	by := r.marks()
	for i := range r.Cases {
		c := &r.Cases[i]
		young := r.firmOf(c)
		if young == nil || !c.counts() || !c.signedYet() || young.Founded == "" {
			continue
		}
		age, ok := span(young.Founded, c.Dates[signed])
		if !ok || age < 0 || float64(age) > d.Get("days") {
			continue
		}
		old, why, points := r.older(young, by)
		if old == nil || float64(points) < d.Get("marks") {
			continue
		}
		f := Draft{Detector: d.ID, Severity: Middle, Amount: c.Total, Parts: []Part{part(c, "项目"), firmPart(young, "新注册"), firmPart(old, "在册老企业")},
			Title: "“" + c.Name + "”的投资方像老企业“" + old.Name + "”翻新注册"}
		if points >= 5 {
			f.Severity = Grave
		}
		f.Lines = append([]Line{ofFirm(young, "新企业成立", young.Founded, "签约："+said(c.Dates[signed])), ofFirm(young, "新信用代码", said(young.USCC), "老："+said(old.USCC)),
			ofFirm(old, "老企业成立", said(old.Founded), "")}, why...)
		out(f)
	}
}

// marks files firms by what a firm keeps when it takes a new name.
func (r *Register) marks() map[string][]int32 {
	by := map[string][]int32{}
	for i := range r.Firms {
		f := &r.Firms[i]
		add := func(k string) { by[k] = append(by[k], int32(i)) }
		if f.Address != "" {
			add("a" + fold(f.Address))
		}
		for _, p := range f.People {
			add("p" + p)
		}
		add("n" + firmname.Fold(f.Name))
		for _, x := range strings.Split(f.Former, "、") {
			if x != "" {
				add("n" + firmname.Fold(x))
			}
		}
	}
	return by
}

// older is the older firm with the most marks in common, and what they are.
func (r *Register) older(young *Firm, by map[string][]int32) (*Firm, []Line, int) {
	keys := []string{"n" + firmname.Fold(young.Name)}
	if young.Address != "" {
		keys = append(keys, "a"+fold(young.Address))
	}
	for _, p := range young.People {
		keys = append(keys, "p"+p)
	}
	for _, x := range strings.Split(young.Former, "、") {
		if x != "" {
			keys = append(keys, "n"+firmname.Fold(x))
		}
	}
	var candidates []int32
	for _, k := range keys {
		if len(by[k]) <= crowded {
			candidates = append(candidates, by[k]...)
		}
	}
	slices.Sort(candidates)
	var best *Firm
	var lines []Line
	points := 0
	for _, j := range slices.Compact(candidates) {
		o := &r.Firms[j]
		if o.ID == young.ID || o.Founded == "" || o.Founded >= young.Founded || o.USCC != "" && o.USCC == young.USCC {
			continue
		}
		if n, why := common(young, o); n > points {
			best, lines, points = o, why, n
		}
	}
	return best, lines, points
}

// common counts what two firms share.
func common(young, old *Firm) (points int, why []Line) {
	if former(young, old) || former(old, young) {
		points += 3
		why = append(why, ofFirm(young, "曾用名", said(young.Former), "老企业："+old.Name))
	}
	if young.Address != "" && fold(young.Address) == fold(old.Address) {
		points += 2
		why = append(why, ofFirm(old, "同一地址", old.Address, ""))
	}
	for _, p := range young.People {
		if slices.Contains(old.People, p) {
			points += 2
			why = append(why, ofFirm(old, "同一联系人", p, ""))
			break
		}
	}
	if points > 0 {
		if score, _ := firmname.Likeness(firmname.Split(young.Name), firmname.Split(old.Name)); score >= firmname.Review {
			points++
			why = append(why, ofFirm(old, "名称相近", old.Name, "相似"+percent(score)))
		}
	}
	return points, why
}

func former(a, b *Firm) bool {
	return slices.ContainsFunc(strings.Split(a.Former, "、"), func(x string) bool { return x != "" && firmname.Fold(x) == firmname.Fold(b.Name) })
}
