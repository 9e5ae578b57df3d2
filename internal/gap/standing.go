package gap

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// Standing is what a node came to at the last assessment.
type Standing struct {
	Facts    Facts
	Need     float64
	Strength int
	Verdict  string
	RuleID   string
	RulesNo  int64 // version of the rules that judged
	At       int64
}

// Standing reads one node's; nil when it was never assessed or lies outside the scope.
func (s *Service) Standing(ctx context.Context, scope authz.Scope, nodeID string) (*Standing, error) {
	all, err := s.standings(ctx, scope, new(db.Where).And("t.id = ?", nodeID))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Standings reads those of a chain's nodes, by node.
func (s *Service) Standings(ctx context.Context, scope authz.Scope, chainID string) (map[string]*Standing, error) {
	all, err := s.standings(ctx, scope, new(db.Where).And("t.chain_id = ?", chainID))
	out := make(map[string]*Standing, len(all))
	for i := range all {
		out[all[i].Facts.NodeID] = &all[i]
	}
	return out, err
}

func (s *Service) standings(ctx context.Context, scope authz.Scope, w *db.Where) ([]Standing, error) {
	w.Scope(scope.On(scopeKeys), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT t.id, t.chain_id, t.need, t.strength, t.verdict, t.rule_id, t.rules_no, t.at, t.facts FROM node_score t"+w.SQL(), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Standing
	for rows.Next() {
		var st Standing
		var id, chainID, facts string
		var strength int64
		if err := rows.Scan(&id, &chainID, &st.Need, &strength, &st.Verdict, &st.RuleID, &st.RulesNo, &st.At, &facts); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(facts), &st.Facts); err != nil {
			return nil, err
		}
		st.Facts.NodeID, st.Facts.ChainID, st.Strength = id, chainID, int(strength)
		out = append(out, st)
	}
	return out, rows.Err()
}

// Facts are what the map shows of the nodes of a chain.
func (s *Service) Facts(ctx context.Context, scope authz.Scope, chainID string) (map[string]drawing.Facts, error) {
	all, err := s.Standings(ctx, scope, chainID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	open, err := s.Select(ctx, scope, new(db.Where).And("t.chain_id = ?", chainID).In("t.state", Open, Working), "")
	if err != nil {
		return nil, err
	}
	invest, err := s.investment(ctx, scope, chainID)
	if err != nil {
		return nil, err
	}
	out := make(map[string]drawing.Facts, len(all))
	for id, st := range all {
		out[id] = drawing.Facts{Matched: true, Firms: st.Facts.Firms, Revenue: st.Facts.Revenue, Strength: drawing.Blank + drawing.Level(st.Strength),
			Risk: riskLevel(st.Facts.Risk), RiskText: riskText(&st.Facts), Invest: invest[id]}
		if invest[id] == nil {
			f := out[id]
			f.Invest = &drawing.Invest{}
			out[id] = f
		}
	}
	for i := range open {
		g := &open[i]
		f, known := out[g.NodeID]
		if !known {
			continue
		}
		f.Gap = &drawing.GapFacts{ID: g.ID, Kind: drawing.Gap(g.Kind), State: Flow.Label(g.State), Rank: g.Rank, Score: g.Score, Owner: d.AccountName(g.OwnerID),
			Due: g.Due, Text: g.said(), Numbers: g.Numbers()}
		out[g.NodeID] = f
	}
	return out, nil
}

// said is why the gap is one, in a line: what is wrong with its handling, then the figures that the verdict stands on.
func (g *Gap) said() string {
	parts := []string{"本地" + strconv.FormatInt(g.Firms, 10) + "家"}
	if g.Firms == 0 {
		parts[0] = "本地无企业"
	}
	if g.LightText != "" {
		parts = append([]string{g.LightText}, parts...)
	}
	for _, n := range g.Numbers() {
		parts = append(parts, n.Label+n.Text)
	}
	return strings.Join(parts, "，")
}

// Numbers are the figures of a gap in words, unknown ones left out.
func (g *Gap) Numbers() []drawing.Number {
	var out []drawing.Number
	for _, n := range []struct {
		label string
		v     float64
	}{{"存在度", g.Presence}, {"下游需求", g.Demand}, {"上游供给", g.Supply}, {"关联密度", g.Density}, {"断供风险", g.Risk}, {"价值", g.Worth}} {
		if n.v >= 0 {
			out = append(out, drawing.Number{Label: n.label, Text: strconv.FormatFloat(n.v, 'f', 2, 64)})
		}
	}
	return out
}

// investment adds up the projects under way at the nodes of a chain.
func (s *Service) investment(ctx context.Context, scope authz.Scope, chainID string) (map[string]*drawing.Invest, error) {
	w := new(db.Where).And("t.chain_id = ? AND t.node_id <> ''", chainID).In("t.stage", project.Signed, project.Started, project.Completed)
	w.Scope(scope.On(authz.Keys(project.Spec.Scope)), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT t.node_id, count(*), CAST(COALESCE(sum(t.total_invest), 0) AS BIGINT) FROM project t"+w.SQL()+" GROUP BY t.node_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*drawing.Invest{}
	for rows.Next() {
		var id string
		v := new(drawing.Invest)
		if err := rows.Scan(&id, &v.Projects, &v.Amount); err != nil {
			return nil, err
		}
		out[id] = v
	}
	return out, rows.Err()
}

func riskLevel(risk float64) drawing.Level {
	switch {
	case risk < 0:
		return drawing.Unrated
	case risk < 0.05:
		return drawing.Blank
	case risk < 0.25:
		return drawing.Weak
	case risk < 0.5:
		return drawing.Fair
	case risk < 0.75:
		return drawing.Good
	}
	return drawing.Strong
}

func riskText(f *Facts) string {
	var out []string
	for _, p := range []struct {
		label     string
		v, counts float64
	}{{"进口", f.Import, f.Import}, {"独家", f.Single, aloneFactor * f.Single}, {"外购", f.Bought, f.Bought}} {
		if p.counts >= 0.05 && p.counts == f.Risk {
			out = append(out, fmt.Sprintf("%s%.0f%%", p.label, p.v*100))
		}
	}
	return strings.Join(out, "、")
}
