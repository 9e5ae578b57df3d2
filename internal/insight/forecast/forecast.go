// Package forecast computes what a year will bring from the projects in hand and the site's own history: how long projects stay in a
// stage and where they go from it (Kaplan–Meier and Aalen–Johansen), a simulation of every open project from where it stands, and how
// good such forecasts were at past dates.
//
// Sources: Kaplan and Meier 1958 (JASA 53:457) for the survival function, Greenwood 1926 for its variance, Aalen and Johansen 1978
// (Scand. J. Stat. 5:141) for the incidence of competing exits, Wilson 1927 for the interval of a share.
package forecast

// Stage is a stage of a project's life, in the order in which projects pass them.
type Stage int8

// The stages, and how a stay in one can end otherwise: Exit is withdrawn or lost, Open is still there when the books are closed.
const (
	Open Stage = iota - 1
	Planned
	Lead
	Talks
	Signed
	Started
	Completed
	Produced
	Capacity
	Exit
)

// Stages is how many stages there are, without Exit.
const Stages = int(Capacity) + 1

// Spell is one stay in a stage: Days from entering to leaving, or to the day on which the books are closed. Strata are the groups to
// which it belongs, the finest first; all spells of a stage together need no name.
type Spell struct {
	From, To Stage
	Days     int
	Entered  int // number of the day of entering, for what happened in one month to all
	Strata   []string
	// Pace is how much longer than others the project takes, as its earlier stages tell: 2 = twice as long; 0 counts as 1. Stays are
	// compared in days divided by it, so that the first to come far, who are the fast ones, do not stand for all that follow.
	Pace float64
}

// slowest and fastest bound what a pace may be.
const (
	fastest = .4
	slowest = 2.5
)

// inverse is by how much days are multiplied to compare them.
func inverse(pace float64) float64 {
	if pace == 0 {
		return 1
	}
	return 1 / min(max(pace, fastest), slowest)
}

// Metric is a figure that is forecast.
type Metric int

// The figures. Counts are projects; amounts are whole yuan.
const (
	SignedAmount   Metric = iota // contracts signed
	SignedCount                  //
	StartedCount                 //
	CompletedCount               //
	ProducedCount                //
	CapacityCount                //
	Investment                   // investment done
	Output                       // promised yearly revenue of what reaches capacity
	Tax                          // promised yearly tax of what reaches capacity
	Metrics        = int(Tax) + 1
)

// Stage is the stage whose date makes the metric; Open for investment.
func (m Metric) Stage() Stage {
	return [Metrics]Stage{Signed, Signed, Started, Completed, Produced, Capacity, Open, Capacity, Capacity}[m]
}

// The parts of the distribution that are told: eight forecasts in ten should hold what comes between Low and High.
const (
	Low    = .1
	Middle = .5
	High   = .9
)
