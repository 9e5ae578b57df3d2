package target

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Touch is a contact as somebody notes it. Talks says that a meeting was agreed or held.
type Touch struct {
	On, How, Whom, Result, NextStep, NextOn string
	Talks                                   bool
}

func (n *Touch) check(today string) error {
	var bad errs.Fields
	n.Result = strings.TrimSpace(n.Result)
	if n.On == "" {
		n.On = today
	}
	switch {
	case !clock.IsDate(n.On):
		bad.Add("on", "日期写成2026-11-22这样")
	case n.On > today:
		bad.Add("on", "不能晚于今天（%s）", today)
	}
	if n.How == "" {
		bad.Add("how", "选择联系方式")
	}
	if n.Result == "" {
		bad.Add("result", "写一句结果，哪怕是没有接通")
	}
	if n.NextOn != "" && !clock.IsDate(n.NextOn) {
		bad.Add("next_on", "日期写成2026-11-22这样")
	}
	if n.NextOn != "" && n.NextOn < n.On {
		bad.Add("next_on", "早于联系日期")
	}
	return bad.Err()
}

// Contact notes a contact and moves the target on: one that was to be called is now contacted.
func (s *Service) Contact(ctx context.Context, actor authz.Actor, id string, n Touch) error {
	if err := n.check(s.Run.Clock.Today()); err != nil {
		return err
	}
	what := change.What{Action: "target.contact", Perm: authz.GapWork, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.edit(ctx, actor, what, func(tx *change.Tx, t *Target) error {
		switch {
		case t.State == Candidate:
			t.enter(Assigned)
			t.OwnerID = actor.ID
		case t.State == Excluded:
			return errs.New(errs.Conflict, "“%s”已排除，请先恢复再记联系", t.Firm)
		}
		if t.State == Assigned {
			t.enter(Contacted)
		}
		if n.Talks && t.State == Contacted {
			t.enter(Talks)
		}
		t.TouchedOn, t.Contacts = max(t.TouchedOn, n.On), t.Contacts+1
		t.NextStep, t.NextOn = n.NextStep, n.NextOn
		if err := touchGap(ctx, tx, t.GapID, n.On); err != nil {
			return err
		}
		return contacts.Insert(ctx, tx, &Contact{ID: tx.NewID(), TargetID: t.ID, Region: t.Region, UnitID: t.UnitID, ChainID: t.ChainID, OnDate: n.On,
			ByID: actor.ID, ByName: actor.Name, How: n.How, Whom: n.Whom, Result: n.Result, NextStep: n.NextStep, NextOn: n.NextOn, CreatedAt: tx.Now})
	})
}

// touchGap notes at the gap that somebody has been called for it.
func touchGap(ctx context.Context, tx *change.Tx, id, on string) error {
	before, err := touches.Get(ctx, tx, db.Everything, id)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	after := *before
	after.LastTouch = max(after.LastTouch, on)
	return touches.Update(ctx, tx, before, &after)
}

// Contacts gives the log of a target that the caller may see, newest first.
func (s *Service) Contacts(ctx context.Context, id string) ([]Contact, error) {
	return contacts.Select(ctx, s.Run.DB, new(db.Where).And("t.target_id = ?", id), "ORDER BY t.on_date DESC, t.created_at DESC")
}

// weights are what a new piece of evidence of a kind tells when nobody says otherwise.
var weights = map[string]float64{ranking.Growth: 0.5, ranking.Outside: 0.7, ranking.Tender: 0.6, ranking.Tie: 1, ranking.News: 0.3}

// EvidenceKinds are the kinds of evidence with their names, in the order in which forms offer them.
func EvidenceKinds() [][2]string {
	return [][2]string{{ranking.Growth, "扩张增长"}, {ranking.Outside, "对外投资"}, {ranking.Tender, "招标采购"}, {ranking.Tie, "与本地有联系"}, {ranking.News, "其他动态"}}
}

// EvidenceLabel is the name of a kind of evidence.
func EvidenceLabel(kind string) string {
	for _, k := range EvidenceKinds() {
		if k[0] == kind {
			return k[1]
		}
	}
	return kind
}

// AddEvidence notes a dated sign at a target and ranks the target anew by the next Rank. Weight 0 takes the kind's usual one.
func (s *Service) AddEvidence(ctx context.Context, actor authz.Actor, id string, e Evidence) (*Evidence, error) {
	if _, err := s.Get(ctx, actor.Scope, id); err != nil {
		return nil, err
	}
	today := s.Run.Clock.Today()
	var bad errs.Fields
	e.Body = strings.TrimSpace(e.Body)
	if weights[e.Kind] == 0 {
		bad.Add("kind", "选择证据种类")
	}
	if e.Body == "" {
		bad.Add("body", "写明是什么事")
	}
	if strings.TrimSpace(e.Source) == "" {
		bad.Add("source", "写明出处：公告、网页、文件或人")
	}
	switch {
	case !clock.IsDate(e.OnDate):
		bad.Add("on_date", "日期写成2026-11-22这样")
	case e.OnDate > today:
		bad.Add("on_date", "不能晚于今天（%s）", today)
	}
	if e.Weight < 0 || e.Weight > 1 {
		bad.Add("weight", "0到1之间")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	if e.Weight == 0 {
		e.Weight = weights[e.Kind]
	}
	what := change.What{Action: "target.evidence", Perm: authz.GapWork, Ref: record.Ref{Kind: Kind, ID: id}}
	err := s.edit(ctx, actor, what, func(tx *change.Tx, t *Target) error {
		e.ID, e.TargetID, e.EnterpriseID, e.Region, e.UnitID, e.ChainID = tx.NewID(), t.ID, t.EnterpriseID, t.Region, t.UnitID, t.ChainID
		e.ByName, e.CreatedAt, e.Version = actor.Name, tx.Now, 0
		return evidence.Insert(ctx, tx, &e)
	})
	return &e, err
}

// EvidenceOf gives the evidence of an enterprise inside the scope, newest first.
func (s *Service) EvidenceOf(ctx context.Context, scope authz.Scope, enterpriseID string) ([]Evidence, error) {
	w := new(db.Where).And("t.enterprise_id = ?", enterpriseID).Scope(scopeOf(scope), "t")
	return evidence.Select(ctx, s.Run.DB, w, "ORDER BY t.on_date DESC, t.created_at DESC")
}

// Bar keeps an enterprise out of every ranking; with a day until that day.
func (s *Service) Bar(ctx context.Context, actor authz.Actor, targetID, reason, until string) error {
	var bad errs.Fields
	if strings.TrimSpace(reason) == "" {
		bad.Add("reason", "写明原因")
	}
	if until != "" && !clock.IsDate(until) {
		bad.Add("until", "日期写成2026-11-22这样")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	what := change.What{Action: "target.bar", Perm: authz.GapWork, Ref: record.Ref{Kind: Kind, ID: targetID}, Reason: reason}
	return s.edit(ctx, actor, what, func(tx *change.Tx, t *Target) error {
		if slices.Contains([]string{AsLead, Signed}, t.State) {
			return errs.New(errs.Conflict, "“%s”已转为线索，不能排除", t.Firm)
		}
		t.enter(Excluded)
		t.Reason, t.UntilOn = reason, until
		return exclusions.Insert(ctx, tx, &Exclusion{ID: tx.NewID(), EnterpriseID: t.EnterpriseID, Firm: t.Firm, Region: t.Region, UnitID: t.UnitID,
			Reason: reason, UntilOn: until, ByName: actor.Name, CreatedAt: tx.Now})
	})
}

// Unbar takes an exclusion back.
func (s *Service) Unbar(ctx context.Context, actor authz.Actor, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "target.unbar", Perm: authz.GapWork, Ref: record.Ref{Kind: ExclusionKind, ID: id}}, func(tx *change.Tx) error {
		x, err := exclusions.Get(ctx, tx, actor.Scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), id)
		if err != nil {
			return err
		}
		return exclusions.Delete(ctx, tx, x)
	})
}

// Exclusions gives the exclusions inside the scope, newest first.
func (s *Service) Exclusions(ctx context.Context, scope authz.Scope) ([]Exclusion, error) {
	w := new(db.Where).Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), "t")
	return exclusions.Select(ctx, s.Run.DB, w, "ORDER BY t.created_at DESC")
}
