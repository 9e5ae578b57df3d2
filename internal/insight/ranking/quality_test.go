package ranking

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gonum.org/v1/gonum/mat"

	"lianzhang/internal/insight/complexity"
	"lianzhang/internal/insight/matching"
	"lianzhang/internal/platform/datatest"
)

var update = flag.Bool("update", false, "write measured.json")

const (
	seed       = 20261122
	measuredOn = "2026-11-22"
)

// TestQuality measures the ranking out of sample on public data and compares with the figures that the program ships.
func TestQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	m := Measured{Date: measuredOn, Seed: seed}
	m.Trials = append(m.Trials, hiddenFirms(t), laterFirms(t))
	m.Trials = append(m.Trials, laterPresence(t)...)
	for _, tr := range m.Trials {
		t.Logf("%s: %d queries, %d hits", tr.Code, tr.All.Queries, tr.All.Hits)
		t.Logf("  model %+v  copy %+v  frequent %+v", tr.All.Model, tr.All.Copy, tr.All.Frequent)
		for _, g := range tr.Groups[:min(len(tr.Groups), 40)] {
			t.Logf("    %-8s %3d  %v %v %v %v", g.Group, g.Queries, g.Model, g.Copy, g.Frequent, g.Beats())
		}
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("measured.json", append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(measured) != string(text)+"\n" {
		t.Error("measured.json does not hold what is measured now: run with -update and look at what changed")
	}
}

// lines reads a file of JSON lines.
func lines[T any](t *testing.T, name string) []T {
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
	var out []T
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// hiddenFirms hides all industries of three firms in ten and asks, for each industry, which of the hidden firms belong to it.
// The node's products are those that at least two of the known firms make.
func hiddenFirms(t *testing.T) Trial {
	type company struct{ Name, Fullname, Code string }
	type link struct {
		Firm     string `json:"company_name"`
		Industry string `json:"industry_name"`
		Code     string `json:"industry_code"`
	}
	type product struct {
		Firm    string `json:"company_name"`
		Product string `json:"product_name"`
	}
	type industry struct{ Code, Name string }
	makes, belongs := map[string][]string{}, map[string]map[string]bool{}
	for _, p := range lines[product](t, "chain-graph/company_product.jsonl.gz") {
		makes[p.Firm] = append(makes[p.Firm], p.Product)
	}
	sector := map[string]string{}
	for _, in := range lines[industry](t, "chain-graph/industry.json") {
		if strings.HasSuffix(in.Code, "0000") {
			sector[in.Code[:2]] = in.Name
		}
	}
	names := map[string]string{}
	for _, l := range lines[link](t, "chain-graph/company_industry.json") {
		if strings.HasSuffix(l.Code, "00") {
			continue // only the steps, not the sectors above them
		}
		if belongs[l.Code] == nil {
			belongs[l.Code] = map[string]bool{}
		}
		belongs[l.Code][l.Firm] = true
		names[l.Code] = l.Industry
	}
	r := rand.New(rand.NewPCG(seed, 1))
	known := map[string]bool{}
	var hidden []Firm
	for _, c := range lines[company](t, "chain-graph/company.json") {
		if len(makes[c.Name]) == 0 {
			continue
		}
		if r.Float64() < 0.3 {
			hidden = append(hidden, Firm{ID: c.Name, Name: c.Fullname, Products: strings.Join(makes[c.Name], "、")})
		} else {
			known[c.Name] = true
		}
	}
	x := New(hidden, "2026-11-22")
	var queries []Query
	for _, code := range slices.Sorted(maps.Keys(belongs)) {
		count, members := map[string]int{}, 0
		for firm := range belongs[code] {
			if known[firm] {
				members++
				for _, p := range makes[firm] {
					count[p]++
				}
			}
		}
		if members < 5 {
			continue
		}
		q := Query{Group: sector[code[:2]]}
		for i, s := range x.Fit(Need{Name: names[code], Products: common(count, 2, 30)}) {
			same := 0.0
			for _, p := range makes[hidden[i].ID] {
				if count[p] > 0 {
					same++
				}
			}
			q.Model = append(q.Model, float64(s))
			q.Copy = append(q.Copy, same)
			q.Frequent = append(q.Frequent, float64(len(makes[hidden[i].ID])))
			q.Hit = append(q.Hit, belongs[code][hidden[i].ID])
		}
		queries = append(queries, q)
	}
	tr := Trial{Code: "chain-graph", Name: "企业对口：隐去三成企业的所属行业",
		Source:   "ChainKnowledgeGraph 公开数据（4,654家公司、510个行业、53,779条主营产品），只用于测算",
		How:      "随机隐去三成公司的全部行业归属，用其余公司的主营产品描述每个行业环节，再给隐去的公司按“对口”排序，看真正属于该行业的排在哪里",
		Copy:     "照抄已知：与该行业已知公司有多少个同名产品",
		Frequent: "最常见：产品种类越多排得越前，不看行业"}
	tr.All, tr.Groups = Evaluate(queries)
	return tr
}

// common gives the most frequent words that occur at least least times, at most most; with too few of them the rest follow.
func common(count map[string]int, least, most int) []string {
	all := slices.Sorted(maps.Keys(count))
	slices.SortStableFunc(all, func(a, b string) int { return count[b] - count[a] })
	n := 0
	for n < len(all) && (count[all[n]] >= least || n < 10) {
		n++
	}
	return all[:min(n, most)]
}

// share is a listed company.
type share struct {
	name, industry, area, city, listed, business string
}

func shares(t *testing.T) []share {
	t.Helper()
	f, err := os.Open(datatest.Path(t, "a-share/stock_basic.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(datatest.Path(t, "a-share/上市公司基本信息.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, h := range sheet[0] {
		col[h] = i
	}
	at := func(row []string, name string) string {
		if i, ok := col[name]; ok && i < len(row) {
			return row[i]
		}
		return ""
	}
	more := map[string][]string{}
	for _, row := range sheet[1:] {
		for i, h := range sheet[0] {
			if i < len(row) && (strings.Contains(h, "代码") || h == "ts_code") && strings.Contains(row[i], ".") {
				more[row[i]] = row
			}
		}
	}
	if len(more) < 5000 {
		t.Fatalf("heads %v: %d rows", sheet[0], len(more))
	}
	var out []share
	for _, r := range rows[1:] {
		row := more[r[0]]
		if len(r) < 6 || r[5] == "" || r[4] == "" || row == nil {
			continue
		}
		out = append(out, share{name: at(row, "公司名称"), industry: r[4], area: r[3], city: at(row, "省份") + at(row, "城市"), listed: r[5], business: at(row, "主营业务")})
	}
	return out
}

// cut is the day from which on listings count as future.
const cut = "2021-01-01"

// laterFirms learns each industry from the firms listed before the cut, and ranks those listed since.
func laterFirms(t *testing.T) Trial {
	all := shares(t)
	var docs []matching.Labelled
	var later []Firm
	var truth []string
	before := map[string]int{}
	for i, s := range all {
		if s.listed < cut {
			docs = append(docs, matching.Labelled{Label: s.industry, Text: s.business})
			before[s.industry]++
			continue
		}
		later = append(later, Firm{ID: fmt.Sprint(i), Name: s.name, Business: s.business})
		truth = append(truth, s.industry)
	}
	words := matching.Learn(docs)
	x := New(later, "2026-11-22")
	var queries []Query
	for _, in := range slices.Sorted(maps.Keys(before)) {
		need := Need{Name: in}
		for _, w := range words[in][:min(len(words[in]), 25)] {
			need.Products = append(need.Products, w.Text)
		}
		q := Query{Group: in}
		for i, s := range x.Fit(need) {
			q.Model = append(q.Model, float64(s))
			named := 0.0
			if strings.Contains(later[i].Business, in) || strings.Contains(later[i].Name, in) {
				named = 1
			}
			q.Copy = append(q.Copy, named)
			q.Frequent = append(q.Frequent, float64(len([]rune(later[i].Business))))
			q.Hit = append(q.Hit, truth[i] == in)
		}
		queries = append(queries, q)
	}
	tr := Trial{Code: "a-share", Name: "企业对口：" + cut[:4] + "年以后上市的公司", Source: "上市公司公开信息（CC0、MIT），5,448家的行业与上市日期，6,194家的主营业务",
		How:      "用" + cut + "以前上市的公司学习每个行业的用词，再给以后上市的公司按“对口”排序，看真正属于该行业的排在哪里",
		Copy:     "照抄已知：公司名称或主营业务里写有行业名",
		Frequent: "最常见：主营业务写得越长排得越前，不看行业"}
	tr.All, tr.Groups = Evaluate(queries)
	return tr
}

// laterPresence asks for the industries that a place does not have at a cut: which of them appear later.
func laterPresence(t *testing.T) []Trial {
	all := shares(t)
	var out []Trial
	city := func(s share) string { return s.city }
	weight := freshWeight(all, city)
	for _, by := range []struct {
		code, name string
		place      func(share) string
		alone      bool // by density alone
	}{{"gap-city", "缺口清单：地级市后来出现的行业", city, false},
		{"gap-province", "缺口清单：省后来出现的行业", func(s share) string { return s.area }, false},
		{"gap-density", "缺口清单：地级市，只按关联密度", city, true}} {
		w := weight
		if by.alone {
			w = -1
		}
		var queries []Query
		for _, year := range []int{2017, 2019, 2021} {
			queries = append(queries, presence(all, by.place, year, w)...)
		}
		tr := Trial{Code: by.code, Name: by.name, Source: "上市公司公开信息（CC0、MIT），5,448家的所在地、行业与上市日期",
			How: fmt.Sprintf("取每个截止年以前上市的公司，对当时没有上市公司的“地方×行业”按%s排序，看其后有公司上市的排在哪里；只取当时已有%d家以上公司的地方。倍数由程序在2011、2013、2015年三截上选定，2017、2019、2021年三截不参与选；式子的形状是看过数据后定的",
				map[bool]string{false: fmt.Sprintf("关联密度×（行业普遍程度＋近两年新出现次数的%g倍）", weight), true: "关联密度"}[by.alone], placeFloor),
			Copy:     "照抄上年：截止前两年里在别处新出现得多的行业排前",
			Frequent: "最常见：全国有它的地方越多的行业越排前"}
		tr.All, tr.Groups = Evaluate(queries)
		out = append(out, tr)
	}
	return out
}

// freshWeight chooses how much an industry's latest appearances elsewhere weigh, on cuts before all that are published.
func freshWeight(all []share, place func(share) string) (best float64) {
	most := -1.0
	for _, w := range []float64{0, .5, 1, 2, 4, 8} {
		var queries []Query
		for _, year := range []int{2011, 2013, 2015} {
			queries = append(queries, presence(all, place, year, w)...)
		}
		if got, _ := Evaluate(queries); got.Model.AUC > most {
			best, most = w, got.Model.AUC
		}
	}
	return best
}

// placeFloor is how many firms a place must have at the cut: with fewer, density says nothing.
const placeFloor = 10

// presence asks at one cut; weight is that of the latest appearances elsewhere, below 0 density stands alone.
func presence(all []share, place func(share) string, year int, weight float64) []Query {
	limit, recent := fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-01-01", year-2)
	places, industries := map[string]int{}, map[string]int{}
	count := map[string]int{}
	for _, s := range all {
		industries[s.industry] = 0
		if s.listed < limit {
			count[place(s)]++
		}
	}
	for p, n := range count {
		if n >= placeFloor && p != "" {
			places[p] = 0
		}
	}
	ps, is := slices.Sorted(maps.Keys(places)), slices.Sorted(maps.Keys(industries))
	for i, p := range ps {
		places[p] = i
	}
	for i, in := range is {
		industries[in] = i
	}
	was, fresh, then := mat.NewDense(len(ps), len(is), nil), mat.NewDense(len(ps), len(is), nil), mat.NewDense(len(ps), len(is), nil)
	for _, s := range all {
		p, ok := places[place(s)]
		if !ok {
			continue
		}
		into := then
		switch {
		case s.listed < recent:
			into = was
		case s.listed < limit:
			into = fresh
		}
		into.Set(p, industries[s.industry], into.At(p, industries[s.industry])+1)
	}
	now := mat.NewDense(len(ps), len(is), nil)
	now.Add(was, fresh)
	m := complexity.Present(now, 1)
	density := m.Density(m.Proximity())
	ubiquity := m.Ubiquity()
	appeared := make([]float64, len(is))
	for i := range is {
		for p := range ps {
			if was.At(p, i) == 0 && fresh.At(p, i) > 0 {
				appeared[i]++
			}
		}
	}
	var out []Query
	for p := range ps {
		q := Query{Group: fmt.Sprint(year)}
		for i := range is {
			if now.At(p, i) > 0 {
				continue
			}
			score := density.At(p, i)
			if weight >= 0 {
				score *= 1 + ubiquity[i] + weight*appeared[i]
			}
			q.Model = append(q.Model, score)
			q.Copy = append(q.Copy, appeared[i])
			q.Frequent = append(q.Frequent, ubiquity[i])
			q.Hit = append(q.Hit, then.At(p, i) > 0)
		}
		out = append(out, q)
	}
	return out
}
