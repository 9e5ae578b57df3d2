package drawing

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/platform/document"
)

// maps are the shapes of map that every property is held against.
func maps() map[string]*Map {
	return map[string]*Map{
		"storage": storage(), "none": {Title: "空"}, "one": random(1, 0, 1, 0), "40": random(40, 60, 1, 0.3), "100": random(100, 160, 2, 0.2),
		"300": random(300, 600, 3, 0), "300 in parts": random(300, 400, 5, 0.5), "1000": random(1000, 2000, 6, 0.2),
	}
}

func TestBoxesStandApartAndInside(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		for i := range p.Boxes {
			a := &p.Boxes[i]
			if a.X < 0 || a.Y < headRoom-0.01 && streamOf(a.Node.Stream) != streamSide || a.Y < 0 || a.X+a.W > p.Width || a.Y+a.H > p.Height {
				t.Errorf("%s: %s stands outside: %+v of %v×%v", name, a.Node.ID, a.Rect, p.Width, p.Height)
			}
			for j := i + 1; j < len(p.Boxes); j++ {
				if b := &p.Boxes[j]; meet(&a.Rect, &b.Rect) {
					t.Fatalf("%s: %s %+v and %s %+v overlap", name, a.Node.ID, a.Rect, b.Node.ID, b.Rect)
				}
			}
		}
		for i := range p.Frames {
			for j := i + 1; j < len(p.Frames); j++ {
				if meet(&p.Frames[i], &p.Frames[j]) {
					t.Fatalf("%s: frames overlap", name)
				}
			}
		}
	}
}

func meet(a, b *Rect) bool {
	const touch = 0.01
	return a.X+touch < b.X+b.W && b.X+touch < a.X+a.W && a.Y+touch < b.Y+b.H && b.Y+touch < a.Y+a.H
}

func TestTextStaysInItsBox(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		z := sizeOf(p.Dense)
		for i := range p.Boxes {
			b := &p.Boxes[i]
			if len(b.Name) == 0 {
				t.Errorf("%s: %q has no name", name, b.Node.Name)
			}
			right := b.X + b.W
			if b.Node.Gap != NoGap {
				x, _ := b.markAt(p.Dense)
				right = x - 12*b.markScale(p.Dense)
			}
			lines := b.lines(&z)
			for _, l := range lines {
				size := z.type2
				if l.name {
					size = z.type1
				}
				if b.left(&z)+Width(l.text, size) > right {
					t.Errorf("%s: %q is %v wide and reaches %v of %v", name, l.text, Width(l.text, size), b.left(&z)+Width(l.text, size), right)
				}
				if l.y > b.Y+b.H-1 || l.y-size*0.9 < b.Y {
					t.Errorf("%s: the line %q at %v leaves its box %+v", name, l.text, l.y, b.Rect)
				}
			}
		}
	}
}

func TestLinksEndOnBoxes(t *testing.T) {
	on := func(r *Rect, p document.Point) bool {
		const near = 0.6
		inX, inY := p.X >= r.X-near && p.X <= r.X+r.W+near, p.Y >= r.Y-near && p.Y <= r.Y+r.H+near
		edge := p.X < r.X+near || p.X > r.X+r.W-near || p.Y < r.Y+near || p.Y > r.Y+r.H-near
		return inX && inY && edge
	}
	for name, m := range maps() {
		p := Layout(m)
		at := map[string]*Rect{}
		for i := range p.Boxes {
			at[p.Boxes[i].Node.ID] = &p.Boxes[i].Rect
		}
		for i := range p.Curves {
			c := &p.Curves[i]
			a, b := at[c.Link.From], at[c.Link.To]
			if a == nil || b == nil {
				continue // an end inside a closed node
			}
			path := c.Path
			if c.Back {
				path = path[:len(path)-3] // the head of the arrow
			}
			if !on(a, path[0].Last()) || !on(b, path[len(path)-1].Last()) {
				t.Errorf("%s: %s→%s runs from %v to %v, not from %+v to %+v", name, c.Link.From, c.Link.To, path[0].Last(), path[len(path)-1].Last(), *a, *b)
			}
		}
	}
}

// Streams stand from left to right, and inside a stream no link of the longest paths leads to the left.
func TestColumnsFollowTheFlow(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		var left, right [4]float64
		for i := range left {
			left[i], right[i] = 1e9, -1
		}
		for i := range p.Boxes {
			b := &p.Boxes[i]
			if b.Child {
				continue
			}
			s := streamOf(b.Node.Stream)
			left[s], right[s] = min(left[s], b.X), max(right[s], b.X)
		}
		if right[streamUp] >= left[streamMid] || right[streamMid] >= left[streamDown] {
			t.Errorf("%s: streams stand over each other: %v %v", name, left, right)
		}
	}
	p := Layout(storage())
	x := map[string]float64{}
	for i := range p.Boxes {
		x[p.Boxes[i].Node.ID] = p.Boxes[i].X
	}
	for _, l := range storage().Links[:16] {
		if x[l.From] >= x[l.To] {
			t.Errorf("%s stands not left of %s", l.From, l.To)
		}
	}
}

func TestCrossingsAreReduced(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		if p.Crossings > p.Naive {
			t.Errorf("%s: %d crossings where the order of the input has %d", name, p.Crossings, p.Naive)
		}
	}
	for seed := range uint64(40) {
		p := Layout(random(60, 110, seed, 0.1))
		if p.Crossings > p.Naive/2 {
			t.Errorf("seed %d: %d of %d crossings are left", seed, p.Crossings, p.Naive)
		}
	}
	if p := Layout(storage()); p.Naive < 10 || p.Crossings > 2 {
		t.Errorf("storage: %d of %d crossings are left", p.Crossings, p.Naive)
	}
}

func TestInversions(t *testing.T) {
	for _, c := range []struct {
		list []int
		want int
	}{{nil, 0}, {[]int{0, 1, 2}, 0}, {[]int{2, 1, 0}, 3}, {[]int{1, 1, 0}, 2}, {[]int{3, 0, 2, 1}, 4}} {
		if got := inversions(c.list, 4); got != c.want {
			t.Errorf("%v has %d inversions, want %d", c.list, got, c.want)
		}
	}
}

func TestSameMapSameBytes(t *testing.T) {
	for name := range maps() {
		a, b := Layout(maps()[name]).SVG(), Layout(maps()[name]).SVG()
		if a != b {
			t.Errorf("%s comes out differently", name)
		}
	}
}

// A name that changes moves nothing; a node added at the end of a stream moves few boxes by much.
func TestSmallEditsMoveLittle(t *testing.T) {
	before := Layout(storage())
	m := storage()
	m.Nodes[4].Name = "六氟磷酸锂盐"
	if after := Layout(m); len(after.Boxes) != len(before.Boxes) || !sameCorners(before, after) {
		t.Error("another name moved boxes")
	}
	m = storage()
	m.Nodes = append(m.Nodes, Node{ID: "new", Name: "用户侧光储充", Stream: "down", Level: Weak})
	after, moved := Layout(m), 0
	at := map[string]Rect{}
	for i := range after.Boxes {
		at[after.Boxes[i].Node.ID] = after.Boxes[i].Rect
	}
	for i := range before.Boxes {
		b := &before.Boxes[i]
		if r := at[b.Node.ID]; r.X != b.X || r.Y-b.Y > 62 || b.Y-r.Y > 62 {
			moved++
		}
	}
	if moved > 4 {
		t.Errorf("one more node moved %d of %d boxes by more than a row", moved, len(before.Boxes))
	}
}

func sameCorners(a, b *Picture) bool {
	return slices.EqualFunc(a.Boxes, b.Boxes, func(x, y Box) bool { return x.X == y.X && x.Y == y.Y })
}

func TestCyclesAreBrokenAndSaid(t *testing.T) {
	m := &Map{Title: "环", Nodes: []Node{{ID: "a", Name: "甲", Stream: "mid"}, {ID: "b", Name: "乙", Stream: "mid"}, {ID: "c", Name: "丙", Stream: "mid"}, {ID: "d", Name: "丁", Stream: "up"}},
		Links: []Link{{From: "a", To: "b"}, {From: "b", To: "c"}, {From: "c", To: "a"}, {From: "c", To: "d"}, {From: "a", To: "a"}, {From: "a", To: "nowhere"}}}
	p := Layout(m)
	var back []string
	for i := range p.Curves {
		if p.Curves[i].Back {
			back = append(back, p.Curves[i].Link.From+p.Curves[i].Link.To)
		}
	}
	if !slices.Equal(back, []string{"ca", "cd"}) {
		t.Errorf("links drawn backwards: %v", back)
	}
	said := strings.Join(p.Notes, "；")
	if !strings.Contains(said, "2条供需关系逆着") || !strings.Contains(said, "1条供需关系的一端不在图中") {
		t.Errorf("said: %s", said)
	}
}

func TestBadInput(t *testing.T) {
	m := &Map{Nodes: []Node{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}, {ID: "c", Parent: "c"}, {ID: "a", Name: "又一个"}, {ID: "", Name: strings.Repeat("很长的名字", 60), Stream: "?"},
		{ID: "x", X: -5, Y: 1 << 40, Name: "远"}, {ID: "e", Name: "\x00<&>\"", Parent: "gone"}}, Links: []Link{{From: "a", To: "b"}, {From: "", To: "c"}, {From: "x", To: "a"}}}
	p := Layout(m)
	if len(p.Boxes) != 6 {
		t.Errorf("%d boxes, want 6", len(p.Boxes))
	}
	if !strings.Contains(strings.Join(p.Notes, ""), "编号重复") {
		t.Errorf("a doubled id is not said: %v", p.Notes)
	}
	wellFormed(t, p.SVG())
}

func TestPlacesByHand(t *testing.T) {
	m := storage()
	m.Nodes[10].X, m.Nodes[10].Y = 600, 400
	p := Layout(m)
	for i := range p.Boxes {
		if b := &p.Boxes[i]; b.Node.ID == "lfp" && (b.X != 600 || b.Y != 400) {
			t.Errorf("the box stands at %v, %v", b.X, b.Y)
		}
		for j := range i {
			if meet(&p.Boxes[i].Rect, &p.Boxes[j].Rect) {
				t.Errorf("%s and %s overlap", p.Boxes[i].Node.ID, p.Boxes[j].Node.ID)
			}
		}
	}
}

func TestTooManyNodes(t *testing.T) {
	p := Layout(random(10000, 20000, 4, 0.3))
	if len(p.Boxes) > MaxBoxes || len(p.Boxes) < MaxBoxes*9/10 || len(p.Curves) > MaxCurves {
		t.Errorf("%d boxes and %d links are drawn", len(p.Boxes), len(p.Curves))
	}
	if !strings.Contains(strings.Join(p.Notes, ""), "共10000个环节") {
		t.Errorf("said: %v", p.Notes)
	}
	q := Layout(random(1000, 1500, 4, 0.9))
	hidden := 0
	for i := range q.Boxes {
		hidden += q.Boxes[i].Parts
	}
	if hidden+len(q.Boxes) != 1000 {
		t.Errorf("%d boxes hold %d parts; 1000 nodes went in", len(q.Boxes), hidden)
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %.300s", err, text)
		}
	}
}

func TestSVG(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		page, file := p.SVG(), p.File(ByGap)
		wellFormed(t, page)
		wellFormed(t, file)
		if strings.Contains(page, "style") || strings.Contains(page, "<script") {
			t.Errorf("%s: the element for pages has styles", name)
		}
		if n := strings.Count(page, "<a href="); n != len(p.Boxes) {
			t.Errorf("%s: %d links for %d boxes", name, n, len(p.Boxes))
		}
		if strings.Contains(file, "href") || !strings.Contains(file, "<style>") {
			t.Errorf("%s: the file has links, or no style", name)
		}
		if !strings.Contains(page, "<title") || !strings.Contains(page, "<desc") {
			t.Errorf("%s: nothing is said to who cannot see it", name)
		}
	}
}

// The four marks are four outlines, and each level differs from the next without colour: by its gauge, the unrated by having none.
func TestMarksAndGauges(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range Gaps() {
		seen[fmt.Sprint(outline(g))] = true
	}
	for l := Unrated; l <= Strong; l++ {
		b := Box{Rect: Rect{0, 0, 178, 50}, Node: &Node{Level: l}}
		on, off := b.gauge(Roomy)
		seen[fmt.Sprint(on, off)] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d different marks and gauges, want 10", len(seen))
	}
}

func TestWord(t *testing.T) {
	for name, m := range maps() {
		p := Layout(m)
		d := p.Word(ByStrength)
		doc := &document.Doc{Title: "图", Blocks: []document.Block{d}}
		if err := doc.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		boxes := 0
		for i := range d.Shapes {
			s := &d.Shapes[i]
			if s.Path == nil && (s.X < -0.01 || s.Y < -0.01 || s.X+s.W > d.Width+0.01 && s.Name != "" && s.Fill != "" || s.Y+s.H > d.Height+0.01) {
				t.Errorf("%s: %q stands outside: %v %v %v %v of %v×%v", name, s.Name, s.X, s.Y, s.W, s.H, d.Width, d.Height)
			}
			if s.Round && len(s.Text) > 0 {
				boxes++
			}
		}
		if boxes != len(p.Boxes) {
			t.Errorf("%s: %d boxes in Word, %d on the page", name, boxes, len(p.Boxes))
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		n     int
		want  []string
	}{
		{"碳酸锂", 60, 2, []string{"碳酸锂"}},
		{"磷酸铁锂正极材料", 60, 2, []string{"磷酸铁锂正", "极材料"}},
		{"磷酸铁锂正极材料前驱体与添加剂", 60, 2, []string{"磷酸铁锂正", "极材料前…"}},
		{"高纯（电子级）试剂", 48, 2, []string{"高纯（电", "子级）…"}},
		{"用IGBT模块", 41, 2, []string{"用", "IGB…"}},
		{"", 60, 2, nil},
	} {
		if got := wrap(c.text, 12, c.width, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q in %v: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

func TestPaint(t *testing.T) {
	nodes := []Node{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	facts := map[string]Facts{"a": {Matched: true, Firms: 4, Revenue: 12_4000_0000, Strength: Fair}, "b": {Matched: true, Strength: Blank, Gap: &GapFacts{Kind: Build, Rank: 3, Score: 81}}}
	Paint(nodes, facts, ByStrength)
	if nodes[0].Line != "4家　12.4亿元" || nodes[1].Line != "无企业" || nodes[2].Line != "" || nodes[2].Level != Unrated {
		t.Errorf("%+v", nodes)
	}
	if nodes[1].Gap != Build || nodes[1].Rank != 3 || !nodes[1].Alarm {
		t.Errorf("the gap is lost: %+v", nodes[1])
	}
	Paint(nodes, facts, ByGap)
	if nodes[0].Level != Blank || nodes[1].Level != Strong || nodes[1].Line != "无责任人" || nodes[2].Level != Unrated {
		t.Errorf("by gap: %+v", nodes)
	}
	for _, m := range Modes() {
		if words := m.Words(); m.Label() == "" || slices.Contains(words[:], "") {
			t.Errorf("%s has a colour without a word", m)
		}
	}
}

func BenchmarkLayout300(b *testing.B) {
	m := random(300, 600, 3, 0)
	for b.Loop() {
		Layout(m)
	}
}

func BenchmarkLayout10000(b *testing.B) {
	m := random(10000, 20000, 3, 0.2)
	for b.Loop() {
		Layout(m)
	}
}

func BenchmarkSVG300(b *testing.B) {
	p := Layout(random(300, 600, 3, 0))
	for b.Loop() {
		_ = p.SVG()
	}
}
