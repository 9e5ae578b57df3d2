package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/web/ui/uitest"
)

// TestTheChainJourney: a county loads its own firms, projects and wanted investments, gets a map of each of its nine chains from
// them, has firms matched and gaps found, gives a gap an owner, finds firms for it, and follows one from the first call to a
// project, in a browser.
func TestTheChainJourney(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile(datatest.Path(t, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	ledger, firms, wanted := read("gaoming/招商项目调度台账.xlsx"), read("gaoming/重点企业名录.xlsx"), read("gaoming/短板与招引机会清单.xlsx")
	strangers := listed(t, read("a-share/上市公司基本信息.xlsx"), 300)
	app, base := county(t, "440608", "高明区")
	b := uitest.Browser(t, 1366, 900)
	signIn(b, base, "office")

	load(t, b, base, "project", "招商项目调度台账.xlsx", ledger, "读到147行", "新增43条")
	load(t, b, base, "enterprise", "重点企业名录.xlsx", firms, "新增93条")
	load(t, b, base, "opportunity", "短板与招引机会清单.xlsx", wanted, "读到215行", "新增43条")
	load(t, b, base, "enterprise", "上市公司.csv", strangers, "读到300行")

	chains := ninechains(t, b, base)
	b.Open(base + "/enterprises?chain_id=" + filepath.Base(chains["纺织服装"]))
	if n := b.Text(`String(document.querySelectorAll("table.tbl tbody th a").length)`); n != "6" {
		t.Errorf("%s firms belong to 纺织服装 by their trade, want 6", n)
	}
	nodes := 0
	for name, url := range chains {
		nodes += start(t, b, base, name, url)
	}
	t.Logf("%d nodes on %d maps", nodes, len(chains))

	b.Open(base + "/matches/run")
	b.Do(`window.before = true`)
	b.Click("main form .btn.primary")
	b.Wait(`!window.before && document.querySelector("#match-job") && document.querySelector("#match-job").innerText.includes("上次完成")`)
	says(t, b, "企业", "缺口")
	t.Log(b.Text(`document.querySelector("#match-job").innerText`))

	gap := findFirms(t, b, base, chains)
	own(t, b, base, gap)
	project := followLead(t, b, base, pursue(t, b, base, gap))
	phone(t, b, base, chains, gap, project)
	for _, c := range app.Doctor(t.Context()) {
		if c.Err != nil {
			t.Errorf("doctor: %s: %v", c.Name, c.Err)
		}
	}
}

// listed are the first so many listed firms, as the small list that an investment officer keeps.
func listed(t *testing.T, book []byte, most int) []byte {
	t.Helper()
	in, err := sheet.Open(t.Context(), bytes.NewReader(book), int64(len(book)), "", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	n := 0
	for row, err := range in.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		if n > most {
			break
		}
		var line []string
		for _, c := range row.Cells {
			if n == 0 && c.Text == "注册资金" {
				c.Text += "（万元）"
			}
			line = append(line, c.Text)
		}
		if err := w.Write(line); err != nil {
			t.Fatal(err)
		}
		n++
	}
	w.Flush()
	return out.Bytes()
}

// load imports a file: upload, look at it, confirm; the result must say what is wanted.
func load(t *testing.T, b *uitest.Tab, base, kind, name string, data []byte, want ...string) {
	t.Helper()
	b.Open(base + "/imports/new")
	b.Do(`const bytes = Uint8Array.from(atob("` + base64.StdEncoding.EncodeToString(data) + `"), (c) => c.charCodeAt(0));
		const f = new File([bytes], "` + filepath.Base(name) + `"); const d = new DataTransfer(); d.items.add(f);
		document.querySelector("input[type=file]").files = d.files;
		document.querySelector("[name=list][value=` + kind + `]").checked = true`)
	b.Click(`form.upload .btn.primary`)
	b.Wait(`document.querySelector("table.sheet-in")`)
	if b.Is(`!!document.querySelector("td.is-bad")`) {
		t.Errorf("%s: something cannot be read: %s", name, b.Text(`document.querySelector("td.is-bad").innerText`))
	}
	take := `[...document.querySelectorAll(".page-head .btn.primary")].find((x) => x.innerText.includes("入库"))`
	b.Wait(take)
	b.Do(take + `.click()`)
	b.Wait(`document.querySelector("dialog[open] .btn.primary") || !document.querySelector("table.sheet-in")`)
	if b.Is(`!!document.querySelector("dialog[open] .btn.primary")`) {
		b.Click("dialog[open] .btn.primary")
	}
	b.Wait(`!document.querySelector("table.sheet-in") && document.querySelector("main").innerText.includes("撤回整批")`)
	says(t, b, want...)
}

// says holds the page to words that it must show.
func says(t *testing.T, b *uitest.Tab, want ...string) {
	t.Helper()
	text := b.Text(`document.body.innerText`)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q:\n%.800s", b.Text("location.pathname"), w, text)
		}
	}
}

// ninechains are the chains of the county by name, with their addresses.
func ninechains(t *testing.T, b *uitest.Tab, base string) map[string]string {
	t.Helper()
	b.Open(base + "/chains/list")
	out := map[string]string{}
	for _, pair := range strings.Split(b.Text(`[...document.querySelectorAll("table.tbl tbody a[href^='/chains/']")].map((a) => a.innerText.trim() + "=" + a.getAttribute("href")).join("\n")`), "\n") {
		name, url, _ := strings.Cut(pair, "=")
		out[name] = url
	}
	if len(out) != 9 || out["纺织服装"] == "" || out["现代物流"] == "" {
		t.Fatalf("%d chains: %v; want the nine of the ledger", len(out), out)
	}
	return out
}

// start begins the map of a chain from the county's own register, or from a template where the register has nobody of it, and
// gives how many nodes the map shows.
func start(t *testing.T, b *uitest.Tab, base, name, url string) int {
	t.Helper()
	b.Open(base + url + "/map/start?way=register")
	b.Click(`a.btn.primary[href*="register=1"]`)
	b.Wait(`location.pathname.endsWith("/preview") || document.body.innerText.includes("还没有企业和招引机会")`)
	if b.Is(`!location.search.includes("register=1") || !document.querySelector("main form .btn.primary")`) {
		t.Logf("%s: nobody of it in the register: from a template", name)
		b.Open(base + url + "/map/start/preview?template=biomed")
	} else {
		says(t, b, "起草，请核对")
	}
	b.Wait(`document.querySelector(".map-view svg")`)
	b.Click("main form .btn.primary")
	b.Wait(`!location.pathname.endsWith("/preview")`)
	b.Open(base + url + "/map")
	b.Wait(`document.querySelector(".map-view svg")`)
	n, err := strconv.Atoi(b.Text(`String(document.querySelectorAll(".map-view svg a[href^='/nodes/']").length)`))
	if err != nil || n < 3 {
		t.Errorf("%s: the map shows %d nodes", name, n)
	}
	t.Logf("%s: %d nodes", name, n)
	return n
}

// findFirms opens the lists of gaps, which no chain lacks, and ranks firms for the gaps of one chain, the most needed first, until
// one has some; it gives the address of that gap.
func findFirms(t *testing.T, b *uitest.Tab, base string, chains map[string]string) string {
	t.Helper()
	gaps := func(url string) []string {
		b.Open(base + "/gaps?chain_id=" + filepath.Base(url) + "&state=open,working")
		return strings.Fields(b.Text(`[...document.querySelectorAll("table.tbl tbody th a[href^='/gaps/']")].map((a) => a.getAttribute("href")).join(" ")`))
	}
	for name, url := range chains {
		n := len(gaps(url))
		t.Logf("%s: %d gaps", name, n)
		if n == 0 {
			t.Errorf("%s has no gaps", name)
		}
	}
	for _, gap := range gaps(chains["装备制造"]) {
		b.Open(base + gap + "/targets")
		says(t, b, "还没有推荐")
		rank(b)
		t.Log(b.Text(`document.querySelector("h1").innerText + " " + [...document.querySelectorAll(".rank-row")].slice(0, 3).map((x) => x.innerText).join(" | ")`))
		if b.Is(`!!document.querySelector(".ranked .rank-row")`) {
			return gap
		}
		says(t, b, "没有对口的企业")
	}
	t.Fatal("no gap found a firm")
	return ""
}

// rank has firms ranked on the page of a gap's firms.
func rank(b *uitest.Tab) {
	b.Do(`window.before = true; [...document.querySelectorAll("main button, .page-head button")].find((x) => /推荐企业|重新推荐/.test(x.innerText)).click()`)
	b.Wait(`!window.before && document.readyState == "complete" && document.querySelector("main")`)
}

// own gives a gap that nobody has, and that is therefore red, to the office.
func own(t *testing.T, b *uitest.Tab, base, gap string) {
	t.Helper()
	b.Open(base + gap)
	says(t, b, "为什么是缺口", "责任人")
	if !b.Is(`!!document.querySelector(".page-head .light.r, .page-head .r")`) {
		t.Errorf("a gap without an owner is not red: %s", b.Text(`document.querySelector(".page-head").innerHTML.slice(0, 400)`))
	}
	b.Open(base + gap + "/assign")
	b.Do(`for (const name of ["unit_id", "owner_id"]) { const s = document.querySelector("select[name=" + name + "]"); s.value = [...s.options].find((o) => o.value && o.text.includes("链")).value }
		document.querySelector("[name=due]").value = "2027-03-31"`)
	b.Click("main form .btn.primary")
	b.Wait(`location.pathname == "` + gap + `"`)
	says(t, b, "链长办", "推进中")
}

// pursue takes the best firm for a gap over as a target and notes a call; it gives the target's address.
func pursue(t *testing.T, b *uitest.Tab, base, gap string) string {
	t.Helper()
	b.Open(base + gap + "/targets")
	b.Click(".rank-row input[name=id]")
	b.Click("button[name=do][value=take]")
	b.Wait(`document.body.innerText.includes("已列为目标1家")`)
	target := b.Text(`document.querySelector("table.tbl a[href^='/targets/']").getAttribute("href")`)
	b.Open(base + target)
	b.Click("#contacts summary")
	b.Do(`const f = document.querySelector("#contacts form"); f.querySelector("[name=whom]").value = "投资部"; f.querySelector("[name=result]").value = "愿意来访，要看用地和用电";
		f.querySelector("[name=next_step]").value = "发邀请函"; f.querySelector("[name=next_on]").value = "2026-12-01"`)
	b.Click("#contacts form .btn.primary")
	b.Wait(`document.querySelector("#contacts").innerText.includes("愿意来访")`)
	says(t, b, "发邀请函", "转为线索")
	return target
}

// followLead turns the target into a lead, answers and judges it, and makes it a project; it gives the project's address.
func followLead(t *testing.T, b *uitest.Tab, base, target string) string {
	t.Helper()
	b.Open(base + target)
	firm := b.Text(`document.querySelector("h1").innerText.split("\n")[0].trim()`)
	b.Click(`a.btn[href^="/leads/new?target="]`)
	b.Wait(`location.pathname == "/leads/new"`)
	if got := b.Text(`document.querySelector("[name=investor]").value`); got == "" || !strings.HasPrefix(firm, got) {
		t.Errorf("the lead's investor is %q, the target %q", got, firm)
	}
	b.Do(`document.querySelector("[name=size]").value = "3.5"; document.querySelector("[name=source]").value = "商会推荐"`)
	b.Do(`[...document.querySelectorAll("main form .btn.primary")].find((x) => x.innerText.includes("登记")).click()`)
	b.Wait(`location.pathname.startsWith("/leads/") && location.pathname != "/leads/new"`)
	says(t, b, "封存", "时限", "还有")
	lead := b.Text("location.pathname")
	for _, step := range []struct{ action, text, state string }{{"answer", "已电话答复，约定考察", "已答复"}, {"accept", "符合缺口，要素可保障", "研判通过"}} {
		b.Open(base + lead + "/move?action=" + step.action)
		b.Do(`document.querySelector("[name=text]").value = "` + step.text + `"`)
		b.Click("main form .btn.primary")
		b.Wait(`location.pathname == "` + lead + `"`)
		says(t, b, step.state, step.text)
	}
	b.Click(`a.btn.primary[href$="action=to_project"]`)
	b.Wait(`location.pathname.endsWith("/move")`)
	b.Click("main form .btn.primary, main form .btn.danger")
	b.Wait(`location.pathname.startsWith("/projects/")`)
	says(t, b, "3.50", "线索XS-")
	project := b.Text("location.pathname")
	b.Click(`a[href="` + project + `/lead"]`)
	b.Wait(`location.pathname.endsWith("/lead")`)
	says(t, b, "线索经过", "已电话答复", "转项目")
	return project
}

// phone looks at the map and the gap as they are on a phone: the outline comes first, and nothing is wider than the screen.
func phone(t *testing.T, b *uitest.Tab, base string, chains map[string]string, gap, project string) {
	t.Helper()
	b.Size(390, 844)
	for path, want := range map[string]string{chains["装备制造"] + "/map": "无责任人", gap: "链长办", project: "装备制造"} {
		b.Open(base + path)
		says(t, b, want)
		if b.Is(`document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("%s is wider than a phone: %s", path, b.Text(`document.documentElement.scrollWidth + " > " + innerWidth`))
		}
	}
	b.Open(base + chains["装备制造"] + "/map")
	if !b.Is(`document.querySelector(".outline").offsetHeight > 100 && document.querySelectorAll(".outline li").length > 3 && document.querySelector(".map-view").offsetHeight == 0`) {
		t.Error("a phone does not begin with the outline")
	}
	b.Size(1366, 900)
}
