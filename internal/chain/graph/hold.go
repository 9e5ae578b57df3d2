package graph

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Holder is an area whose records hang on nodes: such a node cannot vanish, but it may be merged into another.
type Holder struct {
	Label string // "个项目": what is counted, with its measure
	// Count counts the records on each of the nodes; nodes without any may be left out.
	Count func(ctx context.Context, q db.Queryer, nodeIDs []string) (map[string]int, error)
	// Move hangs the records of one node on another inside the change that merges them.
	Move func(ctx context.Context, tx *change.Tx, from, into string) error
}

// Holds adds a holder; call it before the first request.
func (s *Service) Holds(h Holder) { s.holders = append(s.holders, h) }

// Hanging says what hangs on each of the nodes, "3个项目、2家企业"; nodes on which nothing hangs are left out.
func (s *Service) Hanging(ctx context.Context, q db.Queryer, nodeIDs []string) (map[string]string, error) {
	out := map[string]string{}
	if len(nodeIDs) == 0 {
		return out, nil
	}
	for _, h := range s.holders {
		counts, err := h.Count(ctx, q, nodeIDs)
		if err != nil {
			return nil, err
		}
		for id, n := range counts {
			if n > 0 {
				out[id] = strings.TrimPrefix(out[id]+"、"+fmt.Sprintf("%d%s", n, h.Label), "、")
			}
		}
	}
	return out, nil
}

// CountBy gives a Count over a table with a column node_id.
func CountBy(table string) func(ctx context.Context, q db.Queryer, nodeIDs []string) (map[string]int, error) {
	return func(ctx context.Context, q db.Queryer, nodeIDs []string) (map[string]int, error) {
		out := map[string]int{}
		for start := 0; start < len(nodeIDs); start += 500 {
			w := new(db.Where).In("node_id", nodeIDs[start:min(start+500, len(nodeIDs))]...)
			rows, err := q.Query(ctx, "SELECT node_id, count(*) FROM "+table+w.SQL()+" GROUP BY node_id", w.Args()...)
			if err != nil {
				return nil, err
			}
			for rows.Next() {
				var id string
				var n int
				if err := rows.Scan(&id, &n); err != nil {
					rows.Close()
					return nil, err
				}
				out[id] = n
			}
			rows.Close()
			if err := rows.Err(); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// hold keeps nodes on which records hang from vanishing: with spare they stay on the map, otherwise the edit is refused.
func (s *Service) hold(ctx context.Context, q db.Queryer, before *graph, e *editor, spare bool) error {
	into := map[string]bool{}
	for _, m := range e.merged {
		into[m.from] = true
	}
	var gone []string
	for _, id := range before.order {
		if e.nodes[id] == nil && !into[id] {
			gone = append(gone, id)
		}
	}
	hanging, err := s.Hanging(ctx, q, gone)
	if err != nil || len(hanging) == 0 {
		return err
	}
	var bad errs.Fields
	for _, id := range gone {
		what := hanging[id]
		if what == "" {
			continue
		}
		if !spare {
			bad.Add("node."+id, "“%s”挂着%s，不能直接删除；请并入另一个环节", before.nodes[id].Name, what)
			continue
		}
		row := *before.nodes[id]
		if e.nodes[row.Parent] == nil {
			row.Parent = ""
		}
		e.addNode(&row)
		e.notices = append(e.notices, "“"+row.Name+"”挂着"+what+"，保留在图谱里")
	}
	return bad.Err()
}
