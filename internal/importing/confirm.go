package importing

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// effect is what a batch did to a record that does not name the batch itself.
type effect struct {
	ID      string `db:"id"`
	BatchID string `db:"batch_id"`
	Kind    string `db:"kind"`
	RefID   string `db:"ref_id"`
	Name    string `db:"name"`
	Op      string `db:"op"` // merge, create
	Before  string `db:"before"`
	Version int64  `db:"version"`
}

var effects = db.NewTable[effect]("import_effect")

// chunk is how many records are handed to an area at a time.
const chunk = 500

// Confirm writes the batch in one change: all or nothing. When the register has changed since the preview so that other
// rows would be written, it gives Conflict and stores the new preview.
func (s *Service) Confirm(ctx context.Context, actor authz.Actor, id string, progress Progress) (*Batch, error) {
	b, err := s.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	k, err := s.current(ctx, actor, b)
	if err != nil {
		return nil, err
	}
	now := &k.found.summary
	switch {
	case now.Refused != "":
		return nil, errs.New(errs.Invalid, "%s", now.Refused)
	case b.Summary != nil && b.Summary.Write != now.Write:
		return nil, errs.New(errs.Conflict, "预览之后登记册有变化：原来新增%d、更新%d，现在新增%d、更新%d。请看过新的预览再确认",
			b.Summary.Write.New, b.Summary.Write.Merge, now.Write.New, now.Write.Merge)
	case now.Write.New+now.Write.Merge == 0:
		return nil, errs.New(errs.Invalid, "没有可以入库的行：%d行有误，%d行待定，%d行重复", now.Rejected, now.Write.Hold, now.Write.Skip)
	}
	src := *k.src
	f, err := s.open(b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src.file = f
	what := change.What{Action: "import.apply", Perm: src.target.Perm(), Reason: "导入《" + b.FileName + "》"}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		w := &writing{tx: tx, service: s, src: &src, found: k.found, batch: b, ids: map[int32]string{}, made: map[string]string{}, progress: progress}
		if err := w.all(ctx); err != nil {
			return err
		}
		return s.applied(ctx, tx, b, w)
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, actor, id)
}

// current is the last analysis when nothing was written since, else a new one.
func (s *Service) current(ctx context.Context, actor authz.Actor, b *Batch) (*kept, error) {
	head, err := s.Run.Journal.Head(ctx)
	if err != nil {
		return nil, err
	}
	if k := s.recent.get(b, s.Run.Clock.Micro()); k != nil && k.journal == head.Size && k.actor == actor.ID && b.State == Open {
		return k, nil
	}
	return s.analyse(ctx, actor, b, nil)
}

func (s *Service) applied(ctx context.Context, tx *change.Tx, b *Batch, w *writing) error {
	guard := tx.Guard
	tx.Guard = nil
	defer func() { tx.Guard = guard }()
	before, err := batches.Get(ctx, tx, scope(tx.Actor), b.ID)
	if err != nil {
		return err
	}
	if before.State != Open || before.Version != b.Version {
		return errs.New(errs.Conflict, "这批导入刚被别人改过或确认过，请刷新")
	}
	after := *before
	after.State, after.AppliedAt, after.Written, after.Merged = Applied, tx.Now, w.written, w.merged
	if err := batches.Update(ctx, tx, before, &after); err != nil {
		return err
	}
	return remember(ctx, tx, b.List, w.found.pages)
}

// writing is a confirmation under way.
type writing struct {
	tx       *change.Tx
	service  *Service
	src      *source
	found    *analysis
	batch    *Batch
	pending  []*Record
	keys     []int32          // classes of the pending records, -1 when nobody asks for their ids
	ids      map[int32]string // class → record, of classes that later rows merge into
	made     map[string]string
	progress Progress
	done     int
	written  int64
	merged   int64
}

func (w *writing) all(ctx context.Context) error {
	book, err := w.src.open(ctx)
	if err != nil {
		return err
	}
	for i := range w.found.pages {
		p := &w.found.pages[i]
		for row, err := range p.rows(book, p.reader()) {
			if err != nil {
				if w.found.summary.sheet(p.no).Failed != "" {
					break // the preview has said that the sheet breaks off here
				}
				return err
			}
			if row.Kind != intake.Data {
				continue
			}
			if err := w.row(ctx, p, row); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

func (s *Summary) sheet(no int) *Sheet {
	for i := range s.Sheets {
		if s.Sheets[i].No == no {
			return &s.Sheets[i]
		}
	}
	return &Sheet{}
}

func (w *writing) row(ctx context.Context, p *page, row *intake.Row) error {
	if w.done++; w.progress != nil && w.done%500 == 0 {
		w.progress(w.done, w.found.summary.Rows)
	}
	key := RowKey(p.no, row.Number)
	i, ok := w.found.index[key]
	if !ok {
		return errs.New(errs.Conflict, "文件与预览对不上（第%d行），请重新校对", row.Number)
	}
	e := &w.found.rows[i]
	dup, decision := w.found.decide(int(i))
	if e.class < 0 || decision != Keep && decision != Merge || decision == Merge && dup == Exact {
		return nil
	}
	rec := &Record{Key: key, Row: nil, Layout: p.layout, defaults: w.src.base, values: append([]any(nil), row.Values...)}
	rec.complete(w.src.target, w.src)
	if err := w.resolve(ctx, rec); err != nil {
		return err
	}
	if decision == Merge && dup != "" {
		return w.merge(ctx, int(i), dup, rec)
	}
	w.pending, w.keys = append(w.pending, rec), append(w.keys, e.class)
	if len(w.pending) >= chunk {
		return w.flush(ctx)
	}
	return nil
}

func (w *writing) flush(ctx context.Context) error {
	if len(w.pending) == 0 {
		return nil
	}
	if err := w.src.target.Insert(ctx, w.tx, w.batch.ID, w.pending); err != nil {
		return w.where(err, w.pending[0])
	}
	w.written += int64(len(w.pending))
	for n, r := range w.pending {
		if c := w.keys[n]; w.ids[c] == "" && w.found.match.classes[c].wanted {
			w.ids[c] = r.ID
		}
	}
	clear(w.pending)
	w.pending, w.keys = w.pending[:0], w.keys[:0]
	return w.tx.Flush(ctx)
}

// where says near which row an area refused to write.
func (w *writing) where(err error, r *Record) error {
	_, row := splitKey(r.Key)
	return errs.Wrap(err, errs.CodeOf(err), "没有入库：从第%d行起的一段写不进去（%v）", row, err)
}

func (w *writing) merge(ctx context.Context, i int, dup Dup, rec *Record) error {
	r := w.found.relation(i)
	id := ""
	if strings.HasPrefix(string(dup), "register_") {
		id = w.found.match.register[r.to].id
	} else {
		if err := w.flush(ctx); err != nil {
			return err
		}
		id = w.ids[r.to]
	}
	if id == "" { // the row that it repeats was not written: then it stands for itself
		w.pending, w.keys = append(w.pending, rec), append(w.keys, w.found.rows[i].class)
		return w.flush(ctx)
	}
	w.ids[w.found.rows[i].class] = id
	name, before, err := w.src.target.Merge(ctx, w.tx, id, rec)
	if err != nil {
		return w.where(err, rec)
	}
	if before == "" {
		return nil
	}
	w.merged++
	return w.effect(ctx, effect{Kind: w.src.target.Spec().Name, RefID: id, Name: name, Op: "merge", Before: before})
}

func (w *writing) effect(ctx context.Context, e effect) error {
	e.ID, e.BatchID = w.tx.NewID(), w.batch.ID
	return effects.Insert(ctx, w.tx, &e)
}

// resolve adds the records that the row refers to and that do not exist yet.
func (w *writing) resolve(ctx context.Context, rec *Record) error {
	for i, c := range rec.Fields() {
		text, ok := rec.values[i].(string)
		if !ok || c.Kind != list.Ref {
			continue
		}
		name, fresh := strings.CutPrefix(text, intake.NewRef)
		if !fresh {
			continue
		}
		id, ok := w.made[c.RefKind+"/"+name]
		if !ok {
			creator := w.service.Create[c.RefKind]
			if creator.Add == nil {
				return errs.New(errs.Invalid, "%s“%s”不在目录里，也不能由导入新建", c.Label, name)
			}
			if err := w.tx.Actor.Need(creator.Perm); err != nil {
				return err
			}
			var err error
			if id, err = creator.Add(ctx, w.tx, name, rec.Text(w.src.target.Spec().Scope.Region)); err != nil {
				return fmt.Errorf("add %s %q: %w", c.RefKind, name, err)
			}
			w.made[c.RefKind+"/"+name] = id
			if err := w.effect(ctx, effect{Kind: c.RefKind, RefID: id, Name: name, Op: "create"}); err != nil {
				return err
			}
		}
		rec.values[i] = id
	}
	return nil
}
