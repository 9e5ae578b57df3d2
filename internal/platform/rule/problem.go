package rule

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Problem is the place at which a text was refused; it is the cause of the *errs.Error that Compile gives.
type Problem struct {
	Line    int    // from 1
	Column  int    // from 1, in characters
	Length  int    // characters at fault, at least 1 unless the text ends too early
	Snippet string // the line with the fault in 【】
	Reason  string // cause and next step
}

// Error gives "line:column", the short form for logs.
func (p *Problem) Error() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

const snippetRunes = 24 // shown on either side of the fault

// errorf makes the error for the characters [from, to).
func (s *source) errorf(from, to int, format string, args ...any) error {
	from = max(0, min(from, len(s.runes)))
	to = max(from, min(to, len(s.runes)))
	p := &Problem{Line: 1, Column: 1, Length: to - from, Reason: fmt.Sprintf(format, args...)}
	start := 0
	for i, r := range s.runes[:from] {
		p.Column++
		if r == '\n' {
			p.Line, p.Column, start = p.Line+1, 1, i+1
		}
	}
	end := to
	for end < len(s.runes) && s.runes[end] != '\n' {
		end++
	}
	p.Snippet = s.snippet(start, from, to, end)
	return &errs.Error{
		Code:    errs.Invalid,
		Message: fmt.Sprintf("第%d行第%d列：%s：%s", p.Line, p.Column, p.Snippet, p.Reason),
		Err:     p,
	}
}

func (s *source) snippet(start, from, to, end int) string {
	cut := func(a, b int) string { return strings.Map(visible, string(s.runes[a:b])) }
	var b strings.Builder
	if start < from-snippetRunes {
		start = from - snippetRunes
		b.WriteString("…")
	}
	b.WriteString(cut(start, from))
	b.WriteString("【")
	if to-from > 2*snippetRunes {
		b.WriteString(cut(from, from+2*snippetRunes))
		b.WriteString("…")
	} else {
		b.WriteString(cut(from, to))
	}
	b.WriteString("】")
	if end > to+snippetRunes {
		b.WriteString(cut(to, to+snippetRunes))
		b.WriteString("…")
	} else {
		b.WriteString(cut(to, end))
	}
	return strings.TrimSpace(b.String())
}

// clip shortens a user's text for a message.
func clip(text string) string {
	if r := []rune(text); len(r) > snippetRunes {
		return string(r[:snippetRunes]) + "…"
	}
	return text
}

func visible(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}
