package ui

// Decision is one of the things a chief has to decide, at most three on a page.
type Decision struct {
	Title, URL string
	Text       string
	Who        string // on the wall: who, until when
	Acts       []Action
}

// Ladder is a flight of escalation or of signatures.
type Ladder []Rung

// Rung is one step of it. State: done, now or "".
type Rung struct {
	Text, Time, Note, State string
}

// ClockFace is a large clock with its run, stops and overrun drawn to scale.
type ClockFace struct {
	Label string
	Clock Clock
	Runs  []ClockRun
	Note  string
}

// ClockRun is a stretch of the clock: Kind "" ran, "hold", "over" or "left"; Share in percent.
type ClockRun struct {
	Kind  string
	Share float64
}
