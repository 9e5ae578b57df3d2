package rule

import (
	"strings"
	"unicode"
)

// lexText reads a text in quotation marks. Nothing inside is changed but \" and \\.
func (s *source) lexText() error {
	from, closing := s.pos, ""
	switch s.runes[s.pos] {
	case '“', '”':
		closing = `“”"＂`
	case '‘', '’':
		closing = `‘’'＇`
	case '"', '＂':
		closing = `"＂`
	default:
		closing = `'＇`
	}
	var b strings.Builder
	for s.pos++; s.pos < len(s.runes); s.pos++ {
		r := s.runes[s.pos]
		switch {
		case strings.ContainsRune(closing, r):
			s.pos++
			s.add(tokText, from, b.String())
			if strings.TrimSpace(b.String()) == "" {
				return s.errorf(from, s.pos, "空的文字等于没有填写，请用 为空(…) 或 有值(…)")
			}
			return nil
		case r == '\\' && s.pos+1 < len(s.runes) && strings.ContainsRune(closing+`\`, s.runes[s.pos+1]):
			s.pos++
			r = s.runes[s.pos]
		case r < ' ' || r == unicode.ReplacementChar:
			return s.errorf(s.pos, s.pos+1, "文字里不能有换行或控制字符")
		}
		b.WriteRune(r)
	}
	return s.errorf(from, from+1, "这段文字没有结束的引号")
}

// lexQuoted reads 「a name with any characters」.
func (s *source) lexQuoted() error {
	from, closing := s.pos, '」'
	if s.peek(0) == '`' {
		closing = '`'
	}
	for s.pos++; s.pos < len(s.runes); s.pos++ {
		if r := s.runes[s.pos]; r == closing || fold(r) == closing {
			name := foldText(string(s.runes[from+1 : s.pos]))
			s.pos++
			s.add(tokQuoted, from, name)
			return nil
		}
	}
	return s.errorf(from, from+1, "这个名称没有结束的“%c”", closing)
}

func (s *source) lexOperator(r rune) error {
	from, op, width := s.pos, string(r), 1
	if two := op + string(max(s.peek(1), 0)); strings.Contains("== != <> <= >= && || // /* **", two) && two[1] != ' ' {
		op, width = two, 2
	}
	switch op {
	case "=":
		op = "=="
	case "≥", "≧":
		op = ">="
	case "≤", "≦":
		op = "<="
	case "≠", "<>":
		op = "!="
	case "&&":
		op = "and"
	case "||":
		op = "or"
	case "!":
		op = "not"
	case "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "?", ":", ",":
	case "(", "[", ")", "]":
		if err := s.bracket(r); err != nil {
			return err
		}
	case "//", "/*":
		return s.errorf(from, from+width, "规则里不能写注释")
	case ";":
		return s.errorf(from, from+1, "一条规则只写一个条件，几个条件请用 且 或 连接")
	case "%":
		return s.errorf(from, from+1, "%% 只能紧跟在数字后面，例如 30%%")
	default:
		return s.errorf(from, from+width, "规则里不能用“%s”", strings.Map(visible, op))
	}
	s.pos += width
	s.add(tokOperator, from, op)
	return nil
}

func (s *source) bracket(r rune) error {
	if r == '(' || r == '[' {
		if s.open = append(s.open, s.pos); len(s.open) > maxDepth {
			return s.errorf(s.pos, s.pos+1, "括号套得太深，最多%d层", maxDepth)
		}
		return nil
	}
	if n := len(s.open); n > 0 {
		at := s.open[n-1]
		if (fold(s.runes[at]) == '(') != (r == ')') {
			return s.errorf(s.pos, s.pos+1, "这个括号和前面的“%c”不配对", s.runes[at])
		}
		s.open = s.open[:n-1]
		return nil
	}
	return s.errorf(s.pos, s.pos+1, "前面没有与这个括号配对的另一半")
}
