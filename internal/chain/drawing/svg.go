package drawing

import (
	"encoding/xml"
	"strconv"
	"strings"

	"lianzhang/internal/platform/document"
)

// SVG is the picture as an element of a page: classes only, no style, so that the page's sheet colours it and the strictest
// content policy lets it stand. Every box with an address is a link.
func (p *Picture) SVG() string {
	var w writer
	w.str(`<svg class="` + p.class() + `" viewBox="0 0 ` + num(p.Width) + ` ` + num(p.Height) + `" role="group" aria-labelledby="map-title map-desc">`)
	p.body(&w, true)
	w.str(`</svg>`)
	return w.String()
}

// File is the picture as a file of its own, with its colours inside and without links.
func (p *Picture) File(mode Mode) string {
	var w writer
	legend := p.legend(mode)
	width, height := num(p.Width+2*margin), num(p.Height+legendRoom+2*margin)
	w.str(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<svg xmlns="http://www.w3.org/2000/svg" class="` + p.class() + `" width="` + width + `" height="` + height +
		`" viewBox="-` + num(margin) + ` -` + num(margin+legendRoom) + ` ` + width + ` ` + height + `" role="img" aria-labelledby="map-title map-desc"><style>` + sheet + `</style>`)
	w.str(`<rect class="paper" x="-` + num(margin) + `" y="-` + num(margin+legendRoom) + `" width="` + width + `" height="` + height + `"/>`)
	w.text(`<text class="title" x="0" y="`+num(-legendRoom+20)+`">`, p.Title+"　按"+mode.Label(), `</text>`)
	w.str(legend)
	p.body(&w, false)
	w.str(`</svg>` + "\n")
	return w.String()
}

const (
	margin     = 16.0
	legendRoom = 62.0
)

func (p *Picture) class() string {
	return "map" + [...]string{"", " is-snug", " is-tight"}[p.Dense] + " w" + strconv.Itoa(min(int(p.Width)/160, 24))
}

// Summary tells in one line what is to be seen.
func (p *Picture) Summary() string {
	gaps, hidden := 0, 0
	for i := range p.Boxes {
		if p.Boxes[i].Node.Gap != NoGap {
			gaps++
		}
		hidden += p.Boxes[i].Parts
	}
	s := strconv.Itoa(len(p.Boxes)) + "个环节，" + strconv.Itoa(len(p.Curves)) + "条供需关系"
	if gaps > 0 {
		s += "，缺口" + strconv.Itoa(gaps) + "处"
	}
	if hidden > 0 {
		s += "，另有" + strconv.Itoa(hidden) + "个细分环节未画"
	}
	return s
}

func (p *Picture) body(w *writer, links bool) {
	z := sizeOf(p.Dense)
	w.text(`<title id="map-title">`, p.Title+"产业链图谱", `</title>`)
	w.text(`<desc id="map-desc">`, strings.Join(append([]string{p.Summary()}, p.Notes...), "；"), `</desc>`)
	for _, h := range p.Heads {
		w.text(`<text class="head" x="`+num(h.X)+`" y="`+num(h.Y-7.5)+`">`, h.Text, `</text>`)
		w.str(`<path class="rule" d="M` + num(h.X) + ` ` + num(h.Y) + `H` + num(h.X+h.W) + `"/>`)
		if h.Y < headRoom { // the band's boxes stand right below its rule
			w.text(`<text x="`+num(h.X)+`" y="`+num(h.Y+16.5)+`">`, h.Sub, `</text>`)
		} else {
			w.text(`<text x="`+num(h.X+36)+`" y="`+num(h.Y-7.5)+`">`, h.Sub, `</text>`)
		}
	}
	for i := range p.Curves {
		c := &p.Curves[i]
		w.str(`<path class="lk` + linkClass(c) + `" d="` + d(c.Path) + `"/>`)
	}
	for _, f := range p.Frames {
		w.str(`<rect class="fr" x="` + num(f.X+0.5) + `" y="` + num(f.Y+0.5) + `" width="` + num(f.W-1) + `" height="` + num(f.H-1) + `" rx="3"/>`)
	}
	for i := range p.Boxes {
		p.Boxes[i].svg(w, &z, links)
	}
}

// sizeOf is the size of a density.
func sizeOf(d Density) size { return sizeFor([...]int{1, 100, 200}[d]) }

func linkClass(c *Curve) string {
	s := ""
	if c.Side {
		s = " sup"
	}
	if c.Link.Supply != "" {
		s += " " + string(c.Link.Supply)
	}
	if c.Back {
		s += " back"
	}
	return s
}

func (b *Box) class() string {
	s := "k kn"
	if b.Node.Level > Unrated {
		s = "k k" + strconv.Itoa(int(b.Node.Level)-1)
	}
	if b.Child {
		s += " sub"
	}
	if b.Node.Alarm {
		s += " alarm"
	}
	if b.Node.Selected {
		s += " sel"
	}
	return s
}

func (b *Box) svg(w *writer, z *size, links bool) {
	tag := "g"
	w.str("<")
	if links && b.Node.URL != "" {
		tag = "a"
		w.text(`a href="`, b.Node.URL, `"`)
	} else {
		w.str(tag)
	}
	w.str(` class="` + b.class() + `">`)
	tip := b.Node.Name
	if b.Node.Tip != "" {
		tip += "：" + b.Node.Tip
	}
	w.text(`<title>`, tip, `</title>`)
	w.str(`<rect x="` + num(b.X+0.5) + `" y="` + num(b.Y+0.5) + `" width="` + num(b.W-1) + `" height="` + num(b.H-1) + `" rx="3"/>`)
	on, off := b.gauge(z.dense)
	if on != nil {
		w.str(`<path class="on" d="` + d(on) + `"/>`)
	}
	if off != nil {
		w.str(`<path class="off" d="` + d(off) + `"/>`)
	}
	for _, l := range b.lines(z) {
		open := `<text x="` + num(b.left(z)) + `" y="` + num(l.y) + `">`
		if l.name {
			open = `<text class="nm" x="` + num(b.left(z)) + `" y="` + num(l.y) + `">`
		}
		w.text(open, l.text, `</text>`)
	}
	if b.Node.Gap != NoGap {
		x, y := b.markAt(z.dense)
		k := b.markScale(z.dense)
		w.str(`<g class="gm" transform="translate(` + num(x) + ` ` + num(y) + `)"><path d="` + d(scaled(outline(b.Node.Gap), k, 0, 0)) + `"/>`)
		w.str(`<text y="` + num(round(4*k+0.5)) + `">` + b.Node.Gap.Mark() + `</text>`)
		if b.Node.Rank > 0 {
			w.str(`<text class="no" x="` + num(round(-16*k-7)) + `" y="4">` + strconv.FormatInt(b.Node.Rank, 10) + `</text>`)
		}
		w.str(`</g>`)
	}
	w.str(`</` + tag + `>`)
}

// legend is the key of a picture that stands alone.
func (p *Picture) legend(mode Mode) string {
	var w writer
	x, y := 0.0, -14.0
	words := mode.Words()
	for _, l := range []Level{Blank, Weak, Fair, Good, Strong, Unrated} {
		b := Box{Node: &Node{Level: l}}
		w.str(`<g class="` + b.class() + `"><rect x="` + num(x+0.5) + `" y="` + num(y-10.5) + `" width="19" height="12" rx="2"/></g>`)
		w.text(`<text x="`+num(x+25)+`" y="`+num(y)+`">`, words[l], `</text>`)
		x += 25 + Width(words[l], 12) + 16
	}
	for _, g := range Gaps() {
		w.str(`<g class="gm" transform="translate(` + num(x+10) + ` ` + num(y-4) + `)"><path d="` + d(scaled(outline(g), 0.6, 0, 0)) + `"/></g>`)
		w.text(`<text x="`+num(x+24)+`" y="`+num(y)+`">`, g.Label(), `</text>`)
		x += 24 + Width(g.Label(), 12) + 14
	}
	for _, s := range []struct{ class, text string }{{"own", "本地为主"}, {"out", "外购为主"}} {
		w.str(`<path class="lk ` + s.class + `" d="M` + num(x) + ` ` + num(y-4) + `h24"/>`)
		w.text(`<text x="`+num(x+30)+`" y="`+num(y)+`">`, s.text, `</text>`)
		x += 30 + Width(s.text, 12) + 14
	}
	return w.String()
}

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
