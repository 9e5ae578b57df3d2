// Package drawing lays out and draws the map of a chain (产业链图谱): nodes in columns from upstream to downstream with the
// supporting ones in a band below, links as curves between them. The same picture comes out as SVG, for pages and as a file, and
// as shapes of a Word document. It is pure: the same map gives the same bytes, and it reads nothing but its input.
//
// The layout is layered after Sugiyama, Tagawa and Toda (1981): cycles are broken, links longer than one column run over dummy
// places, crossings are reduced by sweeps of medians and barycentres with transpositions, and heights are settled by isotonic
// regression. Lengths are CSS pixels.
package drawing

import "lianzhang/internal/platform/document"

// Level is how strong the thing is that a box is coloured by: 空白 to 强, or whatever the mode measures. The zero value is
// unknown, which is drawn apart from the lowest.
type Level int

// The levels.
const (
	Unrated Level = iota
	Blank
	Weak
	Fair
	Good
	Strong
)

// Gap is the kind of a node's gap; the zero value is none.
type Gap string

// The kinds of gap: 建链, 补链, 延链, 强链.
const (
	NoGap      Gap = ""
	Build      Gap = "build"
	Repair     Gap = "repair"
	Extend     Gap = "extend"
	Strengthen Gap = "strengthen"
)

// Supply tells from where a link is served; the zero value is unknown.
type Supply string

// The supplies.
const (
	Local   Supply = "own" // mostly from here
	Outside Supply = "out" // mostly bought in
)

// Map is what is to be drawn. The order of the nodes is the order in which they are read and, as far as links allow, drawn.
type Map struct {
	Title string
	Nodes []Node
	Links []Link
}

// Node is one box.
type Node struct {
	ID, Name string
	Stream   string // graph.Up, Mid, Down, Support; anything else counts as Mid
	Parent   string // ID of the node it is a part of, "" at the top
	Line     string // one line below the name: 6家　28.4亿元
	Tip      string // what the pointer is told, beside the whole name
	URL      string
	Level    Level
	Gap      Gap
	Rank     int64 // of the gap in the list of gaps, 0 = not ranked
	Alarm    bool  // edged in red: its gap has no owner
	Plain    bool  // the lowest level is nothing amiss: drawn like the others, not as an empty place
	Selected bool
	X, Y     int64 // place of the box's corner set by hand, both 0 = laid out
}

// Link is a flow from one node to another.
type Link struct {
	From, To string
	Weight   float64 // the heavier ones stay when there are too many
	Supply   Supply
}

// Picture is a map laid out.
type Picture struct {
	Title         string
	Width, Height float64
	Dense         Density
	Heads         []Head
	Frames        []Rect
	Boxes         []Box
	Curves        []Curve
	// Crossings is how often links cross as drawn, Naive how often in the order of the input.
	Crossings, Naive int
	// Notes say in words what the picture does not show as it is: hidden nodes, broken cycles, dropped links.
	Notes []string
}

// Density is the size of boxes, by how many there are.
type Density int

// The densities.
const (
	Roomy Density = iota
	Snug
	Tight
)

// Rect is a rectangle by its upper left corner.
type Rect struct{ X, Y, W, H float64 }

// Head stands above the columns of a stream, with a rule of its width.
type Head struct {
	X, Y, W   float64 // Y is the rule
	Text, Sub string
}

// Box is a node on the picture.
type Box struct {
	Rect
	Node  *Node
	Name  []string // lines of the name as they fit
	Line  string   // as it fits, "" without room
	Child bool     // part of a node above it in the same frame
	Parts int      // nodes inside it that are not drawn
}

// Curve is a link on the picture.
type Curve struct {
	Link *Link
	Path document.Path
	Back bool // against the flow: it closes a cycle or leads to an earlier stream
	Side bool // to or from the supporting band
}

// The most that is drawn; beyond it the picture shows the upper nodes and the outline the rest.
const (
	MaxBoxes  = 400
	MaxCurves = 1200
)

// Layout lays a map out. It takes any input: unknown ends, cycles of links or parents and doubled ids are left out and said.
func Layout(m *Map) *Picture {
	p := prepare(m)
	p.columns()
	p.order()
	p.settle()
	p.band()
	p.byHand()
	return p.picture()
}
