package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

// admit finds out who asks and whether he may; every operation passes here before anything of it is read.
func (a *api) admit(ctx huma.Context, next func(huma.Context)) {
	c := callOf(ctx.Context())
	if err := a.check(c, ctx.Operation()); err != nil {
		a.refuse(c, err)
		return
	}
	next(ctx)
}

func (a *api) check(c *call, o *huma.Operation) error {
	need, ok := o.Metadata[permKey].([]authz.Perm)
	if !ok || len(need) == 0 {
		return errs.New(errs.Internal, "接口%s没有写明权限", o.OperationID)
	}
	if need[0] == authz.Public {
		return nil
	}
	if err := a.identify(c); err != nil {
		return err
	}
	if limit, ok := o.Metadata[bodyKey].(int64); ok {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, limit)
	}
	for _, p := range need[1:] {
		if c.actor.Can(p) {
			return nil
		}
	}
	return c.actor.Need(need[0])
}

// identify takes a personal token, or the session of a browser that is signed in to the pages.
func (a *api) identify(c *call) (err error) {
	if h := c.r.Header.Get("Authorization"); h != "" {
		plain, ok := strings.CutPrefix(h, "Bearer ")
		if !ok {
			return errs.New(errs.Unauthenticated, "请求头要写成 Authorization: Bearer lz_…")
		}
		tok, err := a.Org.AuthenticateToken(c, strings.TrimSpace(plain))
		if err != nil {
			return err
		}
		a.Org.TouchToken(c, tok)
		if c.actor, err = a.Org.Actor(c, tok.AccountID, "api", c.id); err != nil {
			return err
		}
		return a.settled(c)
	}
	cookie, err := c.r.Cookie(a.Cookie)
	if err != nil {
		return errs.New(errs.Unauthenticated, "请带上个人令牌：Authorization: Bearer lz_…，在“个人设置”里新建")
	}
	session, err := a.Org.Authenticate(c, cookie.Value)
	if err != nil {
		return err
	}
	a.Org.Touch(c, session)
	if c.actor, err = a.Org.Actor(c, session.AccountID, "web", c.id); err != nil {
		return err
	}
	return a.settled(c)
}

// settled refuses whoever still has the first password: it is known to the one who made the account.
func (a *api) settled(c *call) error {
	d, err := a.Org.Directory(c)
	if err != nil {
		return err
	}
	if who := d.Account(c.actor.ID); who != nil && who.MustChange {
		return errs.New(errs.Unauthenticated, "请先登录页面修改初始密码")
	}
	return nil
}
