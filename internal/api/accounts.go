package api

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) accounts() {
	r := a.lists(&register{spec: org.AccountSpec, path: "/accounts", one: "account", many: "accounts", schema: "Account", perm: authz.OrgView, scope: org.ListScope})
	columns := []string{"login", "name", "title", "unit_id", "phone", "email"}
	writes(a, editor[org.Account]{
		register: r, edit: authz.OrgEdit, fresh: columns, need: []string{"login", "name", "unit_id"}, change: columns,
		get: func(c *call, id string) (*org.Account, error) { return a.account(c, id) },
		at:  func(row *org.Account) int64 { return row.Version },
		add: func(c *call, row org.Account, reason string) (string, error) {
			made, err := a.Org.CreateAccount(c, c.actor, row, "", reason)
			if err != nil {
				return "", err
			}
			return made.ID, nil
		},
		save: func(c *call, _, after *org.Account, reason string) error {
			return a.Org.UpdateAccount(c, c.actor, *after, reason)
		},
	})
	tag := org.AccountSpec.Label
	handle(a, op{pattern: "PUT /accounts/{id}/active", id: "set-account-active", perm: authz.OrgEdit, tag: tag, summary: "停用或恢复账号"}, a.setActive)
	handle(a, op{pattern: "GET /accounts/{id}/roles", id: "list-roles", perm: authz.OrgView, tag: tag, summary: "人员的角色和数据范围"}, a.listRoles)
	handle(a, op{pattern: "POST /accounts/{id}/roles", id: "grant-role", perm: authz.Secure, tag: tag, summary: "授予角色", status: 201}, a.grantRole)
	handle(a, op{pattern: "DELETE /accounts/{id}/roles/{grant}", id: "revoke-role", perm: authz.Secure, tag: tag, summary: "收回角色"}, a.revokeRole)
	handle(a, op{pattern: "POST /accounts/{id}/unlock", id: "unlock-account", perm: authz.Secure, tag: tag, summary: "解除锁定"}, a.unlock)
	handle(a, op{pattern: "POST /accounts/{id}/password", id: "reset-password", perm: authz.Secure, tag: tag, summary: "发新的初始密码",
		help: "只在这里显示一次；原有会话和令牌全部失效，首次登录须改密。"}, a.resetPassword)
}

func (a *api) account(c *call, id string) (*org.Account, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	who := d.Account(id)
	if who == nil {
		return nil, errs.New(errs.NotFound, "没有这个账号")
	}
	return ptr(*who), nil
}

type activeInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Active bool   `json:"active" doc:"false停用，true恢复"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"AccountActive"`
}

func (a *api) setActive(c *call, in *activeInput) (*struct{}, error) {
	return nil, a.Org.SetAccountActive(c, c.actor, in.ID, in.Body.Active, in.Body.Reason)
}

// roleGrant is a role that a person holds, over the records below its root.
type roleGrant struct {
	ID     string `json:"id"`
	Role   string `json:"role" doc:"角色代码"`
	Label  string `json:"label" doc:"角色名称"`
	Region string `json:"region" doc:"数据范围：区划代码；与unit_id都空则为本单位所属区域"`
	UnitID string `json:"unit_id" doc:"数据范围：单位"`
}

func grantOf(g *org.Grant) roleGrant {
	return roleGrant{g.ID, string(g.Role), g.Role.Label(), g.Region, g.UnitID}
}

type rolesOutput struct {
	Body struct {
		Roles []roleGrant `json:"roles"`
	} `nameHint:"Roles"`
}

func (a *api) listRoles(c *call, in *idInput) (*rolesOutput, error) {
	if _, _, err := a.read(c, a.records[org.AccountSpec.Name], in.ID); err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	out := &rolesOutput{}
	out.Body.Roles = []roleGrant{}
	for _, g := range d.Grants(in.ID) {
		out.Body.Roles = append(out.Body.Roles, grantOf(&g))
	}
	return out, nil
}

type grantInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Role   string `json:"role" doc:"角色代码" maxLength:"40"`
		Region string `json:"region,omitempty" doc:"数据范围：区划代码" maxLength:"20"`
		UnitID string `json:"unit_id,omitempty" doc:"数据范围：单位" maxLength:"40"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"RoleGrantNew"`
}

type grantOutput struct{ Body roleGrant }

func (a *api) grantRole(c *call, in *grantInput) (*grantOutput, error) {
	b := in.Body
	made, err := a.Org.GrantRole(c, c.actor, org.Grant{AccountID: in.ID, Role: authz.Role(b.Role), Region: b.Region, UnitID: b.UnitID}, b.Reason)
	if err != nil {
		return nil, err
	}
	return &grantOutput{grantOf(made)}, nil
}

type grantRefInput struct {
	ID     string `path:"id" doc:"标识" maxLength:"40"`
	Grant  string `path:"grant" doc:"授权的标识" maxLength:"40"`
	Reason string `query:"reason" maxLength:"500"`
}

func (a *api) revokeRole(c *call, in *grantRefInput) (*struct{}, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	for _, g := range d.Grants(in.ID) {
		if g.ID == in.Grant {
			return nil, a.Org.RevokeRole(c, c.actor, in.Grant, in.Reason)
		}
	}
	return nil, errs.New(errs.NotFound, "这个人没有这项授权")
}

func (a *api) unlock(c *call, in *reasonInput) (*struct{}, error) {
	if _, err := a.account(c, in.ID); err != nil {
		return nil, err
	}
	return nil, a.Org.Unlock(c, c.actor, in.ID, in.Body.Reason)
}

type passwordOutput struct {
	Body struct {
		Login    string `json:"login"`
		Password string `json:"password" doc:"初始密码，只显示这一次"`
	} `nameHint:"InitialPassword"`
}

func (a *api) resetPassword(c *call, in *reasonInput) (*passwordOutput, error) {
	if _, err := a.account(c, in.ID); err != nil {
		return nil, err
	}
	made, err := a.Org.ResetPasswords(c, c.actor, []string{in.ID}, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := &passwordOutput{}
	out.Body.Login, out.Body.Password = made[0].Login, made[0].Password
	return out, nil
}
