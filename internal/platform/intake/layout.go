package intake

import (
	"lianzhang/internal/platform/list"
)

// Layout is what Scan recognised of a sheet.
type Layout struct {
	Title     string     `json:"title,omitempty"`
	Filled    string     `json:"filled,omitempty"` // the date that the lines above the head name, "2026-03-31"
	Lines     []Line     `json:"lines,omitempty"`  // the rows above the head
	HeadFirst int        `json:"head_first"`       // rows, from 1
	HeadLast  int        `json:"head_last"`
	Columns   []Match    `json:"columns"` // every column of the sheet that has a head or content
	Unit      string     `json:"unit,omitempty"`
	Shape     string     `json:"shape"`            // key under which the mapping of such heads is remembered
	Memory    bool       `json:"memory,omitempty"` // the mapping was remembered
	Own       bool       `json:"own,omitempty"`    // one of our own exports
	Questions []Question `json:"questions,omitempty"`
	Score     float64    `json:"score"` // how well the sheet fits the list: columns that were recognised

	Fields []*list.Column `json:"-"` // what Row.Values holds: every importable column of the list
}

// Line is a row above the head.
type Line struct {
	Row  int    `json:"row"`
	Kind Kind   `json:"kind"`
	Text string `json:"text"`
}

// State says how the meaning of a sheet column was found.
type State string

// The states of a Match.
const (
	Sure       State = "sure"
	Ask        State = "ask"    // taken, but a person should look at it
	None       State = "none"   // not recognised, not read
	Given      State = "given"  // chosen by hand
	Remembered State = "memory" // chosen by hand in an earlier import
	Own        State = "own"    // named by our own export
	Serial     State = "number" // the sequence numbers
)

// Match is a sheet column and the list's column that it means.
type Match struct {
	Index    int      `json:"index"`  // from 0
	Letter   string   `json:"letter"` // "C"
	Head     string   `json:"head"`   // its heads, outer first, joined by "/"
	Column   string   `json:"column"` // "" = not read
	Label    string   `json:"label"`
	Append   bool     `json:"append,omitempty"` // added to a text column, behind its head
	Score    float64  `json:"score"`
	State    State    `json:"state"`
	Unit     string   `json:"unit,omitempty"`
	UnitFrom string   `json:"unit_from,omitempty"` // head, line, given, own
	Year     string   `json:"year,omitempty"`      // "2026", when the head names one
	Options  []Option `json:"options,omitempty"`   // other meanings, the likeliest first
	Sample   []string `json:"sample,omitempty"`
}

// Option is a possible meaning of a sheet column.
type Option struct {
	Column string  `json:"column"`
	Label  string  `json:"label"`
	Score  float64 `json:"score"`
}

// Match finds the match of the named list column; nil when no sheet column means it.
func (l *Layout) Match(column string) *Match {
	for i := range l.Columns {
		if m := &l.Columns[i]; m.Column == column && !m.Append {
			return m
		}
	}
	return nil
}

// Field is the place of the named column in Row.Values, -1 when the list has no such importable column.
func (l *Layout) Field(column string) int {
	for i, c := range l.Fields {
		if c.Name == column {
			return i
		}
	}
	return -1
}

// Choices is the mapping as a person would give it, for remembering.
func (l *Layout) Choices() map[int]Choice {
	out := map[int]Choice{}
	for _, m := range l.Columns {
		if m.State == Serial {
			continue
		}
		c := Choice{Column: m.Column}
		if m.Append {
			c.Column = "+" + m.Column
		}
		if m.UnitFrom == "given" {
			c.Unit = m.Unit
		}
		out[m.Index] = c
	}
	return out
}

// Importable are the columns of a list that workbooks may fill, in the list's order.
func Importable(spec *list.Spec) []*list.Column {
	var out []*list.Column
	for i := range spec.Columns {
		if spec.Columns[i].Import {
			out = append(out, &spec.Columns[i])
		}
	}
	return out
}
