package gap

import "lianzhang/internal/platform/list"

// value gives a column of the gap to the rules of its light; what is absent is unknown.
func (g *Gap) value(name string) any {
	var v any
	switch name {
	case "light":
		v = g.Light
	case "kind":
		v = g.Kind
	case "name":
		v = g.Name
	case "chain_id":
		v = g.ChainID
	case "rank":
		return float64(g.Rank)
	case "firms":
		return float64(g.Firms)
	case "score":
		return g.Score
	case "presence", "demand", "supply", "density", "risk", "worth":
		return known(map[string]float64{"presence": g.Presence, "demand": g.Demand, "supply": g.Supply, "density": g.Density, "risk": g.Risk, "worth": g.Worth}[name])
	case "state":
		v = g.State
	case "unit_id":
		v = g.UnitID
	case "owner_id":
		v = g.OwnerID
	case "co_work":
		v = g.CoWork
	case "due":
		v = g.Due
	case "last_touch":
		v = g.LastTouch
	case "verdict":
		v = g.Verdict
	case "source":
		v = g.Source
	case "note":
		v = g.Note
	case "opened_on":
		v = g.OpenedOn
	case "closed_on":
		v = g.ClosedOn
	case "region":
		v = g.Region
	default:
		return nil
	}
	c := Spec.Column(name)
	if c == nil {
		c = &list.Column{Kind: list.Text}
	}
	return c.RuleValue(v)
}

// known makes an unknown number absent.
func known(v float64) any {
	if v < 0 {
		return nil
	}
	return v
}
