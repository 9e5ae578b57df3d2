package number

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"8": "8", "3,200.5": "3200.5", "８０００": "8000", "１，２３４．５６": "1234.56", "−3.2": "-3.2", "－3.2": "-3.2", "- 3.2": "-3.2", "+7": "7",
		"(1,234)": "-1234", "（3.2）": "-3.2", "0.07": "0.07", ".5": "0.5", "5.": "5", "007": "7", "0": "0", "-0": "0", "0.000": "0",
		"1.2E+05": "120000", "1.2e-3": "0.0012", "4.5739999999999995E1": "45.739999999999995", " 3 200 ": "3200", "3, 200": "3200",
		"\u00a012\u3000": "12", "12.50": "12.5", "999999999999999999": "999999999999999999", "\u200b5": "5", "12 .5": "12.5",
		"0.1234567890123456789": "0.123456789012345679", // the 19th digit is rounded away
		"1e-30":                 "0", "0e400": "0",
	} {
		got, err := Parse(in)
		if err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
}

func TestParseBadInput(t *testing.T) {
	for in, want := range map[string]string{
		"": "没有填写数字", " ": "没有填写数字", "—": "没有填写数字", "——": "没有填写数字", "-": "没有填写数字", "/": "没有填写数字", "无": "没有填写数字",
		"8个":                  "“8个”不是数字，请只填写数字（如3200.5）",
		"12a":                 "“12a”不是数字，请只填写数字（如3200.5）",
		"1.2.3":               "“1.2.3”不是数字，请只填写数字（如3200.5）",
		"--5":                 "“--5”不是数字，请只填写数字（如3200.5）",
		".":                   "“.”不是数字，请只填写数字（如3200.5）",
		"e5":                  "“e5”不是数字，请只填写数字（如3200.5）",
		"1e5.5":               "“1e5.5”不是数字，请只填写数字（如3200.5）",
		"0x1F":                "“0x1F”不是数字，请只填写数字（如3200.5）",
		"NaN":                 "“NaN”不是数字，请只填写数字（如3200.5）",
		"#REF!":               "“#REF!”不是数字，请只填写数字（如3200.5）",
		"1.234,5":             "“1.234,5”不是数字，请只填写数字（如3200.5）",
		"1,23":                "“1,23”的千分位逗号位置不对，请核对是否多写或漏写了数字",
		"1234,567":            "“1234,567”的千分位逗号位置不对，请核对是否多写或漏写了数字",
		",123":                "“,123”的千分位逗号位置不对，请核对是否多写或漏写了数字",
		"1,,234":              "“1,,234”的千分位逗号位置不对，请核对是否多写或漏写了数字",
		"1000000000000000000": "“1000000000000000000”太大，超出可以保存的范围，请核对单位",
		"1e300":               "“1e300”太大，超出可以保存的范围，请核对单位",
		"1e999999999999":      "“1e999999999999”不是数字，请只填写数字（如3200.5）",
	} {
		_, err := Parse(in)
		if errs.CodeOf(err) != errs.Invalid || err.Error() != want {
			t.Errorf("Parse(%q): %v; want %s", in, err, want)
		}
	}
}

// Times agrees with exact rational arithmetic, over the whole range.
func TestTimesIsExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	units := []int64{1, 1000, 10_000, 100_000_000, -7, math.MaxInt64}
	for range 20000 {
		d := Decimal{rnd.Int64N(1 << (1 + rnd.IntN(60))), rnd.IntN(19)}
		if rnd.IntN(2) == 0 {
			d.Coef = -d.Coef
		}
		unit := units[rnd.IntN(len(units))]
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(d.Coef), big.NewInt(unit)), big.NewInt(pow10(d.Scale)))
		half := big.NewRat(int64(exact.Sign()), 2)
		sum := new(big.Rat).Add(exact, half)
		want := new(big.Int).Quo(sum.Num(), sum.Denom())
		got, ok := d.Times(unit)
		if ok != want.IsInt64() || ok && got != want.Int64() {
			t.Fatalf("%s × %d = %d, %v; want %s", d, unit, got, ok, want)
		}
	}
}

func TestTimesRounding(t *testing.T) {
	for in, want := range map[string]int64{"0.5": 1, "-0.5": -1, "0.49999": 0, "1.5": 2, "2.5": 3, "-2.5": -3} {
		d, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.Times(1); !ok || got != want {
			t.Errorf("%s rounds to %d, want %d", in, got, want)
		}
	}
	if got := (Decimal{7, 2}).Float(); got != 0.07 {
		t.Errorf("Float = %v", got)
	}
	if n, ok := (Decimal{1200, 2}).Int(); n != 12 || !ok {
		t.Errorf("Int = %d, %v", n, ok)
	}
	if _, ok := (Decimal{1250, 2}).Int(); ok {
		t.Error("12.5 is taken for a whole number")
	}
}

func TestPercent(t *testing.T) {
	type read struct{ Percent, Ratio, Points string }
	for in, want := range map[string]read{
		"86.5%":                {"0.865", "0.865", "error"},
		"８６．５％":                {"0.865", "0.865", "error"},
		"86.5":                 {"0.865", "86.5", "86.5"},
		"0.865":                {"0.00865", "0.865", "0.865"},
		"百分之86.5":              {"0.865", "0.865", "error"},
		"5‰":                   {"0.005", "0.005", "error"},
		"-3.2%":                {"-0.032", "-0.032", "error"},
		"增长8.5%":               {"0.085", "0.085", "error"},
		"同比下降3.2%":             {"-0.032", "-0.032", "error"},
		"1.2个百分点":              {"error", "error", "1.2"},
		"下降1.2个百分点":            {"error", "error", "-1.2"},
		"提高 1.2 个百分点":          {"error", "error", "1.2"},
		"−1.2":                 {"-0.012", "-1.2", "-1.2"},
		"下降-3.2%":              {"error", "error", "error"},
		"":                     {"error", "error", "error"},
		"—":                    {"error", "error", "error"},
		"较好":                   {"error", "error", "error"},
		"%":                    {"error", "error", "error"},
		"0.123456789012345678": {"0.001234567890123457", "0.123456789012345678", "0.123456789012345678"},
	} {
		text := func(d Decimal, err error) string {
			if err != nil {
				if errs.CodeOf(err) != errs.Invalid {
					t.Errorf("%q: %v is not Invalid", in, err)
				}
				return "error"
			}
			return d.String()
		}
		got := read{text(Percent(in, PlainPercent)), text(Percent(in, PlainRatio)), text(Points(in))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("3200.5"); err != nil {
			b.Fatal(err)
		}
	}
}
