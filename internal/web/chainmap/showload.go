package chainmap

import (
	"context"
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
)

// chainOf finds the chain. What a chain consists of is no secret inside the site: whoever has a project of it in his scope may
// see its map, as its page; scope is with what the map itself is read.
func (h *handlers) chainOf(q *web.Req, id string) (c *area.Chain, scope authz.Scope, sees bool, err error) {
	all, err := h.Chains.All(q.Ctx())
	if err != nil {
		return nil, scope, false, err
	}
	for i := range all {
		if all[i].ID != id {
			continue
		}
		if _, err := h.Chains.Get(q.Ctx(), q.Actor.Scope, id); err == nil {
			return &all[i], q.Actor.Scope, true, nil
		}
		rows, err := h.Projects.Select(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.chain_id = ?", id), "LIMIT 1")
		if err != nil || len(rows) > 0 {
			return &all[i], authz.Scope{All: true}, false, err
		}
	}
	return nil, scope, false, errs.New(errs.NotFound, "没有这条产业链，或不在您的数据范围内")
}

// load reads what the address asks for: {id}, ?version=N, ?by=mode.
func (h *handlers) load(q *web.Req) (*shown, error) {
	c, scope, sees, err := h.chainOf(q, q.Path("id"))
	if err != nil {
		return nil, err
	}
	m := &shown{chain: c, sees: sees, mode: drawing.ParseMode(q.Query("by"))}
	if v := q.Query("version"); v != "" {
		no, err := strconv.ParseInt(v, 10, 64)
		if err != nil || no < 1 {
			return nil, errs.New(errs.NotFound, "图谱没有第%s版", v)
		}
		if m.version, m.doc, err = h.Graph.Published(q.Ctx(), scope, c.ID, no); err != nil {
			return nil, err
		}
	} else if m.doc, m.revision, err = h.Graph.Doc(q.Ctx(), scope, c.ID); err != nil {
		return nil, err
	}
	m.facts, err = h.known(q.Ctx(), q.Actor.Scope, c.ID)
	return m, err
}

// known is what is known of the nodes of a chain; nothing when no one keeps it.
func (h *handlers) known(ctx context.Context, scope authz.Scope, chainID string) (map[string]drawing.Facts, error) {
	if h.Facts == nil {
		return nil, nil
	}
	return h.Facts.Facts(ctx, scope, chainID)
}
