package score

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// Design is a scheme as data.
type Design struct {
	Code    string        `json:"code,omitempty"` // of a shipped one
	Name    string        `json:"name,omitempty"`
	Origin  string        `json:"origin,omitempty"`
	Note    string        `json:"note,omitempty"`
	Period  period.Kind   `json:"period"`
	Subject SubjectRule   `json:"subject"`
	Items   []Item        `json:"items"` // in order; a group stands before its items
	Ties    []string      `json:"ties,omitempty"`
	Grades  []scoring.Cut `json:"grades,omitempty"` // grading by quantiles; nil = none
	Fresh   string        `json:"fresh,omitempty"`  // rule over the subjects' list: not graded yet (T)
	Lists   []ListRule    `json:"lists,omitempty"`
}

// SubjectRule says who is scored.
type SubjectRule struct {
	Kind     string   `json:"kind"`                // region, unit, chain, enterprise
	UnitKind string   `json:"unit_kind,omitempty"` // of units: department, park, …
	Where    string   `json:"where,omitempty"`     // of chains and enterprises: rule over their list
	Only     []string `json:"only,omitempty"`      // of units: these alone
}

// The kinds of subjects.
const (
	OfRegion     = "region"
	OfUnit       = "unit"
	OfChain      = "chain"
	OfEnterprise = "enterprise"
)

// SubjectKinds are the kinds of subjects with their names.
func SubjectKinds() [][2]string {
	return [][2]string{{OfRegion, "县区"}, {OfUnit, "单位"}, {OfChain, "产业链"}, {OfEnterprise, "企业"}}
}

// Group is the method of an item that only holds others together.
const Group scoring.Method = "group"

// Methods are the methods with their names, in the order in which the form offers them.
func Methods() [][2]string {
	return [][2]string{{string(Group), "分组（一级指标）"}, {string(scoring.Efficacy), "功效系数"}, {string(scoring.Ratio), "目标比值"}, {string(scoring.Steps), "分档"},
		{string(scoring.Place), "按名次"}, {string(scoring.Given), "评议打分"}, {string(scoring.Deduct), "扣分"}, {string(scoring.Bonus), "加分"}, {string(scoring.Veto), "一票否决"}}
}

// MethodLabel is the Chinese name of a method.
func MethodLabel(m scoring.Method) string {
	for _, x := range Methods() {
		if x[0] == string(m) {
			return x[1]
		}
	}
	return string(m)
}

// Item is one line of a scheme. Its number tells its place in the tree: 1.2 stands below 1.
type Item struct {
	No       string          `json:"no"`
	Name     string          `json:"name"`
	Weight   float64         `json:"weight,omitempty"`
	Method   scoring.Method  `json:"method"`
	Input    Want            `json:"input"`
	Down     bool            `json:"down,omitempty"`
	Target   float64         `json:"target,omitempty"`    // ratio: the stated target
	TargetBy string          `json:"target_by,omitempty"` // "" stated, own (of the input), last (Factor × mean of the last round)
	Factor   float64         `json:"factor,omitempty"`
	Base     float64         `json:"base,omitempty"`
	Cap      float64         `json:"cap,omitempty"`
	Each     float64         `json:"each,omitempty"`
	Most     float64         `json:"most,omitempty"`
	Limit    float64         `json:"limit,omitempty"`
	ToZero   bool            `json:"to_zero,omitempty"`
	Steps    []scoring.Step  `json:"steps,omitempty"`
	Missing  scoring.Missing `json:"missing,omitempty"`
	Bounds   bool            `json:"bounds,omitempty"`
	Min      float64         `json:"min,omitempty"`
	Max      float64         `json:"max,omitempty"`
	Givers   []string        `json:"givers,omitempty"` // units that fill a sheet; none = the office that opens the round
	Evidence bool            `json:"evidence,omitempty"`
	Note     string          `json:"note,omitempty"`
}

// The ways to a target.
const (
	TargetStated = ""
	TargetOwn    = "own"
	TargetLast   = "last"
)

// Parent is the number of the item above, "" at the top.
func (it *Item) Parent() string {
	if i := strings.LastIndexByte(it.No, '.'); i > 0 {
		return it.No[:i]
	}
	return ""
}

// Depth is how far below the top the item stands, from 0.
func (it *Item) Depth() int { return strings.Count(it.No, ".") }

// BySheet reports whether units give the value.
func (it *Item) BySheet() bool {
	return it.Method != Group && (it.Input.Source == "" || it.Input.Source == SheetSource)
}

// Leaves are the items that are scored, in order.
func (d *Design) Leaves() []*Item {
	var out []*Item
	for i := range d.Items {
		if d.Items[i].Method != Group {
			out = append(out, &d.Items[i])
		}
	}
	return out
}

// Item finds an item by its number.
func (d *Design) Item(no string) *Item {
	for i := range d.Items {
		if d.Items[i].No == no {
			return &d.Items[i]
		}
	}
	return nil
}

// Arithmetic are the leaves as the arithmetic takes them.
func (d *Design) Arithmetic() []scoring.Item {
	leaves := d.Leaves()
	out := make([]scoring.Item, len(leaves))
	for j, it := range leaves {
		out[j] = scoring.Item{Key: it.No, Weight: it.Weight, Method: it.Method, Down: it.Down, Base: it.Base, Cap: it.Cap, Each: it.Each, Most: it.Most, Limit: it.Limit,
			ToZero: it.ToZero, Steps: it.Steps, Places: it.Input.Places, Missing: it.Missing, Bounds: it.Bounds, Min: it.Min, Max: it.Max}
		if !it.Method.Weighted() {
			out[j].Weight = 0
		}
	}
	return out
}

// ties are the leaves that decide between equal scores.
func (d *Design) ties() (out []int) {
	for _, no := range d.Ties {
		for j, it := range d.Leaves() {
			if it.No == no {
				out = append(out, j)
			}
		}
	}
	return out
}

// Weights is the sum of the weights of the leaves within the 100.
func (d *Design) Weights() (sum float64) { return scoring.Round(scoring.Full(d.Arithmetic()), 6) }

// short writes a weight without needless zeros.
func short(v float64) string { return strconv.FormatFloat(scoring.Round(v, 6), 'f', -1, 64) }

const (
	most     = 200 // items
	longName = 60
)

// check says what is wrong with a design. Errors of an item are named items.N.field with N from 0.
func (d *Design) check(bad *errs.Fields) {
	if d.Period != "" && !slices.Contains(period.Kinds(), d.Period) {
		bad.Add("period", "选择考核周期")
	}
	if !slices.ContainsFunc(SubjectKinds(), func(k [2]string) bool { return k[0] == d.Subject.Kind }) {
		bad.Add("subject", "选择考核谁：县区、单位、产业链或企业")
	}
	if n := len(d.Leaves()); n == 0 || n > most {
		bad.Add("items", "至少一项，至多%d项；现有%d项", most, n)
	}
	seen := map[string]bool{}
	for i := range d.Items {
		it := &d.Items[i]
		at := func(field string) string { return fmt.Sprintf("items.%d.%s", i, field) }
		if !number(it.No) {
			bad.Add(at("no"), "序号写成1、1.2这样")
		} else if seen[it.No] {
			bad.Add(at("no"), "序号%s重复", it.No)
		}
		seen[it.No] = true
		if up := it.Parent(); up != "" && (d.Item(up) == nil || d.Item(up).Method != Group) {
			bad.Add(at("no"), "序号%s的上级%s不是分组", it.No, up)
		}
		if it.Name = strings.TrimSpace(it.Name); it.Name == "" || len([]rune(it.Name)) > longName {
			bad.Add(at("name"), "写指标名称，不超过%d字", longName)
		}
		it.check(bad, at)
	}
	d.checkWeights(bad)
	for _, no := range d.Ties {
		if d.Item(no) == nil {
			bad.Add("ties", "并列时比较的“%s”不在指标里", no)
		}
	}
}

func number(s string) bool {
	for _, part := range strings.Split(s, ".") {
		if n, err := strconv.Atoi(part); err != nil || n < 1 || n > 999 || part[0] == '+' {
			return false
		}
	}
	return true
}

func (it *Item) check(bad *errs.Fields, at func(string) string) {
	if !slices.ContainsFunc(Methods(), func(m [2]string) bool { return m[0] == string(it.Method) }) {
		bad.Add(at("method"), "选择计分方法")
		return
	}
	if it.Method.Weighted() && it.Weight <= 0 {
		bad.Add(at("weight"), "权重要大于零")
	}
	if it.Input.Places < 0 || it.Input.Places > 6 {
		bad.Add(at("places"), "小数位数0到6")
	}
	switch it.Method {
	case scoring.Ratio:
		if it.TargetBy == TargetStated && it.Target <= 0 {
			bad.Add(at("target"), "目标值要大于零，不然要除以零；或选“来源自带目标”“上轮平均的倍数”")
		}
		if it.TargetBy == TargetLast && it.Factor <= 0 {
			bad.Add(at("target"), "写倍数，例如2")
		}
	case scoring.Steps:
		if len(it.Steps) == 0 {
			bad.Add(at("steps"), "写分档，例如“90:15 80:12 60:8”")
		}
		for n := 1; n < len(it.Steps); n++ {
			if it.Steps[n-1].At > it.Steps[n].At == it.Down {
				bad.Add(at("steps"), "分档从最好的一档写起")
				break
			}
		}
		for _, s := range it.Steps {
			if s.Points > it.Weight {
				bad.Add(at("steps"), "有一档%s分，超过权重%s", short(s.Points), short(it.Weight))
				break
			}
		}
	case scoring.Deduct, scoring.Bonus:
		if it.Each <= 0 {
			bad.Add(at("each"), "写每个加（扣）多少分")
		}
		if it.Method == scoring.Bonus && it.Most <= 0 {
			bad.Add(at("most"), "加分要有封顶")
		}
	case scoring.Efficacy:
		if it.Bounds && it.Max <= it.Min {
			bad.Add(at("max"), "上限要大于下限，不然要除以零")
		}
		if it.Base < 0 || it.Base >= 1 {
			bad.Add(at("base"), "基础分占比在0到1之间，一般0.6")
		}
	}
}

// checkWeights demands 100 in all and, of each group, the sum of what stands below it.
func (d *Design) checkWeights(bad *errs.Fields) {
	below := map[string]float64{}
	for i := range d.Items {
		if it := &d.Items[i]; it.Method == Group || it.Method.Weighted() {
			below[it.Parent()] += it.Weight
		}
	}
	for i := range d.Items {
		it := &d.Items[i]
		if sum := scoring.Round(below[it.No], 6); it.Method == Group && sum != scoring.Round(it.Weight, 6) {
			bad.Add(fmt.Sprintf("items.%d.weight", i), "“%s”权重%s，下面各项合计%s，%s", it.Name, short(it.Weight), short(sum), differ(sum, it.Weight))
		}
	}
	if sum := d.Weights(); sum != 100 {
		bad.Add("weights", "各项权重合计%s，%s；加分、扣分不计在内", short(sum), differ(sum, 100))
	}
}

func differ(have, want float64) string {
	if have < want {
		return "还差" + short(want-have)
	}
	return "多了" + short(have-want)
}

// Sort puts the items into the order of their numbers.
func (d *Design) Sort() {
	slices.SortStableFunc(d.Items, func(a, b Item) int {
		x, y := strings.Split(a.No, "."), strings.Split(b.No, ".")
		for i := range min(len(x), len(y)) {
			m, _ := strconv.Atoi(x[i])
			n, _ := strconv.Atoi(y[i])
			if c := cmp.Compare(m, n); c != 0 {
				return c
			}
		}
		return cmp.Compare(len(x), len(y))
	})
}
