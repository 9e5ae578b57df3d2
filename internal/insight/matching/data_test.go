package matching

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/sheet"
)

// listed reads the listed companies: code → firm with name and main business.
func listed(t testing.TB) map[string]Firm {
	t.Helper()
	f, err := os.Open(datatest.Path(t, "a-share/上市公司基本信息.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(t.Context(), f, st.Size(), f.Name(), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Firm{}
	for row, err := range book.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Number == 1 || len(row.Cells) < 9 {
			continue
		}
		out[row.Cells[0].Text] = Firm{ID: row.Cells[0].Text, Name: row.Cells[1].Text, Business: row.Cells[8].Text}
	}
	return out
}

// shareCases are the listed companies with the industry that the exchange's list gives them, and the names of the industries.
func shareCases(t testing.TB) ([]Case, map[string]string) {
	t.Helper()
	firms := listed(t)
	f, err := os.Open(datatest.Path(t, "a-share/stock_basic.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	names := map[string]string{}
	var cases []Case
	for {
		row, err := r.Read()
		if err == io.EOF {
			return cases, names
		}
		if err != nil {
			t.Fatal(err)
		}
		firm, known := firms[row[0]]
		if known && len(row) > 4 && row[4] != "" {
			cases = append(cases, Case{firm, row[4]})
			names[row[4]] = row[4]
		}
	}
}

func lines(t testing.TB, name string, each func([]byte)) {
	t.Helper()
	f, err := os.Open(datatest.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<20), 1<<24)
	for s.Scan() {
		each(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// graphCases are the companies of the chain graph with their main products, by their industry of the second level.
func graphCases(t testing.TB, digits int) ([]Case, map[string]string) {
	t.Helper()
	products := map[string][]string{}
	lines(t, "chain-graph/company_product.jsonl.gz", func(b []byte) {
		var v struct {
			Code    string `json:"company_code"`
			Product string `json:"product_name"`
		}
		if json.Unmarshal(b, &v) == nil {
			products[v.Code] = append(products[v.Code], v.Product)
		}
	})
	industry := map[string]string{}
	lines(t, "chain-graph/industry.json", func(b []byte) {
		var v struct{ Code, Name string }
		if json.Unmarshal(b, &v) == nil {
			industry[v.Code] = strings.TrimRight(v.Name, "ⅠⅡⅢ")
		}
	})
	names := map[string]string{}
	var cases []Case
	seen := map[string]bool{}
	lines(t, "chain-graph/company_industry.json", func(b []byte) {
		var v struct {
			Code     string `json:"company_code"`
			Industry string `json:"industry_code"`
			Name     string `json:"company_name"`
		}
		if json.Unmarshal(b, &v) != nil || len(v.Industry) != 6 || len(products[v.Code]) == 0 || seen[v.Code] {
			return
		}
		seen[v.Code] = true
		label := v.Industry[:digits] + strings.Repeat("0", 6-digits)
		names[label] = industry[label]
		cases = append(cases, Case{Firm{ID: v.Code, Name: v.Name, Products: strings.Join(products[v.Code], "、")}, label})
	})
	slices.SortFunc(cases, func(a, b Case) int { return strings.Compare(a.Firm.ID, b.Firm.ID) })
	return cases, names
}
