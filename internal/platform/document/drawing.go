package document

// KindDrawing is the kind of a drawing.
const KindDrawing Kind = "drawing"

// Drawing is a picture of shapes that stay shapes in Word: they can be moved and edited there. It is scaled to the width between
// the margins, or to their height where that comes first.
type Drawing struct {
	Width, Height float64 // of the field in which the shapes stand, in a unit of their own
	Alt           string  // what is to be seen, for who cannot see it
	Caption       string  // printed under it
	Landscape     bool    // it stands on a landscape page of its own
	Shapes        []Shape // the later above the earlier
}

// Kind is KindDrawing.
func (Drawing) Kind() Kind { return KindDrawing }

// Shape is a box with text, or with Path a drawn line or area. Colours are "D3E0EB", "" is none; lengths are in the drawing's unit.
type Shape struct {
	X, Y, W, H float64
	Path       Path // in the drawing's field; X, Y, W and H are then ignored
	Round      bool // the box has rounded corners
	Fill       string
	Stroke     string
	Line       float64 // width of the stroke
	Dash       Dash
	Text       []TextLine
	Inset      float64 // from the left edge to the text; below zero the text is centred
	Name       string  // what the shape is called in Word's selection list
}

// Dash is the form of a stroke.
type Dash string

// The dashes.
const (
	Solid   Dash = ""
	Dashed  Dash = "dash"
	DashDot Dash = "dashDot"
)

// TextLine is one line of text in a shape; it is not broken.
type TextLine struct {
	Text  string
	Size  float64 // height of the type in the drawing's unit
	Bold  bool
	Color string // "" is black
}

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Seg is one step of a path: 'M' moves, 'L' draws a line, 'C' a cubic curve by two control points, 'Z' closes.
type Seg struct {
	Op byte
	P  [3]Point
}

// Path is a line of straight and curved steps.
type Path []Seg

// Move begins a stroke.
func (p Path) Move(x, y float64) Path { return append(p, Seg{'M', [3]Point{{x, y}}}) }

// Line draws a straight line.
func (p Path) Line(x, y float64) Path { return append(p, Seg{'L', [3]Point{{x, y}}}) }

// Curve draws a cubic curve with control points 1 and 2.
func (p Path) Curve(x1, y1, x2, y2, x, y float64) Path {
	return append(p, Seg{'C', [3]Point{{x1, y1}, {x2, y2}, {x, y}}})
}

// Close draws back to where the stroke began.
func (p Path) Close() Path { return append(p, Seg{Op: 'Z'}) }

// Points are the points that a step names.
func (s Seg) Points() []Point {
	switch s.Op {
	case 'C':
		return s.P[:]
	case 'Z':
		return nil
	}
	return s.P[:1]
}

// Last is where a step ends; the zero value for one that closes.
func (s Seg) Last() Point {
	if s.Op == 'C' {
		return s.P[2]
	}
	return s.P[0]
}

// Before is the point from which a step comes to its end: the second control point of a curve, else its end.
func (s Seg) Before() Point {
	if s.Op == 'C' {
		return s.P[1]
	}
	return s.P[0]
}

// Reverse is the path from its end to its beginning. It is for one open stroke.
func (p Path) Reverse() Path {
	if len(p) == 0 {
		return nil
	}
	end := p[len(p)-1].Last()
	out := Path(nil).Move(end.X, end.Y)
	for i := len(p) - 1; i > 0; i-- {
		to := p[i-1].Last()
		if s := p[i]; s.Op == 'C' {
			out = out.Curve(s.P[1].X, s.P[1].Y, s.P[0].X, s.P[0].Y, to.X, to.Y)
			continue
		}
		out = out.Line(to.X, to.Y)
	}
	return out
}
