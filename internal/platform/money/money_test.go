package money

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Yuan{
		"8亿元": 800_000_000, "1.2 亿": 120_000_000, "3,200万": 32_000_000, "￥5,000元": 5000, "８０００万元": 80_000_000, "5000元人民币": 5000,
		"0.07亿": 7_000_000, "0.07亿元": 7_000_000, "1.005万元": 10_050, "人民币8亿元": 800_000_000, "RMB 8亿": 800_000_000,
		"8亿5000万元": 850_000_000, "8亿5000万": 850_000_000, "3亿2000元": 300_002_000, "3千万元": 30_000_000, "5百万": 5_000_000, "2百亿": 20_000_000_000,
		"1.5万亿元": 1_500_000_000_000, "约10亿元": 1_000_000_000, "10亿元左右": 1_000_000_000, "10余亿元": 1_000_000_000, "10亿多元": 1_000_000_000, "近3亿元": 300_000_000,
		"总投资：5亿元": 500_000_000, "0元": 0, "1234.5元": 1235, "1.2E+05元": 120_000, "45.739999999999995亿": 4_574_000_000,
		"0.33333333亿元": 33_333_333, "500 千元": 500_000, "\u3000８，０００．５ 万元\u00a0": 80_005_000,
	} {
		got, err := Parse(in, Options{})
		if got != want || err != nil {
			t.Errorf("Parse(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
}

// The head's unit is for cells that name none; the cell's own goes before it.
func TestParseWithHeadUnit(t *testing.T) {
	for _, x := range []struct {
		in   string
		unit Unit
		want Yuan
	}{
		{"3200", Wan, 32_000_000}, {"3200", Qianyuan, 3_200_000}, {"3200", UnitYuan, 3200}, {"12.5", Yi, 1_250_000_000}, {"12.5", Million, 12_500_000},
		{"3,200.55", Wan, 32_005_500}, {"8亿", Wan, 800_000_000}, {"5000元", Wan, 5000}, {"¥ 5000", UnitYuan, 5000}, {"0", Wan, 0}, {"-0", Wan, 0},
		{"0.00004", Wan, 0}, {"0.00005", Wan, 1},
	} {
		if got, err := Parse(x.in, Options{Unit: x.unit}); got != x.want || err != nil {
			t.Errorf("Parse(%q, %s) = %d, %v; want %d", x.in, x.unit, got, err, x.want)
		}
	}
	for in, want := range map[string]Yuan{"-3200": -32_000_000, "−3.2亿": -320_000_000, "(500)": -5_000_000, "－5": -50_000} {
		if got, err := Parse(in, Options{Unit: Wan, Negative: true}); got != want || err != nil {
			t.Errorf("Parse(%q) = %d, %v; want %d", in, got, err, want)
		}
		if got, err := Parse(in, Options{Unit: Wan}); errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "是负数") {
			t.Errorf("Parse(%q) without leave for negatives = %d, %v", in, got, err)
		}
	}
}

func TestParseRange(t *testing.T) {
	const yi, wan = 100_000_000, 10_000
	for in, want := range map[string]Range{
		"5-10亿": {5 * yi, 10 * yi, false}, "5～10亿元": {5 * yi, 10 * yi, false}, "5—10亿": {5 * yi, 10 * yi, false}, "5——10亿": {5 * yi, 10 * yi, false},
		"5000万-1亿元": {5000 * wan, yi, false}, "5亿至10亿元": {5 * yi, 10 * yi, false}, "3到5千万": {30_000_000, 50_000_000, false}, "5–10": {5 * wan, 10 * wan, false},
		"1亿元以上": {yi, Max, false}, "≥1亿元": {yi, Max, false}, "不低于5000万": {5000 * wan, Max, false}, "超1亿": {yi, Max, false}, "1亿元及以上": {yi, Max, false},
		"不超过3000万元": {0, 3000 * wan, false}, "3000万元以下": {0, 3000 * wan, false}, "约5-10亿": {5 * yi, 10 * yi, true}, "8亿元": {8 * yi, 8 * yi, false},
	} {
		got, err := ParseRange(in, Options{Unit: Wan})
		if err != nil {
			t.Errorf("ParseRange(%q): %v", in, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParseRange(%q): %s", in, diff)
		}
	}
}

func TestParseBadInput(t *testing.T) {
	const odd = "看不懂金额“%s”，请写成8亿元、3200万元的样子"
	for in, want := range map[string]string{
		"": "没有填写金额", "—": "没有填写金额", "/": "没有填写金额", "无": "没有填写金额", "约": "没有填写金额",
		"3200":               "“3200”没有单位，请写明元、万元或亿元",
		"8亿5000":             "“8亿5000”后面的数没有单位，请写完整（如8亿5000万元）",
		"5-10亿":              "“5-10亿”是一个范围，这里要一个确定的金额，请填写其中一个数",
		"1亿元以上":              "“1亿元以上”是一个范围，这里要一个确定的金额，请填写其中一个数",
		"10-5亿":              "“10-5亿”前一个数大于后一个数，请核对单位",
		"5-10亿以上":            "“5-10亿以上”又写范围又写上下限，请只留一种",
		"5亿-10":              "“5亿-10”没有单位，请写明元、万元或亿元",
		"-5--3亿":             "看不懂金额“-5--3亿”，范围里不要用负数",
		"1.2亿美元":             "“1.2亿美元”是外币，请折算成人民币后填写",
		"$500万":              "“$500万”是外币，请折算成人民币后填写",
		"500万usd":            "“500万usd”是外币，请折算成人民币后填写",
		"-8亿元":               "金额“-8亿元”是负数，这里不能为负，请核对",
		"(5亿元)":              "“(5亿元)”后面的数没有单位，请写完整（如8亿5000万元）",
		"¥ 5000":             "“¥ 5000”没有单位，请写明元、万元或亿元",
		"0":                  "“0”没有单位，请写明元、万元或亿元",
		"8亿亿亿":               "",
		"922337203685亿元":     "金额“922337203685亿元”超出可以保存的范围，请核对单位",
		"99999999999999999万": "金额“99999999999999999万”超出可以保存的范围，请核对单位",
		"亿元":                 "", "八亿元": "", "8万5亿": "", "8亿亿": "", "8亿元5000万": "", "abc": "", "8,00万": "", "1.2.3亿": "", "8亿-": "", "#DIV/0!": "", "投资": "没有填写金额",
	} {
		_, err := Parse(in, Options{})
		if want == "" {
			want = strings.Replace(odd, "%s", in, 1)
		}
		if errs.CodeOf(err) != errs.Invalid || err.Error() != want {
			t.Errorf("Parse(%q): %v; want %s", in, err, want)
		}
	}
}

func TestFormat(t *testing.T) {
	for _, x := range []struct {
		y        Yuan
		unit     Unit
		decimals int
		want     string
	}{
		{160_940_000_000, Yi, 1, "1,609.4亿元"}, {45_740_000_000, Yi, 2, "457.40亿元"}, {123_456_789, Wan, 1, "12,345.7万元"}, {123_456_789, Wan, 0, "12,346万元"},
		{123_456_789, UnitYuan, 0, "123,456,789元"}, {-123_456_789, Wan, 2, "−12,345.68万元"}, {-1, Yi, 2, "0.00亿元"}, {0, Wan, 0, "0万元"},
		{5000, Wan, 0, "1万元"}, {4999, Wan, 0, "0万元"}, {-5000, Wan, 0, "−1万元"}, {7_000_000, Yi, 2, "0.07亿元"}, {1_500, Qianyuan, 1, "1.5千元"},
		{999, UnitYuan, 0, "999元"}, {1000, UnitYuan, 0, "1,000元"}, {Max, Yi, 2, "92,233,720,368.55亿元"}, {math.MinInt64, UnitYuan, 0, "−9,223,372,036,854,775,808元"},
		{Max, UnitYuan, 8, "9,223,372,036,854,775,807元"}, {12_500_000, Million, 1, "12.5百万元"}, {12_500_000_000, TenYi, 2, "12.50十亿元"}, {70, 7, 0, "107元"}, // an odd unit still says its size
	} {
		if got := x.y.Text(x.unit, x.decimals); got != x.want {
			t.Errorf("%d.Text(%d, %d) = %s, want %s", x.y, x.unit, x.decimals, got, x.want)
		}
	}
	if got := Yuan(5000).In(0, -3); got != "5,000" {
		t.Errorf("In no unit = %s", got)
	}
	if got := Yuan(800_000_000).String(); got != "800,000,000元" {
		t.Errorf("String = %s", got)
	}
	raw, err := json.Marshal(map[string]Yuan{"amount": 800_000_000})
	if err != nil || string(raw) != `{"amount":800000000}` {
		t.Errorf("JSON %s, %v", raw, err)
	}
}

// Formatting rounds exactly, and what was written with enough decimals reads back as the same amount.
func TestFormatIsExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		y := Yuan(rnd.Int64N(1 << (1 + rnd.IntN(58))))
		if rnd.IntN(2) == 0 {
			y = -y
		}
		decimals := rnd.IntN(5)
		got := strings.NewReplacer("−", "-", ",", "").Replace(y.In(Wan, decimals))
		want := new(big.Rat).SetFrac64(int64(y), int64(Wan)).FloatString(decimals)
		if want == "-0" || strings.HasPrefix(want, "-0.") && strings.Trim(want, "-0.") == "" {
			want = want[1:]
		}
		if got != want {
			t.Fatalf("%d in 万元 with %d decimals = %s, want %s", y, decimals, got, want)
		}
		if back, err := Parse(y.Text(Yi, 8), Options{Negative: true}); back != y || err != nil && y != 0 {
			t.Fatalf("%s reads back as %d, %v", y.Text(Yi, 8), back, err)
		}
	}
}

func TestSum(t *testing.T) {
	if got, err := Sum(1, -3, 5); got != 3 || err != nil {
		t.Errorf("Sum = %d, %v", got, err)
	}
	if got, err := Sum(); got != 0 || err != nil {
		t.Errorf("Sum of nothing = %d, %v", got, err)
	}
	for _, xs := range [][]Yuan{{Max, 1}, {math.MinInt64, -1}} {
		if got, err := Sum(xs...); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Sum(%d) = %d, %v; want an overflow", xs, got, err)
		}
	}
}

func TestUnits(t *testing.T) {
	for head, want := range map[string][]Unit{
		"总投资（亿元）": {Yi}, "单位：万元": {Wan}, "投资额/万元": {Wan}, "单位:亿元、万元": {Yi, Wan}, "总投资\n(万元)": {Wan}, "金额（元）": {UnitYuan}, "元": {UnitYuan},
		"营业收入千元": {Qianyuan}, "产值（百万元）": {Million}, "单位： 万元 面积：亩": {Wan}, "总投资（亿元）其中固投（亿元）": {Yi}, "单位：元": {UnitYuan}, "［亿元］": {Yi},
		"亩均税收（万元/亩）": nil, "百亿元企业": nil, "1亿元以上项目数": nil, "投资强度": nil, "单元": nil, "外资（万美元）": nil, "美元": nil, "": nil, "百亿元": nil, "项目名称": nil,
	} {
		if diff := cmp.Diff(want, Units(head)); diff != "" {
			t.Errorf("Units(%q): %s", head, diff)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("3,200.5", Options{Unit: Wan}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	for b.Loop() {
		Yuan(123_456_789).Text(Wan, 2)
	}
}
