package sheet

import (
	"bytes"
)

func quoteOpen(tag []byte) bool {
	var quote byte
	for _, c := range tag {
		if quote == 0 && (c == '"' || c == '\'') {
			quote = c
		} else if c == quote {
			quote = 0
		}
	}
	return quote != 0
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// nextAttr cuts the first name="value" off attrs; name is empty when there is none left. The name keeps its prefix, the
// value its entities.
func nextAttr(attrs []byte) (name, value, rest []byte) {
	i := 0
	for i < len(attrs) && space(attrs[i]) {
		i++
	}
	start := i
	for i < len(attrs) && attrs[i] != '=' && !space(attrs[i]) {
		i++
	}
	name = attrs[start:i]
	for i < len(attrs) && attrs[i] != '"' && attrs[i] != '\'' {
		i++
	}
	if i >= len(attrs) {
		return nil, nil, nil
	}
	quote := attrs[i]
	i++
	n := bytes.IndexByte(attrs[i:], quote)
	if n < 0 {
		return nil, nil, nil
	}
	return name, attrs[i : i+n], attrs[i+n+1:]
}

// attr is the decoded value of the attribute with that local name; ok is false when there is none.
func (t token) attr(name string) (value string, ok bool) {
	for rest := t.attrs; ; {
		n, v, r := nextAttr(rest)
		if len(n) == 0 {
			return "", false
		}
		if i := bytes.IndexByte(n, ':'); i >= 0 {
			n = n[i+1:]
		}
		if string(n) == name {
			return string(appendText(nil, v, false)), true
		}
		rest = r
	}
}
