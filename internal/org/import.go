package org

import (
	"context"
	"strconv"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// row is one row of a workbook by column name; a column that is absent or nil was not given and leaves what is stored.
type row map[string]any

func (r row) text(name string) string {
	s, _ := r[name].(string)
	return strings.TrimSpace(s)
}

func (r row) set(name string, dest *string) {
	if s := r.text(name); s != "" {
		*dest = s
	}
}

// ImportUnit adds the unit that a row of a list describes, or completes the active unit of that name. Values are by the
// columns of UnitSpec; a Ref is an id or a name. A unit without region takes that of its parent, or the root.
func (s *Service) ImportUnit(ctx context.Context, tx *change.Tx, values map[string]any) (id string, created bool, err error) {
	r := row(values)
	var bad errs.Fields
	parent := s.unitRef(ctx, tx, r.text("parent_id"), "parent_id", &bad)
	region := s.regionRef(ctx, tx, r.text("region"), &bad)
	if err := bad.Err(); err != nil {
		return "", false, err
	}
	w := new(db.Where).And("t.name = ?", tidyName(r.text("name"))).And("t.active")
	if parent != nil {
		w.And("t.parent_id = ?", parent.ID)
	}
	found, err := units.Select(ctx, tx, w, "")
	if err != nil {
		return "", false, err
	}
	if len(found) > 1 {
		bad.Add("parent_id", "有%d个单位都叫“%s”，请填写上级单位", len(found), r.text("name"))
		return "", false, bad.Err()
	}
	var u Unit
	if len(found) == 1 {
		u = found[0]
	}
	r.set("name", &u.Name)
	r.set("short", &u.Short)
	r.set("alias", &u.Alias)
	r.set("kind", (*string)(&u.Kind))
	if n, ok := r["sort"].(int64); ok {
		u.Sort = n
	}
	if err := s.place(ctx, &u, parent, region); err != nil {
		return "", false, err
	}
	if len(found) == 1 {
		err = s.saveUnit(ctx, tx, &found[0], &u)
	} else {
		err = s.insertUnit(ctx, tx, &u)
	}
	if err != nil {
		return "", false, err
	}
	return u.ID, len(found) == 0, s.touched(ctx, tx)
}

func (s *Service) place(ctx context.Context, u, parent *Unit, region string) error {
	if parent != nil {
		u.ParentID = parent.ID
	}
	switch {
	case region != "":
		u.Region = region
	case u.Region != "":
	case parent != nil:
		u.Region = parent.Region
	default:
		d, err := s.Directory(ctx)
		if err != nil {
			return err
		}
		if d.Root() != nil {
			u.Region = d.Root().ID
		}
	}
	return nil
}

// unitRef finds the unit that a cell names: first among the rows written so far, then in the Directory, which is more tolerant.
func (s *Service) unitRef(ctx context.Context, tx *change.Tx, text, field string, bad *errs.Fields) *Unit {
	if text == "" {
		return nil
	}
	name := tidyName(text)
	found, err := units.Select(ctx, tx, new(db.Where).And("(t.id = ? OR t.name = ? OR t.short = ?)", text, name, name).And("t.active"), "LIMIT 2")
	if err == nil && len(found) == 1 {
		return &found[0]
	}
	d, err := s.Directory(ctx)
	if err == nil {
		if u, ok := d.UnitByName(text); ok {
			return u
		}
	}
	bad.Add(field, "没有叫“%s”的单位，或不止一个；请核对名称，或先建这个单位", text)
	return nil
}

func (s *Service) regionRef(ctx context.Context, tx *change.Tx, text string, bad *errs.Fields) string {
	if text == "" {
		return ""
	}
	d, err := s.Directory(ctx)
	if err == nil {
		if r, ok := d.RegionByName(text); ok {
			return r.ID
		}
	}
	if r, err := regions.Get(ctx, tx, db.Everything, text); err == nil {
		return r.ID
	}
	bad.Add("region", "没有叫“%s”的区域，请核对，或先建这个区域", text)
	return ""
}

// ImportAccount adds the person that a row of a list describes, or completes the one with that login, or with that name in
// that unit. Values are by the columns of AccountSpec; a Ref is an id or a name. A new account has no password until the
// security administrator issues one.
func (s *Service) ImportAccount(ctx context.Context, tx *change.Tx, values map[string]any) (id string, created bool, err error) {
	r := row(values)
	var bad errs.Fields
	unit := s.unitRef(ctx, tx, r.text("unit_id"), "unit_id", &bad)
	if err := bad.Err(); err != nil {
		return "", false, err
	}
	was, err := findAccount(ctx, tx, r, unit)
	if err != nil {
		return "", false, err
	}
	var a Account
	if was != nil {
		a = *was
	}
	if unit != nil {
		a.UnitID = unit.ID
	}
	for name, dest := range map[string]*string{"name": &a.Name, "login": &a.Login, "title": &a.Title, "phone": &a.Phone, "email": &a.Email} {
		r.set(name, dest)
	}
	if a.Login == "" {
		if a.Login, err = freeLogin(ctx, tx, &a); err != nil {
			return "", false, err
		}
	}
	if was == nil {
		err = insertAccount(ctx, tx, &a)
	} else if err = checkAccount(ctx, tx, &a); err == nil {
		err = accounts.Update(ctx, tx, was, &a)
	}
	if err != nil {
		return "", false, err
	}
	return a.ID, was == nil, s.touched(ctx, tx)
}

func findAccount(ctx context.Context, tx *change.Tx, r row, unit *Unit) (*Account, error) {
	w := new(db.Where)
	switch login := plainLogin(r.text("login")); {
	case login != "":
		w.And("t.login = ?", login)
	case unit != nil:
		w.And("t.unit_id = ?", unit.ID).And("t.name = ?", tidyName(r.text("name")))
	default:
		return nil, nil
	}
	found, err := accounts.Select(ctx, tx, w, "")
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if len(found) > 1 {
		return nil, errs.Fields{{Name: "login", Message: "该单位有同名的人，请填写登录名"}}.Err()
	}
	return &found[0], nil
}

// freeLogin takes the mobile number, or the name, with a number behind it when that is taken.
func freeLogin(ctx context.Context, tx *change.Tx, a *Account) (string, error) {
	base := strings.Join(strings.Fields(a.Phone), "")
	if len(base) != 11 || strings.Trim(base, "0123456789") != "" {
		base = cut(plainLogin(strings.Map(loginRune, a.Name)), 28)
	}
	for n := 1; n < 1000; n++ {
		login := base
		if n > 1 {
			login += strconv.Itoa(n)
		}
		taken, err := accounts.Select(ctx, tx, new(db.Where).And("t.login = ?", login), "")
		if err != nil || len(taken) == 0 {
			return login, err
		}
	}
	return "", errs.Fields{{Name: "login", Message: "请填写登录名"}}.Err()
}

func loginRune(r rune) rune {
	if loginFits(string([]rune{r, r})) {
		return r
	}
	return -1
}
