// Package burden keeps the burden meter (减负表): how many minutes each form costs each person, how many fields are filled by hand and
// how many taken over, and which old tables the form replaces. What is measured comes from the frame of the pages; this package
// knows no form.
package burden

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
)

// Kind is the record kind and table of what was measured, FormKind that of what the office says of a form.
const (
	Kind     = "burden_fill"
	FormKind = "burden_form"
)

// The ways by which a form comes.
const (
	ViaWeb  = "web"
	ViaLink = "link" // a firm by its link
	ViaAPI  = "api"  // a program: counted, neither timed nor looked into
)

// IdleMinutes is from when on an open form counts as left lying, unless the office says otherwise.
const IdleMinutes = 30

// longest is how many seconds a stored row says at most: a form that was open for a week was not worked on for a week.
const longest = 24 * 3600

// Fill is one form that was accepted. Form is the pattern of the address without the method, "/projects/{id}/report"; of a program
// with it, "POST /api/v1/projects".
type Fill struct {
	Form, Title, Via                         string
	Seconds, ByHand, TakenOver, Empty, Files int64
}

// Form is what the office says of a form. Replaces names the old tables, one a line.
type Form struct {
	ID        string `db:"id"`
	Form      string `db:"form"`
	Name      string `db:"name"`
	Replaces  string `db:"replaces"`
	Note      string `db:"note"`
	ByName    string `db:"by_name"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// Tables are the old tables that the form replaces.
func (f *Form) Tables() []string {
	var out []string
	for _, t := range strings.FieldsFunc(f.Replaces, func(r rune) bool { return strings.ContainsRune("\r\n、；;", r) }) {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// heads are the roles by which people answer for their unit.
var heads = []authz.Role{authz.RoleLeadUnit, authz.RolePark, authz.RoleFactor, authz.RoleOffice}

// Units is the scope of the figures that a person sees: the site's part of who may see burdens, his unit of who answers for it,
// himself of all others. The third key of these rows is the person.
func Units(actor authz.Actor) authz.Scope {
	own := People(actor)
	if !actor.Can(authz.BurdenView) {
		return own
	}
	if slices.Contains(actor.Roles, authz.RoleSystem) { // sees no records, but keeps the site
		return authz.Scope{All: true}
	}
	return authz.Scope{All: actor.Scope.All, Regions: actor.Scope.Regions, Units: append(slices.Clone(actor.Scope.Units), own.Units...), Chains: own.Chains}
}

// People is the scope of what is shown by person: himself, the people of his unit for who answers for it, all of his part of the
// site for the office. Nobody else sees what a form costs somebody by name.
func People(actor authz.Actor) authz.Scope {
	out := authz.Scope{Chains: []string{actor.ID}}
	if slices.Contains(actor.Roles, authz.RoleOffice) {
		out.All, out.Regions, out.Units = actor.Scope.All, actor.Scope.Regions, slices.Clone(actor.Scope.Units)
	}
	if actor.UnitID != "" && slices.ContainsFunc(actor.Roles, func(r authz.Role) bool { return slices.Contains(heads, r) }) {
		out.Units = append(out.Units, actor.UnitID)
	}
	return out
}

// Spec describes the list of what was measured. It is scoped by region, unit and person.
var Spec = &list.Spec{
	Name: Kind, Label: "填报记录", Measure: "次", Sort: "-at", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "person_id"},
	Sums: []string{"by_hand", "taken_over", "left_empty"},
	Columns: []list.Column{
		{Name: "title", Label: "表", Kind: list.Text, Default: true, Width: 30},
		{Name: "form", Label: "表的地址", Kind: list.Ref, RefKind: FormKind, Width: 30},
		{Name: "person_id", Label: "填报人", Kind: list.Ref, RefKind: "account", Default: true},
		{Name: "unit_id", Label: "单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "via", Label: "途径", Kind: list.Enum, Default: true, Options: []list.Option{{Code: ViaWeb, Label: "网页"}, {Code: ViaLink, Label: "企业链接"}, {Code: ViaAPI, Label: "接口"}}},
		{Name: "on_date", Label: "日期", Kind: list.Date, Default: true},
		{Name: "minutes", Label: "打开到提交", Kind: list.Number, Unit: "分钟", SQL: "(t.seconds / 60.0)", Default: true, Help: "没有封顶的原始时间"},
		{Name: "by_hand", Label: "手填", Kind: list.Int, Unit: "项", Default: true},
		{Name: "taken_over", Label: "带出", Kind: list.Int, Unit: "项", Default: true},
		{Name: "left_empty", Label: "留空", Kind: list.Int, Unit: "项", Default: true},
		{Name: "files", Label: "附件", Kind: list.Int, Unit: "个"},
		{Name: "period", Label: "月份", Kind: list.Period},
		{Name: "at", Label: "提交时间", Kind: list.Time},
	},
}
