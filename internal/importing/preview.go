package importing

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"strconv"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

func limitText(n int) string { return strconv.Itoa(max(1, min(n, 1000))) }

// open opens the batch's file.
func (s *Service) open(b *Batch) (*os.File, error) {
	return s.Files.Read(&attach.File{Name: b.FileName, Size: b.Size, SHA256: b.SHA256})
}

// source prepares the reading of a batch; close the file afterwards.
func (s *Service) source(ctx context.Context, actor authz.Actor, b *Batch) (*source, *os.File, error) {
	t, err := s.target(b.List)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.open(b)
	if err != nil {
		return nil, nil, err
	}
	src := &source{file: f, size: b.Size, name: b.FileName, target: t, choice: b.Choice()}
	if err := s.prepare(ctx, actor, src); err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return src, f, nil
}

func (s *Service) prepare(ctx context.Context, actor authz.Actor, src *source) (err error) {
	if s.Inspect != nil && s.Inspect.List == src.target.Spec().Name {
		src.inspect = s.Inspect
	}
	if src.names, err = s.Names(ctx); err != nil {
		return err
	}
	src.today = s.Run.Clock.Today()
	if s.Home != nil {
		src.home = s.Home(ctx)
	}
	unit, listName := actor.UnitID, src.target.Spec().Name
	src.memory = func(shape string) map[int]intake.Choice { return s.remembered(ctx, listName, unit, shape) }
	for kind, c := range s.Create {
		if !actor.Can(c.Perm) && src.policies()[kind] != intake.Leave {
			if src.choice.Refs == nil {
				src.choice.Refs = map[string]string{}
			}
			src.choice.Refs[kind] = "known" // who may not add such records gets a fault instead
		}
	}
	src.base, err = s.defaults(ctx, actor, src)
	return err
}

// defaults are what rows get that say nothing of a field: what the batch chose, and the region of the uploader.
func (s *Service) defaults(ctx context.Context, actor authz.Actor, src *source) ([]any, error) {
	spec := src.target.Spec()
	fields := intake.Importable(spec)
	out := make([]any, len(fields))
	var bad errs.Fields
	for i, c := range fields {
		text := src.choice.Defaults[c.Name]
		if text == "" && c.Name == spec.Scope.Region {
			if text = actor.Region; text == "" {
				text = src.home
			}
		}
		if text == "" && c.Name == spec.Scope.Unit && !actor.Scope.All && !actor.Scope.ByRegion() {
			text = actor.UnitID // whose scope is units alone fills in for that unit
		}
		if text == "" {
			continue
		}
		switch c.Kind {
		case list.Text, list.Enum, list.Ref, list.Date, list.Period:
			out[i] = text
		default:
			bad.Add(c.Name, "这一列不能设默认值")
		}
	}
	return out, bad.Err()
}

// Analyse reads the batch's file, compares it with the register and stores the summary.
func (s *Service) Analyse(ctx context.Context, actor authz.Actor, id string, progress Progress) (*Batch, error) {
	b, err := batches.Get(ctx, s.Run.DB, scope(actor), id)
	if err != nil {
		return nil, err
	}
	k, err := s.analyse(ctx, actor, b, progress)
	if err != nil {
		return nil, err
	}
	b.Summary = &k.found.summary
	return b, nil
}

func (s *Service) analyse(ctx context.Context, actor authz.Actor, b *Batch, progress Progress) (*kept, error) {
	if b.State != Open {
		return nil, errs.New(errs.Conflict, "这批导入已经%s，不能再校对", stateLabel(b.State))
	}
	src, f, err := s.source(ctx, actor, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := s.allowed(actor, src.target); err != nil {
		return nil, err
	}
	head, err := s.Run.Journal.Head(ctx)
	if err != nil {
		return nil, err
	}
	a, err := src.analyse(ctx, s.Run.DB, actor, progress)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(&a.summary)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "存不下预览结果")
	}
	err = s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO import_summary (batch_id, summary) VALUES ($1, $2)
			ON CONFLICT (batch_id) DO UPDATE SET summary = excluded.summary`, b.ID, string(text))
		return err
	})
	if err != nil {
		return nil, err
	}
	src.file = nil
	k := kept{batch: b.ID, version: b.Version, at: s.Run.Clock.Micro(), journal: head.Size, actor: actor.ID, found: a, src: src}
	s.recent.put(k)
	return &k, nil
}

func stateLabel(state string) string {
	return map[string]string{Open: "待确认", Applied: "入库", Undone: "撤回", Dropped: "放弃"}[state]
}

// DryRun analyses a file without keeping anything.
func (s *Service) DryRun(ctx context.Context, actor authz.Actor, listName, fileName string, f io.ReaderAt, size int64, choice Choice) (*Summary, error) {
	t, err := s.target(listName)
	if err != nil {
		return nil, err
	}
	if err := s.allowed(actor, t); err != nil {
		return nil, err
	}
	src := &source{file: f, size: size, name: fileName, target: t, choice: choice}
	if err := s.prepare(ctx, actor, src); err != nil {
		return nil, err
	}
	a, err := src.analyse(ctx, s.Run.DB, actor, nil)
	if err != nil {
		return nil, err
	}
	return &a.summary, nil
}

// edit changes the choice of an open batch, journalled, and analyses it again.
func (s *Service) edit(ctx context.Context, actor authz.Actor, id string, progress Progress, fn func(c *Choice) error) (*Batch, error) {
	err := s.Run.Run(ctx, actor, change.What{Action: "import.correct", Perm: authz.ImportRun, Ref: History(id)}, func(tx *change.Tx) error {
		tx.Guard = nil // scope(actor) has judged: own batches are in it
		before, err := batches.Get(ctx, tx, scope(actor), id)
		if err != nil {
			return err
		}
		if before.State != Open {
			return errs.New(errs.Conflict, "这批导入已经%s，不能再改", stateLabel(before.State))
		}
		c := before.Choice()
		if err := fn(&c); err != nil {
			return err
		}
		text, err := json.Marshal(c)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "选项不对")
		}
		after := *before
		after.ChoiceJSON = string(text)
		return batches.Update(ctx, tx, before, &after)
	})
	if err != nil {
		return nil, err
	}
	return s.Analyse(ctx, actor, id, progress)
}
