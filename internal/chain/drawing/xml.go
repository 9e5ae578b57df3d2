package drawing

import (
	"encoding/xml"
	"strconv"
	"strings"

	"lianzhang/internal/platform/document"
)

// writer gathers XML.
type writer struct{ strings.Builder }

func (w *writer) str(s string) { _, _ = w.WriteString(s) }

// text writes escaped text between two pieces of markup.
func (w *writer) text(open, s, shut string) {
	w.str(open)
	_ = xml.EscapeText(&w.Builder, []byte(s)) // a Builder does not fail
	w.str(shut)
}

// num is a length with at most one decimal.
func num(v float64) string {
	return strconv.FormatFloat(float64(int64(v*10+sign(v)*0.5))/10, 'f', -1, 64)
}

func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}

// d is a path in the language of SVG.
func d(path document.Path) string {
	var b strings.Builder
	for _, s := range path {
		b.WriteByte(s.Op)
		for i, pt := range s.Points() {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(num(pt.X) + " " + num(pt.Y))
		}
	}
	return b.String()
}
