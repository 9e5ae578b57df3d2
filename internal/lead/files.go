package lead

import (
	"context"
	"fmt"
	"path"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Attach hangs a stored content on a lead. The file's own name may tell the client, so it is kept with the sealed text; the
// journal sees 材料1.pdf.
func (s *Service) Attach(ctx context.Context, actor authz.Actor, dir *attach.Dir, id, name, label string, b attach.Blob) error {
	return s.edit(ctx, actor, "attach", id, authz.LeadEdit, func(tx *change.Tx, l *Lead, _ *Clocks) error {
		have, err := attach.List(ctx, tx, l.Ref())
		if err != nil {
			return err
		}
		f, err := dir.Save(ctx, tx, l.Ref(), l.ScopeKeys(), fmt.Sprintf("材料%d%s", len(have)+1, path.Ext(name)), label, b)
		if err != nil {
			return err
		}
		_, err = seal(ctx, tx, Text{ID: f.ID, LeadID: l.ID, Body: name})
		return err
	})
}

// FilesOf gives the files of a lead that the caller may see, under their own names, oldest first.
func (s *Service) FilesOf(ctx context.Context, q db.Queryer, l *Lead) ([]attach.File, error) {
	rows, err := attach.List(ctx, q, l.Ref())
	if err != nil {
		return nil, err
	}
	byID, err := textsOf(ctx, q, l.ID)
	for i := range rows {
		if t := byID[rows[i].ID]; t.Body != "" {
			rows[i].Name = t.Body
		}
	}
	return rows, err
}

// File gives one file of a lead that the actor may see.
func (s *Service) File(ctx context.Context, actor authz.Actor, leadID, fileID string) (*attach.File, error) {
	l, err := s.Get(ctx, actor, leadID)
	if err != nil {
		return nil, err
	}
	rows, err := s.FilesOf(ctx, s.Run.DB, l)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].ID == fileID {
			return &rows[i], nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有这份材料")
}
