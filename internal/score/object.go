package score

import (
	"context"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
)

// Mine reads the score of one subject within the scope.
func (s *Service) Mine(ctx context.Context, scope authz.Scope, roundID, subjectID string) (*Result, error) {
	w := new(db.Where).And("t.round_id = ? AND t.subject_id = ?", roundID, subjectID).Scope(scope.On(scopeColumns), "t")
	rows, err := results.Select(ctx, s.Run.DB, w, "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "没有这份得分，或不在您的数据范围内")
	}
	r, err := s.Get(ctx, roundID)
	if err != nil {
		return nil, err
	}
	if !r.shown(scope) {
		return nil, errs.New(errs.NotFound, "本轮还没有公示，得分要到公示时才能看")
	}
	return &rows[0], nil
}

// Objections are those of a round within the scope, the open ones first.
func (s *Service) Objections(ctx context.Context, scope authz.Scope, roundID string) ([]Objection, error) {
	w := new(db.Where).And("t.round_id = ?", roundID).Scope(scope.On(scopeColumns), "t")
	return objections.Select(ctx, s.Run.DB, w, "ORDER BY CASE WHEN t.state = 'raised' THEN 0 ELSE 1 END, t.created_at, t.id")
}

// Objection reads one within the scope.
func (s *Service) Objection(ctx context.Context, scope authz.Scope, id string) (*Objection, error) {
	return objections.Get(ctx, s.Run.DB, scope.On(scopeColumns), id)
}

// Object raises an objection against a line of a score that has been announced.
func (s *Service) Object(ctx context.Context, actor authz.Actor, files *attach.Dir, roundID, subjectID, item, text string, proofs []Proof) (*Objection, error) {
	row, err := s.Mine(ctx, actor.Scope, roundID, subjectID)
	if err != nil {
		return nil, err
	}
	r, err := s.Get(ctx, roundID)
	if err != nil {
		return nil, err
	}
	if r.State != Announced {
		return nil, errs.New(errs.Conflict, "本轮%s，不在公示期，不能提异议", StateLabel(r.State))
	}
	if s.Run.Clock.Today() > r.ObjectBy {
		return nil, errs.New(errs.Conflict, "公示期到%s为止，已经过了", r.ObjectBy)
	}
	lines, err := row.Lines()
	if err != nil {
		return nil, err
	}
	var bad errs.Fields
	if text = strings.TrimSpace(text); text == "" || len([]rune(text)) > 1000 {
		bad.Add("note", "写明异议的理由，不超过1000字")
	}
	known := false
	for i := range lines {
		known = known || lines[i].No == item
	}
	if !known {
		bad.Add("item", "选择对哪一项有异议")
	}
	if len(proofs) == 0 {
		bad.Add("file", "附上佐证材料，照片或文件都可以")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var o *Objection
	err = s.Run.Run(ctx, actor, change.What{Action: "score.object", Perm: authz.ScoreGive}, func(tx *change.Tx) error {
		o = &Objection{ID: tx.NewID(), RoundID: roundID, ResultID: row.ID, Label: row.Label, Item: item, State: Raised, Text: text, Region: row.Region, UnitID: row.UnitID,
			ChainID: row.ChainID, ByID: actor.ID, ByName: actor.Name, OnDate: tx.Clock.Today(), CreatedAt: tx.Now}
		if err := objections.Insert(ctx, tx, o); err != nil {
			return err
		}
		for _, p := range proofs {
			if _, err := files.Save(ctx, tx, o.Ref(), o.ScopeKeys(), p.Name, "佐证", p.Blob); err != nil {
				return err
			}
		}
		tx.About(o.Ref())
		tx.Emit(TopicObjected, r.Ref(), row.Label)
		return nil
	})
	return o, err
}

// Decision is how an objection ends. With HasValue the value replaces the line's and the whole round is worked out anew.
type Decision struct {
	Action   string // uphold, reject, withdraw
	Reason   string
	Value    float64
	HasValue bool
}

// Decide ends an objection.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, id string, d Decision) error {
	before, err := s.Objection(ctx, actor.Scope, id)
	if err != nil {
		return err
	}
	row, err := ObjectionFlow.Find(before.State, d.Action)
	if err != nil {
		return err
	}
	r, err := s.Get(ctx, before.RoundID)
	if err != nil {
		return err
	}
	what := change.What{Action: "score." + d.Action, Perm: row.Perm, Ref: before.Ref(), Reason: strings.TrimSpace(d.Reason)}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if err := flow.Check(ctx, row, actor, d.Reason, nil, before); err != nil {
			return err
		}
		if r.State != Announced {
			return errs.New(errs.Conflict, "本轮%s，异议不能再裁定；先重新公示", StateLabel(r.State))
		}
		if d.Action == "uphold" && !d.HasValue {
			return errs.Fields{{Name: "value", Message: "写明改为多少；不改数的，选“不成立”并说明"}}.Err()
		}
		after := *before
		after.State, after.Reason, after.DecidedBy, after.DecidedOn = row.To, strings.TrimSpace(d.Reason), actor.Name, tx.Clock.Today()
		after.Value, after.HasValue = d.Value, d.Action == "uphold"
		if err := objections.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		if row.Notify != "" {
			tx.Emit(row.Notify, r.Ref(), after.ID)
		}
		if !after.HasValue {
			return nil
		}
		return s.apply(ctx, tx, r, &after)
	})
}

// apply puts the decided value into the line and works everybody out anew: the ends of an item may have moved for all.
func (s *Service) apply(ctx context.Context, tx *change.Tx, r *Round, o *Objection) error {
	t, rows, err := s.again(ctx, tx, r)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].ID != o.ResultID {
			continue
		}
		for j := range t.lines[i] {
			l := &t.lines[i][j]
			if l.No != o.Item {
				continue
			}
			it := t.leaves[j]
			if it.Method == scoring.Given && (o.Value < 0 || o.Value > it.Weight) {
				return errs.Fields{{Name: "value", Message: it.Name + "满分" + short(it.Weight)}}.Err()
			}
			if l.Was == nil {
				l.Was = &Was{X: l.X, Known: l.Known, Points: l.Points}
			}
			l.Was.Objection, l.Was.Reason = o.ID, o.Reason
			l.X, l.Known = o.Value, true
		}
	}
	t.work()
	via := &authz.Keys{Region: r.Region, Unit: r.UnitID}
	for i := range rows {
		rows[i].via = via
		after := rows[i]
		if err := t.put(i, &after); err != nil {
			return err
		}
		if err := results.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// HoldsUnit counts what points to a unit, so that it is not dissolved under it.
func (s *Service) HoldsUnit(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
	col := map[string]string{"unit": "unit_id", "region": "region"}[kind]
	err = q.QueryRow(ctx, "SELECT (SELECT count(*) FROM score_sheet s JOIN score_round r ON r.id = s.round_id WHERE r.state = 'filling' AND s."+col+" = $1)", id).Scan(&n)
	return n, err
}

// MoveUnit hands what a unit still has to give to its successor inside a write under way.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	_, err := sheets.Edit(ctx, tx, new(db.Where).And("t.unit_id = ? AND t.round_id IN (SELECT r.id FROM score_round r WHERE r.state = 'filling')", from), "",
		func(row *Sheet) { row.UnitID = to })
	if err != nil {
		return err
	}
	_, err = schemes.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(row *Scheme) { row.UnitID = to })
	if err != nil {
		return err
	}
	_, err = rounds.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(row *Round) { row.UnitID = to })
	return err
}
