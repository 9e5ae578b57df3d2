package policy

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

var (
	windows  = db.NewTable[Window](Kind)
	reserves = db.NewTable[reserve](ReserveKind)
)

// Service has the verbs on windows.
type Service struct {
	Run      *change.Runner
	Chains   *chain.Service
	Projects *project.Service
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// Get reads one window inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Window, error) {
	return windows.Get(ctx, s.Run.DB, scopeOf(scope), id)
}

// Select reads windows under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Window, error) {
	return windows.Select(ctx, q, w.Scope(scopeOf(scope), "t"), tail)
}

// Create adds a window and sets its id.
func (s *Service) Create(ctx context.Context, actor authz.Actor, row *Window) error {
	return s.Run.Run(ctx, actor, change.What{Action: Kind + ".create", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		if err := s.Insert(ctx, tx, []*Window{row}); err != nil {
			return err
		}
		tx.About(row.Ref())
		return nil
	})
}

// Insert adds windows inside a write under way.
func (s *Service) Insert(ctx context.Context, tx *change.Tx, rows []*Window) error {
	for _, row := range rows {
		if err := s.Validate(row); err != nil {
			return err
		}
		row.ID, row.Region, row.CreatedAt, row.UpdatedAt = tx.NewID(), region.Outside, tx.Now, tx.Now
		if row.UnitID == "" {
			row.UnitID = tx.Actor.UnitID
		}
		if err := windows.Insert(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}

// Save stores an edited window; before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Window) error {
	what := change.What{Action: Kind + ".edit", Perm: authz.ProjectEdit, Ref: before.Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error { return s.Replace(ctx, tx, before, after) })
}

// Replace writes a changed window inside a write under way.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Window) error {
	if err := s.Validate(after); err != nil {
		return err
	}
	after.UpdatedAt = tx.Now
	return windows.Update(ctx, tx, before, after)
}

// Remove deletes windows inside a write under way; only the undoing of an import does so. A window that has yielded projects
// stays.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, rows []Window) error {
	for i := range rows {
		n, err := s.yielded(ctx, tx, rows[i].ID)
		if err != nil {
			return err
		}
		if len(n) > 0 {
			return errs.New(errs.Conflict, "“%s”已生成储备项目，不能撤销", rows[i].Name)
		}
		if err := windows.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// MoveUnit gives the windows of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := windows.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(w *Window) { w.UnitID = to })
	return err
}

// Validate says what does not hold of a window, field by field, and puts it in order.
func (s *Service) Validate(w *Window) error {
	var bad errs.Fields
	if w.Name = strings.TrimSpace(w.Name); w.Name == "" {
		bad.Add("name", "填写政策名称")
	}
	w.Level, w.State, w.Chains = cmp.Or(w.Level, "province"), cmp.Or(w.State, Active), cmp.Or(w.Chains, AllChains)
	if Spec.Column("level").OptionLabel(w.Level) == w.Level {
		bad.Add("level", "没有“%s”这个选项", w.Level)
	}
	if Spec.Column("state").OptionLabel(w.State) == w.State {
		bad.Add("state", "没有“%s”这个选项", w.State)
	}
	for name, on := range map[string]string{"opens": w.Opens, "closes": w.Closes} {
		if on != "" && !clock.IsDate(on) {
			bad.Add(name, "“%s”不是日期，例如2026-11-22", on)
		}
	}
	if w.Opens != "" && w.Closes != "" && w.Closes < w.Opens {
		bad.Add("closes", "截止日期早于开放日期")
	}
	if w.AmountMax < 0 {
		bad.Add("amount_max", "不能是负数")
	}
	if w.Ratio < 0 || w.Ratio > 1 {
		bad.Add("ratio", "比例要在0%%到100%%之间")
	}
	if w.Rule = strings.TrimSpace(w.Rule); w.Rule != "" {
		if spec := ruleSpec(w.RuleOn); spec == nil {
			bad.Add("rule_on", "选择规则说的是项目还是企业")
		} else if _, err := rule.Compile(w.Rule, spec.Vars(), rule.Bool); err != nil {
			bad.Add("rule", "%s", message(err))
		}
	}
	return bad.Err()
}

func message(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// ruleSpec is the list that a window's rule is about; nil for an unknown kind.
func ruleSpec(kind string) *list.Spec {
	switch kind {
	case project.Kind:
		return project.Spec
	case enterprise.Kind:
		return enterprise.Spec
	}
	return nil
}

// Eligible is the question of the firms or projects that meet a window's rule and belong to its chains, for the list named by
// RuleOn; nil without a rule.
func (w *Window) Eligible() (*list.Spec, *list.Query) {
	spec := ruleSpec(w.RuleOn)
	if spec == nil || w.Rule == "" {
		return nil, nil
	}
	q := &list.Query{Where: w.Rule, Page: 1, Size: list.DefaultSize}
	if ids := w.ChainIDs(); len(ids) > 0 {
		q.Filters = []list.Filter{{Column: spec.Column("chain_id"), Values: ids}}
	}
	if own := spec.Column("outside"); own != nil { // policies are for the site's own firms
		q.Filters = append(q.Filters, list.Filter{Column: own, Values: []string{"false"}})
	}
	for _, o := range strings.Split(spec.Sort, ",") {
		name, desc := strings.CutPrefix(o, "-")
		q.Sort = append(q.Sort, list.Order{Column: spec.Column(name), Desc: desc})
	}
	return spec, q
}

// Reserve is a planned-reserve project that a window is to yield. Chain, unit and plan date may be "": they are then the
// window's chain, the chain's unit and the window's closing date.
type Reserve struct {
	Name        string
	ChainID     string
	Node        string
	Region      string
	UnitID      string
	Investor    string
	TotalInvest int64
	PlanOn      string
}

// Yield creates planned-reserve projects from a window: all or none. Each carries the window as its source and the deadline
// as the planned date of its next step.
func (s *Service) Yield(ctx context.Context, actor authz.Actor, id string, wanted []Reserve) ([]*project.Project, error) {
	if len(wanted) == 0 || len(wanted) > 50 {
		return nil, errs.New(errs.Invalid, "一次生成1到50个储备项目")
	}
	w, err := s.Get(ctx, actor.Scope, id)
	if err != nil {
		return nil, err
	}
	if p := w.Phase(s.Run.Clock.Today()); p == Past || p == Off {
		return nil, errs.New(errs.Conflict, "“%s”%s，不再生成储备项目", w.Name, p.Label())
	}
	out := make([]*project.Project, 0, len(wanted))
	for i := range wanted {
		p, err := s.planned(ctx, w, wanted[i])
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	what := change.What{Action: Kind + ".yield", Perm: authz.ProjectEdit, Ref: w.Ref()}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if err := s.Projects.Insert(ctx, tx, out); err != nil {
			return err
		}
		for _, p := range out {
			r := &reserve{ID: tx.NewID(), WindowID: w.ID, ProjectID: p.ID, Region: p.Region, UnitID: p.UnitID, ChainID: p.ChainID, CreatedAt: tx.Now}
			if err := reserves.Insert(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *Service) planned(ctx context.Context, w *Window, r Reserve) (*project.Project, error) {
	var bad errs.Fields
	ids := w.ChainIDs()
	if r.ChainID == "" && len(ids) == 1 {
		r.ChainID = ids[0]
	}
	all, err := s.Chains.All(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(c chain.Chain) bool { return c.ID == r.ChainID })
	switch {
	case i < 0:
		bad.Add("chain_id", "选择产业链")
	case !w.Concerns(r.ChainID):
		bad.Add("chain_id", "这项政策不支持%s", all[i].Name)
	default:
		r.Region, r.UnitID = cmp.Or(r.Region, all[i].Region), cmp.Or(r.UnitID, all[i].UnitID)
	}
	r.PlanOn = cmp.Or(r.PlanOn, w.Closes)
	if r.PlanOn != "" && !clock.IsDate(r.PlanOn) {
		bad.Add("plan_on", "“%s”不是日期，例如2026-11-22", r.PlanOn)
	} else if w.Closes != "" && r.PlanOn > w.Closes {
		bad.Add("plan_on", "晚于申报截止日期%s", w.Closes)
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	p := &project.Project{Name: strings.TrimSpace(r.Name), ChainID: r.ChainID, Node: r.Node, Region: r.Region, UnitID: r.UnitID, Investor: r.Investor,
		TotalInvest: r.TotalInvest, Stage: project.Planned, LeadPlan: r.PlanOn, Source: "政策窗口：" + w.Name}
	if w.DocNo != "" {
		p.Source += "（" + w.DocNo + "）"
	}
	if w.Closes != "" {
		p.PlanNote = w.Closes + "前完成“" + w.Name + "”申报"
	}
	return p, p.Validate()
}

// yielded are the ids of the projects that a window has yielded.
func (s *Service) yielded(ctx context.Context, q db.Queryer, windowID string) ([]string, error) {
	rows, err := reserves.Select(ctx, q, new(db.Where).And("t.window_id = ?", windowID), "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ProjectID
	}
	return ids, nil
}

// Yielded are the projects inside the scope that a window has yielded.
func (s *Service) Yielded(ctx context.Context, scope authz.Scope, windowID string) ([]project.Project, error) {
	ids, err := s.yielded(ctx, s.Run.DB, windowID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return s.Projects.Select(ctx, s.Run.DB, scope, new(db.Where).In("t.id", ids...), "ORDER BY t.name, t.id")
}
