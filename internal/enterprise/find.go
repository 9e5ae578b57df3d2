package enterprise

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/platform/uscc"
)

// Named gives at most n firms that the words may mean, the surest first: by code, by name, by a name that differs only in
// the way it is written, by words in any of the names.
func (s *Service) Named(ctx context.Context, scope authz.Scope, words string, n int) ([]Enterprise, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return nil, nil
	}
	code, _ := uscc.Clean(words)
	w := new(db.Where).And("(t.uscc = ? OR t.name = ? OR t.normal = ? OR t.id = ?)", code, words, firmname.Split(words).Normal(), words)
	rows, err := s.Select(ctx, s.Run.DB, scope, w, "ORDER BY t.id LIMIT "+strconv.Itoa(n))
	if err != nil || len(rows) > 0 {
		slices.SortStableFunc(rows, func(a, b Enterprise) int { return rank(&a, words, code) - rank(&b, words, code) })
		return rows, err
	}
	rows, _, err = s.Search(ctx, scope, words, n)
	return rows, err
}

// searchMost is how many hits of a search are looked at and sorted; of more, any.
const searchMost = 200

func rank(e *Enterprise, words, code string) int {
	switch {
	case e.USCC != "" && e.USCC == code, e.ID == words:
		return 0
	case e.Name == words:
		return 1
	}
	return 2
}

// Search gives at most n firms that a text finds, larger ones first among the first few hundred; more tells that there are
// others. It is made for registers of a million: it never counts or sorts all that is found.
func (s *Service) Search(ctx context.Context, scope authz.Scope, text string, n int) (rows []Enterprise, more bool, err error) {
	tail := "ORDER BY t.revenue DESC, t.no LIMIT " + strconv.Itoa(n+1)
	w := new(db.Where)
	search.MatchSome(w, s.Run.DB.Engine(), Spec.Search, text, searchMost)
	rows, err = s.Select(ctx, s.Run.DB, scope, w, tail)
	if err == nil && len(rows) <= n && !scope.All { // perhaps what was looked at lies mostly outside the scope
		w = new(db.Where)
		search.Match(w, s.Run.DB.Engine(), Spec.Search, text)
		rows, err = s.Select(ctx, s.Run.DB, scope, w, tail)
	}
	return rows[:min(n, len(rows))], len(rows) > n, err
}

// Named tells whether the words are a code or a name of the firm, whatever the way they are written.
func (e *Enterprise) Named(words string) bool {
	code, _ := uscc.Clean(words)
	return e.ID == words || e.Name == words || e.USCC != "" && e.USCC == code || slices.Contains(e.Aliases(), words) ||
		e.Listed != "" && e.Listed == words || firmname.Split(words).Normal() == e.Normal
}
