package workday

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"lianzhang/internal/platform/errs"
)

//go:embed holidays.txt
var holidays string

// Notice is the State Council's word on one year: the days that are off and the weekend days that are worked instead.
// Every other day of the year is a plain Monday to Sunday. A notice may reach into the last days of the year before.
type Notice struct {
	Year   int      `json:"year"`
	Papers []string `json:"papers"` // addresses of the notice and of its amendments
	Days   []Day    `json:"days"`
}

// Day is one day of a notice.
type Day struct {
	Name string `json:"name"` // the holiday it belongs to, "春节"
	Date string `json:"date"` // "2026-02-15"
	Off  bool   `json:"isOffDay"`
}

// The years a notice may be for; outside of them a typing error is likelier.
const firstYear, lastYear = 1999, 2199

const example = `{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}`

// Parse reads a year's notice from JSON of the shape of Notice, which is that of the holiday-cn project; other fields
// are passed over. It gives an Invalid error when the text is not such a notice, has no days, names a day twice or a day
// outside its year.
func Parse(notice []byte) (Notice, error) {
	var raw struct {
		Notice
		Days []struct {
			Day
			Off *bool `json:"isOffDay"` // its absence must not read as "worked"
		} `json:"days"`
	}
	if err := json.Unmarshal(notice, &raw); err != nil {
		return Notice{}, errs.Wrap(err, errs.Invalid, "不是节假日通知的JSON文件，请核对格式：%s", example)
	}
	n := raw.Notice
	for i, d := range raw.Days {
		if d.Off == nil {
			return Notice{}, errs.New(errs.Invalid, "第%d项（%s）没有写明放假还是上班，请补上 isOffDay", i+1, d.Date)
		}
		n.Days = append(n.Days, Day{Name: d.Name, Date: d.Date, Off: *d.Off})
	}
	if err := n.check(); err != nil {
		return Notice{}, err
	}
	return n, nil
}

func (n Notice) check() error {
	if n.Year < firstYear || n.Year > lastYear {
		return errs.New(errs.Invalid, "年份应在%d到%d之间，这里是%d，请改正 year", firstYear, lastYear, n.Year)
	}
	if len(n.Days) == 0 {
		return errs.New(errs.Invalid, "%d年的通知里没有任何日期，可能尚未公布，请在国务院公布后再导入", n.Year)
	}
	seen := map[string]bool{}
	for i, d := range n.Days {
		if _, ok := dayNumber(d.Date); !ok {
			return errs.New(errs.Invalid, "第%d项的日期“%s”不存在，应写成2027-01-01的样子", i+1, d.Date)
		}
		inYear := d.Date[:4] == fmt.Sprint(n.Year)
		if !inYear && !strings.HasPrefix(d.Date, fmt.Sprintf("%d-12-", n.Year-1)) {
			return errs.New(errs.Invalid, "第%d项的日期%s不属于%d年，请核对年份", i+1, d.Date, n.Year)
		}
		if seen[d.Date] {
			return errs.New(errs.Invalid, "日期%s出现了两次，请删去一项", d.Date)
		}
		if strings.TrimSpace(d.Name) == "" {
			return errs.New(errs.Invalid, "第%d项（%s）没有写节日名称，请补上 name", i+1, d.Date)
		}
		seen[d.Date] = true
	}
	return nil
}

// readNotices reads the embedded text; its head tells the form.
func readNotices(text string) ([]Notice, error) {
	var out []Notice
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if f[0] == "year" && len(f) >= 2 {
			n := Notice{Papers: f[2:]}
			if _, err := fmt.Sscan(f[1], &n.Year); err != nil {
				return nil, err
			}
			out = append(out, n)
			continue
		}
		if len(f) != 3 || len(out) == 0 {
			return nil, fmt.Errorf("line %q", line)
		}
		first, last, run := strings.Cut(f[0], "..")
		if !run {
			last = first
		}
		from, ok := dayNumber(first)
		to, ok2 := dayNumber(last)
		if !ok || !ok2 || to < from {
			return nil, fmt.Errorf("line %q", line)
		}
		n := &out[len(out)-1]
		for day := from; day <= to; day++ {
			n.Days = append(n.Days, Day{Name: f[2], Date: formatDay(day), Off: f[1] == "off"})
		}
	}
	for _, n := range out {
		if err := n.check(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
