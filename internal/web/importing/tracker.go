package importing

import (
	"context"
	"log/slog"
	"sync"

	area "lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
)

// tracker runs works on large batches in the background and tells how far they are. It need not outlive the process: a batch
// whose analysis was cut short is analysed again when somebody opens it, and a confirmation is one change, all or nothing.
type tracker struct {
	mu    sync.Mutex
	works map[string]*work
	slots chan struct{}
}

// work is something being done to a batch.
type work struct {
	Label       string
	Done, Total int
	Over        bool
	Err         error
}

// atOnce is how many works run at a time; others wait.
const atOnce = 2

func newTracker() *tracker {
	return &tracker{works: map[string]*work{}, slots: make(chan struct{}, atOnce)}
}

// start begins a work unless one is under way on the batch.
func (t *tracker) start(id, label string, fn func(ctx context.Context, progress area.Progress) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.works[id]; w != nil && !w.Over {
		return
	}
	w := &work{Label: label}
	t.works[id] = w
	go func() {
		t.slots <- struct{}{}
		defer func() { <-t.slots }()
		err := guarded(func() error {
			return fn(context.Background(), func(done, total int) {
				t.mu.Lock()
				defer t.mu.Unlock()
				w.Done, w.Total = done, total
			})
		})
		t.mu.Lock()
		defer t.mu.Unlock()
		w.Over, w.Err = true, err
		if errs.CodeOf(err) == errs.Internal && err != nil {
			slog.Error("import", "batch", id, "work", label, "err", err)
		}
	}()
}

// guarded turns a panic into an error: nobody is above to catch it.
func guarded(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("import", "panic", p)
			err = errs.New(errs.Internal, "处理表格时程序出错，已记录。请换一个文件或联系管理员")
		}
	}()
	return fn()
}

// state tells how far the work on a batch is; nil when there is none. A work that is over is told once.
func (t *tracker) state(id string) *work {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.works[id]
	if w == nil {
		return nil
	}
	out := *w
	if w.Over {
		delete(t.works, id)
	}
	return &out
}
