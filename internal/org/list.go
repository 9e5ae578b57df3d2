package org

import (
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
)

// UnitSpec describes the list of units; ask it with ListScope.
var UnitSpec = &list.Spec{
	Name: "unit", Label: "单位", Measure: "个", Sort: "region,sort,name", Scope: list.Scope{Region: "region", Unit: "id"},
	Columns: []list.Column{
		{Name: "name", Label: "单位名称", Kind: list.Text, SortSQL: "t.pinyin", Default: true, Import: true, Need: true, Width: 28,
			Synonyms: []string{"单位", "名称", "单位全称", "部门名称", "部门", "机构名称"}},
		{Name: "short", Label: "简称", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"单位简称", "部门简称"}},
		{Name: "parent_id", Label: "上级单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true,
			Synonyms: []string{"上级", "上级部门", "主管单位", "主管部门"}},
		{Name: "region", Label: "所属区域", Kind: list.Ref, RefKind: "region", Default: true, Import: true,
			Synonyms: []string{"区域", "地区", "县区", "所属县区", "行政区", "行政区划"}, Help: "单位服务的行政区或功能区；不填时随上级单位"},
		{Name: "kind", Label: "类别", Kind: list.Enum, Options: options(unitKinds), Default: true, Import: true,
			Synonyms: []string{"单位类别", "单位类型", "单位性质", "类型"}},
		{Name: "people", Label: "在用账号", Kind: list.Int, Unit: "个", Default: true,
			SQL: "(SELECT count(*) FROM account a WHERE a.unit_id = t.id AND a.active)"},
		{Name: "alias", Label: "曾用名", Kind: list.Text, Import: true, Synonyms: []string{"别名", "其他名称"}, Help: "多个用顿号隔开；导入时也按这些名称认出本单位"},
		{Name: "sort", Label: "排序", Kind: list.Int, Import: true, NoFilter: true, Synonyms: []string{"序号", "顺序"}},
		{Name: "active", Label: "在用", Kind: list.Bool, Default: true},
		{Name: "successor_id", Label: "并入", Kind: list.Ref, RefKind: "unit"},
		{Name: "created_at", Label: "建立时间", Kind: list.Time},
	},
}

// AccountSpec describes the list of people; ask it with ListScope.
var AccountSpec = &list.Spec{
	Name: "account", Label: "人员", Measure: "名", Sort: "name", Scope: list.Scope{Region: "region", Unit: "unit_id"},
	Columns: []list.Column{
		{Name: "name", Label: "姓名", Kind: list.Text, SortSQL: "t.pinyin", Default: true, Import: true, Need: true, Width: 10,
			Synonyms: []string{"名字", "人员姓名", "联系人", "用户姓名"}},
		{Name: "login", Label: "登录名", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"用户名", "账号", "帐号", "登录账号", "工号"},
			Help: "不填时用手机号，没有手机号时用姓名"},
		{Name: "unit_id", Label: "单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true, Need: true, Width: 24,
			Synonyms: []string{"所在单位", "工作单位", "单位名称", "部门", "所属部门"}},
		{Name: "title", Label: "职务", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"职位", "岗位", "现任职务"}},
		{Name: "phone", Label: "电话", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"手机", "手机号", "手机号码", "联系电话", "联系方式", "办公电话"}},
		{Name: "email", Label: "邮箱", Kind: list.Text, Import: true, Synonyms: []string{"电子邮箱", "邮件", "电子邮件"}},
		{Name: "roles", Label: "角色", Kind: list.Text, Default: true, Width: 16, SQL: rolesSQL()},
		{Name: "region", Label: "区域", Kind: list.Ref, RefKind: "region"},
		{Name: "active", Label: "在用", Kind: list.Bool, Default: true},
		{Name: "must_change", Label: "待改密", Kind: list.Bool},
		{Name: "totp_on", Label: "动态口令", Kind: list.Bool, Default: true},
		{Name: "locked_until", Label: "锁定至", Kind: list.Time, SQL: credentialSQL("locked_until")},
		{Name: "last_login", Label: "上次登录", Kind: list.Time, Default: true, SQL: credentialSQL("last_login")},
		{Name: "created_at", Label: "建立时间", Kind: list.Time},
	},
}

func options(kinds []kind) []list.Option {
	out := make([]list.Option, len(kinds))
	for i, k := range kinds {
		out[i] = list.Option{Code: k.code, Label: k.label, Synonyms: k.synonyms}
	}
	return out
}

func credentialSQL(col string) string {
	return "COALESCE((SELECT c." + col + " FROM credential c WHERE c.account_id = t.id), 0)"
}

// rolesSQL writes the roles of a person as their Chinese names, parted by 、.
func rolesSQL() string {
	var b strings.Builder
	b.WriteString("COALESCE((SELECT string_agg(CASE g.role")
	for _, r := range authz.Roles() {
		b.WriteString(" WHEN '" + string(r) + "' THEN '" + r.Label() + "'")
	}
	b.WriteString(" ELSE g.role END, '、' ORDER BY g.created_at, g.role) FROM grant_role g WHERE g.account_id = t.id), '')")
	return b.String()
}
