package chain

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/sheet"
	"lianzhang/internal/web/webtest"
)

// TestTheHandoverPackIsOneFile: the paper names who hands over and what is red; the workbook has every project of the chain.
func TestTheHandoverPackIsOneFile(t *testing.T) {
	s := newSite(t)
	all := projects(t, s)
	copper := s.Chain["铜基新材料"]
	post, err := s.Org.Appoint(t.Context(), webtest.Program, org.Post{ChainID: copper, Region: webtest.City, Kind: org.PostChief, Holder: "陈远山", StartOn: "2025-03-01"}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	office := s.As(t, "office")
	got := office.Get("/chains/" + copper + "/handover?post=" + post.ID).Want(http.StatusOK)
	parts := map[string][]byte{}
	z, err := zip.NewReader(bytes.NewReader(got.Body), int64(len(got.Body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name[strings.LastIndexByte(f.Name, '.'):]] = b
	}
	lines, err := docx.ReadText(bytes.NewReader(parts[".docx"]), int64(len(parts[".docx"])))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{"铜基新材料产业链链长工作交接书", "陈远山", "2025年3月1日", "日志根", "未办结的批示"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q:\n%s", want, text)
		}
	}
	book, err := sheet.Open(t.Context(), bytes.NewReader(parts[".xlsx"]), int64(len(parts[".xlsx"])), "a.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for i := range book.Sheets {
		for row, err := range book.Rows(i) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				rows[c.Text] = true
			}
		}
	}
	n := 0
	for _, p := range all {
		if p.ChainID != copper {
			continue
		}
		if n++; !rows[p.Name] {
			t.Errorf("the workbook lacks %s", p.Name)
		}
	}
	if !strings.Contains(text, "项目"+strconv.Itoa(n)+"条") {
		t.Errorf("the paper does not say that the workbook has %d projects:\n%s", n, text)
	}
	office.Get("/chains/" + copper + "/handover?post=X").Want(http.StatusNotFound)
}
