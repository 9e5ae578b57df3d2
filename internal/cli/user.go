package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/server"
)

func user(ctx context.Context, c *call) error {
	unit := c.flags.String("unit", "", "单位名称")
	roles := c.flags.String("role", "", "角色，多个用逗号分开")
	title := c.flags.String("title", "", "职务")
	if err := c.parse(1, 3); err != nil {
		return err
	}
	return c.with(ctx, func(app *server.App) error {
		switch {
		case c.args[0] == "list" && len(c.args) == 1:
			return c.listUsers(ctx, app)
		case c.args[0] == "password" && len(c.args) == 2:
			return c.resetPassword(ctx, app, c.args[1])
		case c.args[0] == "add" && len(c.args) == 3:
			return c.addUser(ctx, app, org.Account{Login: c.args[1], Name: c.args[2], Title: *title}, *unit, *roles)
		}
		return usageError("写成 user add、user password 或 user list")
	})
}

func (c *call) listUsers(ctx context.Context, app *server.App) error {
	d, err := app.Org.Directory(ctx)
	if err != nil {
		return err
	}
	for _, a := range d.Accounts() {
		var names []string
		for _, g := range d.Grants(a.ID) {
			names = append(names, g.Role.Label())
		}
		state := map[bool]string{true: "", false: "停用"}[a.Active]
		fmt.Fprintf(c.Out, "%-16s %s\t%s\t%s %s\n", a.Login, a.Name, d.UnitName(a.UnitID), strings.Join(names, "、"), state)
	}
	return nil
}

func (c *call) resetPassword(ctx context.Context, app *server.App, login string) error {
	d, err := app.Org.Directory(ctx)
	if err != nil {
		return err
	}
	a := d.AccountByLogin(login)
	if a == nil {
		return errs.New(errs.NotFound, "没有账号“%s”", login)
	}
	made, err := app.Org.ResetPasswords(ctx, server.Program(), []string{a.ID}, "命令行重置")
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "%s 的新密码：%s（首次登录须修改）\n", login, made[0].Password)
	return nil
}

func (c *call) addUser(ctx context.Context, app *server.App, a org.Account, unit, roles string) error {
	d, err := app.Org.Directory(ctx)
	if err != nil {
		return err
	}
	u, ok := d.UnitByName(unit)
	if !ok {
		return errs.New(errs.NotFound, "没有单位“%s”，用 --unit 写单位全称", unit)
	}
	a.UnitID = u.ID
	var grant []authz.Role
	for _, r := range strings.FieldsFunc(roles, func(r rune) bool { return r == ',' }) {
		if !slices.Contains(authz.Roles(), authz.Role(r)) {
			return errs.New(errs.Invalid, "没有角色“%s”，可用：%v", r, authz.Roles())
		}
		grant = append(grant, authz.Role(r))
	}
	made, err := app.Org.CreateAccount(ctx, server.Program(), a, "", "命令行新增")
	if err != nil {
		return err
	}
	for _, r := range grant {
		if _, err := app.Org.GrantRole(ctx, server.Program(), org.Grant{AccountID: made.ID, Role: r}, "命令行授权"); err != nil {
			return err
		}
	}
	return c.resetPassword(ctx, app, made.Login)
}
