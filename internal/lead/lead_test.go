package lead_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
)

func TestFlow(t *testing.T) {
	if bad := lead.Flow.Defects("clear"); bad != nil {
		t.Error(bad)
	}
}

// TestStates walks every row of the flow, and demands that whatever is not in it is refused.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		reach := map[string][]string{lead.Logged: nil, lead.Answered: {"answer"}, lead.Accepted: {"answer", "accept"}, lead.Following: {"answer", "accept", "follow"},
			lead.Refused: {"answer", "refuse"}, lead.Lost: {"lose"}, lead.Released: {"release"}, lead.Project: {"answer", "accept", "to_project"}}
		actions := []string{"answer", "accept", "refuse", "follow", "to_project", "lose", "release", "reopen"}
		n := 0
		for state, path := range reach {
			for _, action := range actions {
				n++
				d := draft()
				d.Investor, d.Name = fmt.Sprintf("投资方%c%c有限公司", 0x4e00+n*7, 0x5200+n*11), fmt.Sprintf("第%c%c项目", 0x4e00+n*13, 0x6200+n*3)
				l := s.register(t, s.one, d)
				s.move(t, s.one, l.ID, path...)
				err := s.Move(t.Context(), s.judge, l.ID, lead.Step{Action: action, Text: "理由"})
				row, none := lead.Flow.Find(state, action)
				switch {
				case none != nil && errs.CodeOf(err) != errs.Conflict:
					t.Errorf("%s from %s: %v", action, state, err)
				case none == nil && err != nil:
					t.Errorf("%s from %s: %v", action, state, err)
				case none == nil:
					if got, _ := s.Get(t.Context(), s.judge, l.ID); got.State != row.To {
						t.Errorf("%s from %s leads to %s", action, state, got.State)
					}
				}
			}
		}
	})
}

func TestReasonsAreDemanded(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		l := s.register(t, s.one, draft())
		if err := s.Move(t.Context(), s.one, l.ID, lead.Step{Action: "lose"}); errs.CodeOf(err) != errs.Invalid {
			t.Error(err)
		}
		if err := s.Move(t.Context(), s.factor, l.ID, lead.Step{Action: "lose", Text: "理由"}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a stranger moves it: %v", err)
		}
	})
}

// TestClocks: terms count working days, the National Day holiday and its adjusted workdays included.
func TestClocks(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		l := s.register(t, s.one, draft())
		got := []string{l.AnswerDue, l.JudgeDue, l.ReplyDue, l.SealUntil, l.DueOn, l.DueWhat, l.Light}
		// 2026: off 10-01 to 10-07, worked on Saturday 10-10. 12 亿 is major: five working days.
		if diff := cmp.Diff([]string{"2026-09-29", "2026-10-10", "2026-10-10", "2026-11-27", "2026-09-29", "登记答复", "green"}, got); diff != "" {
			t.Error(diff)
		}
		small := draft()
		small.Investor, small.Name, small.Size, small.Source = "九江明月机械有限公司", "轴承", 3000_0000, ""
		if l := s.register(t, s.one, small); l.JudgeDue != "2026-10-08" || l.ReplyDue != "" || l.Major {
			t.Errorf("small: %s %q %v", l.JudgeDue, l.ReplyDue, l.Major)
		}
		s.at("2026-09-29")
		released, turned, err := s.Turn(t.Context())
		if err != nil || released != 0 || turned != 2 {
			t.Errorf("the last day in time: %d released, %d turned, %v", released, turned, err)
		}
		s.at("2026-09-30")
		if _, _, err := s.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l, _ := s.Get(t.Context(), s.one, l.ID); l.Light != "red" {
			t.Errorf("a day late: %s", l.Light)
		}
		s.move(t, s.one, l.ID, "answer", "accept")
		if l, _ := s.Get(t.Context(), s.one, l.ID); l.ProgressDue != "2026-10-20" || l.SealUntil != "2026-11-29" || l.Light != "green" || l.DueWhat != "回复引荐人" {
			t.Errorf("accepted: %s %s %s %s", l.ProgressDue, l.SealUntil, l.Light, l.DueWhat)
		}
		must(t, s.Report(t.Context(), s.one, l.ID, lead.Progress{Text: "已告知引荐人", Reply: true}))
		s.at("2026-10-20")
		must(t, s.Report(t.Context(), s.one, l.ID, lead.Progress{On: "2026-10-10", Text: "赴深圳回访，对方确认选址意向", NextOn: "2026-10-24"}))
		got2, err := s.Get(t.Context(), s.one, l.ID)
		must(t, err)
		if got2.State != lead.Following || got2.ProgressDue != "2026-10-23" || got2.SealUntil != "2026-12-09" || got2.DueWhat != "报进展" {
			t.Errorf("followed: %+v", got2)
		}
	})
}

// TestIdleRelease: without progress the exclusive time runs out, once; the next in line is then free, and only one of several.
func TestIdleRelease(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		a := s.register(t, s.one, draft())
		s.at("2026-10-08")
		b, c := s.register(t, s.two, draft()), s.register(t, s.judge, draft())
		if a.Clash != "" || b.Clash != lead.ClashWaiting || c.Clash != lead.ClashWaiting {
			t.Fatalf("%q %q %q", a.Clash, b.Clash, c.Clash)
		}
		if err := s.Move(t.Context(), s.two, b.ID, lead.Step{Action: "answer"}); err != nil {
			t.Error(err)
		}
		if err := s.Move(t.Context(), s.two, b.ID, lead.Step{Action: "accept"}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a waiting lead is accepted: %v", err)
		}
		s.at("2026-11-27")
		if n, _, err := s.Turn(t.Context()); n != 0 || err != nil {
			t.Errorf("on the last day: %d, %v", n, err)
		}
		s.at("2026-11-28")
		if n, _, err := s.Turn(t.Context()); n != 1 || err != nil {
			t.Errorf("the day after: %d, %v", n, err)
		}
		if n, m, err := s.Turn(t.Context()); n != 0 || m != 0 || err != nil {
			t.Errorf("again: %d, %d, %v", n, m, err)
		}
		var standing []string
		for _, l := range []*lead.Lead{a, b, c} {
			now, err := s.Get(t.Context(), s.judge, l.ID)
			must(t, err)
			standing = append(standing, now.State+" "+now.Clash)
		}
		if diff := cmp.Diff([]string{"released ", "answered ", "logged waiting"}, standing); diff != "" {
			t.Error(diff)
		}
		if err := s.Move(t.Context(), s.one, a.ID, lead.Step{Action: "reopen", Text: "客户又来了"}); errs.CodeOf(err) != errs.Conflict || strings.Contains(err.Error(), "东湖") {
			t.Errorf("a released lead comes back over another's report: %v", err)
		}
	})
}

// TestBlindness: another unit learns that a clash exists and nothing more, by whatever way it asks.
func TestBlindness(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		d := draft()
		d.Investor, d.Name, d.Contact, d.Evidence = "深圳市星辉铜箔股份有限公司", "星辉锂电铜箔项目", "王星辉", "星辉来函"
		l := s.register(t, s.one, d)
		must(t, s.Report(t.Context(), s.one, l.ID, lead.Progress{Text: "星辉董事长来访"}))
		must(t, s.Amend(t.Context(), s.one, l.ID, d))
		must(t, s.State(t.Context(), s.one, l.ID, map[string]float64{"size": 120000, "land": 100}))
		for _, c := range []struct {
			name string
			d    lead.Draft
			want bool
		}{
			{"the short form", lead.Draft{Investor: "深圳星辉铜箔有限公司", Name: "别的"}, true},
			{"a like project", lead.Draft{Investor: "某某控股有限公司", Name: "星辉锂电铜箔", Place: "临港经开区", Size: 11_0000_0000}, true},
			{"a like project of another size", lead.Draft{Investor: "某某控股有限公司", Name: "星辉锂电铜箔", Size: 1_0000_0000}, false},
			{"somebody else", lead.Draft{Investor: "青禾食品有限公司", Name: "肉羊屠宰"}, false},
		} {
			got, err := s.Check(t.Context(), s.two, c.d)
			if err != nil || got != c.want {
				t.Errorf("%s: %v, %v", c.name, got, err)
			}
		}
		for name, who := range map[string]authz.Actor{"the county's officer": s.two, "a department with the whole city": s.factor} {
			if _, err := s.Get(t.Context(), who, l.ID); errs.CodeOf(err) != errs.NotFound || strings.Contains(err.Error(), "星辉") {
				t.Errorf("%s gets it: %v", name, err)
			}
			if _, err := s.Read(t.Context(), who, l.ID); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("%s reads it: %v", name, err)
			}
			if _, err := s.Admission(t.Context(), who, l.ID); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("%s reads its admission: %v", name, err)
			}
			if _, err := s.File(t.Context(), who, l.ID, "x"); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("%s asks for its files: %v", name, err)
			}
			for _, q := range []*list.Query{{Page: 1, Size: 10}, {Page: 1, Size: 10, Search: "星辉"}, {Page: 1, Size: 10, Where: `投资方 contains "星辉"`}, {Page: 1, Size: 10, IDs: []string{l.ID}}} {
				n, err := lead.Spec.Count(t.Context(), s.DB, q, list.Asker{Scope: lead.Sees(who), Today: today})
				if n != 0 {
					t.Errorf("%s finds %d by %+v (%v)", name, n, q, err)
				}
			}
			if rows, _ := s.Select(t.Context(), who, new(db.Where), ""); len(rows) != 0 {
				t.Errorf("%s selects %d", name, len(rows))
			}
			if _, err := s.Disputes(t.Context(), who); errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("%s sees disputes: %v", name, err)
			}
		}
		second := s.register(t, s.two, lead.Draft{Investor: "深圳星辉铜箔有限公司", Name: "铜箔"})
		o, err := s.Read(t.Context(), s.two, second.ID)
		must(t, err)
		if text, _ := json.Marshal(o); strings.Contains(string(text), l.ID) || strings.Contains(string(text), s.Units["市商务局"]) {
			t.Errorf("the second report tells of the first: %s", text)
		}
		if o, err := s.Read(t.Context(), s.judge, l.ID); err != nil || o.Text.Investor != d.Investor || !o.Intact || len(o.Notes) != 4 {
			t.Errorf("the office: %+v, %v", o, err)
		}
		var told int
		must(t, s.DB.QueryRow(t.Context(), "SELECT count(*) FROM journal_entry WHERE data LIKE '%星辉%' OR reason LIKE '%星辉%'").Scan(&told))
		if told != 0 {
			t.Errorf("%d entries of the journal name the client", told)
		}
		if plain := lead.PlainSpec.Column("investor"); plain != nil {
			t.Error("the plain list names the client")
		}
	})
}

// TestSeal: a text that was changed behind the program's back no longer fits.
func TestSeal(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		l := s.register(t, s.one, draft())
		again := draft()
		again.Investor, again.Name = "另一家有限公司", "另一个"
		if b := s.register(t, s.one, again); b.Seal == l.Seal || len(b.Seal) != 64 {
			t.Error(b.Seal)
		}
		for _, change := range []string{"investor = 'x'", "salt = 'x'", "phone = '1'", "name = investor, investor = name"} {
			must(t, s.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), "UPDATE lead_text SET "+change+" WHERE id = $1", l.ID)
				return err
			}))
			if o, err := s.Read(t.Context(), s.one, l.ID); err != nil || o.Intact {
				t.Errorf("%s is not noticed (%v)", change, err)
			}
		}
		s.move(t, s.one, l.ID, "answer", "accept")
		if _, err := s.ToProject(t.Context(), s.one, l.ID); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a broken seal becomes a project: %v", err)
		}
		must(t, s.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE lead_text SET body = '改了' WHERE lead_id = $1 AND id <> lead_id", l.ID)
			return err
		}))
		o, err := s.Read(t.Context(), s.one, l.ID)
		must(t, err)
		for _, n := range o.Notes {
			if n.Intact {
				t.Errorf("note %s still fits", n.Kind)
			}
		}
	})
}

// TestPriorityIsNotStolen: who exchanges the investor of an old report stands behind those who reported him meanwhile.
func TestPriorityIsNotStolen(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		other := draft()
		other.Investor, other.Name = "青禾食品有限公司", "肉羊屠宰项目"
		old := s.register(t, s.one, other)
		s.at("2026-10-09")
		fresh := s.register(t, s.two, draft())
		must(t, s.Amend(t.Context(), s.one, old.ID, draft()))
		now, err := s.Get(t.Context(), s.one, old.ID)
		must(t, err)
		if now.Clash != lead.ClashWaiting || now.SealedAt <= old.SealedAt {
			t.Errorf("%+v", now)
		}
		if f, _ := s.Get(t.Context(), s.two, fresh.ID); f.Clash != "" {
			t.Errorf("the first report: %q", f.Clash)
		}
	})
}

// TestArbitration: from 1bn yuan on the city's office decides; both sides see the decision, neither the other.
func TestArbitration(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		a, b := s.register(t, s.one, draft()), s.register(t, s.two, draft())
		d, err := s.Disputes(t.Context(), s.judge)
		if err != nil || len(d) != 1 || !d[0].City || d[0].Ground != "name" || !d[0].FirstSeal || d[0].First.ID != a.ID {
			t.Fatalf("%+v, %v", d, err)
		}
		county := s.judge
		county.Scope = authz.Scope{Regions: []string{"349900", "349902"}}
		if err := s.Decide(t.Context(), county, d[0].ID, b.ID, "理由"); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("the county decides: %v", err)
		}
		if err := s.Decide(t.Context(), s.one, d[0].ID, a.ID, "理由"); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a party decides: %v", err)
		}
		if err := s.Decide(t.Context(), s.judge, d[0].ID, "x", "理由"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("nobody wins: %v", err)
		}
		must(t, s.Decide(t.Context(), s.judge, d[0].ID, b.ID, "东湖区已落实用地"))
		s.move(t, s.two, b.ID, "answer", "accept")
		s.move(t, s.one, a.ID, "answer")
		if err := s.Move(t.Context(), s.one, a.ID, lead.Step{Action: "accept"}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("the loser goes on: %v", err)
		}
		if err := s.Decide(t.Context(), s.judge, d[0].ID, a.ID, "再来"); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("decided twice: %v", err)
		}
		o, err := s.Read(t.Context(), s.one, a.ID)
		must(t, err)
		found := false
		for _, n := range o.Notes {
			found = found || n.Kind == "decide" && strings.Contains(n.Body, "裁定归另一单位")
		}
		if !found {
			t.Error("the loser is not told")
		}
	})
}

// TestToProject: everything known stands in the project, nothing is entered twice.
func TestToProject(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		d := draft()
		d.Content, d.ChainID = "建设两条电解铜箔生产线", s.Chain["铜基新材料"]
		l := s.register(t, s.one, d)
		s.move(t, s.one, l.ID, "answer", "accept")
		must(t, s.State(t.Context(), s.one, l.ID, map[string]float64{"size": 120000, "fixed": 90000, "land": 200, "tax": 4000, "jobs": 300}))
		b, err := s.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 来函"))
		must(t, err)
		must(t, s.Attach(t.Context(), s.one, s.Files, l.ID, "星辉来函.pdf", "合作意向", b))
		p, err := s.ToProject(t.Context(), s.one, l.ID)
		must(t, err)
		got := []any{p.Name, p.Investor, p.Content, p.Address, p.TotalInvest, p.FixedInvest, p.LandMu, p.TaxPlan, p.Jobs, p.ChainID, p.UnitID, p.Stage, p.LeadActual, p.Officer, p.Source}
		want := []any{d.Name, d.Investor, d.Content, d.Place, int64(12_0000_0000), int64(9_0000_0000), 200.0, int64(4000_0000), int64(300), d.ChainID, s.Units["市商务局"], "talks", today,
			"one同志", "线索" + l.Code + "，引荐人驻深联络处"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		o, err := s.OfProject(t.Context(), p)
		if err != nil || o == nil || o.State != lead.Project || len(o.Notes) < 4 {
			t.Errorf("the lead behind: %+v, %v", o, err)
		}
		var name string
		must(t, s.DB.QueryRow(t.Context(), "SELECT name FROM attachment WHERE kind = 'project' AND ref_id = $1", p.ID).Scan(&name))
		if name != "星辉来函.pdf" {
			t.Error(name)
		}
		if _, err := s.ToProject(t.Context(), s.one, l.ID); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for field, d := range map[string]lead.Draft{"investor": {Name: "甲"}, "name": {Investor: "甲公司"}, "size": {Investor: "甲公司", Name: "乙", Size: -1},
			"uscc": {Investor: "甲公司", Name: "乙", USCC: "123"}, "content": {Investor: "甲公司", Name: "乙", Content: strings.Repeat("长", 2001)}} {
			_, err := s.Register(t.Context(), s.one, d)
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), field+":") {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := s.Register(t.Context(), s.factor, draft()); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("without permission: %v", err)
		}
		if _, err := s.Register(t.Context(), s.one, lead.Draft{Investor: "甲公司", Name: "乙", TargetID: "none"}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("unknown target: %v", err)
		}
	})
}
