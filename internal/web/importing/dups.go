package importing

import (
	"strings"

	area "lianzhang/internal/importing"
	"lianzhang/internal/web/ui"
)

// decisionLabel is what becomes of a duplicate: within a file rows are put together, a stored record is brought up to date.
func decisionLabel(kind area.Dup, d area.Decision) string {
	stored := strings.HasPrefix(string(kind), "register")
	switch d {
	case area.Merge:
		if stored {
			return "更新"
		}
		return "并成一条"
	case area.Keep:
		return "另存"
	case area.Skip:
		return "跳过"
	}
	return "待定"
}

// dupOf says what a row repeats.
func dupOf(l *area.Line, b *area.Batch) *dup {
	t := l.Dup
	d := &dup{Key: l.Key, Text: t.Kind.Label(), Now: decisionLabel(t.Kind, t.Decision)}
	if t.ID != "" {
		d.Text += "：" + t.Name
		if at := place(b.List); at != "" {
			d.URL = at + "/" + t.ID
		}
	} else if t.Row != "" {
		d.Text += "（" + t.Row + "）"
	}
	for _, c := range []area.Decision{area.Merge, area.Keep, area.Skip} {
		if c != t.Decision {
			d.Choices = append(d.Choices, choice{string(c), decisionLabel(t.Kind, c)})
		}
	}
	return d
}

// dupLine decides about all duplicates of a kind at once.
type dupLine struct {
	Kind, Label string
	N           string
	Choices     []choice
}

func dupLines(s *area.Summary) []dupLine {
	var out []dupLine
	for _, k := range []area.Dup{area.RegisterConflict, area.RegisterLikely, area.RegisterSame, area.RegisterExact, area.Conflict, area.Likely, area.Same, area.Exact} {
		n := s.Dups[k]
		if n == 0 {
			continue
		}
		l := dupLine{Kind: string(k), Label: k.Label(), N: ui.Num(int64(n)) + "行"}
		for _, d := range []area.Decision{area.Merge, area.Keep, area.Skip} {
			l.Choices = append(l.Choices, choice{string(d), "都" + decisionLabel(k, d)})
		}
		out = append(out, l)
	}
	return out
}
