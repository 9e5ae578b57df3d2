package checkup

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/project"
)

// crowded is from how many projects under one key on the key says nothing: all of a group's, or a form's words.
const crowded = 300

// likeness is how much two projects are alike, by part.
type likeness struct {
	Firm, Title, Site, Amount, Text float64
	Other                           bool // their names speak of different numbers or phases
}

// score weighs the parts.
func (l likeness) score() float64 {
	return .35*l.Firm + .25*l.Title + .2*l.Amount + .1*l.Site + .1*l.Text
}

// compare says how much two projects are alike. Names of firms, which are dear to compare, are left apart where the rest is so far
// from alike that it would not reach least.
func (r *Register) compare(a, b *Case, least float64) (l likeness) {
	l = r.rest(a, b)
	l.Firm = 1
	if l.score() < least && !r.oneFirm(a, b) && l.Title < .85 {
		l.Firm = 0
		return l
	}
	l.Firm = r.sameFirm(a, b)
	return l
}

// oneFirm reports whether two projects have one investor beyond doubt.
func (r *Register) oneFirm(a, b *Case) bool {
	return a.USCC != "" && a.USCC == b.USCC || (a.USCC == "" || b.USCC == "") && a.firm >= 0 && b.firm >= 0 && (a.firm == b.firm || r.normals[a.firm] == r.normals[b.firm])
}

// rest is how much two projects are alike, their investors left out.
func (r *Register) rest(a, b *Case) (l likeness) {
	l.Title = sameness.Likeness(&a.title, &b.title)
	if a.normal == b.normal {
		l.Title = 1
	} else if a.numbers != "" && b.numbers != "" && a.numbers != b.numbers {
		l.Other, l.Title = true, l.Title/2
	}
	switch small, large := min(a.Total, b.Total), max(a.Total, b.Total); {
	case small == 0:
		l.Amount = .4
	case small == large:
		l.Amount = 1
	case float64(small) >= .95*float64(large):
		l.Amount = .8
	case float64(small) >= .8*float64(large):
		l.Amount = .4
	}
	switch {
	case a.Address != "" && b.Address != "":
		if fold(a.Address) == fold(b.Address) {
			l.Site = 1
		} else if a.Region == b.Region {
			l.Site = .3
		}
	case a.Region != b.Region:
	case a.Park != "" && a.Park == b.Park:
		l.Site = .7
	default:
		l.Site = .4
	}
	if a.Land > 0 && a.Land == b.Land {
		l.Site = max(l.Site, .6)
	}
	l.Text = .3
	if !a.Content.Empty() && !b.Content.Empty() {
		l.Text = sameness.Likeness(&a.Content, &b.Content)
	}
	return l
}

// sameFirm is how surely two projects have one investor. Different codes are two firms.
func (r *Register) sameFirm(a, b *Case) float64 {
	switch {
	case r.oneFirm(a, b):
		return 1
	case a.firm < 0 || b.firm < 0:
		return 0
	case a.USCC != "" && b.USCC != "":
		return 0
	}
	score, _ := firmname.Likeness(r.names[a.firm], r.names[b.firm])
	return score
}

// pairs tells the pairs of projects that may be one, each once. With Only they are that project's own, and those of its namesakes,
// which make one finding with it.
func (r *Register) pairs(fn func(i, j int32)) {
	if r.Only != "" {
		own, ok := r.at[r.Only]
		for i := range r.Cases {
			for j := i + 1; ok && j < len(r.Cases); j++ {
				if int32(i) == own || int32(j) == own || r.Cases[i].normal == r.Cases[own].normal && r.Cases[j].normal == r.Cases[own].normal {
					fn(int32(i), int32(j))
				}
			}
		}
		return
	}
	f := sameness.NewFiler(crowded, len(r.Cases))
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.counts() || !c.signedYet() {
			continue
		}
		for _, k := range r.keys(f, c) {
			f.File(int32(i), k)
		}
	}
	f.Near = r.nearFirms()
	f.Pairs(fn)
	r.Uncommon = f.Skipped
}

// nearFirms tells whether two projects may have one investor, which all that twins finds asks for. It is asked of very many pairs:
// what it looks at is kept by itself, so that the large records stay out of the way.
func (r *Register) nearFirms() func(i, j int32) bool {
	firms, codes := make([]int32, len(r.Cases)), make([]int32, len(r.Cases))
	ids := map[string]int32{}
	number := func(s string) int32 {
		n, ok := ids[s]
		if !ok {
			n = int32(len(ids)) + 1
			ids[s] = n
		}
		return n
	}
	for i := range r.Cases {
		c := &r.Cases[i]
		if firms[i] = c.firm; c.USCC != "" {
			codes[i] = number(c.USCC)
		}
	}
	normals := make([]int32, len(r.normals))
	for i, n := range r.normals {
		normals[i] = number("·" + n)
	}
	return func(i, j int32) bool {
		a, b := firms[i], firms[j]
		switch {
		case a == b, codes[i] != 0 && codes[i] == codes[j]:
			return true
		case a < 0 || b < 0:
			return false
		}
		return normals[a] == normals[b] || firmname.Near(r.names[a], r.names[b])
	}
}

// keys are what two records of one project would share: its firm, its name, its amount on the same ground, its content.
func (r *Register) keys(f *sameness.Filer, c *Case) []uint64 {
	amount := fmt.Sprint(c.Total)
	var keys []uint64
	if c.firm < 0 {
		keys = append(keys, f.Key('n', c.normal))
	}
	if c.USCC != "" {
		keys = append(keys, f.Key('u', c.USCC))
	}
	if c.firm >= 0 {
		keys = append(keys, f.Key('f', r.normals[c.firm]))
		if brand := r.names[c.firm].Key(); c.Total > 0 {
			keys = append(keys, f.Key('b', brand, amount))
		}
	}
	if c.Total > 0 {
		if c.Address != "" {
			keys = append(keys, f.Key('a', amount, fold(c.Address)))
		}
		if c.Land > 0 && c.Park != "" {
			keys = append(keys, f.Key('l', amount, fmt.Sprint(c.Land), c.Park))
		}
		keys = append(keys, f.Key('m', c.normal, amount))
		ground := c.Region
		if c.Land > 0 {
			ground = fmt.Sprint(c.Land)
		}
		for _, band := range c.title.Bands() {
			keys = append(keys, f.Key('t', strconv.FormatUint(band, 36), amount, ground))
		}
	}
	return keys
}

// twins finds projects that are registered twice. Copies under one name make one finding, however many they are.
func twins(r *Register, rules *Rules, out emit) {
	exact, fuzzy := rules.Find("twin"), rules.Find("alike")
	least, grave, firm := fuzzy.Get("score"), fuzzy.Get("grave"), fuzzy.Get("firm")
	copies := newUnion(len(r.Cases))
	r.pairs(func(i, j int32) {
		a, b := &r.Cases[i], &r.Cases[j]
		if !a.counts() || !b.counts() || !a.signedYet() || !b.signedYet() {
			return
		}
		l := r.compare(a, b, least)
		switch score := l.score(); {
		case (l.Firm == 1 || a.firm < 0 && b.firm < 0) && a.normal == b.normal:
			copies.join(i, j)
		case l.Other || !fuzzy.On || r.phases(a, b, rules):
		case score >= least && l.Firm >= firm, l.Title >= .85 && l.Amount == 1 && l.Site >= .6 && l.Text >= .8 && l.Firm > 0:
			severity := Middle
			if score >= grave {
				severity = Grave
			}
			out(r.alike(severity, a, b, l))
		}
	})
	if !exact.On {
		return
	}
	for _, group := range copies.groups() {
		out(r.copies(group))
	}
}

// copies is the finding of projects under one name of one firm: the first is taken for the real one, the others are at stake.
func (r *Register) copies(group []int32) Draft {
	slices.SortFunc(group, func(i, j int32) int {
		if a, _ := earlier(&r.Cases[i], &r.Cases[j]); a == &r.Cases[i] {
			return -1
		}
		return 1
	})
	head := &r.Cases[group[0]]
	d := Draft{Detector: "twin", Severity: Grave, Title: fmt.Sprintf("“%s”登记了%d次", head.Name, len(group))}
	var sum, most int64
	amounts := map[int64]bool{}
	for n, i := range group {
		c := &r.Cases[i]
		role := "疑似重复"
		if n == 0 {
			role = "在先登记"
		}
		d.Parts = append(d.Parts, part(c, role))
		d.Lines = append(d.Lines, of(c, role, strings.TrimRight(yuan(c.Total)+"　"+r.place(c.Region)+"　"+c.Investor, "　"), "签约"+said(c.Dates[signed])))
		sum, most = sum+c.Total, max(most, c.Total)
		amounts[c.Total] = true
	}
	d.Amount = sum - most
	d.Lines = append(d.Lines, Line{Label: "合计", Value: yuan(sum), Expected: "只计一次为" + yuan(most)})
	if len(amounts) > 1 {
		d.Lines = append(d.Lines, Line{Label: "金额不一", Value: fmt.Sprintf("%d种", len(amounts)), Expected: "同一项目只有一个合同额"})
	}
	return d
}

// phases reports whether one of two projects is a later phase or a supplement of the other, which other detectors tell.
func (r *Register) phases(a, b *Case, rules *Rules) bool {
	for _, id := range []string{"phase", "supplement"} {
		d := rules.Find(id)
		if (d.has(a.Name, a.Class) == "") != (d.has(b.Name, b.Class) == "") {
			return true
		}
	}
	return false
}

// earlier puts the project that was signed first before the other; without dates the one that was registered first.
func earlier(a, b *Case) (*Case, *Case) {
	x, y := a.Dates[signed], b.Dates[signed]
	if y != "" && (x == "" || y < x) || x == y && b.ID < a.ID {
		return b, a
	}
	return a, b
}

func (r *Register) alike(severity Severity, a, b *Case, l likeness) Draft {
	a, b = earlier(a, b)
	d := Draft{Detector: "alike", Severity: severity, Amount: min(a.Total, b.Total), Parts: []Part{part(b, "疑似重复"), part(a, "在先登记")},
		Title: "“" + b.Name + "”与“" + a.Name + "”疑似同一项目"}
	if d.Amount == 0 {
		d.Amount = max(a.Total, b.Total)
	}
	d.Lines = []Line{
		{Label: "综合相似度", Value: percent(l.score()), Expected: "不同项目一般不到50%"},
		of(b, "投资方", said(b.Investor), "在先："+said(a.Investor)+"（相似"+percent(l.Firm)+"）"),
		of(b, "项目名称", b.Name, "在先："+a.Name+"（相似"+percent(l.Title)+"）"),
		of(b, "总投资", yuan(b.Total), "在先："+yuan(a.Total)),
		of(b, "县区", r.place(b.Region), "在先："+r.place(a.Region)),
		of(b, "签约", said(b.Dates[signed]), "在先："+said(a.Dates[signed])),
	}
	if a.Total != b.Total && a.Total > 0 && b.Total > 0 {
		d.Lines = append(d.Lines, Line{Label: "两处金额不一", Value: yuan(max(a.Total, b.Total) - min(a.Total, b.Total)), Expected: "同一项目只有一个合同额"})
	}
	return d
}

// base finds the earlier project of the same firm that a later phase or a supplement belongs to: the one with the most alike name.
func (r *Register) base(c *Case, group []int32, firm float64, skip func(*Case) bool) *Case {
	var found *Case
	best := 0.0
	for _, j := range group {
		o := &r.Cases[j]
		if o.ID == c.ID || skip(o) || !o.counts() || !o.signedYet() || r.sameFirm(c, o) < firm {
			continue
		}
		if c.Dates[signed] != "" && o.Dates[signed] > c.Dates[signed] {
			continue
		}
		if s := sameness.Held(&o.title, &c.title); s > best && s >= .5 {
			best, found = s, o
		}
	}
	return found
}

// byFirm files the signed projects by investor.
func (r *Register) byFirm() map[string][]int32 {
	out := map[string][]int32{}
	for i := range r.Cases {
		if c := &r.Cases[i]; c.firm >= 0 && c.counts() && project.StageRank(c.Stage) >= 0 {
			k := r.normals[c.firm]
			out[k] = append(out[k], int32(i))
		}
	}
	return out
}
