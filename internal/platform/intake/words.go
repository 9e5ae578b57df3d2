package intake

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/platform/uscc"
)

// text reads words: stray spaces and full-width letters go, in codes also what is typed for digits.
func (c *column) text(cell *sheet.Cell) outcome {
	if c.verbatim {
		if cell.Text == "" {
			return outcome{}
		}
		return outcome{val: cell.Text}
	}
	raw := cell.Text
	t := trim(raw)
	if t == "" {
		return outcome{}
	}
	if cell.Kind == sheet.Number && strings.Contains(t, "E+") {
		return outcome{fault: fmt.Sprintf("“%s”是科学计数法，后几位已经丢失；请把该列设为文本后重新填写", t)}
	}
	why := ""
	switch {
	case c.code():
		return c.creditCode(raw)
	case c.long():
		t = tidyLines(t)
		why = "去掉多余空白"
	default:
		t = oneLine(t)
		why = "去掉空格和换行"
	}
	if n := narrowWords(t); n != t {
		t, why = n, "全角改半角"
	}
	out := outcome{val: t}
	if t != raw {
		out.after, out.why = t, why
	}
	return out
}

// code tells whether the column holds unified social credit codes.
func (c *column) code() bool { return strings.HasSuffix(c.spec.Name, "uscc") }

// long tells whether the column holds running text, whose lines are kept.
func (c *column) long() bool { return c.spec.Width >= 40 || c.spec.Name == "note" || c.match.Append }

func tidyLines(t string) string {
	lines := strings.FieldsFunc(t, func(r rune) bool { return r == '\n' || r == '\r' || r == '\v' || r == '\f' })
	out := lines[:0]
	for _, l := range lines {
		if l = trim(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func (c *column) creditCode(t string) outcome {
	if undated(trim(t)) {
		return outcome{}
	}
	code, changed := uscc.Clean(t)
	if err := uscc.Validate(code); err != nil {
		out := outcome{fault: message(err), suggest: uscc.Suggest(code)}
		if fixed := strings.NewReplacer("O", "0", "I", "1", "Z", "2", "S", "5").Replace(code); fixed != code && uscc.Valid(fixed) {
			out.suggest = fixed
		}
		return out
	}
	out := outcome{val: code}
	if changed {
		out.after, out.why = code, "代码里的空格、全角和字母O"
	}
	return out
}

// enum finds the option that the words mean.
func (c *column) enum(raw string) outcome {
	t := Fold(raw)
	i, ok := c.options[t]
	if !ok {
		i, ok = c.looseOption(raw)
	}
	if !ok {
		if undated(tight(raw)) {
			return outcome{}
		}
		best, score, labels := "", 0.3, []string{}
		for _, o := range c.spec.Options {
			labels = append(labels, o.Label)
			for _, w := range append([]string{o.Label}, o.Synonyms...) {
				if s := Similar(t, Fold(w)); s > score {
					best, score = o.Label, s
				}
			}
		}
		return outcome{fault: fmt.Sprintf("“%s”不是%s，可填：%s", clip(raw, 20), c.spec.Label, strings.Join(labels, "、")), suggest: best}
	}
	o := c.spec.Options[i]
	out := outcome{val: o.Code}
	if trim(raw) != o.Label {
		out.after, out.why = o.Label, "统一写法"
	}
	return out
}

// looseOption tries the words without what stands in brackets and without the counter words around a stage.
func (c *column) looseOption(raw string) (int, bool) {
	t := brackets.ReplaceAllString(tight(raw), "")
	for _, s := range []string{t, strings.TrimSuffix(t, "项目"), strings.TrimSuffix(t, "阶段"), strings.TrimPrefix(t, "已"), strings.TrimSuffix(t, "中")} {
		if i, ok := c.options[Fold(s)]; ok {
			return i, true
		}
	}
	return 0, false
}

func optionWords(c *list.Column) map[string]int {
	out := map[string]int{}
	for i, o := range c.Options {
		for _, w := range append([]string{o.Code}, o.Synonyms...) {
			if _, taken := out[Fold(w)]; !taken {
				out[Fold(w)] = i
			}
		}
	}
	for i, o := range c.Options {
		out[Fold(o.Label)] = i // a label always means its own option
	}
	return out
}

// createLimit is how near a known name may be before a new one is taken for a misspelling of it.
const createLimit = 0.5

// ref finds the record that the words name.
func (c *column) ref(raw string) outcome {
	words := oneLine(trim(raw))
	if undated(tight(words)) {
		return outcome{}
	}
	if id, name, ok := c.names.Find(c.spec.RefKind, words); ok {
		out := outcome{val: id}
		if name != trim(raw) {
			out.after, out.why = name, "统一名称"
		}
		return out
	}
	if several := splitNames(words); len(several) > 1 {
		if id, name, ok := c.names.Find(c.spec.RefKind, several[0]); ok {
			return outcome{val: id, after: name, why: "写了不止一个，记第一个", doubt: true}
		}
	}
	near := c.names.Near(c.spec.RefKind, words, 1)
	suggest := ""
	if len(near) > 0 && near[0].Score >= hintScore {
		suggest = near[0].Name
	}
	switch {
	case c.policy == Loose:
		return outcome{val: words}
	case c.policy == Create && (len(near) == 0 || near[0].Score < createLimit):
		return outcome{val: NewRef + words}
	case c.policy == Force:
		return outcome{val: NewRef + words}
	case c.policy == Leave:
		return outcome{after: "（空）", why: c.spec.Label + "目录里没有“" + clip(words, 20) + "”，留空", doubt: true}
	}
	return outcome{fault: fmt.Sprintf("“%s”不在%s目录里", clip(words, 20), c.spec.Label), suggest: suggest}
}

func splitNames(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;；/\n", r) })
}
