package ticket

import (
	"context"
	"slices"

	"lianzhang/internal/insight/routing"
)

// Quality is how often the suggestions from the office's own tickets named the unit that answered in the end.
type Quality struct {
	Learnt     int // answered tickets the models know
	N          int // measured
	One, Three float64
	Frequent   float64 // of always naming the unit most frequent so far
}

// The newest tickets that are looked at, and how many of them at least are learnt from before any is guessed.
const (
	judged  = 600
	lessons = 50
)

// OwnQuality guesses each of the newest answered tickets from those answered before it, as the product would have.
func (s *Service) OwnQuality(ctx context.Context) (Quality, error) {
	var out Quality
	rows, err := s.db().Query(ctx, "SELECT unit_id, name, text FROM ticket WHERE answered_on <> '' ORDER BY answered_on DESC, no DESC LIMIT $1", int64(judged))
	if err != nil {
		return out, err
	}
	defer rows.Close()
	var all [][2]string
	for rows.Next() {
		var unit, name, text string
		if err := rows.Scan(&unit, &name, &text); err != nil {
			return out, err
		}
		all = append(all, [2]string{unit, name + " " + text})
	}
	if err := rows.Err(); err != nil {
		return out, err
	}
	slices.Reverse(all)
	m, n, one, three, frequent := routing.New(), map[string]int{}, 0, 0, 0
	for i, x := range all {
		if i >= lessons {
			out.N++
			best := ""
			for unit, k := range n {
				if best == "" || k > n[best] || k == n[best] && unit < best {
					best = unit
				}
			}
			if best == x[0] {
				frequent++
			}
			for j, g := range m.Suggest(x[1], 3) {
				if g.Label == x[0] {
					three++
					if j == 0 {
						one++
					}
				}
			}
		}
		m.Learn(x[0], x[1], 1)
		n[x[0]]++
	}
	if out.N > 0 {
		out.One, out.Three, out.Frequent = float64(one)/float64(out.N), float64(three)/float64(out.N), float64(frequent)/float64(out.N)
	}
	s.learnt.Lock()
	defer s.learnt.Unlock()
	if err := s.learn(ctx, s.db()); err != nil {
		return out, err
	}
	out.Learnt = s.learnt.units.Size()
	return out, nil
}
