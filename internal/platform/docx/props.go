package docx

import (
	"fmt"
	"strings"
)

// The faces of GB/T 9704-2012 by the names under which offices install them.
const (
	fangsong = "仿宋_GB2312"
	heiti    = "黑体"
	kaiti    = "楷体_GB2312"
	songti   = "宋体"
	biaosong = "方正小标宋简体"
)

// runProps is the form of a run. Zero fields are inherited.
type runProps struct {
	font  string
	hint  bool // “ ” — … are Chinese marks here, not Latin ones
	bold  bool
	color string // "D20F0F"
	tight bool   // 28 characters of 16 pt on a line
	size  int    // half points
}

// xml gives rPr with its children in the order of CT_RPr, "" if there is nothing to say.
func (r runProps) xml() string {
	if r == (runProps{}) {
		return ""
	}
	return `<w:rPr>` + r.children() + `</w:rPr>`
}

func (r runProps) children() string {
	var b strings.Builder
	if r.font != "" || r.hint {
		b.WriteString(`<w:rFonts`)
		if r.hint {
			b.WriteString(` w:hint="eastAsia"`)
		}
		if r.font != "" {
			// Digits and Latin letters take the same face, which keeps them at half a character.
			fmt.Fprintf(&b, ` w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s"`, r.font)
		}
		b.WriteString(`/>`)
	}
	if r.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if r.color != "" {
		fmt.Fprintf(&b, `<w:color w:val="%s"/>`, r.color)
	}
	if r.tight {
		fmt.Fprintf(&b, `<w:spacing w:val="%d"/>`, tighten)
	}
	if r.size != 0 {
		fmt.Fprintf(&b, `<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, r.size)
	}
	return b.String()
}

// paraProps is the form of a paragraph. Lengths are in twentieths of a point. Zero fields are inherited.
type paraProps struct {
	style      string
	keepNext   bool
	keepLines  bool
	pageBefore bool
	frame      string // attributes of framePr
	rule       string // children of pBdr
	tabs       []int  // right tabs
	breakAny   bool   // lines may break inside Latin words, for addresses
	before     int
	after      int
	line       int // exact line height
	left       int
	right      int
	hanging    int
	first      int
	firstChars int    // hundredths of a character; given beside first, which older readers take
	rightChars int    // as firstChars, beside right
	leftChars  int    // as firstChars, beside left
	jc         string // "both", "left", "center", "right"
	outline    int    // 1 to 4
	strict     bool   // the form of every paragraph here: no widow control, which would cost a page its 22nd line, no gaps between Chinese and digits, no grid (see tighten)
}

// children gives the children of pPr in the order of CT_PPrBase.
func (p paraProps) children() string {
	var b strings.Builder
	flag := func(on bool, s string) {
		if on {
			b.WriteString(s)
		}
	}
	flag(p.style != "", `<w:pStyle w:val="`+p.style+`"/>`)
	flag(p.keepNext, `<w:keepNext/>`)
	flag(p.keepLines, `<w:keepLines/>`)
	flag(p.pageBefore, `<w:pageBreakBefore/>`)
	flag(p.frame != "", `<w:framePr `+p.frame+`/>`)
	flag(p.strict, `<w:widowControl w:val="0"/>`)
	flag(p.rule != "", `<w:pBdr>`+p.rule+`</w:pBdr>`)
	if len(p.tabs) > 0 {
		b.WriteString(`<w:tabs>`)
		for _, pos := range p.tabs {
			fmt.Fprintf(&b, `<w:tab w:val="right" w:pos="%d"/>`, pos)
		}
		b.WriteString(`</w:tabs>`)
	}
	flag(p.breakAny, `<w:wordWrap w:val="0"/>`)
	flag(p.strict, `<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>`)
	p.spacing(&b)
	p.indent(&b)
	flag(p.jc != "", `<w:jc w:val="`+p.jc+`"/>`)
	if p.outline > 0 {
		fmt.Fprintf(&b, `<w:outlineLvl w:val="%d"/>`, p.outline-1)
	}
	return b.String()
}

func (p paraProps) spacing(b *strings.Builder) {
	if p.before == 0 && p.after == 0 && p.line == 0 {
		return
	}
	b.WriteString(`<w:spacing`)
	attr(b, "before", p.before)
	attr(b, "after", p.after)
	if p.line > 0 {
		fmt.Fprintf(b, ` w:line="%d" w:lineRule="exact"`, p.line)
	}
	b.WriteString(`/>`)
}

func (p paraProps) indent(b *strings.Builder) {
	if p.left|p.right|p.hanging|p.first|p.firstChars == 0 {
		return
	}
	b.WriteString(`<w:ind`)
	attr(b, "leftChars", p.leftChars)
	attr(b, "left", p.left)
	attr(b, "rightChars", p.rightChars)
	attr(b, "right", p.right)
	attr(b, "hanging", p.hanging)
	attr(b, "firstLineChars", p.firstChars)
	attr(b, "firstLine", p.first)
	b.WriteString(`/>`)
}

// attr writes an attribute unless it is zero.
func attr(b *strings.Builder, name string, v int) {
	if v != 0 {
		fmt.Fprintf(b, ` w:%s="%d"`, name, v)
	}
}
