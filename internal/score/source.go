package score

import (
	"context"
	"math"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// SheetSource is the name of what units fill in.
const SheetSource = "sheet"

// Want says where the value of an item comes from: a source by name, and what it gives by key or, of lists, by rules.
type Want struct {
	Source string   `json:"source,omitempty"` // sheet, list, or another that the server wired
	Key    string   `json:"key,omitempty"`
	Num    *Measure `json:"num,omitempty"`
	Den    *Measure `json:"den,omitempty"`   // the value is num/den
	Scale  float64  `json:"scale,omitempty"` // times this: 100 makes a share a percentage; 0 = 1
	Unit   string   `json:"unit,omitempty"`  // 亿元 and 万元 turn whole yuan into them
	Places int      `json:"places,omitempty"`
}

// Measure is a count or a sum over a list by a rule, in which 期初, 期末 and 本年初 are dates of the round's period.
type Measure struct {
	List  string `json:"list"`
	Where string `json:"where,omitempty"`
	Sum   string `json:"sum,omitempty"` // column; "" counts
	By    string `json:"by,omitempty"`  // column that names the subject; "" = the list's own
}

// Choice is something that a source offers.
type Choice struct {
	Key, Label, Unit string
	Places           int
}

// Subject is who is scored.
type Subject struct {
	Ref    record.Ref
	Label  string
	Keys   authz.Keys // by which it is scoped
	Codes  []string   // what counts as it in lists: a region with all below
	Into   string     // merged meanwhile: into whom
	Fresh  bool       // not graded yet
	UnitOf string     // the unit that answers for it, "" = none is known
}

// Input is what a source knows of a subject. Why says in words what is missing.
type Input struct {
	X         float64
	Known     bool
	Exact     bool // a count
	Target    float64
	HasTarget bool
	Why       string
	Source    string // 开工率v2
	URL       string
	Num, Den  float64
	DenURL    string
	Records   []Link
	More      int
}

// Ask is one item's wish.
type Ask struct {
	Want    Want
	Records bool // the records that count are wanted as well
}

// Source gives values. All items of a round that take from it are asked at once, so that it can share scans.
type Source interface {
	Name() string
	Label() string
	Inputs(ctx context.Context) ([]Choice, error)
	// Values gives for each ask the input of each subject, in their order.
	Values(ctx context.Context, asks []Ask, subjects []Subject, p period.Period) ([][]Input, error)
}

// number makes sure that no source brings in what cannot be counted with.
func (in *Input) tidy() {
	if math.IsNaN(in.X) || math.IsInf(in.X, 0) {
		in.X, in.Known, in.Why = 0, false, "除数为零"
	}
}
