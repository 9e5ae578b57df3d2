package graph

import (
	"context"
	"sync"

	"lianzhang/internal/platform/db"
)

// Name is what lists and forms need to know of a node.
type Name struct {
	ID, ChainID, Name, Stream string
}

// names is the cached directory of nodes, which every page with a column of nodes needs.
type names struct {
	sync.Mutex
	all  []Name
	byID map[string]int
	at   int64 // when read, UTC microseconds
}

// staleAfter is how long another program's change of a map may stay unseen, in microseconds.
const staleAfter = 2_000_000

// Directory are the names of all nodes of the site, in the order of their maps. Like names of chains they are no secret
// inside the site. The answers must not be changed.
type Directory struct {
	All  []Name
	byID map[string]int
}

// Directory reads the names as they are now.
func (s *Service) Directory(ctx context.Context) (*Directory, error) {
	s.names.Lock()
	defer s.names.Unlock()
	now := s.Run.Clock.Micro()
	if s.names.byID == nil || now-s.names.at >= staleAfter || now < s.names.at {
		all, err := directory(ctx, s.Run.DB)
		if err != nil {
			return nil, err
		}
		s.names.all, s.names.byID, s.names.at = all, make(map[string]int, len(all)), now
		for i := range all {
			s.names.byID[all[i].ID] = i
		}
	}
	return &Directory{All: s.names.all, byID: s.names.byID}, nil
}

func directory(ctx context.Context, q db.Queryer) ([]Name, error) {
	rows, err := q.Query(ctx, "SELECT id, chain_id, name, stream FROM node ORDER BY chain_id, sort, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []Name{}
	for rows.Next() {
		var n Name
		if err := rows.Scan(&n.ID, &n.ChainID, &n.Name, &n.Stream); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

func (s *Service) forget() {
	s.names.Lock()
	s.names.byID = nil
	s.names.Unlock()
}

// Get finds a node by id.
func (d *Directory) Get(id string) (Name, bool) {
	i, ok := d.byID[id]
	if !ok {
		return Name{}, false
	}
	return d.All[i], true
}

// Label is the name of a node, "" when there is none.
func (d *Directory) Label(id string) string {
	n, _ := d.Get(id)
	return n.Name
}

// Of are the nodes of a chain in their order.
func (d *Directory) Of(chainID string) []Name {
	var out []Name
	for _, n := range d.All {
		if n.ChainID == chainID {
			out = append(out, n)
		}
	}
	return out
}

// Named finds the id of the one node of the chain that bears the name; "" when none or several do.
func (d *Directory) Named(chainID, name string) string {
	id := ""
	if name = fold(name); name == "" || chainID == "" {
		return ""
	}
	for _, n := range d.All {
		if n.ChainID == chainID && fold(n.Name) == name {
			if id != "" {
				return ""
			}
			id = n.ID
		}
	}
	return id
}

// Read reads the directory inside a write under way, where the kept one may be too old.
func Read(ctx context.Context, q db.Queryer) (*Directory, error) {
	all, err := directory(ctx, q)
	d := &Directory{All: all, byID: make(map[string]int, len(all))}
	for i := range all {
		d.byID[all[i].ID] = i
	}
	return d, err
}
