package journal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

func TestHistoryOfARecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		newSite(t, d)
		seqs := func(ref record.Ref, p journal.Page) (out []int64, next int64) {
			events, next, err := journal.History(t.Context(), d, ref, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				out = append(out, e.Seq)
			}
			return out, next
		}
		for name, c := range map[string]struct {
			ref  record.Ref
			page journal.Page
			want []int64
			next int64
		}{
			"own row":                 {record.Ref{Kind: "saved_view", ID: "v007"}, journal.Page{}, []int64{16, 15, 14}, 0},
			"rows about it":           {record.Ref{Kind: "project", ID: "p4"}, journal.Page{}, []int64{308, 307, 306, 305}, 0},
			"first page":              {record.Ref{Kind: "project", ID: "p4"}, journal.Page{Size: 3}, []int64{308, 307, 306}, 306},
			"second page":             {record.Ref{Kind: "project", ID: "p4"}, journal.Page{Size: 3, Before: 306}, []int64{305}, 0},
			"row of another's change": {record.Ref{Kind: "project_report", ID: "r005"}, journal.Page{}, []int64{306}, 0},
			"nothing":                 {record.Ref{Kind: "project", ID: "none"}, journal.Page{}, nil, 0},
		} {
			if got, next := seqs(c.ref, c.page); !cmp.Equal(got, c.want) || next != c.next {
				t.Errorf("%s: %v next %d; want %v next %d", name, got, next, c.want, c.next)
			}
		}
		events, _, err := journal.History(t.Context(), d, record.Ref{Kind: "saved_view", ID: "v001"}, journal.Page{})
		if err != nil {
			t.Fatal(err)
		}
		want := []journal.Change{{Column: "name", Old: "“视图” <1>\n\\", New: "改名"}, {Column: "shared", Old: false, New: true},
			{Column: "sort", Old: int64(1), New: int64(1<<53 + 1)}, {Column: "version", Old: int64(0), New: int64(1)}}
		if diff := cmp.Diff(want, events[0].Changes); diff != "" {
			t.Error(diff)
		}
		if e := events[0]; e.ActorName != "张三" || e.Action != "test" || e.Reason != "试" || e.Op != db.Updated || events[1].Changes[0].Old != nil {
			t.Errorf("%+v", events)
		}
	})
}
