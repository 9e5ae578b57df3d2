package studio

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// Validate says what is wrong with a template at the field.
func (t *Template) Validate() error {
	var bad errs.Fields
	if t.Name = strings.TrimSpace(t.Name); t.Name == "" || utf8.RuneCountInString(t.Name) > 60 {
		bad.Add("name", "写上名称，不超过60字，例如“产业链工作月报”")
	}
	if !slices.Contains(Cadences(), period.Kind(t.Cadence)) {
		bad.Add("cadence", "选择月、季度、半年或年")
	}
	if !slices.ContainsFunc(Abouts(), func(a [2]string) bool { return a[0] == t.About }) {
		bad.Add("about", "从列出的选项中选")
	}
	if utf8.RuneCountInString(t.Note) > 500 {
		bad.Add("note", "说明不超过500字")
	}
	return bad.Err()
}

// readable refuses a file that is no template, with the reason at the field.
func (s *Service) readable(blob attach.Blob) error {
	st, err := s.stencil(&attach.File{SHA256: blob.SHA256, Size: blob.Size})
	if errs.CodeOf(err) == errs.Invalid || errs.CodeOf(err) == errs.TooLarge {
		return errs.Fields{{Name: "file", Message: err.Error()}}.Err()
	}
	if err == nil && len(st.Fields()) == 0 {
		return errs.Fields{{Name: "file", Message: "文件里没有填写项。请在要出数的地方写上{{完成率}}这样的名称，名称见“可用的数”"}}.Err()
	}
	return err
}

// Create adds a template with its first version.
func (s *Service) Create(ctx context.Context, actor authz.Actor, t *Template, name string, blob attach.Blob) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if err := s.readable(blob); err != nil {
		return err
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	if d.Root() == nil {
		return errs.New(errs.Invalid, "请先在管理里设好本级行政区")
	}
	return s.Run.Run(ctx, actor, change.What{Action: Kind + ".create", Perm: authz.ReportEdit}, func(tx *change.Tx) error {
		t.ID, t.Region, t.CreatedAt, t.UpdatedAt, t.Number, t.Active = tx.NewID(), d.Root().ID, tx.Now, tx.Now, 1, true
		tx.About(t.Ref())
		f, err := s.Files.Save(ctx, tx, t.Ref(), t.ScopeKeys(), name, versionLabel(1), blob)
		if err != nil {
			return err
		}
		t.FileID = f.ID
		return templates.Insert(ctx, tx, t)
	})
}

// Replace puts a new version of the file in force. Frozen periods keep theirs.
func (s *Service) Replace(ctx context.Context, actor authz.Actor, id, name, reason string, blob attach.Blob) error {
	if strings.TrimSpace(reason) == "" {
		return errs.Fields{{Name: "reason", Message: "写明改了什么、为什么"}}.Err()
	}
	if err := s.readable(blob); err != nil {
		return err
	}
	return s.edit(ctx, actor, id, "replace", reason, func(tx *change.Tx, t *Template) error {
		f, err := s.Files.Save(ctx, tx, t.Ref(), t.ScopeKeys(), name, versionLabel(t.Number+1), blob)
		if err != nil {
			return err
		}
		t.FileID, t.Number = f.ID, t.Number+1
		return nil
	})
}

// Use puts an earlier version in force again, as a new number, so that papers always say with which they were made.
func (s *Service) Use(ctx context.Context, actor authz.Actor, id, fileID, reason string) error {
	return s.edit(ctx, actor, id, "use", reason, func(tx *change.Tx, t *Template) error {
		f, err := attach.Get(ctx, tx, authz.Scope{All: true}, fileID)
		if err != nil || f.Ref() != t.Ref() {
			return errs.New(errs.NotFound, "这个模板没有这一版")
		}
		t.FileID, t.Number = f.ID, t.Number+1
		return nil
	})
}

// Save changes what is said about a template.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Template) error {
	if err := after.Validate(); err != nil {
		return err
	}
	what := change.What{Action: Kind + ".edit", Perm: authz.ReportEdit, Ref: before.Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		after.UpdatedAt = tx.Now
		return templates.Update(ctx, tx, before, after)
	})
}

func (s *Service) edit(ctx context.Context, actor authz.Actor, id, verb, reason string, fn func(tx *change.Tx, t *Template) error) error {
	before, err := s.Get(ctx, id)
	if err == nil {
		err = s.settle(ctx, before)
	}
	if err != nil {
		return err
	}
	what := change.What{Action: Kind + "." + verb, Perm: authz.ReportEdit, Ref: before.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := templates.Get(ctx, tx, actor.Scope.On(authz.Keys{Region: "region"}), id)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		after.UpdatedAt = tx.Now
		return templates.Update(ctx, tx, before, &after)
	})
}
