package sheet

import "strings"

// formatKind says how a number format makes a number look.
type formatKind uint8

const (
	plainFormat formatKind = iota
	dateFormat             // year, month or day
	timeFormat             // only hours, minutes, seconds
	stampFormat            // date with time
)

// numFormat is what matters of a number format.
type numFormat struct {
	code string
	kind formatKind
	pad  int // width of an all-zero format: 000000 shows 123 as 000123
}

// builtin gives the code of a built-in number format, in the Chinese edition where the numbers differ by language
// (ECMA-376 part 1, 18.8.30).
func builtin(id int) string {
	switch id {
	case 1, 2, 3, 4:
		return [...]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"}[id]
	case 9, 10, 11, 12, 13:
		return [...]string{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"}[id]
	case 14, 15, 16, 17:
		return [...]string{14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"}[id]
	case 18, 19, 20, 21, 22:
		return [...]string{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm"}[id]
	case 27, 36, 50, 52, 57:
		return `yyyy"年"m"月"`
	case 28, 29, 51, 53, 54, 58:
		return `m"月"d"日"`
	case 30:
		return "m-d-yy"
	case 31:
		return `yyyy"年"m"月"d"日"`
	case 32:
		return `h"时"mm"分"`
	case 33:
		return `h"时"mm"分"ss"秒"`
	case 34, 55:
		return `上午/下午h"时"mm"分"`
	case 35, 56:
		return `上午/下午h"时"mm"分"ss"秒"`
	case 37, 38, 39, 40:
		return [...]string{37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)"}[id]
	case 45, 46, 47:
		return [...]string{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"}[id]
	case 48:
		return "##0.0E+0"
	case 49:
		return "@"
	}
	return ""
}

// parseFormat reads a number format code. Only its first section counts, the one for positive numbers.
func parseFormat(code string) numFormat {
	f := numFormat{code: code}
	bare := bareFormat(code)
	if strings.Contains(bare, "general") || strings.Contains(bare, "通用格式") || bare == "@" {
		if bare == "general" {
			f.code = ""
		}
		return f
	}
	shown := strings.NewReplacer("s.000", "s", "s.00", "s", "s.0", "s").Replace(bare)
	digits := strings.ContainsAny(shown, "0#?")
	days := strings.ContainsAny(shown, "yde") || strings.Contains(shown, "aaa") // e: era year; aaa: weekday
	hours := strings.ContainsAny(shown, "hs")
	switch {
	case digits:
	case days && hours:
		f.kind = stampFormat
	case hours:
		f.kind = timeFormat
	case days || strings.Contains(shown, "m"):
		f.kind = dateFormat
	}
	if f.kind == plainFormat && len(bare) > 1 && strings.Trim(bare, "0") == "" {
		f.pad = len(bare)
	}
	return f
}

// bareFormat is the first section of a code in lower case without literals, colours, conditions, locales and AM/PM.
// The elapsed hours [h] count as h.
func bareFormat(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return lowered(b.String())
		case '"':
			if n := strings.IndexByte(code[i+1:], '"'); n >= 0 {
				i += n + 1
			} else {
				i = len(code)
			}
		case '\\', '_', '*', '!':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return lowered(b.String())
			}
			if inside := strings.ToLower(code[i+1 : i+n]); inside != "" && strings.Trim(inside, "hms") == "" {
				b.WriteString(inside)
			}
			i += n
		default:
			b.WriteByte(c)
		}
	}
	return lowered(b.String())
}

func lowered(s string) string {
	s = strings.ToLower(s)
	for _, half := range []string{"am/pm", "a/p", "上午/下午"} {
		s = strings.ReplaceAll(s, half, "")
	}
	return s
}

// percentFormat tells whether a code shows a share of 100.
func percentFormat(code string) bool {
	return code != "" && strings.IndexByte(code, '%') >= 0 && strings.IndexByte(bareFormat(code), '%') >= 0
}
