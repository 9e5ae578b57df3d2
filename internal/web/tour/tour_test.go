package tour

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	area "lianzhang/internal/tour"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "tour", files, map[string]any{"show": &showPage{}, "sheets": &sheetsPage{}, "sheet": &sheetPage{}, "paper": &paperPage{}})
}

type site struct {
	*webtest.Site
	tours *area.Service
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t, "2026-06-22")}
	s.tours = &area.Service{Run: s.Run, Org: s.Org, Projects: s.Projects}
	s.Serve(t, append(Routes(Deps{Run: s.Run, Tours: s.tours, Files: s.Files, Lists: s.Lists, MaxFile: 1 << 20}), s.Lists.Routes()...), Add, listpage.Add, formpage.Add, listing.Add)
	s.Project(t, "铜箔一期", nil)
	return s
}

func planned() url.Values {
	return url.Values{"name": {"2026年上半年项目观摩"}, "period": {"2026-H1"}, "from_on": {"2026-06-22"}, "drop_high": {"1"}, "drop_low": {"1"}, "criteria": {"项目进度，60，10\r\n带动，40，10"},
		"stops": {"铜箔一期，9:00\r\n储能园，临港经开区，10:30，20分钟"}, "jurors": {"zong\r\nlead\r\nteam\r\nfactor\r\npark"}, "note": {"带伞"}}
}

// begun is a tour made and started through the pages; it gives its address and those of its stops.
func (s *site) begun(t *testing.T) (at string, stops []string) {
	t.Helper()
	office := s.As(t, "office")
	at = office.Post("/tours/new", planned()).Want(http.StatusSeeOther).Header.Get("Location")
	office.Post(at+"/move", url.Values{"action": {"start"}}).Want(http.StatusSeeOther)
	rows, err := s.tours.Stops(t.Context(), s.DB, strings.TrimPrefix(at, base+"/"))
	must(t, err)
	for _, r := range rows {
		stops = append(stops, at+"/stops/"+r.ID)
	}
	return at, stops
}

// TestFromPlanToResults goes the whole way through the pages.
func TestFromPlanToResults(t *testing.T) {
	s := serve(t)
	office, zong, park := s.As(t, "office"), s.As(t, "zong"), s.As(t, "park")
	if got := office.Get("/tours").Want(http.StatusOK).Text("main"); !strings.Contains(got, "观摩") {
		t.Error(got)
	}
	zong.Get("/tours/new").Want(http.StatusForbidden)
	form := office.Get("/tours/new").Want(http.StatusOK)
	if got := form.Text("#f-criteria"); !strings.Contains(got, "产业链带动，25，10") {
		t.Error(got)
	}
	bad := planned()
	bad.Set("criteria", "项目进度，60，10\n带动，35，10")
	refused := office.Post("/tours/new", bad).Want(http.StatusUnprocessableEntity)
	if got := refused.Text(".field.is-bad .msg"); !strings.Contains(got, "合计95，还差5") || !strings.Contains(refused.Text("#f-stops"), "储能园") {
		t.Error(got)
	}
	at, stops := s.begun(t)
	if got := zong.Get(at).Want(http.StatusOK).Text("#mine"); !strings.Contains(got, "已打0站，共2站") {
		t.Error(got)
	}
	if got := park.Get(at).Want(http.StatusOK).Text("#mine"); !strings.Contains(got, "本县区，回避") || !strings.Contains(got, "共1站") {
		t.Error(got)
	}
	if got := park.Get(stops[0] + "/sheet").Want(http.StatusOK).Text("main"); !strings.Contains(got, "您所在的东湖区") || strings.Contains(got, "保存") {
		t.Error(got)
	}
	marks := [][2]string{{"9", "8"}, {"8", "8"}, {"7", "9.5"}, {"6", "6"}}
	for i, login := range []string{"zong", "lead", "team", "factor"} {
		for _, stop := range stops {
			s.As(t, login).Post(stop+"/sheet", url.Values{"mark-0": {marks[i][0]}, "mark-1": {marks[i][1]}, "remark": {login + "的意见"}}).Want(http.StatusSeeOther)
		}
	}
	sheet := zong.Get(stops[0] + "/sheet").Want(http.StatusOK)
	if sheet.Attr("#f-mark-0", "value") != "9" || !strings.Contains(sheet.Text("[data-marks-sum]"), "86.00") {
		t.Errorf("%s %s", sheet.Attr("#f-mark-0", "value"), sheet.Text("[data-marks-sum]"))
	}
	if got := zong.Get(stops[0]).Want(http.StatusOK).Text("main"); strings.Contains(got, "lead的意见") || !strings.Contains(got, "zong的意见") {
		t.Errorf("a juror sees before the end: %s", got)
	}
	zong.Get(at + "/excel").Want(http.StatusForbidden)
	if got := office.Get(at).Want(http.StatusOK).Text("#by-stop"); !strings.Contains(got, "80.00") || !strings.Contains(got, "并列") { // 86, 80, 80, 60: the middle two
		t.Error(got)
	}
	if got := office.Get(at).Text("#jurors"); !strings.Contains(got, "第2站") || !strings.Contains(got, "第1站") {
		t.Error(got)
	}
	office.Post(at+"/move", url.Values{"action": {"close"}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/move", url.Values{"action": {"cut"}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/move", url.Values{"action": {"cut"}, "reason": {"一位评委请假"}}).Want(http.StatusSeeOther)
	zong.Post(stops[0]+"/sheet", url.Values{"mark-0": {"1"}, "mark-1": {"1"}}).Want(http.StatusConflict)
	if got := zong.Get(stops[0]).Want(http.StatusOK).Text("main"); !strings.Contains(got, "lead的意见") || !strings.Contains(got, "(80.00 + 80.00) ÷ 2 = 80.00，第1名（并列）") || !strings.Contains(got, "去掉（最低）") {
		t.Error(got)
	}
	s.As(t, "sysadmin").Get(at).Want(http.StatusForbidden)
	office.Post(at+"/move", url.Values{"action": {"publish"}}).Want(http.StatusSeeOther)
	if got := park.Get(at + "/counties/" + webtest.Donghu).Want(http.StatusOK).Text("main"); !strings.Contains(got, "(80.00) ÷ 1 = 80.00") {
		t.Error(got)
	}
	park.Get(at + "/counties/nowhere").Want(http.StatusNotFound)
	book, err := excelize.OpenReader(bytes.NewReader(office.Get(at + "/excel").Want(http.StatusOK).Body))
	must(t, err)
	if got := book.GetSheetList(); len(got) != 3 {
		t.Error(got)
	}
	rows, err := book.GetRows("评分表")
	must(t, err)
	if len(rows) < 9 || !strings.Contains(strings.Join(rows[len(rows)-1], "|"), "60") {
		t.Error(rows)
	}
	paper := office.Get(at + "/paper").Want(http.StatusOK)
	if n := paper.Doc.Find(".tour-blank").Length(); n != 2 {
		t.Errorf("%d blank sheets", n)
	}
	office.Get("/tours/export").Want(http.StatusOK)
}

// TestSheetOnThePhone: faults at their fields, JSON for the store of the browser, the same sheet twice, photographs.
func TestSheetOnThePhone(t *testing.T) {
	s := serve(t)
	_, stops := s.begun(t)
	zong := s.As(t, "zong")
	form := zong.Get(stops[0] + "/sheet").Want(http.StatusOK)
	if form.Doc.Find("form[data-outbox][data-outbox-fixed][data-marks] .quick .btn").Length() != 14 || form.Attr("[name=client_key]", "value") == "" {
		t.Error("the sheet is not for the thumb")
	}
	refused := zong.Post(stops[0]+"/sheet", url.Values{"mark-0": {"11"}, "mark-1": {"八"}, "remark": {"原话"}}).Want(http.StatusUnprocessableEntity)
	if refused.Doc.Find(".mark.is-bad").Length() != 2 || refused.Attr("#f-mark-1", "value") != "八" || !strings.Contains(refused.Text("#f-remark"), "原话") {
		t.Error(refused.Text(".errs"))
	}
	send := func(body url.Values) (code int, out map[string]any) {
		r := httptest.NewRequest(http.MethodPost, stops[0]+"/sheet", strings.NewReader(body.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json")
		r.AddCookie(s.SignIn(t, "zong", webtest.Password))
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		must(t, json.Unmarshal(w.Body.Bytes(), &out))
		return w.Code, out
	}
	good := url.Values{"mark-0": {"9"}, "mark-1": {"8.5"}}
	for i, again := range []bool{false, true} {
		if code, out := send(good); code != http.StatusOK || out["again"] != again || out["url"] != stops[0]+"/sheet" {
			t.Errorf("send %d: %d %v", i, code, out)
		}
	}
	n := 0
	must(t, s.DB.QueryRow(t.Context(), "SELECT count(*) FROM tour_sheet").Scan(&n))
	if n != 1 {
		t.Errorf("%d sheets", n)
	}
	if code, out := send(url.Values{"mark-0": {"99"}}); code != http.StatusUnprocessableEntity || out["message"] != "“项目进度”打0到10分" {
		t.Errorf("%d %v", code, out)
	}
	up := zong.Upload(stops[0]+"/photos", nil, "现场.png", []byte("\x89PNG\r\n\x1a\n00")).Want(http.StatusSeeOther)
	page := zong.Get(up.Header.Get("Location")).Want(http.StatusOK)
	link := page.Doc.Find("a[href*='/sheets/']").AttrOr("href", "")
	if link == "" {
		t.Fatal("no photograph")
	}
	zong.Get(link).Want(http.StatusOK)
	s.As(t, "office").Get(link).Want(http.StatusOK)
	s.As(t, "lead").Get(link).Want(http.StatusNotFound)
	zong.Upload(stops[0]+"/photos", nil, "说明.txt", []byte("文字")).Want(http.StatusUnprocessableEntity)
	drop := page.Doc.Find("form[action$='/drop']").AttrOr("action", "")
	zong.Post(drop, nil).Want(http.StatusSeeOther)
	zong.Get(link).Want(http.StatusNotFound)
	s.As(t, "").Post(stops[0]+"/sheet", good).Want(http.StatusSeeOther)
	for _, path := range []string{"/tours/none", "/tours/none/stops/x/sheet", "/tours/none/paper"} {
		zong.Get(path).Want(http.StatusNotFound)
	}
}
