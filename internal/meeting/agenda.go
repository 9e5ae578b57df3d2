package meeting

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
)

// most is how many points of a kind an agenda names; the rest is one line with their number.
const most = 20

// sortOf is where a kind's points begin on the agenda.
func sortOf(kind string) int64 {
	for i := range ItemKinds {
		if ItemKinds[i].Code == kind {
			return int64(i+1) * 10000
		}
	}
	return 0
}

// Build builds the agenda anew from how things stand; what people put on it stays.
func (s *Service) Build(ctx context.Context, actor authz.Actor, id string) error {
	return s.edit(ctx, actor, "agenda", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if m.State != Planned {
			return errs.New(errs.Conflict, "会议%s，议程不能再编", Flow.Label(m.State))
		}
		if err := s.follow(ctx, tx, m); err != nil {
			return err
		}
		m.BuiltAt = tx.Now
		return s.build(ctx, tx, m)
	})
}

func (s *Service) build(ctx context.Context, tx *change.Tx, m *Meeting) error {
	old, err := items.Select(ctx, tx, new(db.Where).And("t.meeting_id = ?", m.ID).And("t.auto"), "")
	if err != nil {
		return err
	}
	for i := range old {
		if err := items.Delete(ctx, tx, &old[i]); err != nil {
			return err
		}
	}
	fresh, err := s.Agenda(ctx, tx, tx.Actor.Scope, m)
	if err != nil {
		return err
	}
	for i := range fresh {
		it := &fresh[i]
		it.ID, it.MeetingID, it.Region, it.UnitID, it.ChainID, it.Auto = tx.NewID(), m.ID, m.Region, m.UnitID, m.ChainID, true
		it.Sort = sortOf(it.Kind) + int64(i)
	}
	for i := range fresh {
		if err := items.Insert(ctx, tx, &fresh[i]); err != nil {
			return err
		}
	}
	return nil
}

// Agenda composes the points of a meeting as things stand now, within what the scope reaches: what earlier meetings of the series
// decided and is not closed, what is red and newly red, tasks that are late, gaps that nobody answers for, what holds tasks up, and
// a section for each team.
func (s *Service) Agenda(ctx context.Context, q db.Queryer, scope authz.Scope, m *Meeting) ([]Item, error) {
	a := &agenda{Service: s, ctx: ctx, q: q, scope: scope, m: m, seen: map[string]bool{}}
	for _, part := range []func() error{a.unclosed, a.red, a.overdue, a.ownerless, a.trouble, a.teams} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	if s.More != nil {
		more, err := s.More(ctx, scope, m)
		if err != nil {
			return nil, err
		}
		a.out = append(a.out, more...)
	}
	slices.SortStableFunc(a.out, func(x, y Item) int { return int(sortOf(x.Kind) - sortOf(y.Kind)) })
	return a.out, nil
}

// agenda is one in the making.
type agenda struct {
	*Service
	ctx   context.Context
	q     db.Queryer
	scope authz.Scope
	m     *Meeting
	seen  map[string]bool // tasks that are on it already
	out   []Item
}

// where begins a condition that keeps to the meeting's chain.
func (a *agenda) where() *db.Where {
	w := new(db.Where)
	if a.m.ChainID != "" {
		w.And("t.chain_id = ?", a.m.ChainID)
	}
	return w
}

func (a *agenda) add(kind, title, text, unit string, ref record.Ref) {
	n := 0
	for i := range a.out {
		if a.out[i].Kind == kind {
			n++
		}
	}
	if n > most {
		last := &a.out[slices.IndexFunc(a.out, func(i Item) bool { return i.Kind == kind && i.RefKind == "" })]
		k, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(last.Title, "另有"), "项"))
		last.Title = "另有" + strconv.Itoa(k+1) + "项"
		return
	}
	if n == most {
		a.out = append(a.out, Item{Kind: kind, Title: "另有1项"})
		return
	}
	a.out = append(a.out, Item{Kind: kind, Title: title, Text: text, AboutUnit: unit, RefKind: ref.Kind, RefID: ref.ID})
}

func (a *agenda) unclosed() error {
	w := new(db.Where).And("t.source_kind = ?", Kind).In("t.state", task.Open, task.Doing, task.Reported, task.Paused)
	w.And("EXISTS (SELECT 1 FROM meeting p WHERE p.id = t.source_id AND p.kind = ? AND p.chain_id = ? AND p.region = ? AND p.id <> ? AND p.on_date <= ?)",
		a.m.Kind, a.m.ChainID, a.m.Region, a.m.ID, a.m.OnDate)
	rows, err := a.Tasks.Select(a.ctx, a.q, a.scope, w, "ORDER BY t.due, t.code")
	for i := range rows {
		t := &rows[i]
		a.seen[t.ID] = true
		a.add(Unclosed, t.Name, standing(t)+"；"+t.SourceText, t.UnitID, t.Ref())
	}
	return err
}

// standing says in a line how a task stands.
func standing(t *task.Task) string {
	out := task.StateLabel(t.State)
	if t.Due != "" {
		out += "，时限" + t.Due
	}
	if t.LateDays > 0 {
		out += "，超" + strconv.FormatInt(t.LateDays, 10) + "个工作日"
	}
	if t.Carries > 0 {
		out += "，结转" + strconv.FormatInt(t.Carries, 10) + "次"
	}
	if t.Said != "" {
		out += "；" + t.Said
	}
	return out
}

func (a *agenda) red() error {
	rows, err := a.Projects.Select(a.ctx, a.q, a.scope, a.where().And("t.light = 'red'"), "ORDER BY t.light_since DESC, t.total_invest DESC, t.id")
	for i := range rows {
		p := &rows[i]
		kind := Red
		if a.m.Since != "" && p.LightSince > a.m.Since {
			kind = NewRed
		}
		a.add(kind, p.Name, project.StageLabel(p.Stage)+"，总投资"+money.Yuan(p.TotalInvest).Text(money.Yi, 2)+"，"+p.LightSince+"亮红灯", p.UnitID, p.Ref())
	}
	return err
}

func (a *agenda) overdue() error {
	rows, err := a.Tasks.Select(a.ctx, a.q, a.scope, a.where().And("t.light = 'red'").In("t.state", task.Open, task.Doing), "ORDER BY t.due, t.code")
	for i := range rows {
		if t := &rows[i]; !a.seen[t.ID] {
			a.seen[t.ID] = true
			a.add(Overdue, t.Name, standing(t), t.UnitID, t.Ref())
		}
	}
	return err
}

func (a *agenda) ownerless() error {
	if a.Gaps == nil {
		return nil
	}
	rows, err := a.Gaps.Select(a.ctx, a.scope, a.where().And("t.owner_id = ''").And("t.state IN ('open', 'working')"), "ORDER BY t.chain_id, t.rank, t.id")
	for i := range rows {
		g := &rows[i]
		a.add(Ownerless, a.Chains.Name(a.ctx, g.ChainID)+"："+g.Name, gap.KindLabel(g.Kind)+"，"+g.LightText, g.UnitID, record.Ref{Kind: gap.Kind, ID: g.ID})
	}
	return err
}

func (a *agenda) trouble() error {
	rows, err := a.Tasks.Select(a.ctx, a.q, a.scope, a.where().And("t.problem <> ''").In("t.state", task.Open, task.Doing), "ORDER BY t.due, t.code")
	for i := range rows {
		if t := &rows[i]; !a.seen[t.ID] {
			a.add(Trouble, t.Problem, t.Name+"；"+standing(t), t.UnitID, t.Ref())
		}
	}
	return err
}

// teams gives each chain's team a section with its figures in a line.
func (a *agenda) teams() error {
	figures, err := a.figures()
	if err != nil {
		return err
	}
	chains, err := a.chains()
	for i := range chains {
		c := &chains[i]
		name := c.Team
		if name == "" {
			name = c.Name + "专班"
		}
		a.add(Team, name, figures[c.ID].text(), c.UnitID, c.Ref())
	}
	return err
}

// chains are those that the meeting is about.
func (a *agenda) chains() ([]chain.Chain, error) {
	w := new(db.Where).And("t.active")
	if a.m.ChainID != "" {
		w.And("t.id = ?", a.m.ChainID)
	}
	return a.Chains.Select(a.ctx, a.q, a.scope, w, "ORDER BY t.sort, t.name")
}

// figure is how a chain stands.
type figure struct {
	projects, red, yellow    int64
	plan, done               int64
	tasks, late, gaps, owner int64
}

func (f figure) text() string {
	out := "项目" + strconv.FormatInt(f.projects, 10) + "个，红灯" + strconv.FormatInt(f.red, 10) + "个，黄灯" + strconv.FormatInt(f.yellow, 10) + "个"
	if f.plan > 0 {
		out += "；年度投资完成" + money.Yuan(f.done).Text(money.Yi, 2) + "，为计划的" + strconv.FormatFloat(float64(f.done)*100/float64(f.plan), 'f', 1, 64) + "%"
	}
	return out + "；在办任务" + strconv.FormatInt(f.tasks, 10) + "项，超期" + strconv.FormatInt(f.late, 10) + "项；缺口" + strconv.FormatInt(f.gaps, 10) + "个，无责任人" + strconv.FormatInt(f.owner, 10) + "个"
}

// figures counts per chain, in three questions whatever their number.
func (a *agenda) figures() (map[string]figure, error) {
	out := map[string]figure{}
	for _, part := range []struct {
		table, cols string
		keep        func(f *figure, n [5]int64)
	}{
		{project.Kind, "count(*), sum(CASE t.light WHEN 'red' THEN 1 ELSE 0 END), sum(CASE t.light WHEN 'yellow' THEN 1 ELSE 0 END), CAST(sum(t.year_plan) AS BIGINT), CAST(sum(t.year_done) AS BIGINT)",
			func(f *figure, n [5]int64) {
				f.projects, f.red, f.yellow, f.plan, f.done = n[0], n[1], n[2], n[3], n[4]
			}},
		{task.Kind, "sum(CASE WHEN t.state IN ('open', 'doing') THEN 1 ELSE 0 END), sum(CASE WHEN t.state IN ('open', 'doing') AND t.light = 'red' THEN 1 ELSE 0 END), 0, 0, 0",
			func(f *figure, n [5]int64) { f.tasks, f.late = n[0], n[1] }},
		{gap.Kind, "sum(CASE WHEN t.state IN ('open', 'working') THEN 1 ELSE 0 END), sum(CASE WHEN t.state IN ('open', 'working') AND t.owner_id = '' THEN 1 ELSE 0 END), 0, 0, 0",
			func(f *figure, n [5]int64) { f.gaps, f.owner = n[0], n[1] }},
	} {
		w := a.where().Scope(a.scope.On(scopeColumns), "t")
		rows, err := a.q.Query(a.ctx, "SELECT t.chain_id, "+part.cols+" FROM "+part.table+" t"+w.SQL()+" GROUP BY t.chain_id", w.Args()...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			var n [5]int64
			if err := rows.Scan(&id, &n[0], &n[1], &n[2], &n[3], &n[4]); err != nil {
				_ = rows.Close()
				return nil, err
			}
			f := out[id]
			part.keep(&f, n)
			out[id] = f
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		_ = rows.Close()
	}
	return out, nil
}
