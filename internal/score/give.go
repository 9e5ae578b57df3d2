package score

import (
	"context"
	"math"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Proof is a file that comes with a sheet or an objection: its content is stored already.
type Proof struct {
	Name string
	Blob attach.Blob
}

// Filled is a sheet as it is filled in.
type Filled struct {
	Value  float64
	None   bool // nothing to give; Text says why
	Text   string
	Proofs []Proof
}

// Sheets are the sheets of a round within the scope, item by item; roundID "" = of all rounds that are being filled.
func (s *Service) Sheets(ctx context.Context, scope authz.Scope, roundID string) ([]Sheet, error) {
	w := new(db.Where)
	if roundID == "" {
		w.And("t.round_id IN (SELECT r.id FROM score_round r WHERE r.state = 'filling')")
	} else {
		w.And("t.round_id = ?", roundID)
	}
	return sheets.Select(ctx, s.Run.DB, w.Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), "t"), "ORDER BY t.round_id, t.item, t.unit_id, t.label, t.id")
}

// Sheet reads one sheet within the scope.
func (s *Service) Sheet(ctx context.Context, scope authz.Scope, id string) (*Sheet, error) {
	return sheets.Get(ctx, s.Run.DB, scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), id)
}

// ItemOf is the round and the item of a sheet.
func (s *Service) ItemOf(ctx context.Context, roundID, no string) (*Round, *Item, error) {
	r, err := s.Get(ctx, roundID)
	if err != nil {
		return nil, nil, err
	}
	scheme, err := s.Scheme(ctx, r.SchemeID)
	if err != nil {
		return nil, nil, err
	}
	d, err := scheme.Design()
	if err != nil {
		return nil, nil, err
	}
	it := d.Item(no)
	if it == nil {
		return nil, nil, errs.New(errs.NotFound, "方案里没有第%s项", no)
	}
	return r, it, nil
}

// Give fills a sheet.
func (s *Service) Give(ctx context.Context, actor authz.Actor, files *attach.Dir, id string, in Filled) error {
	before, err := s.Sheet(ctx, actor.Scope, id)
	if err != nil {
		return err
	}
	r, it, err := s.ItemOf(ctx, before.RoundID, before.Item)
	if err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "score.give", Perm: authz.ScoreGive, Ref: before.Ref()}, func(tx *change.Tx) error {
		return s.give(ctx, tx, files, r, it, before, in)
	})
}

// GiveMany fills several sheets of one round in one change; what is wrong is named value_ID.
func (s *Service) GiveMany(ctx context.Context, actor authz.Actor, roundID string, values map[string]Filled) error {
	r, err := s.Get(ctx, roundID)
	if err != nil {
		return err
	}
	all, err := s.Sheets(ctx, actor.Scope, roundID)
	if err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "score.give", Perm: authz.ScoreGive, Ref: r.Ref()}, func(tx *change.Tx) error {
		var bad errs.Fields
		for i := range all {
			in, ok := values[all[i].ID]
			if !ok {
				continue
			}
			_, it, err := s.ItemOf(ctx, roundID, all[i].Item)
			if err != nil {
				return err
			}
			if err := s.give(ctx, tx, nil, r, it, &all[i], in); err != nil {
				if errs.CodeOf(err) != errs.Invalid {
					return err
				}
				bad.Add("value_"+all[i].ID, "%s", fieldText(err))
			}
		}
		return bad.Err()
	})
}

// fieldText is the first message of an error with fields.
func fieldText(err error) string {
	if e, ok := err.(*errs.Error); ok && len(e.Fields) > 0 {
		return e.Fields[0].Message
	}
	return message(err)
}

func (s *Service) give(ctx context.Context, tx *change.Tx, files *attach.Dir, r *Round, it *Item, before *Sheet, in Filled) error {
	if r.State != Filling {
		return errs.New(errs.Conflict, "本轮%s，表已收；要改请链长办退回填报", StateLabel(r.State))
	}
	in.Text = strings.TrimSpace(in.Text)
	var bad errs.Fields
	switch {
	case in.None && in.Text == "":
		bad.Add("note", "没有数据时写明原因")
	case math.IsNaN(in.Value) || math.IsInf(in.Value, 0) || math.Abs(in.Value) > 1e15:
		bad.Add("value", "写一个数")
	case it.Method == scoring.Given && !in.None && (in.Value < 0 || in.Value > it.Weight):
		bad.Add("value", "%s满分%s，请打0到%s分", it.Name, short(it.Weight), short(it.Weight))
	case !it.Method.Weighted() && in.Value < 0:
		bad.Add("value", "不能小于零；扣几次就写几")
	}
	if len([]rune(in.Text)) > 1000 {
		bad.Add("note", "说明最多1000字")
	}
	if it.Evidence && !in.None && in.Value != 0 && len(in.Proofs) == 0 {
		has, err := attach.Labels(ctx, tx, before.Ref())
		if err != nil {
			return err
		}
		if len(has) == 0 {
			bad.Add("file", "“%s”要附佐证材料，照片或文件都可以", it.Name)
		}
	}
	if err := bad.Err(); err != nil {
		return err
	}
	for _, p := range in.Proofs {
		if _, err := files.Save(ctx, tx, before.Ref(), before.ScopeKeys(), p.Name, "佐证", p.Blob); err != nil {
			return err
		}
	}
	after := *before
	after.Value, after.Filled, after.None, after.Text = scoring.Round(in.Value, it.Input.Places), true, in.None, in.Text
	after.ByID, after.ByName, after.FilledAt = tx.Actor.ID, tx.Actor.Name, tx.Now
	if in.None {
		after.Value = 0
	}
	return sheets.Update(ctx, tx, before, &after)
}

// SubjectOf names who a sheet is about.
func (s *Sheet) SubjectOf() record.Ref { return record.Ref{Kind: s.SubjectKind, ID: s.SubjectID} }

// SheetFor reads a sheet for the giver and for who is scored by it, once the scores are announced.
func (s *Service) SheetFor(ctx context.Context, scope authz.Scope, id string) (*Sheet, error) {
	sh, err := sheets.Get(ctx, s.Run.DB, db.Everything, id)
	if err != nil || scope.Allows(sh.ScopeKeys()) {
		return sh, err
	}
	if _, err := s.Mine(ctx, scope, sh.RoundID, sh.SubjectID); err == nil {
		r, err := s.Get(ctx, sh.RoundID)
		if err == nil && (r.State == Announced || r.State == Settled || r.State == Published) {
			return sh, nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有这张表，或不在您的数据范围内")
}

// About are the sheets behind a subject's score; who may see the score may see them.
func (s *Service) About(ctx context.Context, row *Result) ([]Sheet, error) {
	return sheets.Select(ctx, s.Run.DB, new(db.Where).And("t.round_id = ? AND t.subject_id = ?", row.RoundID, row.SubjectID), "ORDER BY t.item, t.unit_id, t.id")
}
