package proof

import (
	"bytes"
	"compress/gzip"
	"math"
	"testing"
)

// TestEveryCheckComesOut runs what the page runs.
func TestEveryCheckComesOut(t *testing.T) {
	r, err := Run()
	if err != nil {
		t.Fatal(err)
	}
	figures := 0
	for _, g := range r.Groups {
		figures += g.Figures()
		t.Logf("%s: %d figures in %v", g.Area, g.Figures(), g.Took)
		if g.Failed() != 0 || g.Formula == "" || g.Source == "" || len(g.Checks) == 0 {
			t.Errorf("%s: %d off", g.Area, g.Failed())
		}
	}
	for _, c := range r.Checks() {
		if !c.OK || c.Area == "" || c.Source == "" {
			t.Errorf("%+v", c)
		}
		t.Logf("%-40s published %s computed %.16g (difference %.2g, allowed %.2g, %d figures)", c.Name+" "+c.Which, c.Printed, c.Computed, c.Difference, c.Tolerance, c.Count)
	}
	if len(r.Checks()) < 50 || figures < 50_000 {
		t.Errorf("%d checks over %d figures", len(r.Checks()), figures)
	}
}

func TestAWrongFigureIsSeen(t *testing.T) {
	if c := single("x", "0.833", 0.8336); c.OK || c.Difference < 5e-4 {
		t.Errorf("%+v", c)
	}
	if c := single("x", "0.833", 0.83349); !c.OK || c.Count != 1 {
		t.Errorf("%+v", c)
	}
	if c := single("x", "0.8", math.NaN()); c.OK {
		t.Error("NaN passes")
	}
	if c := single("x", "none", 1); c.OK {
		t.Error("no figure passes")
	}
	c := column("x", []string{"a", "b", "c"}, []string{"1", "2", "3"}, []float64{1, 2.5, 3.1}, within(0.2))
	if c.OK || c.Which != "b" || c.Count != 3 || c.Difference != 0.5 {
		t.Errorf("%+v", c)
	}
	if c := column("x", []string{"a", "b"}, []string{"1", "2"}, []float64{1}, within(1)); c.OK {
		t.Error("a figure is missing")
	}
	if c := column("x", nil, nil, nil, within(1)); c.OK {
		t.Error("nothing compared")
	}
	if d := halfDigit("1.5e-3"); math.Abs(d-0.5e-4) > 1e-10 {
		t.Error(d)
	}
	if d := significant(3)("0.01234"); math.Abs(d-0.5e-4) > 1e-7 {
		t.Error(d)
	}
}

func TestBrokenFigures(t *testing.T) {
	if _, err := table("absent"); err == nil {
		t.Error("a file that is not there")
	}
	if _, err := readTable(bytes.NewReader([]byte("plain"))); err == nil {
		t.Error("not packed")
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte("# source\na\tb\n\nc\n"))
	z.Close()
	rows, err := readTable(&b)
	if err != nil || len(rows) != 2 || rows[1][0] != "c" {
		t.Error(rows, err)
	}
	for _, cells := range [][]string{{"5"}, {"-1"}, {"x"}} {
		if err := steps(cells, 1, 3, func(int, string) error { return nil }); err == nil {
			t.Errorf("took %v", cells)
		}
	}
	if _, err := numbers([]string{"1", "x"}); err == nil {
		t.Error("took a word")
	}
}

// BenchmarkRun is what the page waits for when it recomputes everything.
func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if _, err := Run(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/run")
}
