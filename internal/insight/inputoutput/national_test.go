package inputoutput

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
)

var update = flag.Bool("update", false, "derive national2020.tsv anew")

// derive writes the compact form of the 153-sector table.
func derive(t *testing.T) []byte {
	f, err := os.Open(datatest.Path(t, "io_china/china_2020_153.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const n = 153
	head := map[string]int{}
	for i, h := range rows[0] {
		head[h] = i
	}
	byCode := map[string][]string{}
	for _, r := range rows[1:] {
		byCode[r[0]] = r
	}
	value := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n# S code name output valueAdded intermediateUse intermediateInput import export; A user, then supplier and z_ij/x_j where that is at least %g\n",
		Source, NationalFloor)
	for _, r := range rows[1 : 1+n] {
		fmt.Fprintln(&b, strings.Join([]string{"S", r[0], r[2], r[head["GO"]], byCode["TVA"][head[r[0]]], r[head["TIU"]], byCode["TII"][head[r[0]]], r[head["IM"]], r[head["EX"]]}, "\t"))
	}
	for _, u := range rows[1 : 1+n] {
		line := []string{"A", u[0]}
		for _, s := range rows[1 : 1+n] {
			if x := value(u[head["GO"]]); x > 0 && value(s[head[u[0]]])/x >= NationalFloor {
				line = append(line, s[0], strconv.FormatFloat(value(s[head[u[0]]])/x, 'g', 5, 64))
			}
		}
		fmt.Fprintln(&b, strings.Join(line, "\t"))
	}
	return b.Bytes()
}

func TestNationalIsDerivedFromTheTable(t *testing.T) {
	text := derive(t)
	if *update {
		if err := os.WriteFile("national2020.tsv", text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(text, nationalText) {
		t.Error("national2020.tsv differs from what the table gives; run with -update")
	}
}

func TestNational(t *testing.T) {
	n := National()
	if got := len(n.Sectors()); got != 153 {
		t.Fatalf("%d sectors", got)
	}
	var output, added float64
	for _, s := range n.Sectors() {
		output += s.Output
		added += s.ValueAdded
		if s.Name == "" || s.ImportShare < 0 || s.ImportShare > 1 {
			t.Errorf("%+v", s)
		}
	}
	if math.Round(output/1e6)/100 != 269.90 || math.Abs(added-10164220012.6486) > 1 {
		t.Errorf("output %.1f, value added %.1f", output, added)
	}
	car, ok := n.Sector("079")
	if !ok || car.Name != "汽车整车" {
		t.Fatalf("%+v", car)
	}
	up, down := n.Upstream("079", 5), n.Downstream("080", 3)
	if len(up) != 5 || up[0].Sector.Name != "汽车零部件及配件" || up[0].Share < 0.3 || up[0].Coefficient >= up[0].Share {
		t.Errorf("upstream of cars: %+v", up)
	}
	if len(down) != 3 || down[0].Sector.Code != "079" {
		t.Errorf("downstream of car parts: %+v", down)
	}
	for i := range up[1:] {
		if up[i].Share < up[i+1].Share {
			t.Error("not by share")
		}
	}
	if len(n.Upstream("079", 1000)) < 20 || n.Upstream("999", 3) != nil || len(n.Downstream("079", -1)) != 0 {
		t.Error("limits")
	}
}

func TestParseTableRefuses(t *testing.T) {
	for _, bad := range []string{"X\t1", "S\t001\t农产品\t1", "S\t001\ta\t1\t1\t1\t1\t1\tx", "S\t001\ta\t1\t1\t1\t1\t1\tNaN", "A\t001\t002\t0.1",
		"S\t001\ta\t1\t1\t1\t1\t1\t1\nS\t001\ta\t1\t1\t1\t1\t1\t1", "S\t001\ta\t1\t1\t1\t1\t1\t1\nA\t001\t002\t0.1", "S\t001\ta\t1\t1\t1\t1\t1\t1\nA\t001\t001\tq"} {
		if _, err := ParseTable([]byte(bad)); err == nil {
			t.Errorf("took %q", bad)
		}
	}
}
