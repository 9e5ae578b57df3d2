package report

import (
	"cmp"
	"context"
	"io"
	"net/url"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/review"
)

// Bulletin is the 工作通报 of a month.
type Bulletin struct {
	Figures *Figures
	Doc     *document.Doc
	paper
}

// paper is what both papers can do.
type paper struct {
	doc   *document.Doc
	items []Item
	names *Names
	day   string
	file  string
	write docx.Options
	style Style
	own   func(it *Item, name, value string) bool
	defs  definitions
}

// Paper is a bulletin or a dispatch list.
type Paper interface {
	// Title is the document's title on one line.
	Title() string
	// FileName is a name for the file, with the ending "docx" or "xlsx".
	FileName(ending string) string
	// Word writes the document in the layout of GB/T 9704.
	Word(w io.Writer) error
	// Excel writes the figures as a workbook with charts.
	Excel(w io.Writer) error
	// Select gives the records behind a figure; v is the query of the figure's path.
	Select(v url.Values) (*Selection, error)
}

// Title is the document's title on one line.
func (p *paper) Title() string { return oneLine(p.doc.Title) }

// FileName is a name for the file, with the ending "docx" or "xlsx".
func (p *paper) FileName(ending string) string { return p.file + "." + ending }

// Word writes the document in the layout of GB/T 9704.
func (p *paper) Word(w io.Writer) error { return docx.Write(w, p.doc, p.write) }

// Address is where the site stood when the paper was made, or its period frozen; "" when that was not known.
func (p *paper) Address() string { return p.write.BaseURL }

// Select gives the records behind a figure; v is the query of the figure's path. They are those that the paper counted,
// as they stood on its day, and never more than its maker may see.
func (p *paper) Select(v url.Values) (*Selection, error) {
	return selectItems(p.items, v, p.day, p.names, p.own)
}

// Bulletin composes the bulletin of a month, "2026-10" or "2026年10月", over what the actor may see. A month that is not
// over yet, or before the first record, gives Invalid.
func (s *Service) Bulletin(ctx context.Context, actor authz.Actor, month string) (*Bulletin, error) {
	if err := actor.Need(authz.ReportMake); err != nil {
		return nil, err
	}
	m, err := s.month(month)
	if err != nil {
		return nil, err
	}
	if s.Kept != nil {
		if kept, ok, err := s.Kept(ctx, m); ok || err != nil {
			return fromKept(kept, actor, err)
		}
	}
	names, err := s.names(ctx, actor)
	if err != nil {
		return nil, err
	}
	reg, err := s.load(ctx, actor.Scope, firstMonth(string(m)), string(m), m.Last())
	if err != nil {
		return nil, err
	}
	items := reg.AsOf(string(m))
	if err := someItems(items, reg, names, m); err != nil {
		return nil, err
	}
	k := s.making()
	if k.write.BaseURL, err = s.address(ctx); err != nil {
		return nil, err
	}
	if k.defs, err = s.definitions(ctx, m.Last()); err != nil {
		return nil, err
	}
	return k.bulletin(m, items, names, reg.Rules), nil
}

// making is how a paper is made: what depends neither on the register nor on who asks.
type making struct {
	style    Style
	calendar workday.Calendar
	asked    string // the day on which it is made
	write    docx.Options
	defs     definitions // versions of rates other than the house's own
}

// making is how papers are made now.
func (s *Service) making() making {
	return making{style: s.Style.orDefault(), calendar: s.Calendar(), asked: s.Clock.Today(), write: s.options()}
}

// bulletin composes the bulletin of a month from the items as they stood at its end, and nothing else.
func (k making) bulletin(m period.Period, items []Item, names *Names, rules map[string]*review.Compiled) *Bulletin {
	f := Compute(m, items, names, rules[review.LevelRegion], k.style.Decimals)
	f.Asked = k.asked
	for _, level := range []string{review.LevelProject, review.LevelRegion} {
		if c := rules[level]; c != nil {
			f.RuleSets = append(f.RuleSets, c.Name)
		}
	}
	return k.compose(f, items)
}

// compose writes the bulletin of the figures.
func (k making) compose(f *Figures, items []Item) *Bulletin {
	w := &writer{base: "/reports/bulletin/" + string(f.Month) + "/projects", asOf: f.Day, style: k.style, names: f.Names, defs: k.defs, over: items, own: bulletinOwn(f.Day), address: k.write.BaseURL}
	doc := w.bulletin(f, k.calendar)
	k.write.Creator = f.Names.Issuer
	return &Bulletin{Figures: f, Doc: doc, paper: paper{doc: doc, items: items, names: f.Names, day: f.Day, style: k.style,
		file: f.Month.Label() + f.Names.Place.Label + "工作通报", own: bulletinOwn(f.Day), write: k.write, defs: k.defs}}
}

// options are those of the Word files.
func (s *Service) options() docx.Options {
	return docx.Options{Time: s.now(), OmitSources: !s.Style.Sources}
}

func (s *Service) now() time.Time {
	if s.Clock == nil {
		return time.Time{}
	}
	return s.Clock.Now()
}

// month reads the period of a bulletin: a month that is over.
func (s *Service) month(text string) (period.Period, error) {
	p, err := period.Parse(text)
	if err != nil {
		return "", err
	}
	if p.Kind() != period.Month {
		return "", errs.New(errs.Invalid, "工作通报按月编制，“%s”是%s；请写成2026-10", text, p.Kind().Label())
	}
	today := s.Clock.Today()
	if p.Last() > today {
		last := period.Of(period.Month, today)
		if last.Last() > today {
			last = last.Prev()
		}
		return "", errs.New(errs.Invalid, "%s还没过完，不能通报；现在可以编制%s的通报", p.Label(), last.Label())
	}
	return p, nil
}

// someItems gives an error when there is nothing to report on, with the first month that has something.
func someItems(items []Item, reg *Register, names *Names, m period.Period) error {
	for i := range items {
		if items[i].In {
			return nil
		}
	}
	scope := ""
	if names.Place.Partial {
		scope = "您的范围内"
	}
	first := ""
	for i := range reg.Projects {
		on := cmp.Or(reg.Projects[i].SignedActual, reg.Projects[i].StartedActual)
		if len(on) >= 7 && (first == "" || on[:7] < first) {
			first = on[:7]
		}
	}
	switch {
	case len(reg.Projects) == 0:
		return errs.New(errs.Invalid, "%s还没有项目，请先登记或导入项目清单", scope)
	case first != "" && first > string(m):
		return errs.New(errs.Invalid, "%s%s底%s还没有签约项目；最早可编制%s的通报", "截至", m.Label(), scope, period.Period(first).Label())
	}
	return errs.New(errs.Invalid, "截至%s底，%s没有列入通报的项目；请核对项目的阶段日期和年度计划", m.Label(), scope)
}

// bulletinOwn answers for the parameters of figures that no column holds.
func bulletinOwn(day string) func(it *Item, name, value string) bool {
	return func(it *Item, name, value string) bool {
		switch name {
		case "either": // red now or one month before
			return it.In && it.Light == value || it.Was == value
		case "left": // red one month before, and not any more
			return it.Was == value && !(it.In && it.Light == value)
		case "event": // a stage reached within the month
			stage, month := cutPair(value)
			on := reachedOn(&it.Project, stage)
			return len(on) >= 7 && on[:7] == month
		case "next": // the next milestone is planned for the month
			stage, month := cutPair(value)
			next, on := nextMilestone(&it.Project)
			return next == stage && len(on) >= 7 && on[:7] == month
		case "due": // started, or due to have started
			return hasStarted(&it.Project) || startDue(&it.Project, day)
		case "late":
			return !hasStarted(&it.Project) && daysBetween(it.StartedPlan, day) >= atoi(value)
		case "must": // owes a report of every month
			return mustReport(&it.Project)
		case "red_run":
			return it.RedRun >= int64(atoi(value))
		}
		return true
	}
}
