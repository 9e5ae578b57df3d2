package list

import (
	"encoding/json"
	"strconv"

	"lianzhang/internal/platform/db"
)

// Page is a part of a list's rows.
type Page struct {
	Spec *Spec
	Cols []*Column
	Rows []Row
}

// Row is one row of a list.
type Row struct {
	ID   string
	page *Page
	vals []any
}

// Value gives the value of the named column, in the Go type of its kind; nil when the column was not read.
func (r Row) Value(name string) any {
	for i, c := range r.page.Cols {
		if c.Name == name {
			return r.vals[i]
		}
	}
	return nil
}

// At gives the value of the i-th column read.
func (r Row) At(i int) any { return r.vals[i] }

// Str gives a text value, "" when the column was not read.
func (r Row) Str(name string) string { s, _ := r.Value(name).(string); return s }

// Int gives a Money, Int or Time value.
func (r Row) Int(name string) int64 { n, _ := r.Value(name).(int64); return n }

// Float gives a Number or Percent value.
func (r Row) Float(name string) float64 { f, _ := r.Value(name).(float64); return f }

// Bool gives a Bool value.
func (r Row) Bool(name string) bool { b, _ := r.Value(name).(bool); return b }

// AppendJSON appends the row as a JSON object with the columns' names.
func (r Row) AppendJSON(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, r.ID)
	for i, c := range r.page.Cols {
		b = append(b, ',', '"')
		b = append(b, c.Name...)
		b = append(b, '"', ':')
		switch v := r.vals[i].(type) {
		case string:
			b = appendString(b, v)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case bool:
			b = strconv.AppendBool(b, v)
		case float64:
			b = strconv.AppendFloat(b, v, 'f', -1, 64) // a stored number is finite
		}
	}
	return append(b, '}')
}

// appendString quotes s as JSON; most values need no escape.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c >= 0x80 {
			if c >= 0x80 {
				continue
			}
			enc, _ := json.Marshal(s)
			return append(b, enc...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// scanner reads database rows into values of the columns' kinds, through one set of typed destinations.
type scanner struct {
	page *Page
	id   string
	dest []any
	vals []any
}

func newScanner(p *Page) *scanner {
	s := &scanner{page: p, vals: make([]any, len(p.Cols))}
	s.dest = append(s.dest, &s.id)
	for _, c := range p.Cols {
		switch c.Kind {
		case Money, Int, Time:
			s.dest = append(s.dest, new(int64))
		case Number, Percent:
			s.dest = append(s.dest, new(float64))
		case Bool:
			s.dest = append(s.dest, new(bool))
		default:
			s.dest = append(s.dest, new(string))
		}
	}
	return s
}

func (s *scanner) row(rows *db.Rows) (Row, error) {
	if err := rows.Scan(s.dest...); err != nil {
		return Row{}, err
	}
	for i := range s.vals {
		switch d := s.dest[i+1].(type) {
		case *string:
			s.vals[i] = *d
		case *int64:
			s.vals[i] = *d
		case *float64:
			s.vals[i] = *d
		case *bool:
			s.vals[i] = *d
		}
	}
	return Row{ID: s.id, page: s.page, vals: s.vals}, nil
}
