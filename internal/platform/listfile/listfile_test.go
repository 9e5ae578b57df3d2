package listfile_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/sheet"
)

// spec is a list over a small table of the platform's own.
var spec = &list.Spec{Name: "saved_view", Label: "视图", Sort: "sort", Columns: []list.Column{
	{Name: "id", Label: "编号", Kind: list.Text, Hidden: true},
	{Name: "created_at", Label: "存于", Kind: list.Time},
	{Name: "name", Label: "名称", Kind: list.Text, Import: true, Need: true},
	{Name: "list", Label: "清单", Kind: list.Enum, Options: []list.Option{{Code: "project", Label: "项目"}}, Import: true},
	{Name: "owner_id", Label: "谁", Kind: list.Ref, RefKind: "account", Import: true},
	{Name: "shared", Label: "共享", Kind: list.Bool, Import: true},
	{Name: "sort", Label: "金额", Kind: list.Money, Unit: "万元", Import: true},
	{Name: "query", Label: "日期", Kind: list.Date, Import: true},
}}

func TestAWorkbookReadsBack(t *testing.T) {
	d := dbtest.SQLite(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i, name := range []string{"=1+1", "普通名称", "+86 10"} {
			if _, err := tx.Exec(t.Context(), `INSERT INTO saved_view (id, list, name, query, owner_id, shared, sort, created_at, version)
				VALUES ($1, 'project', $2, '2026-11-22', 'U1', $3, $4, 1795311015000000, 0)`, fmt.Sprint(i), name, i == 1, int64(i)*12_345_678); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ask, err := spec.Parse(nil)
	if err != nil {
		t.Fatal(err)
	}
	cols := listfile.Columns(spec)
	if cols[0].Name != "name" || cols[len(cols)-1].Name != "created_at" || len(cols) != 7 {
		t.Errorf("a full export begins with what an import reads, and leaves out what is hidden: %d columns", len(cols))
	}
	f := &listfile.File{Spec: spec, Query: ask, Who: list.Asker{Scope: authz.Scope{All: true}, Today: "2026-11-22"}, Columns: cols,
		Label: func(kind, id string) string { return kind + " " + id }}
	var out bytes.Buffer
	n, err := f.Write(t.Context(), d, &out)
	if err != nil || n != 3 {
		t.Fatal(n, err)
	}
	want := [][]string{
		{"名称", "清单", "谁", "共享", "金额（万元）", "日期", "存于"},
		{"=1+1", "项目", "account U1", "否", "0", "2026-11-22", "2026-11-22 09:30:15"},
		{"普通名称", "项目", "account U1", "是", "1234.5678", "2026-11-22", "2026-11-22 09:30:15"},
		{"+86 10", "项目", "account U1", "否", "2469.1356", "2026-11-22", "2026-11-22 09:30:15"},
	}
	if diff := cmp.Diff(want, read(t, out.Bytes())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	ask.IDs = []string{"1"}
	out.Reset()
	if n, err := f.Write(t.Context(), d, &out); err != nil || n != 1 {
		t.Errorf("of one row named: %d, %v", n, err)
	}
	ask.Where = "没有 这 样"
	out.Reset()
	if _, err := f.Write(t.Context(), d, &out); err == nil || out.Len() != 0 {
		t.Errorf("a wrong rule: %v, %d bytes written", err, out.Len())
	}
}

func read(t *testing.T, data []byte) (rows [][]string) {
	t.Helper()
	b, err := sheet.Open(t.Context(), bytes.NewReader(data), int64(len(data)), "x.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range b.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, c := range r.Cells {
			if c.Formula {
				t.Errorf("%s is a formula", c.Ref)
			}
			texts = append(texts, c.Text)
		}
		rows = append(rows, texts)
	}
	return rows
}
