package task

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

var (
	tasks   = db.NewTable[Task](Kind)
	duties  = db.NewTable[Duty](DutyKind)
	steps   = db.NewTable[Step](StepKind)
	entries = db.NewTable[Entry](EntryKind)
)

// Service has the verbs on tasks.
type Service struct {
	Run      *change.Runner
	Org      *org.Service
	Comments *comment.Service // of instructions; nil = none
	Calendar func() workday.Calendar
}

// Draft is a task as it is set.
type Draft struct {
	Name, Measure      string
	Source, SourceText string
	From, About        record.Ref
	ChainID, UnitID    string
	CoUnits            []string
	CoNames            string // co-units by name, parted by 、; those known join CoUnits
	OwnerID            string
	StartOn, Due       string
	NeedProof          bool
	Steps              []Step // name and due
}

// maxName and maxText are lengths in characters.
const (
	maxName = 500
	maxText = 2000
)

func (d *Draft) check(dir *org.Directory) error {
	var bad errs.Fields
	ids, unknown := unitsNamed(dir, d.CoNames)
	if d.CoUnits = append(d.CoUnits, ids...); unknown != nil {
		bad.Add("co_units", "没有叫“%s”的单位", strings.Join(unknown, "、"))
	}
	d.Name = strings.TrimSpace(d.Name)
	switch n := utf8.RuneCountInString(d.Name); {
	case n == 0:
		bad.Add("name", "写明要做什么")
	case n > maxName:
		bad.Add("name", "最多%d字，现有%d字", maxName, n)
	}
	if utf8.RuneCountInString(d.Measure) > maxText {
		bad.Add("measure", "最多%d字", maxText)
	}
	if d.Source == "" {
		d.Source = FromOther
	}
	if SourceLabel(d.Source) == d.Source {
		bad.Add("source", "没有这种来源")
	}
	if d.UnitID == "" {
		bad.Add("unit_id", "选择牵头单位")
	} else if dir.Unit(d.UnitID) == nil {
		bad.Add("unit_id", "没有这个单位")
	}
	for _, id := range d.CoUnits {
		if dir.Unit(id) == nil {
			bad.Add("co_units", "没有这个单位")
		}
	}
	if d.OwnerID != "" && dir.Account(d.OwnerID) == nil {
		bad.Add("owner_id", "没有这个人")
	}
	d.dates(&bad)
	return bad.Err()
}

// unitsNamed finds units by their names in a text, and tells which names are unknown.
func unitsNamed(dir *org.Directory, text string) (ids, unknown []string) {
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;/\n", r) }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if u, ok := dir.UnitByName(name); ok && u != nil {
			ids = append(ids, u.ID)
		} else {
			unknown = append(unknown, name)
		}
	}
	return ids, unknown
}

// nameHelpers sets the co-units that a list gives by name; names that the site does not have go into the source.
func (t *Task) nameHelpers(dir *org.Directory) {
	ids, unknown := unitsNamed(dir, t.CoNames)
	d := Draft{UnitID: t.UnitID, CoUnits: append(t.Helpers(), ids...)}
	if t.CoUnits = d.helpers(); unknown != nil {
		t.SourceText = strings.TrimPrefix(t.SourceText+"；未识别的配合单位："+strings.Join(unknown, "、"), "；")
	}
}

func (d *Draft) dates(bad *errs.Fields) {
	for _, f := range []struct{ name, value string }{{"start_on", d.StartOn}, {"due", d.Due}} {
		if f.value != "" && !clock.IsDate(f.value) {
			bad.Add(f.name, "日期写成2026-11-22这样")
		}
	}
	if d.StartOn != "" && d.Due != "" && d.Due < d.StartOn {
		bad.Add("due", "早于开始日期")
	}
	for _, s := range d.Steps {
		switch {
		case !clock.IsDate(s.Due):
			bad.Add("steps", "节点“%s”没有日期，写成“2026-12-15 完成选址”", s.Name)
		case d.Due != "" && s.Due > d.Due:
			bad.Add("steps", "节点“%s”晚于完成时限", s.Name)
		}
	}
}

// helpers are the co-units without repeats and without the lead unit, as they are stored.
func (d *Draft) helpers() string {
	var out []string
	for _, id := range d.CoUnits {
		if id != d.UnitID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, " ")
}

// Get reads one task that the scope reaches, as its own or as one in which a unit helps.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Task, error) {
	return tasks.Get(ctx, s.Run.DB, Sees(scope), id)
}

// Select reads tasks under a condition over alias t.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Task, error) {
	return tasks.Select(ctx, q, w.Scope(Sees(scope), "t"), tail)
}

// Steps are the milestones of a task in their order.
func (s *Service) Steps(ctx context.Context, q db.Queryer, id string) ([]Step, error) {
	return steps.Select(ctx, q, new(db.Where).And("t.task_id = ?", id), "ORDER BY t.sort, t.id")
}

// Entries are what happened to a task, newest first.
func (s *Service) Entries(ctx context.Context, id string) ([]Entry, error) {
	return entries.Select(ctx, s.Run.DB, new(db.Where).And("t.task_id = ?", id), "ORDER BY t.created_at DESC, t.id DESC")
}

// Create sets a task.
func (s *Service) Create(ctx context.Context, actor authz.Actor, d Draft) (*Task, error) {
	var t *Task
	err := s.Run.Run(ctx, actor, change.What{Action: "task.set", Perm: authz.TaskSet}, func(tx *change.Tx) error {
		var err error
		if t, err = s.Add(ctx, tx, d); err == nil {
			tx.About(t.Ref())
		}
		return err
	})
	return t, err
}

// Add sets a task inside a change under way: of an instruction, of a meeting's decisions.
func (s *Service) Add(ctx context.Context, tx *change.Tx, d Draft) (*Task, error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.check(dir); err != nil {
		return nil, err
	}
	t := &Task{Name: d.Name, Measure: strings.TrimSpace(d.Measure), Source: d.Source, SourceText: strings.TrimSpace(d.SourceText), SourceKind: d.From.Kind, SourceID: d.From.ID,
		AboutKind: d.About.Kind, AboutID: d.About.ID, ChainID: d.ChainID, UnitID: d.UnitID, CoUnits: d.helpers(), OwnerID: d.OwnerID, StartOn: d.StartOn, Due: d.Due,
		NeedProof: d.NeedProof}
	if err := s.Insert(ctx, tx, []*Task{t}); err != nil {
		return nil, err
	}
	if err := s.setSteps(ctx, tx, t, d.Steps); err != nil {
		return nil, err
	}
	return t, nil
}

// Insert adds tasks inside a change and fills in what is not theirs to say: number, place, light, who set them.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Task) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	today, cal := tx.Clock.Today(), s.Calendar()
	n, err := lastNumber(ctx, tx, today[:4])
	if err != nil {
		return err
	}
	for i, t := range rows {
		t.ID, t.Code = tx.NewID(), fmt.Sprintf("RW-%s-%05d", today[:4], n+1+i)
		if u := dir.Unit(t.UnitID); u != nil {
			t.Region = u.Region
		}
		if t.Region == "" {
			t.Region = tx.Actor.Region
		}
		t.whole()
		if t.CoNames != "" {
			t.nameHelpers(dir)
		}
		if t.State == "" {
			t.State = Open
		}
		if t.Source == "" {
			t.Source = FromOther
		}
		t.SetBy, t.SetName, t.SetUnit, t.SetOn = tx.Actor.ID, tx.Actor.Name, tx.Actor.UnitID, today
		t.CreatedAt, t.UpdatedAt = tx.Now, tx.Now
		t.settle(cal, today)
		if err := tasks.Insert(ctx, tx, t); err != nil {
			return err
		}
		if err := s.setDuties(ctx, tx, dir, t); err != nil {
			return err
		}
		if err := s.note(ctx, tx, t, Entry{Kind: EntrySet, Text: "交办"}); err != nil {
			return err
		}
		tx.Emit(TopicSet, t.Ref(), "")
	}
	return nil
}

func lastNumber(ctx context.Context, tx *change.Tx, year string) (n int, err error) {
	var last string
	err = tx.QueryRow(ctx, "SELECT COALESCE(max(code), '') FROM task WHERE code LIKE $1", "RW-"+year+"-%").Scan(&last)
	if last != "" {
		_, _ = fmt.Sscanf(last, "RW-"+year+"-%d", &n)
	}
	return n, err
}

// setDuties brings the rows of the task's units up to date.
func (s *Service) setDuties(ctx context.Context, tx *change.Tx, dir *org.Directory, t *Task) error {
	home := t.ScopeKeys()
	old, err := duties.Select(ctx, tx, new(db.Where).And("t.task_id = ?", t.ID), "")
	if err != nil {
		return err
	}
	want := map[string]string{}
	for _, id := range t.Helpers() {
		want[id] = Co
	}
	want[t.UnitID] = Lead
	for i := range old {
		d := &old[i]
		d.home = home
		if want[d.UnitID] == d.Role && d.ChainID == t.ChainID {
			delete(want, d.UnitID)
			continue
		}
		if err := duties.Delete(ctx, tx, d); err != nil {
			return err
		}
	}
	for _, id := range append([]string{t.UnitID}, t.Helpers()...) {
		role, missing := want[id]
		if !missing {
			continue
		}
		d := &Duty{ID: tx.NewID(), TaskID: t.ID, Role: role, UnitID: id, Region: t.Region, ChainID: t.ChainID, home: home}
		if u := dir.Unit(id); u != nil {
			d.Region = u.Region
		}
		if err := duties.Insert(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// setSteps replaces the milestones that are not reached yet.
func (s *Service) setSteps(ctx context.Context, tx *change.Tx, t *Task, want []Step) error {
	old, err := s.Steps(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for i := range old {
		if old[i].DoneOn != "" || slices.ContainsFunc(want, func(w Step) bool { return w.Name == old[i].Name && w.Due == old[i].Due }) {
			kept[old[i].Name+old[i].Due] = true
			continue
		}
		if err := steps.Delete(ctx, tx, &old[i]); err != nil {
			return err
		}
	}
	for i, w := range want {
		if kept[w.Name+w.Due] {
			continue
		}
		st := &Step{ID: tx.NewID(), TaskID: t.ID, Region: t.Region, UnitID: t.UnitID, ChainID: t.ChainID, Sort: int64(i), Name: strings.TrimSpace(w.Name), Due: w.Due}
		if err := steps.Insert(ctx, tx, st); err != nil {
			return err
		}
	}
	return s.next(ctx, tx, t)
}

// next keeps the nearest open milestone in the task's row.
func (s *Service) next(ctx context.Context, tx *change.Tx, t *Task) error {
	rows, err := s.Steps(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	after := *t
	after.NextOn, after.NextStep = "", ""
	for _, st := range rows {
		if st.DoneOn == "" && (after.NextOn == "" || st.Due < after.NextOn) {
			after.NextOn, after.NextStep = st.Due, st.Name
		}
	}
	after.settle(s.Calendar(), tx.Clock.Today())
	if err := tasks.Update(ctx, tx, t, &after); err != nil {
		return err
	}
	*t = after
	return nil
}

// note writes an entry into the task's history.
func (s *Service) note(ctx context.Context, tx *change.Tx, t *Task, e Entry) error {
	e.ID, e.TaskID, e.Region, e.UnitID, e.ChainID, e.as = tx.NewID(), t.ID, t.Region, t.UnitID, t.ChainID, t.as
	if e.OnDate == "" {
		e.OnDate = tx.Clock.Today()
	}
	if e.Share == 0 {
		e.Share = t.Share
	}
	e.Text, e.ByID, e.ByName, e.CreatedAt = strings.TrimSpace(e.Text), tx.Actor.ID, tx.Actor.Name, tx.Now
	return entries.Insert(ctx, tx, &e)
}

// edit changes a task that the actor sees inside one write. A co-unit's member may add to it, not change what was set.
func (s *Service) edit(ctx context.Context, actor authz.Actor, what change.What, fn func(tx *change.Tx, t *Task) error) error {
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := tasks.Get(ctx, tx, Sees(actor.Scope), what.Ref.ID)
		if err != nil {
			return err
		}
		return s.alter(ctx, tx, before, fn)
	})
}

func (s *Service) alter(ctx context.Context, tx *change.Tx, before *Task, fn func(tx *change.Tx, t *Task) error) error {
	if key, ok := helps(tx.Actor.Scope, before); ok {
		before.as = key
	}
	after := *before
	if err := fn(tx, &after); err != nil {
		return err
	}
	after.settle(s.Calendar(), tx.Clock.Today())
	after.UpdatedAt = tx.Now
	return tasks.Update(ctx, tx, before, &after)
}

func at(action, id, reason string, perm authz.Perm) change.What {
	return change.What{Action: "task." + action, Perm: perm, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
}
