package journal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

// tampering is one way of changing the database behind the journal's back, and what must be said of it.
type tampering struct {
	name    string
	do      func(site)
	want    []want
	outside bool // only a checkpoint that was kept outside shows it
	lite    bool // only SQLite lets it in
}

// want is a finding by kind and place; of the place, what is "" or any is not compared.
type want struct {
	kind               journal.Kind
	table, row, column string
	seq                int64
}

const any64 = -2

func sql(q ...string) func(site) { return func(s site) { s.exec(q...) } }

// then forges tiles and head after the statements, so that only what lies outside can tell.
func forged(q ...string) func(site) {
	return func(s site) {
		s.exec(q...)
		s.write(func(tx *db.Tx) error { return journal.Forge(context.Background(), tx) })
	}
}

func rowTamperings() []tampering {
	row := func(name, q, id, col string, seq int64) tampering {
		table := strings.Fields(q)[1]
		return tampering{name: name, do: sql(q), want: []want{{journal.RowChanged, table, id, col, seq}}}
	}
	return []tampering{
		row("text", "UPDATE saved_view SET name = '改' WHERE id = 'v020'", "v020", "name", 42),
		row("text emptied", "UPDATE saved_view SET name = '' WHERE id = 'v000'", "v000", "name", 1),
		row("one space more", "UPDATE saved_view SET name = '改名 ' WHERE id = 'v020'", "v020", "name", 42),
		row("empty text filled", "UPDATE saved_view SET query = 'x' WHERE id = 'v003'", "v003", "query", 6),
		row("number", "UPDATE saved_view SET created_at = 5 WHERE id = 'v149'", "v149", "created_at", 299),
		row("large number by one", "UPDATE saved_view SET sort = sort + 1 WHERE id = 'v149'", "v149", "sort", 300),
		row("version", "UPDATE saved_view SET version = 7 WHERE id = 'v149'", "v149", "version", 300),
		row("yes to no", "UPDATE saved_view SET shared = NOT shared WHERE id = 'v010'", "v010", "shared", 22),
		row("fraction by a hair", "UPDATE project_report SET plan_share = 0.33333333333333337 WHERE id = 'r001'", "r001", "plan_share", 302),
		row("whole fraction", "UPDATE project_report SET plan_share = 2 WHERE id = 'r003'", "r003", "plan_share", 304),
		row("money", "UPDATE project_report SET done = done + 100000000 WHERE id = 'r199'", "r199", "done", 500),
		row("period", "UPDATE project_report SET period = '2025-11' WHERE id = 'r100'", "r100", "period", 401),
		row("all rows of a table", "UPDATE project_report SET funds = 1", "r150", "funds", 451),
		{name: "text in a number", lite: true, do: sql("UPDATE saved_view SET sort = '许多' WHERE id = 'v010'"), want: []want{{journal.RowChanged, "saved_view", "v010", "sort", 22}}},
		{name: "bytes for text", lite: true, do: sql("UPDATE saved_view SET name = CAST(name AS BLOB) WHERE id = 'v010'"), want: []want{{journal.RowChanged, "saved_view", "v010", "name", 22}}},
		{name: "row removed", do: sql("DELETE FROM saved_view WHERE id = 'v050'"), want: []want{{journal.RowRemoved, "saved_view", "v050", "", 102}}},
		{name: "first row removed", do: sql("DELETE FROM saved_view WHERE id = 'v000'"), want: []want{{journal.RowRemoved, "saved_view", "v000", "", 1}}},
		{name: "last row removed", do: sql("DELETE FROM project_report WHERE id = 'r199'"), want: []want{{journal.RowRemoved, "project_report", "r199", "", 500}}},
		{name: "all rows removed", do: sql("DELETE FROM project_report"), want: []want{
			{journal.RowRemoved, "project_report", "r000", "", 301}, {journal.RowRemoved, "project_report", "r199", "", 500}}},
		{name: "row inserted", do: sql("INSERT INTO saved_view SELECT 'v999', list, name, query, owner_id, shared, sort, created_at, version FROM saved_view WHERE id = 'v001'"),
			want: []want{{journal.RowInserted, "saved_view", "v999", "", any64}}},
		{name: "row inserted in a table without entries", do: sql("INSERT INTO setting (id, value, version) VALUES ('site.name', 'x', 0)"),
			want: []want{{journal.RowInserted, "setting", "site.name", "", any64}}},
		{name: "deleted row brought back", do: sql("INSERT INTO saved_view SELECT 'v007', list, name, query, owner_id, shared, sort, created_at, version FROM saved_view WHERE id = 'v001'"),
			want: []want{{journal.RowInserted, "saved_view", "v007", "", 16}}},
		{name: "row renamed", do: sql("UPDATE saved_view SET id = 'v888' WHERE id = 'v060'"), want: []want{
			{journal.RowRemoved, "saved_view", "v060", "", 122}, {journal.RowInserted, "saved_view", "v888", "", any64}}},
		{name: "two rows change places", do: sql("UPDATE saved_view SET id = 'tmp' WHERE id = 'v001'", "UPDATE saved_view SET id = 'v001' WHERE id = 'v002'", "UPDATE saved_view SET id = 'v002' WHERE id = 'tmp'"),
			want: []want{{journal.RowChanged, "saved_view", "v001", "sort", 3}, {journal.RowChanged, "saved_view", "v002", "sort", 5}}},
		{name: "column filled that was added later", do: sql("ALTER TABLE saved_view ADD COLUMN extra TEXT NOT NULL DEFAULT ''", "UPDATE saved_view SET extra = 'x' WHERE id = 'v001'"),
			want: []want{{journal.RowChanged, "saved_view", "v001", "extra", 2}}},
		{name: "changed behind, then saved", do: saveOverChange("name"), want: []want{{journal.RowDetour, "saved_view", "v030", "name", 62}}},
		{name: "filled behind, then saved", do: saveOverChange("query"), want: []want{{journal.RowDetour, "saved_view", "v030", "query", 61}}},
		{name: "table dropped", do: sql("CREATE TABLE kept AS SELECT * FROM saved_view", "DROP TABLE saved_view"), want: []want{{journal.TableUnknown, "saved_view", "", "", any64}}},
	}
}

// saveOverChange changes a row behind the journal and lets an honest save build on it.
func saveOverChange(col string) func(site) {
	return func(s site) {
		s.exec("UPDATE saved_view SET " + col + " = '暗改' WHERE id = 'v030'")
		row, err := views.Get(s.Context(), s.db, db.Everything, "v030")
		if err != nil {
			s.Fatal(err)
		}
		after := *row
		after.Name, after.Query = "再改", "再改"
		s.change(record.Ref{}, func(tx *change.Tx) error { return views.Update(s.Context(), tx, row, &after) })
	}
}

func entryTamperings() []tampering {
	entry := func(name, q string, seq int64) tampering {
		return tampering{name: name, do: sql(q), want: []want{{journal.EntryChanged, "journal_entry", fmt.Sprint(seq), "", seq}}}
	}
	missing := func(name, q string, seqs ...int64) tampering {
		t := tampering{name: name, do: sql(q)}
		for _, seq := range seqs {
			t.want = append(t.want, want{journal.EntryMissing, "journal_entry", fmt.Sprint(seq), "", seq})
		}
		return t
	}
	added := func(name string, seq int64) tampering {
		return tampering{name: name, do: sql(copyEntry(fmt.Sprint(seq), 40)), want: []want{{journal.EntryAdded, "journal_entry", fmt.Sprint(seq), "", seq}}}
	}
	out := []tampering{
		entry("time", "UPDATE journal_entry SET at = at + 1 WHERE seq = 17", 17),
		entry("time in the tail", "UPDATE journal_entry SET at = 0 WHERE seq = 501", 501),
		entry("table and row together", "UPDATE journal_entry SET tbl = 'saved_viewv', row_id = '000' WHERE seq = 0", 0),
		entry("data: one figure", "UPDATE journal_entry SET data = replace(data, '9007199254740997', '9007199254740998') WHERE seq = 11", 11),
		entry("data: a space", "UPDATE journal_entry SET data = data || ' ' WHERE seq = 11", 11),
		entry("data: cut off", "UPDATE journal_entry SET data = '{\"name\":[\"' WHERE seq = 11", 11),
		entry("data: emptied", "UPDATE journal_entry SET data = '' WHERE seq = 12", 12),
		entry("insert made an update", "UPDATE journal_entry SET op = 'update' WHERE seq = 12", 12),
		missing("first removed", "DELETE FROM journal_entry WHERE seq = 0", 0),
		missing("one removed", "DELETE FROM journal_entry WHERE seq = 250", 250),
		missing("last removed", "DELETE FROM journal_entry WHERE seq = 501", 501),
		missing("two runs removed", "DELETE FROM journal_entry WHERE seq BETWEEN 30 AND 70 OR seq BETWEEN 90 AND 91", 30, 90),
		missing("tail removed", "DELETE FROM journal_entry WHERE seq >= 480", 480),
		missing("all removed", "DELETE FROM journal_entry", 0),
		added("appended", 502),
		added("appended behind a gap", 1000),
		added("numbered below zero", -5),
		{name: "two change places", do: sql("UPDATE journal_entry SET seq = -1 WHERE seq = 100", "UPDATE journal_entry SET seq = 100 WHERE seq = 101", "UPDATE journal_entry SET seq = 101 WHERE seq = -1"),
			want: []want{{journal.EntryChanged, "journal_entry", "100", "", 100}, {journal.EntryChanged, "journal_entry", "101", "", 101}}},
		{name: "one repeated over another", do: sql("DELETE FROM journal_entry WHERE seq = 101", copyEntry("101", 100)),
			want: []want{{journal.EntryChanged, "journal_entry", "101", "", 101}}},
		{name: "renumbered with a fraction", lite: true, do: sql("UPDATE journal_entry SET seq = 100.5 WHERE seq = 100"),
			want: []want{{journal.EntryMissing, "journal_entry", "100", "", 100}, {journal.EntryAdded, "journal_entry", "", "", any64}}},
		{name: "text for the time", lite: true, do: sql("UPDATE journal_entry SET at = '昨天' WHERE seq = 100"), want: []want{{journal.EntryChanged, "journal_entry", "100", "", 100}}},
	}
	for _, col := range []string{"actor_id", "actor_name", "unit_id", "via", "request", "action", "kind", "ref_id", "reason", "tbl", "row_id", "op", "data"} {
		out = append(out, entry("field "+col, "UPDATE journal_entry SET "+col+" = "+col+" || 'x' WHERE seq = 333", 333))
	}
	return out
}

func copyEntry(seq string, from int64) string {
	return fmt.Sprintf(`INSERT INTO journal_entry SELECT %s, at, actor_id, actor_name, unit_id, via, request, action, kind, ref_id, reason, tbl, row_id, op, data
		FROM journal_entry WHERE seq = %d`, seq, from)
}

func hashTamperings() []tampering {
	tile := func(name, q, id string) tampering {
		return tampering{name: name, do: sql(q), want: []want{{journal.TileChanged, "journal_tile", id, "", any64}}}
	}
	head := func(name, q, column string) tampering {
		return tampering{name: name, do: sql(q), want: []want{{journal.HeadChanged, "journal_head", "1", column, any64}}}
	}
	point := func(name, row string, outside bool, q string) tampering {
		return tampering{name: name, do: sql(q), outside: outside, want: []want{{journal.PointChanged, "journal_checkpoint", row, "", any64}}}
	}
	return []tampering{
		tile("lowest tile", "UPDATE journal_tile SET hashes = 'AAAA' || substr(hashes, 5) WHERE level = 0 AND idx = 3", "0/3"),
		tile("lowest tile of the newest", "UPDATE journal_tile SET hashes = 'AAAA' || substr(hashes, 5) WHERE level = 0 AND idx = 30", "0/30"),
		tile("upper tile", "UPDATE journal_tile SET hashes = 'AAAA' || substr(hashes, 5) WHERE level = 1 AND idx = 0", "1/0"),
		tile("tile unreadable", "UPDATE journal_tile SET hashes = '?' WHERE level = 0 AND idx = 3", "0/3"),
		tile("tile too short", "UPDATE journal_tile SET hashes = substr(hashes, 1, 128) WHERE level = 0 AND idx = 3", "0/3"),
		tile("tile removed", "DELETE FROM journal_tile WHERE level = 0 AND idx = 9", "0/9"),
		tile("upper tile removed", "DELETE FROM journal_tile WHERE level = 1", "1/0"),
		tile("tile added", "INSERT INTO journal_tile (level, idx, hashes) VALUES (2, 0, '')", "2/0"),
		tile("tile added behind", "INSERT INTO journal_tile SELECT level, 31, hashes FROM journal_tile WHERE level = 0 AND idx = 30", "0/31"),
		tile("tiles change places", "UPDATE journal_tile SET idx = CASE idx WHEN 3 THEN -4 ELSE -3 END WHERE level = 0 AND idx IN (3, 4)", "0/3"),
		head("size up", "UPDATE journal_head SET size = size + 1", "size"),
		head("size down", "UPDATE journal_head SET size = size - 1", "size"),
		head("size zero", "UPDATE journal_head SET size = 0", "size"),
		head("size below zero", "UPDATE journal_head SET size = -1", "size"),
		head("root", "UPDATE journal_head SET root = 'AAAA' || substr(root, 5)", "root"),
		head("root emptied", "UPDATE journal_head SET root = ''", "root"),
		head("frontier", "UPDATE journal_head SET frontier = replace(frontier, substr(frontier, 3, 4), 'AAAA')", "frontier"),
		head("frontier unreadable", "UPDATE journal_head SET frontier = '?'", "frontier"),
		head("frontier emptied", "UPDATE journal_head SET frontier = '[]'", "frontier"),
		head("head removed", "DELETE FROM journal_head", "id"),
		head("second head", "INSERT INTO journal_head (id, size, root, frontier) VALUES (2, 0, '', '')", "id"),
		point("checkpoint's root", "203", false, "UPDATE journal_checkpoint SET root = 'AAAA' || substr(root, 5)"),
		point("checkpoint's size", "204", false, "UPDATE journal_checkpoint SET size = 204 WHERE size = 203"),
		point("checkpoint beyond the end", "9999", false, "UPDATE journal_checkpoint SET size = 9999 WHERE size = 203"),
		point("checkpoint removed", "203", true, "DELETE FROM journal_checkpoint WHERE size = 203"),
		point("checkpoint added", "77", false, "INSERT INTO journal_checkpoint (size, root, at, note) SELECT 77, root, at, note FROM journal_checkpoint WHERE size = 203"),
	}
}

// The intruder of these knows the program and makes everything fit as far as his hands reach.
func forgeries() []tampering {
	rowAndEntry := []string{"UPDATE saved_view SET sort = 1 WHERE id = 'v020'", "UPDATE journal_entry SET data = replace(data, '9007199254741012', '1') WHERE seq = 42"}
	late := []string{"UPDATE saved_view SET sort = 1 WHERE id = 'v120'", "UPDATE journal_entry SET data = replace(data, '9007199254741112', '1') WHERE seq = 242"}
	leaf := func(seq int64, q ...string) func(site) {
		return func(s site) {
			s.exec(q...)
			s.write(func(tx *db.Tx) error { return journal.ForgeLeaf(context.Background(), tx, seq) })
		}
	}
	anew := func(q ...string) func(site) { // the newest stored checkpoint is made to fit as well
		return func(s site) {
			forged(q...)(s)
			s.exec("UPDATE journal_checkpoint SET root = (SELECT root FROM journal_head WHERE id = 1) WHERE size = 502")
		}
	}
	const gone = "DELETE FROM journal_checkpoint WHERE size = 203"
	stored := []want{{journal.PointChanged, "journal_checkpoint", "203", "root", 0}}
	paper := func(seq int64) []want {
		return []want{{journal.PointChanged, "journal_checkpoint", "502", "root", seq}}
	}
	return []tampering{
		{name: "row and entry", do: sql(rowAndEntry...), want: []want{{journal.EntryChanged, "journal_entry", "42", "", 42}}},
		{name: "row, entry and its hash", do: leaf(42, rowAndEntry...), want: []want{{journal.EntryChanged, "journal_entry", "", "", 32}}},
		{name: "row, entry and its hash under the frontier", do: leaf(490, "UPDATE project_report SET funds = 1 WHERE id = 'r189'",
			"UPDATE journal_entry SET data = replace(data, '\"done\":[null,', '\"funds\":[null,1],\"done\":[null,') WHERE seq = 490"), want: []want{{journal.HeadChanged, "journal_head", "1", "root", any64}}},
		{name: "all hashes, before the checkpoint", do: forged(rowAndEntry...), want: stored},
		{name: "entry taken out, the rest renumbered", do: forged("DELETE FROM saved_view WHERE id = 'v000'", "DELETE FROM journal_entry WHERE seq < 2",
			"UPDATE journal_entry SET seq = seq - 100000", "UPDATE journal_entry SET seq = seq + 99998"), want: stored},
		{name: "entry slipped in", do: forged("UPDATE journal_entry SET seq = seq + 100000 WHERE seq >= 40", "UPDATE journal_entry SET seq = seq - 99999 WHERE seq >= 40",
			copyEntry("40", 501)), want: stored},
		{name: "checkpoints forged too, the rest not", do: sql("UPDATE journal_checkpoint SET root = (SELECT root FROM journal_head WHERE id = 1)"), want: stored},
		{name: "other actor", do: forged("UPDATE journal_entry SET actor_id = 'u9', actor_name = '李四' WHERE seq = 5"), want: stored},
		{name: "truncated before the checkpoint", do: forged("DELETE FROM project_report", "DELETE FROM saved_view WHERE id >= 'v095'", "DELETE FROM journal_entry WHERE seq >= 191"),
			want: []want{{journal.PointChanged, "journal_checkpoint", "203", "root", 191}}},
		{name: "all hashes and the stored checkpoints", do: anew(append(rowAndEntry, gone)...), outside: true, want: paper(0)},
		{name: "all hashes, behind the first checkpoint", do: anew(late...), outside: true, want: paper(203)},
		{name: "truncated behind the first checkpoint", do: forged("DELETE FROM project_report WHERE id = 'r199'", "DELETE FROM journal_entry WHERE seq >= 500",
			"DELETE FROM journal_checkpoint WHERE size = 502"), outside: true, want: paper(500)},
		{name: "the whole log made anew", do: anew(gone, "UPDATE journal_entry SET reason = ''"), outside: true, want: paper(0)},
	}
}

func TestEveryTamperingIsFoundAndNamed(t *testing.T) {
	all := slices.Concat(rowTamperings(), entryTamperings(), hashTamperings(), forgeries())
	if len(all) < 50 {
		t.Fatalf("only %d kinds", len(all))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		points := papers(s)
		clean := dump(s)
		for _, c := range all {
			if c.lite && d.Engine() != db.SQLite {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				s := s
				s.T = t
				c.do(s)
				if c.outside {
					rep := s.verify(points...)
					c.check(t, rep)
				} else {
					c.check(t, s.verify())
				}
				clean.restore(s)
				if rep := s.verify(points...); !rep.OK() {
					t.Fatalf("undone, but %+v", rep.Findings)
				}
			})
		}
	})
}

func (c *tampering) check(t *testing.T, rep *journal.Report) {
	t.Helper()
	for _, w := range c.want {
		i := slices.IndexFunc(rep.Findings, func(f journal.Finding) bool {
			return f.Kind == w.kind && f.Table == w.table && (w.row == "" || f.RowID == w.row) && (w.column == "" || f.Column == w.column) &&
				(w.seq == any64 || f.Seq == w.seq)
		})
		if i < 0 {
			t.Errorf("%+v is not among the findings:", w)
		} else if rep.Findings[i].Text == "" {
			t.Errorf("%+v has no sentence", w)
		}
	}
	if t.Failed() {
		for _, f := range rep.Findings {
			t.Logf("%+v", f)
		}
	}
	if len(c.want) == 1 && strings.HasPrefix(c.name, "field ") {
		for _, f := range rep.Findings { // an altered entry makes no cascade
			if f.Kind == journal.HeadChanged || f.Kind == journal.PointChanged || f.Kind == journal.TileChanged {
				t.Errorf("needless finding %+v", f)
			}
		}
	}
}

// papers are checkpoints as they come back from paper: the stored one and one of the last state.
func papers(s site) []journal.Checkpoint {
	s.Helper()
	stored, err := s.run.Journal.Checkpoints(s.Context())
	if err != nil || len(stored) != 1 {
		s.Fatal(stored, err)
	}
	head, err := s.run.Journal.Head(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	now, err := s.run.Journal.Checkpoint(s.Context(), s.run.Clock, "测试市", "年末")
	if err != nil {
		s.Fatal(err)
	}
	if now.Root != head.Root {
		s.Fatal("the checkpoint has another root than the head")
	}
	var out []journal.Checkpoint
	for _, p := range append(stored, now) {
		back, err := journal.ParseCheckpoint(p.String())
		if err != nil {
			s.Fatal(err)
		}
		out = append(out, back)
	}
	return out
}
