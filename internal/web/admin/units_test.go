package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/web/webtest"
)

func TestUnits(t *testing.T) {
	s, _ := serve(t)
	sys := s.As(t, "sysadmin")
	bad := sys.Post("/admin/units", v("name", "", "region", webtest.City, "kind", "department")).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text("#f-name-m"), "单位名称") {
		t.Error(bad.Text("main"))
	}
	made := sys.Post("/admin/units", v("name", "景川市工业和信息化局", "short", "市工信局", "region", webtest.City, "kind", "department", "reason", "三定方案")).Want(http.StatusSeeOther)
	at := made.Header.Get("Location")
	id := strings.TrimPrefix(at, "/admin/units/")
	if e := last(t, s.DB, "unit", id); e.Action != "unit.create" || e.Reason != "三定方案" {
		t.Errorf("%+v", e)
	}
	p := sys.Get(at + "/edit").Want(http.StatusOK)
	version := p.Attr("input[name=version]", "value")
	edit := func(name, version string) *webtest.Answer {
		return sys.Post(at+"/edit", v("name", name, "short", "市工信局", "region", webtest.City, "kind", "department", "version", version, "sort", "3",
			"alias", sys.Get(at+"/edit").Attr("#f-alias", "value")))
	}
	edit("景川市工信局", version).Want(http.StatusSeeOther)
	second := edit("景川市经信局", version).Want(http.StatusUnprocessableEntity)
	if got := second.Text("tbody tr"); !strings.Contains(got, "景川市工信局景川市经信局") {
		t.Errorf("two officers at once: %q", got)
	}
	edit("景川市经信局", second.Attr("input[name=version]", "value")).Want(http.StatusSeeOther)
	show := sys.Get(at).Want(http.StatusOK)
	if show.Text("h1") != "景川市经信局" || !strings.Contains(show.Text(".facts"), "景川市工业和信息化局、景川市工信局") {
		t.Error(show.Text("main"))
	}
	if !strings.Contains(show.Text(".log"), "修改单位") || !strings.Contains(show.Text(".log"), "单位名称：景川市工信局→景川市经信局") {
		t.Error(show.Text(".log"))
	}
	list := sys.Get("/admin/units?q=经信").Want(http.StatusOK)
	if got := list.Texts("tbody tr"); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if book := sys.Get("/admin/units/export").Want(http.StatusOK); !strings.Contains(book.Header.Get("Content-Type"), "spreadsheet") {
		t.Error(book.Header)
	}
}

func TestMoveMergeDissolve(t *testing.T) {
	s, _ := serve(t)
	sys := s.As(t, "sysadmin")
	office, trade, power := "/admin/units/"+directory(t, s).Units()[0].ID, s.Units["市商务局"], s.Units["市供电公司"]
	at := "/admin/units/" + trade
	version := sys.Get(at+"/move").Want(http.StatusOK).Attr("input[name=version]", "value")
	if got := sys.Post(at+"/move", v("parent_id", s.Units["市发改委"], "version", version)).Want(http.StatusUnprocessableEntity).Text("#f-reason-m"); got == "" {
		t.Error("moved without a reason")
	}
	sys.Post(at+"/move", v("parent_id", s.Units["市发改委"], "version", version, "reason", "改革")).Want(http.StatusSeeOther)
	if got := directory(t, s).Unit(trade).ParentID; got != s.Units["市发改委"] {
		t.Errorf("parent = %s", got)
	}
	tree := sys.Get("/admin/units/tree").Want(http.StatusOK)
	if style := tree.Attr("th a[href='"+at+"']", "href"); style == "" || !strings.Contains(string(tree.Body), `--d:1"><a href="`+at) {
		t.Error("the tree does not show it a step in")
	}
	loop := sys.Post("/admin/units/"+s.Units["市发改委"]+"/move", v("parent_id", trade, "version", "1", "reason", "x"))
	if loop.Status != http.StatusUnprocessableEntity {
		t.Errorf("a loop got %d", loop.Status)
	}
	if got := sys.Post("/admin/units/"+power+"/dissolve", v("reason", "x")).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "在用账号1个") {
		t.Errorf("dissolved with people in it: %q", got)
	}
	sys.Post("/admin/units/"+power+"/merge", v("reason", "x")).Want(http.StatusUnprocessableEntity)
	sys.Post("/admin/units/"+power+"/merge", v("into", trade, "reason", "合并")).Want(http.StatusSeeOther)
	gone := sys.Get("/admin/units/" + power).Want(http.StatusOK)
	if !strings.Contains(gone.Text(".note"), "已并入市商务局") || gone.Doc.Find(".page-head .btn").Length() != 0 {
		t.Error(gone.Text("main"))
	}
	if got := directory(t, s).AccountByLogin("factor").UnitID; got != trade {
		t.Error("people did not follow")
	}
	sys.Get(office).Want(http.StatusOK)
}

func TestRegions(t *testing.T) {
	s, _ := serve(t)
	sys := s.As(t, "sysadmin")
	sys.Post("/admin/regions", v("id", "no code!", "name", "", "parent", webtest.City)).Want(http.StatusUnprocessableEntity)
	sys.Post("/admin/regions", v("id", "349900-KG", "name", "空港新区", "kind", "zone", "parent", webtest.City, "sort", "9")).Want(http.StatusSeeOther)
	if row := sys.Get("/admin/regions").Want(http.StatusOK).Text("tbody tr:last-child"); !strings.Contains(row, "空港新区349900-KG功能区0") {
		t.Error(row)
	}
	at := "/admin/regions/349900-KG"
	version := sys.Get(at+"/edit").Want(http.StatusOK).Attr("input[name=version]", "value")
	sys.Post(at+"/edit", v("id", "hack", "name", "空港经济区", "kind", "zone", "parent", webtest.City, "version", version)).Want(http.StatusSeeOther)
	if r := directory(t, s).Region("349900-KG"); r == nil || r.Name != "空港经济区" {
		t.Errorf("%+v", r)
	}
	if got := sys.Post("/admin/regions/"+webtest.Donghu+"/remove", v("reason", "x")).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "名下还有") {
		t.Error(got)
	}
	sys.Post(at+"/remove", v("reason", "撤并")).Want(http.StatusSeeOther)
	if e := last(t, s.DB, "region", "349900-KG"); e.Action != "region.remove" || e.Reason != "撤并" {
		t.Errorf("%+v", e)
	}
}
