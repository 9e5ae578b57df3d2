package api

import (
	"slices"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) me() {
	const tag = "本人"
	handle(a, op{pattern: "GET /me", id: "get-me", perm: authz.SignedIn, tag: tag, summary: "本人的账号、角色、权限和数据范围"}, a.getMe)
	handle(a, op{pattern: "PATCH /me", id: "update-me", perm: authz.SignedIn, tag: tag, summary: "修改本人的联系方式"}, a.updateMe)
	handle(a, op{pattern: "GET /me/tokens", id: "list-tokens", perm: authz.SignedIn, tag: tag, summary: "本人的令牌"}, a.listTokens)
	handle(a, op{pattern: "POST /me/tokens", id: "create-token", perm: authz.SignedIn, tag: tag, summary: "新建令牌", status: 201,
		help: "只在浏览器会话中可用：令牌不能再生成令牌。令牌的文字只在这里显示一次。"}, a.createToken)
	handle(a, op{pattern: "DELETE /me/tokens/{id}", id: "revoke-token", perm: authz.SignedIn, tag: tag, summary: "撤销令牌"}, a.revokeToken)
}

type meOutput struct {
	Body struct {
		ID          string       `json:"id"`
		Login       string       `json:"login"`
		Name        string       `json:"name"`
		Title       string       `json:"title"`
		UnitID      string       `json:"unit_id"`
		Unit        string       `json:"unit" doc:"单位名称"`
		Region      string       `json:"region"`
		Phone       string       `json:"phone"`
		Email       string       `json:"email"`
		Version     int64        `json:"version"`
		Roles       []authz.Role `json:"roles"`
		Permissions []authz.Perm `json:"permissions"`
		Scope       scope        `json:"scope" doc:"数据范围：任一符合即可见"`
		Site        string       `json:"site" doc:"站点名称"`
	} `nameHint:"Me"`
}

// scope is the part of the site's records that somebody sees.
type scope struct {
	All     bool     `json:"all" doc:"全站"`
	Regions []string `json:"regions"`
	Units   []string `json:"units"`
	Chains  []string `json:"chains"`
}

func (a *api) getMe(c *call, _ *struct{}) (*meOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	who := d.Account(c.actor.ID)
	if who == nil {
		return nil, errs.New(errs.NotFound, "没有这个账号")
	}
	out := &meOutput{}
	b := &out.Body
	b.ID, b.Login, b.Name, b.Title, b.UnitID, b.Unit, b.Region = who.ID, who.Login, who.Name, who.Title, who.UnitID, d.UnitName(who.UnitID), who.Region
	b.Phone, b.Email, b.Version, b.Site = who.Phone, who.Email, who.Version, d.Site()
	b.Roles, b.Permissions = orNone(c.actor.Roles), a.permissions(c.actor)
	b.Scope = scope{c.actor.Scope.All, orNone(c.actor.Scope.Regions), orNone(c.actor.Scope.Units), orNone(c.actor.Scope.Chains)}
	return out, nil
}

// permissions are those of the API's operations that the actor has.
func (a *api) permissions(actor authz.Actor) []authz.Perm {
	out := []authz.Perm{}
	for _, o := range a.operations() {
		for _, p := range o.Metadata[permKey].([]authz.Perm) {
			if p != authz.Public && actor.Can(p) && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return out
}

// orNone turns nil into an empty array, so that programs need not tell them apart.
func orNone[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

type profileInput struct {
	Body struct {
		Phone   string `json:"phone" maxLength:"40"`
		Email   string `json:"email" maxLength:"100"`
		Version int64  `json:"version" doc:"所见的版次"`
	} `nameHint:"MePatch"`
}

func (a *api) updateMe(c *call, in *profileInput) (*meOutput, error) {
	if err := a.Org.UpdateProfile(c, c.actor, in.Body.Phone, in.Body.Email, in.Body.Version); err != nil {
		return nil, err
	}
	return a.getMe(c, nil)
}

// token is a personal key to this API.
type token struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt int64  `json:"created_at" doc:"UTC微秒"`
	ExpiresAt int64  `json:"expires_at" doc:"UTC微秒"`
	UsedAt    int64  `json:"used_at" doc:"最近使用，UTC微秒；0为未用"`
}

func tokenOf(t *org.Token) token { return token{t.ID, t.Name, t.CreatedAt, t.ExpiresAt, t.UsedAt} }

type tokensOutput struct {
	Body struct {
		Tokens []token `json:"tokens"`
	} `nameHint:"Tokens"`
}

func (a *api) listTokens(c *call, _ *struct{}) (*tokensOutput, error) {
	rows, err := a.Org.Tokens(c, c.actor.ID)
	if err != nil {
		return nil, err
	}
	out := &tokensOutput{}
	out.Body.Tokens = []token{}
	for i := range rows {
		out.Body.Tokens = append(out.Body.Tokens, tokenOf(&rows[i]))
	}
	return out, nil
}

type tokenInput struct {
	Body struct {
		Name string `json:"name" doc:"用在哪里" maxLength:"50"`
		Days int    `json:"days" doc:"有效几天，1到366"`
	} `nameHint:"TokenNew"`
}

type newTokenOutput struct {
	Body struct {
		Token string `json:"token" doc:"令牌的文字，只显示这一次"`
		ID    string `json:"id"`
	} `nameHint:"TokenMade"`
}

func (a *api) createToken(c *call, in *tokenInput) (*newTokenOutput, error) {
	plain, tok, err := a.Org.CreateToken(c, c.actor, in.Body.Name, in.Body.Days)
	if err != nil {
		return nil, err
	}
	out := &newTokenOutput{}
	out.Body.Token, out.Body.ID = plain, tok.ID
	return out, nil
}

func (a *api) revokeToken(c *call, in *idInput) (*struct{}, error) {
	return nil, a.Org.RevokeToken(c, c.actor, in.ID)
}
