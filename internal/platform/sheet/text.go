package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// appendText appends raw XML text with its entities decoded and line ends made \n, as XML asks. With escapes it also
// decodes the _x000D_ escapes of workbooks (ECMA-376 part 1, 22.9.2.19 ST_Xstring).
func appendText(dst, raw []byte, escapes bool) []byte {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		if !escapes || bytes.IndexByte(raw, '_') < 0 {
			return append(dst, raw...)
		}
	}
	start := len(dst)
	for i := 0; i < len(raw); {
		switch c := raw[i]; c {
		case '&':
			r, size := entity(raw[i:])
			dst = append(dst, r...)
			i += size
		case '\r':
			dst = append(dst, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		default:
			dst = append(dst, c)
			i++
		}
	}
	if escapes && bytes.IndexByte(dst[start:], '_') >= 0 {
		return unescape(dst, start)
	}
	return dst
}

// entity decodes the entity at the start of raw and tells its length; an unknown one stays as it is.
func entity(raw []byte) (text []byte, size int) {
	end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
	if end < 2 {
		return raw[:1], 1
	}
	switch name := raw[1:end]; string(name) {
	case "amp":
		return []byte{'&'}, end + 1
	case "lt":
		return []byte{'<'}, end + 1
	case "gt":
		return []byte{'>'}, end + 1
	case "quot":
		return []byte{'"'}, end + 1
	case "apos":
		return []byte{'\''}, end + 1
	default:
		if name[0] != '#' {
			return raw[:end+1], end + 1
		}
		digits, base := string(name[1:]), 10
		if len(name) > 1 && (name[1] == 'x' || name[1] == 'X') {
			digits, base = string(name[2:]), 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || n > utf8.MaxRune {
			return raw[:end+1], end + 1
		}
		return utf8.AppendRune(nil, rune(n)), end + 1
	}
}

// unescape decodes _xHHHH_ in dst[start:]. Characters beyond the basic plane come as two escapes.
func unescape(dst []byte, start int) []byte {
	in := dst[start:]
	out := dst[:start]
	for i := 0; i < len(in); {
		unit, ok := escapeAt(in[i:])
		if !ok {
			out = append(out, in[i])
			i++
			continue
		}
		i += 7
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			if low, ok := escapeAt(in[i:]); ok {
				if both := utf16.DecodeRune(r, rune(low)); both != utf8.RuneError {
					r = both
					i += 7
				}
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func escapeAt(in []byte) (unit uint16, ok bool) {
	if len(in) < 7 || in[0] != '_' || in[1] != 'x' || in[6] != '_' {
		return 0, false
	}
	for _, c := range in[2:6] {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | uint16(c-'0')
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | uint16(c-'A'+10)
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | uint16(c-'a'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}
