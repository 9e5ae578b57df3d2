package proof

import (
	"fmt"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"lianzhang/internal/insight/inputoutput"
)

// kingdom checks the inverse and the multipliers of the United Kingdom's table of 2010.
func kingdom() (*Group, error) {
	g := &Group{Area: "投入产出：列昂惕夫逆与乘数", Source: "英国国家统计局《投入产出分析表 2010》（127 × 127）及其公布的逆矩阵与乘数",
		Formula: "A＝投入÷产出，L＝(I−A)⁻¹；产出乘数＝L 各列之和；效应＝单位产出的增加值或劳动报酬×L；乘数＝效应÷直接值"}
	uk, err := readKingdom()
	if err != nil {
		return nil, err
	}
	a, err := inputoutput.Coefficients(uk.z, uk.x)
	if err != nil {
		return nil, err
	}
	l, err := inputoutput.Leontief(a)
	if err != nil {
		return nil, err
	}
	inverse, err := uk.inverse(l)
	if err != nil {
		return nil, err
	}
	w, v := inputoutput.PerUnit(uk.pay, uk.x), inputoutput.PerUnit(uk.gva, uk.x)
	out, ew, ev := inputoutput.OutputMultipliers(l), inputoutput.Effects(l, w), inputoutput.Effects(l, v)
	gm, wm := inputoutput.Multipliers(ev, v), inputoutput.Multipliers(ew, w)
	rows, err := table("uk-multipliers")
	if err != nil {
		return nil, err
	}
	one := func(name, printed string, computed float64) Check {
		c := column(name, []string{"01 农产品"}, []string{printed}, []float64{computed}, within(1e-12))
		c.Note = "误差上限 1e−12"
		return c
	}
	g.Checks = []Check{one("产出乘数，首行", "1.8311707586294628", out[0]), one("增加值乘数，首行", "1.883800099318833", gm[0]), inverse}
	for i, c := range []struct {
		name     string
		computed []float64
	}{{"产出乘数", out}, {"劳动报酬乘数", wm}, {"增加值乘数", gm}, {"劳动报酬效应", ew}, {"增加值效应", ev},
		{"产出乘数的位次", inputoutput.Ranks(out)}, {"增加值乘数的位次", inputoutput.Ranks(gm)}} {
		var names, printed []string
		for _, r := range rows {
			if len(r) != 8 {
				return nil, fmt.Errorf("figures uk-multipliers: %d columns", len(r))
			}
			names, printed = append(names, r[0]), append(printed, r[1+i])
		}
		all := column(c.name+"，127 个部门", names, printed, c.computed, within(1e-12))
		all.Note = "误差上限 1e−12"
		g.Checks = append(g.Checks, all)
	}
	return g, nil
}

type ukTable struct {
	z           *mat.Dense
	x, pay, gva []float64
	codes       []string
}

// readKingdom reads lines "Z code flow…" and lines "tax", "pay", "surplus", "output" of the columns.
func readKingdom() (*ukTable, error) {
	rows, err := table("uk-flows")
	if err != nil {
		return nil, err
	}
	const n = 127
	t := &ukTable{z: mat.NewDense(n, n, nil), gva: make([]float64, n)}
	named := map[string][]float64{}
	for _, r := range rows {
		v, err := numbers(r[1:])
		if err != nil || len(v) != n {
			return nil, fmt.Errorf("figures uk-flows: row %q has %d numbers (%v)", r[0], len(v), err)
		}
		if len(t.codes) < n {
			t.z.SetRow(len(t.codes), v)
			t.codes = append(t.codes, r[0])
		} else {
			named[r[0]] = v
		}
	}
	for _, part := range []string{"tax", "pay", "surplus", "output"} {
		if named[part] == nil {
			return nil, fmt.Errorf("figures uk-flows: %q is missing", part)
		}
	}
	t.x, t.pay = named["output"], named["pay"]
	for j := range n {
		t.gva[j] = named["tax"][j] + named["pay"][j] + named["surplus"][j]
	}
	return t, nil
}

// inverse compares all cells with the printed inverse, which has ten significant digits.
func (t *ukTable) inverse(l *mat.Dense) (Check, error) {
	rows, err := table("uk-inverse")
	if err != nil {
		return Check{}, err
	}
	var names, printed []string
	var computed []float64
	for i, r := range rows {
		for j, text := range r {
			if i >= len(t.codes) || j >= len(t.codes) {
				return Check{}, fmt.Errorf("figures uk-inverse: cell (%d, %d)", i, j)
			}
			names, printed, computed = append(names, t.codes[i]+" × "+t.codes[j]), append(printed, text), append(computed, l.At(i, j))
		}
	}
	c := column("列昂惕夫逆矩阵 "+strconv.Itoa(len(printed))+" 格", names, printed, computed, significant(10))
	c.Note = "公布到 10 位有效数字"
	return c, nil
}

// textbook checks the example of Miller & Blair.
func textbook() (*Group, error) {
	g := &Group{Area: "投入产出：教科书算例", Source: "Miller & Blair, Input–Output Analysis, 2009, 表 2.3、2.4",
		Formula: "Z＝[[150, 500], [200, 100]]，x＝[1000, 2000]，求 A 与 L"}
	a, err := inputoutput.Coefficients(mat.NewDense(2, 2, []float64{150, 500, 200, 100}), []float64{1000, 2000})
	if err != nil {
		return nil, err
	}
	l, err := inputoutput.Leontief(a)
	if err != nil {
		return nil, err
	}
	for k, printed := range []string{"0.15", "0.25", "0.20", "0.05"} {
		c := column(fmt.Sprintf("A(%d, %d)", k/2+1, k%2+1), []string{""}, []string{printed}, []float64{a.At(k/2, k%2)}, within(1e-15))
		g.Checks = append(g.Checks, c)
	}
	for k, printed := range []string{"1.25412541", "0.33003300", "0.26402640", "1.12211221"} {
		g.Checks = append(g.Checks, single(fmt.Sprintf("L(%d, %d)", k/2+1, k%2+1), printed, l.At(k/2, k%2)))
	}
	return g, nil
}

// national checks what the national table of 2020 says as a whole.
func national() (*Group, error) {
	g := &Group{Area: "全国投入产出表 2020", Source: inputoutput.Source + "；进口中间使用取自同年非竞争型表（42 部门）",
		Formula: "总产出＝153 个部门之和；进口占中间投入＝某部门用去的进口中间品÷全部中间投入"}
	output := 0.0
	for _, s := range inputoutput.National().Sectors() {
		output += s.Output
	}
	g.Checks = []Check{single("全国总产出（万亿元）", "269.90", output/1e8)}
	rows, err := table("imports42")
	if err != nil {
		return nil, err
	}
	imported, all, at := make([]float64, len(rows)), make([]float64, len(rows)), map[string]int{}
	for i, r := range rows {
		v, err := numbers(r[2:])
		if err != nil || len(v) != 2 {
			return nil, fmt.Errorf("figures imports42: %v (%v)", r, err)
		}
		at[r[1]], imported[i], all[i] = i, v[0], v[1]
	}
	share := inputoutput.ImportExposure(imported, all)
	for _, c := range []struct{ name, printed string }{{"石油、炼焦产品和核燃料加工品", "38.15"}, {"通信设备、计算机和其他电子设备", "32.74"}, {"金属矿采选产品", "22.30"}} {
		i, ok := at[c.name]
		if !ok {
			return nil, fmt.Errorf("figures imports42: %s is missing", c.name)
		}
		g.Checks = append(g.Checks, single("进口占中间投入（%） "+c.name, c.printed, 100*share[i]))
	}
	return g, nil
}
