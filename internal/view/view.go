// Package view keeps the views that people save of lists: a name for a query, their own or shared with the site.
package view

import (
	"context"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table of saved views.
const Kind = "saved_view"

// View is a saved query of a list. Query is URL values as list.Query writes them; it holds conditions, order and columns
// but no data, so that everybody who opens a shared view sees only what lies in his own scope.
type View struct {
	ID        string `db:"id"`
	List      string `db:"list"` // name of the list's specification, "project"
	Name      string `db:"name"`
	Query     string `db:"query"`
	OwnerID   string `db:"owner_id"`
	Shared    bool   `db:"shared"`
	Sort      int64  `db:"sort"`
	CreatedAt int64  `db:"created_at"`
	Version   int64  `db:"version"`
}

// Ref names the view.
func (v *View) Ref() record.Ref { return record.Ref{Kind: Kind, ID: v.ID} }

// maxOwn is how many views one person may keep of one list: more than fit into a row of tabs are no help.
const maxOwn = 20

var views = db.NewTable[View](Kind)

// Service has the verbs on saved views.
type Service struct {
	Run *change.Runner
}

// Of gives the views of a list that the person sees: his own and those shared, in their order.
func (s *Service) Of(ctx context.Context, list, personID string) ([]View, error) {
	w := new(db.Where).And("t.list = ? AND (t.owner_id = ? OR t.shared)", list, personID)
	return views.Select(ctx, s.Run.DB, w, "ORDER BY t.sort, t.created_at, t.id")
}

// Save keeps a query under a name. A person's view of the same list and name is replaced.
func (s *Service) Save(ctx context.Context, actor authz.Actor, v View) (*View, error) {
	v.Name = strings.TrimSpace(v.Name)
	if err := v.validate(); err != nil {
		return nil, err
	}
	if v.Shared {
		if err := actor.Need(authz.ViewShare); err != nil {
			return nil, err
		}
	}
	err := s.Run.Run(ctx, actor, change.What{Action: "view.save", Perm: authz.SignedIn}, func(tx *change.Tx) error {
		own, err := views.Select(ctx, tx, new(db.Where).And("t.list = ? AND t.owner_id = ?", v.List, actor.ID), "")
		if err != nil {
			return err
		}
		v.OwnerID = actor.ID
		for i := range own {
			if own[i].Name == v.Name {
				v.ID, v.Sort, v.CreatedAt, v.Version = own[i].ID, own[i].Sort, own[i].CreatedAt, own[i].Version
				tx.About(v.Ref())
				return views.Update(ctx, tx, &own[i], &v)
			}
		}
		if len(own) >= maxOwn {
			return errs.New(errs.Invalid, "每张清单最多存%d个视图，先删去不用的", maxOwn)
		}
		v.ID, v.Sort, v.CreatedAt = tx.NewID(), int64(len(own)+1), tx.Now
		tx.About(v.Ref())
		return views.Insert(ctx, tx, &v)
	})
	if err != nil {
		return nil, err
	}
	return &v, nil
}

func (v *View) validate() error {
	var bad errs.Fields
	if v.Name == "" {
		bad.Add("name", "填写视图名称")
	}
	if utf8.RuneCountInString(v.Name) > 20 {
		bad.Add("name", "不超过20字")
	}
	if v.List == "" {
		bad.Add("list", "没有说是哪张清单")
	}
	if len(v.Query) > 8000 {
		bad.Add("query", "条件太多，存不下")
	}
	return bad.Err()
}

// Delete removes a view: one's own, or a shared one when the person may share views.
func (s *Service) Delete(ctx context.Context, actor authz.Actor, id string) error {
	return s.edit(ctx, actor, "view.delete", id, func(tx *change.Tx, v *View) error { return views.Delete(ctx, tx, v) })
}

// Share opens a view to everybody, or takes it back.
func (s *Service) Share(ctx context.Context, actor authz.Actor, id string, shared bool) error {
	if err := actor.Need(authz.ViewShare); err != nil {
		return err
	}
	return s.edit(ctx, actor, "view.share", id, func(tx *change.Tx, v *View) error {
		after := *v
		after.Shared = shared
		return views.Update(ctx, tx, v, &after)
	})
}

func (s *Service) edit(ctx context.Context, actor authz.Actor, action, id string, fn func(*change.Tx, *View) error) error {
	what := change.What{Action: action, Perm: authz.SignedIn, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		v, err := views.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		if !v.Editable(actor) {
			return errs.New(errs.NotFound, "没有这个视图，或不是您存的")
		}
		return fn(tx, v)
	})
}

// Editable reports whether the person may remove the view.
func (v *View) Editable(actor authz.Actor) bool {
	return v.OwnerID == actor.ID || v.Shared && actor.Can(authz.ViewShare)
}
