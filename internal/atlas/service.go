package atlas

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

var (
	sets     = db.NewTable[Adopted](SetKind)
	lists    = db.NewTable[List](ListKind)
	versions = db.NewTable[Version](VersionKind)
)

// Service has the verbs on the site's sets. What a set demands is no secret inside the site; the rows that its lists fill with
// are read inside the asker's scope.
type Service struct {
	Run *change.Runner
}

// Sets are the sets that the site works with, in the order of their adoption.
func (s *Service) Sets(ctx context.Context) ([]Adopted, error) {
	return sets.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.created_at, t.id")
}

// Set finds an adopted set by its key.
func (s *Service) Set(ctx context.Context, key string) (*Adopted, error) {
	rows, err := sets.Select(ctx, s.Run.DB, new(db.Where).And("t.key = ?", key), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "本站没有启用这套图谱清单，请先在图谱清单页启用")
	}
	return &rows[0], nil
}

// Lists are the sheets of a set in their order; dropped ones only with all.
func (s *Service) Lists(ctx context.Context, setID string, all bool) ([]List, error) {
	w := new(db.Where).And("t.set_id = ?", setID)
	if !all {
		w.And("NOT t.dropped")
	}
	return lists.Select(ctx, s.Run.DB, w, "ORDER BY t.sort, t.created_at, t.id")
}

// List reads one sheet by id.
func (s *Service) List(ctx context.Context, id string) (*List, error) {
	return lists.Get(ctx, s.Run.DB, db.Everything, id)
}

// Adopt takes a shipped set over for the site. Region is the site's own; its lists may then be changed.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, key, region string) (*Adopted, error) {
	all, err := Shipped()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(t Set) bool { return t.Key == key })
	if i < 0 {
		return nil, errs.New(errs.NotFound, "没有“%s”这套模板", key)
	}
	return s.Take(ctx, actor, all[i], region)
}

// Take adopts a set that is at hand, such as one read from a file.
func (s *Service) Take(ctx context.Context, actor authz.Actor, set Set, region string) (*Adopted, error) {
	row := &Adopted{Key: set.Key, Name: set.Name, Province: set.Province, Source: set.Source, Note: set.Note, Region: region}
	err := s.Run.Run(ctx, actor, change.What{Action: "atlas.adopt", Perm: authz.AtlasEdit}, func(tx *change.Tx) error {
		old, err := sets.Select(ctx, tx, new(db.Where).And("t.key = ?", set.Key), "")
		if err != nil {
			return err
		}
		if len(old) > 0 {
			return errs.New(errs.Conflict, "“%s”已经启用", set.Name)
		}
		row.ID, row.CreatedAt = tx.NewID(), tx.Now
		tx.About(row.Ref())
		if err := sets.Insert(ctx, tx, row); err != nil {
			return err
		}
		for i := range set.Sheets {
			l := &List{SetID: row.ID, Sort: int64(i+1) * 10, Region: region}
			if err := s.insert(ctx, tx, l, set.Sheets[i], "启用模板"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

// Retire takes a set out of use with its lists and their versions; the journal keeps what they were.
func (s *Service) Retire(ctx context.Context, actor authz.Actor, key, reason string) error {
	set, err := s.Set(ctx, key)
	if err != nil {
		return err
	}
	what := change.What{Action: "atlas.retire", Perm: authz.AtlasEdit, Ref: set.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		rows, err := lists.Select(ctx, tx, new(db.Where).And("t.set_id = ?", set.ID), "")
		if err != nil {
			return err
		}
		for i := range rows {
			old, err := versions.Select(ctx, tx, new(db.Where).And("t.list_id = ?", rows[i].ID), "")
			if err != nil {
				return err
			}
			for j := range old {
				if err := versions.Delete(ctx, tx, &old[j]); err != nil {
					return err
				}
			}
			if err := lists.Delete(ctx, tx, &rows[i]); err != nil {
				return err
			}
		}
		return sets.Delete(ctx, tx, set)
	})
}

// Add puts a list of the office's own into a set and gives it.
func (s *Service) Add(ctx context.Context, actor authz.Actor, setKey string, sheet Sheet, reason string) (*List, error) {
	set, err := s.Set(ctx, setKey)
	if err != nil {
		return nil, err
	}
	if err := s.Check(sheet); err != nil {
		return nil, err
	}
	l := &List{SetID: set.ID, Own: true, Region: set.Region}
	err = s.Run.Run(ctx, actor, change.What{Action: "atlas.add", Perm: authz.AtlasEdit, Reason: reason}, func(tx *change.Tx) error {
		rows, err := lists.Select(ctx, tx, new(db.Where).And("t.set_id = ?", set.ID), "ORDER BY t.sort")
		if err != nil {
			return err
		}
		live := 0
		for _, other := range rows {
			l.Sort = max(l.Sort, other.Sort)
			if !other.Dropped {
				live++
			}
		}
		if live >= maxSheets {
			return errs.New(errs.Invalid, "一套最多%d张图和清单，请先移除用不着的", maxSheets)
		}
		l.Sort += 10
		sheet.Key = "own-" + strings.ToLower(tx.NewID())
		if err := s.insert(ctx, tx, l, sheet, reason); err != nil {
			return err
		}
		tx.About(l.Ref())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Save stores a changed list as its next version; before is what the editor saw.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before *List, sheet Sheet, reason string) error {
	if err := s.Check(sheet); err != nil {
		return err
	}
	what := change.What{Action: "atlas.edit", Perm: authz.AtlasEdit, Ref: before.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		after := *before
		sheet.Key = before.Key
		after.take(sheet)
		if after == *before {
			return nil
		}
		after.UpdatedAt = tx.Now
		if err := lists.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		return s.version(ctx, tx, &after, reason)
	})
}

// Drop takes a list out of its set, or with back puts it back. Its versions remain either way.
func (s *Service) Drop(ctx context.Context, actor authz.Actor, id string, back bool, reason string) error {
	before, err := s.List(ctx, id)
	if err != nil {
		return err
	}
	what := change.What{Action: "atlas.drop", Perm: authz.AtlasEdit, Ref: before.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		after := *before
		after.Dropped, after.UpdatedAt = !back, tx.Now
		return lists.Update(ctx, tx, before, &after)
	})
}

// Restore makes an earlier version of a list the present one, as a new version.
func (s *Service) Restore(ctx context.Context, actor authz.Actor, id string, no int64) error {
	l, err := s.List(ctx, id)
	if err != nil {
		return err
	}
	rows, err := versions.Select(ctx, s.Run.DB, new(db.Where).And("t.list_id = ?", id).And("t.no = ?", no), "")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errs.New(errs.NotFound, "清单没有第%d版", no)
	}
	var sheet Sheet
	if err := json.Unmarshal([]byte(rows[0].Doc), &sheet); err != nil {
		return errs.Wrap(err, errs.Internal, "第%d版存的内容读不出来", no)
	}
	return s.Save(ctx, actor, l, sheet, "恢复第"+strconv.FormatInt(no, 10)+"版")
}

// Versions are the versions of a list, the latest first.
func (s *Service) Versions(ctx context.Context, id string) ([]Version, error) {
	return versions.Select(ctx, s.Run.DB, new(db.Where).And("t.list_id = ?", id), "ORDER BY t.no DESC")
}

// Check says what is wrong with a sheet, at the fields of Compile.
func (s *Service) Check(sheet Sheet) error {
	if sheet.Kind == MapSheet {
		var bad errs.Fields
		sheet.Key = cmp.Or(sheet.Key, "own")
		sheet.form(&bad, "map")
		return bad.Err()
	}
	_, err := Compile(sheet, s.Run.DB.Engine(), s.Run.Clock.Today())
	return err
}

// Compile makes a list ready to be asked today.
func (s *Service) Compile(sheet Sheet) (*Filled, error) {
	return Compile(sheet, s.Run.DB.Engine(), s.Run.Clock.Today())
}

func (s *Service) insert(ctx context.Context, tx *change.Tx, l *List, sheet Sheet, reason string) error {
	l.ID, l.CreatedAt, l.UpdatedAt = tx.NewID(), tx.Now, tx.Now
	l.take(sheet)
	if err := lists.Insert(ctx, tx, l); err != nil {
		return err
	}
	return s.version(ctx, tx, l, reason)
}

func (s *Service) version(ctx context.Context, tx *change.Tx, l *List, reason string) error {
	doc, err := json.Marshal(l.Sheet())
	if err != nil {
		return err
	}
	v := &Version{ID: tx.NewID(), ListID: l.ID, Doc: string(doc), Reason: reason, Author: tx.Actor.Name, Region: l.Region, CreatedAt: tx.Now}
	if err := tx.QueryRow(ctx, "SELECT COALESCE(max(no), 0) + 1 FROM atlas_version WHERE list_id = $1", l.ID).Scan(&v.No); err != nil {
		return err
	}
	return versions.Insert(ctx, tx, v)
}

// take puts a sheet into the row.
func (l *List) take(s Sheet) {
	l.Key, l.Name, l.Kind, l.Mode, l.Record = s.Key, strings.TrimSpace(s.Name), s.Kind, s.Mode, s.Record
	l.Filter, l.SortBy, l.GroupBy, l.Note, l.Hint = strings.TrimSpace(s.Filter), s.Sort, s.Group, s.Note, s.Empty
	l.Cols, l.Totals = text(s.Columns), text(s.Totals)
}

func text(v any) string {
	b, _ := json.Marshal(v) // plain structs of text
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// Sheet is the row as a sheet.
func (l *List) Sheet() Sheet {
	s := Sheet{Key: l.Key, Name: l.Name, Kind: l.Kind, Mode: l.Mode, Record: l.Record, Filter: l.Filter, Sort: l.SortBy, Group: l.GroupBy,
		Note: l.Note, Empty: l.Hint}
	_ = json.Unmarshal([]byte(l.Cols), &s.Columns)
	_ = json.Unmarshal([]byte(l.Totals), &s.Totals)
	return s
}
