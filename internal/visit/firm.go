package visit

import (
	"context"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// open are the charges that a person has now, over alias t.
func open(account string) *db.Where {
	return new(db.Where).And("t.account_id = ?", account).And("t.until_on = ''")
}

// Mine are the firms that a person looks after now, the one not visited for longest first.
func (s *Service) Mine(ctx context.Context, account string) ([]enterprise.Enterprise, error) {
	w := new(db.Where).And("EXISTS (SELECT 1 FROM visit_charge c WHERE c.enterprise_id = t.id AND c.account_id = ? AND c.until_on = '')", account)
	order := "ORDER BY COALESCE((SELECT max(v.on_date) FROM visit v WHERE v.enterprise_id = t.id AND v.by_id = " + w.Arg(account) + "), ''), t.name, t.id"
	return s.Firms.Select(ctx, s.Run.DB, authz.Scope{All: true}, w, order)
}

// offered is how many firms a search offers.
const offered = 8

// Find gives the firms that a text may mean: the actor's own first, then those of the register within his scope.
func (s *Service) Find(ctx context.Context, actor authz.Actor, text string) ([]enterprise.Enterprise, error) {
	text = strings.TrimSpace(text)
	mine, err := s.Mine(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	var out []enterprise.Enterprise
	has := map[string]bool{}
	for _, e := range mine {
		if len(out) < offered && (e.Named(text) || strings.Contains(e.Name, text) || e.Short != "" && strings.Contains(e.Short, text)) {
			out = append(out, e)
		}
		has[e.ID] = true
	}
	if text == "" || len(out) >= offered {
		return out, nil
	}
	rows, err := s.Firms.Named(ctx, actor.Scope, text, offered)
	for _, e := range rows {
		if len(out) < offered && !has[e.ID] {
			out = append(out, e)
		}
	}
	return out, err
}

// firm is the one firm that a visitor's words mean: a firm of his own by any part of its name, another by its full name or code.
func (s *Service) firm(ctx context.Context, actor authz.Actor, words string) (*enterprise.Enterprise, error) {
	found, err := s.Find(ctx, actor, words)
	if err != nil {
		return nil, err
	}
	mine, err := s.Mine(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, e := range mine {
		own[e.ID] = true
	}
	var exact, near []*enterprise.Enterprise
	for i := range found {
		if e := &found[i]; e.Named(words) {
			exact = append(exact, e)
		} else if own[e.ID] {
			near = append(near, e)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) == 0 && len(near) == 1:
		return near[0], nil
	case len(exact) > 1 && own[exact[0].ID] && !own[exact[1].ID]:
		return exact[0], nil
	case len(exact) > 1:
		return nil, errs.Fields{{Name: "firm", Message: "有几家企业叫这个名字，请填统一社会信用代码：" + codes(exact)}}.Err()
	case len(found) > 0:
		return nil, errs.Fields{{Name: "firm", Message: "没有定到一家企业，填全称，例如：" + names(found)}}.Err()
	}
	return nil, errs.Fields{{Name: "firm", Message: "企业库里没有“" + words + "”，或不在您的范围内；核对名称，或先请链长办登记"}}.Err()
}

func codes(rows []*enterprise.Enterprise) string {
	var out []string
	for _, e := range rows {
		out = append(out, e.USCC)
	}
	return strings.Join(out, "、")
}

func names(rows []enterprise.Enterprise) string {
	var out []string
	for _, e := range rows[:min(3, len(rows))] {
		out = append(out, e.Name)
	}
	return strings.Join(out, "、")
}
