package chainmap

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/draft"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
)

// mostFirms is how many of the site's own firms a draft reads, the largest first.
const mostFirms = 20_000

// fromRegister drafts a map from the chain's enterprises and wanted investments, as far as the person sees them. Firms that
// name no chain count by their trade, wanted investments by their words; the draft says how many.
func (h *handlers) fromRegister(q *web.Req, c *area.Chain) (*graph.Doc, error) {
	firms, err := h.Enterprises.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("NOT t.outside"), "ORDER BY t.revenue DESC, t.no LIMIT "+strconv.Itoa(mostFirms))
	if err != nil {
		return nil, err
	}
	all, err := h.Chains.All(q.Ctx())
	if err != nil {
		return nil, err
	}
	byChain := map[string][]enterprise.Enterprise{}
	for i := range firms {
		id := cmp.Or(firms[i].ChainID, area.NamedBy(all, firms[i].Trade))
		byChain[id] = append(byChain[id], firms[i])
	}
	wanted, guessed, err := h.wanted(q, c, all, byChain)
	if err != nil {
		return nil, err
	}
	own := byChain[c.ID]
	if len(own)+len(wanted) == 0 {
		return nil, errs.New(errs.Invalid, "这条链还没有企业和招引机会，先导入名录，或用模板开始")
	}
	d, _, err := graph.Mend(draft.FromRegister(c.Name, own, wanted))
	if err != nil {
		return nil, err
	}
	d.Summary = "依据本链企业" + strconv.Itoa(len(own)) + "家、招引机会" + strconv.Itoa(len(wanted)) + "项起草，请核对"
	if guessed > 0 {
		d.Summary = strings.Replace(d.Summary, "项起草", "项（"+strconv.Itoa(guessed)+"项没写产业链，按文字归入）起草", 1)
	}
	return d, nil
}

// wanted are the wanted investments of a chain, and how many of them only their words put there.
func (h *handlers) wanted(q *web.Req, c *area.Chain, all []area.Chain, firms map[string][]enterprise.Enterprise) (out []area.Opportunity, guessed int, err error) {
	rows, err := h.Chains.SelectOpportunities(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.chain_id IN ('', ?)", c.ID), "ORDER BY t.id LIMIT 5000")
	if err != nil || !slices.ContainsFunc(rows, func(o area.Opportunity) bool { return o.ChainID == "" }) {
		return rows, 0, err
	}
	var circles []draft.Circle
	for i := range all {
		if all[i].Active {
			circles = append(circles, draft.NewCircle(all[i].ID, all[i].Name, firms[all[i].ID]))
		}
	}
	for i := range rows {
		switch {
		case rows[i].ChainID == c.ID:
			out = append(out, rows[i])
		case draft.Belong(circles, &rows[i]) == c.ID:
			out, guessed = append(out, rows[i]), guessed+1
		}
	}
	return out, guessed, nil
}
