package org

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// Options are the rules of signing in. Zero values stand for the defaults of DOMAIN.md.
type Options struct {
	Idle        time.Duration // a session unused for so long ends; 30 minutes
	Life        time.Duration // a session ends after so long in any case; 12 hours
	LockAfter   int           // failures in a row that lock an account; 5
	LockFor     time.Duration // 15 minutes
	MinPassword int           // characters; 10
	History     int           // so many last passwords cannot be taken again; 5
	Expiry      time.Duration // a password older than this must be changed at sign-in; 0 = never
	Cost        Cost          // of hashing a password
}

func (o Options) withDefaults() Options {
	def := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	num := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&o.Idle, 30*time.Minute)
	def(&o.Life, 12*time.Hour)
	def(&o.LockFor, 15*time.Minute)
	num(&o.LockAfter, 5)
	num(&o.MinPassword, 10)
	num(&o.History, 5)
	if o.Cost == (Cost{}) {
		o.Cost = Cost{MemoryKiB: 19 * 1024, Passes: 2}
	}
	return o
}

// Holder is an area whose records name units or regions. It is asked before a unit or region goes, so that no record is
// left behind without an owner.
type Holder struct {
	Label string // 项目
	// Count counts the records that name the unit or region; kind is "unit" or "region".
	Count func(ctx context.Context, q db.Queryer, kind, id string) (int64, error)
	// MoveUnit gives the records of one unit to another when units merge; nil refuses a merger while there are any.
	MoveUnit func(ctx context.Context, tx *change.Tx, from, to string) error
}

// Service is the area's verbs, with the snapshot that all reading goes to.
type Service struct {
	run     *change.Runner
	db      *db.DB
	opt     Options
	hasher  *hasher
	holders []Holder

	loading sync.Mutex
	dir     atomic.Pointer[Directory]
	stale   atomic.Bool
	checked atomic.Int64 // when the stamp was last compared, UTC microseconds

	calendar atomic.Pointer[readCalendar]
}

// New makes the service; zero options are the defaults.
func New(run *change.Runner, opt Options) *Service {
	opt = opt.withDefaults()
	return &Service{run: run, db: run.DB, opt: opt, hasher: newHasher(opt.Cost)}
}

// Holds registers an area whose records name units; call it while the program is put together.
func (s *Service) Holds(h Holder) { s.holders = append(s.holders, h) }

// checkEvery is how long another node's change may stay unseen.
const checkEvery = int64(time.Second / time.Microsecond)

// Directory gives the current snapshot. A change made through this service shows at once, another node's within a second.
func (s *Service) Directory(ctx context.Context) (*Directory, error) {
	if d := s.fresh(); d != nil {
		return d, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	if d := s.fresh(); d != nil {
		return d, nil
	}
	now, d, stale := s.run.Clock.Micro(), s.dir.Load(), s.stale.Swap(false)
	if d != nil && !stale {
		n, err := readStamp(ctx, s.db)
		if err != nil {
			return nil, err
		}
		if n == d.stamp {
			s.checked.Store(now)
			return d, nil
		}
	}
	d, err := load(ctx, s.db)
	if err != nil {
		s.stale.Store(true)
		return nil, err
	}
	s.dir.Store(d)
	s.checked.Store(now)
	return d, nil
}

func (s *Service) fresh() *Directory {
	d := s.dir.Load()
	if d == nil || s.stale.Load() {
		return nil
	}
	if age := s.run.Clock.Micro() - s.checked.Load(); age < 0 || age >= checkEvery {
		return nil
	}
	return d
}

// change runs a change of the tables behind the Directory.
func (s *Service) change(ctx context.Context, actor authz.Actor, what change.What, fn func(tx *change.Tx) error) error {
	return s.run.Run(ctx, actor, what, func(tx *change.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return s.touched(ctx, tx)
	})
}

// touched tells all nodes that the Directory is out of date.
func (s *Service) touched(ctx context.Context, tx *change.Tx) error {
	tx.AfterCommit(func() { s.stale.Store(true) })
	_, err := tx.Exec(ctx, "UPDATE org_stamp SET n = n + 1 WHERE id = 1")
	return err
}
