package firmname

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"lianzhang/internal/platform/datatest"
)

type annotated struct {
	Text  string              `json:"text"`
	Label map[string][][3]any `json:"label"`
}

func (a *annotated) part(kind string) string {
	out := ""
	for _, v := range a.Label[kind] {
		out += v[0].(string)
	}
	return out
}

func readAnnotated(t *testing.T) []annotated {
	t.Helper()
	f, err := os.Open(datatest.Path(t, "company-names/annotated-1500.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []annotated
	for s := bufio.NewScanner(f); s.Scan(); {
		var a annotated
		if err := json.Unmarshal(s.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func TestSplitOnAnnotatedNames(t *testing.T) {
	names := readAnnotated(t)
	for _, kind := range []string{"place", "brand", "trade", "suffix"} {
		right, given, wanted := 0, 0, 0
		shown := 0
		for i := range names {
			a := &names[i]
			n := Split(a.Text)
			got := map[string]string{"place": n.Region, "brand": n.Brand, "trade": n.Trade, "suffix": n.Form}[kind]
			want := a.part(kind)
			if got != "" {
				given++
			}
			if want != "" {
				wanted++
			}
			if got == want && got != "" {
				right++
			} else if got != want && os.Getenv("SHOW") == kind && shown < 120 {
				shown++
				t.Logf("%s: got %q want %q", a.Text, got, want)
			}
		}
		t.Logf("%s: precision %.3f recall %.3f", kind, float64(right)/float64(given), float64(right)/float64(wanted))
	}
}

func BenchmarkSplit(b *testing.B) {
	for b.Loop() {
		Split("佛山市高明区景川智能装备制造股份有限公司")
	}
}
