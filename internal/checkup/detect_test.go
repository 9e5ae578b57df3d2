package checkup_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/checkup"
	"lianzhang/internal/insight/firstdigit"
	"lianzhang/internal/insight/sameness"
	"lianzhang/internal/project"
)

const day = "2026-11-22"

// plain is an honest signed project.
func plain(id string, edit func(*checkup.Case)) checkup.Case {
	c := checkup.Case{ID: id, Code: id, Name: "启岳高精度铜箔生产基地", Region: "349902", ChainID: "copper", UnitID: "u1", Park: "东湖区新材料园", Class: "新建",
		Investor: "景川启岳铜业有限公司", Stage: project.Signed, Total: 3_2000_0000, Land: 60, Jobs: 100, Content: sameness.Of("建设高精度铜箔生产线及配套设施，年产五千吨")}
	c.Dates[2] = "2026-03-05"
	if edit != nil {
		edit(&c)
	}
	return c
}

// other is an honest project that has nothing to do with plain.
func other(id string, edit func(*checkup.Case)) checkup.Case {
	return plain(id, func(c *checkup.Case) {
		c.Name, c.Investor, c.Total, c.Land, c.Region, c.Park = "瑞图光学镜头研发制造项目", "景川瑞图光学科技有限公司", 5_5000_0000, 110, "349903", "南浦区产业园"
		c.Content = sameness.Of("建设光学镜头研发中心和制造厂房")
		if edit != nil {
			edit(c)
		}
	})
}

func detect(r *checkup.Register) []checkup.Draft {
	r.Today = day
	r.Prepare()
	return checkup.Detect(r, checkup.Shipped(), nil)
}

func ids(drafts []checkup.Draft) []string {
	out := []string{}
	for _, d := range drafts {
		out = append(out, d.Detector)
	}
	return out
}

// TestEachDetector gives each its plain case, and the honest one beside it that must not be found.
func TestEachDetector(t *testing.T) {
	for _, c := range []struct {
		name  string
		cases []checkup.Case
		firms []checkup.Firm
		rises []checkup.Rise
		want  []string
	}{
		{"nothing", []checkup.Case{plain("a", nil), other("b", nil)}, nil, nil, nil},
		{"same name, other county, other year", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) { c.Region, c.Dates[2] = "349921", "2025-02-01" })}, nil, nil, []string{"twin"}},
		{"three times is one finding", []checkup.Case{plain("a", nil), plain("b", nil), plain("c", nil)}, nil, nil, []string{"twin"}},
		{"same name, one withdrawn", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) { c.Stage = project.Withdrawn })}, nil, nil, nil},
		{"same name, other firm", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) { c.Investor, c.Total = "桐江华新金属有限公司", 9_000_0000 })}, nil, nil, nil},
		{"codes differ", []checkup.Case{plain("a", func(c *checkup.Case) { c.USCC = "91340100A" }), plain("b", func(c *checkup.Case) { c.USCC, c.Total = "91340200B", 7_0000_0000 })}, nil, nil, nil},
		{"reworded", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Region, c.Park = "启岳铜箔高精度生产项目", "349921", "云溪县绿色食品园"
		})}, nil, nil, []string{"alike"}},
		{"firm misspelt", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Investor, c.Name = "景川市启岳铜业股份有限公司", "启岳高精度铜箔生产基地项目"
		})}, nil, nil, []string{"alike"}},
		{"one investor, two honest projects", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Total, c.Land, c.Content = "启岳铜杆连铸连轧研发中心", 1_1000_0000, 22, sameness.Of("新建研发楼和中试车间")
		})}, nil, nil, nil},
		{"capacities differ", []checkup.Case{plain("a", func(c *checkup.Case) { c.Name = "年产5000吨铜箔项目" }), plain("b", func(c *checkup.Case) { c.Name = "年产8000吨铜箔项目" })}, nil, nil, nil},
		{"phase two as new", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Dates[2] = "启岳高精度铜箔生产基地（二期）", "2026-09-01"
		})}, nil, nil, []string{"phase"}},
		{"phase two as what it is", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Class, c.Dates[2] = "启岳高精度铜箔生产基地（二期）", "续建", "2026-09-01"
		})}, nil, nil, nil},
		{"phase two without a first", []checkup.Case{plain("b", func(c *checkup.Case) { c.Name = "启岳高精度铜箔生产基地（二期）" })}, nil, nil, nil},
		{"supplement with the whole", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Total, c.Dates[2] = "启岳高精度铜箔生产基地补充协议", 4_0000_0000, "2026-09-01"
		})}, nil, nil, []string{"supplement"}},
		{"supplement with the increment", []checkup.Case{plain("a", nil), plain("b", func(c *checkup.Case) {
			c.Name, c.Total, c.Dates[2] = "启岳高精度铜箔生产基地补充协议", 8000_0000, "2026-09-01"
		})}, nil, nil, nil},
		{"too much for its land", []checkup.Case{plain("a", func(c *checkup.Case) { c.Land = 5 })}, nil, nil, []string{"land"}},
		{"too much for its jobs", []checkup.Case{plain("a", func(c *checkup.Case) { c.Jobs = 3 })}, nil, nil, []string{"jobs"}},
		{"small firm", []checkup.Case{plain("a", nil)}, []checkup.Firm{{ID: "f", Name: "景川启岳铜业有限公司", Capital: 100_0000, Region: "349902"}}, nil, []string{"capital"}},
		{"firm of a size", []checkup.Case{plain("a", nil)}, []checkup.Firm{{ID: "f", Name: "景川启岳铜业有限公司", Capital: 1_0000_0000, Region: "349902"}}, nil, nil},
		{"old firm, new name", []checkup.Case{plain("a", nil)}, []checkup.Firm{{ID: "f", Name: "景川启岳铜业有限公司", USCC: "N", Founded: "2026-01-10", Address: "东湖区工业路8号", Former: "景川恒达铜业有限公司", Region: "349902"},
			{ID: "o", Name: "景川恒达铜业有限公司", USCC: "O", Founded: "2009-01-01", Address: "东湖区工业路8号", Region: "349902"}}, nil, []string{"rebirth"}},
		{"neighbours in one park", []checkup.Case{plain("a", nil)}, []checkup.Firm{{ID: "f", Name: "景川启岳铜业有限公司", USCC: "N", Founded: "2026-01-10", Address: "东湖区工业路8号", Region: "349902"},
			{ID: "o", Name: "景川金锐食品有限公司", USCC: "O", Founded: "2009-01-01", Address: "东湖区工业路8号", Region: "349902"}}, nil, nil},
		{"money before land", []checkup.Case{plain("a", func(c *checkup.Case) { c.FundsIn, c.Land = 2_0000_0000, 0 })}, nil, nil, []string{"funds"}},
		{"money with a paper for the land", []checkup.Case{plain("a", func(c *checkup.Case) { c.FundsIn, c.LandPaper = 2_0000_0000, true })}, nil, nil, nil},
		{"a deposit", []checkup.Case{plain("a", func(c *checkup.Case) { c.FundsIn = 1600_0000 })}, nil, nil, nil},
		{"received before the signing", []checkup.Case{plain("a", func(c *checkup.Case) { c.EarlyFunds, c.EarlyOn = 1_0000_0000, "2026-01-02" })}, nil, nil, []string{"funds"}},
		{"start before signing", []checkup.Case{plain("a", func(c *checkup.Case) { c.Dates[3], c.Stage = "2026-01-15", project.Started })}, nil, nil, []string{"jump"}},
		{"the same month is in order", []checkup.Case{plain("a", func(c *checkup.Case) { c.Dates[3], c.Stage = "2026-03", project.Started })}, nil, nil, nil},
		{"in production within days", []checkup.Case{plain("a", func(c *checkup.Case) { c.Dates[3], c.Dates[5], c.Stage = "2026-03-08", "2026-03-20", project.Produced })}, nil, nil, []string{"jump"}},
		{"tomorrow", []checkup.Case{plain("a", func(c *checkup.Case) { c.Dates[3], c.Stage = "2026-11-23", project.Started })}, nil, nil, []string{"jump"}},
		{"moved within the city", []checkup.Case{plain("a", func(c *checkup.Case) { c.Name = "启岳铜业整体搬迁项目" })}, []checkup.Firm{{ID: "f", Name: "景川启岳铜业有限公司", Founded: "2010-01-01", Region: "349903"}}, nil, []string{"transfer"}},
		{"moved, and counted as such", []checkup.Case{plain("a", func(c *checkup.Case) { c.Name, c.Class = "启岳铜业整体搬迁项目", "技改" })}, nil, nil, nil},
		{"raised without a paper", []checkup.Case{plain("a", nil)}, nil, []checkup.Rise{{ProjectID: "a", Old: 2_0000_0000, New: 3_2000_0000, On: "2026-07-01"}}, []string{"raise"}},
		{"raised with a supplement", []checkup.Case{plain("a", func(c *checkup.Case) { c.Supplement = true })}, nil, []checkup.Rise{{ProjectID: "a", Old: 2_0000_0000, New: 3_2000_0000, On: "2026-07-01"}}, nil},
		{"raised and put right", []checkup.Case{plain("a", nil)}, nil, []checkup.Rise{{ProjectID: "a", Old: 2_0000_0000, New: 9_2000_0000, On: "2026-07-01"}}, nil},
		{"raised before the signing", []checkup.Case{plain("a", nil)}, nil, []checkup.Rise{{ProjectID: "a", Old: 2_0000_0000, New: 3_2000_0000, On: "2026-01-01"}}, nil},
	} {
		got := detect(&checkup.Register{Cases: c.cases, Firms: c.firms, Rises: c.rises})
		want := c.want
		if want == nil {
			want = []string{}
		}
		if diff := cmp.Diff(want, ids(got)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
		for _, d := range got {
			if len(d.Parts) == 0 || len(d.Lines) < 2 || d.Title == "" || d.Severity.Label() == "" {
				t.Errorf("%s: a finding without its evidence: %+v", c.name, d)
			}
		}
	}
}

func TestAmountAtStake(t *testing.T) {
	got := detect(&checkup.Register{Cases: []checkup.Case{plain("a", func(c *checkup.Case) { c.Total = 6_0000_0000; c.Land = 120 }), plain("b", func(c *checkup.Case) { c.Total = 10_0000_0000; c.Land = 200 })}})
	if len(got) != 1 || got[0].Amount != 6_0000_0000 || got[0].Severity != checkup.Grave {
		t.Fatalf("%+v", got)
	}
	text := fmt.Sprint(got[0].Lines)
	for _, want := range []string{"6.00亿元", "10.00亿元", "金额不一", "16.00亿元"} {
		if !strings.Contains(text, want) {
			t.Errorf("the evidence lacks %s: %s", want, text)
		}
	}
}

func TestTextsThatRepeatThemselves(t *testing.T) {
	r := &checkup.Register{Cases: []checkup.Case{plain("a", nil), other("b", nil)}}
	r.Runs = []checkup.CopyRun{{Case: 0, From: "2026-05", To: "2026-09", Months: 5, Words: "主体施工至三层，正在安装设备", Done: 800_0000},
		{Case: 1, From: "2026-05", To: "2026-09", Months: 5, Words: "施工单位未进场，无新增工程量", Done: 10_0000}, {Case: 1, From: "2026-01", To: "2026-02", Months: 2, Words: "主体施工至三层，正在安装设备", Done: 1}}
	got := detect(r)
	if diff := cmp.Diff([]string{"copied"}, ids(got)); diff != "" || got[0].Parts[0].ID != "a" {
		t.Error(diff, got)
	}
}

func TestTextsThatProjectsShare(t *testing.T) {
	words := "项目主体结构已经封顶，正在开展内外装修和设备安装，预计年底前具备试生产条件"
	r := &checkup.Register{}
	for i := range 6 {
		r.Cases = append(r.Cases, other(fmt.Sprint("p", i), func(c *checkup.Case) {
			c.Name, c.Investor, c.Total = fmt.Sprintf("%s项目", string(rune('甲'+i*97))), fmt.Sprintf("景川%s%s有限公司", string(rune('启'+i)), string(rune('岳'+i*11))), int64(i+1)*1_1000_0000
			c.Land = float64(i+1) * 22
		}))
		text := words
		if i == 3 {
			text = strings.Replace(words, "年底前", "年底", 1)
		}
		if i > 3 {
			text = "厂房基础开挖完成，正在浇筑承台，土建队伍八十人在场施工，进度正常" + string(rune('一'+i*50))
		}
		if i == 5 {
			text = "全部设备已经到货，电气安装完成九成，水电气接通，组织消防检查和试运行方案编制"
		}
		r.Shared = append(r.Shared, checkup.Text{Case: int32(i), Period: "2026-10", Words: text, Letters: len([]rune(text)), Done: 100_0000, Sketch: sameness.Of(text), Hash: uint64(len(text))})
	}
	got := detect(r)
	var shared []checkup.Draft
	for _, d := range got {
		if d.Detector == "shared" {
			shared = append(shared, d)
		}
	}
	if len(shared) != 1 || len(shared[0].Parts) != 4 || shared[0].Amount != 400_0000 {
		t.Errorf("%+v", got)
	}
}

func TestUnitsAgainstTheRest(t *testing.T) {
	r := &checkup.Register{}
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range 300 {
		r.Cases = append(r.Cases, checkup.Case{ID: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("项目%d号%c%c", i, rune(0x4e00+rng.IntN(2000)), rune(0x4e00+rng.IntN(2000))), UnitID: fmt.Sprint("u", i%10), Stage: project.Signed,
			Total: int64(100+rng.IntN(500)) * 100_0000, Region: "349902", ChainID: fmt.Sprint(i)})
		c := &r.Cases[i]
		c.Dates[2] = fmt.Sprintf("2026-%02d-%02d", 1+rng.IntN(10), 1+rng.IntN(27))
		if i%10 == 3 {
			c.Total = c.Total / 1_0000_0000 * 1_0000_0000
		}
		if i%10 == 7 {
			c.Dates[2] = fmt.Sprintf("2026-%02d-30", 4+2*(i/10%2)) // April and June end on the 30th
		}
	}
	got := detect(r)
	seen := map[string]string{}
	for _, d := range got {
		seen[d.Detector] += d.Parts[0].ID
		if d.Detector == "round" && d.Severity != checkup.Hint {
			t.Error("a habit is a hint and no more")
		}
	}
	if seen["round"] != "u3" || seen["monthend"] != "u7" {
		t.Errorf("%v", seen)
	}
}

func TestFirstDigitsOfAPortfolio(t *testing.T) {
	honest, made, few := new(firstdigit.Counts), new(firstdigit.Counts), new(firstdigit.Counts)
	for d := 1; d <= 9; d++ {
		honest[d-1], made[d-1], few[d-1] = int(1000*firstdigit.Expected(d)), 100, 5
	}
	got := detect(&checkup.Register{Digits: map[string]*firstdigit.Counts{"349902": honest, "349903": made, "349904": few}})
	if len(got) != 1 || got[0].Parts[0].ID != "349903" || !strings.Contains(fmt.Sprint(got[0].Lines), "不能证明") {
		t.Errorf("%+v", got)
	}
}

func TestPeers(t *testing.T) {
	r := &checkup.Register{}
	rng := rand.New(rand.NewPCG(8, 9))
	for i := range 60 {
		r.Cases = append(r.Cases, checkup.Case{ID: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("%c%c%d号", rune(0x4e00+rng.IntN(2000)), rune(0x4e00+rng.IntN(2000)), i), Stage: project.Signed, Industry: "3251", Region: "349902",
			Total: int64(200+rng.IntN(300)) * 100_0000, Land: float64(40 + rng.IntN(40)), UnitID: fmt.Sprint(i)})
		r.Cases[i].Dates[2] = "2026-03-05"
	}
	r.Cases[17].Total, r.Cases[17].Land = 60_0000_0000, 800
	got := detect(r)
	if len(got) != 1 || got[0].Detector != "peer" || got[0].Parts[0].ID != "p017" {
		t.Errorf("%+v", got)
	}
}

// TestTheOrderOfReadingDoesNotMatter shuffles a register with many findings.
func TestTheOrderOfReadingDoesNotMatter(t *testing.T) {
	build := func(rng *rand.Rand) *checkup.Register {
		r := &checkup.Register{}
		for i := range 400 {
			k := i % 130 // three of each, now and then four
			r.Cases = append(r.Cases, plain(fmt.Sprintf("p%03d", i), func(c *checkup.Case) {
				c.Name, c.Investor = fmt.Sprintf("%c%c铜箔基地", rune(0x4e00+k), rune(0x5e00+k)), fmt.Sprintf("景川%c%c铜业有限公司", rune(0x4e00+k), rune(0x5e00+k))
				c.Total, c.Region = int64(k+1)*3000_0000, fmt.Sprintf("3499%02d", i%7)
				c.Land = float64(i%9) * 3
				if i%5 == 0 {
					c.Name += "项目"
				}
			}))
		}
		if rng != nil {
			rng.Shuffle(len(r.Cases), func(i, j int) { r.Cases[i], r.Cases[j] = r.Cases[j], r.Cases[i] })
		}
		return r
	}
	want := detect(build(nil))
	if len(want) < 100 {
		t.Fatalf("only %d findings; the test says nothing", len(want))
	}
	for seed := range uint64(5) {
		if diff := cmp.Diff(want, detect(build(rand.New(rand.NewPCG(seed, 1))))); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestRulesAreData(t *testing.T) {
	r := checkup.Shipped()
	if len(r.Detectors) != 18 {
		t.Errorf("%d detectors", len(r.Detectors))
	}
	for _, d := range r.Detectors {
		if d.Label == "" || d.What == "" || d.Effect.Label() == "" {
			t.Errorf("%s is not described", d.ID)
		}
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
	r.Find("land").Params[0].Value = -1
	if err := r.Check(); err == nil {
		t.Error("a negative threshold passed")
	}
	low := checkup.Shipped()
	low.Find("land").Params[0].Value = 400
	reg := &checkup.Register{Cases: []checkup.Case{plain("a", nil)}, Today: day}
	reg.Prepare()
	if got := checkup.Detect(reg, low, nil); len(got) != 1 || got[0].Detector != "land" {
		t.Errorf("a lower threshold finds %+v", got)
	}
	low.Find("land").On = false
	if got := checkup.Detect(reg, low, nil); len(got) != 0 {
		t.Errorf("a detector that is off found %+v", got)
	}
}
