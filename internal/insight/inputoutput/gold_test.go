package inputoutput

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
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
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func floatsOf(t testing.TB, cells []string) []float64 {
	t.Helper()
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = v
	}
	return out
}

// uk is the table of the United Kingdom of 2010: flows, outputs, pay, value added.
func uk(t testing.TB) (z *mat.Dense, x, pay, gva []float64) {
	rows := readCSV(t, "io_uk2010/uk2010_siot_127.csv")
	z = mat.NewDense(127, 127, nil)
	named := map[string][]float64{}
	for i, r := range rows[1:] {
		v := floatsOf(t, r[1:128])
		if i < 127 {
			z.SetRow(i, v)
		}
		named[r[0]] = v
	}
	x, pay = named["Total output"], named["Compensation of employees"]
	gva = make([]float64, 127)
	for j := range gva {
		gva[j] = named["Taxes less subsidies on production"][j] + pay[j] + named["Gross Operating Surplus"][j]
	}
	return z, x, pay, gva
}

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values for %d", what, len(got), len(want))
	}
	worst := 0.0
	for i := range got {
		if math.IsNaN(got[i]) && math.IsNaN(want[i]) {
			continue
		}
		d := math.Abs(got[i]-want[i]) / math.Max(1, math.Abs(want[i]))
		worst = math.Max(worst, d)
		if !(d <= tolerance) {
			t.Errorf("%s[%d]: %.17g for %.17g", what, i, got[i], want[i])
		}
	}
	t.Logf("%s: %d values, largest difference %.2g", what, len(got), worst)
}

func TestUnitedKingdom2010(t *testing.T) {
	z, x, pay, gva := uk(t)
	a, err := Coefficients(z, x)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Leontief(a)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range readCSV(t, "io_uk2010/uk2010_published_leontief_127.csv")[1:] {
		for j, want := range floatsOf(t, r[1:]) {
			// printed to ten significant digits
			if d := math.Abs(l.At(i, j) - want); want == 0 && d != 0 || d > 0.5001*math.Pow(10, math.Floor(math.Log10(math.Abs(want)))-9) {
				t.Errorf("L[%d,%d] %.12g for %.12g", i, j, l.At(i, j), want)
			}
		}
	}
	published := readCSV(t, "io_uk2010/uk2010_published_multipliers.csv")
	column := map[string][]float64{}
	for c, name := range published[0] {
		for _, r := range published[1:] {
			if c >= 2 {
				v, err := strconv.ParseFloat(r[c], 64)
				if err != nil {
					v = math.NaN()
				}
				column[name] = append(column[name], v)
			}
		}
	}
	w, v := PerUnit(pay, x), PerUnit(gva, x)
	out, ew, ev := OutputMultipliers(l), Effects(l, w), Effects(l, v)
	near(t, "output multiplier", out, column["Output multiplier"], 1e-12)
	near(t, "pay multiplier", Multipliers(ew, w), column["Employment cost multiplier"], 1e-12)
	near(t, "GVA multiplier", Multipliers(ev, v), column["GVA multiplier"], 1e-12)
	near(t, "pay effects", ew, column["Employment cost effects"], 1e-12)
	near(t, "GVA effects", ev, column["GVA effects"], 1e-12)
	near(t, "rank by output", Ranks(out), column["output_multiplier_rank"], 0)
	near(t, "rank by GVA", Ranks(Multipliers(ev, v)), column["gva_multiplier_rank"], 0)
}

func TestMillerAndBlair(t *testing.T) {
	b, err := os.ReadFile(datatest.Path(t, "mrio_pymrio/fixtures_miller_blair_and_small_mrio.json"))
	if err != nil {
		t.Fatal(err)
	}
	var sets map[string]map[string][][]float64
	if err := json.Unmarshal(b, &sets); err != nil {
		t.Fatal(err)
	}
	m := sets["td_IO_Data_Miller"]
	l := solved(t, m["Z_arr"], column(m["x_arr"]), m["A_arr"], m["L_arr"], 1e-7)
	f := Outputs(l, []float64{600, 1500}) // the new final demand of the book, table 2.3
	near(t, "new output", f, column(m["xnew_arr"]), 1e-3)

	s := sets["td_small_MRIO"]
	l = solved(t, s["Z"], column(s["x"]), s["A"], s["L"], 1e-12)
	bm, err := Allocation(dense(s["Z"]), column(s["x"]))
	if err != nil {
		t.Fatal(err)
	}
	g, err := Ghosh(bm)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "B", flat(bm), flat(dense(s["B"])), 1e-8)
	near(t, "G", flat(g), flat(dense(s["G"])), 1e-8)
	for k, factor := range s["F"] {
		direct := PerUnit(factor, column(s["x"]))
		near(t, "S", direct, s["S"][k], 1e-15)
		near(t, "M", Effects(l, direct), s["M"][k], 1e-12)
		down := Outputs(g, direct)
		for i := range down {
			down[i] -= direct[i]
		}
		near(t, "M downstream", down, s["M_down"][k], 1e-8)
		acc, err := Footprint(l, dense(s["Y"]), direct)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "consumption", acc.Consumption, s["D_cba"][k], 1e-12)
		near(t, "production", acc.Production, s["D_pba"][k], 1e-12)
		near(t, "imported", acc.Imported, s["D_imp"][k], 1e-12)
		near(t, "exported", acc.Exported, s["D_exp"][k], 1e-12)
	}
}

// solved checks A and L of a table and gives L.
func solved(t *testing.T, z [][]float64, x []float64, a, l [][]float64, tolerance float64) *mat.Dense {
	t.Helper()
	ga, err := Coefficients(dense(z), x)
	if err != nil {
		t.Fatal(err)
	}
	gl, err := Leontief(ga)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "A", flat(ga), flat(dense(a)), 1e-15)
	near(t, "L", flat(gl), flat(dense(l)), tolerance)
	return gl
}

func dense(v [][]float64) *mat.Dense {
	d := mat.NewDense(len(v), len(v[0]), nil)
	for i, r := range v {
		d.SetRow(i, r)
	}
	return d
}

func flat(d *mat.Dense) []float64 { return d.RawMatrix().Data }

func column(v [][]float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = v[i][0]
	}
	return out
}
