package target

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
	area "lianzhang/internal/target"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "target", files, map[string]any{"gap": &gapPage{}, "add": &addPage{}, "show": &showPage{}, "plain": &plainPage{}, "route": &routePage{}, "maps": &mapsPage{}})
}

func serve(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	ctx := t.Context()
	must(t, s.DB.Write(ctx, func(tx *db.Tx) error {
		n := &graph.Node{ID: "N1", ChainID: s.Chain["铜基新材料"], Region: webtest.City, UnitID: s.Units["市发改委"], Name: "铜箔", Stream: graph.Mid, Products: "电解铜箔、压延铜箔", Codes: "3251"}
		if err := db.NewTable[graph.Node](graph.NodeKind).Insert(ctx, tx, n); err != nil {
			return err
		}
		return db.NewTable[gap.Gap](gap.Kind).Insert(ctx, tx, &gap.Gap{ID: "G1", Name: "铜箔", ChainID: n.ChainID, NodeID: n.ID, Region: n.Region, UnitID: n.UnitID, Kind: "repair", State: "open", Score: 80})
	}))
	for i, name := range []string{"深圳市星辉铜箔股份有限公司", "苏州远铜铜箔有限公司", "新疆天山铜箔有限公司"} {
		_, err := s.Enterprises.Create(ctx, webtest.Program, enterprise.Enterprise{Name: name, Region: region.Outside, Outside: true, Place: []string{"440300", "320500", "650100"}[i],
			Products: "电解铜箔", Industry: "3251", Capital: 2_0000_0000})
		must(t, err)
	}
	targets := &area.Service{Run: s.Run}
	gaps := &gap.Service{Run: s.Run, Chains: s.Chains, Graph: s.Graph, Firms: s.Enterprises, Projects: s.Projects, Org: s.Org}
	s.Serve(t, append(Routes(Deps{Run: s.Run, Targets: targets, Gaps: gaps, Enterprises: s.Enterprises, Files: s.Files, Lists: s.Lists, MaxFile: 1 << 20}), s.Lists.Routes()...),
		Add, listpage.Add, formpage.Add, listing.Add)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestFromGapToContact is the way of an officer: rank, tick, call, evidence, route.
func TestFromGapToContact(t *testing.T) {
	s := serve(t)
	team := s.As(t, "team")
	if got := team.Get("/gaps/G1/targets").Want(http.StatusOK).Text("main"); !strings.Contains(got, "还没有推荐") {
		t.Error(got)
	}
	team.Post("/gaps/G1/targets/rank", url.Values{}).Want(http.StatusSeeOther)
	page := team.Get("/gaps/G1/targets").Want(http.StatusOK)
	if got := page.Texts(".rank-row b"); len(got) < 6 || got[0] != "苏州远铜铜箔有限公司" {
		t.Errorf("%v", got)
	}
	if got := page.Text(".rank-row:first-child"); !strings.Contains(got, "主营有") || !strings.Contains(got, "距离与联系") {
		t.Error(got)
	}
	var ids []string
	for _, n := range page.Doc.Find(".rank-row input[name=id]").Nodes {
		for _, a := range n.Attr {
			if a.Key == "value" {
				ids = append(ids, a.Val)
			}
		}
	}
	team.Post("/gaps/G1/targets", url.Values{"do": {"take"}}).Want(http.StatusUnprocessableEntity)
	team.Post("/gaps/G1/targets", url.Values{"do": {"exclude"}, "id": {ids[2]}}).Want(http.StatusUnprocessableEntity)
	team.Post("/gaps/G1/targets", url.Values{"do": {"exclude"}, "id": {ids[2]}, "reason": {"运距过远"}}).Want(http.StatusSeeOther)
	team.Post("/gaps/G1/targets", url.Values{"do": {"take"}, "id": {ids[0]}}).Want(http.StatusSeeOther)
	at := "/targets/" + ids[0]
	team.Post(at+"/contacts", url.Values{"how": {"电话"}, "on": {"2026-11-20"}}).Want(http.StatusUnprocessableEntity)
	team.Post(at+"/contacts", url.Values{"how": {"电话"}, "on": {"2026-11-20"}, "result": {"愿意来看"}, "next_step": {"发邀请函"}, "next_on": {"2026-11-25"}}).Want(http.StatusSeeOther)
	team.Upload(at+"/evidence", url.Values{"kind": {"outside"}, "body": {"在江西设厂"}, "source": {"公司公告"}, "on_date": {"2026-11-01"}}, "公告.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	show := team.Get(at).Want(http.StatusOK)
	if got := show.Text("main"); !strings.Contains(got, "愿意来看") || !strings.Contains(got, "在江西设厂") || !strings.Contains(got, "发邀请函") {
		t.Error(got)
	}
	team.Get(show.Attr("#evidence .lines a", "href")).Want(http.StatusOK)
	team.Get(at + "/hand").Want(http.StatusOK)
	team.Post(at+"/hand", url.Values{"unit_id": {""}}).Want(http.StatusUnprocessableEntity)
	team.Get(at + "/move?action=exclude").Want(http.StatusOK)
	if got := team.Get("/targets?state=contacted").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "苏州远铜") {
		t.Error(got)
	}
	for _, path := range []string{"/targets/teams", "/targets/exclusions", "/targets/quality", "/route", "/route/32", "/route/3205", "/route/maps"} {
		team.Get(path).Want(http.StatusOK)
	}
	if got := team.Get("/route").Text("svg"); !strings.Contains(got, "江苏1家") {
		t.Error(got)
	}
	team.Get("/route/xx").Want(http.StatusNotFound)
	s.As(t, "park").Get(at).Want(http.StatusNotFound)
	s.As(t, "factor").Post(at+"/contacts", url.Values{}).Want(http.StatusForbidden)
}

// TestOwnMap: an outline is drawn when its approval is named; what cannot be drawn is refused.
func TestOwnMap(t *testing.T) {
	s := serve(t)
	office := s.As(t, "office")
	square := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"方省","adcode":320000},"geometry":{"type":"Polygon","coordinates":[[[110,30],[111,30],[111,31],[110,31],[110,30]]]}}]}`
	office.Upload("/route/maps", url.Values{}, "a.geojson", []byte(square)).Want(http.StatusUnprocessableEntity)
	for _, bad := range []string{`x`, `{}`, strings.Replace(square, "110,30", "11000,30", 1), strings.Replace(square, "[111,30]", "[111]", 1)} {
		office.Upload("/route/maps", url.Values{"approval": {"GS（2026）1号"}}, "a.geojson", []byte(bad)).Want(http.StatusUnprocessableEntity)
	}
	s.As(t, "team").Upload("/route/maps", url.Values{"approval": {"x"}}, "a.geojson", []byte(square)).Want(http.StatusForbidden)
	office.Upload("/route/maps", url.Values{"approval": {"GS（2026）1号"}}, "a.geojson", []byte(square)).Want(http.StatusSeeOther)
	page := office.Get("/route").Want(http.StatusOK)
	if page.Doc.Find("path.place").Length() != 1 || !strings.Contains(page.Text("main"), "GS（2026）1号") {
		t.Error(page.Text("main"))
	}
	office.Upload("/route/maps", url.Values{"approval": {"GS（2026）2号"}}, "b.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)).Want(http.StatusSeeOther)
	src := office.Get("/route").Want(http.StatusOK).Attr("main img", "src")
	if csp := office.Get(src).Want(http.StatusOK).Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "sandbox") {
		t.Error(csp)
	}
	office.Post(src+"/remove", url.Values{}).Want(http.StatusSeeOther)
	if office.Get("/route").Doc.Find("path.place").Length() != 1 {
		t.Error("the earlier map does not come back")
	}
}

func TestDrawRefuses(t *testing.T) {
	none := func(string) (string, string) { return "", "" }
	for _, bad := range []string{"", "[]", `{"features":[]}`, `{"features":[{"geometry":{"type":"Point","coordinates":[1,2]}}]}`, `{"features":[{"geometry":{"type":"Polygon","coordinates":[1]}}]}`} {
		if _, err := draw(strings.NewReader(bad), none); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
