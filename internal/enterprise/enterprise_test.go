package enterprise

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/region"
)

// moving is a service whose clock can be put forward.
type moving struct {
	*Service
	now time.Time
}

func each(t *testing.T, fn func(t *testing.T, s *moving)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &moving{now: clock.At("2026-11-22").Now()}
		s.Service = &Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { return s.now }}}
		fn(t, s)
	})
}

func (s *moving) add(t *testing.T, e Enterprise) *Enterprise {
	t.Helper()
	if e.Region == "" {
		e.Region = "340705"
	}
	made, err := s.Create(t.Context(), program, e)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestFactsHaveTheirSource(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		e := s.add(t, Enterprise{Name: "铜陵景川铜业有限公司", Place: "340700", Capital: 100_000_000})
		if e.Brand != "景川" || e.Outside {
			t.Errorf("brand %q, outside %v", e.Brand, e.Outside)
		}
		after := *e
		after.Staff, after.Origin = 320, &Origin{Kind: FromImport, Source: "《企业.xlsx》第3行", Date: "2026-06-30"}
		if err := s.Save(t.Context(), program, e, &after); err != nil {
			t.Fatal(err)
		}
		facts, err := s.Facts(t.Context(), e.ID)
		if err != nil || facts["staff"].Source != "《企业.xlsx》第3行" || facts["staff"].Confidence != 0.8 || facts["staff"].Date != "2026-06-30" ||
			facts["name"].Kind != FromEntry || facts["name"].Date != "2026-11-22" {
			t.Errorf("%v %+v", err, facts)
		}
		out := s.add(t, Enterprise{Name: "深圳某某科技股份有限公司", Region: region.Outside, Listed: "000001.SZ"})
		if !out.Outside || out.Ladder != RungListed {
			t.Errorf("a listed firm from outside: %+v", out)
		}
		county := authz.Scope{Regions: []string{region.Outside, "340711"}}
		if _, err := s.Get(t.Context(), county, out.ID); err != nil {
			t.Errorf("a county does not see the firm from outside: %v", err)
		}
		if _, err := s.Get(t.Context(), county, e.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a county sees another county's firm: %v", err)
		}
	})
}

func TestBadFirmsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		for field, e := range map[string]Enterprise{"name": {Name: "  "}, "uscc": {Name: "甲", USCC: "91310000MA1FL5XU7L"}, "industry": {Name: "甲", Industry: "9999"},
			"place": {Name: "甲", Place: "999999"}, "ladder": {Name: "甲", Ladder: "moon"}, "capital": {Name: "甲", Capital: -1}} {
			_, err := s.Create(t.Context(), program, e)
			if f := fieldsOf(err); len(f) != 1 || f[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := s.Create(t.Context(), program, Enterprise{Name: "甲", Industry: "2710"})
		if err != nil {
			t.Errorf("a code of 2017: %v", err)
		}
	})
}

func TestSearchFindsAllNames(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		e := s.add(t, Enterprise{Name: "平安银行股份有限公司", Short: "平安银行", Former: "深圳发展银行股份有限公司", Listed: "000001.SZ", Region: region.Outside, Revenue: 9})
		s.add(t, Enterprise{Name: "铜陵光学镜片厂", Products: "树脂镜片、渐进片", Revenue: 3})
		for text, want := range map[string]string{"平安": e.Name, "深圳发展": e.Name, "payh": e.Name, "000001": e.Name, "镜片": "铜陵光学镜片厂", "渐进": "铜陵光学镜片厂", "没有": ""} {
			rows, more, err := s.Search(t.Context(), authz.Scope{All: true}, text, 5)
			got := ""
			if len(rows) > 0 {
				got = rows[0].Name
			}
			if err != nil || got != want || more {
				t.Errorf("%s: %q %v %v", text, got, more, err)
			}
		}
		if rows, _, _ := s.Search(t.Context(), authz.Scope{Regions: []string{region.Outside}}, "镜片", 5); len(rows) != 0 {
			t.Error("search reaches outside the scope")
		}
	})
}

func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		e := s.add(t, Enterprise{Name: "甲公司"})
		put := func(f Figure) error {
			f.EnterpriseID = e.ID
			_, err := s.PutFigure(t.Context(), program, f)
			return err
		}
		for _, f := range []Figure{{Period: "2025", Revenue: 100}, {Period: "2026-10", Revenue: 9}, {Period: "2026-10", Revenue: 10, Tax: 1}} {
			if err := put(f); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := s.Figures(t.Context(), e.ID)
		if err != nil || len(rows) != 2 || rows[0].Period != "2026-10" || rows[0].Revenue != 10 {
			t.Errorf("%v %+v", err, rows)
		}
		for _, bad := range []Figure{{Period: "2026-13"}, {Period: "去年"}, {Period: "2026", Revenue: -1}} {
			if err := put(bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestMergeAndBack(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		ctx := t.Context()
		keep := s.add(t, Enterprise{Name: "铜陵景川铜业有限公司", Staff: 10})
		gone := s.add(t, Enterprise{Name: "景川铜业公司", Staff: 20, Address: "翠湖路1号", Products: "铜箔"})
		third := s.add(t, Enterprise{Name: "乙公司"})
		for _, f := range []Figure{{EnterpriseID: keep.ID, Period: "2025", Revenue: 1}, {EnterpriseID: gone.ID, Period: "2025", Revenue: 2}, {EnterpriseID: gone.ID, Period: "2024", Revenue: 3}} {
			if _, err := s.PutFigure(ctx, program, f); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.AddSupply(ctx, program, Supply{FromID: gone.ID, ToID: third.ID, Product: "铜箔", Source: "企业说的", Confidence: 0.5}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddPerson(ctx, program, Person{EnterpriseID: gone.ID, Name: "王工"}); err != nil {
			t.Fatal(err)
		}
		var movedTo []string
		s.Moves(Mover{Name: "test", Move: func(_ context.Context, _ *change.Tx, from, to *Enterprise) ([]string, error) {
			movedTo = append(movedTo, from.Name+">"+to.Name)
			return []string{"p1"}, nil
		}, Undo: func(_ context.Context, _ *change.Tx, ids []string, from, to *Enterprise) error {
			movedTo = append(movedTo, strings.Join(ids, ",")+":"+from.Name+">"+to.Name)
			return nil
		}})
		if doubts, err := s.DoubtsOf(ctx, gone.ID); err != nil || len(doubts) != 1 {
			t.Fatalf("on entry: %v %+v", err, doubts)
		}
		got, err := s.Merge(ctx, program, keep.ID, gone.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Staff != 10 || got.Address != "翠湖路1号" || got.Products != "铜箔" || got.Former != "景川铜业公司" {
			t.Errorf("%+v", got)
		}
		if _, err := s.Get(ctx, program.Scope, gone.ID); errs.CodeOf(err) != errs.NotFound {
			t.Error("the other record is still there")
		}
		supplies, _ := s.Supplies(ctx, keep.ID)
		figures, _ := s.Figures(ctx, keep.ID)
		people, _ := s.People(ctx, keep.ID)
		if len(supplies) != 1 || supplies[0].OtherName != "乙公司" || len(figures) != 2 || len(people) != 1 {
			t.Errorf("moved: %d links, %d figures, %d people", len(supplies), len(figures), len(people))
		}
		if _, n, _ := s.Doubts(ctx, program.Scope, 10, 0); n != 0 {
			t.Errorf("%d pairs left", n)
		}
		merges, err := s.Merges(ctx, keep.ID)
		if err != nil || len(merges) != 1 {
			t.Fatal(err, merges)
		}
		if _, err := s.Unmerge(ctx, program, merges[0].ID, "弄错了"); err != nil {
			t.Fatal(err)
		}
		back, err := s.Get(ctx, program.Scope, gone.ID)
		if err != nil || back.Name != "景川铜业公司" {
			t.Fatal(err)
		}
		again, _ := s.Get(ctx, program.Scope, keep.ID)
		if again.Address != "" || again.Former != "" || again.Staff != 10 {
			t.Errorf("after taking it back: %+v", again)
		}
		figures, _ = s.Figures(ctx, gone.ID)
		supplies, _ = s.Supplies(ctx, gone.ID)
		if len(figures) != 2 || len(supplies) != 1 {
			t.Errorf("came back with %d figures and %d links", len(figures), len(supplies))
		}
		if diff := cmp.Diff([]string{"景川铜业公司>铜陵景川铜业有限公司", "p1:铜陵景川铜业有限公司>景川铜业公司"}, movedTo); diff != "" {
			t.Error(diff)
		}
		if _, err := s.Unmerge(ctx, program, merges[0].ID, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("twice: %v", err)
		}
		rows, _, _ := s.Search(ctx, program.Scope, "景川铜业", 5)
		if len(rows) != 2 {
			t.Errorf("%d found after all", len(rows))
		}
	})
}

func TestTwoCodesAreTwoFirms(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		a := s.add(t, Enterprise{Name: "甲公司", USCC: "91370000163048885W"})
		b := s.add(t, Enterprise{Name: "甲有限公司", USCC: "913700001630661276"})
		if _, err := s.Merge(t.Context(), program, a.ID, b.ID); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("merging two codes: %v", err)
		}
		if f, err := s.FindPairs(t.Context(), program); err != nil || f.Same+f.Review != 0 {
			t.Errorf("%+v %v", f, err)
		}
	})
}

func TestApartIsNotAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		s.add(t, Enterprise{Name: "铜陵景川铜业有限公司"})
		s.add(t, Enterprise{Name: "铜陵市景川铜业股份有限公司"})
		twins, err := s.Twins(t.Context(), program.Scope, &Enterprise{Name: "景川铜业（铜陵）有限公司"})
		if err != nil || len(twins) != 2 || twins[0].Verdict != VerdictSame {
			t.Errorf("on entry: %v %+v", err, twins)
		}
		doubts, n, err := s.Doubts(t.Context(), program.Scope, 10, 0)
		if err != nil || n != 1 || doubts[0].Left.Name == "" || doubts[0].Right.Name == "" {
			t.Fatal(err, doubts)
		}
		if _, n, _ := s.Doubts(t.Context(), authz.Scope{Regions: []string{"340711"}}, 10, 0); n != 0 {
			t.Error("another county sees the pair")
		}
		if err := s.Apart(t.Context(), program, doubts[0].ID, "两家"); err != nil {
			t.Fatal(err)
		}
		if err := s.Apart(t.Context(), program, doubts[0].ID, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("twice: %v", err)
		}
		if f, err := s.FindPairs(t.Context(), program); err != nil || f.Same+f.Review != 0 {
			t.Errorf("asked again: %+v %v", f, err)
		}
	})
}

func TestLinkIsGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		ctx := t.Context()
		e := s.add(t, Enterprise{Name: "甲公司", Staff: 10, Address: "老地址"})
		token, _, err := s.MakeLink(ctx, program, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"", "x", token + "x", strings.ToUpper(token), "' OR 1=1 --"} {
			if _, _, err := s.OpenLink(ctx, bad); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("%q: %v", bad, err)
			}
		}
		refuse := func(person, phone string, values map[string]string, field string) {
			t.Helper()
			_, err := s.Correct(ctx, token, person, phone, values)
			if f := fieldsOf(err); len(f) == 0 || f[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		refuse("", "13900000000", map[string]string{"staff": "12"}, "person")
		refuse("王", "12", map[string]string{"staff": "12"}, "phone")
		refuse("王", "13900000000", map[string]string{"staff": "很多"}, "staff")
		refuse("王", "13900000000", map[string]string{"uscc": "123"}, "uscc")
		refuse("王", "13900000000", map[string]string{"staff": "10", "region": "999999"}, "person")
		n, err := s.Correct(ctx, token, "王工", "139 0000 0000", map[string]string{"staff": "12人", "address": "新地址", "revenue": "3,200.5", "name": "甲公司"})
		if err != nil || n != 3 {
			t.Fatal(n, err)
		}
		if _, _, err := s.OpenLink(ctx, token); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a used link: %v", err)
		}
		waiting, total, err := s.Corrections(ctx, program.Scope, 10)
		if err != nil || total != 3 || waiting[0].Firm != "甲公司" {
			t.Fatal(err, waiting)
		}
		for _, c := range waiting {
			accept := c.Field != "address"
			if err := s.Judge(ctx, program, c.ID, accept, map[bool]string{true: "", false: "营业执照不是这个地址"}[accept]); err != nil {
				t.Fatal(c.Field, err)
			}
		}
		if err := s.Judge(ctx, program, waiting[0].ID, false, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a rejection without its reason: %v", err)
		}
		if err := s.Judge(ctx, program, waiting[0].ID, true, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("twice: %v", err)
		}
		got, _ := s.Get(ctx, program.Scope, e.ID)
		if got.Staff != 12 || got.Address != "老地址" || got.Revenue != 32_005_000 {
			t.Errorf("%+v", got)
		}
		if facts, _ := s.Facts(ctx, e.ID); facts["staff"].Kind != FromFirm || facts["staff"].Label() != "企业自填" {
			t.Errorf("%+v", facts["staff"])
		}
	})
}

func TestLinkRunsOutAndIsReplaced(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		e := s.add(t, Enterprise{Name: "甲公司"})
		first, _, _ := s.MakeLink(t.Context(), program, e.ID)
		second, _, err := s.MakeLink(t.Context(), program, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.OpenLink(t.Context(), first); errs.CodeOf(err) != errs.Forbidden || !strings.Contains(err.Error(), "取代") {
			t.Errorf("the older link: %v", err)
		}
		s.now = s.now.Add(LinkFor - time.Minute)
		if _, _, err := s.OpenLink(t.Context(), second); err != nil {
			t.Error(err)
		}
		s.now = s.now.Add(time.Minute)
		if _, _, err := s.OpenLink(t.Context(), second); errs.CodeOf(err) != errs.Forbidden || !strings.Contains(err.Error(), "过期") {
			t.Errorf("after 14 days: %v", err)
		}
	})
}

func TestCountyFindsAndMergesItsOwn(t *testing.T) {
	each(t, func(t *testing.T, s *moving) {
		county := authz.Actor{ID: "c", Name: "县", Roles: []authz.Role{authz.RoleOffice}, Scope: authz.Scope{Regions: []string{region.Outside, "340705"}}}
		var ids []string
		err := s.Run.Run(t.Context(), program, change.What{Action: "test", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
			for _, r := range []string{"340705", "340705", "340711", "340711"} { // as an import does, which asks nobody
				e := &Enterprise{Name: "铜陵景川" + map[string]string{"340705": "铜业", "340711": "光学"}[r] + "有限公司", Region: r}
				if err := s.Insert(t.Context(), tx, []*Enterprise{e}); err != nil {
					return err
				}
				ids = append(ids, e.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if f, err := s.FindPairs(t.Context(), county); err != nil || f.Firms != 2 || f.Same != 1 {
			t.Fatalf("a county's own: %+v %v", f, err)
		}
		if f, err := s.FindPairs(t.Context(), program); err != nil || f.Firms != 4 || f.Same != 1 {
			t.Errorf("the rest: %+v %v", f, err)
		}
		if _, err := s.Merge(t.Context(), county, ids[2], ids[3]); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another county's: %v", err)
		}
		if _, err := s.Merge(t.Context(), county, ids[0], ids[1]); err != nil {
			t.Error(err)
		}
		if doubts, n, err := s.Doubts(t.Context(), county.Scope, 10, 0); err != nil || n != 0 || len(doubts) != 0 {
			t.Errorf("%d left, %v", n, err)
		}
	})
}
