// Package cadence keeps the rhythm of the work: weeks, ten-day periods, months, quarters, half-years and years as records with
// an opening, a due date, a reminder and a freeze, in working days. At the freeze what other parts of the program hand over is
// kept line by line under the root of a Merkle tree (RFC 6962), which is journalled and signed; a later edit changes nothing
// of it and shows as a revision.
//
// The package knows no area. Keepers give the lines that a freeze keeps, Dues tell what is still owed in a period; both are
// registered while the program is put together.
package cadence

import (
	"context"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// Kind is the record kind and table of periods.
const Kind = "cadence_period"

// The states of a period. A frozen one never leaves its state.
const (
	Open   = "open"   // 未冻结
	Held   = "held"   // 暂不冻结：到时不自动冻结
	Frozen = "frozen" // 已冻结
)

// StateLabel is the Chinese name of a state.
func StateLabel(state string) string {
	return map[string]string{Open: "未冻结", Held: "暂缓冻结", Frozen: "已冻结"}[state]
}

// Period is one period with its dates ("2026-11-04"; "" where its rule has none) and, once frozen, the root of what was kept.
type Period struct {
	ID         string `db:"id"`
	Period     string `db:"period"` // "2026-10"
	Kind       string `db:"kind"`   // of platform/period
	OpensOn    string `db:"opens_on"`
	RemindOn   string `db:"remind_on"`
	DueOn      string `db:"due_on"`
	FreezeAt   int64  `db:"freeze_at"` // UTC microseconds; 0: only by hand
	ByHand     bool   `db:"by_hand"`   // its dates were set by hand and follow no rule
	Moved      string `db:"moved"`     // how the dates moved when the calendar or the rule did
	MovedAt    int64  `db:"moved_at"`
	RemindedAt int64  `db:"reminded_at"`
	State      string `db:"state"`
	Reason     string `db:"reason"` // of the freeze by hand, of holding it, of dates set by hand
	FreezeID   string `db:"freeze_id"`
	Lines      int64  `db:"lines"`
	Root       string `db:"root"`      // base64 of 32 bytes
	Signature  string `db:"signature"` // base64 of an Ed25519 signature over Statement
	SignKey    string `db:"sign_key"`  // base64 of the public key
	FrozenAt   int64  `db:"frozen_at"`
	FrozenBy   string `db:"frozen_by"`
	FrozenName string `db:"frozen_name"`
	CreatedAt  int64  `db:"created_at"`
	Version    int64  `db:"version"`
}

// P is the period's name.
func (p *Period) P() period.Period { return period.Period(p.Period) }

// Label is the period as people write it, 2026年10月.
func (p *Period) Label() string { return p.P().Label() }

// Ref names the period.
func (p *Period) Ref() record.Ref { return record.Ref{Kind: Kind, ID: p.ID} }

// Line is one fact that a freeze keeps. Value is what is compared by machine, Words what people read; Rank is 0 without one.
type Line struct {
	Keeper  string
	Key     string // unique among the lines of the keeper
	Subject record.Ref
	Keys    authz.Keys // who may see it
	Label   string
	Value   string
	Words   string
	Colour  string
	Rank    int64
	URL     string
	Passing bool   // counted from what has no past: its value of today is no revision of the one kept; not kept itself
	Text    []byte // a large text kept beside the line, packed; Value is the hash of the text itself
}

// Whole reports whether the line stands for a large text and not for a figure.
func (l *Line) Whole() bool { return l.Subject.Kind == textKind }

// Keeper is one source of lines. Lines gives them as they are now; the freeze and every later comparison ask it. Texts, if
// there is one, is asked in the place of Lines at the freeze, and adds large texts to the same lines: both must come from
// one reading.
type Keeper struct {
	Name, Label string
	Lines       func(ctx context.Context, p period.Period) ([]Line, error)
	Texts       func(ctx context.Context, p period.Period) ([]Line, error)
}

// Due is one thing that units owe in a period.
type Due struct {
	Label string
	Items func(ctx context.Context, scope authz.Scope, p period.Period) ([]Item, error)
}

// Item is what one unit owes: so many of so many are done.
type Item struct {
	Unit      string // id; "" for nobody in particular
	Text      string
	URL       string
	Done, All int64
}

// Open is how many are still to be done.
func (i Item) Open() int64 { return max(0, i.All-i.Done) }

// The topics under which other parts of the program hear of periods. The payload of a reminder is a Reminder as JSON.
const (
	TopicRemind = "cadence.remind"
	TopicFrozen = "cadence.frozen"
	TopicMoved  = "cadence.moved"
)

var (
	periods = db.NewTable[Period](Kind)
	rules   = db.NewTable[Rule]("cadence_rule")
)

// Service keeps periods.
type Service struct {
	Run      *change.Runner
	Calendar func() workday.Calendar
	// Site names the site in checkpoints.
	Site func(ctx context.Context) string

	keepers []Keeper
	dues    []Due

	mu   sync.Mutex
	seen map[string]*Comparison // by period: the last comparison with the present
}

// Keep adds keepers, in the order in which lines stand in the tree; call it while the program is put together.
func (s *Service) Keep(k ...Keeper) { s.keepers = append(s.keepers, k...) }

// Ask adds things that are due.
func (s *Service) Ask(d ...Due) { s.dues = append(s.dues, d...) }

// KeeperLabel is the name of a keeper on pages.
func (s *Service) KeeperLabel(name string) string {
	for _, k := range s.keepers {
		if k.Name == name {
			return k.Label
		}
	}
	return name
}

// Find gives the record of a period, nil when there is none yet.
func (s *Service) Find(ctx context.Context, q db.Queryer, p period.Period) (*Period, error) {
	rows, err := periods.Select(ctx, q, new(db.Where).And("t.period = ?", string(p)), "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// ByID gives the record with the id.
func (s *Service) ByID(ctx context.Context, id string) (*Period, error) {
	return periods.Get(ctx, s.Run.DB, db.Everything, id)
}

// Get gives the record of a period written in any form; one without a record gives NotFound, a text that is no period Invalid.
func (s *Service) Get(ctx context.Context, text string) (*Period, error) {
	p, err := period.Parse(text)
	if err != nil {
		return nil, err
	}
	row, err := s.Find(ctx, s.Run.DB, p)
	if err == nil && row == nil {
		err = errs.New(errs.NotFound, "还没有%s这个周期的记录；过去的周期可由链长办补冻结", p.Label())
	}
	return row, err
}

// Between gives the periods with a date in the span of days, by their dates.
func (s *Service) Between(ctx context.Context, from, to string) ([]Period, error) {
	w := new(db.Where).And("(t.opens_on BETWEEN ? AND ? OR t.due_on BETWEEN ? AND ?)", from, to, from, to)
	return periods.Select(ctx, s.Run.DB, w, "ORDER BY t.due_on, t.period")
}

// Recent gives the newest periods of a kind ("" for all), newest first.
func (s *Service) Recent(ctx context.Context, kind period.Kind, state string) ([]Period, error) {
	w := new(db.Where)
	if kind != "" {
		w.And("t.kind = ?", string(kind))
	}
	if state != "" {
		w.And("t.state = ?", state)
	}
	return periods.Select(ctx, s.Run.DB, w, "ORDER BY t.period DESC LIMIT 120")
}

// Frozen reports whether a period is frozen.
func (s *Service) Frozen(ctx context.Context, p period.Period) (bool, error) {
	var n int64
	err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM cadence_period WHERE period = $1 AND state = 'frozen'", string(p)).Scan(&n)
	return n > 0, err
}

// Owed gives what the units inside the scope owe in a period, by what is due.
func (s *Service) Owed(ctx context.Context, scope authz.Scope, p period.Period) ([]Owed, error) {
	var out []Owed
	for _, d := range s.dues {
		items, err := d.Items(ctx, scope, p)
		if err != nil {
			return nil, err
		}
		if len(items) > 0 {
			out = append(out, Owed{Label: d.Label, Items: items})
		}
	}
	return out, nil
}

// Owed are the items of one thing that is due.
type Owed struct {
	Label string
	Items []Item
}

// Count sums up what is done and what there is.
func (o Owed) Count() (done, all int64) {
	for _, i := range o.Items {
		done, all = done+i.Done, all+i.All
	}
	return done, all
}

// wholeSite: dates and freezes hold for all counties alike.
func wholeSite(actor authz.Actor) error {
	if actor.Scope.All {
		return nil
	}
	return errs.New(errs.Forbidden, "周期和冻结全市统一，由市级链长办办理")
}
