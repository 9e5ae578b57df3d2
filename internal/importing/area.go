package importing

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// Area is the Target of an area whose records are structs T with `db` tags named like the list's columns, with "id",
// "name" and "batch_id" among them.
type Area[T any] struct {
	List   *list.Spec
	By     Identity
	Need   authz.Perm
	Policy map[string]intake.Policy
	// Valid checks a record before it is written; nil takes all.
	Valid func(*T) error
	// Fill completes a new record from its row; nil does nothing.
	Fill func(*T, *Record)
	// Merged completes a record that a merge has changed; nil does nothing.
	Merged func(tx *change.Tx, r *Record, before, after *T)
	// Work works out fields of a row from others; nil does nothing.
	Work    func(r *Record)
	Add     func(ctx context.Context, tx *change.Tx, rows []*T) error
	Select  func(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]T, error)
	Replace func(ctx context.Context, tx *change.Tx, before, after *T) error
	Delete  func(ctx context.Context, tx *change.Tx, rows []T) error

	once   sync.Once
	places map[string]int // place of each column among T's fields
	bound  []int          // the same by importable column, -1 = none
}

// tags gives the place of each column among T's fields, by name and by importable column.
func (a *Area[T]) tags() (map[string]int, []int) {
	a.once.Do(func() {
		a.places = map[string]int{}
		t := reflect.TypeFor[T]()
		for i := range t.NumField() {
			if tag := t.Field(i).Tag.Get("db"); tag != "" {
				a.places[tag] = i
			}
		}
		for _, c := range intake.Importable(a.List) {
			i, ok := a.places[c.Name]
			if !ok {
				i = -1
			}
			a.bound = append(a.bound, i)
		}
	})
	return a.places, a.bound
}

// Fill sets the fields of a struct with the `db` tags of the values; others are left as they are.
func Fill(dst any, values map[string]any) {
	v := reflect.ValueOf(dst).Elem()
	for i := range v.NumField() {
		if val, ok := values[v.Type().Field(i).Tag.Get("db")]; ok {
			put(v.Field(i), val)
		}
	}
}

func put(v reflect.Value, val any) { v.Set(reflect.ValueOf(val).Convert(v.Type())) }

// Spec is the list.
func (a *Area[T]) Spec() *list.Spec { return a.List }

// Identity says by which columns records are the same.
func (a *Area[T]) Identity() Identity { return a.By }

// Perm is needed to write.
func (a *Area[T]) Perm() authz.Perm { return a.Need }

// Scope is the actor's own.
func (a *Area[T]) Scope(actor authz.Actor) authz.Scope { return actor.Scope }

// Refs is what unknown names are worth.
func (a *Area[T]) Refs() map[string]intake.Policy { return a.Policy }

// Complete works out fields of a row from others.
func (a *Area[T]) Complete(r *Record) {
	if a.Work != nil {
		a.Work(r)
	}
}

// Check validates the record that the row would become.
func (a *Area[T]) Check(r *Record) error {
	if a.Valid == nil {
		return nil
	}
	var row T
	a.fill(&row, r)
	return a.Valid(&row)
}

func (a *Area[T]) fill(row *T, r *Record) {
	v := reflect.ValueOf(row).Elem()
	_, bound := a.tags()
	for i, f := range bound {
		if val := r.Value(i); val != nil && f >= 0 {
			put(v.Field(f), val)
		}
	}
	if a.Fill != nil {
		a.Fill(row, r)
	}
}

// Insert adds the rows.
func (a *Area[T]) Insert(ctx context.Context, tx *change.Tx, batch string, rows []*Record) error {
	out := make([]*T, len(rows))
	places, _ := a.tags()
	for i, r := range rows {
		out[i] = new(T)
		a.fill(out[i], r)
		reflect.ValueOf(out[i]).Elem().Field(places["batch_id"]).SetString(batch)
	}
	if err := a.Add(ctx, tx, out); err != nil {
		return err
	}
	for i, r := range rows {
		r.ID = reflect.ValueOf(out[i]).Elem().Field(places["id"]).String()
	}
	return nil
}

func (a *Area[T]) get(ctx context.Context, tx *change.Tx, id string) (*T, error) {
	rows, err := a.Select(ctx, tx, tx.Actor.Scope, new(db.Where).And("t.id = ?", id), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "要更新的%s已被删除，请重新核对预览", a.List.Label)
	}
	return &rows[0], nil
}

// Merge writes what the row holds into the record.
func (a *Area[T]) Merge(ctx context.Context, tx *change.Tx, id string, r *Record) (name, before string, err error) {
	was, err := a.get(ctx, tx, id)
	if err != nil {
		return "", "", err
	}
	now := *was
	v := reflect.ValueOf(&now).Elem()
	places, bound := a.tags()
	name = v.Field(places["name"]).String()
	old := map[string]any{}
	for i, c := range r.Fields() {
		val := r.Own(i)
		if val == nil || bound[i] < 0 {
			continue
		}
		f := v.Field(bound[i])
		if have := f.Interface(); have != val && !sameDate(c, have, val) {
			old[c.Name] = have
			put(f, val)
		}
	}
	if len(old) == 0 {
		return name, "", nil
	}
	if a.Merged != nil {
		a.Merged(tx, r, was, &now)
	}
	if a.Valid != nil {
		if err := a.Valid(&now); err != nil {
			return name, "", errs.Wrap(err, errs.Invalid, "“%s”更新后不成立：%v", name, err)
		}
	}
	enc, err := json.Marshal(old)
	if err != nil {
		return name, "", fmt.Errorf("encode what a merge overwrites: %w", err)
	}
	return name, string(enc), a.Replace(ctx, tx, was, &now)
}

// sameDate tells whether a month says nothing new of a day that is already known.
func sameDate(c *list.Column, have, val any) bool {
	h, _ := have.(string)
	v, _ := val.(string)
	return c.Kind == list.Date && len(v) == 7 && len(h) == 10 && h[:7] == v
}

// Restore undoes a Merge.
func (a *Area[T]) Restore(ctx context.Context, tx *change.Tx, id, before string) error {
	was, err := a.get(ctx, tx, id)
	if err != nil {
		return err
	}
	var old map[string]json.RawMessage
	if err := json.Unmarshal([]byte(before), &old); err != nil {
		return fmt.Errorf("what a merge overwrote: %w", err)
	}
	now := *was
	v := reflect.ValueOf(&now).Elem()
	places, _ := a.tags()
	for name, raw := range old {
		if err := json.Unmarshal(raw, v.Field(places[name]).Addr().Interface()); err != nil {
			return fmt.Errorf("what a merge overwrote in %s: %w", name, err)
		}
	}
	return a.Replace(ctx, tx, was, &now)
}

// Added lists what the batch added.
func (a *Area[T]) Added(ctx context.Context, tx *change.Tx, batch, after string, n int) ([]Added, error) {
	w := new(db.Where).And("t.batch_id = ?", batch).And("t.id > ?", after)
	rows, err := a.Select(ctx, tx, tx.Actor.Scope, w, fmt.Sprintf("ORDER BY t.id LIMIT %d", n))
	if err != nil {
		return nil, err
	}
	places, _ := a.tags()
	out := make([]Added, len(rows))
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem()
		out[i] = Added{v.Field(places["id"]).String(), v.Field(places["name"]).String()}
	}
	return out, nil
}

// Remove deletes records that the batch added.
func (a *Area[T]) Remove(ctx context.Context, tx *change.Tx, ids []string) error {
	rows, err := a.Select(ctx, tx, tx.Actor.Scope, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	return a.Delete(ctx, tx, rows)
}
