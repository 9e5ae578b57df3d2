package meter

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

const page = `<html><h1>填报&amp;进度</h1><form method="get" action="/find"><input name="q"></form>
<form class="one" method="post" action="/logout"><button>退出</button></form>
<form id="fill" method="post" action="/projects/7/report?x=1" data-x="y">
<input type="hidden" name="version" value="3"><input name="name" value="铜箔&amp;板"> <input name="said" value="">
<textarea name="note">
第一行&lt;
第二行</textarea><textarea name="blank"></textarea>
<select name="kind"><option value="a">甲</option><option value="b" selected>乙</option></select>
<select name="first"><option value="x">甲</option><option value="y">乙</option></select>
<input type="checkbox" name="on" value="1" checked><input type="checkbox" name="off" value="1">
<input type="checkbox" name="many" value="1" checked><input type="checkbox" name="many" value="2">
<input type="radio" name="pick" value="1"><input type="radio" name="pick" value="2" checked>
<input type="file" name="file"><input name="fixed" readonly value="抄"><input name="gone" disabled value="z">
<button name="do" value="save">保存</button></form>
<input form="fill" name="outside" value="远"><form method="post" action="/other"><input form="fill" name="far" value=""></form></html>`

func served(t *testing.T, m *Meter, kept *Slip) map[string]string {
	t.Helper()
	out := m.Stamp([]byte(page), "/projects/7/edit", 1000, kept)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	slips := map[string]string{}
	doc.Find("form").Each(func(_ int, f *goquery.Selection) {
		if v, ok := f.Find("input[name=" + Field + "]").Attr("value"); ok {
			action, _ := f.Attr("action")
			slips[action] = v
		}
	})
	return slips
}

// TestOnlyFormsToFillInGetASlip: neither searches nor one-button forms are filled in.
func TestOnlyFormsToFillInGetASlip(t *testing.T) {
	slips := served(t, &Meter{Key: []byte("k")}, nil)
	if len(slips) != 1 || slips["/projects/7/report?x=1"] == "" {
		t.Errorf("slips: %v", slips)
	}
	plain := []byte("<p>没有表单</p>")
	if got := (&Meter{}).Stamp(plain, "/", 1, nil); string(got) != string(plain) {
		t.Errorf("a page without forms was changed: %s", got)
	}
	// A form without an action goes to its own address.
	own := (&Meter{Key: []byte("k")}).Stamp([]byte(`<form method="post"><input name="a"></form>`), "/x/edit", 5, nil)
	_, after, _ := strings.Cut(string(own), `value="`)
	sealed, _, _ := strings.Cut(after, `"`)
	if (&Meter{Key: []byte("k")}).Open(sealed, "/x/edit") == nil {
		t.Errorf("no slip for the page's own address: %s", own)
	}
}

func untouched() url.Values {
	return url.Values{"version": {"3"}, "name": {"铜箔&板"}, "said": {""}, "note": {"第一行<\r\n第二行"}, "blank": {""}, "kind": {"b"}, "first": {"x"},
		"on": {"1"}, "many": {"1"}, "pick": {"2"}, "do": {"save"}, "fixed": {"抄"}, "outside": {"远"}, "far": {""}}
}

func TestCount(t *testing.T) {
	m := &Meter{Key: []byte("k")}
	slip := m.Open(served(t, m, nil)["/projects/7/report?x=1"], "/projects/7/report")
	if slip == nil {
		t.Fatal("its own slip is not opened")
	}
	for name, c := range map[string]struct {
		edit  func(v url.Values)
		files int
		want  Filled
	}{
		// name, note, kind, first, on, many, pick, outside are taken over; said, blank, off, far stay empty.
		"as served":       {func(url.Values) {}, 0, Filled{TakenOver: 8, Empty: 4}},
		"typed":           {func(v url.Values) { v.Set("said", "有进展"); v.Set("name", "铜板") }, 0, Filled{ByHand: 2, TakenOver: 7, Empty: 3}},
		"cleared":         {func(v url.Values) { v.Set("name", " ") }, 0, Filled{ByHand: 1, TakenOver: 7, Empty: 4}},
		"boxes":           {func(v url.Values) { v.Del("on"); v["many"] = []string{"1", "2"}; v.Set("off", "1") }, 0, Filled{ByHand: 3, TakenOver: 6, Empty: 3}},
		"chosen":          {func(v url.Values) { v.Set("first", "y"); v.Set("pick", "1") }, 0, Filled{ByHand: 2, TakenOver: 6, Empty: 4}},
		"a file":          {func(url.Values) {}, 2, Filled{ByHand: 2, TakenOver: 8, Empty: 4, Files: 2}},
		"hidden differs":  {func(v url.Values) { v.Set("version", "9"); v.Set("do", "drop"); v.Set("fixed", "改") }, 0, Filled{TakenOver: 8, Empty: 4}},
		"added by script": {func(v url.Values) { v.Set("row2", "新"); v.Set("row3", "") }, 0, Filled{ByHand: 1, TakenOver: 8, Empty: 4}},
	} {
		came := untouched()
		c.edit(came)
		c.want.Title, c.want.Seconds = "填报&进度", 240
		if d := cmp.Diff(&c.want, slip.Count(1240, came, c.files)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if got := slip.Count(10, untouched(), 0).Seconds; got != 0 {
		t.Errorf("a clock that was set back gives %d seconds", got)
	}
}

// TestARefusedFormKeepsItsFirstSlip: time and taken-over fields count from the first serving, not from the last refusal.
func TestARefusedFormKeepsItsFirstSlip(t *testing.T) {
	m := &Meter{Key: []byte("k")}
	first := m.Open(served(t, m, nil)["/projects/7/report?x=1"], "/projects/7/report")
	again := served(t, m, first)["/projects/7/report?x=1"]
	if again != first.sealed {
		t.Error("the refused form got another slip")
	}
}

// TestForgedSlips are refused: of another key, another form, cut, bent, or nothing.
func TestForgedSlips(t *testing.T) {
	m := &Meter{Key: []byte("k")}
	sealed := served(t, m, nil)["/projects/7/report?x=1"]
	bent := []byte(sealed)
	bent[30]++
	for name, c := range map[string]struct {
		m            *Meter
		sealed, path string
	}{
		"other key": {&Meter{Key: []byte("x")}, sealed, "/projects/7/report"}, "other form": {m, sealed, "/projects/8/report"},
		"cut": {m, sealed[:40], "/projects/7/report"}, "bent": {m, string(bent), "/projects/7/report"}, "none": {m, "", "/projects/7/report"},
		"no base64": {m, "%%%", "/projects/7/report"},
	} {
		if c.m.Open(c.sealed, c.path) != nil {
			t.Errorf("%s was opened", name)
		}
	}
}

func BenchmarkStamp(b *testing.B) {
	m := &Meter{Key: []byte("k")}
	big := []byte(strings.Repeat(`<tr><td><input type="checkbox" name="id" value="x" form="fill"></td><td>铜箔项目　东湖区　在建　本月完成120万元</td></tr>`, 800) + page)
	b.SetBytes(int64(len(big)))
	for b.Loop() {
		m.Stamp(big, "/x", 1, nil)
	}
}
