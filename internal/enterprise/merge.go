package enterprise

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/search"
)

// Merged is a merge of two records: what is gone, and what was moved, so that it can be taken back.
type Merged struct {
	ID       string `db:"id"`
	KeptID   string `db:"kept_id"`
	GoneID   string `db:"gone_id"`
	GoneName string `db:"gone_name"`
	Region   string `db:"region"`
	UnitID   string `db:"unit_id"`
	ChainID  string `db:"chain_id"`
	Gone     string `db:"gone"`  // the record, JSON
	Moved    string `db:"moved"` // what was moved, JSON
	ByName   string `db:"by_name"`
	At       int64  `db:"at"`
	UndoneAt int64  `db:"undone_at"`
	Version  int64  `db:"version"`
}

// ScopeKeys are those of the record that stayed.
func (m *Merged) ScopeKeys() authz.Keys {
	return authz.Keys{Region: m.Region, Unit: m.UnitID, Chain: m.ChainID}
}

var merges = db.NewTable[Merged]("enterprise_merge")

// Mover moves what an area keeps about a firm to another firm when records are merged, and gives the ids of what it moved; it
// takes part in the same write. Undo moves exactly these back.
type Mover struct {
	Name string
	Move func(ctx context.Context, tx *change.Tx, from, to *Enterprise) (ids []string, err error)
	Undo func(ctx context.Context, tx *change.Tx, ids []string, from, to *Enterprise) error
}

// Moves makes an area take part in merges; the server calls it before anything is served.
func (s *Service) Moves(m Mover) { s.movers = append(s.movers, m) }

// moved is what a merge changed.
type moved struct {
	Kept  map[string]json.RawMessage `json:"kept"`  // fields of the record that stayed, as they were
	Own   map[string][]string        `json:"own"`   // rows of this package's tables, by table
	Areas map[string][]string        `json:"areas"` // by mover
}

// Merge makes one record of two: what the record that stays lacks comes from the other, whose name becomes an alias and
// whose figures, people, links and projects move over; the other record is deleted. It can be undone.
func (s *Service) Merge(ctx context.Context, actor authz.Actor, keep, drop string) (*Enterprise, error) {
	if keep == drop {
		return nil, errs.New(errs.Invalid, "要合并的是同一条记录")
	}
	var out *Enterprise
	what := change.What{Action: "enterprise.merge", Perm: authz.FirmEdit, Ref: (&Enterprise{ID: keep}).Ref()}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		kept, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), keep)
		if err != nil {
			return err
		}
		gone, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), drop)
		if err != nil {
			return err
		}
		if kept.USCC != "" && gone.USCC != "" && kept.USCC != gone.USCC {
			return errs.New(errs.Invalid, "两条记录的信用代码不同（%s、%s），是两家企业；如果有一个填错了，先改过来再合并", kept.USCC, gone.USCC)
		}
		out, err = s.merge(ctx, tx, kept, gone)
		return err
	})
	return out, err
}

func (s *Service) merge(ctx context.Context, tx *change.Tx, kept, gone *Enterprise) (*Enterprise, error) {
	m := moved{Kept: map[string]json.RawMessage{}, Own: map[string][]string{}, Areas: map[string][]string{}}
	after := *kept
	if err := m.fill(&after, gone); err != nil {
		return nil, err
	}
	if err := s.moveOwn(ctx, tx, &m, kept, gone); err != nil {
		return nil, err
	}
	for _, mv := range s.movers {
		ids, err := mv.Move(ctx, tx, gone, kept)
		if err != nil {
			return nil, err
		}
		m.Areas[mv.Name] = ids
	}
	record, err := json.Marshal(gone)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "存不下被合并的记录")
	}
	text, err := json.Marshal(m)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "存不下合并的经过")
	}
	if err := enterprises.Delete(ctx, tx, gone); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM enterprise_search WHERE rowid = $1", gone.No); err != nil {
		return nil, err
	}
	after.Origin = &Origin{Kind: FromMerge, Source: gone.Name}
	if err := s.Replace(ctx, tx, kept, &after); err != nil {
		return nil, err
	}
	row := &Merged{ID: tx.NewID(), KeptID: kept.ID, GoneID: gone.ID, GoneName: gone.Name, Region: after.Region, UnitID: after.UnitID, ChainID: after.ChainID,
		Gone: string(record), Moved: string(text), ByName: tx.Actor.Name, At: tx.Now}
	if err := merges.Insert(ctx, tx, row); err != nil {
		return nil, err
	}
	return &after, s.settlePairs(ctx, tx, gone.ID)
}

// fill takes over what the record that stays lacks, and the other's names.
func (m *moved) fill(after, gone *Enterprise) error {
	names := append(after.Aliases(), gone.Aliases()...)
	if gone.Name != after.Name {
		names = append(names, gone.Name)
	}
	v, w := reflect.ValueOf(after).Elem(), reflect.ValueOf(gone).Elem()
	note := func(tag string, f reflect.Value) error {
		raw, err := json.Marshal(f.Interface())
		m.Kept[tag] = raw
		return errs.Wrap(err, errs.Internal, "存不下合并的经过")
	}
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("db")
		if tag == "" || tag == "former" || slices.Contains(derived, tag) || !v.Field(i).IsZero() || w.Field(i).IsZero() {
			continue
		}
		if err := note(tag, v.Field(i)); err != nil {
			return err
		}
		v.Field(i).Set(w.Field(i))
	}
	if former := listed(strings.Join(names, "、")); former != after.Former {
		raw, err := json.Marshal(after.Former)
		if err != nil {
			return errs.Wrap(err, errs.Internal, "存不下合并的经过")
		}
		m.Kept["former"], after.Former = raw, former
	}
	return nil
}

// moveOwn moves this package's rows. Of two figures of one period that of the record that stays holds; the other is left
// with the record that is gone, and comes back with it.
func (s *Service) moveOwn(ctx context.Context, tx *change.Tx, m *moved, kept, gone *Enterprise) error {
	have, err := figures.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", kept.ID), "")
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, f := range have {
		taken[f.Period] = true
	}
	return s.moveRows(ctx, tx, m, gone.ID, kept.ID, func(f *Figure) bool { return !taken[f.Period] }, nil)
}

// moveRows gives the rows that point to one firm to another. only, when not nil, limits them to those noted.
func (s *Service) moveRows(ctx context.Context, tx *change.Tx, m *moved, from, to string, figure func(*Figure) bool, only map[string][]string) error {
	wanted := func(table, id string) bool { return only == nil || slices.Contains(only[table], id) }
	if err := moveTable(ctx, tx, figures, m, "enterprise_id", from, func(f *Figure) bool {
		if !figure(f) || !wanted(FigureKind, f.ID) {
			return false
		}
		f.EnterpriseID = to
		return true
	}); err != nil {
		return err
	}
	if err := moveTable(ctx, tx, people, m, "enterprise_id", from, func(p *Person) bool {
		if !wanted("enterprise_person", p.ID) {
			return false
		}
		p.EnterpriseID = to
		return true
	}); err != nil {
		return err
	}
	if err := moveTable(ctx, tx, rungs, m, "enterprise_id", from, func(r *Rung) bool {
		if !wanted("enterprise_rung", r.ID) {
			return false
		}
		r.EnterpriseID = to
		return true
	}); err != nil {
		return err
	}
	for _, col := range []string{"from_id", "to_id"} {
		if err := moveTable(ctx, tx, supplies, m, col, from, func(x *Supply) bool {
			if x.FromID == to || x.ToID == to || !wanted("enterprise_supply", x.ID) { // no firm supplies itself
				return false
			}
			if col == "from_id" {
				x.FromID = to
			} else {
				x.ToID = to
			}
			return true
		}); err != nil {
			return err
		}
	}
	return nil
}

// moveTable changes the rows of a table that name a firm, and notes which it changed.
func moveTable[T any](ctx context.Context, tx *change.Tx, table *db.Table[T], m *moved, column, firm string, set func(*T) bool) error {
	rows, err := table.Select(ctx, tx, new(db.Where).And("t."+column+" = ?", firm), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		if !set(&after) {
			continue
		}
		if err := table.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
		m.Own[table.Name()] = append(m.Own[table.Name()], reflect.ValueOf(&after).Elem().FieldByName("ID").String())
	}
	return nil
}

// settlePairs closes the doubts about the record that is gone; those that hold of the one that stays are found anew.
func (s *Service) settlePairs(ctx context.Context, tx *change.Tx, gone string) error {
	w := new(db.Where).And("t.state = ?", PairOpen).And("(t.left_id = ? OR t.right_id = ?)", gone, gone)
	rows, err := pairs.Select(ctx, tx, w.Scope(scopeOf(tx.Actor.Scope), "t"), "")
	if err != nil {
		return err
	}
	for i := range rows {
		if err := s.judge(ctx, tx, &rows[i], PairMerged, ""); err != nil {
			return err
		}
	}
	return nil
}

// Merges are the merges into a firm that were not undone, newest first.
func (s *Service) Merges(ctx context.Context, id string) ([]Merged, error) {
	return merges.Select(ctx, s.Run.DB, new(db.Where).And("t.kept_id = ?", id).And("t.undone_at = 0"), "ORDER BY t.at DESC, t.id")
}

// Unmerge takes a merge back: the record comes back with what was moved. Fields that somebody has changed since stay.
func (s *Service) Unmerge(ctx context.Context, actor authz.Actor, id, reason string) (*Enterprise, error) {
	back := &Enterprise{}
	what := change.What{Action: "enterprise.unmerge", Perm: authz.FirmEdit, Reason: strings.TrimSpace(reason)}
	return back, s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		row, err := merges.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		if row.UndoneAt > 0 {
			return errs.New(errs.Conflict, "这次合并已经撤销过了")
		}
		tx.About((&Enterprise{ID: row.KeptID}).Ref())
		kept, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), row.KeptID)
		if err != nil {
			return err
		}
		var m moved
		if err := json.Unmarshal([]byte(row.Gone), back); err != nil {
			return errs.Wrap(err, errs.Internal, "读不出被合并的记录")
		}
		if err := json.Unmarshal([]byte(row.Moved), &m); err != nil {
			return errs.Wrap(err, errs.Internal, "读不出合并的经过")
		}
		after := *kept
		if err := m.unfill(&after, back); err != nil {
			return err
		}
		if err := s.Replace(ctx, tx, kept, &after); err != nil {
			return err
		}
		back.Version = 0
		if err := enterprises.Insert(ctx, tx, back); err != nil {
			return err
		}
		if err := search.Put(ctx, tx.Tx, Spec.Search, back.No, true, indexed(back)...); err != nil {
			return err
		}
		always := func(*Figure) bool { return true }
		if err := s.moveRows(ctx, tx, &moved{Own: map[string][]string{}}, kept.ID, back.ID, always, m.Own); err != nil {
			return err
		}
		for _, mv := range s.movers {
			if err := mv.Undo(ctx, tx, m.Areas[mv.Name], kept, back); err != nil {
				return err
			}
		}
		done := *row
		done.UndoneAt = tx.Now
		return merges.Update(ctx, tx, row, &done)
	})
}

// unfill gives the fields back that a merge filled, unless they hold something else by now.
func (m *moved) unfill(after, gone *Enterprise) error {
	v, w := reflect.ValueOf(after).Elem(), reflect.ValueOf(gone).Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("db")
		raw, ok := m.Kept[tag]
		if !ok || tag != "former" && v.Field(i).Interface() != w.Field(i).Interface() {
			continue
		}
		if err := json.Unmarshal(raw, v.Field(i).Addr().Interface()); err != nil {
			return errs.Wrap(err, errs.Internal, "读不出合并的经过")
		}
	}
	return nil
}
