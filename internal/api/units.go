package api

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) units() {
	r := a.lists(&register{spec: org.UnitSpec, path: "/units", one: "unit", many: "units", schema: "Unit", perm: authz.OrgView, scope: org.ListScope})
	writes(a, editor[org.Unit]{
		register: r, edit: authz.OrgEdit, fresh: []string{"name", "short", "alias", "parent_id", "region", "kind", "sort"}, need: []string{"name"},
		change: []string{"name", "short", "alias", "region", "kind", "sort"},
		get:    func(c *call, id string) (*org.Unit, error) { return a.unit(c, id) },
		at:     func(u *org.Unit) int64 { return u.Version },
		add: func(c *call, u org.Unit, reason string) (string, error) {
			made, err := a.Org.CreateUnit(c, c.actor, u, reason)
			if err != nil {
				return "", err
			}
			return made.ID, nil
		},
		save: func(c *call, _, after *org.Unit, reason string) error {
			return a.Org.UpdateUnit(c, c.actor, *after, reason)
		},
	})
	tag := org.UnitSpec.Label
	handle(a, op{pattern: "POST /units/{id}/move", id: "move-unit", perm: authz.OrgEdit, tag: tag, summary: "换上级单位", answer: recordAnswer(tag, schema("Unit"))}, a.moveUnit)
	handle(a, op{pattern: "POST /units/{id}/merge", id: "merge-unit", perm: authz.OrgEdit, tag: tag, summary: "并入另一单位"}, a.mergeUnit)
	handle(a, op{pattern: "POST /units/{id}/dissolve", id: "dissolve-unit", perm: authz.OrgEdit, tag: tag, summary: "撤销单位"}, a.dissolveUnit)
}

func (a *api) unit(c *call, id string) (*org.Unit, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	u := d.Unit(id)
	if u == nil {
		return nil, errs.New(errs.NotFound, "没有这个单位")
	}
	return ptr(*u), nil
}

type moveUnitInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		ParentID string `json:"parent_id" doc:"新的上级；空为最上级" maxLength:"40"`
		Version  int64  `json:"version" doc:"所见的版次"`
		Reason   string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"UnitMove"`
}

func (a *api) moveUnit(c *call, in *moveUnitInput) (*written, error) {
	if err := a.Org.MoveUnit(c, c.actor, in.ID, in.Body.ParentID, in.Body.Version, in.Body.Reason); err != nil {
		return nil, a.conflict(c, a.records[org.UnitSpec.Name], in.ID, err)
	}
	return a.record(c, a.records[org.UnitSpec.Name], in.ID, 0)
}

type mergeUnitInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Into   string `json:"into" doc:"并入哪个单位" maxLength:"40"`
		Reason string `json:"reason" doc:"依据" maxLength:"500"`
	} `nameHint:"UnitMerge"`
}

func (a *api) mergeUnit(c *call, in *mergeUnitInput) (*struct{}, error) {
	return nil, a.Org.MergeUnit(c, c.actor, in.ID, in.Body.Into, in.Body.Reason)
}

// reasonInput is an act on a record that needs nothing but a reason.
type reasonInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Reason string `json:"reason" doc:"理由，记入经过" maxLength:"500"`
	} `nameHint:"Reason"`
}

func (a *api) dissolveUnit(c *call, in *reasonInput) (*struct{}, error) {
	return nil, a.Org.DissolveUnit(c, c.actor, in.ID, in.Body.Reason)
}
