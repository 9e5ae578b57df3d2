package checkup

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/project"
)

// Over says what a run looks at.
type Over struct {
	Project string // one project and those beside it, by the quick detectors; "" = the whole register
}

// Result is what a run came to.
type Result struct {
	ID       string
	At       int64
	ByName   string
	Rules    int64
	Projects int
	Found    int // drafts of the detectors
	Fresh    int // of them new
	Again    int // rejected or explained before, put up again because the evidence changed; or gone before
	Gone     int // open before, no longer found
	Millis   int64
	Crowded  int // keys that so many projects share that they were not compared by them
}

// String tells the result in a line.
func (r *Result) String() string {
	return fmt.Sprintf("体检项目%d个，发现%d条，其中新增%d条、重新提出%d条，消除%d条", r.Projects, r.Found, r.Fresh, r.Again, r.Gone)
}

// Progress is told how much is done.
type Progress func(done, total int, what string)

// Check runs the detectors and keeps what they find. Running again over an unchanged register writes nothing.
func (s *Service) Check(ctx context.Context, actor authz.Actor, over Over, progress Progress) (*Result, error) {
	if err := actor.Need(authz.CheckupJudge); err != nil {
		return nil, err
	}
	if !actor.Scope.All {
		return nil, errs.New(errs.Forbidden, "全册体检要看到全市的项目，由市链长办进行")
	}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	watch := clock.Stopwatch()
	rules, err := s.InForce(ctx)
	if err != nil {
		return nil, err
	}
	progress(0, len(works)+2, "读登记册")
	r, names, err := s.register(ctx, over)
	if err != nil {
		return nil, err
	}
	drafts := Detect(r, rules, func(done, all int) { progress(done+1, all+2, "比对") })
	progress(len(works)+1, len(works)+2, "登记发现")
	res := &Result{At: s.Run.Clock.Micro(), ByName: actor.Name, Rules: rules.No, Projects: len(r.Cases), Found: len(drafts), Crowded: r.Uncommon}
	k := &keeping{s: s, actor: actor, rules: rules, names: names, register: r, res: res}
	if err := k.all(ctx, over, drafts); err != nil {
		return nil, err
	}
	res.Millis = watch().Milliseconds()
	if over.Project == "" {
		err = s.Run.DB.Write(ctx, func(tx *db.Tx) error { return res.keep(ctx, tx) })
	}
	return res, err
}

func (s *Service) register(ctx context.Context, over Over) (*Register, Names, error) {
	var names Names
	var err error
	if s.Names != nil {
		if names, err = s.Names(ctx); err != nil {
			return nil, names, err
		}
	}
	if err := follow(ctx, s.Run.DB); err != nil {
		return nil, names, err
	}
	r := &Register{Today: s.Run.Clock.Today(), Place: names.Region, Unit: names.Unit, Only: over.Project}
	d := &reader{q: s.Run.DB, r: r}
	if over.Project != "" {
		if d.ids, err = s.beside(ctx, over.Project); err != nil {
			return nil, names, err
		}
	}
	if err := d.read(ctx, true); err != nil {
		return nil, names, err
	}
	r.Prepare()
	return r, names, nil
}

// mostBeside is how many projects that share a key with one are read when it is saved.
const mostBeside = 100

// beside are the project and those that it may repeat: of its investor, its name, its amount on the same ground; and those that
// its findings name.
func (s *Service) beside(ctx context.Context, own string) ([]string, error) {
	var p project.Project
	err := s.Run.DB.QueryRow(ctx, "SELECT t.name, t.investor, t.investor_uscc, t.total_invest, t.park, t.land_mu FROM project t WHERE t.id = $1", own).
		Scan(&p.Name, &p.Investor, &p.InvestorUSCC, &p.TotalInvest, &p.Park, &p.LandMu)
	if db.NotFound(err) {
		return nil, errs.New(errs.NotFound, "没有这个项目")
	}
	if err != nil {
		return nil, err
	}
	ids := []string{own}
	for _, ask := range []struct {
		cond string
		args []any
		when bool
	}{
		{"SELECT t.id FROM project t WHERE t.name = $1", []any{p.Name}, true},
		{"SELECT t.id FROM project t WHERE t.investor = $1", []any{p.Investor}, p.Investor != ""},
		{"SELECT t.id FROM project t WHERE t.investor_uscc = $1", []any{p.InvestorUSCC}, p.InvestorUSCC != ""},
		{"SELECT t.id FROM project t WHERE t.total_invest = $1 AND (t.park = $2 OR t.land_mu = $3)", []any{p.TotalInvest, p.Park, p.LandMu}, p.TotalInvest > 0},
		{"SELECT y.record_id FROM checkup_part y WHERE y.kind = 'project' AND y.finding_id IN (SELECT x.finding_id FROM checkup_part x WHERE x.kind = 'project' AND x.record_id = $1)", []any{own}, true},
	} {
		if !ask.when {
			continue
		}
		err := each(ctx, s.Run.DB, ask.cond+fmt.Sprintf(" LIMIT %d", mostBeside), ask.args, func(rows *db.Rows) error {
			var other string
			err := rows.Scan(&other)
			ids = append(ids, other)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// keeping compares drafts with what is stored.
type keeping struct {
	s        *Service
	actor    authz.Actor
	rules    *Rules
	names    Names
	register *Register
	res      *Result
}

// step is one finding to write.
type step struct{ before, after *Finding }

// perWrite is how many findings one write holds, so that others need not wait.
const perWrite = 300

func (k *keeping) all(ctx context.Context, over Over, drafts []Draft) error {
	w := new(db.Where)
	if over.Project != "" {
		w.And("t.id IN (SELECT y.finding_id FROM checkup_part y WHERE y.kind = 'project' AND y.record_id = ?)", over.Project)
	}
	rows, err := findings.Select(ctx, k.s.Run.DB, w, "")
	if err != nil {
		return err
	}
	have := make(map[string]*Finding, len(rows))
	for i := range rows {
		have[rows[i].Key] = &rows[i]
	}
	var steps []step
	for i := range drafts {
		old := have[drafts[i].Key()]
		delete(have, drafts[i].Key())
		if st, ok := k.step(old, &drafts[i]); ok {
			steps = append(steps, st)
		}
	}
	for _, key := range sortedKeys(have) {
		old := have[key]
		d := k.rules.Find(old.Detector)
		if old.State != Open || over.Project != "" && (d == nil || !d.Quick) {
			continue
		}
		after := *old
		after.State = Gone
		k.res.Gone++
		steps = append(steps, step{old, &after})
	}
	for start := 0; start < len(steps); start += perWrite {
		if err := k.write(ctx, steps[start:min(start+perWrite, len(steps))]); err != nil {
			return err
		}
	}
	return nil
}

// step says what becomes of a draft; ok is false when nothing is to be written. A verdict stands as long as the evidence does.
func (k *keeping) step(old *Finding, d *Draft) (st step, ok bool) {
	digest := d.Digest()
	if old == nil {
		f := &Finding{Key: d.Key(), Detector: d.Detector, State: Open, FoundOn: k.register.Today}
		k.lay(f, d, digest)
		k.res.Fresh++
		return step{nil, f}, true
	}
	same := old.Digest == digest && old.Severity == string(d.Severity)
	switch {
	case old.State == Confirmed, same && old.State != Gone:
		return st, false
	}
	after := *old
	if old.State != Open {
		k.res.Again++
		after.State, after.Raised, after.FoundOn, after.Effect, after.Corrected = Open, old.Raised+1, k.register.Today, "", 0
	}
	k.lay(&after, d, digest)
	return step{old, &after}, true
}

// lay writes what a draft says into a finding.
func (k *keeping) lay(f *Finding, d *Draft, digest string) {
	f.Digest, f.Severity, f.Title, f.Amount, f.Rules = digest, string(d.Severity), d.Title, d.Amount, k.rules.No
	f.Worth = d.Severity.weight() * (1 + math.Log10(1+float64(d.Amount)/1e4))
	parts, err1 := json.Marshal(d.Parts)
	lines, err2 := json.Marshal(d.Lines)
	if err1 != nil || err2 != nil {
		panic("checkup: evidence is texts and cannot fail to be written")
	}
	f.Parts, f.Lines = string(parts), string(lines)
	k.home(f, d)
}

// home gives a finding the region, unit and chain that all its projects share; of several regions it is the one above them, so
// that nobody is shown a record of another county by way of a finding.
func (k *keeping) home(f *Finding, d *Draft) {
	first := true
	for _, p := range d.Parts {
		var at authz.Keys
		switch p.Kind {
		case project.Kind:
			i, ok := k.register.at[p.ID]
			if !ok {
				continue
			}
			c := &k.register.Cases[i]
			at = authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ChainID}
		case unitKind:
			at = authz.Keys{Unit: p.ID, Region: k.unitRegion(p.ID)}
		case regionKind:
			at = authz.Keys{Region: p.ID}
		default:
			continue
		}
		if first {
			f.Region, f.UnitID, f.ChainID, first = at.Region, at.Unit, at.Chain, false
			continue
		}
		f.Region = k.above(f.Region, at.Region)
		if f.UnitID != at.Unit {
			f.UnitID = ""
		}
		if f.ChainID != at.Chain {
			f.ChainID = ""
		}
	}
}

func (k *keeping) above(a, b string) string {
	switch {
	case a == b || region.Covers(a, b):
		return a
	case region.Covers(b, a):
		return b
	}
	return k.names.Root
}

// unitRegion is the region of a unit's projects, by the first of them.
func (k *keeping) unitRegion(id string) string {
	out := ""
	for i := range k.register.Cases {
		if c := &k.register.Cases[i]; c.UnitID == id {
			if out == "" {
				out = c.Region
			} else {
				out = k.above(out, c.Region)
			}
		}
	}
	return out
}

func (k *keeping) write(ctx context.Context, steps []step) error {
	return k.s.Run.Run(ctx, k.actor, change.What{Action: "checkup.run", Perm: authz.CheckupJudge}, func(tx *change.Tx) error {
		var n int64
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM checkup_finding").Scan(&n); err != nil {
			return err
		}
		var fresh []*Finding
		var parts []any
		for _, st := range steps {
			f := st.after
			f.UpdatedAt = tx.Now
			if st.before == nil {
				n++
				f.ID, f.CreatedAt, f.Code = tx.NewID(), tx.Now, fmt.Sprintf("TJ-%s-%05d", tx.Clock.Today()[:4], n)
				fresh = append(fresh, f)
				seen := map[Part]bool{}
				for _, p := range f.Records() {
					if q := (Part{Kind: p.Kind, ID: p.ID}); !seen[q] {
						seen[q] = true
						parts = append(parts, f.ID, p.Kind, p.ID)
					}
				}
				continue
			}
			if err := findings.Update(ctx, tx, st.before, f); err != nil {
				return err
			}
		}
		if err := findings.Insert(ctx, tx, fresh...); err != nil {
			return err
		}
		if err := db.NewInserter("checkup_part", "finding_id", "kind", "record_id").Exec(ctx, tx.Tx, parts); err != nil {
			return err
		}
		return tally(ctx, tx.Tx)
	})
}

func (r *Result) keep(ctx context.Context, tx *db.Tx) error {
	r.ID = id.New(r.At / 1000)
	_, err := tx.Exec(ctx, "INSERT INTO checkup_run (id, at, by_name, rules, projects, found, fresh, again, gone, ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		r.ID, r.At, r.ByName, r.Rules, int64(r.Projects), int64(r.Found), int64(r.Fresh), int64(r.Again), int64(r.Gone), r.Millis)
	return err
}

// Runs are the newest runs over the whole register.
func (s *Service) Runs(ctx context.Context, most int) ([]Result, error) {
	var out []Result
	err := each(ctx, s.Run.DB, fmt.Sprintf("SELECT id, at, by_name, rules, projects, found, fresh, again, gone, ms FROM checkup_run ORDER BY at DESC, id DESC LIMIT %d", most), nil, func(rows *db.Rows) error {
		var r Result
		if err := rows.Scan(&r.ID, &r.At, &r.ByName, &r.Rules, &r.Projects, &r.Found, &r.Fresh, &r.Again, &r.Gone, &r.Millis); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	return out, err
}
