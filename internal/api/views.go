package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/view"
)

func (a *api) views() {
	const tag = "视图"
	handle(a, op{pattern: "GET /views", id: "list-views", perm: authz.SignedIn, tag: tag, summary: "一张清单的视图：自己存的和共享的"}, a.listViews)
	handle(a, op{pattern: "POST /views", id: "save-view", perm: authz.SignedIn, tag: tag, summary: "存一个视图；同名的被替换", status: 201}, a.saveView)
	handle(a, op{pattern: "PUT /views/{id}/shared", id: "share-view", perm: authz.ViewShare, tag: tag, summary: "共享，或收回共享"}, a.shareView)
	handle(a, op{pattern: "DELETE /views/{id}", id: "remove-view", perm: authz.SignedIn, tag: tag, summary: "删去视图"}, a.removeView)
}

// savedView is a query of a list under a name.
type savedView struct {
	ID     string `json:"id"`
	List   string `json:"list" doc:"哪张清单：project、enterprise、chain、opportunity、unit、account"`
	Name   string `json:"name"`
	Query  string `json:"query" doc:"清单的参数，如 stage=started&sort=-total_invest"`
	Shared bool   `json:"shared"`
	Own    bool   `json:"own" doc:"是自己存的"`
}

func (c *call) viewOf(v *view.View) savedView {
	return savedView{v.ID, v.List, v.Name, v.Query, v.Shared, v.OwnerID == c.actor.ID}
}

type viewsInput struct {
	List string `query:"list" required:"true" doc:"哪张清单，如project" maxLength:"40"`
}

type viewsOutput struct {
	Body struct {
		Views []savedView `json:"views"`
	} `nameHint:"SavedViews"`
}

func (a *api) listViews(c *call, in *viewsInput) (*viewsOutput, error) {
	rows, err := a.Views.Of(c, in.List, c.actor.ID)
	if err != nil {
		return nil, err
	}
	out := &viewsOutput{}
	out.Body.Views = []savedView{}
	for i := range rows {
		out.Body.Views = append(out.Body.Views, c.viewOf(&rows[i]))
	}
	return out, nil
}

type saveViewInput struct {
	Body struct {
		List   string `json:"list" doc:"哪张清单，如project" maxLength:"40"`
		Name   string `json:"name" maxLength:"20"`
		Query  string `json:"query" doc:"清单的参数" maxLength:"8000"`
		Shared bool   `json:"shared,omitempty" doc:"共享给全站；须有共享权"`
	} `nameHint:"SavedViewNew"`
}

type viewOutput struct{ Body savedView }

func (a *api) saveView(c *call, in *saveViewInput) (*viewOutput, error) {
	if a.records[in.Body.List] == nil {
		return nil, errs.Fields{{Name: "list", Message: "没有这张清单"}}.Err()
	}
	v, err := a.Views.Save(c, c.actor, view.View{List: in.Body.List, Name: in.Body.Name, Query: in.Body.Query, Shared: in.Body.Shared})
	if err != nil {
		return nil, err
	}
	return &viewOutput{c.viewOf(v)}, nil
}

type shareViewInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Shared bool `json:"shared"`
	} `nameHint:"SavedViewShared"`
}

func (a *api) shareView(c *call, in *shareViewInput) (*struct{}, error) {
	return nil, a.Views.Share(c, c.actor, in.ID, in.Body.Shared)
}

func (a *api) removeView(c *call, in *idInput) (*struct{}, error) {
	return nil, a.Views.Delete(c, c.actor, in.ID)
}
