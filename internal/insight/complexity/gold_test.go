package complexity

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"lianzhang/internal/platform/datatest"
)

func readCSV(t testing.TB, name string) [][]string {
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
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// world is the trade of 1998 to 2000, 226 countries by 785 products, with their names.
func world(t testing.TB) (x *mat.Dense, countries, products []string) {
	rows := readCSV(t, "complexity/world_trade_avg_1998_to_2000.csv.gz")
	for _, r := range rows {
		countries, products = append(countries, r[0]), append(products, r[1])
	}
	slices.Sort(countries)
	slices.Sort(products)
	countries, products = slices.Compact(countries), slices.Compact(products)
	x = mat.NewDense(len(countries), len(products), nil)
	for _, r := range rows {
		c, _ := slices.BinarySearch(countries, r[0])
		p, _ := slices.BinarySearch(products, r[1])
		x.Set(c, p, number(t, r[2]))
	}
	return x, countries, products
}

func close9(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.15g for %.15g", what, got, want)
	}
}

func TestWorldTrade(t *testing.T) {
	x, countries, products := world(t)
	rca, err := RCA(x)
	if err != nil {
		t.Fatal(err)
	}
	m := Present(rca, 1)
	c := func(name string) int { return slices.Index(countries, name) }
	p := func(name string) int { return slices.Index(products, name) }
	ones := readCSV(t, "complexity/expected_balassa_ones.csv.gz")
	if len(ones) != 31951 || m.Cells() != 31951 {
		t.Errorf("%d cells for %d", m.Cells(), len(ones))
	}
	for _, r := range ones {
		if !m.Has(c(r[0]), p(r[1])) {
			t.Errorf("%v is absent", r)
		}
	}
	phi := m.Proximity()
	close9(t, "proximity 0011–0012", phi.At(p("0011"), p("0012")), 0.365853658536585, 5e-16)
	between := m.Transpose().Proximity()
	for i, r := range readCSV(t, "complexity/expected_proximity_country.csv.gz") {
		for j, s := range r[1:] {
			close9(t, r[0], between.At(i, j), number(t, s), 5e-12)
		}
	}
	rho := m.Density(phi)
	d := Distance(rho)
	close9(t, "distance afg 0011", d.At(c("afg"), p("0011")), 0.8331042, 5e-8)
	close9(t, "distance afg 0012", d.At(c("afg"), p("0012")), 0.8262115, 5e-8)

	fitness, product := m.Fitness(19)
	for i, r := range readCSV(t, "complexity/expected_fitness_country.csv") {
		close9(t, r[0], fitness[i], number(t, r[1]), 1e-13)
		close9(t, r[0], m.Diversity()[i], number(t, r[2]), 0)
	}
	for i, r := range readCSV(t, "complexity/expected_fitness_product.csv") {
		close9(t, r[0], product[i], number(t, r[1]), 1e-12*math.Max(1, product[i]))
		close9(t, r[0], m.Ubiquity()[i], number(t, r[2]), 0)
	}
	close9(t, "COI afg", m.Outlook(rho, product)[c("afg")], 103.948610, 5e-7)
	gain := m.Gain(phi, rho, product, false)
	close9(t, "COG afg 0011", gain.At(c("afg"), p("0011")), 0.8615531, 5e-8)
	net := m.Gain(phi, rho, product, true)
	close9(t, "net gain", net.At(0, 0), gain.At(0, 0)-rho.At(0, 0)*product[0], 1e-15)
}

func TestWorldIndex(t *testing.T) {
	x, countries, products := world(t)
	rca, _ := RCA(x)
	m := Present(rca, 1)
	sample, err := m.Complexity(Sample)
	if err != nil {
		t.Fatal(err)
	}
	harvard, err := m.Complexity(Harvard)
	if err != nil {
		t.Fatal(err)
	}
	close9(t, "λ2", sample.Lambda2, 0.179133919453296, 1e-15) // 15 decimals are printed; the last differs between solvers
	worst := 0.0
	for _, r := range readCSV(t, "complexity/computed_eci_pci_crosscheck.csv") {
		names, s, h := countries, sample.ECI, harvard.ECI
		if r[0] == "PCI" {
			names, s, h = products, sample.PCI, harvard.PCI
		}
		i := slices.Index(names, r[1])
		close9(t, r[1], s[i], number(t, r[2]), 1e-11)
		close9(t, r[1], h[i], number(t, r[3]), 1e-11)
		worst = max(worst, math.Abs(s[i]-number(t, r[2])), math.Abs(h[i]-number(t, r[3])))
	}
	t.Logf("%d steps; largest difference over 2,022 indices %.2g", sample.Steps, worst)
	k := m.kernel()
	var e mat.EigenSym
	if !e.Factorize(k.full(), false) {
		t.Fatal("no full decomposition")
	}
	v := e.Values(nil)
	t.Logf("λ2 %.18f here, %.18f by full decomposition", sample.Lambda2, v[len(v)-2])
	close9(t, "first eigenvalue", v[len(v)-1], 1, 1e-13)
	close9(t, "λ2 of the full decomposition", sample.Lambda2, v[len(v)-2], 1e-15)
}
