package importing

import (
	"context"
	"encoding/json"
	"regexp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
)

// MapTo is the meaning that somebody gives to a column of a sheet.
type MapTo struct {
	Col    int    // from 0
	Column string // name of the list's column; "" = leave out; "+note" = add to that text column
	Unit   string // of money, when the sheet does not say: "万元"; "" = as the sheet says
}

// Map corrects what columns of a sheet mean. Columns that are not named keep what they were recognised as.
func (s *Service) Map(ctx context.Context, actor authz.Actor, id string, sheet int, to []MapTo, progress Progress) (*Batch, error) {
	b, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return s.edit(ctx, actor, id, progress, func(c *Choice) error {
		if c.Maps == nil {
			c.Maps = map[int]map[int]intake.Choice{}
		}
		if c.Maps[sheet] == nil {
			c.Maps[sheet] = map[int]intake.Choice{}
			if l := b.layout(sheet); l != nil && l.Memory { // go on from what was remembered
				c.Maps[sheet] = l.Choices()
			}
		}
		for _, m := range to {
			c.Maps[sheet][m.Col] = intake.Choice{Column: m.Column, Unit: m.Unit}
		}
		return nil
	})
}

func (b *Batch) layout(sheet int) *intake.Layout {
	if b.Summary == nil {
		return nil
	}
	for i := range b.Summary.Sheets {
		if b.Summary.Sheets[i].No == sheet {
			return b.Summary.Sheets[i].Layout
		}
	}
	return nil
}

var reference = regexp.MustCompile(`^[A-Z]{1,3}[1-9]\d{0,6}$`)

// SetCell corrects one cell, as if its text stood in the file; "" empties it.
func (s *Service) SetCell(ctx context.Context, actor authz.Actor, id string, sheet int, ref, text string, progress Progress) (*Batch, error) {
	if !reference.MatchString(ref) {
		return nil, errs.New(errs.Invalid, "“%s”不是单元格，写成D12的样子", ref)
	}
	return s.edit(ctx, actor, id, progress, func(c *Choice) error {
		if c.Cells == nil {
			c.Cells = map[int]map[string]string{}
		}
		if c.Cells[sheet] == nil {
			c.Cells[sheet] = map[string]string{}
		}
		c.Cells[sheet][ref] = text
		return nil
	})
}

// Decide says what becomes of rows, by their keys; "" takes a decision back.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, id string, rows []int, d Decision, progress Progress) (*Batch, error) {
	if d != "" && d.Label() == "" {
		return nil, errs.New(errs.Invalid, "没有“%s”这种处理办法", d)
	}
	return s.edit(ctx, actor, id, progress, func(c *Choice) error {
		if c.Rows == nil {
			c.Rows = map[int]Decision{}
		}
		for _, key := range rows {
			if d == "" {
				delete(c.Rows, key)
			} else {
				c.Rows[key] = d
			}
		}
		return nil
	})
}

// DecideAll says what becomes of all duplicates of a kind for which no row has a decision of its own.
func (s *Service) DecideAll(ctx context.Context, actor authz.Actor, id string, dup Dup, d Decision, progress Progress) (*Batch, error) {
	if dup.Label() == "" || d.Label() == "" {
		return nil, errs.New(errs.Invalid, "没有这种处理办法")
	}
	return s.edit(ctx, actor, id, progress, func(c *Choice) error {
		if c.Dups == nil {
			c.Dups = map[Dup]Decision{}
		}
		c.Dups[dup] = d
		return nil
	})
}

// Settings are the choices that concern the whole batch; nil and absent ones stay as they are.
type Settings struct {
	Sheets   []int             // which sheets are read
	Heads    map[int]int       // sheet → first row of its head; 0 = find it
	Defaults map[string]string // list column → code, id or text; "" = none
	Refs     map[string]string // kind of record → known, create, force, leave
}

// Choose sets choices that concern the whole batch.
func (s *Service) Choose(ctx context.Context, actor authz.Actor, id string, set Settings, progress Progress) (*Batch, error) {
	return s.edit(ctx, actor, id, progress, func(c *Choice) error {
		if set.Sheets != nil {
			c.Sheets = set.Sheets
		}
		c.Heads = merged(c.Heads, set.Heads)
		c.Defaults = merged(c.Defaults, set.Defaults)
		c.Refs = merged(c.Refs, set.Refs)
		return nil
	})
}

func merged[K comparable, V comparable](have, more map[K]V) map[K]V {
	var zero V
	for k, v := range more {
		if have == nil {
			have = map[K]V{}
		}
		if have[k] = v; v == zero {
			delete(have, k)
		}
	}
	return have
}

// Drop gives a batch up before it is written.
func (s *Service) Drop(ctx context.Context, actor authz.Actor, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "import.drop", Perm: authz.ImportRun, Ref: History(id)}, func(tx *change.Tx) error {
		tx.Guard = nil
		before, err := batches.Get(ctx, tx, scope(actor), id)
		if err != nil {
			return err
		}
		if before.State != Open {
			return errs.New(errs.Conflict, "这批导入已经%s", stateLabel(before.State))
		}
		after := *before
		after.State = Dropped
		return batches.Update(ctx, tx, before, &after)
	})
}

// mapping is what a unit's columns meant the last time a sheet had such heads.
type mapping struct {
	ID      string `db:"id"`
	List    string `db:"list"`
	UnitID  string `db:"unit_id"`
	Shape   string `db:"shape"`
	Mapping string `db:"mapping"`
	UsedAt  int64  `db:"used_at"`
	Version int64  `db:"version"`
}

var mappings = db.NewTable[mapping]("import_mapping")

func (s *Service) remembered(ctx context.Context, list, unit, shape string) map[int]intake.Choice {
	m, err := findMapping(ctx, s.Run.DB, list, unit, shape)
	if err != nil || m == nil {
		return nil // without it the heads are recognised anew
	}
	var out map[int]intake.Choice
	if json.Unmarshal([]byte(m.Mapping), &out) != nil {
		return nil
	}
	return out
}

func findMapping(ctx context.Context, q db.Queryer, list, unit, shape string) (*mapping, error) {
	w := new(db.Where).And("t.list = ?", list).And("t.unit_id = ?", unit).And("t.shape = ?", shape)
	rows, err := mappings.Select(ctx, q, w, "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// remember keeps the mappings that people gave or corrected, for the next file of their unit with such heads.
func remember(ctx context.Context, tx *change.Tx, list string, pages []page) error {
	for _, p := range pages {
		byHand := false
		for _, m := range p.layout.Columns {
			byHand = byHand || m.State == intake.Given
		}
		if !byHand {
			continue
		}
		text, err := json.Marshal(p.layout.Choices())
		if err != nil {
			return errs.Wrap(err, errs.Internal, "存不下对应关系")
		}
		now := mapping{List: list, UnitID: tx.Actor.UnitID, Shape: p.layout.Shape, Mapping: string(text), UsedAt: tx.Now}
		was, err := findMapping(ctx, tx, list, now.UnitID, now.Shape)
		if err != nil {
			return err
		}
		if was == nil {
			now.ID = tx.NewID()
			err = mappings.Insert(ctx, tx, &now)
		} else {
			now.ID, now.Version = was.ID, was.Version
			err = mappings.Update(ctx, tx, was, &now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
