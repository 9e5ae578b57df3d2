package enterprise

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// The kinds of origin of a fact.
const (
	FromEntry  = "entry"  // typed by somebody of the office
	FromImport = "import" // out of a workbook
	FromFirm   = "firm"   // by the firm itself, accepted by the office
	FromMerge  = "merge"  // out of a record that was the same firm
	FromRule   = "rule"   // worked out from another field
)

// Origin says where facts come from.
type Origin struct {
	Kind       string
	Source     string  // "《上市公司基本信息.xlsx》第12行", "企业自填：王工 139…"
	Date       string  // as of when; "" = the day of entry
	Confidence float64 // 0 to 1; 0 = what the kind is usually worth
	Note       string
}

// confidence is what a kind of origin is usually worth.
func (o Origin) confidence() float64 {
	if o.Confidence > 0 {
		return o.Confidence
	}
	return map[string]float64{FromEntry: 0.9, FromImport: 0.8, FromFirm: 0.95, FromMerge: 0.8, FromRule: 0.6}[o.Kind]
}

// Label is the Chinese name of the kind.
func (o Origin) Label() string {
	return map[string]string{FromEntry: "录入", FromImport: "导入", FromFirm: "企业自填", FromMerge: "合并", FromRule: "推算"}[o.Kind]
}

// Source is where the named fields of a firm come from, as of one time. The newest one that names a field holds for it.
type Source struct {
	ID           string  `db:"id"`
	EnterpriseID string  `db:"enterprise_id"`
	Fields       string  `db:"fields"` // column names, parted by commas
	Kind         string  `db:"kind"`
	Source       string  `db:"source"`
	Date         string  `db:"date"`
	Confidence   float64 `db:"confidence"`
	ByName       string  `db:"by_name"`
	At           int64   `db:"at"`
	Note         string  `db:"note"`
}

// Label is the Chinese name of the kind.
func (s Source) Label() string { return Origin{Kind: s.Kind}.Label() }

var sources = db.NewTable[Source]("enterprise_source")

// derived are columns that follow from others, or are nobody's statement.
var derived = []string{"no", "id", "pinyin", "brand", "normal", "batch_id", "created_at", "updated_at", "version", "outside"}

// differing are the columns with facts in which two firms differ; against an empty one, those that are filled in.
func differing(a, b *Enterprise) []string {
	var out []string
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for i := range x.NumField() {
		tag := x.Type().Field(i).Tag.Get("db")
		if tag != "" && !slices.Contains(derived, tag) && x.Field(i).Interface() != y.Field(i).Interface() {
			out = append(out, tag)
		}
	}
	return out
}

// originOf is where what is written comes from: the firm's own, else the actor's entry.
func originOf(tx *change.Tx, e *Enterprise) Origin {
	if e.Origin != nil {
		return *e.Origin
	}
	if e.BatchID != "" && e.CreatedAt == tx.Now {
		return Origin{Kind: FromImport}
	}
	return Origin{Kind: FromEntry}
}

// note makes the provenance of what differs; nil when nothing does.
func note(tx *change.Tx, before, after *Enterprise) *Source {
	fields := differing(before, after)
	if len(fields) == 0 {
		return nil
	}
	o := originOf(tx, after)
	s := &Source{ID: tx.NewID(), EnterpriseID: after.ID, Fields: strings.Join(fields, ","), Kind: o.Kind, Source: o.Source, Date: o.Date,
		Confidence: o.confidence(), ByName: tx.Actor.Name, At: tx.Now, Note: o.Note}
	if s.Date == "" {
		s.Date = tx.Clock.Today()
	}
	return s
}

// Facts gives, by field, where the values of a firm come from. The firm must have been read inside the asker's scope.
func (s *Service) Facts(ctx context.Context, id string) (map[string]Source, error) {
	rows, err := sources.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", id), "ORDER BY t.at, t.id")
	if err != nil {
		return nil, err
	}
	out := map[string]Source{}
	for _, r := range rows {
		for _, f := range strings.Split(r.Fields, ",") {
			out[f] = r
		}
	}
	return out, nil
}

// forget deletes the provenance of a firm that is deleted.
func (s *Service) forget(ctx context.Context, tx *change.Tx, id string) error {
	rows, err := sources.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", id), "")
	if err != nil {
		return err
	}
	for i := range rows {
		if err := sources.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
