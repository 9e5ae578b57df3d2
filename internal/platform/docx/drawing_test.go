package docx

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	doc "lianzhang/internal/platform/document"
)

// sketch is a drawing with every kind of shape.
func sketch(landscape bool) doc.Drawing {
	return doc.Drawing{Width: 1166, Height: 400, Alt: "两个环节<甲&乙>", Caption: "图　示意", Landscape: landscape, Shapes: []doc.Shape{
		{Path: doc.Path(nil).Move(178, 71).Curve(212, 71, 212, 133, 247, 133), Stroke: "A9C0D5", Line: 3, Dash: doc.Dashed},
		{Path: doc.Path(nil).Move(178, 200).Line(247, 200), Stroke: "A9C0D5", Line: 1, Dash: doc.DashDot},
		{X: 0, Y: 46, W: 178, H: 50, Round: true, Fill: "D3E0EB", Stroke: "A9C0D5", Line: 1, Inset: 20, Name: "甲",
			Text: []doc.TextLine{{Text: "碳酸锂", Size: 13, Bold: true}, {Text: "6家　28.4亿元", Size: 12, Color: "474B51"}}},
		{X: 247, Y: 108, W: 178, H: 50, Inset: -1, Text: []doc.TextLine{{Text: "正极", Size: 13}}},
		{Path: doc.Path(nil).Move(400, 10).Line(415, 25).Line(400, 40).Close(), Fill: "1A1C1F"},
	}}
}

func drawn(landscape bool) *doc.Doc {
	return &doc.Doc{Title: "图谱", Blocks: []doc.Block{doc.P(doc.Text("前文。")), sketch(landscape), doc.H(1, "后文"), sketch(false)}}
}

func TestDrawing(t *testing.T) {
	for _, landscape := range []bool{false, true} {
		b := body(t, drawn(landscape), options())
		groups := b.all("inline")
		if len(groups) != 2 {
			t.Fatalf("%d drawings, want 2", len(groups))
		}
		width, height := typeWidth, typeHeight
		if landscape {
			width, height = typeHeight, typeWidth
		}
		ext := groups[0].one("extent")
		cx, _ := strconv.Atoi(ext.attr("cx"))
		cy, _ := strconv.Atoi(ext.attr("cy"))
		if cx > width*emuTwip || cy > height*emuTwip || cx < width*emuTwip-2 {
			t.Errorf("landscape %v: the drawing is %d×%d, the type area %d×%d", landscape, cx, cy, width*emuTwip, height*emuTwip)
		}
		if d := cx*400/1166 - cy; d > 1 || d < -1 {
			t.Errorf("the drawing is distorted: %d×%d", cx, cy)
		}
		if got := len(b.all("sectPr")); got != map[bool]int{false: 1, true: 3}[landscape] {
			t.Errorf("landscape %v: %d sections", landscape, got)
		}
		if b.para(t, "图　示意").one("pStyle").attr("val") != "Caption" {
			t.Error("the caption is no caption")
		}
	}
}

// TestDrawingSchema holds the shapes against the order that the schemas of drawings demand, and their ids against each other.
func TestDrawingSchema(t *testing.T) {
	orders := map[string]string{"wsp": "cNvPr cNvSpPr spPr txbx bodyPr", "spPr": "xfrm prstGeom custGeom noFill solidFill ln", "inline": "extent effectExtent docPr cNvGraphicFramePr graphic",
		"custGeom": "avLst gdLst ahLst cxnLst rect pathLst", "wgp": "cNvGrpSpPr grpSpPr wsp", "ln": "noFill solidFill prstDash", "AlternateContent": "Choice Fallback"}
	b := body(t, drawn(true), options())
	ids := map[string]bool{}
	var walk func(n node)
	walk = func(n node) {
		if order, ok := orders[n.XMLName.Local]; ok {
			last := 0
			for _, c := range n.Nodes {
				i := slices.Index(strings.Fields(order), c.XMLName.Local)
				if i < last {
					t.Errorf("%s may not stand there in %s", c.XMLName.Local, n.XMLName.Local)
				}
				last = i
			}
		}
		if name := n.XMLName.Local; name == "cNvPr" || name == "docPr" {
			if ids[n.attr("id")] {
				t.Errorf("the id %s stands twice", n.attr("id"))
			}
			ids[n.attr("id")] = true
		}
		for _, c := range n.Nodes {
			walk(c)
		}
	}
	walk(b)
	if len(ids) != 12 {
		t.Errorf("%d shapes and drawings, want 12", len(ids))
	}
	for _, e := range b.all("ext") {
		if e.attr("cx") == "0" || e.attr("cy") == "0" {
			t.Error("a shape without extent: Word divides by it")
		}
	}
	if got := b.one("Fallback").words(); !strings.Contains(got, "两个环节<甲&乙>") {
		t.Errorf("an old program is told %q", got)
	}
	if got := b.one("txbx").words(); got != "碳酸锂6家　28.4亿元" {
		t.Errorf("the box says %q", got)
	}
	if n := len(b.one("pathLst").all("cubicBezTo")); n != 1 {
		t.Errorf("%d curves in the first path, want 1", n)
	}
}

func TestDrawingIsTheSameEachTime(t *testing.T) {
	if !bytes.Equal(render(t, drawn(true), options()), render(t, drawn(true), options())) {
		t.Error("the same document gave other bytes")
	}
}

func TestDrawingRefused(t *testing.T) {
	for name, d := range map[string]doc.Drawing{"no size": {Alt: "空"}, "too many": {Width: 1, Height: 1, Shapes: make([]doc.Shape, 7000)}} {
		if err := (&doc.Doc{Title: "图", Blocks: []doc.Block{d}}).Check(); err == nil {
			t.Errorf("%s: nothing is said", name)
		}
	}
}
