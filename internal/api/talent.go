package api

import (
	"context"
	"maps"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/talent"
)

const talentTag = "双招双引"

func (a *api) talents() {
	needs := a.lists(&register{spec: talent.NeedSpec, path: "/talent-needs", one: "talent-need", many: "talent-needs", schema: "TalentNeed", perm: authz.ChainView})
	people(a, needs, func() verbs[talent.Need] {
		return verbs[talent.Need]{a.Talent.Needs.Get, a.Talent.Needs.Create, a.Talent.Needs.Save}
	}, func(n *talent.Need) (string, int64) { return n.ID, n.Version })
	intros := a.lists(&register{spec: talent.IntroSpec, path: "/talent-introductions", one: "talent-introduction", many: "talent-introductions", schema: "TalentIntroduction", perm: authz.ChainView})
	people(a, intros, func() verbs[talent.Intro] {
		return verbs[talent.Intro]{a.Talent.Intros.Get, a.Talent.Intros.Create, a.Talent.Intros.Save}
	}, func(i *talent.Intro) (string, int64) { return i.ID, i.Version }, "state")
	platforms := a.lists(&register{spec: talent.PlatformSpec, path: "/talent-platforms", one: "talent-platform", many: "talent-platforms", schema: "TalentPlatform", perm: authz.ChainView})
	people(a, platforms, func() verbs[talent.Platform] {
		return verbs[talent.Platform]{a.Talent.Platforms.Get, a.Talent.Platforms.Create, a.Talent.Platforms.Save}
	},
		func(p *talent.Platform) (string, int64) { return p.ID, p.Version })
	handle(a, op{pattern: "POST /talent-introductions/{id}/move", id: "move-talent-introduction", perm: authz.FirmEdit, tag: talentTag, summary: "推进人才引进的状态",
		help:   "to_intent 意向、to_signed 签约、to_arrived 到岗、to_settled 稳定、to_failed 未成、to_left 离开、reopen 重新接洽；未成、离开、重新接洽须写理由。",
		answer: recordAnswer(talent.IntroSpec.Label, schema("TalentIntroduction"))}, a.moveIntro)
	handle(a, op{pattern: "POST /talent-introductions/{id}/dock", id: "dock-talent-introduction", perm: authz.FirmEdit, tag: talentTag, summary: "把引进的人才对接到需求",
		help: "need为空则解除对接。", answer: recordAnswer(talent.IntroSpec.Label, schema("TalentIntroduction"))}, a.dockIntro)
	handle(a, op{pattern: "GET /chains/{id}/talent", id: "count-talent", perm: authz.ChainView, tag: talentTag, summary: "一条链各环节的人才需求、到岗和平台"}, a.countTalent)
}

// verbs are those of one of the registers.
type verbs[T any] struct {
	get    func(context.Context, authz.Scope, string) (*T, error)
	create func(context.Context, authz.Actor, *T) error
	save   func(ctx context.Context, actor authz.Actor, before, after *T) error
}

// people adds the writing operations and the history of one of the registers, whose verbs are asked for with each call; fixed
// are columns that only other verbs change.
func people[T any](a *api, r *register, do func() verbs[T], at func(*T) (id string, version int64), fixed ...string) {
	fresh := append(importable(r.spec), "node_id")
	writes(a, editor[T]{
		register: r, edit: authz.FirmEdit, fresh: fresh, need: []string{"name"}, change: without(fresh, fixed...),
		get: func(c *call, id string) (*T, error) { return do().get(c, c.actor.Scope, id) },
		at:  func(row *T) int64 { _, version := at(row); return version },
		add: func(c *call, row T, _ string) (string, error) {
			err := do().create(c, c.actor, &row)
			id, _ := at(&row)
			return id, err
		},
		save: func(c *call, before, after *T, _ string) error { return do().save(c, c.actor, before, after) },
	})
	a.histories(r)
}

type introMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"to_intent,to_signed,to_arrived,to_settled,to_failed,to_left,reopen"`
		On     string `json:"on" doc:"发生的日期，不晚于今天" maxLength:"10"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"TalentMove"`
}

func (a *api) moveIntro(c *call, in *introMoveInput) (*written, error) {
	if err := a.Talent.Move(c, c.actor, in.ID, in.Body.Action, in.Body.On, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.record(c, a.records[talent.IntroKind], in.ID, 0)
}

type dockInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Need string `json:"need" doc:"需求的标识" maxLength:"40"`
	} `nameHint:"TalentDock"`
}

func (a *api) dockIntro(c *call, in *dockInput) (*written, error) {
	if err := a.Talent.Dock(c, c.actor, in.ID, in.Body.Need); err != nil {
		return nil, err
	}
	return a.record(c, a.records[talent.IntroKind], in.ID, 0)
}

// talentCount is what hangs on one node.
type talentCount struct {
	NodeID    string  `json:"node_id" doc:"环节；空串为没有对上图谱的"`
	Needs     int64   `json:"needs" doc:"招引中的需求，条"`
	Wanted    int64   `json:"wanted" doc:"需求人数"`
	Arrived   int64   `json:"arrived" doc:"到岗人数，不超过各条需求"`
	Rate      float64 `json:"rate" doc:"满足率，到岗÷需求；没有需求为0"`
	Intros    int64   `json:"introductions" doc:"引进中和已到岗的，项"`
	Platforms int64   `json:"platforms" doc:"创新平台，个"`
}

type talentCounts struct {
	Body struct {
		Nodes []talentCount `json:"nodes"`
	} `nameHint:"TalentCounts"`
}

func (a *api) countTalent(c *call, in *idInput) (*talentCounts, error) {
	if _, err := a.Chains.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	counts, err := a.Talent.PerNode(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &talentCounts{}
	out.Body.Nodes = make([]talentCount, 0, len(counts))
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		n := counts[id]
		rate, _ := n.Rate()
		out.Body.Nodes = append(out.Body.Nodes, talentCount{id, n.Needs, n.Wanted, n.Arrived, rate, n.Intros, n.Platforms})
	}
	return out, nil
}
