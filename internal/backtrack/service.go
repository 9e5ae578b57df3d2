package backtrack

import (
	"context"
	"fmt"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
)

// Service traces records. It only reads.
type Service struct {
	Run      *change.Runner
	Calendar func() workday.Calendar
	kinds    []Kind
}

// New makes the service; a nil area is not traced.
func New(run *change.Runner, calendar func() workday.Calendar, p *project.Service, t *ticket.Service, k *task.Service) *Service {
	return &Service{Run: run, Calendar: calendar, kinds: kinds(p, t, k)}
}

// most is how many entries of one record are told; no honest record comes near.
const most = 20_000

// Trace tells the story of a record inside the actor's scope. It reads entries, hashes and the row in one snapshot.
func (s *Service) Trace(ctx context.Context, actor authz.Actor, kind, id string) (*Story, error) {
	k := s.Kind(kind)
	if k == nil {
		return nil, errs.New(errs.NotFound, "“%s”不能倒查", kind)
	}
	for _, perm := range []authz.Perm{authz.JournalView, k.Perm} {
		if err := actor.Need(perm); err != nil {
			return nil, err
		}
	}
	title, code, err := k.find(ctx, actor.Scope, id)
	if err != nil {
		return nil, err
	}
	out := &Story{Kind: k, ID: id, Title: title, Code: code}
	var stored [3]string
	var version int64
	err = s.Run.DB.Snapshot(ctx, func(q db.Queryer) error {
		if err := out.read(ctx, q); err != nil {
			return err
		}
		return q.QueryRow(ctx, "SELECT "+strings.Join([]string{k.Unit, k.Owner, k.State, "version"}, ", ")+" FROM "+k.Name+" WHERE id = $1", id).
			Scan(&stored[0], &stored[1], &stored[2], &version)
	})
	if err != nil {
		return nil, err
	}
	out.tell(s.Calendar(), s.Run.Clock.Micro()).compare(stored, version)
	return out, nil
}

// Kind finds a kind that can be traced, nil when it cannot.
func (s *Service) Kind(name string) *Kind {
	for i := range s.kinds {
		if s.kinds[i].Name == name {
			return &s.kinds[i]
		}
	}
	return nil
}

// read reads the record's entries and checks each against the head.
func (s *Story) read(ctx context.Context, q db.Queryer) error {
	w := new(db.Where)
	parts := []string{w.Expr("SELECT seq FROM journal_entry WHERE kind = ? AND ref_id = ?", s.Kind.Name, s.ID),
		w.Expr("SELECT seq FROM journal_entry WHERE tbl = ? AND row_id = ?", s.Kind.Name, s.ID),
		w.Expr("SELECT j.seq FROM journal_entry j JOIN comment x ON x.id = j.row_id WHERE j.tbl = 'comment' AND x.kind = ? AND x.ref_id = ?", s.Kind.Name, s.ID)}
	for _, p := range s.Kind.parts {
		parts = append(parts, w.Expr("SELECT j.seq FROM journal_entry j JOIN "+p.table+" x ON x.id = j.row_id WHERE j.tbl = ? AND x."+p.column+" = ?", p.table, s.ID))
	}
	if s.Kind.extra != "" {
		parts = append(parts, w.Expr(s.Kind.extra, s.ID))
	}
	w.And("e.seq IN (" + strings.Join(parts, " UNION ") + ")")
	err := journal.Scan(ctx, q, w, fmt.Sprintf("ORDER BY e.seq LIMIT %d", most+1), func(e *journal.Entry) error {
		kept := *e
		ev := Event{Entry: &kept}
		var err error
		if ev.Event, err = kept.Event(); err != nil { // altered beyond reading: shown as such, with what its header says
			ev.Event = journal.Event{Seq: kept.Seq, Header: kept.Header, Table: kept.Table, RowID: kept.RowID, Op: kept.Op}
			ev.Bad = "内容读不出，被改动过"
		}
		s.Events = append(s.Events, ev)
		return nil
	})
	if err != nil {
		return err
	}
	if len(s.Events) > most {
		return errs.New(errs.Invalid, "“%s”的改动超过%d条，请在日志里分段查", s.Title, most)
	}
	return s.prove(ctx, q)
}

func (s *Story) prove(ctx context.Context, q db.Queryer) error {
	seqs := make([]int64, len(s.Events))
	for i := range s.Events {
		seqs[i] = s.Events[i].Seq
	}
	head, proofs, err := journal.Proofs(ctx, q, seqs)
	if err != nil {
		return err
	}
	s.Head = head
	for i := range proofs {
		e, err := &s.Events[i], proofs[i].Err
		if err == nil {
			e.Proof = proofs[i].Inclusion
			err = journal.VerifyInclusion(e.Entry, e.Proof, head.Root)
		}
		if err != nil && e.Bad == "" {
			e.Bad = message(err)
		}
	}
	return nil
}
