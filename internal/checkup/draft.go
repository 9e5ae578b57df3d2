package checkup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"lianzhang/internal/project"
)

// Draft is a finding as a detector gives it, before it is compared with what is stored.
type Draft struct {
	Detector string
	Severity Severity
	Title    string
	Parts    []Part
	Lines    []Line
	Amount   int64
	About    string // what tells it from other findings of the detector with the same records; usually ""
}

// Key names the matter: the detector and its records, whatever their order.
func (d *Draft) Key() string {
	ids := make([]string, len(d.Parts))
	for i, p := range d.Parts {
		ids[i] = p.Kind + ":" + p.ID
	}
	slices.Sort(ids)
	h := sha256.Sum256([]byte(d.Detector + "\n" + d.About + "\n" + strings.Join(ids, "\n")))
	return hex.EncodeToString(h[:16])
}

// Digest changes when the evidence does; what drifts with the rest of the register is left out.
func (d *Draft) Digest() string {
	h := sha256.New()
	for _, l := range d.Lines {
		if !l.Drifts {
			fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\n", l.Label, l.Value, l.Kind, l.ID)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// emit takes a draft.
type emit func(Draft)

func part(c *Case, role string) Part {
	return Part{Kind: project.Kind, ID: c.ID, Name: c.Name, Role: role}
}

// of is a line of evidence read from a project.
func of(c *Case, label, value, expected string) Line {
	return Line{Label: label, Value: value, Expected: expected, Kind: project.Kind, ID: c.ID}
}

// yuan writes an amount as offices read it.
func yuan(v int64) string {
	if v >= 1e8 || v <= -1e8 {
		return fmt.Sprintf("%.2f亿元", float64(v)/1e8)
	}
	return fmt.Sprintf("%.0f万元", float64(v)/1e4)
}

func percent(share float64) string { return fmt.Sprintf("%.0f%%", share*100) }

// span are the days from one date to another; ok is false when one of them is missing. Dates that end at the month are taken so
// that the span is as long as can be: nothing is held against a project that its dates leave open.
func span(from, to string) (days int, ok bool) {
	a, okA := first(from)
	b, okB := last(to)
	if !okA || !okB {
		return 0, false
	}
	return int(b.Sub(a).Hours() / 24), true
}

func first(date string) (time.Time, bool) {
	if len(date) == 7 {
		date += "-01"
	}
	t, err := time.Parse(time.DateOnly, date)
	return t, err == nil
}

func last(date string) (time.Time, bool) {
	if len(date) == 7 {
		t, err := time.Parse("2006-01", date)
		return t.AddDate(0, 1, -1), err == nil
	}
	t, err := time.Parse(time.DateOnly, date)
	return t, err == nil
}

// said is a text or a dash.
func said(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
