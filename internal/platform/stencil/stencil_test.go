package stencil_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/stencil"
)

// office is a template as an office writes it: a title, a sentence, a table with a row for each county.
func office(t *testing.T) []byte {
	t.Helper()
	d := &document.Doc{Title: "{{期间}}工作通报", Blocks: []document.Block{
		document.P(document.Text("截至{{ 期末 }}，完成率{{完成率}}，不存在的{{没有这项}}。")),
		document.P(document.Text("· {{红灯项目.名称}}：{{红灯项目.原因}}")),
		document.Table{Caption: "各县区", Columns: []document.Column{{Header: "名次"}, {Header: "县区"}, {Header: "完成率"}},
			Rows: []document.Row{{Cells: []document.Cell{{Text: "{{各县区.名次}}"}, {Text: "{{各县区.名称}}"}, {Text: "{{各县区.完成率}}"}}}}},
	}}
	var b bytes.Buffer
	if err := docx.Write(&b, d, docx.Options{OmitSources: true}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func values() stencil.Values {
	src := func(path string) *document.Source {
		return &document.Source{Path: path, Name: "年度投资完成率", Formula: "v1", AsOf: "2026-10-31"}
	}
	return stencil.Values{
		Fields: map[string]stencil.Value{"期间": {Text: "2026年10月"}, "期末": {Text: "10月31日"}, "完成率": {Text: "78.2%", Source: src("/formulas/完成率?a=1&b=2")}},
		Lists: map[string]stencil.List{
			"各县区": {Source: src("/formulas/x"), Items: []map[string]stencil.Value{{"名次": {Text: "1"}, "名称": {Text: "清川县"}, "完成率": {Text: "90.1%", Source: src("/p?region=349921")}},
				{"名次": {Text: "2"}, "名称": {Text: "砚山县"}, "完成率": {Text: "70.0%"}}}},
			"红灯项目": {Items: []map[string]stencil.Value{{"名称": {Text: "甲<乙>&"}, "原因": {Text: "晚开工\n缺地"}}, {"名称": {Text: "丙"}, "原因": {}}}},
		},
	}
}

func fill(t *testing.T, b []byte, v stencil.Values, o stencil.Options) (string, []stencil.Field, []byte) {
	t.Helper()
	s, err := stencil.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	missing, err := s.Fill(&out, v, o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := docx.Read(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(c.Paragraphs(), "\n")
	for _, table := range c.Tables() {
		for _, row := range table {
			said += "\n" + strings.Join(row, "|")
		}
	}
	return said, missing, out.Bytes()
}

func TestFieldsRowsAndParagraphsAreFilled(t *testing.T) {
	got, missing, out := fill(t, office(t), values(), stencil.Options{BaseURL: "https://lz.example.gov.cn", Sources: true, Time: time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC)})
	want := `2026年10月工作通报
截至10月31日，完成率78.2%，不存在的—。
· 甲<乙>&：晚开工
缺地
· 丙：—
各县区
数据出处
1. 各县区（2项）：年度投资完成率，口径v1，数据截至2026-10-31　https://lz.example.gov.cn/formulas/x
2. 完成率78.2%：年度投资完成率，口径v1，数据截至2026-10-31　https://lz.example.gov.cn/formulas/%E5%AE%8C%E6%88%90%E7%8E%87?a=1&b=2
名次|县区|完成率
1|清川县|90.1%
2|砚山县|70.0%`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]stencil.Field{{Name: "没有这项"}}, missing); d != "" {
		t.Error(d)
	}
	if rels := entry(t, out, "word/_rels/document.xml.rels"); !strings.Contains(rels, `Target="https://lz.example.gov.cn/p?region=349921"`) || !strings.Contains(rels, "a=1&amp;b=2") {
		t.Error(rels)
	}
}

func TestTheSameValuesGiveTheSameBytes(t *testing.T) {
	o := stencil.Options{BaseURL: "https://a.example", Sources: true}
	_, _, a := fill(t, office(t), values(), o)
	_, _, b := fill(t, office(t), values(), o)
	if !bytes.Equal(a, b) {
		t.Error("two fillings differ")
	}
}

func TestAnEmptyListLeavesARowThatSaysSo(t *testing.T) {
	v := values()
	v.Lists = map[string]stencil.List{"各县区": {}, "红灯项目": {}}
	got, _, _ := fill(t, office(t), v, stencil.Options{})
	if !strings.HasSuffix(got, "名次|县区|完成率\n无||") || strings.Contains(got, "·") || strings.Contains(got, "{{") {
		t.Error(got)
	}
}

// Word spreads what a person types over several runs, at will; the typeface of the first letter stays.
func TestFieldsThatWordSpreadOverRuns(t *testing.T) {
	b := rewrite(t, office(t), func(s string) string {
		split := `{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>{完</w:t></w:r><w:r><w:t>成率</w:t></w:r><w:r><w:t>}</w:t></w:r><w:r><w:t>}，又{{完成率}}`
		if !strings.Contains(s, "{{完成率}}") {
			t.Fatal("no field")
		}
		return strings.Replace(s, "{{完成率}}", split, 1)
	})
	got, missing, _ := fill(t, b, values(), stencil.Options{})
	if !strings.Contains(got, "完成率78.2%，又78.2%，不存在") || len(missing) != 1 {
		t.Error(got, missing)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"open":  {"{{完成率}}", "{{完成率", "没有用}}结束"},
		"empty": {"{{完成率}}", "{{ }}", "空的{{}}"},
		"mixed": {"{{各县区.名称}}", "{{各条链.名称}}", "一行只能用一个"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stencil.Read(rewrite(t, office(t), func(s string) string { return strings.Replace(s, c.from, c.to, 1) }))
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
	for name, b := range map[string][]byte{"empty": nil, "text": []byte("hello"), "cut": office(t)[:2000], "zip": zipOf(t, map[string]string{"a.txt": "a"})} {
		if _, err := stencil.Read(b); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFieldsAreNamedOnce(t *testing.T) {
	s, err := stencil.Read(office(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Fields() {
		got = append(got, f.String())
	}
	want := []string{"期间", "期末", "完成率", "没有这项", "红灯项目.名称", "红灯项目.原因", "各县区.名次", "各县区.名称", "各县区.完成率"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func entry(t *testing.T, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// rewrite changes the main part of a Word file.
func rewrite(t *testing.T, b []byte, edit func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		files[f.Name] = entry(t, b, f.Name)
	}
	files["word/document.xml"] = edit(files["word/document.xml"])
	return zipOf(t, files)
}

func zipOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, s := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
