package journal_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

type view struct {
	ID        string `db:"id"`
	List      string `db:"list"`
	Name      string `db:"name"`
	Query     string `db:"query"`
	OwnerID   string `db:"owner_id"`
	Shared    bool   `db:"shared"`
	Sort      int64  `db:"sort"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// report has a column of each type and no version.
type report struct {
	ID        string  `db:"id"`
	ProjectID string  `db:"project_id"`
	Region    string  `db:"region"`
	UnitID    string  `db:"unit_id"`
	ChainID   string  `db:"chain_id"`
	Period    string  `db:"period"`
	Share     float64 `db:"plan_share"`
	Done      int64   `db:"done"`
	DoneTotal int64   `db:"done_total"`
	Funds     int64   `db:"funds"`
	Progress  string  `db:"progress"`
	Problem   string  `db:"problem"`
	NextStep  string  `db:"next_step"`
	Forecast  string  `db:"forecast"`
	State     string  `db:"state"`
	FilledBy  string  `db:"filled_by"`
	FilledN   string  `db:"filled_name"`
	FilledAt  int64   `db:"filled_at"`
	CheckedBy string  `db:"checked_by"`
	CheckedAt int64   `db:"checked_at"`
	BatchID   string  `db:"batch_id"`
	Version   int64   `db:"version"`
}

var (
	views   = db.NewTable[view]("saved_view")
	reports = db.NewTable[report]("project_report")
)

// site is a database whose journal has 16×16 and some entries, so that there are tiles of two levels and a tail:
// views v000 … v149, each saved again once, v007 deleted; reports r000 … r199 in changes about their project.
type site struct {
	*testing.T
	db  *db.DB
	run *change.Runner
	raw *db.DB // the same database behind the journal's back
}

func (s site) change(ref record.Ref, fn func(tx *change.Tx) error) {
	s.Helper()
	actor := authz.System("cli")
	actor.Name, actor.UnitID, actor.Req = "张三", "u1", "req-1"
	if err := s.run.Run(context.Background(), actor, change.What{Action: "test", Perm: authz.ProjectEdit, Ref: ref, Reason: "试"}, fn); err != nil {
		s.Fatal(err)
	}
}

func (s site) exec(sql ...string) {
	s.Helper()
	s.write(func(tx *db.Tx) error {
		for _, q := range sql {
			n, err := tx.Exec(context.Background(), q)
			if err != nil {
				return err
			}
			if n == 0 && !strings.Contains(q, " TABLE ") {
				return fmt.Errorf("no row touched: %s", q)
			}
		}
		return nil
	})
}

func (s site) write(fn func(tx *db.Tx) error) {
	s.Helper()
	if err := s.raw.Write(context.Background(), fn); err != nil {
		s.Fatal(err)
	}
}

func (s site) verify(points ...journal.Checkpoint) *journal.Report {
	s.Helper()
	rep, err := journal.Verify(context.Background(), s.db, journal.Options{Checkpoints: points})
	if err != nil {
		s.Fatal(err)
	}
	return rep
}

func newSite(t *testing.T, d *db.DB) site {
	ctx := context.Background()
	raw, err := db.Open(ctx, d.Target())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	s := site{t, d, &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}, raw}
	for i := range 150 {
		row := view{ID: fmt.Sprintf("v%03d", i), List: "project", Name: fmt.Sprintf("“视图” <%d>\n\\", i), Shared: i%2 == 0, Sort: int64(i)}
		s.change(record.Ref{Kind: "saved_view", ID: row.ID}, func(tx *change.Tx) error { return views.Insert(ctx, tx, &row) })
		after := row
		after.Name, after.Sort, after.Shared = "改名", 1<<53+int64(i), !row.Shared
		s.change(record.Ref{}, func(tx *change.Tx) error { return views.Update(ctx, tx, &row, &after) })
		if i == 7 {
			s.change(record.Ref{}, func(tx *change.Tx) error { return views.Delete(ctx, tx, &after) })
		}
		if i == 100 {
			if _, err := s.run.Journal.Checkpoint(ctx, s.run.Clock, "测试市", "月末"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := 0; i < 200; i += 4 {
		s.change(record.Ref{Kind: "project", ID: fmt.Sprintf("p%d", i)}, func(tx *change.Tx) error {
			for k := range 4 {
				row := report{ID: fmt.Sprintf("r%03d", i+k), ProjectID: fmt.Sprintf("p%d", i), Period: fmt.Sprintf("2026-%02d", k+1), Share: float64(i+k) / 3, Done: int64(i), State: "filled"}
				if err := reports.Insert(ctx, tx, &row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	s.change(record.Ref{Kind: "account", ID: "a1"}, func(*change.Tx) error { return nil }) // a sign-in: an entry without a row
	return s
}

var (
	journalHeader = journal.Header{At: 1, ActorID: "a", Action: "test"}
	system        = authz.System("cli")
)

func secondRunner(d *db.DB) *change.Runner {
	return &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}
}
