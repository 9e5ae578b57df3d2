// Package score keeps scores and ranks (考核): schemes as data with versions, rounds of a scheme over a period, the sheets that named
// units fill, objections and what was decided on them, the places with how far they may move, and the lists that follow.
//
// Each line of a score keeps what went into it (value, ends, target, the printed formula, the records behind a deduction), so that it
// can be worked out again by hand long after the registers have moved on. The arithmetic is insight/scoring.
package score

import (
	"encoding/json"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind          = "score_round"
	SchemeKind    = "score_scheme"
	ResultKind    = "score_result"
	SheetKind     = "score_sheet"
	ObjectionKind = "score_objection"
)

// The topics under which other parts of the program hear of scores.
const (
	TopicOpened    = "score.opened"    // sheets wait to be filled
	TopicAnnounced = "score.announced" // the window for objections is open
	TopicObjected  = "score.objected"
	TopicDecided   = "score.decided" // an objection was decided
	TopicPublished = "score.published"
)

// Scheme is one version of a scheme. Once adopted it does not change; a change is a further version.
type Scheme struct {
	ID        string `db:"id"`
	Code      string `db:"code"` // the same for all versions
	No        int64  `db:"no"`   // of the version, from 1
	Name      string `db:"name"`
	Origin    string `db:"origin"` // where it is used in practice
	State     string `db:"state"`  // Draft, Adopted, Replaced
	Body      string `db:"body"`   // JSON of Design
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ByID      string `db:"by_id"`
	ByName    string `db:"by_name"`
	Reason    string `db:"reason"` // of the adoption
	AdoptedOn string `db:"adopted_on"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// The states of a version of a scheme.
const (
	Draft    = "draft"
	Adopted  = "adopted"
	Replaced = "replaced"
)

// SchemeState is the Chinese name of a scheme's state.
func SchemeState(code string) string {
	return map[string]string{Draft: "草案", Adopted: "在用", Replaced: "已被新版替换"}[code]
}

// ScopeKeys are the keys by which a scheme is scoped.
func (s *Scheme) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

// Ref names the scheme.
func (s *Scheme) Ref() record.Ref { return record.Ref{Kind: SchemeKind, ID: s.ID} }

// Design decodes the scheme.
func (s *Scheme) Design() (d Design, err error) {
	return d, errs.Wrap(json.Unmarshal([]byte(s.Body), &d), errs.Internal, "考核方案“%s”读不出", s.Name)
}

// Round is one version of a scheme over one period.
type Round struct {
	ID         string        `db:"id"`
	SchemeID   string        `db:"scheme_id"`
	Code       string        `db:"code"` // of the scheme
	Name       string        `db:"name"`
	Period     period.Period `db:"period"`
	State      string        `db:"state"`
	FillBy     string        `db:"fill_by"`     // last day on which sheets are filled
	ObjectBy   string        `db:"object_by"`   // last day of objections, set when announced
	ObjectDays int64         `db:"object_days"` // working days of the window
	Region     string        `db:"region"`
	UnitID     string        `db:"unit_id"`
	OpenedBy   string        `db:"opened_by"`
	OpenedOn   string        `db:"opened_on"`
	ComputedAt int64         `db:"computed_at"`
	Published  string        `db:"published_on"`
	CreatedAt  int64         `db:"created_at"`
	Version    int64         `db:"version"`
}

// ScopeKeys are the keys by which a round is scoped: those of the office that runs it.
func (r *Round) ScopeKeys() authz.Keys { return authz.Keys{Region: r.Region, Unit: r.UnitID} }

// Ref names the round.
func (r *Round) Ref() record.Ref { return record.Ref{Kind: Kind, ID: r.ID} }

// Title names the round with its period.
func (r *Round) Title() string { return r.Name + "（" + r.Period.Label() + "）" }

// Result is the score of one subject in a round.
type Result struct {
	ID          string  `db:"id"`
	RoundID     string  `db:"round_id"`
	SubjectKind string  `db:"subject_kind"`
	SubjectID   string  `db:"subject_id"`
	Label       string  `db:"label"`
	Region      string  `db:"region"`
	UnitID      string  `db:"unit_id"`
	ChainID     string  `db:"chain_id"`
	Score       float64 `db:"score"`
	Scored      bool    `db:"scored"`
	Barred      bool    `db:"barred"` // a veto keeps it out of the ranks
	Rank        int64   `db:"place"`  // 0 = not ranked
	Tie         string  `db:"tie"`
	Best        int64   `db:"best"` // bounds of the place that no move passes
	Worst       int64   `db:"worst"`
	SeenBest    int64   `db:"seen_best"` // places that were reached
	SeenWorst   int64   `db:"seen_worst"`
	Tier        int64   `db:"tier"` // group of those that cannot be told apart
	Grade       string  `db:"grade"`
	Fresh       bool    `db:"fresh"`      // transitional: not graded yet
	Into        string  `db:"into_label"` // merged meanwhile: into whom
	Expr        string  `db:"expr"`
	Body        string  `db:"body"`        // JSON of []Line
	FirstScore  float64 `db:"first_score"` // as announced
	FirstRank   int64   `db:"first_place"`
	Version     int64   `db:"version"`

	via *authz.Keys
}

// ScopeKeys are those of the round while the office writes it.
func (r *Result) ScopeKeys() authz.Keys {
	if r.via != nil {
		return *r.via
	}
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

// Subject names who is scored.
func (r *Result) Subject() record.Ref { return record.Ref{Kind: r.SubjectKind, ID: r.SubjectID} }

// Lines decodes the lines.
func (r *Result) Lines() (lines []Line, err error) {
	if r.Body == "" {
		return nil, nil
	}
	return lines, errs.Wrap(json.Unmarshal([]byte(r.Body), &lines), errs.Internal, "“%s”的得分明细读不出", r.Label)
}

// Moved reports whether the score is another than was announced.
func (r *Result) Moved() bool {
	return r.FirstRank != 0 && (r.FirstScore != r.Score || r.FirstRank != r.Rank)
}

// Line is one item of a subject's score with all that it takes to work it out again.
type Line struct {
	No        string  `json:"no"`
	X         float64 `json:"x"`    // as it came in
	Used      float64 `json:"used"` // rounded, or the mean that stands in
	Known     bool    `json:"known"`
	Exact     bool    `json:"exact,omitempty"`
	Out       bool    `json:"out,omitempty"`
	Target    float64 `json:"target,omitempty"`
	HasTarget bool    `json:"has_target,omitempty"`
	Min       float64 `json:"min"`
	Max       float64 `json:"max"`
	Points    float64 `json:"points"`
	Expr      string  `json:"expr"`
	Words     string  `json:"words,omitempty"`
	Source    string  `json:"source,omitempty"` // where the value comes from, in words
	URL       string  `json:"url,omitempty"`    // the list or page of the value
	Num       float64 `json:"num,omitempty"`
	Den       float64 `json:"den,omitempty"`
	DenURL    string  `json:"den_url,omitempty"`
	Records   []Link  `json:"records,omitempty"` // each record that counts, of deductions, bonuses and vetoes
	More      int     `json:"more,omitempty"`    // records not listed
	Was       *Was    `json:"was,omitempty"`     // the value before an objection was upheld
}

// Link is a record with its page.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url,omitempty"`
}

// Was is a value that an objection changed.
type Was struct {
	X         float64 `json:"x"`
	Known     bool    `json:"known"`
	Points    float64 `json:"points"`
	Objection string  `json:"objection"`
	Reason    string  `json:"reason"`
}

// Sheet is what one unit gives one subject in one item of a round.
type Sheet struct {
	ID          string  `db:"id"`
	RoundID     string  `db:"round_id"`
	Item        string  `db:"item"` // number of the item
	SubjectKind string  `db:"subject_kind"`
	SubjectID   string  `db:"subject_id"`
	Label       string  `db:"label"`
	Region      string  `db:"region"`  // of the giver
	UnitID      string  `db:"unit_id"` // who gives
	Value       float64 `db:"value"`
	Filled      bool    `db:"filled"`
	None        bool    `db:"none"` // there is nothing to give, with the reason in Text
	Text        string  `db:"note"`
	ByID        string  `db:"by_id"`
	ByName      string  `db:"by_name"`
	FilledAt    int64   `db:"filled_at"`
	Version     int64   `db:"version"`
}

// ScopeKeys are the giver's.
func (s *Sheet) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

// Ref names the sheet.
func (s *Sheet) Ref() record.Ref { return record.Ref{Kind: SheetKind, ID: s.ID} }

// Objection is what a scored unit says against a line, and what was decided.
type Objection struct {
	ID        string  `db:"id"`
	RoundID   string  `db:"round_id"`
	ResultID  string  `db:"result_id"`
	Label     string  `db:"label"` // of the subject
	Item      string  `db:"item"`
	State     string  `db:"state"`
	Text      string  `db:"note"`
	Region    string  `db:"region"` // of the subject
	UnitID    string  `db:"unit_id"`
	ChainID   string  `db:"chain_id"`
	ByID      string  `db:"by_id"`
	ByName    string  `db:"by_name"`
	OnDate    string  `db:"on_date"`
	Value     float64 `db:"value"` // that the decision puts in
	HasValue  bool    `db:"has_value"`
	Reason    string  `db:"reason"`
	DecidedBy string  `db:"decided_by"`
	DecidedOn string  `db:"decided_on"`
	CreatedAt int64   `db:"created_at"`
	Version   int64   `db:"version"`
}

// ScopeKeys are the subject's.
func (o *Objection) ScopeKeys() authz.Keys {
	return authz.Keys{Region: o.Region, Unit: o.UnitID, Chain: o.ChainID}
}

// Ref names the objection.
func (o *Objection) Ref() record.Ref { return record.Ref{Kind: ObjectionKind, ID: o.ID} }

var scopeColumns = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}
