package burden

import (
	"fmt"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
)

// BenchmarkFigures gathers a year of a city: 200,000 forms of 500 people.
func BenchmarkFigures(b *testing.B) {
	s := site(dbtest.SQLite(b), "2026-11-22")
	load(b, s, 200_000)
	for _, by := range []By{ByForm, ByUnit, ByPerson} {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.Figures(b.Context(), authz.Scope{All: true}, by, "2026-01-01", "2026-12-31"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkNote stores what one form cost.
func BenchmarkNote(b *testing.B) {
	s := site(dbtest.SQLite(b), "2026-11-22")
	for b.Loop() {
		if err := s.Note(b.Context(), person("a", "u", "1"), Fill{Form: "/projects/{id}/report", Via: ViaWeb, Seconds: 200, ByHand: 3}); err != nil {
			b.Fatal(err)
		}
	}
}

func load(b *testing.B, s *Service, n int) {
	b.Helper()
	for i := 0; i < n; i += 1000 {
		fills := make([]Fill, 1000)
		for j := range fills {
			k := i + j
			fills[j] = Fill{Form: fmt.Sprintf("/form%d/{id}", k%90), Title: "表", Via: ViaWeb, Seconds: int64(k*7919%2400) + 5, ByHand: int64(k % 7), TakenOver: int64(k % 11), Empty: int64(k % 5)}
		}
		p := fmt.Sprint("p", i/1000%500)
		if err := s.Note(b.Context(), person(p, "u"+p, "1"), fills...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Run.DB.Write(b.Context(), func(tx *db.Tx) error { _, err := tx.Exec(b.Context(), "ANALYZE"); return err }); err != nil {
		b.Fatal(err)
	}
}
