package e2e

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
)

// TestTheMeetingJourney: the agenda builds itself, the minutes come from Word, their decisions become tasks, one is done with its
// proof and closed by the office, and the next agenda opens with the other.
func TestTheMeetingJourney(t *testing.T) {
	j := newJourney(t)
	j.as("office")
	first := j.meet("铜基新材料产业链调度会", "2026-09-18")
	j.says("议程", "各专班汇报")
	j.Open(j.base + first + "/move?action=hold")
	j.Click("main form .btn.primary")
	j.Wait(`location.pathname == "` + first + `"`)

	j.Open(j.base + first + "/minutes")
	j.Do(`const raw = atob("` + base64.StdEncoding.EncodeToString(minutes(t)) + `"), bytes = Uint8Array.from(raw, c => c.charCodeAt(0)), d = new DataTransfer();
		d.items.add(new File([bytes], "纪要.docx")); document.querySelector("input[type=file]").files = d.files`)
	j.Click("form[enctype] .btn")
	j.Wait(`location.pathname.endsWith("/decisions")`)
	for i, want := range []string{"招商名单", "选址"} {
		if text := j.Text(`document.querySelector("#f-text-` + strconv.Itoa(i) + `").value`); !strings.Contains(text, want) {
			t.Errorf("decision %d is %q, without %s", i+1, text, want)
		}
	}
	if due := j.Text(`document.querySelector("#f-due-0").value`); due != "2026-10-12" {
		t.Errorf("the date of the first decision is read as %q", due)
	}
	j.Do(`document.querySelector("#f-due-1").value = "2026-10-20"`)
	j.Click(`button[value=confirm]`)
	j.Wait(`location.pathname == "` + first + `"`)
	if n := j.Text(`String(document.querySelectorAll("#decisions a[href^='/tasks/']").length)`); n != "2" {
		t.Fatalf("%s decisions became tasks", n)
	}
	path := j.Text(`[...document.querySelectorAll("#decisions tr")].find(r => r.innerText.includes("招商名单")).querySelector("a[href^='/tasks/']").getAttribute("href")`)

	j.set("09-24 10:00")
	j.as("lead1") // 市工信局
	j.Open(j.base + path)
	j.Do(`document.querySelector("#files details").open = true; const d = new DataTransfer(); d.items.add(new File(["名单"], "招商名单.txt"));
		document.querySelector("#files input[type=file]").files = d.files`)
	j.Click("#files form .btn")
	j.Wait(`document.querySelector("#files").innerText.includes("招商名单.txt")`)
	j.move(path, "report", "名单已印发，附后")
	j.as("office")
	j.move(path, "close", "核对无误")
	j.says("已销号")

	next := j.meet("铜基新材料产业链第二次调度会", "2026-09-25")
	agenda := j.Text(`document.querySelector("#agenda").innerText`)
	if !strings.Contains(agenda, "选址") || strings.Contains(agenda, "招商名单") {
		t.Errorf("the agenda of the next meeting (%s) has what is closed, or lacks what is not:\n%s", next, agenda)
	}
}

// meet calls a meeting of the first chain and has its agenda built; it gives its address.
func (j *journey) meet(name, day string) string {
	j.Helper()
	j.Open(j.base + "/meetings/new")
	j.Do(`const f = document.querySelector("main form"); f.elements.name.value = "` + name + `"; f.elements.kind.value = "dispatch"; f.elements.on_date.value = "` + day + `";
		f.elements.chain_id.value = [...f.elements.chain_id.options].find(o => o.text.includes("铜基")).value`)
	j.Click("main form .btn.primary")
	j.Wait(`/^\/meetings\/[0-9A-Z]{26}$/.test(location.pathname)`)
	at := j.Text(`location.pathname`)
	j.Do(`window.built = false; fetch("` + at + `/agenda", {method: "POST"}).then(() => { window.built = true })`)
	j.Wait(`window.built`)
	j.Open(j.base + at)
	return at
}

// move takes a task one step on by its form.
func (j *journey) move(path, action, text string) {
	j.Helper()
	j.Open(j.base + path + "/move?action=" + action)
	j.Do(`const e = document.querySelector("main form textarea, main form input[type=text]"); if (e) { e.value = "` + text + `" }`)
	j.Click("main form .btn.primary")
	j.Wait(`location.pathname == "` + path + `"`)
}

// minutes are the minutes of the first meeting as the office writes them.
func minutes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	doc := &document.Doc{Title: "会议纪要", Blocks: []document.Block{document.P(document.Text("会议听取了专班汇报。")),
		document.P(document.Text("由市工信局牵头，会同市商务局于10月12日前提出招商名单。")), document.P(document.Text("加快高新区地块选址。（责任单位：市自然资源局）"))}}
	if err := docx.Write(&b, doc, docx.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
