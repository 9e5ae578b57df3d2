// Package forecast says whether the year's targets will be met: it reads the site's own history from the register of projects, lets
// insight/forecast simulate every open project to the end of the year, keeps the runs, and tests itself on past dates.
package forecast

import (
	"context"
	"slices"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

// The record kinds and tables: a project in the latest forecast, a run, a target set by hand.
const (
	Kind       = "forecast_item"
	RunKind    = "forecast_run"
	TargetKind = "forecast_target"
)

// Measure is a figure that is forecast, as pages name it.
type Measure struct {
	Code, Label, Unit string
	Metric            forecast.Metric
	Money             bool   // whole yuan, shown in 亿元
	Date              string // the column of the project whose date counts; "" for investment
	Main              bool   // one of the five of the first page, for which pushes are ranked
}

var measures = []Measure{
	{"signed_amount", "签约额", "亿元", forecast.SignedAmount, true, "signed_actual", true},
	{"signed", "签约项目", "个", forecast.SignedCount, false, "signed_actual", false},
	{"started", "开工项目", "个", forecast.StartedCount, false, "started_actual", true},
	{"investment", "完成投资", "亿元", forecast.Investment, true, "", true},
	{"completed", "竣工项目", "个", forecast.CompletedCount, false, "completed_actual", false},
	{"produced", "投产项目", "个", forecast.ProducedCount, false, "produced_actual", true},
	{"capacity", "达产项目", "个", forecast.CapacityCount, false, "capacity_actual", false},
	{"output", "达产产值", "亿元", forecast.Output, true, "capacity_actual", true},
	{"tax", "达产税收", "亿元", forecast.Tax, true, "capacity_actual", false},
}

// Measures are all figures in the order of pages.
func Measures() []Measure { return slices.Clone(measures) }

// MeasureOf gives the figure of a code; nil when there is none.
func MeasureOf(code string) *Measure {
	for i := range measures {
		if measures[i].Code == code {
			m := measures[i]
			return &m
		}
	}
	return nil
}

// Service has the verbs on forecasts.
type Service struct {
	Run      *change.Runner
	Projects *project.Service
	Org      *org.Service
	// Targets are the targets of a year that are kept elsewhere, such as by the indicators, for the whole site; nil: only those that are
	// entered here, which stand before them.
	Targets func(ctx context.Context, year string) ([]Target, error)
}

// Target is what a year is to bring: for the site (the root region), a county, or a chain.
type Target struct {
	ID      string `db:"id"`
	Region  string `db:"region"` // the root for the site and for chains
	UnitID  string `db:"unit_id"`
	ChainID string `db:"chain_id"`
	Year    string `db:"year"`
	Measure string `db:"measure"` // code of a Measure
	Value   int64  `db:"value"`   // projects or whole yuan
	Source  string `db:"source"`  // where the target stands: a paper, an indicator
	SetBy   string `db:"set_by"`
	SetName string `db:"set_name"`
	SetAt   int64  `db:"set_at"`
	Version int64  `db:"version"`
}

// ScopeKeys are the keys by which a target is scoped.
func (t *Target) ScopeKeys() authz.Keys {
	return authz.Keys{Region: t.Region, Unit: t.UnitID, Chain: t.ChainID}
}

// Ref names the target.
func (t *Target) Ref() record.Ref { return record.Ref{Kind: TargetKind, ID: t.ID} }

// Params are what a run was asked. The same parameters on the same register give the same result, byte for byte.
type Params struct {
	AsOf  string `json:"as_of"` // nothing after this day is known
	Until string `json:"until"` // the last day that counts
	Seed  int64  `json:"seed"`
	Runs  int    `json:"runs"`
	// Shock is the variance of a month's common factor; below 0 it is estimated from history.
	Shock float64 `json:"shock"`
}

// The limits of what may be asked.
const (
	MostRuns   = 50_000
	MostMonths = 24
	Standard   = 10_000 // runs
)

// Result is what a run found.
type Result struct {
	Params
	Since  string   `json:"since"`  // what is done counts from this day
	Months []string `json:"months"` // ends of the months that were simulated
	// Whole tells that the span is the rest of the year of Until, so that its targets can be met or missed.
	Whole bool    `json:"whole"`
	Lines []Line  `json:"lines"`
	Basis Basis   `json:"basis"`
	Stays []Stay  `json:"stays"`
	Dirty []Dirty `json:"dirty"`
}

// Line is one figure of the site, a county or a chain. Done is what the year has already brought; the band includes it.
type Line struct {
	Region  string        `json:"region"` // "" for chains
	Chain   string        `json:"chain"`
	All     bool          `json:"all"` // the whole site
	Measure string        `json:"measure"`
	Done    int64         `json:"done"`
	Band    forecast.Band `json:"band"`
	Fresh   float64       `json:"fresh"`  // of the mean, what comes from projects that nobody knows yet
	Silent  string        `json:"silent"` // why there is no figure; "" when there is
	Goal    int64         `json:"goal"`   // 0 = no target
	Source  string        `json:"source"` // of the target
	Chance  float64       `json:"chance"` // of reaching the target
}

// Basis is what a run stands on, for the page that says so.
type Basis struct {
	Projects    int     `json:"projects"` // known on the day
	Open        int     `json:"open"`     // neither at capacity nor ended
	Blind       int     `json:"blind"`    // open, in a stage of which history says nothing
	Spells      int     `json:"spells"`
	Shock       float64 `json:"shock"`
	ShockKnown  bool    `json:"shock_known"` // estimated, or given; else assumed
	SpendShock  float64 `json:"spend_shock"`
	PerYear     float64 `json:"per_year"` // new projects a year
	NewShock    float64 `json:"new_shock"`
	OwnPace     int     `json:"own_pace"`    // open projects whose own reports tell what they spend
	PlanPace    int     `json:"plan_pace"`   // whose yearly plan does
	SitePace    int     `json:"site_pace"`   // for which the site's mean share of the fixed investment stands
	Ratio       float64 `json:"ratio"`       // that share a month, under construction
	Seasonal    bool    `json:"seasonal"`    // whether months of the year spend differently: known from two years
	Persistence float64 `json:"persistence"` // how much of a project's tempo so far lasts, 0 to 1
	Reported    string  `json:"reported"`    // the last month whose reports count
	// Lessons are by how much the figures' bands were widened after past errors; LessonsFrom is the last cut-off of the back-test.
	Lessons     map[string]forecast.Stretch `json:"lessons"`
	LessonsFrom string                      `json:"lessons_from"`
}

// Stay is a survival curve made ready to be shown.
type Stay struct {
	Stage   string          `json:"stage"`
	Stratum string          `json:"stratum"` // "" = all
	Spells  int             `json:"spells"`
	Moved   int             `json:"moved"`
	Exits   int             `json:"exits"`
	Median  int             `json:"median"` // days; −1 when fewer than half left
	Used    bool            `json:"used"`   // has enough endings to be drawn from
	Steps   []forecast.Step `json:"steps"`
	AtRisk  []int           `json:"at_risk"` // after 0, 1, 2 … months of Interval days
}

// Dirty is a span of a project's dates that cannot be true and was left out.
type Dirty struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Region string `json:"region"`
	Unit   string `json:"unit"`
	Chain  string `json:"chain"`
	Why    string `json:"why"`
}

// Interval is the distance of the numbers at risk under a curve, in days.
const Interval = 30
