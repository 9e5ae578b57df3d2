package period

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
)

// Known weeks are those of ISO 8601: 2026 has 53 weeks, 2027-01-01 belongs to the last of them.
func TestPeriods(t *testing.T) {
	type row struct {
		P, Prev, Next, Before Period
		Kind                  Kind
		First, Last, Label    string
		Months                []Period
	}
	for _, want := range []row{
		{"2026-W47", "2026-W46", "2026-W48", "2025-W47", Week, "2026-11-16", "2026-11-22", "2026年第47周（11月16日—11月22日）", []Period{"2026-11"}},
		{"2026-W53", "2026-W52", "2027-W01", "2025-W52", Week, "2026-12-28", "2027-01-03", "2026年第53周（2026年12月28日—2027年1月3日）", []Period{"2026-12", "2027-01"}},
		{"2026-W01", "2025-W52", "2026-W02", "2025-W01", Week, "2025-12-29", "2026-01-04", "2026年第1周（2025年12月29日—2026年1月4日）", []Period{"2025-12", "2026-01"}},
		{"2026-11-A", "2026-10-C", "2026-11-B", "2025-11-A", TenDay, "2026-11-01", "2026-11-10", "2026年11月上旬", []Period{"2026-11"}},
		{"2026-11-B", "2026-11-A", "2026-11-C", "2025-11-B", TenDay, "2026-11-11", "2026-11-20", "2026年11月中旬", []Period{"2026-11"}},
		{"2024-02-C", "2024-02-B", "2024-03-A", "2023-02-C", TenDay, "2024-02-21", "2024-02-29", "2024年2月下旬", []Period{"2024-02"}},
		{"2026-12-C", "2026-12-B", "2027-01-A", "2025-12-C", TenDay, "2026-12-21", "2026-12-31", "2026年12月下旬", []Period{"2026-12"}},
		{"2026-11", "2026-10", "2026-12", "2025-11", Month, "2026-11-01", "2026-11-30", "2026年11月", []Period{"2026-11"}},
		{"2026-01", "2025-12", "2026-02", "2025-01", Month, "2026-01-01", "2026-01-31", "2026年1月", []Period{"2026-01"}},
		{"2026-Q4", "2026-Q3", "2027-Q1", "2025-Q4", Quarter, "2026-10-01", "2026-12-31", "2026年四季度", []Period{"2026-10", "2026-11", "2026-12"}},
		{"2026-H1", "2025-H2", "2026-H2", "2025-H1", Half, "2026-01-01", "2026-06-30", "2026年上半年",
			[]Period{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}},
		{"2024", "2023", "2025", "2023", Year, "2024-01-01", "2024-12-31", "2024年",
			[]Period{"2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12"}},
	} {
		p, err := Parse(string(want.P))
		if err != nil {
			t.Errorf("Parse(%q): %v", want.P, err)
		}
		got := row{p, p.Prev(), p.Next(), p.YearBefore(), p.Kind(), p.First(), p.Last(), p.Label(), p.Months()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", want.P, diff)
		}
		if back, err := Parse(want.Label); back != want.P || err != nil {
			t.Errorf("Parse(%q) = %q, %v", want.Label, back, err)
		}
	}
}

func TestParseSpellings(t *testing.T) {
	for in, want := range map[string]Period{
		" 2026-11 ": "2026-11", "２０２６－１１": "2026-11", "2026-q4": "2026-Q4", "2026-w47": "2026-W47",
		"2026 年 11 月": "2026-11", "2026年11月份": "2026-11", "2026年02月": "2026-02", "2026年度": "2026", "2026年": "2026",
		"2026年第四季度": "2026-Q4", "2026年3季度": "2026-Q3", "2026年第47周": "2026-W47", "２０２６年１１月中旬": "2026-11-B",
		"2026年第47周(11月16日-11月22日)": "2026-W47",
	} {
		if got, err := Parse(in); got != want || err != nil {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, in := range []string{
		"", "26", "20266", "2026-", "2026-00", "2026-13", "2026-1", "2026-W00", "2026-W54", "2025-W53", "2026-Q0", "2026-Q5", "2026-H3",
		"2026-11-D", "2026-00-C", "2026-13-A", "2026-11-22", "0206-11", "2300", "2026-11-B ;", "2026年13月", "2026年0月上旬", "2026年五季度",
		"2026年第54周", "十一月", "2026年11月中", "2026-1１-Ｄ",
	} {
		p, err := Parse(in)
		if err == nil || errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Parse(%q) = %q, %v; want an Invalid error", in, p, err)
		}
		if p := Period(in); p.Valid() || p.First() != "" || p.Last() != "" || p.Next() != "" || p.Prev() != "" || p.Label() != "" ||
			p.Span() != "" || p.Kind() != "" || p.Year() != 0 || p.Months() != nil || p.YearBefore() != "" || p.Contains("2026-11-22") {
			t.Errorf("Period(%q) says something about itself", in)
		}
	}
	_, err := Parse("2026-13")
	want := "“2026-13”不是周期，请写成2026-W47（周）、2026-11-B（中旬）、2026-11（月）、2026-Q4（季度）、2026-H2（半年）或2026（年）"
	if err == nil || err.Error() != want {
		t.Errorf("message %v", err)
	}
	for _, k := range append(Kinds(), "", "decade") {
		if got := Of(k, "2026-02-30"); got != "" {
			t.Errorf("Of(%q, no date) = %q", k, got)
		}
	}
	if got := Of("decade", "2026-11-22"); got != "" {
		t.Errorf("Of an unknown kind = %q", got)
	}
	if Period("2026-11").Contains("2026-11-31") || Period("2026").Contains("2026-1-1") {
		t.Error("a malformed date is contained")
	}
	if got := Period("2199").Next(); got != "" {
		t.Errorf("after the last year comes %q", got)
	}
	if got := Period("1900-01").Shift(-1000000); got != "" {
		t.Errorf("before the first year comes %q", got)
	}
}

// Every day of ten years lies in exactly the period Of names, and the periods of a kind follow each other without a gap.
func TestPeriodsTile(t *testing.T) {
	for _, k := range Kinds() {
		cur := Of(k, "2020-01-01")
		for d := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2031; d = d.AddDate(0, 0, 1) {
			date := d.Format(time.DateOnly)
			p := Of(k, date)
			if !p.Contains(date) || p.Kind() != k {
				t.Fatalf("Of(%s, %s) = %s", k, date, p)
			}
			if p != cur {
				if p != cur.Next() || p.Prev() != cur || p.First() != date || Compare(cur, p) >= 0 || cur.Contains(date) {
					t.Fatalf("%s is followed by %s on %s", cur, p, date)
				}
				cur = p
			}
		}
	}
}

func TestCompare(t *testing.T) {
	got := []Period{"2026", "2026-W01", "2026-Q1", "2026-H2", "2026-01", "2026-01-A", "2025-12", "2026-H1"}
	slices.SortFunc(got, Compare)
	want := []Period{"2025-12", "2026-W01", "2026-01-A", "2026-01", "2026-Q1", "2026-H1", "2026", "2026-H2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestShiftAndSpan(t *testing.T) {
	for _, x := range []struct {
		p    Period
		n    int
		want Period
	}{
		{"2026-11-B", 36, "2027-11-B"}, {"2026-W53", -53, "2025-W52"}, {"2026-W01", 53, "2027-W01"}, {"2026-Q4", -7, "2025-Q1"}, {"2026-11", 0, "2026-11"},
	} {
		if got := x.p.Shift(x.n); got != x.want {
			t.Errorf("%s.Shift(%d) = %s, want %s", x.p, x.n, got, x.want)
		}
	}
	if got := Period("2026-Q4").Span(); got != "10月1日—12月31日" {
		t.Errorf("Span = %s", got)
	}
	if got := TenDay.Label(); got != "旬" {
		t.Errorf("Kind.Label = %s", got)
	}
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of(TenDay, "2026-11-22")
	}
}

func BenchmarkFirst(b *testing.B) {
	for b.Loop() {
		Period("2026-W47").First()
	}
}
