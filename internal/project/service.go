package project

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/pinyin"
	"lianzhang/internal/platform/record"
)

// Service has the verbs on projects.
type Service struct {
	Run   *change.Runner
	Judge Judge // nil: projects keep the light they have
	// Saved is told of each project that somebody saved by itself, after it is durable; loads and imports are not told. Nil: nobody is.
	Saved func(ctx context.Context, actor authz.Actor, id string)
}

// Judge decides the lights of projects, a verdict for each; the review area implements it above this one. A project that
// is new has no number yet.
type Judge interface {
	Judge(ctx context.Context, q db.Queryer, rows []*Project, today string) ([]Verdict, error)
}

// Verdict is a light with the rule that lit it and one sentence.
type Verdict struct {
	Light string // none, green, yellow, red
	Rule  string // the rule's id, "" for green and none
	Text  string
}

func (s *Service) db() *db.DB { return s.Run.DB }

// told passes err on, and says that the project was saved when there is none.
func (s *Service) told(ctx context.Context, actor authz.Actor, id string, err error) error {
	if err == nil && s.Saved != nil {
		s.Saved(ctx, actor, id)
	}
	return err
}

// Create adds a project and gives its id.
func (s *Service) Create(ctx context.Context, actor authz.Actor, p Project) (*Project, error) {
	if err := p.validateEdit(&Project{}); err != nil {
		return nil, err
	}
	err := s.Run.Run(ctx, actor, change.What{Action: "project.create", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		fresh(tx, &p)
		tx.About(p.Ref())
		w := s.newWriter(tx)
		if err := w.insert(ctx, &p); err != nil {
			return err
		}
		return w.flush(ctx)
	})
	if err = s.told(ctx, actor, p.ID, err); err != nil {
		return nil, err
	}
	return &p, nil
}

// fresh sets what a new project has before anybody fills it in.
func fresh(tx *change.Tx, p *Project) {
	p.ID, p.No = tx.NewID(), 0
	p.Pinyin = pinyin.Key(p.Name)
	p.Stage = cmp.Or(p.Stage, Lead)
	p.Light = "none"
	p.PlanYear = cmp.Or(p.PlanYear, tx.Clock.Today()[:4])
	p.Schedule = ScheduleOn(p.PlanYear, tx.Clock.Today())
	p.StageSince = cmp.Or(p.StageSince, cmp.Or(p.reached(p.Stage), tx.Clock.Today()))
	p.MovedOn = cmp.Or(p.MovedOn, p.StageSince)
	p.CreatedAt, p.UpdatedAt = tx.Now, tx.Now
	p.CreatedBy, p.UpdatedBy = tx.Actor.ID, tx.Actor.ID
	p.Version = 0
}

// reached is the date on which the project reached the stage, as its milestones tell.
func (p *Project) reached(stage string) string {
	for _, m := range p.Milestones() {
		if m.Stage == stage {
			return *m.Actual
		}
	}
	return p.EndedOn
}

// perInsert is how many projects are judged and written at a time.
const perInsert = 500

// Insert adds many projects inside a write under way, as an import does.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Project) error {
	w := s.newWriter(tx)
	for part := range slices.Chunk(rows, perInsert) {
		for _, p := range part {
			fresh(tx, p)
		}
		if err := w.insert(ctx, part...); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// Save stores an edited project. before is what the editor saw: when somebody saved in between, the error is a Conflict
// whose Detail is the stored project. The stage is changed by Move alone.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Project) error {
	if err := after.validateEdit(before); err != nil {
		return err
	}
	after.Stage, after.StageSince = before.Stage, before.StageSince
	what := change.What{Action: "project.edit", Perm: authz.ProjectEdit, Ref: before.Ref()}
	return s.told(ctx, actor, before.ID, s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.replace(ctx, tx, before, after) }))
}

// Replace writes a changed project inside a write under way.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Project) error {
	return s.replace(ctx, tx, before, after)
}

func (s *Service) replace(ctx context.Context, tx *change.Tx, before, after *Project) error {
	after.Pinyin = pinyin.Key(after.Name)
	after.UpdatedAt, after.UpdatedBy = tx.Now, tx.Actor.ID
	w := s.newWriter(tx)
	if err := w.update(ctx, []*Project{before}, []*Project{after}); err != nil {
		return err
	}
	return w.flush(ctx)
}

// Edit changes one project by fn inside one write, so that no other save can come between reading and writing.
func (s *Service) Edit(ctx context.Context, actor authz.Actor, what change.What, fn func(tx *change.Tx, p *Project) error) error {
	return s.told(ctx, actor, what.Ref.ID, s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := projects.Get(ctx, tx, scopeOf(actor.Scope), what.Ref.ID)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		return s.replace(ctx, tx, before, &after)
	}))
}

// EditMany changes several projects alike in one write: all or none. At most 2,000 at a time.
func (s *Service) EditMany(ctx context.Context, actor authz.Actor, ids []string, reason string, fn func(*Project) error) error {
	if len(ids) == 0 || len(ids) > 2000 {
		return errs.New(errs.Invalid, "请选中1到2000个项目")
	}
	what := change.What{Action: "project.edit_many", Perm: authz.ProjectEdit, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		w := s.newWriter(tx)
		for _, id := range ids {
			before, err := projects.Get(ctx, tx, scopeOf(actor.Scope), id)
			if err != nil {
				return err
			}
			after := *before
			if err := fn(&after); err != nil {
				return err
			}
			if err := after.validate(); err != nil {
				return errs.Wrap(err, errs.Invalid, "“%s”改不了：%v", before.Name, err)
			}
			after.UpdatedAt, after.UpdatedBy = tx.Now, tx.Actor.ID
			if err := w.update(ctx, []*Project{before}, []*Project{&after}); err != nil {
				return err
			}
		}
		return w.flush(ctx)
	})
}

// Remove deletes projects inside a write under way; only the undoing of an import does so.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, rows []Project) error {
	w := s.newWriter(tx)
	for i := range rows {
		if err := w.remove(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// Move is a step of a project to another stage.
type Move struct {
	Action   string
	On       string // the day on which it happened
	Reason   string // needed for an end, a return, or an override
	Override bool   // go on without the proof, by name
}

// Move takes a project to its next stage. Without the proofs that the step demands it gives Invalid and names them,
// unless the actor may override and says why.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id string, m Move) error {
	what := change.What{Action: "project.move", Perm: authz.ProjectMove, Ref: record.Ref{Kind: Kind, ID: id}, Reason: m.Reason}
	if m.Override {
		what.Action, what.Perm = "project.override", authz.Override
	}
	return s.Edit(ctx, actor, what, func(tx *change.Tx, p *Project) error {
		row, err := Flow.Find(p.Stage, m.Action)
		if err != nil {
			return err
		}
		if err := actor.Need(row.Perm); err != nil && !m.Override {
			return err
		}
		step := Step{*row, Proofs[row.Guard]}
		if err := s.gate(ctx, tx, p, step, m); err != nil {
			return err
		}
		p.enter(step.To, m.On, m.Reason)
		return p.validate()
	})
}

func (s *Service) gate(ctx context.Context, tx *change.Tx, p *Project, step Step, m Move) error {
	var bad errs.Fields
	if !validDate(m.On) {
		bad.Add("on", "填写日期，例如%s", tx.Clock.Today())
	} else if m.On > tx.Clock.Today() {
		bad.Add("on", "不能晚于今天（%s）", tx.Clock.Today())
	}
	if (step.Why || m.Override) && m.Reason == "" {
		bad.Add("reason", "写明理由，将记入经过")
	}
	if !m.Override {
		files, err := attach.Labels(ctx, tx, p.Ref())
		if err != nil {
			return err
		}
		for _, label := range step.Missing(p, files) {
			bad.Add("proof", "缺佐证：%s", label)
		}
	}
	return bad.Err()
}

// enter puts the project into the stage on the day.
func (p *Project) enter(stage, on, why string) {
	if stage == Withdrawn || stage == Lost {
		p.EndedOn, p.EndedWhy = on, why
	} else if slices.Contains([]string{Withdrawn, Lost}, p.Stage) {
		p.EndedOn, p.EndedWhy = "", ""
	}
	for _, m := range p.Milestones() {
		if m.Stage == stage && *m.Actual == "" {
			*m.Actual = on
		}
	}
	p.Stage, p.StageSince, p.MovedOn = stage, on, max(p.MovedOn, on)
}
