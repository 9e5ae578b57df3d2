package server

import (
	"path/filepath"
	"testing"

	"lianzhang/internal/config"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/ticket"
)

// TestAnIndexThatIsNewIsFilledAtTheStart: a site from before there was an index finds its tickets after the first start.
func TestAnIndexThatIsNewIsFilledAtTheStart(t *testing.T) {
	env := map[string]string{"LIANZHANG_DATA": filepath.Join(t.TempDir(), "site")}
	cfg, err := config.Load("", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	app, err := Open(ctx, cfg, clock.At("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Tickets.Raise(ctx, Program(), ticket.Ticket{Name: "用电增容", Text: "排队", Firm: "景川曜石材料有限公司", Region: "340700", UnitID: "u"}); err != nil {
		t.Fatal(err)
	}
	if err := app.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM "+ticket.Spec.Search)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	if app, err = Open(ctx, cfg, clock.At("2026-11-22")); err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	n := 0
	if err := app.DB.QueryRow(ctx, "SELECT count(*) FROM (SELECT rowid FROM "+ticket.Spec.Search+" LIMIT 5) AS r").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d tickets indexed, %v", n, err)
	}
}
