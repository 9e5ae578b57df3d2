package desk

import (
	"context"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
)

// Kind is a kind of duty.
type Kind string

// The kinds of duties, in the order in which pages show them.
const (
	Report   Kind = "report"   // a month's report is to be filed
	Check    Kind = "check"    // a filed report is to be checked
	Light    Kind = "light"    // a project turned yellow or red and nobody has answered for it
	Stage    Kind = "stage"    // a planned stage is due
	Instruct Kind = "instruct" // an instruction is not done
	Import   Kind = "import"   // an uploaded list waits for its confirmation
)

// Kinds are all kinds in their order.
func Kinds() []Kind { return []Kind{Report, Check, Light, Stage, Instruct, Import} }

// When is how urgent a duty is.
type When int

// The degrees of urgency.
const (
	Overdue When = iota
	DueToday
	Soon  // within Terms.Ahead days, or without a date
	Later // shown only where all duties of a kind are
)

// Duty is one thing that is due.
type Duty struct {
	Due     string // date; "" = none
	Project *Brief // nil for what is not about a project
	Stage   string // Stage: the stage to reach
	Month   string // Report, Check
	Filed   *Filed // Check
	Text    string // Light: why
	Order   *comment.Comment
	Subject string // Instruct: the name of the record it is about
	Batch   *importing.Batch
}

// Filed is a report that waits to be checked.
type Filed struct {
	ID        string `db:"id"`
	ProjectID string `db:"project_id"`
	Period    string `db:"period"`
	Done      int64  `db:"done"`
	FilledBy  string `db:"filled_name"`
	FilledAt  int64  `db:"filled_at"`
}

// Pile are the duties of one kind and urgency: how many there are, and the first of them.
type Pile struct {
	Kind   Kind
	When   When
	N      int64
	Duties []Duty
}

// Today is what is due from a person.
type Today struct {
	Day   string
	Piles []Pile // none empty; most urgent first, then by kind
}

// N counts the duties of a kind ("" = all) that are overdue, due today or soon.
func (t *Today) N(kind Kind) (n int64) {
	for _, p := range t.Piles {
		if p.When != Later && (kind == "" || p.Kind == kind) {
			n += p.N
		}
	}
	return n
}

// At counts the duties of an urgency.
func (t *Today) At(when When) (n int64) {
	for _, p := range t.Piles {
		if p.When == when {
			n += p.N
		}
	}
	return n
}

// Ask says how much to read: at most Most duties of each pile. Kind reads one kind alone, the later ones too, and passes
// over the first Skip of each pile.
type Ask struct {
	Kind Kind
	Most int
	Skip int
}

// Today gives what is due from the actor.
func (s *Service) Today(ctx context.Context, actor authz.Actor, ask Ask) (*Today, error) {
	reach, err := s.reach(ctx, actor)
	if err != nil {
		return nil, err
	}
	t := &Today{Day: s.Clock.Today()}
	byKind := map[Kind][]Pile{}
	for _, src := range s.sources(actor, reach) {
		only := ask
		if ask.Kind != "" && ask.Kind != src.kind {
			only.Most = 0 // counted for its tab, not read
		}
		piles, err := s.piles(ctx, &src, only)
		if err != nil {
			return nil, err
		}
		byKind[src.kind] = append(byKind[src.kind], piles...)
	}
	for when := Overdue; when <= Later; when++ {
		for _, k := range Kinds() {
			for _, p := range byKind[k] {
				if p.When == when && p.N > 0 {
					t.Piles = append(t.Piles, p)
				}
			}
		}
	}
	return t, nil
}

// source is where duties of one kind come from: rows of a table, parted by their due date.
type source struct {
	kind  Kind
	table string
	rows  func(w *db.Where)                   // which rows, binding into w
	part  func(w *db.Where, when When) string // and which of them are of the urgency; "" = none
	order string
	read  func(ctx context.Context, w *db.Where, tail string) ([]Duty, error)
}

// piles counts the rows of a source by urgency in one statement, and reads the first of each.
func (s *Service) piles(ctx context.Context, src *source, ask Ask) ([]Pile, error) {
	w := new(db.Where)
	var whens []When
	sql := "SELECT 0"
	for when := Overdue; when <= Later; when++ {
		if cond := src.part(w, when); cond != "" {
			whens = append(whens, when)
			sql += ", count(*) FILTER (WHERE " + cond + ")"
		}
	}
	src.rows(w)
	counts, dest := make([]int64, len(whens)+1), []any{}
	for i := range counts {
		dest = append(dest, &counts[i])
	}
	if err := s.db().QueryRow(ctx, sql+" FROM "+src.table+" t"+w.SQL(), w.Args()...).Scan(dest...); err != nil {
		return nil, err
	}
	var out []Pile
	for i, when := range whens {
		p := Pile{Kind: src.kind, When: when, N: counts[i+1]}
		if p.N > int64(ask.Skip) && ask.Most > 0 && (when != Later || ask.Kind != "") {
			w := new(db.Where)
			w.And(src.part(w, when))
			src.rows(w)
			var err error
			if p.Duties, err = src.read(ctx, w, src.order+limit(ask)); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}
