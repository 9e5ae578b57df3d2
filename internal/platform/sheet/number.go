package sheet

import (
	"math"
	"strconv"
)

// setNumber makes the cell at col a number, a date when its format says so, or an Error-free text when raw is no number.
// raw is the stored text ("" when only f is known).
func (b *builder) setNumber(col int, raw []byte, f float64, style numFormat) {
	c := &b.row.Cells[col]
	c.Kind, c.Number = Number, f
	at := len(b.buf)
	if style.kind != plainFormat {
		if out, ok := appendDate(b.buf, f, style.kind); ok {
			c.Kind = Date
			b.buf = out
			b.spans[col] = span{at, len(out) - at}
			return
		}
	}
	b.buf = appendNumber(b.buf, raw, f, style.pad)
	b.spans[col] = span{at, len(b.buf) - at}
}

// appendNumber appends a number as a person reads it: the stored digits when there are at most 15, which is all that Excel
// shows, else rounded to 15; whole numbers without exponent; zeros in front up to pad.
func appendNumber(dst, raw []byte, f float64, pad int) []byte {
	at := len(dst)
	if plainDigits(raw) {
		dst = append(dst, raw...)
	} else {
		rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64)
		if err != nil {
			rounded = f
		}
		format := byte('f')
		if a := math.Abs(rounded); a != 0 && (a < 1e-9 || a >= 1e21) {
			format = 'g'
		}
		dst = strconv.AppendFloat(dst, rounded, format, -1, 64)
	}
	if pad > 0 && f >= 0 && f == math.Trunc(f) {
		for len(dst)-at < pad {
			dst = append(dst, 0)
			copy(dst[at+1:], dst[at:])
			dst[at] = '0'
		}
	}
	return dst
}

// plainDigits tells whether raw is a decimal as a person would write it: no exponent, no more than 15 significant digits or
// a whole number of at most 18 (a code that a program stored as a number), no leading or trailing zeros or point.
func plainDigits(raw []byte) bool {
	if len(raw) > 0 && raw[0] == '-' {
		raw = raw[1:]
	}
	if len(raw) == 0 || len(raw) > 18 {
		return false
	}
	point := -1
	for i, c := range raw {
		if c == '.' && point < 0 {
			point = i
		} else if c < '0' || c > '9' {
			return false
		}
	}
	if point < 0 {
		return raw[0] != '0' || len(raw) == 1
	}
	if point == 0 || point == len(raw)-1 || raw[len(raw)-1] == '0' || raw[0] == '0' && point > 1 {
		return false
	}
	return len(raw) <= 16
}
