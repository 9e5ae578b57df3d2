package server_test

import (
	"bytes"
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/demo"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/server"
	"lianzhang/internal/studio"
)

// papers is a demonstration city with the shipped templates.
type papers struct {
	*testing.T
	*server.App
	now *demo.Clock
}

func newPapers(t *testing.T) *papers {
	app, now := openClock(t, t.TempDir(), "", 240)
	p := &papers{t, app, now}
	if err := p.Studio.Install(t.Context(), server.Program()); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *papers) template(name string) *studio.Template {
	p.Helper()
	all, err := p.Studio.All(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	p.Fatalf("no template %s", name)
	return nil
}

func (p *papers) who(login string) authz.Actor {
	p.Helper()
	d, err := p.Org.Directory(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	for _, a := range d.Accounts() {
		if a.Login == login {
			actor, err := p.Org.Actor(p.Context(), a.ID, "test", "")
			if err != nil {
				p.Fatal(err)
			}
			return actor
		}
	}
	p.Fatalf("no account %s", login)
	return authz.Actor{}
}

func (p *papers) make(actor authz.Actor, ask studio.Ask) *studio.Paper {
	p.Helper()
	paper, err := p.Studio.Make(p.Context(), actor, ask)
	if err != nil {
		p.Fatal(err)
	}
	return paper
}

func said(t *testing.T, word []byte) string {
	t.Helper()
	c, err := docx.Read(bytes.NewReader(word), int64(len(word)))
	if err != nil {
		t.Fatal(err)
	}
	out := strings.Join(c.Paragraphs(), "\n")
	for _, table := range c.Tables() {
		for _, row := range table {
			out += "\n" + strings.Join(row, "|")
		}
	}
	return out
}

// TestShippedPapersAreFull fills every shipped template: nothing is missing, no field is left over, and every figure of the
// leader's page is about that chain.
func TestShippedPapersAreFull(t *testing.T) {
	p := newPapers(t)
	all, err := p.Studio.All(t.Context())
	if err != nil || len(all) != 4 {
		t.Fatalf("%d templates, %v", len(all), err)
	}
	for i := range all {
		ask := studio.Ask{Template: &all[i], Period: p.Studio.Periods(&all[i], 1)[0]}
		if all[i].About == studio.AboutChain {
			of, err := p.Studio.Subjects(t.Context(), server.Program(), studio.AboutChain)
			if err != nil || len(of) == 0 {
				t.Fatal(err)
			}
			ask.Of = of[0].ID
		}
		paper := p.make(server.Program(), ask)
		text := said(t, paper.Word)
		if len(paper.Missing) > 0 || strings.Contains(text, "{{") {
			t.Errorf("%s lacks %v", all[i].Name, paper.Missing)
		}
		if all[i].Sources != strings.Contains(text, "数据出处") {
			t.Errorf("%s: sources %v", all[i].Name, all[i].Sources)
		}
		if ask.Of != "" {
			if !strings.Contains(text, paper.Values.Fields["地区"].Text) {
				t.Errorf("%s does not name the chain", all[i].Name)
			}
			p.opens(paper, "项目数", "红灯项目数", "应开工项目数", "已开工项目数")
		}
	}
}

// opens checks that the list behind a figure of a leader's page, opened by somebody who sees the whole city, has as many projects.
func (p *papers) opens(paper *studio.Paper, names ...string) {
	p.Helper()
	b, err := p.Report.Bulletin(p.Context(), server.Program(), string(paper.Period))
	if err != nil {
		p.Fatal(err)
	}
	for _, name := range names {
		x := paper.Values.Fields[name]
		u, err := url.Parse(x.Source.Path)
		if err != nil {
			p.Fatal(err)
		}
		got, err := b.Select(u.Query())
		if err != nil {
			p.Fatal(err)
		}
		if n := strconv.FormatInt(got.Line.N, 10); n != x.Text {
			p.Errorf("%s %s opens to %s at %s", name, x.Text, n, x.Source.Path)
		}
	}
}

// TestAFrozenPaperStaysTheSame edits projects and changes the template after the freeze: the paper is the same, byte for byte,
// while that of an open period follows.
func TestAFrozenPaperStaysTheSame(t *testing.T) {
	p := newPapers(t)
	month := p.template("产业链工作月报")
	ask := studio.Ask{Template: month, Period: period.Period("2026-10")}
	if _, err := p.Cadence.Freeze(t.Context(), server.Program(), "2026-10", "月度评价已定"); err != nil && errs.CodeOf(err) != errs.Conflict {
		t.Fatal(err)
	}
	frozen := p.make(server.Program(), ask)
	if !frozen.Frozen {
		t.Fatal("not frozen")
	}
	var ids []string
	rows, err := p.DB.Query(t.Context(), "SELECT id FROM project WHERE stage = 'started' ORDER BY no LIMIT 20")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Projects.EditMany(t.Context(), server.Program(), ids, "补录", func(x *project.Project) error { x.TotalInvest += 1_0000_0000; return nil }); err != nil {
		t.Fatal(err)
	}
	other := p.template("季度讲评材料")
	file, err := p.Studio.Versions(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Studio.Replace(t.Context(), server.Program(), month.ID, "新.docx", "换了格式", attach.Blob{SHA256: file[0].SHA256, Size: file[0].Size}); err != nil {
		t.Fatal(err)
	}
	ask.Template = p.template("产业链工作月报")
	again := p.make(server.Program(), ask)
	if !bytes.Equal(frozen.Word, again.Word) || again.Number != 1 {
		t.Errorf("the frozen paper has changed: version %d, %d and %d bytes", again.Number, len(frozen.Word), len(again.Word))
	}
	ask.Period = "2026-09" // the demonstration city has frozen what is older, or nothing
	if now := p.make(server.Program(), ask); !now.Frozen && now.Number != 2 {
		t.Errorf("an open period is printed with version %d", now.Number)
	}
	if ask.Template.Number != 2 {
		t.Errorf("version %d is in force", ask.Template.Number)
	}
}

// TestAPaperHasItsReadersRights: a county's paper tells of that county alone, and another county's is refused.
func TestAPaperHasItsReadersRights(t *testing.T) {
	p := newPapers(t)
	month := p.template("产业链工作月报")
	ask := studio.Ask{Template: month, Period: "2026-10"}
	city := p.make(server.Program(), ask)
	d, err := p.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var counties []string
	for _, r := range d.Regions() {
		if r.Parent == d.Root().ID {
			counties = append(counties, r.ID)
		}
	}
	actor := p.who("office")
	actor.Scope = authz.Scope{Regions: d.RegionSubtree(counties[0])}
	own := p.make(actor, ask)
	n, all := own.Values.Fields["项目数"].Text, city.Values.Fields["项目数"].Text
	if n == all || len(own.Values.Lists["各县区"].Items) >= len(city.Values.Lists["各县区"].Items) || len(own.Missing) > 0 {
		t.Errorf("county %s of %s projects, %d counties, missing %v", n, all, len(own.Values.Lists["各县区"].Items), own.Missing)
	}
	month.About = studio.AboutRegion
	ask.Of = counties[1]
	if _, err := p.Studio.Make(t.Context(), actor, ask); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("another county: %v", err)
	}
	ask.Of = ""
	if _, err := p.Studio.Make(t.Context(), actor, ask); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("no county: %v", err)
	}
	actor.Roles = []authz.Role{authz.RoleFactor}
	if _, err := p.Studio.Make(t.Context(), actor, ask); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("without the permission: %v", err)
	}
}

// TestPapersAreSentOnce: a receiver is told once for each period, by however many nodes.
func TestPapersAreSentOnce(t *testing.T) {
	p := newPapers(t)
	month, to := p.template("产业链工作月报"), p.who("office")
	ctx := context.Background()
	if err := p.Studio.Deliver(ctx, server.Program(), month.ID, to.ID, 3); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Studio.Turn(ctx); n != 0 || err != nil {
		t.Fatalf("what is over is not sent: %d, %v", n, err)
	}
	rows, err := p.Studio.Schedules(ctx, month.ID)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	count := func() (n int) {
		if err := p.DB.QueryRow(ctx, "SELECT count(*) FROM outbox WHERE topic = $1", studio.TopicReady).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	p.now.Set("2026-12-02")
	if n, err := p.Studio.Turn(ctx); n != 0 || err != nil {
		t.Fatalf("two working days after the end: %d, %v", n, err)
	}
	p.now.Set("2026-12-04")
	for i, want := range []int{1, 0} {
		if n, err := p.Studio.Turn(ctx); n != want || err != nil || count() != 1 {
			t.Fatalf("run %d: %d sent, %d messages, %v", i, n, count(), err)
		}
	}
	p.now.Set("2027-01-20")
	if err := p.Studio.Stop(ctx, server.Program(), month.ID, rows[0].ID); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Studio.Turn(ctx); n != 0 || err != nil || count() != 1 {
		t.Fatalf("stopped: %d, %v", n, err)
	}
	for name, c := range map[string]struct {
		account string
		days    int64
	}{"nobody": {"none", 3}, "late": {to.ID, 99}, "negative": {to.ID, -1}} {
		if err := p.Studio.Deliver(ctx, server.Program(), month.ID, c.account, c.days); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
