package e2e

import (
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/config"
	"lianzhang/internal/demo"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/server"
	"lianzhang/internal/ticket"
	"lianzhang/internal/web/ui/uitest"
)

// The working days of the journey, counted by hand from the State Council's notice for 2026 (gov.cn content_7047091): 20 September,
// a Sunday, and 10 October, a Saturday, are worked; 25 to 27 September and 1 to 7 October are off. After Friday 18 September:
//
//	Sep 20 = 1, 21 = 2, 22 = 3, 23 = 4, 24 = 5, 28 = 6, 29 = 7, 30 = 8,
//	Oct 8 = 9, 9 = 10, 10 = 11, 12 = 12, 13 = 13, 14 = 14, 15 = 15, 16 = 16, 19 = 17, 20 = 18, 21 = 19, 22 = 20, 23 = 21, 26 = 22, 27 = 23, 28 = 24, 29 = 25, 30 = 26,
//	Nov 2 = 27.
const (
	wholeDue = "10月15日" // the fifteenth: neither Monday to Friday (9 October) nor without the worked weekend days (19 October)
)

// journey is a site whose clock is set by hand, with a browser.
type journey struct {
	*testing.T
	*uitest.Tab
	app  *server.App
	base string
	at   *atomic.Int64 // what was set, less what had elapsed then, UTC microseconds; 0 while the city is built

	elapsed func() time.Duration
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	env := map[string]string{"LIANZHANG_DATA": t.TempDir()}
	cfg, err := config.Load("", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	j := &journey{T: t, at: new(atomic.Int64), elapsed: clock.Stopwatch()}
	const day = "2026-09-18"
	c := demo.NewClock(clock.At(day).Now())
	elapsed := j.elapsed
	j.app, err = server.Open(t.Context(), cfg, func() time.Time {
		if set := j.at.Load(); set > 0 {
			return clock.FromMicro(set).Add(elapsed()) // it runs, so that what comes later is later
		}
		return c.Now()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.app.Close() })
	if _, err = demo.Build(t.Context(), j.app.DemoSite(c), demo.Options{Seed: 1, Count: 60, Today: day}); err != nil {
		t.Fatal(err)
	}
	h, err := j.app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	j.base = srv.URL
	j.Tab = uitest.Browser(t, 1366, 900)
	return j
}

// set moves the site's clock, to a minute of a day of 2026.
func (j *journey) set(at string) {
	j.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+at, clock.Zone)
	if err != nil {
		j.Fatal(err)
	}
	j.at.Store(when.Add(-j.elapsed()).UnixMicro())
}

// as signs a person in, and whoever was there out.
func (j *journey) as(login string) {
	j.Helper()
	j.Open(j.base + "/login")
	j.Do(`fetch("/logout", {method: "POST"}).then(() => { window.out = true })`)
	j.Wait(`window.out`)
	signIn(j.Tab, j.base, login)
}

// form sends the page's form of an action on the ticket, with its fields set.
func (j *journey) form(path, action string, fields map[string]string) {
	j.Helper()
	j.Open(j.base + path + "/do/" + action)
	for name, value := range fields {
		j.Do(`document.querySelector("main form [name=` + name + `]").value = "` + value + `"`)
	}
	j.Click("main form .btn.primary")
	j.Wait(`location.pathname == "` + path + `"`)
}

// prove uploads the file that proves an answer.
func (j *journey) prove(path, name string) {
	j.Helper()
	j.Open(j.base + path)
	j.Do(`document.querySelector("#files details").open = true; const d = new DataTransfer(); d.items.add(new File(["` + name + `"], "` + name + `"));
		document.querySelector("#files input[type=file]").files = d.files`)
	j.Click("#files form .btn")
	j.Wait(`document.querySelector("#files").innerText.includes("` + name + `")`)
}

// says holds the page to words that it must show.
func (j *journey) says(want ...string) {
	j.Helper()
	says(j.T, j.Tab, want...)
}

// climb is the evening's run of the timer, and the messages that it leaves.
func (j *journey) climb(at string) ticket.Turned {
	j.Helper()
	j.set(at)
	turned, err := j.app.Tickets.Climb(j.Context())
	if err != nil {
		j.Fatal(err)
	}
	for told := 1; told > 0; {
		if told, err = j.app.Notify.Turn(j.Context()); err != nil {
			j.Fatal(err)
		}
	}
	return turned
}

// firm is a firm of the first chain, as the register knows it.
func (j *journey) firm() string {
	j.Helper()
	chains, err := j.app.Chains.All(j.Context())
	if err != nil {
		j.Fatal(err)
	}
	for i := range chains {
		if chains[i].Code != "L01" {
			continue
		}
		rows, err := j.app.Enterprises.Select(j.Context(), j.app.DB, authz.Scope{All: true}, new(db.Where).And("t.chain_id = ?", chains[i].ID).And("t.outside = ?", false), "ORDER BY t.id LIMIT 1")
		if err == nil && len(rows) == 1 {
			return rows[0].Name
		}
	}
	j.Fatal("no firm belongs to the first chain")
	return ""
}

// TestTheTicketJourney follows one ticket from a firm's telephone to the firm's rating, over the National Day holiday.
func TestTheTicketJourney(t *testing.T) {
	uitest.Need(t)
	j := newJourney(t)
	follow, path := j.raise()
	j.reassign(path)
	j.late(path)
	j.instruct(path)
	j.answer(path, follow)
	j.record(path)
	for _, c := range j.app.Doctor(t.Context()) {
		if c.Err != nil {
			t.Errorf("doctor: %s: %v", c.Name, c.Err)
		}
	}
}

// raise makes a poster, lets the firm raise by it on its telephone, and finds the ticket in the department's queue.
func (j *journey) raise() (follow, path string) {
	j.Helper()
	j.set("09-18 14:00")
	j.as("office")
	j.Open(j.base + "/ticket-links")
	j.Do(`document.querySelector("form [name=label]").value = "东湖区政务大厅"; const r = document.querySelector("form [name=region]"); r.value = [...r.options].find((o) => o.text.includes("东湖")).value`)
	j.Do(`document.querySelector("form [name=label]").form.querySelector(".btn").click()`)
	j.Wait(`document.querySelector("main svg path") && document.querySelector("main code")`)
	poster := j.Text(`document.querySelector("main code").innerText`)

	j.Size(390, 844)
	j.Open(poster)
	j.says("东湖区政务大厅")
	firm := j.firm()
	j.Do(`const set = (name, value) => { document.querySelector("[name=" + name + "]").value = value };
		set("text", "厂区外110千伏外线杆位占地没有谈下来，新线不能带电调试，请协调"); set("kind", "energy"); set("firm", "` + firm + `"); set("contact", "李工"); set("phone", "13800000000")`)
	j.phone("the form of the poster")
	j.Click("form .btn.primary")
	j.Wait(`document.querySelector("main a[href*='/t/']")`)
	follow = j.Text(`document.querySelector("main a[href*='/t/']").href`)
	j.Open(follow)
	j.says("待受理", "市供电公司", wholeDue)
	j.phone("the firm's own page")
	j.Size(1366, 900)

	j.as("gongdian")
	j.Open(j.base + "/tickets/queue")
	j.says("外线杆位占地")
	path = j.Text(`[...document.querySelectorAll(".queue a")].find((a) => a.innerText.includes("外线杆位占地")).getAttribute("href")`)
	j.Open(j.base + "/today?kind=ticket")
	j.says("外线杆位占地", firm)
	return follow, path
}

// phone holds a page to the width of a telephone.
func (j *journey) phone(what string) {
	j.Helper()
	if j.Is(`document.documentElement.scrollWidth > innerWidth`) {
		j.Errorf("%s is wider than a phone: %s", what, j.Text(`document.documentElement.scrollWidth + " > " + innerWidth`))
	}
}

// reassign lets the department object on the worked Sunday, the last day for it, and the office give the ticket to another.
func (j *journey) reassign(path string) {
	j.Helper()
	j.set("09-20 09:30")
	j.as("gongdian")
	land := `const s = document.querySelector("[name=unit_id]"); s.value = [...s.options].find((o) => o.text.includes("自然资源")).value;`
	j.Open(j.base + path + "/do/object")
	j.Do(land + `document.querySelector("[name=reason]").value = "杆位占地属用地审批，不是供电施工"`)
	j.Click("main form .btn.primary")
	j.Wait(`location.pathname == "` + path + `"`)
	j.set("09-20 10:30")
	j.as("office")
	j.Open(j.base + "/tickets/queue")
	j.says("等链长办裁定", "杆位占地属用地审批")
	j.form(path, "grant", map[string]string{"reason": "异议成立"})
	j.says("市自然资源局", "转办", "1次", "10-15 18:00")

	j.set("09-21 09:00")
	j.as("ziran")
	j.form(path, "accept", nil)
	j.set("09-24 10:00")
	j.as("ziran")
	j.form(path, "begin", map[string]string{"reason": "国庆节前与属地核定杆位，节后签补偿协议"})
	j.says("办理中")
}

// late looks at the clocks after the holiday and lets the ticket run over, evening by evening, up to the chief.
func (j *journey) late(path string) {
	j.Helper()
	j.set("10-09 09:00")
	j.as("office")
	j.Open(j.base + path)
	j.face("环节时钟", "剩10天") // 28, 29, 30 September, 8, 9 October: 5 of 15
	j.face("全程时钟", "剩5天")  // the 10th of 15
	for _, x := range []struct {
		at   string
		rung int64
	}{{"10-10 18:01", ticket.RungNone}, {"10-12 18:01", ticket.RungWarn}, {"10-15 17:59", ticket.RungWarn}, {"10-15 18:01", ticket.RungOver}, {"10-19 18:01", ticket.RungOver}, {"10-20 18:01", ticket.RungDeputy},
		{"10-21 18:01", ticket.RungDeputy}, {"10-22 18:01", ticket.RungChief}} {
		if j.climb(x.at); j.level(path) != x.rung {
			j.Errorf("on %s it stands on rung %d, want %d", x.at, j.level(path), x.rung)
		}
	}
	if again := j.climb("10-22 18:02"); again.Climbed+again.Over > 0 {
		j.Errorf("run again, the ladder turned once more: %v", again)
	}
}

func (j *journey) level(path string) int64 {
	j.Helper()
	t, err := j.app.Tickets.Get(j.Context(), authz.Scope{All: true}, strings.TrimPrefix(path, "/tickets/"))
	if err != nil {
		j.Fatal(err)
	}
	return t.Level
}

// face holds one of the clocks on the page to its words.
func (j *journey) face(label, want string) {
	j.Helper()
	got := j.Text(`(() => { const d = [...document.querySelectorAll(".clockface > div")].find((x) => x.querySelector("dt").innerText == "` + label + `"); return d ? d.querySelector(".v").innerText.trim() : "" })()`)
	if got != want {
		j.Errorf("%s says %q, want %q", label, got, want)
	}
}

// instruct lets the chief of the chain see what climbed to him, and write one line.
func (j *journey) instruct(path string) {
	j.Helper()
	j.set("10-23 09:00")
	j.as("chief1")
	j.Open(j.base + "/inbox")
	j.says("外线杆位占地", "超期升级")
	j.Open(j.base + path)
	j.face("全程时钟", "超期6天") // the 21st of 15
	j.face("环节时钟", "超期1天") // the 16th of 15, after 24 September
	j.says("全程超期满5个工作日，报链长", "已报链长")
	j.Do(`const f = document.querySelector("#comments form"); f.querySelector("[name=body]").value = "自然资源局三日内签补偿协议，送电不能再拖"; f.querySelector("[name=instruction]").checked = true;
		f.querySelector("[name=due]").value = "2026-10-28"`)
	j.Click("#comments form .btn")
	j.Wait(`document.querySelector("#comments .remark.is-instruction")`)
	j.says("批示", "自然资源局三日内签补偿协议")
}

// answer lets the department answer, the firm reject, the department answer again, and the firm close and rate.
func (j *journey) answer(path, follow string) {
	j.Helper()
	j.set("10-26 10:00")
	j.as("ziran")
	j.Open(j.base + path)
	j.says("自然资源局三日内签补偿协议")
	j.prove(path, "补偿协议.pdf")
	j.form(path, "answer", map[string]string{"reason": "杆位补偿协议已签，施工队下周进场"})
	j.says("待企业确认", "22个工作日")

	j.set("10-28 11:00")
	j.Size(390, 844)
	j.Open(follow)
	j.says("杆位补偿协议已签", "办好了吗")
	j.Do(`document.querySelector("details.fold-box").open = true; document.querySelector("details.fold-box textarea").value = "只签了协议，还没有送电"`)
	j.Click("details.fold-box form .btn")
	j.Wait(`document.body.innerText.includes("已退回重办")`)
	j.Size(1366, 900)

	j.set("10-30 15:00")
	j.as("ziran")
	j.Open(j.base + path)
	j.says("重办", "只签了协议，还没有送电")
	j.prove(path, "送电验收单.pdf")
	j.form(path, "answer", map[string]string{"reason": "外线已送电，验收单附后"})

	j.set("11-02 09:00")
	j.Size(390, 844)
	j.Open(follow)
	j.Do(`document.querySelector("[name=rating][value='4']").click()`)
	j.phone("the firm's rating")
	j.Do(`document.querySelector("[name=rating]").form.querySelector(".btn.primary").click()`)
	j.Wait(`document.body.innerText.includes("已办结，谢谢")`)
	j.Size(1366, 900)
}

// record reads the ticket's page: both clocks, and who had it for how many working days.
func (j *journey) record(path string) {
	j.Helper()
	j.set("11-03 09:00")
	j.as("office")
	j.Open(j.base + path)
	j.says("已办结", "4分", "退回1次", "26个工作日，其中等企业2天") // the firm's 27 and 28 October
	j.face("全程时钟", "24个工作日")
	got := j.Text(`(() => { const t = [...document.querySelectorAll("section")].find((s) => s.innerText.startsWith("谁手上多久")).querySelector("table");
		return [...t.querySelectorAll("tbody tr")].map((r) => [...r.children].map((c) => c.innerText.trim())).map((c) => [c[0], c[1], c[4]].join(" ")).join("\n") })()`)
	want := strings.Join([]string{
		"市供电公司 待受理 1",    // to the worked Sunday
		"市自然资源局 待受理 1",   // 21 September
		"市自然资源局 已受理 3",   // 22, 23, 24
		"市自然资源局 办理中 17",  // 28, 29, 30 September; 8, 9, 10, 12 to 16, 19 to 23, 26 October
		"市自然资源局 待企业确认 2", // 27, 28
		"市自然资源局 重办 2",    // 29, 30
		"市自然资源局 待企业确认 1", // 2 November
	}, "\n")
	if !strings.HasPrefix(got, want) {
		j.Errorf("who had it for how long:\n%s\nwant\n%s", got, want)
	}
	j.traced(path)
	j.Size(390, 844)
	j.Open(j.base + path)
	j.phone("the record")
}

// traced holds the backtracking of the ticket to the same desks, each entry of the journal checked.
func (j *journey) traced(path string) {
	j.Helper()
	j.Open(j.base + "/backtrack" + strings.Replace(path, "/tickets/", "/ticket/", 1))
	j.says("条已核对", "共27个工作日", "外线杆位占地")
	got := j.Text(`(() => { const t = [...document.querySelectorAll("section")].find((s) => s.innerText.startsWith("状态经过")).querySelector("table");
		return [...t.querySelectorAll("tbody tr")].map((r) => r.children[0].innerText.trim() + " " + r.children[3].innerText.trim()).join("，") })()`)
	if want := "待受理 2，已受理 3，办理中 17，待企业确认 2，重办 2，待企业确认 1，已办结 已了结"; got != want {
		j.Errorf("backtracking counts %s; want %s", got, want)
	}
}
