// Package demo makes the demonstration city: a fictional prefecture with its units, people, chains and three years of
// projects, from a seed. Nothing in it is real; delays, catch-ups and omissions follow simple rules, so that lights, ranks and
// bulletins have something to say.
package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"lianzhang/internal/atlas"
	"lianzhang/internal/burden"
	"lianzhang/internal/cadence"
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/checkup"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/forecast"
	"lianzhang/internal/gap"
	"lianzhang/internal/indicator"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/score"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/tour"
	"lianzhang/internal/visit"
)

// Password is the password of all demonstration accounts.
const Password = "Jing#2026chuan"

// Site is where the city is built: the services of an App on an empty database. Clock is set back and forth while the past is
// being written; it must be the clock of all the services.
type Site struct {
	Run         *change.Runner
	Org         *org.Service
	Chains      *chain.Service
	Enterprises *enterprise.Service
	Projects    *project.Service
	Review      *review.Service
	Clock       *Clock

	// The map and the work on it; a city without them has no more than projects and firms.
	Graph   *graph.Service
	Match   *match.Service
	Gaps    *gap.Service
	Targets *target.Service
	Leads   *lead.Service
	Talent  *talent.Service
	Policy  *policy.Service
	Atlas   *atlas.Service

	// The tickets, with the files that prove answers.
	Tickets *ticket.Service
	Files   *attach.Dir

	// The templates of papers.
	Studio Installer

	// The work that meetings, plans and chiefs set, and the visits; only beside tickets.
	Tasks    *task.Service
	Comments *comment.Service
	Meetings *meeting.Service
	Visits   *visit.Service

	Burden *burden.Service // what forms cost; nil = not shown

	// Forecast is the forecast of the year; its targets are set, and it is run and tested.
	Forecast *forecast.Service

	// Checkup looks for what is planted by Options.Water.
	Checkup *checkup.Service

	// The indicators, filled month by month.
	Indicators *indicator.Service

	// The periods, of which the last ones are frozen.
	Cadence *cadence.Service

	// Scores are the rounds of the last quarters and the last year.
	Scores *score.Service

	// Tours are the half-year tours, of which the last is scored.
	Tours *tour.Service
}

// Installer puts what comes with the program in its place; the papers, which stand above the city, are one.
type Installer interface {
	Install(ctx context.Context, actor authz.Actor) error
}

// Clock is a clock that can be set, for writing a past.
type Clock struct{ at time.Time }

// NewClock is a clock that stands at t.
func NewClock(t time.Time) *Clock { return &Clock{at: t} }

// Now is where the clock stands.
func (c *Clock) Now() time.Time { return c.at }

// Set puts the clock at half past nine in the morning of the date.
func (c *Clock) Set(date string) {
	t, err := time.ParseInLocation("2006-01-02", date, clock.Zone)
	if err == nil {
		c.at = t.Add(9*time.Hour + 30*time.Minute)
	}
}

// Options say how large the city is.
type Options struct {
	Seed     uint64
	Count    int    // projects; 1,200 when 0
	Today    string // the day on which the city stands
	Progress func(step string, done, total int)
	Water    int    // cases of water that are planted of each kind; 0 = an honest city
	Truth    *Truth // told what was planted; nil: nobody is
}

// Login is an account to sign in with, for the list that the command prints.
type Login struct{ Name, Who string }

type builder struct {
	Site
	Options
	ctx      context.Context
	rng      *rand.Rand
	regions  []place
	units    map[string]string // short name → id
	chains   []*chain.Chain
	steps    [][]step        // of each chain
	used     map[string]bool // names given away
	loop     *loop           // nil before there are tickets
	scored   *scored         // nil before there are scores
	measured *measured       // nil before there are indicators
	planted  *planter        // nil before water is planted
}

// Build fills the site and gives the accounts worth showing.
func Build(ctx context.Context, site Site, opt Options) ([]Login, error) {
	if opt.Count == 0 {
		opt.Count = 1200
	}
	if opt.Progress == nil {
		opt.Progress = func(string, int, int) {}
	}
	b := &builder{Site: site, Options: opt, ctx: ctx, rng: rand.New(rand.NewPCG(opt.Seed, 20230901)), units: map[string]string{}, used: map[string]bool{}}
	b.Clock.Set(b.monthsBack(36) + "-01")
	for _, step := range []struct {
		name string
		do   func() error
	}{{"单位和账号", b.organisation}, {"产业链", b.buildChains}, {"图谱", b.maps}, {"企业", b.firms}, {"项目和月报", b.history}, {"体检", b.water}, {"年度预测", b.forecasts}, {"填报负担", b.burdens}, {"报告模板", b.papers}} {
		opt.Progress(step.name, 0, 0)
		if err := step.do(); err != nil {
			return nil, err
		}
	}
	return Logins(), nil
}

// papers puts the shipped templates in place.
func (b *builder) papers() error {
	if b.Studio == nil {
		return nil
	}
	return b.Studio.Install(b.ctx, program)
}

func (b *builder) monthsBack(n int) string {
	t, _ := time.Parse("2006-01", b.Today[:7])
	return t.AddDate(0, -n, 0).Format("2006-01")
}

var program = authz.System("cli")

func pick[T any](b *builder, list []T) T { return list[b.rng.IntN(len(list))] }

// Today is the local date where the clock stands.
func (c *Clock) Today() string { return c.at.In(clock.Zone).Format("2006-01-02") }
