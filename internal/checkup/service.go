package checkup

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/insight/outlier"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
)

var (
	findings = db.NewTable[Finding](Kind)
	versions = db.NewTable[stored]("checkup_rules")
)

// stored is a version of the thresholds.
type stored struct {
	ID      string `db:"id"`
	No      int64  `db:"no"`
	Body    string `db:"body"`
	Reason  string `db:"reason"`
	ByName  string `db:"by_name"`
	At      int64  `db:"at"`
	Version int64  `db:"version"`
}

// Names gives the names of the site's regions and units.
type Names struct {
	Root         string // code of the region above all
	Region, Unit func(id string) string
}

// Service has the verbs on findings.
type Service struct {
	Run   *change.Runner
	Names func(ctx context.Context) (Names, error)
}

func scopeOf(s authz.Scope) db.Scope { return s.On(authz.Keys(Spec.Scope)) }

// Get reads one finding inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Finding, error) {
	return findings.Get(ctx, s.Run.DB, scopeOf(scope), id)
}

// Open gives the findings about one record that wait for a verdict, or were found true, inside the scope; the weightiest first.
func (s *Service) Open(ctx context.Context, scope authz.Scope, ref record.Ref) ([]Finding, error) {
	w := new(db.Where).And("t.id IN (SELECT y.finding_id FROM checkup_part y WHERE y.kind = ? AND y.record_id = ?)", ref.Kind, ref.ID).
		In("t.state", Open, Confirmed).Scope(scopeOf(scope), "t")
	return findings.Select(ctx, s.Run.DB, w, "ORDER BY t.worth DESC, t.id")
}

// perAsk is how many records one question names.
const perAsk = 400

// Touching gives the findings that wait for a verdict and name one of the projects; of all projects when ids is nil. A report says
// so before it is accepted.
func (s *Service) Touching(ctx context.Context, scope authz.Scope, ids []string) ([]Finding, error) {
	var out []Finding
	if ids == nil {
		return findings.Select(ctx, s.Run.DB, new(db.Where).And("t.state = ?", Open).Scope(scopeOf(scope), "t"), "ORDER BY t.worth DESC, t.id")
	}
	seen := map[string]bool{}
	for start := 0; start < len(ids); start += perAsk {
		w := new(db.Where).And("t.state = ?", Open).Scope(scopeOf(scope), "t")
		w.And("t.id IN (SELECT y.finding_id FROM checkup_part y WHERE y.kind = 'project' AND " + w.InExpr("y.record_id", ids[start:min(start+perAsk, len(ids))]...) + ")")
		rows, err := findings.Select(ctx, s.Run.DB, w, "")
		if err != nil {
			return nil, err
		}
		for _, f := range rows {
			if !seen[f.ID] {
				seen[f.ID] = true
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b Finding) int {
		if a.Worth != b.Worth {
			return int(math.Copysign(1, b.Worth-a.Worth))
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out, nil
}

// Verdict is what a person says of a finding.
type Verdict struct {
	Action    string // of Flow: confirm, reject, explain, reopen
	Reason    string
	Effect    Effect // of confirm
	Corrected int64  // the amount that should count, of Correct
}

// maxReason is the length of a reason in characters.
const maxReason = 500

// Judge gives a verdict. It changes the finding alone: what it is about stays as it is until its owner puts it right.
func (s *Service) Judge(ctx context.Context, actor authz.Actor, id string, v Verdict) error {
	what := change.What{Action: "checkup." + v.Action, Perm: authz.CheckupJudge, Ref: record.Ref{Kind: Kind, ID: id}, Reason: strings.TrimSpace(v.Reason)}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := findings.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		row, err := Flow.Find(before.State, v.Action)
		if err != nil {
			return err
		}
		if !row.Why {
			return errs.New(errs.Invalid, "“%s”由系统体检时认定，不能手工办理", row.Label)
		}
		if err := flow.Check[Finding](ctx, row, actor, what.Reason, nil, before); err != nil {
			return err
		}
		if err := v.check(); err != nil {
			return err
		}
		after := *before
		after.State, after.Reason, after.JudgedBy, after.JudgedName, after.JudgedOn, after.UpdatedAt = row.To, what.Reason, actor.ID, actor.Name, tx.Clock.Today(), tx.Now
		after.Effect, after.Corrected = "", 0
		if row.To == Confirmed {
			after.Effect, after.Corrected = string(v.Effect), v.Corrected
		}
		if err := findings.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		return tally(ctx, tx.Tx)
	})
}

func (v *Verdict) check() error {
	var bad errs.Fields
	if utf8.RuneCountInString(v.Reason) > maxReason {
		bad.Add("reason", "最多%d个字", maxReason)
	}
	if v.Action == "confirm" {
		if v.Effect.Label() == "" {
			bad.Add("effect", "选择怎样处理")
		}
		if v.Effect == Correct && v.Corrected <= 0 {
			bad.Add("corrected", "写明应计的金额")
		}
		if v.Effect != Correct {
			v.Corrected = 0
		}
	}
	return bad.Err()
}

// tally counts the verdicts by detector anew.
func tally(ctx context.Context, tx *db.Tx) error {
	for _, sql := range []string{"DELETE FROM checkup_tally", `INSERT INTO checkup_tally (detector, open, confirmed, judged, precision)
		SELECT detector, sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END), sum(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END),
		sum(CASE WHEN state IN ('confirmed', 'rejected', 'explained') THEN 1 ELSE 0 END),
		(1.0 + sum(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END)) / (2.0 + sum(CASE WHEN state IN ('confirmed', 'rejected', 'explained') THEN 1 ELSE 0 END))
		FROM checkup_finding GROUP BY detector`} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// Precision is how often findings of a detector were true.
type Precision struct {
	Detector                  string
	Open, Confirmed, Judged   int
	OpenAmount, FoundedAmount int64 // at stake of open ones; of confirmed ones
	Share, Low, High          float64
}

// Precisions are those of all detectors in the order of the rules, over the findings inside the scope. A finding counts as judged
// once it was confirmed, rejected or explained; only the confirmed were true.
func (s *Service) Precisions(ctx context.Context, scope authz.Scope) ([]Precision, error) {
	w := new(db.Where).Scope(scopeOf(scope), "t")
	have := map[string]*Precision{}
	var out []Precision
	for _, d := range Shipped().Detectors {
		have[d.ID] = &Precision{Detector: d.ID}
	}
	err := each(ctx, s.Run.DB, "SELECT t.detector, t.state, count(*), CAST(COALESCE(sum(t.amount), 0) AS BIGINT) FROM checkup_finding t"+w.SQL()+" GROUP BY t.detector, t.state",
		w.Args(), func(rows *db.Rows) error {
			var detector, state string
			var n int
			var amount int64
			if err := rows.Scan(&detector, &state, &n, &amount); err != nil {
				return err
			}
			p := have[detector]
			switch {
			case p == nil:
			case state == Open:
				p.Open, p.OpenAmount = n, amount
			case state == Confirmed:
				p.Confirmed, p.Judged, p.FoundedAmount = n, p.Judged+n, amount
			case slices.Contains(judged, state):
				p.Judged += n
			}
			return nil
		})
	for _, d := range Shipped().Detectors {
		p := have[d.ID]
		if p.Low, p.High = outlier.Wilson(p.Confirmed, p.Judged); p.Judged > 0 {
			p.Share = float64(p.Confirmed) / float64(p.Judged)
		}
		out = append(out, *p)
	}
	return out, err
}

// InForce are the rules in force: the office's newest version, or those shipped as number 0.
func (s *Service) InForce(ctx context.Context) (*Rules, error) { return inForce(ctx, s.Run.DB) }

func inForce(ctx context.Context, q db.Queryer) (*Rules, error) {
	rows, err := versions.Select(ctx, q, new(db.Where), "ORDER BY t.no DESC LIMIT 1")
	if err != nil || len(rows) == 0 {
		return Shipped(), err
	}
	return decode(rows[0].Body, rows[0].No)
}

// RulesVersion is a version of the rules: who adopted it, when and why.
type RulesVersion struct {
	No             int64
	Reason, ByName string
	At             int64
}

// Versions are the versions that the office adopted, newest first.
func (s *Service) Versions(ctx context.Context) ([]RulesVersion, error) {
	rows, err := versions.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.no DESC")
	out := make([]RulesVersion, len(rows))
	for i, v := range rows {
		out[i] = RulesVersion{v.No, v.Reason, v.ByName, v.At}
	}
	return out, err
}

// Adopt puts a new version of the rules in force, from the next run on; findings keep the version that found them.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, r *Rules, reason string) error {
	if err := r.Check(); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		var bad errs.Fields
		bad.Add("reason", "写明修改理由，它会留在日志里")
		return bad.Err()
	}
	return s.Run.Run(ctx, actor, change.What{Action: "checkup.adopt", Perm: authz.CheckupJudge, Reason: reason}, func(tx *change.Tx) error {
		if !actor.Scope.All {
			return errs.New(errs.Forbidden, "体检规则全市统一，由市链长办修改")
		}
		was, err := inForce(ctx, tx)
		if err != nil {
			return err
		}
		v := &stored{ID: tx.NewID(), No: was.No + 1, Body: r.encode(), Reason: reason, ByName: actor.Name, At: tx.Now}
		tx.About(record.Ref{Kind: "checkup_rules", ID: v.ID})
		return versions.Insert(ctx, tx, v)
	})
}

// MoveUnit gives the findings of one unit to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := findings.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(f *Finding) { f.UnitID = to })
	return err
}
