package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/tour"
)

// The stops and jurors of the tour of the last half-year.
const tourStops = 8

// tourJurors are people of the city and of two counties, who do not score their own.
var tourJurors = []string{"zong", "chief1", "chief2", "lead1", "ziran", "county1", "county4"}

// tourDay is the first working day after the last half-year's 20th of its last month.
func (b *builder) tourDay() (period.Period, string) {
	p := period.Of(period.Half, b.Today).Prev()
	return p, b.workday(p.Last()[:8] + "20")
}

// tours lets the tour of the last half-year happen in its month: one stop in each of eight counties, scored and closed.
func (b *builder) tours(month string) error {
	if b.Tours == nil {
		return nil
	}
	p, day := b.tourDay()
	if day[:7] != month || day >= b.Today {
		return nil
	}
	if err := b.reach(clock.AddDays(day, -6)); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(b.Seed, 20260620)) // of its own: the rest of the city does not change with it
	var route []string
	at := 8*60 + 30
	for i := 0; i < len(b.regions) && len(route) < tourStops; i++ {
		rows, err := b.Projects.Select(b.ctx, b.Run.DB, program.Scope, new(db.Where).And("t.region = ?", b.regions[i].code).And("t.stage = ?", string(project.Started)), "ORDER BY t.total_invest DESC, t.id LIMIT 1")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		road := 15 + rng.IntN(30)
		at += road
		route = append(route, fmt.Sprintf("%s，%s，%02d:%02d，%d分钟，看车间和设备安装", rows[0].Name, b.regions[i].name, at/60, at%60, road))
		if at += 25; at > 12*60 && at < 14*60 {
			at = 14 * 60
		}
	}
	office, err := b.as("office")
	if err != nil {
		return err
	}
	t, err := b.Tours.Create(b.ctx, office, tour.Plan{Tour: tour.Tour{Name: p.Label() + "项目观摩", Period: p, FromOn: day, DropHigh: 1, DropLow: 1, Note: "市行政中心南广场乘车，中午在园区简餐（虚构）"},
		Criteria: tour.Usual, Stops: strings.Join(route, "\n"), Jurors: strings.Join(tourJurors, "\n")})
	if err != nil {
		return err
	}
	if err := b.Tours.Move(b.ctx, office, t.ID, "start", ""); err != nil {
		return err
	}
	if err := b.reach(day); err != nil {
		return err
	}
	if err := b.scoreTour(rng, t.ID); err != nil {
		return err
	}
	return b.Tours.Move(b.ctx, office, t.ID, "close", "")
}

// scoreTour lets every juror score every stop that he may: a stop's own worth, a juror's own severity and some chance.
func (b *builder) scoreTour(rng *rand.Rand, id string) error {
	said := []string{"设备到位快，本地配套少", "产值预期要核", "厂房已封顶，用工还没落实", "技术有看头，外线要抓紧", "占地大，投资强度偏低"}
	worth := make([]float64, tourStops)
	for i := range worth {
		worth[i] = 0.76 + 0.17*rng.Float64()
	}
	for _, login := range tourJurors {
		who, err := b.as(login)
		if err != nil {
			return err
		}
		v, err := b.Tours.View(b.ctx, who, id)
		if err != nil {
			return err
		}
		severity := 0.04 * (rng.Float64() - 0.5)
		for i := range v.Stops {
			st := &v.Stops[i].Stop
			if !v.May(v.Juror, st) {
				continue
			}
			var in tour.Given
			for _, c := range v.Criteria {
				share := worth[i] + severity + 0.1*(rng.Float64()-0.5)
				in.Marks = append(in.Marks, math.Round(min(1, share)*c.Full*2)/2)
			}
			if rng.IntN(4) == 0 {
				in.Remark = said[rng.IntN(len(said))]
			}
			if _, _, err := b.Tours.Give(b.ctx, who, id, st.ID, in); err != nil {
				return err
			}
		}
	}
	return nil
}
