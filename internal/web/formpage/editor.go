package formpage

import (
	"context"

	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
)

// Editor answers the four routes by which a register's records are made and changed with one form: new, create, edit, save.
type Editor[T any] struct {
	Names  func(ctx context.Context) (*listing.Names, error)
	Blank  func(q *web.Req, names *listing.Names) *T            // a new record with what is known of it
	Form   func(q *web.Req, names *listing.Names, row *T) *Form // the form over a record; without an id that of a new one
	Read   func(f *web.Form, row *T)                            // takes the typed values over
	Get    func(q *web.Req) (*T, error)                         // the record of the address, inside the asker's scope
	Create func(q *web.Req, row *T) error                       // adds it and sets its id
	Save   func(q *web.Req, before, after *T) error             // stores the change
	Seen   func(row *T, version int64)                          // notes which version the editor saw
	At     func(row *T) string                                  // the record's own page
	Made   string                                               // what is said after creation
}

// ShowNew answers GET of the form of a new record.
func (e *Editor[T]) ShowNew(q *web.Req) error {
	names, err := e.Names(q.Ctx())
	if err != nil {
		return err
	}
	return e.Form(q, names, e.Blank(q, names)).Show(q)
}

// New answers POST of the form of a new record.
func (e *Editor[T]) New(q *web.Req) error {
	names, err := e.Names(q.Ctx())
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	row := new(T)
	e.Read(f, row)
	if err = f.Err(); err == nil {
		err = e.Create(q, row)
	}
	if err != nil {
		return e.Form(q, names, new(T)).Refuse(q, f, err)
	}
	return q.Redirect(e.At(row), e.Made)
}

// ShowEdit answers GET of the form of a stored record.
func (e *Editor[T]) ShowEdit(q *web.Req) error {
	row, names, err := e.own(q)
	if err != nil {
		return err
	}
	return e.Form(q, names, row).Show(q)
}

func (e *Editor[T]) own(q *web.Req) (*T, *listing.Names, error) {
	row, err := e.Get(q)
	if err != nil {
		return nil, nil, err
	}
	names, err := e.Names(q.Ctx())
	return row, names, err
}

// Edit answers POST of the form of a stored record. When somebody saved first, it shows both versions.
func (e *Editor[T]) Edit(q *web.Req) error {
	row, names, err := e.own(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	before, after := *row, *row
	e.Seen(&before, f.Int("version"))
	e.Read(f, &after)
	if err = f.Err(); err == nil {
		err = e.Save(q, &before, &after)
	}
	if stored, ok := Stored[T](err); ok {
		return e.Form(q, names, row).Differ(q, f, err, e.Form(q, names, stored))
	}
	if err != nil {
		return e.Form(q, names, row).Refuse(q, f, err)
	}
	return q.Redirect(e.At(row), "已保存")
}
