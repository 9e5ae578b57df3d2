package proof

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "proof", files, map[string]any{"show": showPage{}})
}

func TestProofPage(t *testing.T) {
	s := webtest.New(t, "2026-11-22")
	s.Serve(t, Routes(Deps{Clock: s.Run.Clock}), Add)
	office := s.As(t, "office")
	a := office.Get("/proof").Want(http.StatusOK)
	text := a.Text("main")
	for _, want := range []string{"31951", "0.179133919453296", "1.8311707586294628", "0.41666666666666", "38.15", "269.90", "Miller & Blair", "列昂惕夫逆矩阵 16129 格"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	if strings.Contains(text, "不符") || !strings.Contains(a.Text("h1"), "公式检验") || a.Doc.Find("section.sec").Length() < 6 {
		t.Errorf("not all is well: %q", a.Text(".kpis"))
	}
	if got := office.Post("/proof", url.Values{}).Want(http.StatusSeeOther).Header.Get("Location"); got != "/proof" {
		t.Errorf("after the run: %q", got)
	}
	if book := office.Get("/proof/export").Want(http.StatusOK).Body; !bytes.HasPrefix(book, []byte("PK")) {
		t.Errorf("export: %.20q", book)
	}
	s.As(t, "sysadmin").Get("/proof").Want(http.StatusForbidden)
}

func TestWords(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.0028: "0.0028", 8.4e-9: "8.4×10⁻⁹", 5.1e-17: "5.1×10⁻¹⁷", 0.5: "0.5"} {
		if got := tiny(v); got != want {
			t.Errorf("%v: %s for %s", v, got, want)
		}
	}
	if got := beside("-0.5764283", -0.57642829161219); got != "−0.576428292" {
		t.Error(got)
	}
	if got := beside("31951", 31951); got != "31951" {
		t.Error(got)
	}
	for d, want := range map[time.Duration]string{25 * time.Microsecond: "25微秒", 1234 * time.Microsecond: "1.2毫秒", 87 * time.Millisecond: "87毫秒"} {
		if got := took(d); got != want {
			t.Errorf("%v: %s", d, got)
		}
	}
}
