package intake

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is what a text says of a date: "2025-03-05", or "2025-03" when it names no day.
type date struct {
	text  string
	plain bool   // it was written like that
	why   string // what had to be done to read it
	doubt bool
}

// datePatterns are tried in turn on a text without spaces, with half-width characters and Chinese numerals as digits.
var (
	dateFull   = regexp.MustCompile(`^(\d{4}|\d{2})([年./\-—])(\d{1,2})([月./\-—])(\d{1,2})日?号?(.*)$`)
	dateMonth  = regexp.MustCompile(`^(\d{4}|\d{2})[年./\-—](\d{1,2})(?:月份?)?(.*)$`)
	dateXX     = regexp.MustCompile(`^(\d{4})[年./\-](\d{1,2})[月./\-](?i:x{1,2}|\?{1,2}|\*{1,2}|0{1,2}|00)日?$`)
	dateDigits = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})?$`)
	dateSerial = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	dateNoYear = regexp.MustCompile(`^(今年|本年|去年|上年|明年|次年)?(\d{1,2})月(?:(\d{1,2})[日号])?(.*)$`)
	datePart   = regexp.MustCompile(`^(\d{4}|\d{2}|今年|本年|去年|上年|明年|次年)?年?(年底|年末|底前|末前|底|末|年初|初|年中|中期|上半年|下半年|第?[一二三四1234]季度)(.*)$`)
	dateYear   = regexp.MustCompile(`^(\d{4})年?$`)
	dateSpan   = regexp.MustCompile(`^(\d{4}[年./\-]\d{1,2}月?|\d{4}年?)[-—~～至到]+(\d{4}.*|\d{1,2}月.*)$`)
	dateWest   = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{2,4})$`)
	dateWords  = regexp.MustCompile(`^(?:上旬|中旬|下旬|初|中|底|末|底前|末前|前|左右|份|内|已?(?:开工|签约|投产|竣工|达产|完成|动工|奠基|建成|注册|启动|试产)?[)）]?|[(（].*[)）])$`)
	clockTail  = regexp.MustCompile(`[\sT]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?Z?$`)
	stageWords = regexp.MustCompile(`^(?:已|未|正在|尚未|拟|待)?(?:开工|签约|投产|竣工|达产|完成|在建|动工|建成|注册|完工|前期|洽谈|续建|是|否|√)+(?:中|前)?$`)
)

const dateHelp = "写成2025-03或2025-03-15"

// parseDate reads a date in any spelling an officer uses. today helps with years that are left out. The message is for
// people and empty when the date was read; "" with an empty text means that no date is known (待定).
func parseDate(raw, today string) (d date, message, suggest string) {
	t := chineseDigits(tight(clockTail.ReplaceAllString(trim(raw), "")))
	if undated(t) {
		return date{why: "没有日期"}, "", ""
	}
	if m := dateXX.FindStringSubmatch(t); m != nil {
		return month(m[1], m[2], raw, "没有写明几日，按月份记", false)
	}
	if m := dateSpan.FindStringSubmatch(t); m != nil {
		first, _, _ := parseDate(m[1], today)
		return date{}, fmt.Sprintf("“%s”是一段时间，这里要一个日期", clip(raw, 20)), first.text
	}
	if m := dateFull.FindStringSubmatch(t); m != nil && tailOK(m[6]) {
		if m[2] != "年" && m[2] != m[4] { // 2025.3-5 may be a day, or a span of months
			d, _, _ := month(m[1], m[3], raw, "", false)
			return date{}, fmt.Sprintf("“%s”分不清是一天还是一段时间", clip(raw, 20)), d.text
		}
		return day(m[1], m[3], m[5], raw)
	}
	if m := dateDigits.FindStringSubmatch(t); m != nil {
		if m[3] == "" {
			return month(m[1], m[2], raw, "数字写法的年月", false)
		}
		return day(m[1], m[2], m[3], raw)
	}
	if dateSerial.MatchString(t) {
		n, _ := strconv.ParseFloat(t, 64)
		if text, ok := serialDate(n); ok {
			return date{text: text, why: "表格软件的日期序号"}, "", ""
		}
	}
	if m := datePart.FindStringSubmatch(t); m != nil && (m[3] == "" || tailOK(m[3]) || m[3] == "前") {
		return part(m[1], m[2], today)
	}
	if m := dateMonth.FindStringSubmatch(t); m != nil && tailOK(m[3]) {
		why := ""
		if len(m[1]) == 2 {
			if m[1] <= "12" {
				return date{}, fmt.Sprintf("“%s”分不清是年月还是月日，%s", clip(raw, 20), dateHelp), "20" + m[1] + "-" + fmt.Sprintf("%02s", m[2])
			}
			why = "两位年份"
		}
		if m[3] != "" {
			why = "只记到月份"
		}
		return month(m[1], m[2], raw, why, false)
	}
	if m := dateNoYear.FindStringSubmatch(t); m != nil && tailOK(m[4]) {
		year := relativeYear(m[1], today)
		if m[3] != "" {
			d, message, suggest = day(year, m[2], m[3], raw)
		} else {
			d, message, suggest = month(year, m[2], raw, "", false)
		}
		d.why, d.doubt, d.plain = "没有写年份，按"+year+"年", m[1] == "", false
		return d, message, suggest
	}
	return undecided(t, raw)
}

// undecided says why a text is no date.
func undecided(t, raw string) (date, string, string) {
	if m := dateYear.FindStringSubmatch(t); m != nil {
		return date{}, fmt.Sprintf("“%s”只有年份，请补上月份", clip(raw, 12)), m[1] + "-12"
	}
	if m := dateWest.FindStringSubmatch(t); m != nil {
		suggest := ""
		if len(m[3]) == 4 {
			if d, _, _ := day(m[3], m[1], m[2], raw); d.text != "" {
				suggest = d.text
			}
		}
		return date{}, fmt.Sprintf("“%s”分不清月和日，%s", clip(raw, 20), dateHelp), suggest
	}
	if stageWords.MatchString(t) {
		return date{}, fmt.Sprintf("“%s”不是日期；阶段请写在阶段一列，这里%s", clip(raw, 12), dateHelp), ""
	}
	return date{}, fmt.Sprintf("看不懂日期“%s”，%s", clip(raw, 20), dateHelp), ""
}

func undated(t string) bool {
	switch t {
	case "", "-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "未定", "暂未确定", "待确定", "不详", "空", "n/a", "N/A", "无计划", "*":
		return true
	}
	return false
}

func tailOK(s string) bool { return s == "" || dateWords.MatchString(s) }

func day(y, m, d, raw string) (date, string, string) {
	year, four := fullYear(y)
	mo, _ := strconv.Atoi(m)
	da, _ := strconv.Atoi(d)
	text := fmt.Sprintf("%s-%02d-%02d", year, mo, da)
	if _, err := time.Parse("2006-01-02", text); err != nil {
		_, message, suggest := month(y, m, raw, "", false)
		if message == "" {
			suggest = fmt.Sprintf("%s-%02d", year, mo)
		}
		return date{}, fmt.Sprintf("“%s”没有这一天", clip(raw, 20)), suggest
	}
	out := date{text: text, plain: trim(raw) == text}
	if !four {
		out.why = "两位年份"
	}
	return sane(out, raw)
}

func month(y, m, raw, why string, doubt bool) (date, string, string) {
	year, _ := fullYear(y)
	mo, _ := strconv.Atoi(m)
	if mo < 1 || mo > 12 {
		return date{}, fmt.Sprintf("“%s”没有这个月份", clip(raw, 20)), ""
	}
	text := fmt.Sprintf("%s-%02d", year, mo)
	return sane(date{text: text, plain: trim(raw) == text, why: why, doubt: doubt}, raw)
}

// sane keeps out what reads as a date but lies outside any project's life, such as 1014年 or a share 0.35.
func sane(d date, raw string) (date, string, string) {
	if d.text < "1949-10" || d.text > "2099-12-31" {
		return date{}, fmt.Sprintf("“%s”的年份不像真的，请核对", clip(raw, 20)), ""
	}
	return d, "", ""
}

// fullYear spells a year in four digits; two digits mean this century.
func fullYear(y string) (year string, four bool) {
	if len(y) == 2 {
		return "20" + y, false
	}
	return y, true
}

func relativeYear(word, today string) string {
	y, _ := strconv.Atoi(today[:4])
	switch word {
	case "去年", "上年":
		y--
	case "明年", "次年":
		y++
	}
	return strconv.Itoa(y)
}

// part reads 2026年底, 上半年, 三季度: the last month of the part, the first of a beginning.
func part(y, word, today string) (date, string, string) {
	year, doubt := y, false
	if len(y) < 2 || y[0] < '0' || y[0] > '9' {
		year, doubt = relativeYear(y, today), y == ""
	}
	year, _ = fullYear(year)
	months := map[string]string{"年初": "01", "初": "01", "年中": "06", "中期": "06", "上半年": "06"}
	m := months[word]
	if m == "" {
		m = "12"
		for i, names := range []string{"一1", "二2", "三3"} {
			if strings.HasSuffix(word, "季度") && strings.ContainsAny(word, names) {
				m = fmt.Sprintf("%02d", 3*(i+1))
			}
		}
	}
	return date{text: year + "-" + m, why: "按该段时间的月份记", doubt: doubt}, "", ""
}

// serialDate turns a spreadsheet's day number into a date, when it lies between 1990 and 2099.
func serialDate(n float64) (string, bool) {
	if n < 32874 || n >= 73051 {
		return "", false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(math.Floor(n))).Format("2006-01-02"), true
}

// chineseDigits writes 二〇二五年十二月三日 as 2025年12月3日.
func chineseDigits(s string) string {
	if !strings.ContainsAny(s, "〇零○一二三四五六七八九十") || !strings.ContainsAny(s, "年月日") {
		return s
	}
	if y, q, ok := strings.Cut(s, "年"); ok && strings.Contains(q, "季度") {
		return chineseDigits(y+"年") + q
	}
	var b strings.Builder
	run := []int{}
	ten := false
	flush := func() {
		if len(run) == 0 && !ten {
			return
		}
		if !ten {
			for _, d := range run {
				b.WriteString(strconv.Itoa(d))
			}
		} else {
			n := 10
			for _, d := range run {
				if d >= 10 {
					n = d
				} else {
					n += d
				}
			}
			b.WriteString(strconv.Itoa(n))
		}
		run, ten = run[:0], false
	}
	for _, r := range s {
		if r == '十' {
			ten = true
			if len(run) > 0 {
				run[len(run)-1] *= 10
			}
			continue
		}
		if i := strings.IndexRune("〇一二三四五六七八九", r); i >= 0 {
			run = append(run, i/3)
			continue
		}
		if r == '零' || r == '○' {
			run = append(run, 0)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}
