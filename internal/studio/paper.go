package studio

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/stencil"
)

// Paper is a template filled for a period.
type Paper struct {
	Ask
	Number  int64 // of the template's version
	Frozen  bool
	Values  stencil.Values
	Fields  []stencil.Field // of the template, in their order
	Missing []stencil.Field // those without a figure
	Word    []byte
}

// Name is a name for the file.
func (p *Paper) Name() string { return p.Period.Label() + p.Template.Name + ".docx" }

// Make makes the paper for the actor: what lies outside of his scope is not in it.
func (s *Service) Make(ctx context.Context, actor authz.Actor, ask Ask) (*Paper, error) {
	v, address, err := s.values(ctx, actor, ask)
	if err != nil {
		return nil, err
	}
	p := &Paper{Ask: ask, Values: v}
	at, frozen, err := s.at(ctx, ask.Period)
	if err != nil {
		return nil, err
	}
	fileID := ask.Template.FileID
	if p.Number, p.Frozen = ask.Template.Number, frozen; frozen {
		if fileID, p.Number, err = s.pin(ctx, ask); err != nil {
			return nil, err
		}
	}
	st, err := s.open(ctx, fileID)
	if err != nil {
		return nil, err
	}
	p.Fields = st.Fields()
	var out bytes.Buffer
	p.Missing, err = st.Fill(&out, v, stencil.Options{Time: clock.FromMicro(at), BaseURL: address, Sources: ask.Template.Sources})
	p.Word = out.Bytes()
	return p, err
}

// open reads the file of a version.
func (s *Service) open(ctx context.Context, fileID string) (*stencil.Stencil, error) {
	f, err := attach.Get(ctx, s.Run.DB, authz.Scope{All: true}, fileID)
	if err != nil {
		return nil, err
	}
	return s.stencil(f)
}

func (s *Service) stencil(f *attach.File) (*stencil.Stencil, error) {
	r, err := s.Files.Read(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "模板文件读不出来，请联系系统管理员")
	}
	return stencil.Read(raw)
}

// pin gives the version with which a frozen period is printed. The first to ask settles it for all.
func (s *Service) pin(ctx context.Context, ask Ask) (fileID string, number int64, err error) {
	read := func(q db.Queryer) error {
		return q.QueryRow(ctx, "SELECT file_id, number FROM studio_pin WHERE template_id = $1 AND period = $2", ask.Template.ID, string(ask.Period)).Scan(&fileID, &number)
	}
	if err = read(s.Run.DB); !db.NotFound(err) {
		return fileID, number, err
	}
	err = s.Run.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO studio_pin (template_id, period, file_id, number, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
			ask.Template.ID, string(ask.Period), ask.Template.FileID, ask.Template.Number, s.Run.Clock.Micro()); err != nil {
			return err
		}
		return read(tx)
	})
	return fileID, number, err
}

// settled is how many periods back a change of a template leaves as they were.
const settled = 36

// settle fixes the version of every frozen period before another comes into force.
func (s *Service) settle(ctx context.Context, t *Template) error {
	for _, p := range s.Periods(t, settled) {
		_, frozen, err := s.at(ctx, p)
		if err == nil && frozen {
			_, _, err = s.pin(ctx, Ask{Template: t, Period: p})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func versionLabel(n int64) string { return "第" + strconv.FormatInt(n, 10) + "版" }
