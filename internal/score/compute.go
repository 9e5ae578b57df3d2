package score

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// table is a round at hand: who is scored, in which items, with which values.
type table struct {
	design   *Design
	leaves   []*Item
	items    []scoring.Item
	subjects []Subject
	lines    [][]Line // [subject][leaf]
	results  []scoring.Result
	spread   *scoring.Spread
	tiers    []int
	grades   []string
}

// values are what the arithmetic takes.
func (t *table) values() [][]scoring.Value {
	out := make([][]scoring.Value, len(t.lines))
	for i := range t.lines {
		out[i] = make([]scoring.Value, len(t.leaves))
		for j := range t.lines[i] {
			l := &t.lines[i][j]
			out[i][j] = scoring.Value{X: l.X, Known: l.Known, Exact: l.Exact, Target: l.Target, HasTarget: l.HasTarget}
		}
	}
	return out
}

// work scores, ranks and grades.
func (t *table) work() {
	values := t.values()
	t.results = scoring.Run(t.items, values)
	scoring.Rank(t.results, t.design.ties())
	t.spread = scoring.Spreads(t.items, values, t.results, scoring.Usual())
	t.tiers = scoring.Tiers(t.results, t.spread)
	if t.grades = make([]string, len(t.results)); t.design.Grades != nil {
		fresh := make([]bool, len(t.subjects))
		for i := range t.subjects {
			fresh[i] = t.subjects[i].Fresh
		}
		t.grades = scoring.Grade(t.results, t.design.Grades, fresh)
	}
	for i := range t.results {
		for j := range t.lines[i] {
			l, r := &t.lines[i][j], &t.results[i].Lines[j]
			l.Used, l.Out, l.Min, l.Max, l.Points, l.Expr = r.X, r.Out, r.Min, r.Max, r.Points, r.Expr
			l.Words = r.Words
		}
	}
}

// put writes a subject's outcome into its row.
func (t *table) put(i int, row *Result) error {
	r := &t.results[i]
	body, err := json.Marshal(t.lines[i])
	if err != nil {
		return err
	}
	row.Score, row.Scored, row.Barred, row.Rank, row.Tie, row.Expr, row.Body = r.Score, r.Scored, r.Barred, int64(r.Rank), r.TieWord, r.Expr, string(body)
	row.Best, row.Worst, row.SeenBest, row.SeenWorst = int64(t.spread.Best[i]), int64(t.spread.Worst[i]), int64(t.spread.SeenBest[i]), int64(t.spread.SeenWorst[i])
	row.Tier, row.Grade, row.Fresh = int64(t.tiers[i]), t.grades[i], t.subjects[i].Fresh
	return nil
}

// gather asks all sources for the values of a period; sheets come from the round, "" = none.
func (s *Service) gather(ctx context.Context, d *Design, subjects []Subject, p period.Period, roundID, code string) (*table, error) {
	t := &table{design: d, leaves: d.Leaves(), items: d.Arithmetic(), subjects: subjects, lines: make([][]Line, len(subjects))}
	for i := range t.lines {
		t.lines[i] = make([]Line, len(t.leaves))
		for j, it := range t.leaves {
			t.lines[i][j].No = it.No
		}
	}
	bySource := map[string][]int{}
	for j, it := range t.leaves {
		if !it.BySheet() {
			bySource[it.Input.Source] = append(bySource[it.Input.Source], j)
		}
	}
	for name, leaves := range bySource {
		src := s.source(name)
		if src == nil {
			return nil, errs.New(errs.Invalid, "数据来源“%s”不在了，改方案后另立新版", name)
		}
		asks := make([]Ask, len(leaves))
		for k, j := range leaves {
			asks[k] = Ask{Want: t.leaves[j].Input, Records: !t.leaves[j].Method.Weighted()}
		}
		got, err := src.Values(ctx, asks, subjects, p)
		if err != nil {
			return nil, err
		}
		for k, j := range leaves {
			for i := range subjects {
				t.lines[i][j].take(&got[k][i])
			}
		}
	}
	if err := s.fromSheets(ctx, t, roundID); err != nil {
		return nil, err
	}
	return t, s.targets(ctx, t, p, code)
}

// take puts an input into a line.
func (l *Line) take(in *Input) {
	in.tidy()
	l.X, l.Known, l.Exact, l.Target, l.HasTarget = in.X, in.Known, in.Exact, in.Target, in.HasTarget
	l.Num, l.Den, l.URL, l.DenURL, l.Records, l.More = in.Num, in.Den, in.URL, in.DenURL, in.Records, in.More
	if l.Source = in.Source; in.Why != "" {
		l.Source = strings.TrimPrefix(l.Source+"；"+in.Why, "；")
	}
}

// fromSheets takes what the units gave: of several, the mean.
func (s *Service) fromSheets(ctx context.Context, t *table, roundID string) error {
	if roundID == "" {
		return nil
	}
	rows, err := sheets.Select(ctx, s.Run.DB, new(db.Where).And("t.round_id = ?", roundID), "ORDER BY t.id")
	if err != nil {
		return err
	}
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	by := map[string][]*Sheet{}
	for i := range rows {
		key := rows[i].Item + "/" + rows[i].SubjectID
		by[key] = append(by[key], &rows[i])
	}
	for j, it := range t.leaves {
		if !it.BySheet() {
			continue
		}
		for i := range t.subjects {
			l := &t.lines[i][j]
			var n int
			var sum float64
			var words []string
			for _, sh := range by[it.No+"/"+t.subjects[i].Ref.ID] {
				who := dir.UnitName(sh.UnitID)
				switch {
				case !sh.Filled:
					words = append(words, who+"未填")
				case sh.None:
					words = append(words, who+"：无（"+sh.Text+"）")
				default:
					n++
					sum += sh.Value
					words = append(words, who+scoring.Plain(sh.Value, it.Input.Places))
					if l.URL == "" {
						l.URL = "/scores/sheets/" + sh.ID
					}
				}
			}
			if l.Source = strings.Join(words, "，"); n > 0 {
				l.X, l.Known, l.Exact = sum/float64(n), true, true
				if n > 1 {
					l.Source += "；" + strconv.Itoa(n) + "家平均"
				}
			}
		}
	}
	return nil
}

// targets sets what ratios are held against.
func (s *Service) targets(ctx context.Context, t *table, p period.Period, code string) error {
	for j, it := range t.leaves {
		if it.Method != scoring.Ratio || it.TargetBy == TargetOwn {
			continue
		}
		target := it.Target
		if it.TargetBy == TargetLast {
			mean, err := s.lastMean(ctx, code, it.No, p)
			if err != nil {
				return err
			}
			if mean == 0 { // no round before: the mean of this one
				var n int
				for i := range t.lines {
					if t.lines[i][j].Known {
						mean, n = mean+t.lines[i][j].X, n+1
					}
				}
				mean /= float64(max(1, n))
			}
			target = scoring.Round(it.Factor*mean, it.Input.Places+2)
		}
		for i := range t.lines {
			t.lines[i][j].Target, t.lines[i][j].HasTarget = target, target > 0
		}
	}
	return nil
}

// lastMean is the mean of an item's values in the round before.
func (s *Service) lastMean(ctx context.Context, code, no string, p period.Period) (float64, error) {
	if code == "" {
		return 0, nil
	}
	before, err := s.Before(ctx, s.Run.DB, &Round{Code: code, Period: p})
	if err != nil || before == nil {
		return 0, err
	}
	rows, err := s.resultsOf(ctx, s.Run.DB, before.ID)
	if err != nil {
		return 0, err
	}
	var sum float64
	n := 0
	for i := range rows {
		lines, err := rows[i].Lines()
		if err != nil {
			return 0, err
		}
		for _, l := range lines {
			if l.No == no && l.Known {
				sum += l.X
				n++
			}
		}
	}
	return sum / float64(max(1, n)), nil
}

func (s *Service) resultsOf(ctx context.Context, q db.Queryer, roundID string) ([]Result, error) {
	return results.Select(ctx, q, new(db.Where).And("t.round_id = ?", roundID), "ORDER BY CASE WHEN t.place = 0 THEN 1 ELSE 0 END, t.place, t.label, t.id")
}

// Compute works a round out anew from what the registers and the sheets say now.
func (s *Service) Compute(ctx context.Context, actor authz.Actor, id string) error {
	r, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if r.State != Filling && r.State != Scoring {
		return errs.New(errs.Conflict, "本轮%s，不能重新取数；要重新取数先撤回公示", StateLabel(r.State))
	}
	scheme, err := s.Scheme(ctx, r.SchemeID)
	if err != nil {
		return err
	}
	design, err := scheme.Design()
	if err != nil {
		return err
	}
	subjects, err := s.Subjects(ctx, &design, r.Period)
	if err != nil {
		return err
	}
	t, err := s.gather(ctx, &design, subjects, r.Period, r.ID, r.Code)
	if err != nil {
		return err
	}
	t.work()
	return s.Run.Run(ctx, actor, change.What{Action: "score.compute", Perm: authz.ScoreEdit, Ref: r.Ref()}, func(tx *change.Tx) error {
		if err := s.store(ctx, tx, r, t); err != nil {
			return err
		}
		after := *r
		after.ComputedAt = tx.Now
		return rounds.Update(ctx, tx, r, &after)
	})
}

// store writes the outcome: who is new gets a row, who has gone keeps the last one without a place, with the name of its successor.
func (s *Service) store(ctx context.Context, tx *change.Tx, r *Round, t *table) error {
	old, err := s.resultsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	via := &authz.Keys{Region: r.Region, Unit: r.UnitID}
	at := map[record.Ref]*Result{}
	for i := range old {
		at[old[i].Subject()] = &old[i]
	}
	for i := range t.subjects {
		sub := &t.subjects[i]
		before := at[sub.Ref]
		delete(at, sub.Ref)
		row := Result{RoundID: r.ID, SubjectKind: sub.Ref.Kind, SubjectID: sub.Ref.ID, via: via}
		if before != nil {
			before.via = via
			row = *before
		}
		row.Label, row.Region, row.UnitID, row.ChainID, row.Into = sub.Label, sub.Keys.Region, sub.Keys.Unit, sub.Keys.Chain, ""
		if err := t.put(i, &row); err != nil {
			return err
		}
		if before == nil {
			row.ID = tx.NewID()
			err = results.Insert(ctx, tx, &row)
		} else {
			err = results.Update(ctx, tx, before, &row)
		}
		if err != nil {
			return err
		}
	}
	for _, before := range at {
		before.via = via
		row := *before
		row.Rank, row.Best, row.Worst, row.SeenBest, row.SeenWorst, row.Tier, row.Scored, row.Grade = 0, 0, 0, 0, 0, 0, false, ""
		if row.Into, err = s.successor(ctx, row.Subject()); err != nil {
			return err
		}
		if err := results.Update(ctx, tx, before, &row); err != nil {
			return err
		}
	}
	return nil
}

// successor names into whom a subject that is not scored any more was merged.
func (s *Service) successor(ctx context.Context, ref record.Ref) (string, error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return "", err
	}
	if u := dir.Unit(ref.ID); ref.Kind == OfUnit && u != nil && u.SuccessorID != "" {
		return "已并入" + dir.UnitName(u.SuccessorID), nil
	}
	return "已不在考核对象中", nil
}

// again is a round as it is stored, for working out anew after a decision.
func (s *Service) again(ctx context.Context, q db.Queryer, r *Round) (*table, []Result, error) {
	scheme, err := schemes.Get(ctx, q, db.Everything, r.SchemeID)
	if err != nil {
		return nil, nil, err
	}
	design, err := scheme.Design()
	if err != nil {
		return nil, nil, err
	}
	all, err := s.resultsOf(ctx, q, r.ID)
	if err != nil {
		return nil, nil, err
	}
	t := &table{design: &design, leaves: design.Leaves(), items: design.Arithmetic()}
	var rows []Result
	for i := range all {
		row := &all[i]
		if row.Into != "" {
			continue
		}
		lines, err := row.Lines()
		if err != nil {
			return nil, nil, err
		}
		if len(lines) != len(t.leaves) {
			return nil, nil, errs.New(errs.Internal, "“%s”的明细与方案对不上", row.Label)
		}
		t.subjects = append(t.subjects, Subject{Ref: row.Subject(), Label: row.Label, Fresh: row.Fresh, Keys: authz.Keys{Region: row.Region, Unit: row.UnitID, Chain: row.ChainID}})
		t.lines = append(t.lines, lines)
		rows = append(rows, *row)
	}
	return t, rows, nil
}
