package chainmap

import (
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// talents is what stands beside the firms of a node: people looked for and found, and platforms (双招双引).
func (h *handlers) talents(q *web.Req, n *graph.Node, p *nodePage) error {
	if h.Talent == nil {
		return nil
	}
	all, err := h.Talent.PerNode(q.Ctx(), q.Actor.Scope, n.ChainID)
	if err != nil {
		return err
	}
	c, ok := all[n.ID]
	if !ok {
		return nil
	}
	at := "?chain_id=" + n.ChainID + "&node_id=" + n.ID
	add := func(label, text, url string) {
		p.Talent = append(p.Talent, ui.Fact{Label: label, Value: ui.Rich{ui.A(text, url)}})
	}
	if c.Needs > 0 {
		text := ui.Num(c.Needs) + "项，要" + ui.Num(c.Wanted) + "人，到岗" + ui.Num(c.Arrived) + "人"
		if rate, ok := c.Rate(); ok {
			text += "，" + ui.Pct(rate)
		}
		add("人才需求", text, "/talent/needs"+at)
	}
	if c.Intros > 0 {
		add("人才引进", ui.Num(c.Intros)+"项", "/talent/introductions"+at)
	}
	if c.Platforms > 0 {
		add("创新平台", ui.Num(c.Platforms)+"个", "/talent/platforms"+at)
	}
	return nil
}
