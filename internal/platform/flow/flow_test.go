package flow_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
)

func ticket() *flow.Table {
	return &flow.Table{Name: "诉求", Start: "open",
		States: []flow.State{{"open", "待受理", false}, {"handling", "办理中", false}, {"closed", "已办结", true}},
		Rows: []flow.Row{
			{From: "open", Action: "accept", To: "handling", Label: "受理", Perm: authz.ProjectEdit, Deadline: 15, Notify: "ticket.accepted"},
			{From: "handling", Action: "close", To: "closed", Label: "办结", Perm: authz.ProjectEdit, Guard: "rated"},
			{From: "closed", Action: "reopen", To: "handling", Label: "重开", Perm: authz.Instruct, Why: true},
		}}
}

type rec struct{ rating int }

var guards = map[string]flow.Guard[rec]{"rated": func(_ context.Context, r *rec) error {
	if r.rating == 0 {
		return errs.New(errs.Invalid, "企业尚未评价")
	}
	return nil
}}

func TestTheFlowIsFollowed(t *testing.T) {
	f := ticket()
	if got := f.Defects("rated"); got != nil {
		t.Error(got)
	}
	if next := f.Next("open"); len(next) != 1 || next[0].To != "handling" {
		t.Errorf("%+v", next)
	}
	if _, err := f.Find("open", "close"); errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), "诉求现在是“待受理”，不能“办结”") {
		t.Error(err)
	}
	office, chief := authz.Actor{Roles: []authz.Role{authz.RoleTeam}}, authz.Actor{Roles: []authz.Role{authz.RoleChief}}
	for _, c := range []struct {
		name, from, action, reason string
		actor                      authz.Actor
		rec                        rec
		guards                     map[string]flow.Guard[rec]
		want                       errs.Code
	}{
		{"all right", "handling", "close", "", office, rec{5}, guards, ""},
		{"guard", "handling", "close", "", office, rec{}, guards, errs.Invalid},
		{"permission", "handling", "close", "", chief, rec{5}, guards, errs.Forbidden},
		{"reason", "closed", "reopen", " ", chief, rec{}, guards, errs.Invalid},
		{"reason given", "closed", "reopen", "未落实", chief, rec{}, guards, ""},
		{"guard forgotten", "handling", "close", "", office, rec{5}, nil, errs.Internal},
	} {
		row, err := f.Find(c.from, c.action)
		if err != nil {
			t.Fatal(err)
		}
		if err := flow.Check(t.Context(), row, c.actor, c.reason, c.guards, &c.rec); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestDefectsAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(f *flow.Table)
		want  string
	}{
		"row twice":     {func(f *flow.Table) { f.Rows = append(f.Rows, f.Rows[0]) }, "open accept: stands twice"},
		"state twice":   {func(f *flow.Table) { f.States = append(f.States, f.States[2]) }, "state closed stands twice"},
		"unknown from":  {func(f *flow.Table) { f.Rows[2].From = "shut" }, "shut reopen: unknown state shut"},
		"unknown to":    {func(f *flow.Table) { f.Rows[2].To = "shut" }, "closed reopen: unknown state shut"},
		"unreachable":   {func(f *flow.Table) { f.States = append(f.States, flow.State{"lost", "x", true}) }, "state lost is never reached"},
		"dead end":      {func(f *flow.Table) { f.States[2].End, f.Rows = false, f.Rows[:2] }, "state closed is no end, yet nothing leads on"},
		"unknown guard": {func(f *flow.Table) { f.Rows[0].Guard = "x" }, "open accept: unknown guard x"},
		"for anybody":   {func(f *flow.Table) { f.Rows[0].Perm = "" }, "open accept: without action, label or permission"},
		"deadline":      {func(f *flow.Table) { f.Rows[0].Deadline = -1 }, "open accept: negative deadline"},
	} {
		f := ticket()
		c.spoil(f)
		if diff := cmp.Diff([]string{c.want}, f.Defects("rated")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheHandbooksDrawing(t *testing.T) {
	want := `stateDiagram-v2
    open: 待受理
    handling: 办理中
    closed: 已办结
    [*] --> open
    open --> handling: 受理
    handling --> closed: 办结
    closed --> handling: 重开
    closed --> [*]
`
	if diff := cmp.Diff(want, ticket().Mermaid()); diff != "" {
		t.Error(diff)
	}
	want = `| 现状态 | 操作 | 到 | 权限 | 条件 | 期限 |
|---|---|---|---|---|---|
| 待受理 | 受理 | 办理中 | 编辑项目 |  | 15个工作日 |
| 办理中 | 办结 | 已办结 | 编辑项目 | 企业已评价 |  |
| 已办结 | 重开 | 办理中 | 批示 | 写明理由 |  |
`
	if diff := cmp.Diff(want, ticket().Markdown(map[string]string{"rated": "企业已评价"})); diff != "" {
		t.Error(diff)
	}
}
