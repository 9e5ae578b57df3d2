package burden

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// By is what figures are gathered by.
type By string

// The ways to gather.
const (
	ByForm   By = "form"
	ByUnit   By = "unit_id"
	ByPerson By = "person_id"
)

// Line is what forms cost: one form, one unit or one person.
type Line struct {
	Key                             string
	Name                            string // of a form
	Times, People                   int64
	Seconds                         int64 // of all times, each capped
	Median                          int64 // seconds, capped
	Capped                          int64 // times that were cut to the cap
	ByHand, TakenOver, Empty, Files int64
	Replaces                        []string
	Saved                           int64 // len(Replaces) × Times
	durations                       []run
}

type run struct{ seconds, n int64 }

// PerPerson is the minutes that one person spent, 0 without people.
func (l *Line) PerPerson() float64 {
	if l.People == 0 {
		return 0
	}
	return float64(l.Seconds) / 60 / float64(l.People)
}

// HandShare is the share of the filled fields that were filled by hand; ok is false when none was filled.
func (l *Line) HandShare() (share float64, ok bool) {
	if l.ByHand+l.TakenOver == 0 {
		return 0, false
	}
	return float64(l.ByHand) / float64(l.ByHand+l.TakenOver), true
}

// Figures gathers what was measured between two dates, both included, the most costly first; total is all of it. Forms carry their
// names and what they replace. What programs sent is left out: it costs nobody's time.
func (s *Service) Figures(ctx context.Context, scope authz.Scope, by By, from, to string) (lines []*Line, total *Line, err error) {
	idle, err := s.Idle(ctx)
	if err != nil {
		return nil, nil, err
	}
	w := spanned(scope, from, to)
	limit := w.Arg(idle * 60)
	rows, err := s.Run.DB.Query(ctx, "SELECT t."+string(by)+", t.capped, count(*), CAST(sum(t.cut) AS BIGINT), CAST(sum(t.by_hand) AS BIGINT), CAST(sum(t.taken_over) AS BIGINT),"+
		" CAST(sum(t.left_empty) AS BIGINT), CAST(sum(t.files) AS BIGINT) FROM (SELECT t."+string(by)+", t.by_hand, t.taken_over, t.left_empty, t.files,"+
		" CASE WHEN t.seconds > "+limit+" THEN "+limit+" ELSE t.seconds END AS capped, CASE WHEN t.seconds > "+limit+" THEN 1 ELSE 0 END AS cut FROM burden_fill t"+w.SQL()+
		") t GROUP BY t."+string(by)+", t.capped ORDER BY t."+string(by)+", t.capped", w.Args()...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	total = &Line{}
	for rows.Next() {
		var r Line
		var capped int64
		if err := rows.Scan(&r.Key, &capped, &r.Times, &r.Capped, &r.ByHand, &r.TakenOver, &r.Empty, &r.Files); err != nil {
			return nil, nil, err
		}
		if len(lines) == 0 || lines[len(lines)-1].Key != r.Key {
			lines = append(lines, &Line{Key: r.Key})
		}
		r.durations = []run{{capped, r.Times}}
		lines[len(lines)-1].add(&r)
		total.add(&r)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	for _, l := range append(slices.Clone(lines), total) {
		l.settle()
	}
	if err := s.people(ctx, scope, by, from, to, lines, total); err != nil {
		return nil, nil, err
	}
	if by == ByForm {
		if err := s.name(ctx, lines, total); err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(lines, func(a, b *Line) int { return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.Key, b.Key)) })
	return lines, total, nil
}

func spanned(scope authz.Scope, from, to string) *db.Where {
	return new(db.Where).And("t.on_date >= ?", from).And("t.on_date <= ?", to).And("t.via <> ?", ViaAPI).Scope(scope.On(authz.Keys(Spec.Scope)), "t")
}

func (l *Line) add(r *Line) {
	l.Times, l.Capped, l.ByHand, l.TakenOver, l.Empty, l.Files = l.Times+r.Times, l.Capped+r.Capped, l.ByHand+r.ByHand, l.TakenOver+r.TakenOver, l.Empty+r.Empty, l.Files+r.Files
	l.durations = append(l.durations, r.durations...)
}

// settle reckons sum and median from the durations: of an even number of times the lower of the two in the middle.
func (l *Line) settle() {
	slices.SortFunc(l.durations, func(a, b run) int { return cmp.Compare(a.seconds, b.seconds) })
	middle := (l.Times + 1) / 2
	for _, r := range l.durations {
		l.Seconds += r.seconds * r.n
		if middle > 0 && middle <= r.n {
			l.Median = r.seconds
		}
		middle -= r.n
	}
	l.durations = nil
}

// people counts who filled in: persons, and all firms by their links together as none.
func (s *Service) people(ctx context.Context, scope authz.Scope, by By, from, to string, lines []*Line, total *Line) error {
	w := spanned(scope, from, to).And("t.person_id <> ''")
	rows, err := s.Run.DB.Query(ctx, "SELECT t."+string(by)+", count(DISTINCT t.person_id) FROM burden_fill t"+w.SQL()+" GROUP BY t."+string(by), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	at := map[string]*Line{}
	for _, l := range lines {
		at[l.Key] = l
	}
	for rows.Next() {
		var key string
		var n int64
		if err := rows.Scan(&key, &n); err != nil {
			return err
		}
		if l := at[key]; l != nil {
			l.People = n
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return s.Run.DB.QueryRow(ctx, "SELECT count(DISTINCT t.person_id) FROM burden_fill t"+w.SQL(), w.Args()...).Scan(&total.People)
}

// name gives forms their names and what they replace.
func (s *Service) name(ctx context.Context, lines []*Line, total *Line) error {
	said, err := s.Said(ctx)
	if err != nil {
		return err
	}
	titles, err := s.titles(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		l.Name = cmp.Or(titles[l.Key], l.Key)
		if f := said[l.Key]; f != nil {
			l.Name, l.Replaces = cmp.Or(f.Name, l.Name), f.Tables()
		}
		l.Saved = int64(len(l.Replaces)) * l.Times
		total.Saved += l.Saved
	}
	return nil
}

// titles are the titles of the pages on which forms stood last, for forms that nobody named.
func (s *Service) titles(ctx context.Context) (map[string]string, error) {
	rows, err := s.Run.DB.Query(ctx, `SELECT t.form, t.title FROM burden_fill t JOIN (SELECT u.form, max(u.id) AS id FROM burden_fill u GROUP BY u.form) last ON last.id = t.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var form, title string
		if err := rows.Scan(&form, &title); err != nil {
			return nil, err
		}
		out[form] = title
	}
	return out, rows.Err()
}

// Batch is what was taken over from workbooks into one register.
type Batch struct {
	List           string // kind of record
	Times, People  int64
	Added, Changed int64 // rows
}

// Imports counts the rows that imports took over between two dates; imports that were undone do not count.
func (s *Service) Imports(ctx context.Context, scope authz.Scope, from, to string) ([]Batch, error) {
	begin, end, err := micros(from, to)
	if err != nil {
		return nil, err
	}
	w := new(db.Where).And("t.applied_at >= ?", begin).And("t.applied_at < ?", end).And("t.undone_at = 0").
		Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id", Chain: "account_id"}), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT t.list, count(*), count(DISTINCT t.account_id), CAST(sum(t.written) AS BIGINT), CAST(sum(t.merged) AS BIGINT) FROM import_batch t"+w.SQL()+
		" GROUP BY t.list ORDER BY 4 DESC, t.list", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Batch
	for rows.Next() {
		var b Batch
		if err := rows.Scan(&b.List, &b.Times, &b.People, &b.Added, &b.Changed); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Programs is how many times programs wrote between two dates.
func (s *Service) Programs(ctx context.Context, scope authz.Scope, from, to string) (n int64, err error) {
	w := new(db.Where).And("t.on_date >= ?", from).And("t.on_date <= ?", to).And("t.via = ?", ViaAPI).Scope(scope.On(authz.Keys(Spec.Scope)), "t")
	err = s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM burden_fill t"+w.SQL(), w.Args()...).Scan(&n)
	return n, err
}

// micros are the bounds of the days in UTC microseconds, the second one excluded.
func micros(from, to string) (begin, end int64, err error) {
	if !clock.IsDate(from) || !clock.IsDate(to) || from > to {
		return 0, 0, errs.New(errs.Invalid, "起止日期要写成2026-11-01的样子，起不晚于止")
	}
	return clock.At(from).Now().UnixMicro() - noon, clock.At(clock.AddDays(to, 1)).Now().UnixMicro() - noon, nil
}

// noon is where clock.At stands, in microseconds of the day.
const noon = 12 * 3600 * 1_000_000
