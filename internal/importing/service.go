package importing

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

var batches = db.NewTable[Batch](Kind)

// Service has the verbs on batches.
type Service struct {
	Run     *change.Runner
	Files   *attach.Dir // for uploads up to MaxFile
	Targets []Target
	// Names gives the directory of chains, units, regions and users.
	Names func(ctx context.Context) (intake.Resolver, error)
	// Home is the region of records whose file and uploader name none.
	Home func(ctx context.Context) string
	// Create adds a record that a Ref column names, by kind, when the batch may do so, and gives its id.
	Create map[string]Creator
	// Inspect looks at the rows of a file before they are written; nil: nobody does.
	Inspect *Inspector

	recent recent
}

// Creator adds records that lists refer to, such as chains.
type Creator struct {
	Perm authz.Perm
	Add  func(ctx context.Context, tx *change.Tx, name, region string) (id string, err error)
	// Drop deletes a record that nothing refers to any more; nil leaves it.
	Drop func(ctx context.Context, tx *change.Tx, id string) error
	// Hangs reports whether records of no list hang on it, such as the map on a chain; nil: none do.
	Hangs func(ctx context.Context, q db.Queryer, id string) (bool, error)
}

// Upload is a file that somebody hands in.
type Upload struct {
	List   string // name of the list: "project"
	Name   string // of the file
	Body   io.Reader
	Choice Choice // what is decided already; usually zero
}

// target finds the target of a list; people see NotFound for others.
func (s *Service) target(name string) (Target, error) {
	for _, t := range s.Targets {
		if t.Spec().Name == name {
			return t, nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有名为“%s”的清单可以导入", name)
}

// Lists are the lists that the actor may import.
func (s *Service) Lists(actor authz.Actor) []*list.Spec {
	var out []*list.Spec
	for _, t := range s.Targets {
		if actor.Can(authz.ImportRun) && actor.Can(t.Perm()) {
			out = append(out, t.Spec())
		}
	}
	return out
}

func (s *Service) allowed(actor authz.Actor, t Target) error {
	if err := actor.Need(authz.ImportRun); err != nil {
		return err
	}
	return actor.Need(t.Perm())
}

// Upload stores a file as an open batch; nothing is read yet.
func (s *Service) Upload(ctx context.Context, actor authz.Actor, up Upload) (*Batch, error) {
	t, err := s.target(up.List)
	if err != nil {
		return nil, err
	}
	if err := s.allowed(actor, t); err != nil {
		return nil, err
	}
	blob, err := s.Files.Put(ctx, up.Body)
	if err != nil {
		return nil, err
	}
	choice, err := json.Marshal(up.Choice)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "选项不对")
	}
	b := &Batch{List: up.List, FileName: filepath.Base(strings.ReplaceAll(up.Name, `\`, "/")), SHA256: blob.SHA256, Size: blob.Size, State: Open, ChoiceJSON: string(choice),
		Region: actor.Region, UnitID: actor.UnitID, AccountID: actor.ID, AccountName: actor.Name}
	err = s.Run.Run(ctx, actor, change.What{Action: "import.upload", Perm: authz.ImportRun}, func(tx *change.Tx) error {
		b.ID, b.CreatedAt = tx.NewID(), tx.Now
		tx.About(b.Ref())
		tx.Guard = nil // a batch is scoped by its uploader, who need not have a region or unit in scope
		if _, err := s.Files.Save(ctx, tx, b.Ref(), b.ScopeKeys(), b.FileName, "导入原件", blob); err != nil {
			return err
		}
		return batches.Insert(ctx, tx, b)
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// scope lets people see the batches of their regions and units, and their own.
func scope(actor authz.Actor) db.Scope { return owned{actor} }

type owned struct{ actor authz.Actor }

// Condition is the actor's scope, or the actor's own batches.
func (o owned) Condition(w *db.Where, alias string) string {
	if o.actor.Scope.All {
		return ""
	}
	inside := o.actor.Scope.On(authz.Keys{Region: "region", Unit: "unit_id"}).Condition(w, alias)
	return "(" + alias + ".account_id = " + w.Arg(o.actor.ID) + " OR " + inside + ")"
}

// Get reads a batch with the summary of its last analysis.
func (s *Service) Get(ctx context.Context, actor authz.Actor, id string) (*Batch, error) {
	b, err := batches.Get(ctx, s.Run.DB, scope(actor), id)
	if err != nil {
		return nil, err
	}
	var text string
	err = s.Run.DB.QueryRow(ctx, "SELECT summary FROM import_summary WHERE batch_id = $1", id).Scan(&text)
	if db.NotFound(err) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	b.Summary = &Summary{}
	return b, errs.Wrap(json.Unmarshal([]byte(text), b.Summary), errs.Internal, "读不出预览结果，请重新校对")
}

// Batches are the actor's batches of a list ("" = all), newest first, without summaries.
func (s *Service) Batches(ctx context.Context, actor authz.Actor, list string, n int) ([]Batch, error) {
	w := new(db.Where).Scope(scope(actor), "t").And("t.state <> ?", Dropped)
	if list != "" {
		w.And("t.list = ?", list)
	}
	return batches.Select(ctx, s.Run.DB, w, "ORDER BY t.created_at DESC, t.id LIMIT "+limitText(n))
}

// History names the batch for the journal.
func History(id string) record.Ref { return record.Ref{Kind: Kind, ID: id} }

// recent keeps the last analyses, so that turning pages does not read the whole file again.
type recent struct {
	sync.Mutex
	kept []kept
}

type kept struct {
	batch   string
	version int64
	at      int64
	journal int64  // size of the journal when the register was read
	actor   string // whose scope and rights it was read with
	found   *analysis
	src     *source
}

// keepFor is how long an analysis stands for the register it was compared with, in microseconds.
const (
	keepMost = 4
	keepFor  = 10 * 60 * 1_000_000
)

func (r *recent) get(b *Batch, now int64) *kept {
	r.Lock()
	defer r.Unlock()
	for i := range r.kept {
		if k := &r.kept[i]; k.batch == b.ID && k.version == b.Version && now-k.at < keepFor {
			return k
		}
	}
	return nil
}

func (r *recent) put(k kept) {
	r.Lock()
	defer r.Unlock()
	var out []kept
	for _, have := range r.kept {
		if have.batch != k.batch {
			out = append(out, have)
		}
	}
	if len(out) >= keepMost {
		out = out[len(out)-keepMost+1:]
	}
	r.kept = append(out, k)
}
