package proof

import (
	"fmt"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"

	"lianzhang/internal/insight/complexity"
)

const tradeSource = "R 程序包 economiccomplexity 2.0.0 公布的结果（226 个经济体 × 785 种产品，1998—2000 年平均出口，Open Trade Statistics）"

// trade is what both groups on complexity start from.
type trade struct {
	*world
	m        *complexity.Presence
	phi, rho *mat.Dense
}

func readTrade() (*trade, error) {
	w, err := readWorld()
	if err != nil {
		return nil, err
	}
	rca, err := complexity.RCA(w.x)
	if err != nil {
		return nil, err
	}
	t := &trade{world: w, m: complexity.Present(rca, 1)}
	t.phi = t.m.Proximity()
	t.rho = t.m.Density(t.phi)
	return t, nil
}

// at finds a country and a product; figures that lack one are broken.
func (t *trade) at(country, product string) (c, p int) {
	return slices.Index(t.countries, country), slices.Index(t.products, product)
}

// relatedness checks quotients, presence, proximity, distance.
func relatedness() (*Group, error) {
	t, err := readTrade()
	if err != nil {
		return nil, err
	}
	wrong, err := t.wrongCells()
	if err != nil {
		return nil, err
	}
	g := &Group{Area: "区位商、邻近度、密度", Source: tradeSource,
		Formula: "区位商＝某地某产业占比÷全体该产业占比，≥1 为“有”；邻近度＝两产业同在一地的条件概率取小者；密度＝已有产业邻近度之和÷全部邻近度之和；距离＝1−密度"}
	afg, p11 := t.at("afg", "0011")
	_, p12 := t.at("afg", "0012")
	d := complexity.Distance(t.rho)
	cells := single("与公布的 31,951 格逐格比对，不一致的格数", "0", float64(wrong))
	cells.Count = 31951
	g.Checks = []Check{
		single("区位商≥1 的格数", "31951", float64(t.m.Cells())), cells,
		single("邻近度 0011—0012", "0.365853658536585", t.phi.At(p11, p12)),
		single("距离 阿富汗 / 0011", "0.8331042", d.At(afg, p11)),
		single("距离 阿富汗 / 0012", "0.8262115", d.At(afg, p12)),
	}
	return g, nil
}

// wrongCells counts the cells that are present here and not in print, or the other way round.
func (t *trade) wrongCells() (int, error) {
	rows, err := table("cells")
	if err != nil {
		return 0, err
	}
	wrong := t.m.Cells()
	for _, row := range rows {
		c := slices.Index(t.countries, row[0])
		if c < 0 {
			return 0, fmt.Errorf("figures cells: %q is no country of the trade", row[0])
		}
		err := steps(row[1:], 1, len(t.products), func(p int, _ string) error {
			if t.m.Has(c, p) {
				wrong--
			} else {
				wrong++
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	return wrong, nil
}

// indices checks ECI, PCI, fitness and outlook.
func indices() (*Group, error) {
	t, err := readTrade()
	if err != nil {
		return nil, err
	}
	g := &Group{Area: "经济复杂度、适合度、前景", Source: tradeSource,
		Formula: "ECI、PCI＝“地区—产业”双向归一矩阵的第二特征向量，符号按与多样性正相关定，标度可选样本标准差（n−1）或哈佛写法；适合度按 Tacchella 迭代；COI、COG 按未有产业的密度与邻近度加权"}
	var sample, harvard *complexity.Index
	var errS, errH error
	var wg sync.WaitGroup
	wg.Go(func() { sample, errS = t.m.Complexity(complexity.Sample) })
	wg.Go(func() { harvard, errH = t.m.Complexity(complexity.Harvard) })
	wg.Wait()
	for _, err := range []error{errS, errH} {
		if err != nil {
			return nil, err
		}
	}
	for _, e := range []struct{ code, name, printed string }{{"afg", "阿富汗", "-0.5764283"}, {"ago", "安哥拉", "-1.7770752"}, {"aia", "安圭拉", "1.4090414"},
		{"alb", "阿尔巴尼亚", "-0.1732606"}, {"and", "安道尔", "1.0772452"}} {
		c, _ := t.at(e.code, "")
		g.Checks = append(g.Checks, single("ECI（n−1 标度） "+e.name, e.printed, sample.ECI[c]))
	}
	afg, p11 := t.at("afg", "0011")
	_, p12 := t.at("afg", "0012")
	lambda := column("第二特征值 λ₂", []string{""}, []string{"0.179133919453296"}, []float64{sample.Lambda2}, within(2e-15))
	lambda.Note = "允许末位差二：公布值由另一种特征值算法得出"
	g.Checks = append(g.Checks, lambda,
		single("ECI（哈佛标度） 阿富汗", "-0.5777078", harvard.ECI[afg]),
		single("PCI（n−1 标度） 0011", "-0.66657613", sample.PCI[p11]),
		single("PCI（n−1 标度） 0012", "-1.62657599", sample.PCI[p12]))
	fit, err := t.fitness(afg, p11)
	if err != nil {
		return nil, err
	}
	g.Checks = append(g.Checks, fit...)
	return g, nil
}

// fitness checks Tacchella's iteration (20 columns: the start and 19 updates) and the outlook that rests on it.
func (t *trade) fitness(afg, p11 int) ([]Check, error) {
	rows, err := table("fitness")
	if err != nil {
		return nil, err
	}
	fitness, product := t.m.Fitness(19)
	of := map[string]*struct {
		names, printed []string
		computed       []float64
	}{"country": {}, "product": {}}
	for _, row := range rows {
		kind, name := row[0], row[1]
		i, values := slices.Index(t.countries, name), fitness
		if kind == "product" {
			i, values = slices.Index(t.products, name), product
		}
		if of[kind] == nil || i < 0 {
			return nil, fmt.Errorf("figures fitness: %q of %q", name, kind)
		}
		of[kind].names, of[kind].printed, of[kind].computed = append(of[kind].names, name), append(of[kind].printed, row[2]), append(of[kind].computed, values[i])
	}
	c, p := of["country"], of["product"]
	all := column("适合度 226 个经济体", c.names, c.printed, c.computed, within(1e-12))
	goods := column("适合度 785 种产品", p.names, p.printed, p.computed, within(1e-11))
	all.Note, goods.Note = "浮点误差以内", "浮点误差以内"
	return []Check{single("适合度（20 列） 阿富汗", "0.786056550925025", fitness[afg]), all, goods,
		single("COI（以适合度为产品指数） 阿富汗", "103.948610", t.m.Outlook(t.rho, product)[afg]),
		single("COG 阿富汗 / 0011", "0.8615531", t.m.Gain(t.phi, t.rho, product, false).At(afg, p11))}, nil
}
