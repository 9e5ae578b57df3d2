package indicator

import (
	"context"
	"slices"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

var (
	indicators = db.NewTable[Indicator](Kind)
	editions   = db.NewTable[Edition](EditionKind)
	duties     = db.NewTable[Duty](DutyKind)
	values     = db.NewTable[Value](ValueKind)
	revisions  = db.NewTable[Revision](RevisionKind)
	filings    = db.NewTable[Filing](FilingKind)
	targets    = db.NewTable[Target](TargetKind)
	peers      = db.NewTable[Peer](PeerKind)
	heirTable  = db.NewTable[Heir](HeirKind)
)

func everything() *db.Where { return new(db.Where) }

var valueKeys = authz.Keys(ValueSpec.Scope)

// Computed is a value that the formula registry gives, with the address of what it was counted from.
type Computed struct {
	Amount float64
	OK     bool
	Label  string // 开工率v2
	URL    string
	// Measure is the unit of Amount, "" = that of the indicator.
	Measure string
}

// Choice is something to choose from: a key with its name.
type Choice struct{ Key, Label, Measure string }

// Service has the verbs on indicators.
type Service struct {
	Run    *change.Runner
	Org    *org.Service
	Chains *chain.Service
	// Frozen tells whether a period is closed; nil: none ever is.
	Frozen func(ctx context.Context, p period.Period) (bool, error)
	// Formulas gives the value of a formula for each subject of a kind ("region", "chain", "unit") in a period; nil: there are none.
	Formulas func(ctx context.Context, code string, p period.Period, by string) (map[string]Computed, error)
	// FormulaChoices are the formulas that an indicator may follow; nil: none.
	FormulaChoices func(ctx context.Context) ([]Choice, error)
	// Due is the date by which a period is to be handed in; nil: ten days after it ended.
	Due func(p period.Period) string
}

func (s *Service) due(p period.Period) string {
	if s.Due != nil {
		return s.Due(p)
	}
	return clock.AddDays(p.Last(), 10)
}

func (s *Service) frozen(ctx context.Context, p period.Period) (bool, error) {
	if s.Frozen == nil {
		return false, nil
	}
	return s.Frozen(ctx, p)
}

// All are the indicators in the order of the tree: those above first, siblings by order and code.
func (s *Service) All(ctx context.Context) ([]Indicator, error) {
	rows, err := indicators.Select(ctx, s.Run.DB, everything(), "ORDER BY t.sort, t.code, t.id")
	if err != nil {
		return nil, err
	}
	below := map[string][]int{}
	known := map[string]bool{"": true}
	for i := range rows {
		known[rows[i].ID] = true
	}
	for i := range rows {
		up := rows[i].ParentID
		if !known[up] {
			up = ""
		}
		below[up] = append(below[up], i)
	}
	out := make([]Indicator, 0, len(rows))
	var walk func(id string)
	walk = func(id string) {
		for _, i := range below[id] {
			out = append(out, rows[i])
			walk(rows[i].ID)
		}
	}
	walk("")
	return out, nil
}

// Get reads an indicator by its id or its code.
func (s *Service) Get(ctx context.Context, id string) (*Indicator, error) {
	rows, err := indicators.Select(ctx, s.Run.DB, new(db.Where).And("(t.id = ? OR t.code = ?)", id, id), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "没有这个指标，可能已经删除")
	}
	return &rows[0], nil
}

// Choices are the indicators that have values, by code.
func (s *Service) Choices(ctx context.Context) ([]Choice, error) {
	all, err := s.All(ctx)
	var out []Choice
	for i := range all {
		if all[i].Source != Heading {
			out = append(out, Choice{all[i].Code, all[i].Name, all[i].Measure})
		}
	}
	return out, err
}

// FindIndicator finds an indicator by id, code or name; a unit of measure in brackets behind the name is passed over.
func (s *Service) FindIndicator(ctx context.Context, words string) (*Indicator, bool) {
	name, _ := SplitHead(words)
	all, err := s.All(ctx)
	if err != nil {
		return nil, false
	}
	i := slices.IndexFunc(all, func(x Indicator) bool {
		return x.ID == words || x.Source != Heading && (x.Code == name || x.Name == name)
	})
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// Valid reports whether the indicator is in use in a period.
func (i *Indicator) Valid(p period.Period) bool {
	last := p.Last()
	if len(last) < 7 {
		return false
	}
	return (i.FromPeriod == "" || last[:7] >= i.FromPeriod) && (i.UntilPeriod == "" || p.First()[:7] <= i.UntilPeriod)
}
