package journal

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// encode writes the change as {"column":[old,new],…} in the order of the columns; numbers keep their Go spelling. Text that
// is not UTF-8 and numbers that are not finite are refused: they could not be read back.
func encode(c *db.RowChange) (string, error) {
	b := make([]byte, 0, 48*len(c.Cols)+2)
	b = append(b, '{')
	var err error
	for i, col := range c.Cols {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, col...) // a column's name needs no escape
		b = append(b, '"', ':', '[')
		if b, err = appendValue(b, c.Old, i); err == nil {
			b, err = appendValue(append(b, ','), c.New, i)
		}
		if err != nil {
			return "", errs.Wrap(err, errs.Invalid, "“%s”含有无法保存的内容，请重新输入", col)
		}
		b = append(b, ']')
	}
	return string(append(b, '}')), nil
}

func appendValue(b []byte, vals []any, i int) ([]byte, error) {
	if vals == nil {
		return append(b, "null"...), nil
	}
	switch v := vals[i].(type) {
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, errors.New("number is not finite")
		}
		return strconv.AppendFloat(b, v, 'g', -1, 64), nil
	case string:
		return appendText(b, v)
	}
	return nil, errors.New("column is neither text, number nor bool")
}

func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, errors.New("text is not UTF-8")
	}
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			enc, err := json.Marshal(s)
			return append(b, enc...), err
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"'), nil
}

// cell is one column of an entry's data; its values are pieces of the JSON text.
type cell struct{ col, old, new string }

var errData = errors.New("journal data is damaged")

// decode appends the cells of the data in their order. The text is cut, not copied.
func decode(cells []cell, data string) ([]cell, error) {
	if len(data) < 2 || data[0] != '{' || data[len(data)-1] != '}' {
		return cells, errData
	}
	rest := data[1 : len(data)-1]
	for rest != "" {
		var c cell
		ok := false
		if c.col, rest, ok = cutName(rest); !ok {
			return cells, errData
		}
		if c.old, rest, ok = cutValue(rest, ','); !ok {
			return cells, errData
		}
		if c.new, rest, ok = cutValue(rest, ']'); !ok {
			return cells, errData
		}
		if rest != "" {
			if rest[0] != ',' || len(rest) == 1 {
				return cells, errData
			}
			rest = rest[1:]
		}
		cells = append(cells, c)
	}
	return cells, nil
}

func cutName(s string) (name, rest string, ok bool) {
	if s[0] != '"' {
		return "", "", false
	}
	name, rest, ok = strings.Cut(s[1:], `":[`)
	return name, rest, ok && rest != ""
}

// cutValue cuts a scalar that ends with end.
func cutValue(s string, end byte) (value, rest string, ok bool) {
	n := 0
	if s != "" && s[0] == '"' {
		for n = 1; ; n++ {
			i := strings.IndexAny(s[n:], `"\`)
			if i < 0 {
				return "", "", false
			}
			if n += i; s[n] == '"' {
				break
			}
			if n++; n >= len(s) { // the character behind a backslash is part of the text
				return "", "", false
			}
		}
		n++
	} else if n = strings.IndexByte(s, end); n < 0 {
		return "", "", false
	}
	if n >= len(s) || s[n] != end {
		return "", "", false
	}
	return s[:n], s[n+1:], true
}

// value turns a piece of JSON into string, int64, float64, bool, or nil where there was none.
func value(raw string) any {
	switch raw {
	case "null", "":
		return nil
	case "true":
		return true
	case "false":
		return false
	}
	if raw[0] == '"' {
		if strings.IndexByte(raw, '\\') < 0 {
			return raw[1 : len(raw)-1]
		}
		var s string
		if json.Unmarshal([]byte(raw), &s) != nil {
			return raw
		}
		return s
	}
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(raw, 64); err == nil {
		return f
	}
	return raw
}

// same compares a piece of JSON with a value as the driver gives it: SQLite gives a bool as 0 or 1 and either engine a
// whole float as it likes.
func same(raw string, stored any) bool {
	if raw == blank {
		return empty(stored)
	}
	switch v := stored.(type) {
	case string:
		if len(raw) == len(v)+2 && raw[0] == '"' && raw[1:len(raw)-1] == v {
			return true
		}
		want, ok := value(raw).(string)
		return ok && want == v
	case bool:
		return raw == "true" && v || raw == "false" && !v
	case int64:
		switch want := value(raw).(type) {
		case int64:
			return want == v
		case float64:
			return want == float64(v)
		case bool:
			return want == (v == 1) && (v == 0 || v == 1)
		}
		return false
	case float64:
		switch want := value(raw).(type) {
		case int64:
			return float64(want) == v
		case float64:
			return want == v
		}
		return false
	case nil:
		return raw == "null"
	}
	return false
}
