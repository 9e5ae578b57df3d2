package db

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Table reads and writes the rows of one table as values of T, whose fields carry `db:"column"` tags and are string,
// int64, float64 or bool. Absent text is "", absent amounts are 0; NULL is not stored. The column "id" is the key; a
// column "version" makes saves optimistic. Table knows no joins and no hooks; whatever needs them is SQL by hand.
type Table[T any] struct {
	name    string
	cols    []string
	index   []int
	id      int // position of "id" in cols
	version int // position of "version" in cols, or -1
	list    string
	insert  *Inserter
}

// NewTable describes table name by the tags of T; it panics when T has no id, which is a defect.
func NewTable[T any](name string) *Table[T] {
	t := &Table[T]{name: name, id: -1, version: -1}
	rt := reflect.TypeFor[T]()
	for i := range rt.NumField() {
		tag := rt.Field(i).Tag.Get("db")
		if tag == "" {
			continue
		}
		switch tag {
		case "id":
			t.id = len(t.cols)
		case "version":
			t.version = len(t.cols)
		}
		t.cols = append(t.cols, tag)
		t.index = append(t.index, i)
	}
	if t.id < 0 {
		panic("db: table " + name + " has no id")
	}
	t.list = strings.Join(t.cols, ", ")
	t.insert = NewInserter(name, t.cols...)
	return t
}

// Name is the table's name.
func (t *Table[T]) Name() string { return t.name }

// Columns are the column names in the order of T's fields.
func (t *Table[T]) Columns() []string { return t.cols }

// Get reads the row with the id inside the scope; otherwise NotFound.
func (t *Table[T]) Get(ctx context.Context, q Queryer, scope Scope, id string) (*T, error) {
	w := new(Where).And("t.id = ?", id).Scope(scope, "t")
	rows, err := t.Select(ctx, q, w, "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "没有这条记录，或不在您的数据范围内")
	}
	return &rows[0], nil
}

// Select reads the rows under w; the table's alias is t, tail is ORDER BY and LIMIT.
func (t *Table[T]) Select(ctx context.Context, q Queryer, w *Where, tail string) ([]T, error) {
	rows, err := q.Query(ctx, "SELECT "+t.list+" FROM "+t.name+" t"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	dest := make([]any, len(t.cols))
	for rows.Next() {
		var row T
		v := reflect.ValueOf(&row).Elem()
		for i, f := range t.index {
			dest[i] = v.Field(f).Addr().Interface()
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, fmt.Errorf("scan %s: %w", t.name, err)
		}
		out = append(out, row)
	}
	return out, mapError(rows.Err())
}

// Writer is a transaction in which rows may be changed; *Tx is one.
type Writer interface {
	Queryer
	tx() *Tx
}

func (t *Tx) tx() *Tx { return t }

// Insert adds the rows and records them.
func (t *Table[T]) Insert(ctx context.Context, w Writer, rows ...*T) error {
	tx := w.tx()
	vals := make([]any, 0, len(rows)*len(t.cols))
	for _, row := range rows {
		if err := tx.guard(row); err != nil {
			return err
		}
		vals = t.values(vals, row)
	}
	if err := t.insert.Exec(ctx, tx, vals); err != nil {
		return err
	}
	for ; len(vals) > 0; vals = vals[len(t.cols):] {
		tx.Changes = append(tx.Changes, t.inserted(vals[:len(t.cols)]))
	}
	return nil
}

func (t *Table[T]) inserted(vals []any) RowChange {
	ch := RowChange{Table: t.name, ID: vals[t.id].(string), Op: Inserted, Cols: make([]string, 0, len(vals)), New: make([]any, 0, len(vals))}
	for i, v := range vals {
		if !empty(v) {
			ch.Cols, ch.New = append(ch.Cols, t.cols[i]), append(ch.New, v)
		}
	}
	return ch
}

// empty tells the values that a new row has before anybody fills it in.
func empty(v any) bool { return v == "" || v == int64(0) || v == float64(0) || v == false }

// Update writes the columns in which after differs from before and records them. Without a difference nothing is
// written. When another save came between, it gives Conflict with the stored row as Detail. after.version is raised.
func (t *Table[T]) Update(ctx context.Context, w Writer, before, after *T) error {
	tx := w.tx()
	if err := tx.guard(before); err != nil {
		return err
	}
	if err := tx.guard(after); err != nil {
		return err
	}
	old, now := t.values(nil, before), t.values(nil, after)
	ch := RowChange{Table: t.name, ID: old[t.id].(string), Op: Updated}
	if t.version >= 0 {
		now[t.version] = old[t.version]
	}
	for i, c := range t.cols {
		if old[i] != now[i] {
			ch.Cols, ch.Old, ch.New = append(ch.Cols, c), append(ch.Old, old[i]), append(ch.New, now[i])
		}
	}
	if len(ch.Cols) == 0 {
		return nil
	}
	where := new(Where)
	if t.version >= 0 {
		next := old[t.version].(int64) + 1
		ch.Cols, ch.Old, ch.New = append(ch.Cols, "version"), append(ch.Old, old[t.version]), append(ch.New, next)
	}
	sets := make([]string, len(ch.Cols))
	for i, c := range ch.Cols {
		sets[i] = c + " = " + where.Arg(ch.New[i])
	}
	where.And("id = ?", ch.ID)
	if t.version >= 0 {
		where.And("version = ?", old[t.version])
	}
	n, err := tx.Exec(ctx, "UPDATE "+t.name+" SET "+strings.Join(sets, ", ")+where.SQL(), where.Args()...)
	if err != nil {
		return err
	}
	if n == 0 {
		return t.conflict(ctx, tx, ch.ID)
	}
	if t.version >= 0 {
		reflect.ValueOf(after).Elem().Field(t.index[t.version]).SetInt(ch.New[len(ch.New)-1].(int64))
	}
	tx.Changes = append(tx.Changes, ch)
	return nil
}

// Edit lets edit change each row under where, in the order of tail, writes it as Update does, and gives the ids of the rows.
func (t *Table[T]) Edit(ctx context.Context, w Writer, where *Where, tail string, edit func(row *T)) ([]string, error) {
	rows, err := t.Select(ctx, w, where, tail)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range rows {
		after := rows[i]
		edit(&after)
		if err := t.Update(ctx, w, &rows[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, reflect.ValueOf(&after).Elem().Field(t.index[t.id]).String())
	}
	return ids, nil
}

func (t *Table[T]) conflict(ctx context.Context, tx *Tx, id string) error {
	stored, err := t.Get(ctx, tx, Everything, id)
	if err != nil {
		return err
	}
	return &errs.Error{Code: errs.Conflict, Message: "您打开之后有人先保存了，请对照两个版本再存", Detail: stored}
}

// Delete removes the row and records what it held.
func (t *Table[T]) Delete(ctx context.Context, w Writer, row *T) error {
	tx := w.tx()
	if err := tx.guard(row); err != nil {
		return err
	}
	vals := t.values(nil, row)
	n, err := tx.Exec(ctx, "DELETE FROM "+t.name+" WHERE id = $1", vals[t.id])
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.NotFound, "这条记录已被删除")
	}
	tx.Changes = append(tx.Changes, RowChange{Table: t.name, ID: vals[t.id].(string), Op: Deleted, Cols: t.cols, Old: vals})
	return nil
}

func (t *Tx) guard(row any) error {
	if t.Guard == nil {
		return nil
	}
	return t.Guard(row)
}

// values appends the row's values.
func (t *Table[T]) values(vals []any, row *T) []any {
	v := reflect.ValueOf(row).Elem()
	for _, f := range t.index {
		if field := v.Field(f); field.Kind() == reflect.String {
			vals = append(vals, field.String()) // a named type too is plain text to the engines and the journal
		} else {
			vals = append(vals, field.Interface())
		}
	}
	return vals
}
