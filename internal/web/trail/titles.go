package trail

import (
	"context"

	"lianzhang/internal/catalog"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// named is the column that holds the name of the records of a kind, "" when they have none worth showing.
func named(kind string) string {
	if e := catalog.Find(kind); e != nil {
		return e.Title
	}
	return map[string]string{"rule_set": "name", "formula": "name", "import_batch": "file_name", "saved_view": "name", "cadence_period": "period"}[kind]
}

// Titles gives the names of the records that the events are about, as they are called now; what is gone keeps its id.
func (t *Trail) Titles(ctx context.Context, events []journal.Event, names *listing.Names) (map[record.Ref]string, error) {
	out := map[record.Ref]string{}
	ask := map[string][]string{}
	for i := range events {
		ref := events[i].Ref
		if _, known := out[ref]; known {
			continue
		}
		out[ref] = names.Label(ref.Kind, ref.ID)
		if named(ref.Kind) != "" && ref.ID != "" && out[ref] == ref.ID {
			ask[ref.Kind] = append(ask[ref.Kind], ref.ID)
		}
	}
	for kind, ids := range ask {
		if err := t.titles(ctx, kind, ids, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *Trail) titles(ctx context.Context, kind string, ids []string, out map[record.Ref]string) error {
	w := new(db.Where).In("t.id", ids...)
	rows, err := t.DB.Query(ctx, "SELECT t.id, t."+named(kind)+" FROM "+kind+" t"+w.SQL(), w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		out[record.Ref{Kind: kind, ID: id}] = name
	}
	return rows.Err()
}

// Kinds are the kinds of records that a reader of the journal can choose from.
func Kinds() []ui.Option {
	var out []ui.Option
	var kinds []string
	for _, e := range catalog.Entries() {
		kinds = append(kinds, e.Kind())
	}
	for _, k := range append(kinds, "region", "rule_set", "formula", "import_batch", "saved_view", "journal") {
		out = append(out, ui.Option{Value: k, Label: Table(k)})
	}
	return out
}
