package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	doc "lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
)

// TestParts: every part is well formed and declared, and every relationship leads to a part.
func TestParts(t *testing.T) {
	parts, order := unpack(t, render(t, notice(2), options()))
	want := []string{"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/styles.xml", "word/settings.xml", "word/fontTable.xml",
		"word/footer1.xml", "word/footer2.xml", "word/footer3.xml", "word/footer4.xml", "word/document.xml", "word/_rels/document.xml.rels"}
	if d := cmp.Diff(want, order); d != "" {
		t.Fatal(d)
	}
	declared := map[string]bool{}
	for _, o := range parse(t, parts["[Content_Types].xml"]).all("Override") {
		declared[strings.TrimPrefix(o.attr("PartName"), "/")] = true
	}
	for name, part := range parts {
		d := xml.NewDecoder(strings.NewReader(part))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" && !declared[name] {
			t.Errorf("%s has no content type", name)
		}
	}
	ids := map[string]bool{}
	for _, r := range parse(t, parts["word/_rels/document.xml.rels"]).all("Relationship") {
		ids[r.attr("Id")] = true
		if _, ok := parts[path.Join("word", r.attr("Target"))]; !ok {
			t.Errorf("relationship to %s leads nowhere", r.attr("Target"))
		}
	}
	for _, r := range parse(t, parts["word/document.xml"]).all("footerReference") {
		if !ids[r.attr("id")] {
			t.Errorf("footer %s has no relationship", r.attr("id"))
		}
	}
}

// TestGolden holds one small document's main part to the letter. After a wanted change, write it anew with
// UPDATE_GOLDEN=1.
func TestGolden(t *testing.T) {
	d := &doc.Doc{
		Mark: "景川市工作简报", Issue: "第5期", Issuer: "链长办编", Date: "2026-06-03", Title: "运行情况",
		Blocks: []doc.Block{
			doc.H(1, "总体情况"), doc.H(2, "投资。", doc.Text("完成"), fig("485.7亿元", "完成投资")),
			doc.Table{Caption: "附表", Columns: []doc.Column{{Header: "链"}, {Header: "投资", Unit: "亿元", Align: doc.Right}}, Rows: []doc.Row{doc.Cells("储能", "47.1")}},
		},
		Imprint: &doc.Imprint{Copies: []doc.Copy{{Label: "送", To: "各链长。"}}, Office: "链长办", Date: "2026-06-03"},
	}
	parts, _ := unpack(t, render(t, d, options()))
	got := strings.ReplaceAll(parts["word/document.xml"], "><w:", ">\n<w:")
	const file = "testdata/small.xml"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	a, b := render(t, notice(50), options()), render(t, notice(50), options())
	if !bytes.Equal(a, b) {
		t.Error("the same document gave two files")
	}
	parts, _ := unpack(t, a)
	core := parse(t, parts["docProps/core.xml"])
	got := []string{core.one("title").Text, core.one("creator").Text, core.one("created").Text, core.one("modified").Text}
	want := []string{"关于印发《景川市重点产业链项目调度工作规则》的通知", "景川市产业链链长制办公室", "2026-06-03T02:20:00Z", "2026-06-03T02:20:00Z"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPropertiesWithoutTime(t *testing.T) {
	parts, _ := unpack(t, render(t, &doc.Doc{Title: "t"}, Options{}))
	core := parse(t, parts["docProps/core.xml"])
	if len(core.all("created"))+len(core.all("creator")) != 0 {
		t.Error("properties that nobody gave were written")
	}
}

// TestText: what XML forbids is dropped, what it reserves is escaped, breaks and tabs are elements.
func TestText(t *testing.T) {
	d := &doc.Doc{Title: "a\x00b<&>\"'", Blocks: []doc.Block{doc.P(doc.Text("一\x0b\x1f\ufffe\uffff\xff二\n三\t四\r\n五 𠀀"))}}
	b := body(t, d, Options{Creator: "\x01<x>"})
	if got := b.para(t, "ab").words(); got != `ab<&>"'` {
		t.Errorf("title = %q", got)
	}
	p := b.para(t, "一")
	if p.words() != "一二三四五 𠀀" || len(p.all("br")) != 2 || len(p.one("r").all("tab")) != 1 {
		t.Errorf("paragraph = %q with %d breaks", p.words(), len(p.all("br")))
	}
}

func TestWriteRefusesWhatCannotBePrinted(t *testing.T) {
	var b bytes.Buffer
	err := Write(&b, &doc.Doc{Title: "t", Blocks: []doc.Block{doc.H(7, "x")}}, Options{})
	if errs.CodeOf(err) != errs.Invalid || b.Len() != 0 {
		t.Errorf("err = %v after %d bytes", err, b.Len())
	}
}

// broken fails after n bytes.
type broken struct{ n int }

func (w *broken) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteReportsFailedWriter(t *testing.T) {
	d := notice(3000)
	size := len(render(t, d, options()))
	for _, n := range []int{0, 100, size / 2, size - 10} {
		if err := Write(&broken{n}, d, options()); errs.CodeOf(err) != errs.Internal || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// BenchmarkLongTable writes an annex of 2,000 rows and 11 columns.
func BenchmarkLongTable(b *testing.B) {
	d := notice(2000)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, d, options()); err != nil {
			b.Fatal(err)
		}
	}
}
