package match

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/insight/matching"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Limits of a run.
const (
	perChain = 3     // nodes of one chain that are suggested for one firm
	page     = 2000  // firms read at a time
	perWrite = 500   // rows changed in one write
	sample   = 20000 // firms whose words are counted before matching
	settled  = 0.005 // a score that moved less is left as it is
)

// Result is what a run did.
type Result struct {
	Firms, Nodes          int
	Added, Moved, Removed int // suggestions
	Kept                  int // verdicts of people that were left alone
	Unplaced              int // firms that no node fits
}

// String is the result as a sentence.
func (r *Result) String() string {
	return fmt.Sprintf("%d家企业比对%d个环节：新增建议%d条，更新%d条，撤回%d条，保留已认定%d条，未归环节%d家", r.Firms, r.Nodes, r.Added, r.Moved, r.Removed, r.Kept, r.Unplaced)
}

// Suggest matches all firms of the register with the nodes of a chain, or of all chains ("" ). It may run any number of times:
// what a person decided stays, suggestions that no longer hold are taken back. progress may be nil.
func (s *Service) Suggest(ctx context.Context, actor authz.Actor, chainID string, progress func(done, total int)) (*Result, error) {
	if err := actor.Need(authz.MapEdit); err != nil {
		return nil, err
	}
	r, err := s.prepare(ctx, actor, chainID)
	if err != nil || len(r.targets) == 0 {
		return &r.Result, err
	}
	total := 0
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM enterprise").Scan(&total); err != nil {
		return nil, err
	}
	if err := s.observe(ctx, r.index); err != nil {
		return nil, err
	}
	for after := ""; ; {
		firms, err := s.firms(ctx, new(db.Where).And("t.id > ?", after), page)
		if err != nil {
			return nil, err
		}
		for i := range firms {
			r.firm(&firms[i])
		}
		if progress != nil {
			progress(r.Firms, total)
		}
		if len(firms) < page {
			break
		}
		after = firms[len(firms)-1].ID
	}
	for key, old := range r.known {
		if old.State == Suggested && !r.touched[key] {
			r.gone = append(r.gone, old)
		}
	}
	return &r.Result, s.write(ctx, actor, r)
}

// Place matches some firms, new or changed ones, with all nodes. Words are not weighed by their use in the register, so scores
// may differ a little from those of the next whole run, which settles them.
func (s *Service) Place(ctx context.Context, actor authz.Actor, firmIDs []string) (*Result, error) {
	if err := actor.Need(authz.MapEdit); err != nil {
		return nil, err
	}
	r, err := s.prepare(ctx, actor, "")
	if err != nil || len(r.targets) == 0 {
		return &r.Result, err
	}
	for part := range slices.Chunk(firmIDs, perWrite) {
		firms, err := s.firms(ctx, new(db.Where).In("t.id", part...), len(part))
		if err != nil {
			return nil, err
		}
		for i := range firms {
			r.firm(&firms[i])
		}
	}
	for key, old := range r.known {
		if old.State == Suggested && !r.touched[key] && slices.Contains(firmIDs, old.EnterpriseID) {
			r.gone = append(r.gone, old)
		}
	}
	return &r.Result, s.write(ctx, actor, r)
}

// key is a firm at a node.
type key struct{ node, firm string }

// round is one comparison under way.
type round struct {
	Result
	index   *matching.Index
	nodes   []graph.Node
	targets map[string]*graph.Node // nodes whose suggestions are wanted
	chains  map[string]string      // name → id
	known   map[key]*NodeFirm
	touched map[key]bool
	fresh   []*NodeFirm
	moved   [][2]*NodeFirm
	gone    []*NodeFirm
}

func (s *Service) prepare(ctx context.Context, actor authz.Actor, chainID string) (*round, error) {
	r := &round{chains: map[string]string{}, targets: map[string]*graph.Node{}, known: map[key]*NodeFirm{}, touched: map[key]bool{}}
	chains, err := s.Chains.All(ctx)
	if err != nil {
		return r, err
	}
	for i := range chains {
		r.chains[chains[i].Name] = chains[i].ID
	}
	// All nodes take part, so that a firm is not drawn to a chain for want of a better one; only those in scope are written.
	if r.nodes, err = s.Graph.Nodes(ctx, authz.Scope{All: true}, new(db.Where), "ORDER BY t.chain_id, t.sort, t.id"); err != nil {
		return r, err
	}
	indexed, there := make([]matching.Node, len(r.nodes)), make(map[string]bool, len(r.nodes))
	for i := range r.nodes {
		n := &r.nodes[i]
		indexed[i], there[n.ID] = NodeOf(n), true
		if (chainID == "" || n.ChainID == chainID) && actor.Scope.Allows(n.ScopeKeys()) {
			r.targets[n.ID] = n
		}
	}
	r.Nodes = len(r.targets)
	r.index = matching.NewIndex(indexed)
	w := new(db.Where)
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	all, err := rows.Select(ctx, s.Run.DB, w, "")
	if err != nil {
		return r, err
	}
	for i := range all {
		switch {
		case r.targets[all[i].NodeID] != nil:
			r.known[key{all[i].NodeID, all[i].EnterpriseID}] = &all[i]
		case !there[all[i].NodeID] && all[i].State == Suggested && actor.Scope.Allows(all[i].ScopeKeys()):
			r.gone = append(r.gone, &all[i]) // its node was deleted
		}
	}
	return r, nil
}

// NodeOf is a node as it is matched.
func NodeOf(n *graph.Node) matching.Node {
	return matching.Node{ID: n.ID, Group: n.ChainID, Stream: n.Stream, Codes: graph.Split(n.Codes), Words: matching.NodeWords(n.Name, n.Products, graph.Split(n.Codes)...)}
}

// firm is a firm as it is matched, with what a row needs besides.
type firm struct {
	matching.Firm
	outside bool
	trade   string
}

func (s *Service) firms(ctx context.Context, w *db.Where, limit int) ([]firm, error) {
	q, err := s.Run.DB.Query(ctx, "SELECT t.id, t.chain_id, t.stream, t.industry, t.name, t.products, t.subtrade, t.business, t.outside, t.trade FROM enterprise t"+
		w.SQL()+fmt.Sprintf(" ORDER BY t.id LIMIT %d", limit), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer q.Close()
	var out []firm
	for q.Next() {
		var f firm
		var subtrade string
		if err := q.Scan(&f.ID, &f.Group, &f.Stream, &f.Code, &f.Name, &f.Products, &subtrade, &f.Business, &f.outside, &f.trade); err != nil {
			return nil, err
		}
		f.Products = strings.Trim(f.Products+"、"+subtrade, "、")
		out = append(out, f)
	}
	return out, q.Err()
}

func (s *Service) observe(ctx context.Context, x *matching.Index) error {
	firms, err := s.firms(ctx, new(db.Where), sample)
	if err != nil {
		return err
	}
	plain := make([]matching.Firm, len(firms))
	for i := range firms {
		plain[i] = firms[i].Firm
	}
	x.Observe(plain)
	return nil
}

// firm notes what is to be suggested for one firm. One that the office has put under no chain counts with the chain whose name is
// its trade.
func (r *round) firm(f *firm) {
	r.Firms++
	if f.Group == "" {
		f.Group = r.chains[f.trade]
	}
	count := map[string]int{}
	placed := false
	for _, m := range r.index.Match(&f.Firm, matching.Own) {
		n := &r.nodes[m.Node]
		if m.Score < matching.Queue && n.ChainID != f.Group {
			continue
		}
		if count[n.ChainID]++; count[n.ChainID] > perChain || r.targets[n.ID] == nil {
			continue
		}
		placed = true
		r.suggest(f, n, &m)
	}
	if !placed {
		r.Unplaced++
	}
}

func (r *round) suggest(f *firm, n *graph.Node, m *matching.Match) {
	k := key{n.ID, f.ID}
	r.touched[k] = true
	row := NodeFirm{ChainID: n.ChainID, Region: n.Region, UnitID: n.UnitID, NodeID: n.ID, EnterpriseID: f.ID, Outside: f.outside,
		Score: math.Round(m.Score*1000) / 1000, Words: shorten(strings.Join(m.Words(), "、")), Reason: Reason(m), State: Suggested, Source: ByMatch}
	old := r.known[k]
	switch {
	case old == nil:
		r.fresh = append(r.fresh, &row)
	case old.State != Suggested:
		r.Kept++
	case math.Abs(old.Score-row.Score) >= settled || old.Words != row.Words || old.Outside != row.Outside:
		after := *old
		after.Score, after.Words, after.Reason, after.Outside = row.Score, row.Words, row.Reason, row.Outside
		r.moved = append(r.moved, [2]*NodeFirm{old, &after})
	}
}

// shorten keeps the first words of a long list.
func shorten(words string) string {
	r := []rune(words)
	if len(r) <= 60 {
		return words
	}
	cut := string(r[:60])
	if i := strings.LastIndex(cut, "、"); i > 0 {
		cut = cut[:i]
	}
	return cut
}

var kinds = map[string]string{matching.ByCode: "行业代码", matching.ByProduct: "产品", matching.ByBusiness: "主营业务", matching.ByName: "名称", matching.ByNear: "近似"}

// Reason is the evidence as a sentence: 产品“隔膜”0.75；行业代码 2921 1.20.
func Reason(m *matching.Match) string {
	var out []string
	for _, p := range m.Parts[:min(len(m.Parts), 5)] {
		text := "“" + p.Text + "”"
		if p.Kind == matching.ByCode {
			text = p.Text
		}
		out = append(out, fmt.Sprintf("%s%s %.2f", kinds[p.Kind], text, p.Value))
	}
	return strings.Join(out, "；")
}

// write stores what a round found, some hundred rows at a time so that others are not kept waiting.
func (s *Service) write(ctx context.Context, actor authz.Actor, r *round) error {
	r.Added, r.Moved, r.Removed = len(r.fresh), len(r.moved), len(r.gone)
	var jobs []func(tx *change.Tx) error
	for part := range slices.Chunk(r.fresh, perWrite) {
		jobs = append(jobs, func(tx *change.Tx) error {
			for _, row := range part {
				row.ID, row.ByName, row.At = tx.NewID(), "程序", tx.Now
			}
			return rows.Insert(ctx, tx, part...)
		})
	}
	for part := range slices.Chunk(r.moved, perWrite) {
		jobs = append(jobs, func(tx *change.Tx) error {
			for _, row := range part {
				row[1].At = tx.Now
				if err := passing(rows.Update(ctx, tx, row[0], row[1])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for part := range slices.Chunk(r.gone, perWrite) {
		jobs = append(jobs, func(tx *change.Tx) error {
			for _, row := range part {
				if err := s.withdraw(ctx, tx, row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, job := range jobs {
		if err := s.Run.Run(ctx, actor, change.What{Action: "match.suggest", Perm: authz.MapEdit}, job); err != nil {
			return err
		}
	}
	return nil
}

// withdraw deletes a suggestion unless somebody decided on it since it was read.
func (s *Service) withdraw(ctx context.Context, tx *change.Tx, row *NodeFirm) error {
	now, err := rows.Select(ctx, tx, new(db.Where).And("t.id = ?", row.ID), "")
	if err != nil || len(now) == 0 || now[0].State != Suggested {
		return err
	}
	return rows.Delete(ctx, tx, &now[0])
}

// passing lets a conflict go: a person was faster, and a person's word stands.
func passing(err error) error {
	if code := errs.CodeOf(err); code == errs.Conflict || code == errs.NotFound {
		return nil
	}
	return err
}
