package drawing

import (
	"strconv"
	"strings"
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
