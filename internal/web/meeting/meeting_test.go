package meeting

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/gap"
	area "lianzhang/internal/meeting"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/task"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "meeting", files, map[string]any{"show": &showPage{}, "guests": &guestsPage{}, "minutes": &minutesPage{}, "decisions": &decisionsPage{}, "own": &ownPage{}, "codes": &codesPage{}})
}

func serve(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	tasks := &task.Service{Run: s.Run, Org: s.Org, Calendar: workday.Default}
	meetings := &area.Service{Run: s.Run, Org: s.Org, Chains: s.Chains, Projects: s.Projects, Gaps: &gap.Service{Run: s.Run}, Tasks: tasks, Calendar: workday.Default}
	s.Serve(t, append(Routes(Deps{Run: s.Run, Meetings: meetings, Chains: s.Chains, Files: s.Files, Lists: s.Lists}), s.Lists.Routes()...), Add, listpage.Add, formpage.Add, listing.Add)
	return s
}

// TestFromMinutesToTasks: a meeting is called, attended, held; its minutes come from Word, its decisions become tasks, and the next
// meeting opens with them.
func TestFromMinutesToTasks(t *testing.T) {
	s := serve(t)
	office, park, team := s.As(t, "office"), s.As(t, "park"), s.As(t, "team")
	draft := url.Values{"name": {"铜基新材料产业链周调度会"}, "kind": {"dispatch"}, "chain_id": {s.Chain["铜基新材料"]}, "on_date": {"2026-11-20"}, "at_time": {"15:00"}, "venues": {"东湖分会场"}}
	for field, bad := range map[string]string{"name": "", "on_date": "明天"} {
		form := url.Values{}
		for k, v := range draft {
			form[k] = v
		}
		form.Set(field, bad)
		if n := office.Post("/meetings/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	at := office.Post("/meetings/new", draft).Want(http.StatusSeeOther).Header.Get("Location")
	team.Get("/meetings/new").Want(http.StatusForbidden)
	park.Get(at).Want(http.StatusNotFound)
	office.Post(at+"/items", url.Values{"title": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/items", url.Values{"title": {"研究专项资金"}}).Want(http.StatusSeeOther)
	office.Post(at+"/agenda", nil).Want(http.StatusSeeOther)
	if got := office.Get(at).Want(http.StatusOK).Text("#agenda"); !strings.Contains(got, "研究专项资金") || !strings.Contains(got, "各专班汇报") {
		t.Error(got)
	}
	office.Post(at+"/guests", url.Values{"guests": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/guests", url.Values{"guests": {"王伟　局长　市商务局\n李丽　东湖区发改局　东湖分会场"}}).Want(http.StatusSeeOther)
	page := office.Get(at + "/guests").Want(http.StatusOK)
	office.Post(page.Attr("form.row", "action"), url.Values{"venue": {""}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("aside"); !strings.Contains(got, "应到1人，实到1人") || !strings.Contains(got, "应到1人，实到0人") {
		t.Error(got)
	}
	office.Post(at+"/minutes", url.Values{"minutes": {"早了"}}).Want(http.StatusUnprocessableEntity) // not held yet
	office.Post(at+"/move", url.Values{"action": {"hold"}}).Want(http.StatusSeeOther)
	var b bytes.Buffer
	if err := docx.Write(&b, &document.Doc{Title: "会议纪要", Blocks: []document.Block{document.P(document.Text("会议听取了各专班汇报。")),
		document.P(document.Text("由市商务局牵头，会同市供电公司于12月10日前提出铜箔企业招商名单。")), document.P(document.Text("加快临港地块选址。（责任单位：东湖区发改局）"))}}, docx.Options{}); err != nil {
		t.Fatal(err)
	}
	office.Upload(at+"/minutes/word", nil, "坏.docx", []byte("no")).Want(http.StatusUnprocessableEntity)
	to := office.Upload(at+"/minutes/word", nil, "纪要.docx", b.Bytes()).Want(http.StatusSeeOther).Header.Get("Location")
	d := office.Get(to).Want(http.StatusOK)
	form := url.Values{"do": {"confirm"}}
	for i, n := range []string{"0", "1"} {
		form.Set("id-"+n, d.Attr("input[name=id-"+n+"]", "value"))
		form.Set("text-"+n, d.Text("#f-text-"+n))
		form.Set("unit-"+n, d.Attr("#f-unit-"+n+" option[selected]", "value"))
		form.Set("due-"+n, d.Attr("#f-due-"+n, "value"))
		if form.Get("unit-"+n) == "" {
			t.Errorf("decision %d has no unit: %s", i, form.Get("text-"+n))
		}
	}
	if form.Get("due-0") != "2026-12-10" || form.Get("due-1") != "" {
		t.Errorf("dates %q %q", form.Get("due-0"), form.Get("due-1"))
	}
	office.Post(to, form).Want(http.StatusUnprocessableEntity) // the second has no term
	form.Set("due-1", "年底")
	if n := office.Post(to, form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-due-1[aria-invalid]").Length(); n != 1 {
		t.Error("a bad date is not refused at its field")
	}
	form.Set("due-1", "2026-12-20")
	office.Post(to, form).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("#decisions"); strings.Count(got, "看任务") != 2 {
		t.Error(got)
	}
	park.Get(at).Want(http.StatusOK) // its unit has a part now
	office.Post(at+"/move", url.Values{"action": {"send"}, "reason": {"各专班"}}).Want(http.StatusSeeOther)
	draft.Set("on_date", "2026-11-27")
	next := office.Post("/meetings/new", draft).Want(http.StatusSeeOther).Header.Get("Location")
	if got := office.Get(next).Want(http.StatusOK).Text("#agenda"); !strings.Contains(got, "以往议定未销号事项") || !strings.Contains(got, "铜箔企业招商名单") {
		t.Error(got)
	}
	if a := office.Get(next + "/briefing.docx").Want(http.StatusOK); len(a.Body) < 5000 {
		t.Errorf("%d bytes of Word", len(a.Body))
	}
	if got := office.Get("/meetings").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "纪要已印发") {
		t.Error(got)
	}
	link := office.Get(at).Attr(".files a", "href")
	office.Get(link).Want(http.StatusOK)
}

func TestRoundtable(t *testing.T) {
	s := serve(t)
	office, park := s.As(t, "office"), s.As(t, "park")
	at := office.Post("/meetings/new", url.Values{"name": {"铜基企业圆桌会"}, "kind": {"roundtable"}, "on_date": {"2026-11-20"}}).Want(http.StatusSeeOther).Header.Get("Location")
	office.Post(at+"/items", url.Values{"title": {"电价高"}, "firm": {"星辉铜箔"}}).Want(http.StatusSeeOther)
	topic := office.Get(at).Attr("#agenda a[href*='/items/']", "href")
	office.Post(topic, url.Values{"action": {"assign"}}).Want(http.StatusUnprocessableEntity)
	office.Post(topic, url.Values{"action": {"assign"}, "unit_id": {s.Units["东湖区发改局"]}}).Want(http.StatusSeeOther)
	park.Get(topic).Want(http.StatusOK)
	park.Post(topic, url.Values{"action": {"answer"}, "reason": {""}}).Want(http.StatusUnprocessableEntity)
	park.Post(topic, url.Values{"action": {"answer"}, "reason": {"已纳入市场化交易"}}).Want(http.StatusSeeOther)
	park.Post(topic, url.Values{"action": {"confirm"}, "reason": {"好"}}).Want(http.StatusForbidden)
	office.Post(topic, url.Values{"action": {"confirm"}, "reason": {"企业同意"}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("#agenda"); !strings.Contains(got, "企业已确认") {
		t.Error(got)
	}
}

// TestCheckInByCode goes from the sheet at the door to the list: without an account, by name or in somebody's place, with a reason where it
// does not work.
func TestCheckInByCode(t *testing.T) {
	s := serve(t)
	office, nobody := s.As(t, "office"), s.As(t, "")
	at := office.Post("/meetings/new", url.Values{"name": {"周调度会"}, "kind": {"dispatch"}, "on_date": {"2026-11-20"}, "at_time": {"12:30"}, "venues": {"东湖分会场"}}).Want(http.StatusSeeOther).Header.Get("Location")
	office.Post(at+"/guests", url.Values{"guests": {"王伟　局长　市发改委\n李娜　主任　东湖区发改局　东湖分会场"}}).Want(http.StatusSeeOther)
	s.As(t, "park").Post(at+"/codes", nil).Want(http.StatusForbidden)
	sheets := office.Post(at+"/codes", nil).Want(http.StatusOK)
	if got := sheets.Texts("main section h2"); strings.Join(got, " ") != "主会场 东湖分会场" || sheets.Doc.Find("svg.qr path").Length() != 2 || !strings.Contains(sheets.Text("main"), "11月20日11:30至11月20日16:30") {
		t.Errorf("%v", sheets.Text("main"))
	}
	codes := sheets.Texts("main code")
	path := func(n int) string { return codes[n][strings.Index(codes[n], "/m/"):] }
	form := nobody.Get(path(1)).Want(http.StatusOK)
	if got := form.Texts("#f-guest option"); len(got) != 3 || !strings.HasPrefix(got[1], "李娜") || !strings.Contains(got[2], "原定主会场") {
		t.Errorf("%q", got)
	}
	if n := form.Doc.Find("nav.side").Length(); n != 0 {
		t.Error("a stranger sees the navigation")
	}
	who := func(n int) string {
		v, _ := form.Doc.Find("#f-guest option").Eq(n).Attr("value")
		return v
	}
	if n := nobody.Post(path(1), url.Values{"guest": {""}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-guest[aria-invalid]").Length(); n != 1 {
		t.Error("no name chosen is not refused at its field")
	}
	if got := nobody.Post(path(1), url.Values{"guest": {who(1)}, "stand_in": {"赵敏　副主任"}}).Want(http.StatusOK).Text("main"); !strings.Contains(got, "赵敏 副主任（代李娜）") || !strings.Contains(got, "东湖分会场") {
		t.Error(got)
	}
	if got := nobody.Post(path(1), url.Values{"guest": {who(1)}}).Want(http.StatusConflict).Text("main"); !strings.Contains(got, "李娜已于12:00签到") {
		t.Error(got)
	}
	if got := office.Get(at + "/guests").Want(http.StatusOK).Text("main"); !strings.Contains(got, "赵敏 副主任代会") || !strings.Contains(got, "应到1人，实到1人") {
		t.Error(got)
	}
	office.Post(at+"/codes", nil).Want(http.StatusOK)
	if got := nobody.Get(path(0)).Want(http.StatusForbidden).Text("main"); !strings.Contains(got, "已作废") {
		t.Error(got)
	}
	for range 5 {
		nobody.Get("/m/forgedforgedforgedforgedforged00").Want(http.StatusNotFound)
	}
	if got := nobody.Get("/m/forgedforgedforgedforgedforged00").Want(http.StatusForbidden).Text("main"); !strings.Contains(got, "错了太多次") {
		t.Error(got)
	}
}

// TestTheFirmsWordByLink: the office prints the link, the firm rejects, the unit answers again, the firm confirms.
func TestTheFirmsWordByLink(t *testing.T) {
	s := serve(t)
	office, lead, nobody := s.As(t, "office"), s.As(t, "lead"), s.As(t, "")
	at := office.Post("/meetings/new", url.Values{"name": {"圆桌会"}, "kind": {"roundtable"}, "on_date": {"2026-11-20"}}).Want(http.StatusSeeOther).Header.Get("Location")
	office.Post(at+"/items", url.Values{"title": {"蒸汽价格"}, "firm": {"景川星辉铜箔有限公司"}}).Want(http.StatusSeeOther)
	topic := office.Get(at).Attr(`#agenda a[href*="/items/"]`, "href")
	office.Post(topic, url.Values{"action": {"assign"}, "unit_id": {s.Units["市发改委"]}}).Want(http.StatusSeeOther)
	sheet := office.Post(topic+"/link", nil).Want(http.StatusOK).Text("main code")
	link := sheet[strings.Index(sheet, "/m/topic/"):]
	if got := nobody.Get(link).Want(http.StatusOK); got.Doc.Find("form[action]").Length() != 0 || !strings.Contains(got.Text("main"), "已交办") {
		t.Error(got.Text("main"))
	}
	lead.Post(topic, url.Values{"action": {"answer"}, "reason": {"每季度调整一次"}}).Want(http.StatusSeeOther)
	if got := nobody.Get(link).Want(http.StatusOK).Text("main"); !strings.Contains(got, "每季度调整一次") {
		t.Error(got)
	}
	if n := nobody.Post(link, url.Values{"action": {"reject"}, "person": {"王总"}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-text[aria-invalid]").Length(); n != 1 {
		t.Error("no reason is not refused at its field")
	}
	nobody.Post(link, url.Values{"action": {"reject"}, "person": {"王总"}, "text": {"没有说从什么时候起"}}).Want(http.StatusOK)
	lead.Post(topic, url.Values{"action": {"answer"}, "reason": {"从明年一季度起"}}).Want(http.StatusSeeOther)
	nobody.Post(link, url.Values{"action": {"confirm"}, "person": {"王总"}}).Want(http.StatusOK)
	nobody.Post(link, url.Values{"action": {"confirm"}, "person": {"王总"}}).Want(http.StatusConflict)
	if got := office.Get(topic).Want(http.StatusOK).Text("main"); !strings.Contains(got, "企业已确认") || !strings.Contains(got, "王总，链接确认") {
		t.Error(got)
	}
	nobody.Get(strings.Replace(link, "/m/topic/", "/m/", 1)).Want(http.StatusNotFound) // is no code of a venue
}
