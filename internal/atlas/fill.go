package atlas

import (
	"context"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
)

// ask is the sheet's question for one chain; "" asks for all chains.
func (f *Filled) ask(chainID string) *list.Query {
	q := f.Query
	if chainID == "" || f.Source.Chain == "" {
		return &q
	}
	col := &list.Column{Name: f.Source.Chain, Kind: list.Ref}
	values := []string{chainID}
	if f.Source.Many {
		col.Kind, values = list.Text, append(values, policy.AllChains)
	}
	q.Filters = append([]list.Filter{{Column: col, Values: values}}, q.Filters...)
	return &q
}

// Total counts the rows for a chain and adds up the sheet's totals.
func (f *Filled) Total(ctx context.Context, q db.Queryer, who list.Asker, chainID string) (*list.Totals, error) {
	return f.Spec.Total(ctx, q, f.ask(chainID), who)
}

// Count counts the rows for a chain.
func (f *Filled) Count(ctx context.Context, q db.Queryer, who list.Asker, chainID string) (int64, error) {
	return f.Spec.Count(ctx, q, f.ask(chainID), who)
}

// Rows reads one page of rows for a chain, pages counted from 1.
func (f *Filled) Rows(ctx context.Context, q db.Queryer, who list.Asker, chainID string, page, size int) (*list.Page, error) {
	ask := f.ask(chainID)
	ask.Page, ask.Size = page, size
	return f.Spec.Rows(ctx, q, ask, who, f.reading())
}

// Each reads all rows for a chain.
func (f *Filled) Each(ctx context.Context, q db.Queryer, who list.Asker, chainID string, fn func(list.Row) error) error {
	return f.Spec.Each(ctx, q, f.ask(chainID), who, f.reading(), fn)
}

// reading are the columns to read: those shown, and the one by which rows are grouped.
func (f *Filled) reading() []*list.Column {
	out := append([]*list.Column(nil), f.Cols...)
	if f.Group != nil {
		out = append(out, f.Group)
	}
	return out
}

// GroupTotal is a group of rows with its count and the sums of the sheet's totals, in their order.
type GroupTotal struct {
	Value string // code, id or text
	Rows  int64
	Sums  []float64 // money in yuan
}

// Groups gives the groups for a chain with their totals, by value; nil when the sheet has no groups.
func (f *Filled) Groups(ctx context.Context, q db.Queryer, who list.Asker, chainID string) (map[string]GroupTotal, error) {
	if f.Group == nil {
		return nil, nil
	}
	w, err := f.Spec.Where(f.ask(chainID), who, q.Engine())
	if err != nil {
		return nil, err
	}
	var sql strings.Builder
	sql.WriteString("SELECT " + f.Group.Expr() + ", count(*)")
	for _, c := range f.Totals {
		sql.WriteString(", CAST(COALESCE(sum(" + c.Expr() + "), 0) AS DOUBLE PRECISION)")
	}
	rows, err := q.Query(ctx, sql.String()+" FROM "+f.Spec.Name+" t"+w.SQL()+" GROUP BY 1", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]GroupTotal{}
	for rows.Next() {
		g := GroupTotal{Sums: make([]float64, len(f.Totals))}
		dest := []any{&g.Value, &g.Rows}
		for i := range g.Sums {
			dest = append(dest, &g.Sums[i])
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		out[g.Value] = g
	}
	return out, rows.Err()
}

// PerChain counts the rows by id of chain. Of records that belong to several chains, or to all, every chain of ids has them.
func (f *Filled) PerChain(ctx context.Context, q db.Queryer, who list.Asker, ids []string) (map[string]int64, error) {
	out := map[string]int64{}
	if f.Source.Chain == "" || f.Source.Many {
		for _, id := range ids {
			n, err := f.Count(ctx, q, who, id)
			if err != nil {
				return nil, err
			}
			out[id] = n
		}
		return out, nil
	}
	w, err := f.Spec.Where(f.ask(""), who, q.Engine())
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, "SELECT t."+f.Source.Chain+", count(*) FROM "+f.Spec.Name+" t"+w.SQL()+" GROUP BY 1", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var n int64
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// Hint says what would fill the sheet.
func (f *Filled) Hint() string {
	if f.Sheet.Empty != "" {
		return f.Sheet.Empty
	}
	return f.Source.Fill
}
