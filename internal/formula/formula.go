// Package formula is the registry of definitions (口径库): every rate and every count that the product prints, as data. A
// definition is a numerator and a denominator in the rule language over the columns of one list, with a version. Versions
// never change once they are adopted; a changed definition is a new version beside the old one.
//
// One text does everything: it is compiled to SQL and asked of many rows in one scan, evaluated in memory for rows that are
// at hand, and written into the address of the list that shows the records behind a number. The three agree by
// construction, and tests hold them to it.
package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table of definitions.
const Kind = "formula"

// Shape says what a definition makes of its rules.
type Shape string

// The shapes. A rate is flat when all that belongs is below the line, chained when the step before is. A count counts the
// rows for which Num holds, a sum adds up Num, a mean divides its sum by the rows where it is known, a percentile is the
// value that so many of the rows do not exceed (nearest rank). Den narrows the rows of means and percentiles.
const (
	Count   Shape = "count"
	Sum     Shape = "sum"
	Flat    Shape = "flat"
	Chained Shape = "chained"
	Mean    Shape = "mean"
	P50     Shape = "p50"
	P90     Shape = "p90"
)

// Shapes are the shapes with their names, in the order of pages.
func Shapes() [][2]string {
	return [][2]string{{string(Count), "计数"}, {string(Sum), "合计"}, {string(Flat), "平比"}, {string(Chained), "逐级比"}, {string(Mean), "均值"},
		{string(P50), "中位数"}, {string(P90), "九成分位数"}}
}

// Label is the Chinese name of a shape.
func (s Shape) Label() string {
	for _, x := range Shapes() {
		if x[0] == string(s) {
			return x[1]
		}
	}
	return string(s)
}

// Rate reports whether the shape divides a numerator by a denominator, both by rule.
func (s Shape) Rate() bool { return s == Flat || s == Chained }

// percent is the percentile of the shape, 0 for others.
func (s Shape) percent() float64 {
	return map[Shape]float64{P50: 50, P90: 90}[s]
}

// The states of a version.
const (
	Draft   = "draft"
	Adopted = "adopted"
	Retired = "retired"
)

// StateLabel is the Chinese name of a state.
func StateLabel(state string) string {
	return map[string]string{Draft: "草案", Adopted: "采用", Retired: "停用"}[state]
}

// Definition is one version of a definition, as it is stored and shipped.
type Definition struct {
	ID       string `db:"id" json:"-"`
	Code     string `db:"code" json:"code"`                   // "start_rate", in addresses and programs
	Name     string `db:"name" json:"name"`                   // "开工率"
	Number   int64  `db:"number" json:"number"`               // version of the definition, from 1
	List     string `db:"list" json:"list"`                   // kind of the list: "project"
	Shape    Shape  `db:"shape" json:"shape"`                 //
	Num      string `db:"num" json:"num"`                     // a condition counts rows, an amount is added up
	Den      string `db:"den" json:"den,omitempty"`           // likewise; "" where the shape has none
	Unit     string `db:"unit" json:"unit,omitempty"`         // of what is no rate: 个, 万元, 天
	Decimals int64  `db:"decimals" json:"decimals,omitempty"` // shown
	Cohort   string `db:"cohort" json:"cohort,omitempty"`     // date column that decides who belongs to a window; "" = windows do not apply
	Step     string `db:"step" json:"step,omitempty"`         // step of the chain picture that the rate leads to, "" = none
	Note     string `db:"note" json:"note"`                   // what is counted, in words
	Origin   string `db:"origin" json:"origin,omitempty"`     // where it is used, with a published case
	State    string `db:"state" json:"state"`                 //
	Shipped  bool   `db:"shipped" json:"-"`
	// AdoptedOn is the first day on which the version is in force, "" with Adopted = since ever; RetiredOn is the first day
	// on which it is not any more.
	AdoptedOn string `db:"adopted_on" json:"-"`
	RetiredOn string `db:"retired_on" json:"-"`
	ByName    string `db:"by_name" json:"-"` // who adopted it
	Reason    string `db:"reason" json:"-"`
	Sort      int64  `db:"sort" json:"-"`
	CreatedAt int64  `db:"created_at" json:"-"`
	CreatedBy string `db:"created_by" json:"-"`
	Version   int64  `db:"version" json:"-"`
}

// Label is the name that papers print, 开工率v2.
func (d *Definition) Label() string { return fmt.Sprintf("%sv%d", d.Name, d.Number) }

// Ref names the version.
func (d *Definition) Ref() record.Ref { return record.Ref{Kind: Kind, ID: d.ID} }

// InForce reports whether the version was adopted on a day.
func (d *Definition) InForce(day string) bool {
	return d.State != Draft && d.AdoptedOn <= day && (d.RetiredOn == "" || d.RetiredOn > day)
}

// slot: a code has one adopted version of each slot, so that a flat and a chained rate stand side by side.
func (d *Definition) slot() string {
	if d.Shape == Chained {
		return d.Code + "/chained"
	}
	return d.Code
}

// Ask is what somebody asks of a definition. Dates are "2026-11-22". From and To bound the cohort's date, both inclusive;
// "" is open, and rows without the date belong only when both are. States are those as of AsOf, "" = today. Region and Unit
// take in all below.
type Ask struct {
	From, To, AsOf      string
	Where               string // extra rule over the columns of the list
	Region, Unit, Chain string
}

// Value is what a definition gives. Rate is the figure itself for every shape: the ratio, the count, the sum in yuan, the
// mean, the percentile. Den of means and percentiles is the number of rows with a known value.
type Value struct {
	Num, Den float64
	Rate     float64
	OK       bool   // false: the denominator is 0 or nothing is known
	Formula  string // 开工率v2
	NumURL   string // list of the records that were counted
	DenURL   string // "" without a denominator

	Shape    Shape
	Unit     string
	Decimals int
	Amount   bool // Num, and Den of a rate, are yuan
}

// String is the figure as pages and papers show it: 86.5%, 1,515个, 12.5亿元, or — when there is none.
func (v Value) String() string {
	switch {
	case !v.OK:
		return "—"
	case v.Shape.Rate():
		return Percent(v.Num, v.Den, v.Decimals)
	}
	return Figure(v.Rate, v.Unit, v.Decimals)
}

// Why says what is missing when there is no figure.
func (v Value) Why() string {
	switch {
	case v.OK:
		return ""
	case v.Shape.Rate():
		return "分母为0"
	}
	return "没有已知的值"
}

// Percent writes a share in percent, rounded half up from the exact quotient of two whole numbers.
func Percent(num, den float64, decimals int) string {
	scale := math.Pow(10, float64(decimals))
	return strconv.FormatFloat(math.Round(num*100*scale/den)/scale, 'f', decimals, 64) + "%"
}

// Figure writes a number in a unit; amounts in 万元 and 亿元 are given in yuan.
func Figure(n float64, unit string, decimals int) string {
	switch unit {
	case "万元":
		n /= float64(money.Wan)
	case "亿元":
		n /= float64(money.Yi)
	case "%":
		n *= 100
	}
	return group(strconv.FormatFloat(n, 'f', decimals, 64)) + unit
}

// group puts commas between the thousands.
func group(s string) string {
	head := len(s)
	for i, r := range s {
		if r == '.' {
			head = i
			break
		}
	}
	out := []byte(s)
	for i := head - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		out = slices.Insert(out, i, ',')
	}
	return string(out)
}
