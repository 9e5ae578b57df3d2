package target

import (
	"context"
	"strings"
	"sync"

	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
)

// pool keeps the firms' features between rankings: reading and indexing a large register takes far longer than ranking it.
type pool struct {
	sync.Mutex
	index *ranking.Index
	local []authz.Keys // by firm: the keys of those from inside the site, zero for the others
	stamp poolStamp
}

// poolStamp tells whether the register or the evidence has changed since the features were worked out.
type poolStamp struct {
	firms, newest, signals, supply int64
	today                          string
}

// poolLimit is the largest number of firms that are considered; of a larger register those with the most revenue, capital and
// staff.
const poolLimit = 200_000

// features gives the index of all firms that can be ranked. It holds firms of every scope; what is shown of a ranking is
// bounded by its target's scope and the firm's own.
func (s *Service) features(ctx context.Context) (*ranking.Index, []authz.Keys, error) {
	now, err := s.stamp(ctx)
	if err != nil {
		return nil, nil, err
	}
	s.pool.Lock()
	defer s.pool.Unlock()
	if s.pool.index != nil && s.pool.stamp == now {
		return s.pool.index, s.pool.local, nil
	}
	firms, local, err := s.firms(ctx, now.today)
	if err != nil {
		return nil, nil, err
	}
	s.pool.index, s.pool.local, s.pool.stamp = ranking.New(firms, now.today), local, now
	return s.pool.index, local, nil
}

func (s *Service) stamp(ctx context.Context) (poolStamp, error) {
	p := poolStamp{today: s.Run.Clock.Today()}
	for _, q := range []struct {
		sql  string
		dest []any
	}{{"SELECT count(*), COALESCE(max(updated_at), 0) FROM enterprise", []any{&p.firms, &p.newest}},
		{"SELECT count(*) FROM target_evidence", []any{&p.signals}}, {"SELECT count(*) FROM enterprise_supply", []any{&p.supply}}} {
		if err := s.Run.DB.QueryRow(ctx, q.sql).Scan(q.dest...); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (s *Service) firms(ctx context.Context, today string) ([]ranking.Firm, []authz.Keys, error) {
	signals, err := s.signals(ctx)
	if err != nil {
		return nil, nil, err
	}
	ties, err := s.ties(ctx)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.Run.DB.Query(ctx, `SELECT t.id, t.name, t.products, t.business, t.subtrade, t.industry, t.place, t.region, t.unit_id, t.chain_id, t.revenue, t.capital, t.staff, t.ladder, t.listed, t.outside
		FROM enterprise t ORDER BY t.outside DESC, t.revenue DESC, t.capital DESC, t.staff DESC, t.no LIMIT $1`, int64(poolLimit))
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var firms []ranking.Firm
	var local []authz.Keys
	for rows.Next() {
		var f ranking.Firm
		var subtrade, ladder, listed string
		var keys authz.Keys
		var outside bool
		if err := rows.Scan(&f.ID, &f.Name, &f.Products, &f.Business, &subtrade, &f.Code, &f.Place, &keys.Region, &keys.Unit, &keys.Chain,
			&f.Revenue, &f.Capital, &f.Staff, &ladder, &listed, &outside); err != nil {
			return nil, nil, err
		}
		f.Products = strings.Trim(f.Products+"、"+subtrade, "、")
		f.Ladder = ladderLabel(ladder)
		if listed != "" {
			f.Ladder = "上市"
		}
		if f.Place == "" && keys.Region != region.Outside {
			f.Place = keys.Region
		}
		if outside {
			keys = authz.Keys{}
		}
		f.Signals, f.Ties = signals[f.ID], ties[f.ID]
		firms, local = append(firms, f), append(local, keys)
	}
	return firms, local, rows.Err()
}

// ladderLabel is the name of a step of the growth ladder, as the ranking knows it.
func ladderLabel(code string) string {
	return (&list.Column{Options: []list.Option{{Code: "above", Label: "规上"}, {Code: "innovate", Label: "创新型中小企业"}, {Code: "special", Label: "专精特新"},
		{Code: "giant", Label: "小巨人"}, {Code: "champion", Label: "单项冠军"}, {Code: "listed", Label: "上市"}}}).OptionLabel(code)
}

func (s *Service) signals(ctx context.Context) (map[string][]ranking.Signal, error) {
	rows, err := evidence.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.on_date")
	out := map[string][]ranking.Signal{}
	for _, e := range rows {
		out[e.EnterpriseID] = append(out[e.EnterpriseID], ranking.Signal{Kind: e.Kind, On: e.OnDate, Weight: e.Weight})
	}
	return out, err
}

// ties counts, for firms from outside, the supply links to firms of the site.
func (s *Service) ties(ctx context.Context) (map[string]int, error) {
	rows, err := s.Run.DB.Query(ctx, `SELECT a.id, count(*) FROM enterprise_supply x
		JOIN enterprise a ON a.id = x.from_id JOIN enterprise b ON b.id = x.to_id WHERE a.outside AND NOT b.outside GROUP BY a.id
		UNION ALL SELECT b.id, count(*) FROM enterprise_supply x
		JOIN enterprise a ON a.id = x.from_id JOIN enterprise b ON b.id = x.to_id WHERE b.outside AND NOT a.outside GROUP BY b.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] += n
	}
	return out, rows.Err()
}
