package api

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) chains() {
	r := a.lists(&register{spec: chain.Spec, path: "/chains", one: "chain", many: "chains", schema: "Chain", perm: authz.ChainView})
	fresh := importable(chain.Spec)
	writes(a, editor[chain.Chain]{
		register: r, edit: authz.ChainEdit, fresh: fresh, need: []string{"name", "region"}, change: append(fresh, "active"),
		get: func(c *call, id string) (*chain.Chain, error) { return a.Chains.Get(c, c.actor.Scope, id) },
		at:  func(row *chain.Chain) int64 { return row.Version },
		add: func(c *call, row chain.Chain, _ string) (string, error) {
			made, err := a.Chains.Create(c, c.actor, row)
			if err != nil {
				return "", err
			}
			return made.ID, nil
		},
		save: func(c *call, before, after *chain.Chain, _ string) error {
			return a.Chains.Save(c, c.actor, before, after)
		},
	})
	a.histories(r)
	tag := chain.Spec.Label
	handle(a, op{pattern: "GET /chains/{id}/posts", id: "list-posts", perm: authz.ChainView, tag: tag, summary: "产业链的任职，历任都在"}, a.listPosts)
	handle(a, op{pattern: "POST /chains/{id}/posts", id: "create-post", perm: authz.ChainEdit, or: authz.OrgEdit, tag: tag, summary: "任职", status: 201}, a.createPost)
	handle(a, op{pattern: "POST /chains/{id}/posts/{post}/end", id: "end-post", perm: authz.ChainEdit, or: authz.OrgEdit, tag: tag, summary: "免职"}, a.endPost)
}

func (a *api) enterprises() {
	r := a.lists(&register{spec: enterprise.Spec, path: "/enterprises", one: "enterprise", many: "enterprises", schema: "Enterprise", perm: authz.FirmView})
	fresh := without(importable(enterprise.Spec), "province", "city_name") // place says both
	writes(a, editor[enterprise.Enterprise]{
		register: r, edit: authz.FirmEdit, fresh: fresh, need: []string{"name", "region"}, change: fresh,
		get: func(c *call, id string) (*enterprise.Enterprise, error) {
			return a.Enterprises.Get(c, c.actor.Scope, id)
		},
		at: func(row *enterprise.Enterprise) int64 { return row.Version },
		add: func(c *call, row enterprise.Enterprise, _ string) (string, error) {
			made, err := a.Enterprises.Create(c, c.actor, row)
			if err != nil {
				return "", err
			}
			return made.ID, nil
		},
		save: func(c *call, before, after *enterprise.Enterprise, _ string) error {
			return a.Enterprises.Save(c, c.actor, before, after)
		},
	})
	a.histories(r)
	a.firmFacts()
	a.firmReview()
}

func (a *api) opportunities() {
	a.lists(&register{spec: chain.OpportunitySpec, path: "/opportunities", one: "opportunity", many: "opportunities", schema: "Opportunity", perm: authz.ChainView})
}

// chainPost is an office held over a chain.
type chainPost struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" doc:"general 总链长、chief 链长、deputy 副链长、lead_unit 牵头单位、team 专班成员"`
	Holder    string `json:"holder" doc:"姓名，或牵头单位的名称"`
	AccountID string `json:"account_id"`
	UnitID    string `json:"unit_id"`
	Title     string `json:"title" doc:"职务"`
	Basis     string `json:"basis" doc:"文号"`
	StartOn   string `json:"start_on"`
	EndOn     string `json:"end_on" doc:"最后一天；空为在任"`
}

func postOf(p *org.Post) chainPost {
	return chainPost{p.ID, string(p.Kind), p.Holder, p.AccountID, p.UnitID, p.Title, p.Basis, p.StartOn, p.EndOn}
}

type postsOutput struct {
	Body struct {
		Posts []chainPost `json:"posts"`
	} `nameHint:"ChainPosts"`
}

func (a *api) listPosts(c *call, in *idInput) (*postsOutput, error) {
	if _, err := a.Chains.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	out := &postsOutput{}
	history := d.PostHistory(in.ID)
	out.Body.Posts = make([]chainPost, 0, len(history))
	for i := range history {
		out.Body.Posts = append(out.Body.Posts, postOf(&history[i]))
	}
	return out, nil
}

type postInput struct {
	ID   string `path:"id" doc:"产业链的标识" maxLength:"40"`
	Body struct {
		Kind      string `json:"kind" enum:"general,chief,deputy,lead_unit,team"`
		Holder    string `json:"holder,omitempty" doc:"姓名，或牵头单位的名称" maxLength:"100"`
		AccountID string `json:"account_id,omitempty" maxLength:"40"`
		UnitID    string `json:"unit_id,omitempty" maxLength:"40"`
		Title     string `json:"title,omitempty" doc:"职务" maxLength:"100"`
		Basis     string `json:"basis,omitempty" doc:"文号" maxLength:"100"`
		StartOn   string `json:"start_on" doc:"第一天" maxLength:"10"`
		Replaces  string `json:"replaces,omitempty" doc:"接替哪一任（id），其任期到前一天为止" maxLength:"40"`
		Reason    string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"ChainPostNew"`
}

type postOutput struct{ Body chainPost }

func (a *api) createPost(c *call, in *postInput) (*postOutput, error) {
	ch, err := a.postChain(c, in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	made, err := a.Org.Appoint(c, c.actor, org.Post{ChainID: ch.ID, Region: ch.Region, Kind: org.PostKind(b.Kind), Holder: b.Holder, AccountID: b.AccountID,
		UnitID: b.UnitID, Title: b.Title, Basis: b.Basis, StartOn: b.StartOn}, b.Replaces, b.Reason)
	if err != nil {
		return nil, err
	}
	return &postOutput{postOf(made)}, nil
}

// postChain finds a chain whose posts the actor may fill: one in scope, or any for who manages the organisation.
func (a *api) postChain(c *call, id string) (*chain.Chain, error) {
	scope := c.actor.Scope
	if c.actor.Can(authz.OrgEdit) {
		scope = authz.Scope{All: true}
	}
	return a.Chains.Get(c, scope, id)
}

type endPostInput struct {
	ID   string `path:"id" doc:"产业链的标识" maxLength:"40"`
	Post string `path:"post" doc:"任职的标识" maxLength:"40"`
	Body struct {
		LastDay string `json:"last_day" doc:"最后一天" maxLength:"10"`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"ChainPostEnd"`
}

func (a *api) endPost(c *call, in *endPostInput) (*struct{}, error) {
	if _, err := a.postChain(c, in.ID); err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	for _, p := range d.PostHistory(in.ID) {
		if p.ID == in.Post {
			return nil, a.Org.Relieve(c, c.actor, p.ID, in.Body.LastDay, in.Body.Reason)
		}
	}
	return nil, errs.New(errs.NotFound, "产业链没有这一任")
}
