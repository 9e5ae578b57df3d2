package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/search"
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

var views = db.NewTable[view]("saved_view")

func TestTableKeepsRowsAndFindsConflicts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		row := view{ID: "v1", List: "project", Name: "红灯", Shared: true, Sort: 3}
		if err := d.Write(ctx, func(tx *db.Tx) error { return views.Insert(ctx, tx, &row) }); err != nil {
			t.Fatal(err)
		}
		got, err := views.Get(ctx, d, db.Everything, "v1")
		if err != nil || *got != row {
			t.Fatalf("Get = %+v, %v; want %+v", got, err, row)
		}
		mine, theirs := *got, *got
		mine.Name, theirs.Name = "黄灯", "绿灯"
		save := func(v *view) error {
			return d.Write(ctx, func(tx *db.Tx) error { return views.Update(ctx, tx, got, v) })
		}
		if err := save(&theirs); err != nil || theirs.Version != 1 {
			t.Fatalf("first save: %v, version %d", err, theirs.Version)
		}
		err = save(&mine)
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Conflict || e.Detail.(*view).Name != "绿灯" {
			t.Fatalf("second save: %v; want a conflict that shows the stored row", err)
		}
	})
}

func TestOneFailingWriteLeavesItsNeighboursAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := views.Insert(ctx, tx, &view{ID: fmt.Sprint("v", i)}); err != nil {
						return err
					}
					switch i % 6 {
					case 1:
						return errs.New(errs.Invalid, "不行")
					case 2:
						panic("at the worst time")
					case 3:
						return views.Insert(ctx, tx, &view{ID: fmt.Sprint("v", i)}) // the same key again
					}
					return nil
				})
				if failed := i%6 >= 1 && i%6 <= 3; failed != (err != nil) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		var n int
		if err := d.QueryRow(ctx, "SELECT count(*) FROM saved_view").Scan(&n); err != nil || n != 30 {
			t.Fatalf("%d rows, %v; want 30", n, err)
		}
	})
}

func TestACancelledCallerBreaksNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Write(ctx, func(tx *db.Tx) error {
			cancel()
			return views.Insert(ctx, tx, &view{ID: "a"})
		})
		if err != nil {
			t.Fatalf("a write that has begun goes on: %v", err)
		}
		if err := d.Write(ctx, func(*db.Tx) error { return nil }); err == nil {
			t.Fatal("a cancelled caller begins no write")
		}
	})
}

func TestSearchFindsPairsOfCharacters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		names := []string{1: "晶川光伏组件有限公司", 2: "光学镜头与伏安仪表", 3: "Ｐｖ光伏 ABC", 4: "铜"}
		err := d.Write(ctx, func(tx *db.Tx) error {
			for no, name := range names[1:] {
				if _, err := tx.Exec(ctx, "INSERT INTO enterprise (no, id, name, uscc, region, unit_id, chain_id, industry, trade, subtrade, stream, scale, revenue, staff, address, note, pinyin, batch_id, created_at, updated_at, version) VALUES ($1, $2, $3, '', '', '', '', '', '', '', '', '', 0, 0, '', '', '', '', 0, 0, 0)", no+1, fmt.Sprint(no+1), name); err != nil {
					return err
				}
				if err := search.Put(ctx, tx, "enterprise_search", int64(no+1), true, name); err != nil {
					return err
				}
			}
			return search.Put(ctx, tx, "enterprise_search", 4, false, "铜箔")
		})
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{"光伏": "1,3,", "pv": "3,", "光": "1,2,3,", "组件 光伏": "1,", "箔": "4,", "电池": "", "!!": "", "伏": "1,2,3,"} {
			w := new(db.Where)
			search.Match(w, d.Engine(), "enterprise_search", text)
			rows, err := d.Query(ctx, "SELECT t.id FROM enterprise t"+w.SQL()+" ORDER BY t.id", w.Args()...)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			got := ""
			for rows.Next() {
				var id string
				if err := rows.Scan(&id); err != nil {
					t.Fatal(err)
				}
				got += id + ","
			}
			if rows.Close(); got != want {
				t.Errorf("search %q = %s; want %s", text, got, want)
			}
		}
	})
}
