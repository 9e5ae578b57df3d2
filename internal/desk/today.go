package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lianzhang/internal/importing"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
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
	Task     Kind = "task"     // a task is to be cleared
	Back     Kind = "back"     // a task that the person set was reported done: close or return it
	Ticket   Kind = "ticket"   // a firm's ticket is to be accepted, arranged or answered
	Visit    Kind = "visit"    // a firm that the person looks after is to be visited
	Sheet    Kind = "sheet"    // a sheet of indicators is to be filled, approved or accepted
)

// Kinds are all kinds in their order.
func Kinds() []Kind {
	return []Kind{Report, Sheet, Check, Light, Stage, Ticket, Task, Instruct, Back, Visit, Import}
}

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
	Task    *task.Task // Task, Back
	Ticket  *ticket.Ticket
	Sheet   *indicator.Filing
	Visit   *visit.Due
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
	More   bool // there are more than N: nobody needs to know how many, and counting them would take its time
	Duties []Duty
}

// counted is up to how many duties of a source and urgency are counted.
const counted = 1000

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

// More tells whether N stands for more.
func (t *Today) More(kind Kind) bool {
	return slices.ContainsFunc(t.Piles, func(p Pile) bool { return p.More && p.When != Later && (kind == "" || p.Kind == kind) })
}

// MoreAt tells whether At stands for more.
func (t *Today) MoreAt(when When) bool {
	return slices.ContainsFunc(t.Piles, func(p Pile) bool { return p.More && p.When == when })
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
	piles := map[Kind]*[Later + 1]Pile{}
	for _, src := range s.sources(actor, reach) {
		only := ask
		if ask.Kind != "" && ask.Kind != src.kind {
			only.Most = 0 // counted for its tab, not read
		}
		if piles[src.kind] == nil {
			piles[src.kind] = &[Later + 1]Pile{}
		}
		for when := Overdue; when <= Later; when++ {
			p, err := s.pile(ctx, &src, when, only)
			if err != nil {
				return nil, err
			}
			piles[src.kind][when].merge(&p, only.Most)
		}
	}
	for when := Overdue; when <= Later; when++ {
		for _, k := range Kinds() {
			if piles[k] != nil && piles[k][when].N > 0 {
				t.Piles = append(t.Piles, piles[k][when])
			}
		}
	}
	return t, nil
}

// merge puts the duties of another source of the same kind and urgency behind one's own. Instructions go by their dates.
func (p *Pile) merge(o *Pile, most int) {
	p.Kind, p.When, p.N, p.More = o.Kind, o.When, p.N+o.N, p.More || o.More
	p.Duties = append(p.Duties, o.Duties...)
	if p.Kind == Instruct {
		slices.SortStableFunc(p.Duties, func(a, b Duty) int {
			return cmp.Or(boolCompare(a.Due == "", b.Due == ""), cmp.Compare(a.Due, b.Due))
		})
	}
	p.Duties = p.Duties[:min(len(p.Duties), most)]
}

// boolCompare puts false before true.
func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
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

// pile counts the rows of a source that are of an urgency, and reads the first of them.
func (s *Service) pile(ctx context.Context, src *source, when When, ask Ask) (p Pile, err error) {
	p.Kind, p.When = src.kind, when
	where := func() *db.Where {
		w := new(db.Where)
		cond := src.part(w, when)
		if cond == "" {
			return nil
		}
		src.rows(w.And(cond))
		return w
	}
	w := where()
	if w == nil || when == Later && ask.Kind != src.kind {
		return p, nil
	}
	if p.N, err = s.count(ctx, src.table, w); err != nil || p.N == 0 {
		return p, err
	}
	if p.More = p.N > counted; p.More {
		p.N = counted
	}
	if ask.Most > 0 && p.N > int64(ask.Skip) {
		p.Duties, err = src.read(ctx, where(), src.order+limit(ask))
	}
	return p, err
}

// count counts the rows of a table up to one more than counted.
func (s *Service) count(ctx context.Context, table string, w *db.Where) (n int64, err error) {
	sql := "SELECT count(*) FROM (SELECT 1 FROM " + table + " t" + w.SQL() + " LIMIT " + strconv.Itoa(counted+1) + ") AS c"
	err = s.db().QueryRow(ctx, sql, w.Args()...).Scan(&n)
	return n, err
}
