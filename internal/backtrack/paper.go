package backtrack

import (
	"context"
	"errors"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

// Point is the checkpoint that is printed with the story: the log as it was when it was told.
func (s *Story) Point(site string) journal.Checkpoint {
	return journal.Checkpoint{Site: site, Size: s.Head.Size, Root: s.Head.Root, At: s.At, Note: "倒查 " + s.Code}
}

// Compared is a checkpoint from paper beside the log as it is now.
type Compared struct {
	Paper journal.Checkpoint
	Head  journal.Head
	Bad   string // why they do not fit, "" = the log begins with what the paper says
	Path  int    // hashes of the consistency proof
}

// Compare holds a checkpoint, typed or scanned from an old paper, against the log: nothing before it may have been rewritten. Text
// that is no checkpoint is Invalid.
func (s *Service) Compare(ctx context.Context, actor authz.Actor, text string) (*Compared, error) {
	if err := actor.Need(authz.JournalView); err != nil {
		return nil, err
	}
	p, err := journal.ParseCheckpoint(text)
	if err != nil {
		return nil, err
	}
	if p.Size == 0 {
		return nil, errs.New(errs.Invalid, "这个检查点的条数是0，没有可核对的")
	}
	out := &Compared{Paper: p}
	if out.Head, err = s.Run.Journal.Head(ctx); err != nil {
		return nil, err
	}
	if p.Size > out.Head.Size {
		out.Bad = "纸上的日志比现在的长：后面的条目被删掉了，或站点从更早的备份恢复过"
		return out, nil
	}
	path, err := s.Run.Journal.Consistency(ctx, p.Size, out.Head.Size)
	if err != nil {
		if errs.CodeOf(err) != errs.Internal {
			return nil, err
		}
		out.Bad = message(err)
		return out, nil
	}
	out.Path = len(path)
	if err := journal.VerifyConsistency(p.Size, out.Head.Size, path, p.Root, out.Head.Root); err != nil {
		out.Bad = message(err)
	}
	return out, nil
}

// message is what an error says to people.
func message(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
