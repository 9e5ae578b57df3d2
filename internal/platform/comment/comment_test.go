package comment_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

var (
	p1     = record.Ref{Kind: "region", ID: "360983"}
	p2     = record.Ref{Kind: "region", ID: "360900"}
	chief  = authz.Actor{ID: "chief", Name: "王链长", Roles: []authz.Role{authz.RoleChief}}
	team   = authz.Actor{ID: "team", Name: "李专班", Roles: []authz.Role{authz.RoleTeam}}
	factor = authz.Actor{ID: "factor", Name: "赵部门", Roles: []authz.Role{authz.RoleFactor}}
)

// region stands for any area's record: comments do not know what they hang on.
type region struct {
	ID      string `db:"id"`
	Name    string `db:"name"`
	Parent  string `db:"parent"`
	Kind    string `db:"kind"`
	Sort    int64  `db:"sort"`
	Version int64  `db:"version"`
}

var regions = db.NewTable[region]("region")

func newService(d *db.DB) *comment.Service {
	return &comment.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}}
}

func TestCommentsAndInstructions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(d), t.Context()
		add := func(a authz.Actor, ref record.Ref, n comment.New) *comment.Comment {
			c, err := s.Add(ctx, a, ref, n)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		for _, ref := range []record.Ref{p1, p2} {
			err := s.Run.Run(ctx, authz.System("cli"), change.What{Perm: authz.OrgEdit, Ref: ref}, func(tx *change.Tx) error {
				return regions.Insert(ctx, tx, &region{ID: ref.ID})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		add(factor, p1, comment.New{Body: "  已核实  "})
		late := add(chief, p1, comment.New{Body: "月底前供地", Instruction: true, Due: "2026-11-30"})
		add(chief, p2, comment.New{Body: "抓紧", Instruction: true})
		soon := add(chief, p2, comment.New{Body: "今日报结果", Instruction: true, Due: "2026-11-22"})
		list, err := s.List(ctx, d, p1)
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		open := func(scope db.Scope) (bodies []string) {
			list, err := s.Instructions(ctx, d, "region", scope)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				bodies = append(bodies, c.Body)
			}
			return bodies
		}
		if diff := cmp.Diff([]string{"今日报结果", "月底前供地", "抓紧"}, open(db.Everything)); diff != "" {
			t.Error(diff)
		}
		mine := authz.Scope{Regions: []string{"360983"}}.On(authz.Keys{Region: "id"})
		if diff := cmp.Diff([]string{"月底前供地"}, open(mine)); diff != "" {
			t.Error(diff)
		}
		if soon.Overdue("2026-11-22") || !soon.Overdue("2026-11-23") {
			t.Error("overdue on the day itself, or not after it")
		}
		if err := s.Done(ctx, factor, p1, late.ID); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("done by a stranger: %v", err)
		}
		if err := s.Done(ctx, team, p2, late.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("done by way of another record: %v", err)
		}
		for range 2 {
			if err := s.Done(ctx, team, p1, late.ID); err != nil {
				t.Error(err)
			}
		}
		if diff := cmp.Diff([]string{"今日报结果", "抓紧"}, open(db.Everything)); diff != "" {
			t.Error(diff)
		}
		events, _, err := journal.History(ctx, d, p1, journal.Page{})
		if err != nil || len(events) < 3 {
			t.Errorf("%d events, %v", len(events), err)
		}
		var topics int
		if err := d.QueryRow(ctx, "SELECT count(*) FROM outbox WHERE topic LIKE 'comment.%'").Scan(&topics); err != nil || topics != 5 {
			t.Errorf("%d messages, %v", topics, err)
		}
		if rep, err := journal.Verify(ctx, d, journal.Options{}); err != nil || !rep.OK() {
			t.Errorf("%+v, %v", rep, err)
		}
	})
}

func TestBadCommentsAreRefused(t *testing.T) {
	s := newService(dbtest.SQLite(t))
	for name, c := range map[string]struct {
		actor authz.Actor
		n     comment.New
		code  errs.Code
		field string
	}{
		"empty":              {chief, comment.New{Body: " \n　"}, errs.Invalid, "body"},
		"too long":           {chief, comment.New{Body: strings.Repeat("长", comment.MaxBody+1)}, errs.Invalid, "body"},
		"date of no form":    {chief, comment.New{Body: "x", Instruction: true, Due: "11月底"}, errs.Invalid, "due"},
		"date of no day":     {chief, comment.New{Body: "x", Instruction: true, Due: "2026-11-31"}, errs.Invalid, "due"},
		"past date":          {chief, comment.New{Body: "x", Instruction: true, Due: "2026-11-21"}, errs.Invalid, "due"},
		"remark with a date": {chief, comment.New{Body: "x", Due: "2026-11-30"}, errs.Invalid, "due"},
		"not a chief":        {team, comment.New{Body: "x", Instruction: true}, errs.Forbidden, ""},
		"nobody":             {authz.Actor{}, comment.New{Body: "x"}, errs.Forbidden, ""},
	} {
		_, err := s.Add(t.Context(), c.actor, p1, c.n)
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != c.code || c.field != "" && (len(e.Fields) != 1 || e.Fields[0].Name != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Add(t.Context(), chief, p1, comment.New{Body: strings.Repeat("长", comment.MaxBody)}); err != nil {
		t.Error(err)
	}
}
