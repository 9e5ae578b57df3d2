package workday

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
)

// The days are read from the State Council's papers that holidays.txt names.
func TestIsWorkday(t *testing.T) {
	c := Default()
	for date, want := range map[string]bool{
		"2024-02-09": true,  // 除夕: only encouraged to be given, not a day off
		"2024-02-10": false, // 春节
		"2024-02-18": true,  // Sunday, worked
		"2024-05-11": true,  // Saturday, worked
		"2025-01-26": true,  // Sunday, worked
		"2025-10-08": false, // last day of 国庆、中秋
		"2026-02-14": true,  // Saturday, worked
		"2026-02-23": false, // Monday, last day of 春节
		"2026-02-24": true,
		"2026-10-10": true,  // Saturday, worked
		"2026-11-21": false, // Saturday
		"2026-11-22": false, // Sunday
		"2026-11-23": true,
		"2020-01-31": false, // Friday, added by the second paper of 2020
		"2018-12-31": false, // told by the notice of 2019
		"2031-01-01": true,  // Wednesday of a year without a notice: Monday to Friday
		"2026-02-30": false, "2026-2-3": false, "": false, "二〇二六年": false,
	} {
		if got := c.IsWorkday(date); got != want {
			t.Errorf("IsWorkday(%q) = %v, want %v", date, got, want)
		}
	}
}

func TestAddAndBetween(t *testing.T) {
	c := Default()
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 1, "2026-11-23"},    // Friday to Monday
		{"2026-11-22", 1, "2026-11-23"},    // Sunday to Monday
		{"2026-11-22", 0, "2026-11-22"},    // itself
		{"2026-11-22", -1, "2026-11-20"},   // Sunday back to Friday
		{"2026-11-23", -1, "2026-11-20"},   // Monday back to Friday
		{"2026-02-13", 1, "2026-02-14"},    // a worked Saturday
		{"2026-02-14", 1, "2026-02-24"},    // over the Spring Festival
		{"2026-02-24", -1, "2026-02-14"},   // and back
		{"2026-09-30", 3, "2026-10-10"},    // over the National Day to a worked Saturday
		{"2026-11-02", 15, "2026-11-23"},   // the 15 working days of a ticket
		{"2026-12-31", 30, "2027-02-11"},   // into a year without a notice: Monday to Friday
		{"2017-12-29", 1, "2018-01-02"},    // out of a year without a notice
		{"1969-12-31", 1, "1970-01-01"},    // before the epoch
		{"2026-11-31", 1, ""},              // no such day
		{"2026/11/20", 1, ""}, {"", 1, ""}, // not a date
	} {
		if got := c.Add(x.from, x.n); got != x.want {
			t.Errorf("Add(%q, %d) = %q, want %q", x.from, x.n, got, x.want)
		}
	}
	if got := c.Between("2026-02-13", "2026-02-24"); got != 2 {
		t.Errorf("Between over the Spring Festival = %d, want 2 (02-14 and 02-24)", got)
	}
	if got := c.Between("2026-02-24", "2026-02-13"); got != -2 {
		t.Errorf("Between backwards = %d, want -2", got)
	}
	if got := c.Between("2026-02-24", "soon"); got != 0 {
		t.Errorf("Between with a malformed date = %d, want 0", got)
	}
}

// The calendar must agree with a model that walks day by day, over ten years and the unknown years at both ends.
func TestAgainstDayByDayModel(t *testing.T) {
	c := Default()
	told := map[string]bool{}
	for _, n := range c.Notices() {
		for _, d := range n.Days {
			told[d.Date] = d.Off
		}
	}
	var dates []string
	works := map[string]bool{}
	for d := time.Date(2017, 7, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2028; d = d.AddDate(0, 0, 1) {
		date := d.Format(time.DateOnly)
		off, ok := told[date]
		works[date] = ok && !off || !ok && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		dates = append(dates, date)
		if c.IsWorkday(date) != works[date] {
			t.Fatalf("IsWorkday(%s) = %v", date, !works[date])
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		i, j := rnd.IntN(len(dates)), rnd.IntN(len(dates))
		a, b := min(i, j), max(i, j)
		n := 0
		for _, d := range dates[a+1 : b+1] {
			if works[d] {
				n++
			}
		}
		if got := c.Between(dates[a], dates[b]); got != n {
			t.Fatalf("Between(%s, %s) = %d, want %d", dates[a], dates[b], got, n)
		}
		checkAdd(t, c, dates, works, i, rnd.IntN(120)-60)
	}
}

func checkAdd(t *testing.T, c Calendar, dates []string, works map[string]bool, i, n int) {
	t.Helper()
	at, left, step := i, n, 1
	if n < 0 {
		left, step = -n, -1
	}
	for left > 0 {
		if at += step; at < 0 || at >= len(dates) {
			return
		}
		if works[dates[at]] {
			left--
		}
	}
	if got := c.Add(dates[i], n); got != dates[at] {
		t.Fatalf("Add(%s, %d) = %s, want %s", dates[i], n, got, dates[at])
	}
}

func TestDeadline(t *testing.T) {
	c := Default()
	at := func(s string) int64 {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return v.UnixMicro()
	}
	for _, x := range []struct {
		start   string
		n       int
		closing time.Duration
		want    string
	}{
		{"2026-11-20 09:30", 1, Close, "2026-11-23 18:00"},
		{"2026-11-20 23:59", 1, Close, "2026-11-23 18:00"}, // the hour of the start plays no part
		{"2026-11-21 00:01", 1, Close, "2026-11-23 18:00"},
		{"2026-11-20 09:30", 3, 17*time.Hour + 30*time.Minute, "2026-11-25 17:30"},
		{"2026-02-13 10:00", 2, Close, "2026-02-24 18:00"},
		{"2026-11-20 09:30", 0, Close, "2026-11-20 18:00"}, // today
		{"2026-11-20 18:00", 0, Close, "2026-11-20 18:00"},
		{"2026-11-20 18:01", 0, Close, "2026-11-23 18:00"}, // today is over
		{"2026-11-21 10:00", 0, Close, "2026-11-23 18:00"}, // Saturday
	} {
		if got := c.Deadline(at(x.start), x.n, x.closing); got != at(x.want) {
			t.Errorf("Deadline(%s, %d) = %s, want %s", x.start, x.n, clock.FromMicro(got).Format("2006-01-02 15:04"), x.want)
		}
	}
}

func TestKnown(t *testing.T) {
	c := Default()
	for year, want := range map[int]bool{2017: false, 2018: true, 2026: true, 2027: false} {
		if c.Known(year) != want {
			t.Errorf("Known(%d) = %v, want %v", year, !want, want)
		}
	}
	if diff := cmp.Diff([]int{2027, 2028}, c.Unknown("2026-12-30", "2028-01-04")); diff != "" {
		t.Error(diff)
	}
	if got := c.Unknown("2026-01-01", "2018-01-01"); got != nil {
		t.Errorf("Unknown inside the notices = %v", got)
	}
	var zero Calendar
	if zero.Known(2026) || !zero.IsWorkday("2026-10-01") || zero.IsWorkday("2026-02-14") {
		t.Error("the zero calendar is not Monday to Friday")
	}
	if got := c.Name("2026-02-14"); got != "春节" {
		t.Errorf("Name = %q", got)
	}
	if got := c.Name("2026-11-20"); got != "" {
		t.Errorf("Name of a plain day = %q", got)
	}
}

func TestWith(t *testing.T) {
	n, err := Parse([]byte(`{"year":2027,"papers":[],"days":[
		{"name":"元旦","date":"2027-01-01","isOffDay":true},
		{"name":"元旦","date":"2026-12-26","isOffDay":false}]}`))
	if err != nil {
		t.Fatal(err)
	}
	old := Default()
	c := old.With(n)
	if c.IsWorkday("2027-01-01") || !c.IsWorkday("2026-12-26") || !c.Known(2027) || c.IsWorkday("2026-10-01") {
		t.Error("the notice of 2027 is not in force")
	}
	if !old.IsWorkday("2027-01-01") || old.IsWorkday("2026-12-26") || old.Known(2027) {
		t.Error("With changed the calendar it was called on")
	}
	// A changed notice replaces its year as a whole: 2026-12-26 is forgotten again.
	again := c.With(Notice{Year: 2027, Days: []Day{{Name: "元旦", Date: "2027-01-04", Off: true}}})
	if again.IsWorkday("2026-12-26") || !again.IsWorkday("2027-01-01") || again.IsWorkday("2027-01-04") {
		t.Error("the second notice of 2027 did not replace the first")
	}
}

func TestParseBadInput(t *testing.T) {
	for in, want := range map[string]string{
		``:                        "不是节假日通知的JSON文件，请核对格式：" + example,
		`[]`:                      "不是节假日通知的JSON文件，请核对格式：" + example,
		`{"year":"2027"}`:         "不是节假日通知的JSON文件，请核对格式：" + example,
		`{}`:                      "年份应在1999到2199之间，这里是0，请改正 year",
		`{"year":2027,"days":[]}`: "2027年的通知里没有任何日期，可能尚未公布，请在国务院公布后再导入",
		`{"year":2027,"days":[{"name":"元旦","date":"2027-02-30","isOffDay":true}]}`: "第1项的日期“2027-02-30”不存在，应写成2027-01-01的样子",
		`{"year":2027,"days":[{"name":"元旦","date":"2026-11-30","isOffDay":true}]}`: "第1项的日期2026-11-30不属于2027年，请核对年份",
		`{"year":2027,"days":[{"name":"元旦","date":"2027-01-01"}]}`:                 "第1项（2027-01-01）没有写明放假还是上班，请补上 isOffDay",
		`{"year":2027,"days":[{"name":" ","date":"2027-01-01","isOffDay":true}]}`:  "第1项（2027-01-01）没有写节日名称，请补上 name",
		`{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},` +
			`{"name":"元旦","date":"2027-01-01","isOffDay":false}]}`: "日期2027-01-01出现了两次，请删去一项",
	} {
		_, err := Parse([]byte(in))
		checkMessage(t, in, err, want)
	}
}

// The embedded calendar says the same as the published files, day by day.
func TestEmbeddedIsComplete(t *testing.T) {
	for _, n := range Default().Notices() {
		raw, err := os.ReadFile(datatest.Path(t, fmt.Sprintf("holidays/%d.json", n.Year)))
		if err != nil {
			t.Fatal(err)
		}
		want, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, n); diff != "" {
			t.Errorf("%d: %s", n.Year, diff)
		}
	}
}

func TestNoticeRoundTrip(t *testing.T) {
	n := Default().Notices()[0]
	raw, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(n, back); diff != "" {
		t.Error(diff)
	}
}

// The day arithmetic agrees with package time, leap years and centuries included.
func TestDayNumber(t *testing.T) {
	for d := time.Date(1899, 12, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2202; d = d.AddDate(0, 0, 1) {
		date := d.Format(time.DateOnly)
		got, ok := dayNumber(date)
		if want := int(d.Unix() / secondsPerDay); !ok || got != want && d.Unix() >= 0 || formatDay(got) != date {
			t.Fatalf("dayNumber(%s) = %d, %v; want %d", date, got, ok, want)
		}
	}
	for _, bad := range []string{"1900-02-29", "2025-02-29", "2026-04-31", "2026-00-01", "2026-13-01", "2026-01-00", "20260-1-01", "+026-01-01"} {
		if _, ok := dayNumber(bad); ok {
			t.Errorf("dayNumber(%s) takes it for a date", bad)
		}
	}
}

func BenchmarkBetween(b *testing.B) {
	c := Default()
	for b.Loop() {
		c.Between("2018-03-01", "2026-11-22")
	}
}

func BenchmarkAdd(b *testing.B) {
	c := Default()
	for b.Loop() {
		c.Add("2026-11-22", 30)
	}
}
