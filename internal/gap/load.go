package gap

import (
	"context"
	"strconv"

	"lianzhang/internal/chain/match"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// everything is the scope of what is counted: presence compares the region with all others, whoever looks.
var everything = authz.Scope{All: true}

// Load reads what an assessment of a region starts from.
func (s *Service) Load(ctx context.Context, regionCode string, r *Rules) (*Input, error) {
	in := &Input{Region: regionCode}
	var err error
	if in.Nodes, err = s.Graph.Nodes(ctx, everything, new(db.Where), "ORDER BY t.chain_id, t.sort, t.id"); err != nil {
		return nil, err
	}
	if in.Edges, err = s.Graph.Edges(ctx, everything, new(db.Where), "ORDER BY t.id"); err != nil {
		return nil, err
	}
	if in.Seats, err = s.seats(ctx, new(db.Where), r); err != nil {
		return nil, err
	}
	if in.Buys, err = s.buys(ctx, in); err != nil {
		return nil, err
	}
	in.Past, err = s.past(ctx)
	return in, err
}

// Counted is the condition for firms at nodes that count: confirmed ones, and suggestions from the score of the rules on.
func Counted(w *db.Where, r *Rules) *db.Where {
	return w.And("(t.state = ? OR t.state = ? AND t.score >= ?)", match.Confirmed, match.Suggested, r.Suggested)
}

// seats reads the firms that count under a further condition over node_firm t.
func (s *Service) seats(ctx context.Context, w *db.Where, r *Rules) ([]Seat, error) {
	Counted(w, r)
	rows, err := s.Run.DB.Query(ctx, "SELECT t.node_id, e.id, e.region, e.place, e.outside, e.revenue FROM node_firm t JOIN enterprise e ON e.id = t.enterprise_id"+
		w.SQL()+" ORDER BY t.node_id, e.id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Seat
	for rows.Next() {
		var x Seat
		if err := rows.Scan(&x.NodeID, &x.FirmID, &x.Region, &x.Place, &x.Outside, &x.Revenue); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// buys adds up the recorded purchases of local firms by the nodes of their suppliers.
func (s *Service) buys(ctx context.Context, in *Input) (map[string]Purchase, error) {
	a := &assessment{in: in}
	nodes, local := map[string][]string{}, map[string]bool{}
	for i := range in.Seats {
		x := &in.Seats[i]
		nodes[x.FirmID] = append(nodes[x.FirmID], x.NodeID)
		local[x.FirmID] = a.local(x)
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT from_id, to_id, amount FROM enterprise_supply WHERE amount > 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Purchase{}
	for rows.Next() {
		var from, to string
		var amount int64
		if err := rows.Scan(&from, &to, &amount); err != nil {
			return nil, err
		}
		if !local[to] {
			continue
		}
		for _, n := range nodes[from] {
			p := out[n]
			p.Total += amount
			if !local[from] {
				p.Outside += amount
			}
			out[n] = p
		}
	}
	return out, rows.Err()
}

// memory is how many months back presence is compared.
const memory = 6

// past reads the presence of the nodes six months ago, or the oldest since.
func (s *Service) past(ctx context.Context) (map[string]float64, error) {
	month := s.Run.Clock.Today()[:7]
	from := month
	for range memory {
		from = project.PreviousMonth(from)
	}
	rows, err := s.Run.DB.Query(ctx, "SELECT node_id, presence FROM node_month WHERE period >= $1 AND period < $2 ORDER BY period DESC", from, month)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]float64{}
	for rows.Next() {
		var id string
		var p float64
		if err := rows.Scan(&id, &p); err != nil {
			return nil, err
		}
		out[id] = p // the oldest comes last
	}
	return out, rows.Err()
}

// FirmAt is a firm at a node as a page shows it.
type FirmAt struct {
	ID, Name string
	Outside  bool
	Revenue  int64
	Score    float64
	State    string
}

// FirmsAt are the firms at a node inside the scope, local ones and the best matches first.
func (s *Service) FirmsAt(ctx context.Context, scope authz.Scope, nodeID string, most int) ([]FirmAt, error) {
	w := new(db.Where).And("t.node_id = ?", nodeID).Scope(scope.On(scopeKeys), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT e.id, e.name, t.outside, e.revenue, t.score, t.state FROM node_firm t JOIN enterprise e ON e.id = t.enterprise_id"+
		w.SQL()+" ORDER BY t.outside, CASE t.state WHEN 'confirmed' THEN 0 WHEN 'suggested' THEN 1 ELSE 2 END, t.score DESC, e.revenue DESC LIMIT "+strconv.Itoa(most), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []FirmAt
	for rows.Next() {
		var f FirmAt
		if err := rows.Scan(&f.ID, &f.Name, &f.Outside, &f.Revenue, &f.Score, &f.State); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}
