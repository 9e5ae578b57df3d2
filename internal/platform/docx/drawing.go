package docx

import (
	"fmt"
	"math"
	"strings"

	"lianzhang/internal/platform/document"
)

// The namespaces of drawings (ECMA-376 Part 1, 20 and 21; the group and the shapes are Microsoft's of 2010, which Word, WPS and
// LibreOffice all read).
const (
	nsMC  = `xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`
	nsWP  = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"`
	nsA   = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`
	nsWPG = `xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"`
	nsWPS = `xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`

	groupURI = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
	emuTwip  = 635 // English metric units in a twentieth of a point
)

// drawing writes a drawing as one inline group of shapes, with its caption below. An application too old to know such shapes
// shows a sentence in their place.
func (f *flow) drawing(d document.Drawing) {
	width, height := float64(f.sect.width()), float64(f.sect.height()-3*linePitch)
	k := math.Min(width/d.Width, height/d.Height) * emuTwip // units to EMU
	f.pictures++
	g := group{scale: k, id: f.pictures * 10000}
	cx, cy := g.emu(d.Width), g.emu(d.Height)
	var b strings.Builder
	fmt.Fprintf(&b, `<w:r><mc:AlternateContent `+nsMC+`><mc:Choice Requires="wpg" `+nsWPG+`><w:drawing><wp:inline `+nsWP+` distT="0" distB="0" distL="0" distR="0">`+
		`<wp:extent cx="%[1]d" cy="%[2]d"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="%[3]d" name="图%[4]d" descr="%[5]s"/><wp:cNvGraphicFramePr/>`+
		`<a:graphic `+nsA+`><a:graphicData uri="`+groupURI+`"><wpg:wgp><wpg:cNvGrpSpPr/>`+
		`<wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/><a:chOff x="0" y="0"/><a:chExt cx="%[1]d" cy="%[2]d"/></a:xfrm></wpg:grpSpPr>`,
		cx, cy, g.id, f.pictures, escape(d.Alt))
	for i := range d.Shapes {
		g.shape(&b, &d.Shapes[i])
	}
	b.WriteString(`</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>` +
		textXML("（"+d.Alt+"。此图须用Word 2010或WPS 2016以上版本打开）") + `</mc:Fallback></mc:AlternateContent></w:r>`)
	f.add(paraProps{style: "Drawing", keepNext: d.Caption != ""}, b.String())
	if d.Caption != "" {
		f.add(paraProps{style: "Caption"}, run(d.Caption, runProps{}))
	}
}

// group writes the shapes of one drawing; ids are unique in the document.
type group struct {
	scale float64 // EMU per unit
	id    int
}

func (g *group) emu(v float64) int { return int(math.Round(v * g.scale)) }

func (g *group) shape(b *strings.Builder, s *document.Shape) {
	g.id++
	name := s.Name
	if name == "" {
		name = fmt.Sprintf("形状%d", g.id%10000)
	}
	fmt.Fprintf(b, `<wps:wsp `+nsWPS+`><wps:cNvPr id="%d" name="%s"/><wps:cNvSpPr/><wps:spPr>`, g.id, escape(name))
	if s.Path == nil {
		g.place(b, s.X, s.Y, s.W, s.H)
		if s.Round {
			b.WriteString(`<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 6000"/></a:avLst></a:prstGeom>`)
		} else {
			b.WriteString(`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`)
		}
	} else {
		g.path(b, s.Path, s.Fill != "")
	}
	if s.Fill == "" {
		b.WriteString(`<a:noFill/>`)
	} else {
		fmt.Fprintf(b, `<a:solidFill><a:srgbClr val="%s"/></a:solidFill>`, s.Fill)
	}
	if s.Stroke == "" {
		b.WriteString(`<a:ln><a:noFill/></a:ln>`)
	} else {
		fmt.Fprintf(b, `<a:ln w="%d"><a:solidFill><a:srgbClr val="%s"/></a:solidFill>`, max(g.emu(s.Line), 1588), s.Stroke)
		if dash := map[document.Dash]string{document.Dashed: "dash", document.DashDot: "dashDot"}[s.Dash]; dash != "" {
			b.WriteString(`<a:prstDash val="` + dash + `"/>`)
		}
		b.WriteString(`</a:ln>`)
	}
	b.WriteString(`</wps:spPr>`)
	g.words(b, s)
	b.WriteString(`</wps:wsp>`)
}

func (g *group) place(b *strings.Builder, x, y, w, h float64) {
	fmt.Fprintf(b, `<a:xfrm><a:off x="%d" y="%d"/><a:ext cx="%d" cy="%d"/></a:xfrm>`, g.emu(x), g.emu(y), max(g.emu(w), 1), max(g.emu(h), 1))
}

// path writes a geometry of its own in the frame of its bounds.
func (g *group) path(b *strings.Builder, path document.Path, filled bool) {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range path {
		for _, p := range s.Points() {
			x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
		}
	}
	if x1 < x0 {
		x0, y0, x1, y1 = 0, 0, 0, 0
	}
	g.place(b, x0, y0, x1-x0, y1-y0)
	fill := ` fill="none"`
	if filled {
		fill = ""
	}
	fmt.Fprintf(b, `<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="%d" h="%d"%s>`,
		max(g.emu(x1-x0), 1), max(g.emu(y1-y0), 1), fill)
	for _, s := range path {
		tag := map[byte]string{'M': "moveTo", 'L': "lnTo", 'C': "cubicBezTo", 'Z': "close"}[s.Op]
		if s.Op == 'Z' {
			b.WriteString(`<a:close/>`)
			continue
		}
		b.WriteString(`<a:` + tag + `>`)
		for _, p := range s.Points() {
			fmt.Fprintf(b, `<a:pt x="%d" y="%d"/>`, g.emu(p.X-x0), g.emu(p.Y-y0))
		}
		b.WriteString(`</a:` + tag + `>`)
	}
	b.WriteString(`</a:path></a:pathLst></a:custGeom>`)
}

// words writes the text of a shape: lines as they are given, set in the middle of its height.
func (g *group) words(b *strings.Builder, s *document.Shape) {
	if len(s.Text) > 0 {
		b.WriteString(`<wps:txbx><w:txbxContent>`)
		for _, l := range s.Text {
			size := max(int(l.Size*g.scale/emuTwip/10), 2) // half points, rounded down: the text must stay in its box
			p := paraProps{style: "DrawingText", line: size*11 + size/2}
			if s.Inset < 0 {
				p.jc = "center"
			}
			b.WriteString(`<w:p><w:pPr>` + p.children() + `</w:pPr>` + run(l.Text, runProps{font: heiti, bold: l.Bold, color: l.Color, size: size}) + `</w:p>`)
		}
		b.WriteString(`</w:txbxContent></wps:txbx>`)
	}
	fmt.Fprintf(b, `<wps:bodyPr rot="0" vert="horz" wrap="square" lIns="%d" tIns="0" rIns="0" bIns="0" anchor="ctr" anchorCtr="0"><a:noAutofit/></wps:bodyPr>`,
		g.emu(max(s.Inset, 0)))
}
