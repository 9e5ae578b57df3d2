package org

import (
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
)

// load imports rows in one change of the system administrator.
func (s *site) load(fn func(tx *change.Tx) error) error {
	what := change.What{Action: "import.apply", Perm: authz.ImportRun}
	return s.run.Run(s.t.Context(), s.as("sysadmin"), what, fn)
}

func TestImportUnits(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		var made []bool
		err := s.load(func(tx *change.Tx) error {
			for _, row := range []map[string]any{
				{"name": "铜陵市经济和信息化局", "short": "市经信局", "region": "铜陵", "kind": "department", "sort": int64(3)},
				{"name": "原材料 科", "parent_id": "市经信局"}, // made one row before
				{"name": "园区办", "parent_id": "铜陵高新区管委会（市高新办）", "region": nil, "sort": nil},
				{"name": "市直机关工委"},
				{"name": "铜陵市经济和信息化局", "alias": "市经委、市工信局"},
			} {
				_, created, err := s.ImportUnit(ctx, tx, row)
				if err != nil {
					return err
				}
				made = append(made, created)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if made[0] != true || made[4] != false {
			t.Errorf("created: %v", made)
		}
		d := s.dir()
		u, ok := d.UnitByName("市工信局")
		if !ok || u.Short != "市经信局" || u.Sort != 3 || u.Region != "340700" || u.Pinyin == "" {
			t.Errorf("%+v", u)
		}
		below, _ := d.UnitByName("原材料科")
		zone, _ := d.UnitByName("园区办")
		top, _ := d.UnitByName("市直机关工委")
		if below.ParentID != u.ID || zone.Region != "340700-GX" || top.Region != "340700" {
			t.Errorf("%+v %+v %+v", below, zone, top)
		}
		for name, row := range map[string]map[string]any{
			"parent_id": {"name": "甲", "parent_id": "农业农村局"}, "region": {"name": "甲", "region": "芜湖"}, "name": {"short": "甲"}, "kind": {"name": "甲", "kind": "army"},
		} {
			err := s.load(func(tx *change.Tx) error { _, _, err := s.ImportUnit(ctx, tx, row); return err })
			if e, ok := err.(*errs.Error); !ok || e.Code != errs.Invalid || e.Fields[0].Name != name {
				t.Errorf("row %v: %v", row, err)
			}
		}
	})
}

func TestImportAccounts(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		put := func(row map[string]any) (id string, created bool, err error) {
			err = s.load(func(tx *change.Tx) error { id, created, err = s.ImportAccount(ctx, tx, row); return err })
			return id, created, err
		}
		for _, c := range []struct {
			row     map[string]any
			login   string
			created bool
		}{
			{map[string]any{"name": "张 三", "unit_id": "市发改委", "phone": "138 0562 0001", "title": "科长"}, "13805620001", true},
			{map[string]any{"name": "张三", "unit_id": s.unit["市发改委"], "title": "副处长"}, "13805620001", false},
			{map[string]any{"name": "张三", "unit_id": "产业科"}, "张三", true},
			{map[string]any{"name": "张三", "unit_id": "铜官区农业农村局"}, "张三2", true},
			{map[string]any{"name": "李四", "unit_id": "产业科", "login": "LiSi"}, "lisi", true},
			{map[string]any{"login": "lisi", "email": "li@tl.gov.cn"}, "lisi", false},
		} {
			id, created, err := put(c.row)
			if err != nil || created != c.created || s.dir().Account(id).Login != c.login {
				t.Fatalf("%v: %v, %v, %+v", c.row, created, err, s.dir().Account(id))
			}
		}
		a := s.dir().AccountByLogin("13805620001")
		if a.Name != "张三" || a.Title != "副处长" || a.Phone != "13805620001" || !a.MustChange {
			t.Errorf("%+v", a)
		}
		if _, err := s.try("lisi", ""); err == nil {
			t.Error("in without a password")
		}
		made, err := s.ResetPasswords(ctx, s.as("secadmin"), []string{a.ID, s.dir().AccountByLogin("lisi").ID}, "首次发放")
		if err != nil || len(made) != 2 {
			t.Fatal(err)
		}
		if in, err := s.try("lisi", made[1].Password); err != nil || !in.MustChange {
			t.Errorf("first sign-in: %+v, %v", in, err)
		}
		for _, row := range []map[string]any{{}, {"name": "王五"}, {"name": "王五", "unit_id": "财政局"}, {"name": "王五", "unit_id": "产业科", "phone": "无"}} {
			if _, _, err := put(row); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%v: %v", row, err)
			}
		}
	})
}

func TestListsReadEveryColumn(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		s.person("li", "产业科", authz.RoleInvest, authz.RoleTeam)
		s.signIn("li")
		who := list.Asker{Scope: ListScope(s.as("secadmin")), Today: "2026-11-22"}
		read := func(spec *list.Spec, query string) *list.Page {
			t.Helper()
			v, _ := url.ParseQuery(query)
			q, err := spec.Parse(v)
			if err != nil {
				t.Fatal(err)
			}
			var cols []*list.Column
			for i := range spec.Columns {
				cols = append(cols, &spec.Columns[i])
			}
			return s.must(spec.Rows(t.Context(), s.db, q, who, cols)).(*list.Page)
		}
		p := read(AccountSpec, "login=li&active=true")
		if len(p.Rows) != 1 {
			t.Fatalf("%d rows", len(p.Rows))
		}
		if r := p.Rows[0]; r.Str("roles") != "招商干部、工作专班" || r.Int("last_login") != s.now.UnixMicro() || r.Int("locked_until") != 0 {
			t.Errorf("%v %v", r.Str("roles"), r.Int("last_login"))
		}
		if p := read(AccountSpec, "roles=安全管理员"); len(p.Rows) != 1 || p.Rows[0].Str("login") != "secadmin" {
			t.Errorf("filter by role: %d rows", len(p.Rows))
		}
		if p := read(AccountSpec, "where="+url.QueryEscape(`姓名 = "li同志"`)); len(p.Rows) != 1 {
			t.Errorf("filter by rule: %d rows", len(p.Rows))
		}
		p = read(UnitSpec, "people=1..&sort=-people")
		if len(p.Rows) != 2 || p.Rows[0].Int("people") != 4 {
			t.Errorf("units with people: %d", len(p.Rows))
		}
		seen := map[string]string{}
		for _, spec := range []*list.Spec{UnitSpec, AccountSpec} {
			for _, c := range spec.Columns {
				if c.Label == "" || strings.Contains(c.Label, " ") {
					t.Errorf("%s.%s has label %q", spec.Name, c.Name, c.Label)
				}
				for _, head := range append([]string{c.Label}, c.Synonyms...) {
					if other, taken := seen[spec.Name+head]; taken && c.Import {
						t.Errorf("head %q is both %s and %s", head, other, c.Name)
					}
					seen[spec.Name+head] = c.Name
				}
			}
		}
	})
}
