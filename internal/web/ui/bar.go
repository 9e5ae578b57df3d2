package ui

// Bar is progress against schedule: fill = done, tick = schedule, colour = shortfall. Percent numbers, 27.8 not 0.278.
type Bar struct {
	V, T   float64 // done and schedule, percent; drawn within 0..100, said as they are
	Colour Letter  // Yellow or Red colours the shortfall; Green and None do not
	Label  string  // "27.8%"
	Diff   string  // "−13.9", percentage points; "" hides it
}

// NewBar makes a bar whose label and difference come from the displayed (rounded) values, so that a reader can redo it.
func NewBar(v, t float64, colour Letter) Bar {
	return Bar{V: v, T: t, Colour: colour, Label: Dec(v, 1) + "%", Diff: Signed(round(v, 1)-round(t, 1), 1)}
}

// Fill and Tick are the drawn shares, within 0..100.
func (b Bar) Fill() float64 { return clamp(b.V) }

// Tick is the drawn place of the schedule mark, within 0..100.
func (b Bar) Tick() float64 { return clamp(b.T) }

// Class is the colour class of the bar.
func (b Bar) Class() string {
	if b.Colour == Yellow || b.Colour == Red {
		return " " + string(b.Colour)
	}
	return ""
}

// StageBar is a stage in a cell: N of Of ticks and the word. Of is 7 when 0.
type StageBar struct {
	N, Of int
	Word  string
}

// Stages is the pipeline of a project, one entry a stage.
type Stages struct {
	Label string // for screen readers; "" is 项目阶段
	Items []Stage
}

// Stage is one stage with its dates. Share is how much of the current stage has run, percent.
type Stage struct {
	Name  string
	State string // "done", "now" or "" (to come)
	Share float64
	Dates []StageDate
	Shift string // "晚45天", "提前4天", "按期"
	Late  bool
}

// StageDate is a labelled date: 计划, 实际, 预计.
type StageDate struct {
	Label, Date string
}

// Run is the drawn share of the current stage.
func (s Stage) Run() float64 { return clamp(s.Share) }

func clamp(v float64) float64 { return min(max(v, 0), 100) }
