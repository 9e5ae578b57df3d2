package drawing

import (
	"strconv"
)

func (p *Picture) class() string {
	return "map" + [...]string{"", " is-snug", " is-tight"}[p.Dense] + " w" + strconv.Itoa(min(int(p.Width)/160, 24))
}

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
	if b.Node.Plain && b.Node.Level == Blank {
		s = "k kp"
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
		if k > 0.7 { // a smaller mark speaks by its outline
			w.str(`<text y="` + num(round(4*k+0.5)) + `">` + b.Node.Gap.Mark() + `</text>`)
		}
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
		b := Box{Node: &Node{Level: l, Plain: mode != ByStrength}}
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
