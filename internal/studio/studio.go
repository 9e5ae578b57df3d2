// Package studio makes papers from Word templates that an office keeps itself: monthly, quarterly, half-yearly and annual bulletins,
// and a leader's page for each chain or county. A template names figures, {{完成率}}; the studio fills them with what the bulletin,
// the registry of definitions, the indicators and the rankings say of the period, each with the address of its records.
//
// Of a frozen period everything comes from what the freeze kept, and the template is the one that was in force then: the paper is
// the same, byte for byte, however often it is made and whatever was edited since.
package studio

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/cadence"
	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/report"
)

// Kind is the record kind and table of templates.
const Kind = "studio_template"

// What a paper can be about besides all that its reader may see.
const (
	AboutAll    = ""
	AboutChain  = "chain"
	AboutRegion = "region"
)

// Abouts are the choices with their names.
func Abouts() [][2]string {
	return [][2]string{{AboutAll, "读者范围内的全部"}, {AboutChain, "每条产业链一份"}, {AboutRegion, "每个县区一份"}}
}

// Cadences are the periods of which papers are made.
func Cadences() []period.Kind {
	return []period.Kind{period.Month, period.Quarter, period.Half, period.Year}
}

// Template is a Word file with fields, under a name.
type Template struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	Cadence   string `db:"cadence"` // month, quarter, half, year
	About     string `db:"about"`
	Note      string `db:"note"`
	FileID    string `db:"file_id"` // the version in force
	Number    int64  `db:"number"`  // of that version, from 1
	Sources   bool   `db:"sources"` // papers end with the list 数据出处
	Active    bool   `db:"active"`
	Sort      int64  `db:"sort"`
	Shipped   string `db:"shipped"` // code of one that came with the program; "" of the office's own
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys is the site: whoever may make reports uses all templates.
func (t *Template) ScopeKeys() authz.Keys { return authz.Keys{Region: t.Region, Unit: t.UnitID} }

// Ref names the template.
func (t *Template) Ref() record.Ref { return record.Ref{Kind: Kind, ID: t.ID} }

// Schedule sends a template's paper to a person once for every period.
type Schedule struct {
	ID         string `db:"id"`
	TemplateID string `db:"template_id"`
	AccountID  string `db:"account_id"` // who gets it, made with his own rights
	Days       int64  `db:"days"`       // so many working days after the end of the period; 0: once it is frozen
	Region     string `db:"region"`
	UnitID     string `db:"unit_id"`
	Last       string `db:"last"` // the last period sent
	CreatedAt  int64  `db:"created_at"`
	Version    int64  `db:"version"`
}

// ScopeKeys is the site.
func (s *Schedule) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

// ScheduleKind is the record kind and table of schedules.
const ScheduleKind = "studio_schedule"

// TopicReady tells a receiver that a paper is ready; the payload is a Ready as JSON.
const TopicReady = "studio.ready"

// Ready is what a receiver is told.
type Ready struct {
	Name    string `json:"name"`
	Period  string `json:"period"`
	Account string `json:"account"`
}

var (
	templates = db.NewTable[Template](Kind)
	schedules = db.NewTable[Schedule](ScheduleKind)
)

// Service makes papers.
type Service struct {
	Run      *change.Runner
	Files    *attach.Dir
	Org      *org.Service
	Chains   *chain.Service
	Report   *report.Service
	Cadence  *cadence.Service
	Calendar func() workday.Calendar
}

// All are the templates in their order; those out of use last.
func (s *Service) All(ctx context.Context) ([]Template, error) {
	return templates.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.active DESC, t.sort, t.name, t.id")
}

// Get gives a template.
func (s *Service) Get(ctx context.Context, id string) (*Template, error) {
	return templates.Get(ctx, s.Run.DB, db.Everything, id)
}

// Versions are the files of a template, oldest first.
func (s *Service) Versions(ctx context.Context, t *Template) ([]attach.File, error) {
	files, err := attach.List(ctx, s.Run.DB, t.Ref())
	slices.SortFunc(files, func(a, b attach.File) int { return cmp.Compare(a.ID, b.ID) })
	return files, err
}

// Periods are the last n periods of the template's cadence that are over, latest first.
func (s *Service) Periods(t *Template, n int) []period.Period {
	p := period.Of(period.Kind(t.Cadence), s.Run.Clock.Today())
	out := make([]period.Period, 0, n)
	for range n {
		p = p.Prev()
		out = append(out, p)
	}
	return out
}

// Subject is a chain or county that a paper can be about.
type Subject struct{ ID, Name string }

// Subjects are those inside the actor's scope: chains in use, or the counties right below the site.
func (s *Service) Subjects(ctx context.Context, actor authz.Actor, about string) (out []Subject, err error) {
	d, err := s.Org.Directory(ctx)
	if err != nil || d.Root() == nil {
		return nil, err
	}
	if about == AboutRegion {
		for _, r := range d.Regions() {
			if r.Parent == d.Root().ID && actor.Scope.Allows(authz.Keys{Region: r.ID}) {
				out = append(out, Subject{r.ID, r.Name})
			}
		}
		return out, nil
	}
	chains, err := s.Chains.All(ctx)
	for i := range chains {
		if c := &chains[i]; c.Active && actor.Scope.Allows(authz.Keys{Region: d.Root().ID, Chain: c.ID}) {
			out = append(out, Subject{c.ID, c.Name})
		}
	}
	return out, err
}
