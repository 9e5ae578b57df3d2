package report

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Dispatch is the 调度清单 of a week.
type Dispatch struct {
	Figures *Week
	Doc     *document.Doc
	paper
}

// turnsKept is how many days of turns tell since when a light of a past week was on; maxTurns bounds the reading.
const (
	turnsKept = 400
	maxTurns  = 1_000_000
)

// Dispatch composes the dispatch list of a week, "2026-W47" or "2026年第47周", over what the actor may see. The week of today is
// told as things stand now, an earlier one as they stood on its Sunday; a week that has not begun gives Invalid.
func (s *Service) Dispatch(ctx context.Context, actor authz.Actor, week string) (*Dispatch, error) {
	if err := actor.Need(authz.ReportMake); err != nil {
		return nil, err
	}
	wk, err := s.week(week)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, actor)
	if err != nil {
		return nil, err
	}
	today := s.Clock.Today()
	live := wk.Last() >= today
	day, since := min(wk.Last(), today), wk.First()
	if !live {
		since = clock.AddDays(since, -turnsKept)
	}
	reg, err := s.load(ctx, actor.Scope, firstMonth(day[:7]), project.PreviousMonth(day[:7]), day)
	if err != nil {
		return nil, err
	}
	turns, err := s.Projects.Turns(ctx, everywhere, since, maxTurns)
	if err != nil {
		return nil, err
	}
	items := reg.weekItems(wk, day, live, turns)
	if !slices.ContainsFunc(items, func(it Item) bool { return it.In }) {
		return nil, noWeek(wk, reg, names)
	}
	next := wk.Next().Last()
	cal := s.Calendar()
	for !cal.IsWorkday(next) && next > wk.Last() {
		next = clock.AddDays(next, -1)
	}
	k := ComputeWeek(wk, day, next, items, names, s.Limits)
	k.Asked = today
	paper := s.newDispatch(k, items)
	paper.write.BaseURL, err = s.address(ctx)
	return paper, err
}

func (s *Service) newDispatch(k *Week, items []Item) *Dispatch {
	w := &writer{base: "/reports/dispatch/" + string(k.Week) + "/projects", asOf: k.Day, style: s.Style.orDefault(), names: k.Names}
	doc := w.dispatch(k)
	write := s.options()
	write.Creator = k.Names.Issuer
	return &Dispatch{Figures: k, Doc: doc, paper: paper{doc: doc, items: items, names: k.Names, day: k.Day, style: w.style,
		file: weekName(k.Week) + k.Names.Place.Label + "调度清单", own: k.own, write: write}}
}

// week reads the period of a dispatch list: a week that has begun.
func (s *Service) week(text string) (period.Period, error) {
	p, err := period.Parse(text)
	if err != nil {
		return "", err
	}
	if p.Kind() != period.Week {
		return "", errs.New(errs.Invalid, "调度清单按周编制，“%s”是%s；请写成2026-W47", text, p.Kind().Label())
	}
	if today := s.Clock.Today(); p.First() > today {
		return "", errs.New(errs.Invalid, "%s还没到，不能调度；本周是%s", p.Label(), period.Of(period.Week, today).Label())
	}
	return p, nil
}

func noWeek(wk period.Period, reg *Register, names *Names) error {
	scope := ""
	if names.Place.Partial {
		scope = "您的范围内"
	}
	if len(reg.Projects) == 0 {
		return errs.New(errs.Invalid, "%s还没有项目，请先登记或导入项目清单", scope)
	}
	return errs.New(errs.Invalid, "%s%s没有在推项目；请核对项目的阶段日期", wk.Label(), scope)
}

// weekName is a week without its days, 2026年第47周.
func weekName(wk period.Period) string {
	label, _, _ := strings.Cut(wk.Label(), "（")
	return label
}

// own answers for the parameters of figures that no column holds.
func (k *Week) own(it *Item, name, value string) bool {
	switch name {
	case "turned": // its light is another than a week before
		return it.Light != it.Was
	case "event": // a stage reached within the week
		on := reachedOn(&it.Project, value)
		return len(on) == len(k.Day) && on >= k.Week.First() && on <= k.Day
	case "any": // any stage reached within the week
		return slices.ContainsFunc(weekStages, func(stage string) bool { return k.own(it, "event", stage) })
	case "filed":
		_, filed := filedWithin(it, dayStart(k.Week.First()), dayEnd(k.Week.Last()))
		return filed
	case "late":
		switch value {
		case "milestone":
			return overdue(it, k.Day)
		case "red":
			return longRed(it, k.Day, k.Limits)
		case "progress":
			return stalled(it, k.Day, k.Limits)
		case "talks":
			return stalledTalks(it, k.Day, k.Limits)
		case "report":
			return owesReport(it, k.Month) && it.Reported < k.Month
		}
	case "must":
		return owesReport(it, k.Month)
	case "ahead": // the next milestone lies so many days ahead: "1-7"
		lo, hi, _ := strings.Cut(value, "-")
		n := daysAhead(it, k.Day)
		return n >= max(1, atoi(lo)) && n <= atoi(hi)
	case "next":
		stage, _ := nextMilestone(&it.Project)
		return stage == value
	}
	return true
}

// dispatch lays out the whole document.
func (w *writer) dispatch(k *Week) *document.Doc {
	n := k.Names
	year, number, _ := strings.Cut(string(k.Week), "-W")
	no, _ := strconv.Atoi(number)
	d := &document.Doc{
		Mark: n.Site + "每周调度", Issue: year + "年第" + strconv.Itoa(no) + "周", Issuer: n.Issuer + "编", Date: k.Asked,
		Title:   title(weekName(k.Week), n.Place.Label, "重点产业链", "项目调度清单"),
		Imprint: imprint(n, k.Asked),
	}
	d.Blocks = append(d.Blocks, w.weekLead(k))
	if n.Place.Partial {
		d.Blocks = append(d.Blocks, document.P(document.Text(n.Place.Note)))
	}
	for _, part := range [][]document.Block{w.weekLights(k), w.weekMoved(k), w.weekStill(k), w.weekMissing(k), w.weekAhead(k), w.weekChains(k)} {
		d.Blocks = append(d.Blocks, part...)
	}
	d.Blocks = append(d.Blocks, document.AttachmentNote{})
	d.Attachments = []document.Attachment{{Title: weekName(k.Week) + "项目调度清单", Landscape: true, Blocks: []document.Block{w.taskTable(k)}}}
	return d
}

// lightOf is a light's name in a table.
func lightOf(light string) string {
	return map[string]string{review.Red: "红", review.Yellow: "黄", review.Green: "绿", review.None: "未评"}[light]
}

// stageVerb is how a stage is said to have been reached.
func stageVerb(stage string) string {
	if stage == project.Withdrawn || stage == project.Lost {
		return project.StageLabel(stage)
	}
	return "新" + project.StageLabel(stage)
}
