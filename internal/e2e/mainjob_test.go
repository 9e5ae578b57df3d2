package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/server"
	"lianzhang/internal/web/ui/uitest"
)

// list is what a unit keeps: a title, a unit line, a head of two rows, section heads, subtotals, a note, dates and amounts in
// several spellings, a row twice, one name with two amounts, and one row that cannot be read.
const list = `景川市重点项目调度表,,,,,,
填报时间：2026年11月20日,,,,,单位：亿元,
序号,项目名称,县区,所属产业链,投资情况,,推进情况
,,,,计划总投资,年度计划,签约时间
一、签约项目,,,,,,
1,旅程铜箔一期,东湖区,铜基新材料,8亿元,1.2,2026年3月
2,旅程铜箔一期,东湖区,铜基新材料,8,1.2,2026.3
3,旅程镜头基地,景川高新区,光学与光电,12,2,2026/4/1
小计,,,,28,,
二、在谈项目,,,,,,
4,旅程肉羊良种场,青岚县,肉羊,3,0.4,
5,旅程传感器,望江区,物联网,很多,0.4,
6,旅程储能柜,临港经开区,新型储能,6,1,
7,旅程储能柜,临港经开区,新型储能,10,1,
合计,,,,,,
注：每月25日前更新。,,,,,,
`

// TestTheMainJob: the city loads its own list, corrects what cannot be read, sees the lights, acts on one, and issues the month's
// bulletin, in a browser, without leaving the mouse.
func TestTheMainJob(t *testing.T) {
	app, base := city(t, 120)
	b := uitest.Browser(t, 1366, 900)
	signIn(b, base, "office")

	upload(b, base)
	for _, want := range []string{"旅程传感器", "很多"} {
		if !b.Is(`document.querySelector("main").innerText.includes("` + want + `")`) {
			t.Errorf("the preview does not show %s", want)
		}
	}
	if !b.Is(`document.querySelectorAll("td.is-bad").length == 1`) {
		t.Errorf("bad cells: %s", b.Text(`String(document.querySelectorAll("td.is-bad").length)`))
	}
	// Correct the cell where it stands, with mouse and keyboard.
	b.Click("td.is-bad")
	b.Wait(`document.activeElement.matches("td.is-bad input")`)
	b.Do(`document.activeElement.value = "2.5亿"`)
	b.Keys("\r")
	b.Wait(`document.querySelector("table.sheet-in") && document.querySelectorAll("td.is-bad").length == 0`)
	if n := b.Text(`document.querySelector(".page-head .btn.primary").innerText`); !strings.Contains(n, "入库") {
		t.Fatalf("the primary action is %q", n)
	}
	b.Click(".page-head .btn.primary")
	b.Wait(`document.querySelector("dialog[open] .btn.primary") || !document.querySelector("table.sheet-in")`)
	if b.Is(`!!document.querySelector("dialog[open] .btn.primary")`) {
		b.Click("dialog[open] .btn.primary")
	}
	b.Wait(`!document.querySelector("table.sheet-in")`)

	// 7 data rows; one is a copy: six records, the clash of 储能柜 kept as two or held; the register has them now.
	b.Open(base + "/projects?q=旅程&size=100")
	rows := b.Text(`String(document.querySelectorAll("table.tbl tbody tr").length)`)
	if rows != "6" && rows != "5" {
		t.Errorf("%s projects after the import; want the distinct ones", rows)
	}
	if !b.Is(`document.querySelector("main").innerText.includes("旅程铜箔一期")`) {
		t.Error("the imported project is not in the ledger")
	}

	explain(t, b, base)
	bulletin(t, b, base)
	undo(t, b, base)
	for _, c := range app.Doctor(t.Context()) {
		if c.Err != nil {
			t.Errorf("doctor: %s: %v", c.Name, c.Err)
		}
	}
}

// upload hands the list in and waits for its preview.
func upload(b *uitest.Tab, base string) {
	b.Open(base + "/imports/new")
	b.Do(`const f = new File([` + "`" + list + "`" + `], "调度表.csv", {type: "text/csv"}); const d = new DataTransfer(); d.items.add(f);
		document.querySelector("input[type=file]").files = d.files;
		const s = document.querySelector("select[name=list]"); if (s) s.value = "project";`)
	b.Click(`form.upload .btn.primary`)
	b.Wait(`document.querySelector("table.sheet-in")`)
}

// explain opens a red light and finds its rule, numbers and remedy.
func explain(t *testing.T, b *uitest.Tab, base string) {
	b.Open(base + "/projects?light=red")
	b.Click("table.tbl tbody details.why summary")
	b.Wait(`document.querySelector("details.why[open] .why-pop") && document.querySelector("details.why[open]").innerText.includes("规则")`)
	b.Click("table.tbl tbody th a")
	b.Wait(`document.querySelector(".why-box")`)
	if text := b.Text(`document.querySelector(".why-box").innerText`); !strings.Contains(text, "规则") || !strings.Contains(text, "红灯") {
		t.Errorf("the light of the project says %q", text)
	}
}

// bulletin opens the month's bulletin, follows a figure to its records, and downloads the Word file.
func bulletin(t *testing.T, b *uitest.Tab, base string) {
	b.Open(base + "/reports/bulletin/2026-10")
	b.Wait(`document.querySelector(".leaf")`)
	link := b.Text(`document.querySelector(".leaf a.src").getAttribute("href")`)
	figure := b.Text(`document.querySelector(".leaf a.src").innerText`)
	b.Open(base + link)
	b.Wait(`document.querySelector("table.tbl tbody tr")`)
	t.Logf("figure %s opens %s", figure, link)
	b.Open(base + "/reports/bulletin/2026-10")
	b.Do(`window.word = ""; fetch("/reports/bulletin/2026-10/word").then((r) => r.arrayBuffer()).then((a) => {
		window.word = Array.from(new Uint8Array(a), (x) => String.fromCharCode(x)).join("") })`)
	b.Wait(`window.word.length > 1000`)
	if !b.Is(`window.word.startsWith("PK")`) {
		t.Error("the Word file is no Word file")
	}
}

// undo takes the import back as a whole.
func undo(t *testing.T, b *uitest.Tab, base string) {
	b.Open(base + "/imports")
	b.Click("table.tbl tbody a")
	b.Wait(`location.pathname.startsWith("/imports/")`)
	b.Do(`const f = [...document.querySelectorAll("form")].find((f) => f.action.endsWith("/undo")); const r = f.querySelector("[name=reason]"); if (r) r.value = "试导";
		fetch(f.action, {method: "POST", body: new URLSearchParams(new FormData(f))}).then(() => { location.href = "/projects?q=旅程" })`)
	b.Wait(`location.pathname == "/projects"`)
	b.Wait(`document.querySelectorAll("table.tbl tbody tr").length == 0`)
}

// TestTheBulletinIsAWordFile reads the downloaded paper as a zip, as an office program does.
func TestTheBulletinIsAWordFile(t *testing.T) {
	app, _ := city(t, 60)
	paper, err := app.Report.Bulletin(t.Context(), server.Program(), "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := paper.Word(&buf); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil || !bytes.Contains(text, []byte("一、总体情况")) {
		t.Errorf("the document has no first chapter: %v", err)
	}
	if kind := http.DetectContentType(buf.Bytes()); kind != "application/zip" {
		t.Errorf("content looks like %s", kind)
	}
}
