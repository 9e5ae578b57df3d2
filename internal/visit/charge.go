package visit

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Order arranges that a person looks after firms. Firms are names or credit codes. With Replace, others who look after them
// in the same role stop doing so on the day.
type Order struct {
	AccountID, Role, Since, Note string
	Firms                        []string
	Replace                      bool
}

// maxFirms is how many firms one order may name.
const maxFirms = 2000

// Assign carries out an order. It gives how many charges are new; those that stood already stay as they are.
func (s *Service) Assign(ctx context.Context, actor authz.Actor, o Order) (made int, err error) {
	firms, unit, err := s.checkOrder(ctx, actor, &o)
	if err != nil {
		return 0, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "visit.assign", Perm: authz.VisitAssign, Reason: o.Note}, func(tx *change.Tx) error {
		made = 0
		for _, e := range firms {
			held, err := charges.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", e.ID).And("t.role = ?", o.Role).And("t.until_on = ''"), "ORDER BY t.id")
			if err != nil {
				return err
			}
			there := false
			for i := range held {
				if held[i].AccountID == o.AccountID {
					there = true
				} else if o.Replace {
					if err := end(ctx, tx, &held[i], o.Since); err != nil {
						return err
					}
				}
			}
			if there {
				continue
			}
			c := &Charge{ID: tx.NewID(), EnterpriseID: e.ID, AccountID: o.AccountID, Role: o.Role, Region: e.Region, UnitID: unit, ChainID: e.ChainID, Since: o.Since,
				Note: o.Note, SetBy: tx.Actor.ID, SetName: tx.Actor.Name, CreatedAt: tx.Now}
			if err := charges.Insert(ctx, tx, c); err != nil {
				return err
			}
			made++
		}
		return nil
	})
	return made, err
}

// able reports whether a person may note visits.
func able(dir *org.Directory, a *org.Account) bool {
	return a.Active && slices.ContainsFunc(dir.Grants(a.ID), func(g org.Grant) bool { return authz.Actor{Roles: []authz.Role{g.Role}}.Can(authz.VisitMake) })
}

// Candidates are those who can be asked to look after firms.
func (s *Service) Candidates(ctx context.Context) (out []*org.Account, err error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range dir.Accounts() {
		if able(dir, a) {
			out = append(out, a)
		}
	}
	return out, nil
}

// checkOrder finds the firms and the person's unit.
func (s *Service) checkOrder(ctx context.Context, actor authz.Actor, o *Order) (firms []*enterprise.Enterprise, unit string, err error) {
	if err := actor.Need(authz.VisitAssign); err != nil {
		return nil, "", err
	}
	var bad errs.Fields
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, "", err
	}
	if a := dir.Account(o.AccountID); a == nil || !able(dir, a) {
		bad.Add("account_id", "选择能登记走访的在用账号")
	} else {
		unit = a.UnitID
	}
	if RoleLabel(o.Role) == "" {
		bad.Add("role", "选择特派员或挂点干部")
	}
	today := s.Run.Clock.Today()
	if o.Since == "" {
		o.Since = today
	}
	switch {
	case !clock.IsDate(o.Since):
		bad.Add("since", "“%s”不是日期，例如2026-11-22", o.Since)
	case o.Since > today:
		bad.Add("since", "不能晚于今天（%s）", today)
	}
	firms, wrong, err := s.resolve(ctx, actor, o.Firms)
	if err != nil {
		return nil, "", err
	}
	switch {
	case len(o.Firms) > maxFirms:
		bad.Add("firms", "一次最多%d家，请分几次", maxFirms)
	case len(wrong) > 0:
		bad.Add("firms", "有%d行没有定到企业，核对名称或改填信用代码：%s", len(wrong), strings.Join(wrong[:min(5, len(wrong))], "、"))
	case len(firms) == 0:
		bad.Add("firms", "写上企业名称，一行一家")
	}
	return firms, unit, bad.Err()
}

// resolve finds the firms of the lines within the actor's scope; wrong are lines that mean none or several.
func (s *Service) resolve(ctx context.Context, actor authz.Actor, lines []string) (out []*enterprise.Enterprise, wrong []string, err error) {
	has := map[string]bool{}
	for _, line := range lines[:min(len(lines), maxFirms)] {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		rows, err := s.Firms.Named(ctx, actor.Scope, line, 5)
		if err != nil {
			return nil, nil, err
		}
		var hits []*enterprise.Enterprise
		for i := range rows {
			if rows[i].Named(line) {
				hits = append(hits, &rows[i])
			}
		}
		switch {
		case len(hits) != 1:
			wrong = append(wrong, line)
		case !has[hits[0].ID]:
			has[hits[0].ID] = true
			out = append(out, hits[0])
		}
	}
	return out, wrong, nil
}

func end(ctx context.Context, tx *change.Tx, c *Charge, on string) error {
	after := *c
	after.UntilOn = max(on, c.Since)
	return charges.Update(ctx, tx, c, &after)
}

// End ends charges today; ids of charges that have ended are passed over. It gives how many ended.
func (s *Service) End(ctx context.Context, actor authz.Actor, ids []string, reason string) (ended int, err error) {
	err = s.Run.Run(ctx, actor, change.What{Action: "visit.unassign", Perm: authz.VisitAssign, Reason: reason}, func(tx *change.Tx) error {
		ended = 0
		rows, err := charges.Select(ctx, tx, new(db.Where).In("t.id", ids...).And("t.until_on = ''").Scope(scopeOf(actor.Scope), "t"), "ORDER BY t.id")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errs.New(errs.NotFound, "所选的包联已经结束，或不在您的数据范围内")
		}
		for i := range rows {
			if err := end(ctx, tx, &rows[i], tx.Clock.Today()); err != nil {
				return err
			}
			ended++
		}
		return nil
	})
	return ended, err
}

// Keepers are those who look after a firm now.
func (s *Service) Keepers(ctx context.Context, firm string) ([]Charge, error) {
	return charges.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", firm).And("t.until_on = ''"), "ORDER BY t.role, t.since, t.id")
}
