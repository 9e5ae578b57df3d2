package inputoutput

import (
	"bytes"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed national2020.tsv
var nationalText []byte

// Source names where the figures of National come from.
const Source = "国家统计局 2020 年全国投入产出表（153 部门，万元，按生产者价格）"

// NationalFloor is the direct input coefficient below which National keeps no figure.
const NationalFloor = 0.001

// Sector is a product sector of an input–output table. Amounts are in 10,000 yuan, producers' prices.
type Sector struct {
	Code, Name    string
	Output        float64 // 总产出
	ValueAdded    float64 // 增加值
	Intermediate  float64 // sold to other producers, 中间使用
	Input         float64 // bought from other producers, 中间投入
	Import        float64 // 进口
	Export        float64 // 出口
	ImportShare   float64 // imports by domestic use (output + imports − exports), 0..1
	ForeignInputs float64 // share of the inputs that is foreign when every user buys the sector's import share, 0..1
}

// Link is the trade between a sector and another one, Sector.
type Link struct {
	Sector      Sector
	Coefficient float64 // direct input of the supplying sector per unit of the using sector's output, z_ij / x_j
	Share       float64 // upstream: in all inputs of the using sector; downstream: in all intermediate sales of the supplying one; 0..1
}

// Table is a national table in the compact form: sectors, and the coefficients that reach NationalFloor.
type Table struct {
	sectors []Sector
	index   map[string]int
	inputs  [][]cell // by using sector
	uses    [][]cell // by supplying sector
}

type cell struct {
	other int
	coef  float64
}

// National is the national table of 2020 with 153 sectors (see Source). It is read once and never changes.
func National() *Table { return national() }

var national = sync.OnceValue(func() *Table {
	t, err := ParseTable(nationalText)
	if err != nil {
		panic("national2020.tsv: " + err.Error()) // part of the program; a test reads it
	}
	return t
})

// ParseTable reads the compact form: lines "S code name output valueAdded intermediate input import export", then lines
// "A code supplier coefficient supplier coefficient …" for the using sector code, all parted by tabs; # starts a remark.
func ParseTable(text []byte) (*Table, error) {
	t := &Table{index: map[string]int{}}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		f := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
		var err error
		switch {
		case f[0] == "" || f[0][0] == '#':
		case f[0] == "S" && len(f) == 9:
			err = t.addSector(f[1:])
		case f[0] == "A" && len(f)%2 == 0:
			err = t.addInputs(f[1:])
		default:
			err = fmt.Errorf("neither a sector nor coefficients")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	t.exposure()
	return t, nil
}

func (t *Table) addSector(f []string) error {
	if _, twice := t.index[f[0]]; twice || f[0] == "" {
		return fmt.Errorf("sector %q stands twice or has no code", f[0])
	}
	s := Sector{Code: f[0], Name: f[1]}
	for i, p := range []*float64{&s.Output, &s.ValueAdded, &s.Intermediate, &s.Input, &s.Import, &s.Export} {
		v, err := number(f[2+i])
		if err != nil {
			return err
		}
		*p = v
	}
	if used := s.Output + s.Import - s.Export; used > 0 {
		s.ImportShare = min(max(s.Import/used, 0), 1)
	}
	t.index[s.Code] = len(t.sectors)
	t.sectors, t.inputs, t.uses = append(t.sectors, s), append(t.inputs, nil), append(t.uses, nil)
	return nil
}

func (t *Table) addInputs(f []string) error {
	j, ok := t.index[f[0]]
	if !ok {
		return fmt.Errorf("unknown sector %q", f[0])
	}
	for k := 1; k+1 < len(f); k += 2 {
		i, ok := t.index[f[k]]
		if !ok {
			return fmt.Errorf("unknown sector %q", f[k])
		}
		a, err := number(f[k+1])
		if err != nil {
			return err
		}
		t.inputs[j] = append(t.inputs[j], cell{i, a})
		t.uses[i] = append(t.uses[i], cell{j, a})
	}
	return nil
}

func number(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is no number", s)
	}
	return v, nil
}

// exposure fills ForeignInputs from the kept coefficients and the import shares of the sectors.
func (t *Table) exposure() {
	for j, cells := range t.inputs {
		var foreign, all float64
		for _, c := range cells {
			foreign += c.coef * t.sectors[c.other].ImportShare
			all += c.coef
		}
		if all > 0 {
			t.sectors[j].ForeignInputs = foreign / all
		}
	}
}

// Sectors are the table's sectors in the order of their codes.
func (t *Table) Sectors() []Sector { return slices.Clone(t.sectors) }

// Sector finds a sector by its code.
func (t *Table) Sector(code string) (Sector, bool) {
	i, ok := t.index[code]
	if !ok {
		return Sector{}, false
	}
	return t.sectors[i], true
}

// Upstream gives the n sectors that the named one buys most from, strongest first, itself apart; none for an unknown code.
func (t *Table) Upstream(code string, n int) []Link {
	j, ok := t.index[code]
	if !ok {
		return nil
	}
	return t.links(t.inputs[j], j, n, func(c cell) float64 { return ratio(c.coef*t.sectors[j].Output, t.sectors[j].Input) })
}

// Downstream gives the n sectors that buy most of the named one's product, strongest first, itself apart.
func (t *Table) Downstream(code string, n int) []Link {
	i, ok := t.index[code]
	if !ok {
		return nil
	}
	return t.links(t.uses[i], i, n, func(c cell) float64 {
		return ratio(c.coef*t.sectors[c.other].Output, t.sectors[i].Intermediate)
	})
}

func (t *Table) links(cells []cell, self, n int, share func(cell) float64) []Link {
	var out []Link
	for _, c := range cells {
		if c.other != self {
			out = append(out, Link{Sector: t.sectors[c.other], Coefficient: c.coef, Share: share(c)})
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return strings.Compare(a.Sector.Code, b.Sector.Code)
	})
	return out[:min(max(n, 0), len(out))]
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
