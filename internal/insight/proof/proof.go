// Package proof computes published results anew with the formulas that the product itself uses, and says how far off each is. The
// figures it computes from are part of the program, exact to the digit printed, with their sources; see figures.
package proof

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/clock"
)

// Check is one published figure, or a column of them, beside the one computed now.
type Check struct {
	Area       string
	Name       string
	Count      int     // figures compared; of several the one stands here that is worst against its tolerance
	Which      string  // which one that is
	Published  float64 // as printed
	Printed    string  // its digits in print
	Computed   float64
	Difference float64 // without sign
	Tolerance  float64 // half of the last printed digit, unless Note says otherwise
	OK         bool
	Source     string
	Note       string
}

// Group is the checks of one method.
type Group struct {
	Area    string
	Formula string // in one line, for people
	Source  string
	Checks  []Check
	Took    time.Duration // of the computation, reading the figures included
}

// Failed counts the checks that are off.
func (g *Group) Failed() (n int) {
	for _, c := range g.Checks {
		if !c.OK {
			n++
		}
	}
	return n
}

// Figures counts the figures compared.
func (g *Group) Figures() (n int) {
	for _, c := range g.Checks {
		n += c.Count
	}
	return n
}

// Report is one run of all checks.
type Report struct {
	Groups []Group
	Took   time.Duration
}

// Checks are all checks in order.
func (r *Report) Checks() (all []Check) {
	for _, g := range r.Groups {
		all = append(all, g.Checks...)
	}
	return all
}

// Run computes everything anew. It takes some tenths of a second, and fails only if the figures in the program are broken.
func Run() (*Report, error) {
	r := &Report{}
	whole := clock.Stopwatch()
	for _, run := range []func() (*Group, error){relatedness, indices, kingdom, textbook, national, drill} {
		watch := clock.Stopwatch()
		g, err := run()
		if err != nil {
			return nil, fmt.Errorf("proof: %w", err)
		}
		g.Took = watch()
		for i := range g.Checks {
			g.Checks[i].Area = g.Area
			if g.Checks[i].Source == "" {
				g.Checks[i].Source = g.Source
			}
		}
		r.Groups = append(r.Groups, *g)
	}
	r.Took = whole()
	return r, nil
}

// single compares one figure with its printed digits.
func single(name, printed string, computed float64) Check {
	return column(name, []string{""}, []string{printed}, []float64{computed}, halfDigit)
}

// column compares figures with their printed digits; names say which is which.
func column(name string, names, printed []string, computed []float64, tolerance func(string) float64) Check {
	c := Check{Name: name, Count: len(printed), OK: len(printed) > 0 && len(printed) == len(computed)}
	worst := -1.0
	for i, text := range printed {
		if i >= len(computed) {
			break
		}
		published, err := strconv.ParseFloat(text, 64)
		if err != nil {
			published = math.NaN()
		}
		allowed, off := tolerance(text), math.Abs(computed[i]-published)
		badness := off / allowed
		if math.IsNaN(badness) {
			badness = math.Inf(1)
		}
		c.OK = c.OK && badness <= 1
		if badness > worst {
			worst = badness
			c.Which, c.Published, c.Printed, c.Computed, c.Difference, c.Tolerance = names[i], published, text, computed[i], off, allowed
		}
	}
	return c
}

// halfDigit is half a unit of the last printed digit, with a hair more for the rounding of binary numbers.
func halfDigit(printed string) float64 {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(printed), "e")
	power, _ := strconv.Atoi(exponent)
	if _, decimals, point := strings.Cut(mantissa, "."); point {
		power -= len(decimals)
	}
	return 0.5000001 * math.Pow(10, float64(power))
}

// within is a tolerance in absolute terms.
func within(d float64) func(string) float64 { return func(string) float64 { return d } }

// significant is half a unit of the nth significant digit, for tables whose trailing zeros are cut off.
func significant(n int) func(string) float64 {
	return func(printed string) float64 {
		v, _ := strconv.ParseFloat(printed, 64)
		if v == 0 {
			return math.Pow(10, float64(-n))
		}
		return 0.5001 * math.Pow(10, math.Floor(math.Log10(math.Abs(v)))+1-float64(n))
	}
}
