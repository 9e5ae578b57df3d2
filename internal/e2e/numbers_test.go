package e2e

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/demo"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/report"
	"lianzhang/internal/server"
	"lianzhang/internal/web/ui/uitest"
)

// numbers is the journey of a chief who asks why a number is as it is.
type numbers struct {
	*testing.T
	*uitest.Tab
	app    *server.App
	base   string
	office *http.Client // signed in as the office, for bytes
}

// TestTheNumbersJourney: a number of the bulletin is followed to the picture of a site, on screen and from paper; a frozen month
// stays as it was while later edits show as revisions with their effect on ranks, and tampering is found; a score is worked out
// again from its page; a ledger with double entries is seen through before it is loaded.
func TestTheNumbersJourney(t *testing.T) {
	uitest.Need(t)
	app, base := city(t, 90)
	n := &numbers{T: t, Tab: uitest.Browser(t, 1366, 900), app: app, base: base}
	signIn(n.Tab, base, "office")
	n.office = client(t, base, "office")

	n.toTheProof()
	n.fromPaper()
	n.frozen()
	n.replayed()
	n.onAPhone()
	n.tampered()
	t.Run("a county's ledger", func(t *testing.T) {
		book, err := os.ReadFile(datatest.Path(t, "gaoming/招商项目调度台账.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		ledger(t, n.For(t), book)
	})
}

// client is an HTTP client signed in to the demonstration city.
func client(t *testing.T, base, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	r, err := c.PostForm(base+"/login", url.Values{"login": {login}, "password": {demo.Password}})
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.Request.URL.Path == "/login" {
		t.Fatalf("%s cannot sign in: %s", login, r.Status)
	}
	return c
}

// bytes are those of an answer.
func (n *numbers) bytes(path string) []byte {
	n.Helper()
	r, err := n.office.Get(n.base + path)
	if err != nil {
		n.Fatal(err)
	}
	defer r.Body.Close()
	out, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		n.Fatalf("%s: %s, %v", path, r.Status, err)
	}
	return out
}

// number reads the first whole number of a text.
func (n *numbers) number(text string) int {
	n.Helper()
	v, err := strconv.Atoi(strings.ReplaceAll(regexp.MustCompile(`[0-9][0-9,]*`).FindString(text), ",", ""))
	if err != nil {
		n.Fatalf("no number in %q", text)
	}
	return v
}

// records counts the records of the page: the rows of the table, which must be what the line above it says.
func (n *numbers) records() int {
	n.Helper()
	n.Wait(`document.querySelector("table.tbl tbody tr") && document.querySelector(".summary-line")`)
	rows := n.number(n.Text(`String(document.querySelectorAll("table.tbl tbody tr th").length)`))
	if said := n.number(n.Text(`document.querySelector(".summary-line").innerText`)); said != rows {
		n.Errorf("%s: %d rows, but the page says %d", n.Text(`location.pathname + location.search`), rows, said)
	}
	return rows
}

const figures = "/reports/bulletin/2026-10/projects?light=red" // 红灯项目数

// toTheProof goes from a number of the bulletin over its records to a project and the picture of its site.
func (n *numbers) toTheProof() {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 24, 16))); err != nil {
		n.Fatal(err)
	}
	n.Open(n.base + figures)
	project := n.Text(`document.querySelector("table.tbl tbody th a").getAttribute("href")`)
	n.Open(n.base + project)
	n.Do(`document.querySelector("#files details").open = true; const d = new DataTransfer(), raw = Uint8Array.from(atob("` + base64.StdEncoding.EncodeToString(picture.Bytes()) + `"), (c) => c.charCodeAt(0));
		d.items.add(new File([raw], "工地现场.png", {type: "image/png"})); document.querySelector("#files input[type=file]").files = d.files; document.querySelector("#files [name=label]").value = "现场照片"`)
	n.Click("#files form .btn")
	n.Wait(`document.querySelector("#files").innerText.includes("工地现场.png")`)

	n.Open(n.base + "/reports/bulletin/2026-10")
	n.Wait(`document.querySelector(".leaf a.src")`)
	link := `.leaf a.src[href="` + figures + `"]`
	printed := n.number(n.Text(`document.querySelector('` + link + `').innerText`))
	n.Click(link)
	n.Wait(`location.pathname == "/reports/bulletin/2026-10/projects"`)
	if got := n.records(); got != printed || printed == 0 {
		n.Errorf("the bulletin says %d red projects, %d records stand behind it", printed, got)
	}
	n.Click(`table.tbl tbody th a[href="` + project + `"]`)
	n.Wait(`location.pathname == "` + project + `"`)
	says(n.T, n.Tab, "红灯", "现场照片")
	file := n.Text(`[...document.querySelectorAll("#files a")].find((a) => a.innerText.includes("工地现场")).getAttribute("href")`)
	n.Do(`window.site = new Image(); window.site.src = "` + file + `"`)
	n.Wait(`window.site.complete && window.site.naturalWidth == 24 && window.site.naturalHeight == 16`)
	if got := n.bytes(file); !bytes.Equal(got, picture.Bytes()) {
		n.Errorf("the proof has %d bytes, %d were handed in", len(got), picture.Len())
	}
}

// paragraphs are those of a Word file.
func (n *numbers) paragraphs(word []byte) []string {
	n.Helper()
	c, err := docx.Read(bytes.NewReader(word), int64(len(word)))
	if err != nil {
		n.Fatal(err)
	}
	return c.Paragraphs()
}

// monthly is the path of the shipped monthly report of the month as a Word file.
func (n *numbers) monthly() string {
	n.Helper()
	n.Open(n.base + "/studio")
	if !n.Is(`[...document.querySelectorAll("table.tbl tbody th a")].some((a) => a.innerText.includes("产业链工作月报"))`) {
		n.Do(`[...document.querySelectorAll(".page-head button")].find((x) => x.innerText.includes("装入自带模板")).click()`)
		n.Wait(`[...document.querySelectorAll("table.tbl tbody th a")].some((a) => a.innerText.includes("产业链工作月报"))`)
	}
	id := n.Text(`[...document.querySelectorAll("table.tbl tbody th a")].find((a) => a.innerText.includes("产业链工作月报")).pathname`)
	n.Open(n.base + id + "?period=2026-10")
	says(n.T, n.Tab, "已冻结，重出一字不差", "红灯项目数")
	return n.Text(`[...document.querySelectorAll(".page-head a")].find((a) => a.innerText.includes("下载Word")).getAttribute("href")`)
}

// fromPaper goes back from addresses that Word files print.
func (n *numbers) fromPaper() {
	source := regexp.MustCompile(`^[0-9]+\. 红灯项目数([0-9]+)：.*　(http://\S+)$`)
	var printed, address string
	list := false
	for _, p := range n.paragraphs(n.bytes(n.monthly())) {
		list = list || p == "数据出处"
		if m := source.FindStringSubmatch(p); m != nil && list {
			printed, address = m[1], m[2]
		}
	}
	if address != n.base+figures {
		n.Fatalf("the monthly report prints %q as the address of its red projects", address)
	}
	n.Open(address)
	if got := n.records(); strconv.Itoa(got) != printed {
		n.Errorf("the monthly report says %s red projects, its address leads to %d", printed, got)
	}

	check := n.base + "/reports/bulletin/2026-10/check"
	found := false
	for _, p := range n.paragraphs(n.bytes("/reports/bulletin/2026-10/word")) {
		found = found || p == "核数："+check
	}
	if !found {
		n.Error("the bulletin prints no address where its numbers are checked")
	}
	n.Open(check)
	if said := n.Text(`document.querySelector("#check .sub").innerText`); n.number(said) < 50 || strings.Contains(said, "要核") {
		n.Errorf("the check of the bulletin says %q", said)
	}
}

// late is an edit after the freeze that moves a county down: the project whose report is taken back, and the county.
type late struct {
	project, name string
	done          int64 // of the month, yuan
	county        *report.Line
	rate          string // of the county afterwards
}

// moving finds an edit that puts the county after the one that follows it.
func (n *numbers) moving() *late {
	n.Helper()
	facts, ok, err := n.app.Report.Kept(n.Context(), period.Period("2026-10"))
	if err != nil || !ok {
		n.Fatalf("October is not frozen: %v", err)
	}
	f, err := facts.Figures()
	if err != nil {
		n.Fatal(err)
	}
	for i := 0; i+1 < len(f.Regions); i++ {
		a, b := &f.Regions[i], &f.Regions[i+1]
		if a.YearPlan == 0 || b.YearPlan == 0 || a.Rank+1 != b.Rank {
			continue
		}
		for j := range facts.Items {
			it := &facts.Items[j]
			if it.Region != a.Key || !it.In || it.Report == nil || it.Report.Done < 1_000_000 {
				continue
			}
			if rate := float64(a.YearDone-it.Report.Done) / float64(a.YearPlan); rate+.02 < float64(b.YearDone)/float64(b.YearPlan) {
				return &late{it.ID, it.Name, it.Report.Done, a, strconv.FormatFloat(math.Round(rate*1000)/10, 'f', 1, 64) + "%"}
			}
		}
	}
	n.Fatal("no edit would move a county")
	return nil
}

// frozen edits a report of the frozen month and holds the papers to what they were.
func (n *numbers) frozen() {
	const bulletin = "/reports/bulletin/2026-10/word"
	monthly := n.monthly()
	n.Open(n.base + "/periods/2026-10")
	says(n.T, n.Tab, "已冻结", "冻结后修订", "名次受影响")
	e := n.moving()
	row := `[...document.querySelectorAll("#kept tbody tr")].find((r) => r.querySelector("th").innerText.includes("` + e.name + `"))`
	if n.Is(`!!` + row) {
		n.Fatalf("%s is revised before the edit", e.name)
	}
	before, paper, page := n.bytes(bulletin), n.bytes(monthly), n.bytes("/reports/bulletin/2026-10/excel")

	n.Open(n.base + "/projects/" + e.project + "/report?period=2026-10")
	had := n.Text(`document.querySelector("[name=done]").value`)
	if want := strconv.FormatInt(e.done/10_000, 10); strings.ReplaceAll(had, ",", "") != want {
		n.Fatalf("the report of %s says %s万元, the freeze kept %s", e.name, had, want)
	}
	n.Do(`document.querySelector("[name=done]").value = "0"`)
	n.Click("main form .btn.primary")
	n.Wait(`location.pathname == "/projects/` + e.project + `"`)

	n.Open(n.base + "/periods/2026-10")
	n.Wait(row)
	cells := strings.Split(n.Text(`[...`+row+`.cells].map((c) => c.innerText.trim()).join("|")`), "|")
	if len(cells) != 6 || cells[1] == cells[2] || !strings.Contains(cells[1], "总投资") || !strings.Contains(cells[4], "市链长办") && !strings.Contains(cells[4], "填报") {
		n.Errorf("the revision of %s shows %q", e.name, cells)
	}
	county := `[...document.querySelectorAll("#kept tbody tr")].find((r) => r.querySelector("th").innerText.startsWith("` + e.county.Label + `"))`
	cells = strings.Split(n.Text(`[...`+county+`.cells].map((c) => c.innerText.trim()).join("|")`), "|")
	n.Logf("%s: %q", e.county.Label, cells)
	kept := strconv.FormatFloat(math.Round(float64(e.county.YearDone)/float64(e.county.YearPlan)*1000)/10, 'f', 1, 64) + "%"
	if !strings.Contains(cells[1], kept) || !strings.Contains(cells[2], e.rate) || !regexp.MustCompile(`^第`+strconv.Itoa(e.county.Rank)+` → 第[0-9]+$`).MatchString(cells[3]) {
		n.Errorf("%s was %s and would be %s; the page says %q", e.county.Label, kept, e.rate, cells)
	}

	if moved := n.number(n.Text(`[...document.querySelectorAll(".kpi")].find((k) => k.innerText.includes("名次受影响")).querySelector("dd").innerText`)); moved < 2 {
		n.Errorf("%d ranks moved; one county cannot fall without another that rises", moved)
	}

	if !bytes.Equal(before, n.bytes(bulletin)) || !bytes.Equal(page, n.bytes("/reports/bulletin/2026-10/excel")) {
		n.Error("the bulletin of the frozen month is not the same after a late edit")
	}
	if !bytes.Equal(paper, n.bytes(monthly)) {
		n.Error("the monthly report of the frozen month is not the same after a late edit")
	}
	n.Open(n.base + "/reports/bulletin/2026-10")
	says(n.T, n.Tab, "通报仍按冻结的数")
}

// replayed works the scores of a county out again from what its page prints, and opens the records behind one of its values.
func (n *numbers) replayed() {
	n.Open(n.base + "/scores")
	round := n.Text(`[...document.querySelectorAll("a[href^='/scores/']")].find((a) => a.innerText.includes("三个一批") && /^.scores.[0-9A-Z]{26}$/.test(a.pathname)).pathname`)
	n.Open(n.base + round)
	n.Open(n.base + n.Text(`[...document.querySelectorAll("table.tbl tbody a")].find((a) => a.pathname.startsWith("`+round+`/") && !/word|excel|round/.test(a.pathname)).pathname`))
	lines := n.Text(`[...document.querySelectorAll(".replay tbody tr[id], .replay tfoot tr")].map((r) => r.querySelector(".formula").innerText + "|" + r.cells[r.cells.length - 1].innerText.trim()).join("\n")`)
	counted := 0
	for _, l := range strings.Split(lines, "\n") {
		formula, points, _ := strings.Cut(l, "|")
		expr, said, ok := strings.Cut(formula, " = ")
		if !ok {
			continue
		}
		script := strings.NewReplacer("×", "*", "−", "-", "÷", "/", "min(", "Math.min(", "max(", "Math.max(").Replace(expr)
		worth, err := strconv.ParseFloat(n.Text(`String(`+script+`)`), 64)
		if err != nil {
			n.Errorf("%s cannot be worked out: %v", expr, err)
			continue
		}
		want, err := strconv.ParseFloat(points, 64)
		if err != nil || said != points || math.Abs(worth-want) > .005+1e-9 {
			n.Errorf("%s comes to %v, printed are %q and %q", expr, worth, said, points)
		}
		counted++
	}
	if counted < 5 {
		n.Errorf("only %d formulas are printed:\n%s", counted, lines)
	}
	row := `document.querySelector('.replay tr[id="i2.1"]')` // 新签约项目数
	value := n.number(n.Text(row + `.querySelector("a.src").innerText`))
	n.Open(n.base + n.Text(row+`.querySelector("a.src").getAttribute("href")`))
	if got := n.number(n.Text(`document.querySelector(".summary-line").innerText`)); got != value {
		n.Errorf("the score counts %d projects, its list has %d", value, got)
	}
}

// onAPhone opens what is filled in and read on the way.
func (n *numbers) onAPhone() {
	n.Size(390, 844)
	for path, want := range map[string]string{"/indicators/fill": "填报", "/forecast": "预测"} {
		n.Open(n.base + path)
		says(n.T, n.Tab, want)
		if n.Is(`document.documentElement.scrollWidth > innerWidth`) {
			n.Errorf("%s is wider than a phone: %s", path, n.Text(`document.documentElement.scrollWidth + " > " + innerWidth`))
		}
	}
	n.Size(1366, 900)
}

// ledger hands a county's own ledger in on its first day and looks at what is said of it before it is loaded: 147 rows with 42 names,
// of which one stands with two amounts, and a total that is three and a half times what it should be.
func ledger(t *testing.T, b *uitest.Tab, book []byte) {
	_, base := county(t, "440608", "高明区")
	signIn(b, base, "office")
	b.Open(base + "/imports/new")
	b.Do(`const raw = Uint8Array.from(atob("` + base64.StdEncoding.EncodeToString(book) + `"), (c) => c.charCodeAt(0)), d = new DataTransfer(); d.items.add(new File([raw], "招商项目调度台账.xlsx"));
		document.querySelector("input[type=file]").files = d.files; document.querySelector("[name=list][value=project]").checked = true`)
	b.Click(`form.upload .btn.primary`)
	b.Wait(`document.querySelector("table.sheet-in")`)
	says(t, b, "读到147行", "1,609.40 → 457.40", "有2条对不上的记录：6.00亿元、10.00亿元", "体检：147行里只有43条不同的记录")
	b.Click(`a[href^="/imports/"][href$="/checkup"]`)
	b.Wait(`location.pathname.endsWith("/checkup")`)
	says(t, b, "147", "42个名称", "1,609.40", "457.40", "甜秘密高端智能家居生产基地（二期）", "6.00亿元", "10.00亿元", "3.52倍")
}

// tampered changes a kept line in the database by hand: verification and the page of the month say which.
func (n *numbers) tampered() {
	verify := func() []journal.Finding {
		rep, err := n.app.Verify(n.Context(), journal.Options{})
		if err != nil {
			n.Fatal(err)
		}
		return rep.Findings
	}
	if found := verify(); len(found) != 0 {
		n.Fatalf("verification finds something in an honest city: %+v", found)
	}
	var county string
	err := n.app.DB.Write(n.Context(), func(tx *db.Tx) error {
		const line = "no = 1 AND freeze_id = (SELECT freeze_id FROM cadence_period WHERE period = '2026-10')"
		if _, err := tx.Exec(n.Context(), "UPDATE cadence_line SET words = '项目1个，完成率100.0%' WHERE "+line); err != nil {
			return err
		}
		return tx.QueryRow(n.Context(), "SELECT label FROM cadence_line WHERE "+line).Scan(&county)
	})
	if err != nil {
		n.Fatal(err)
	}
	found := verify()
	if len(found) == 0 || found[0].Kind != journal.FrozenChanged || !strings.Contains(found[0].Text, "第2行“"+county+"”被改动") {
		n.Errorf("verification finds %+v", found)
	}
	n.Open(n.base + "/periods/2026-10")
	n.Wait(`document.querySelector("#check li")`)
	says(n.T, n.Tab, "第2行“"+county+"”被改动")
}
