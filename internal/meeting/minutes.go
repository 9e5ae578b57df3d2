package meeting

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/workday"
)

// Proposal is a decision as it is read out of minutes: to be looked at and corrected by a person.
type Proposal struct {
	Text  string
	Lead  string   // id of the lead unit, "" = none recognised
	Co    []string // ids of co-units
	Due   string   // "" = none recognised
	Doubt string   // what a person should look at
}

// UnitName is a name by which minutes may call a unit.
type UnitName struct{ Name, ID string }

// reader reads minutes of a meeting on a day.
type reader struct {
	names []UnitName // longest first
	day   string
	cal   workday.Calendar
}

// Propose reads decisions out of the paragraphs of minutes. A paragraph, or a sentence of one, is taken for a decision when it
// names who is responsible: by 责任单位, 牵头单位 and the like, by 由…负责 or 由…牵头, or by beginning with a unit's name. Lines that
// only say who and by when belong to the one before.
func Propose(paragraphs []string, names []UnitName, day string, cal workday.Calendar) []Proposal {
	r := &reader{names: slices.Clone(names), day: day, cal: cal}
	slices.SortStableFunc(r.names, func(a, b UnitName) int { return utf8.RuneCountInString(b.Name) - utf8.RuneCountInString(a.Name) })
	var out []Proposal
	plain := "" // the last paragraph that named nobody: a following line may say who
	for _, p := range paragraphs {
		p = strings.TrimSpace(strings.ReplaceAll(p, "　", " "))
		switch {
		case p == "" || attendance.MatchString(p):
		case metaLine.MatchString(p):
			if plain != "" {
				out = append(out, Proposal{Text: clean(plain)})
				plain = ""
			}
			if len(out) > 0 {
				r.meta(&out[len(out)-1], p)
			}
		default:
			got := r.paragraph(p)
			if plain = ""; got == nil {
				plain = p
			}
			out = append(out, got...)
		}
	}
	for i := range out {
		out[i].judge()
	}
	return out
}

var (
	attendance = regexp.MustCompile(`^(出席|参会|列席|请假|缺席|主持|记录|记录人|时间|地点|参加|分送|抄送|主送|发送|印发)[^。]{0,6}[:：]`)
	metaLine   = regexp.MustCompile(`^[（(]?(责任单位|责任部门|牵头单位|牵头部门|主办单位|承办单位|配合单位|协办单位|完成时限|完成时间|办结时限|时限|时间要求|责任人)[:：]`)
	metaPart   = regexp.MustCompile(`(责任单位|责任部门|牵头单位|牵头部门|主办单位|承办单位|配合单位|配合部门|协办单位|完成时限|完成时间|办结时限|时限要求|时限|时间要求)[:：]([^；;。）)]*)`)
	numbering  = regexp.MustCompile(`^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|[0-9]+[.．、]|（[0-9]+）|\([0-9]+\)|[①-⑳])\s*`)
	brackets   = regexp.MustCompile(`[（(][^（()）]*(责任单位|责任部门|牵头单位|牵头部门|主办单位|承办单位|配合单位|完成时限|完成时间|办结时限|时限)[^（()）]*[）)]`)
	verbs      = regexp.MustCompile(`^(要|须|应|负责|牵头|会同|于|在|尽快|抓紧|加快|按|继续|切实|立即|近期|本|下|[0-9一二三四五六七八九十两]|，|。|年底|月底|研究|制定|完成|组织|协调|做好|落实|提出|报)`)
)

// clean takes numbering and brackets about who and when off a text.
func clean(s string) string {
	s = brackets.ReplaceAllString(s, "")
	s = numbering.ReplaceAllString(strings.TrimSpace(s), "")
	return strings.TrimRight(strings.TrimSpace(s), "。；; ")
}

// meta reads 责任单位：…；完成时限：… into a proposal.
func (r *reader) meta(p *Proposal, text string) {
	for _, m := range metaPart.FindAllStringSubmatch(text, -1) {
		switch {
		case strings.HasPrefix(m[1], "配合") || strings.HasPrefix(m[1], "协办"):
			p.Co = append(p.Co, r.units(m[2])...)
		case strings.Contains(m[1], "时"):
			if p.Due = r.date(m[2]); p.Due == "" {
				p.Doubt = "时限“" + m[2] + "”没有认出"
			}
		default:
			ids := r.units(m[2])
			if len(ids) == 0 {
				p.Doubt = "单位“" + m[2] + "”没有认出"
				continue
			}
			if p.Lead == "" {
				p.Lead, ids = ids[0], ids[1:]
			}
			p.Co = append(p.Co, ids...)
		}
	}
}

// paragraph gives the decisions of one paragraph; nil when it names nobody.
func (r *reader) paragraph(p string) []Proposal {
	if metaPart.MatchString(p) {
		text := clean(p)
		if i := metaPart.FindStringIndex(text); i != nil { // without brackets around it
			text = strings.TrimRight(text[:i[0]], "。；;， ")
		}
		d := Proposal{Text: text, Due: r.date(text)}
		r.meta(&d, p)
		if d.Text == "" {
			return nil
		}
		return []Proposal{d}
	}
	var out []Proposal
	head := ""
	for _, s := range strings.FieldsFunc(p, func(c rune) bool { return c == '。' || c == '；' || c == ';' }) {
		s = strings.TrimSpace(s)
		lead, co := r.responsible(s)
		switch {
		case s == "":
		case lead != "":
			d := Proposal{Text: clean(s), Lead: lead, Co: co, Due: r.date(s)}
			if len(out) == 0 && head != "" && utf8.RuneCountInString(head) <= 30 {
				d.Text = clean(head) + "：" + d.Text
			}
			out = append(out, d)
		case len(out) > 0:
			last := &out[len(out)-1]
			last.Text += "；" + clean(s)
			if last.Due == "" {
				last.Due = r.date(s)
			}
		default:
			head = s
		}
	}
	return out
}

var (
	charged = regexp.MustCompile(`(?:由|请|责成|要求)(.{2,60}?)(?:负责|牵头|具体|落实|会同|配合|抓紧|尽快|加快|于|在|[0-9]+月|研究|制定|完成|组织|协调|做好|提出|报|，|$)`)
	joint   = regexp.MustCompile(`(?:会同|配合|协同|协助)(.{2,60})|(.{2,60}?)(?:配合|协助|参与)`)
)

// responsible finds who is to do what a sentence says: the lead unit and those that help.
func (r *reader) responsible(s string) (lead string, co []string) {
	body := numbering.ReplaceAllString(s, "")
	var all []string
	if m := charged.FindStringSubmatch(body); m != nil {
		all = r.units(m[1])
	}
	if len(all) == 0 { // 市发改委要在…前…
		if at, name := r.leading(body); at != "" && verbs.MatchString(strings.TrimSpace(strings.TrimPrefix(body, name))) {
			all = []string{at}
		} else if at != "" && strings.HasPrefix(strings.TrimPrefix(body, name), "、") {
			all = r.units(untilVerb(body))
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	lead, co = all[0], all[1:]
	for _, m := range joint.FindAllStringSubmatch(body, -1) {
		for _, id := range r.units(m[1] + m[2]) {
			if id != lead && !slices.Contains(co, id) {
				co = append(co, id)
			}
		}
	}
	return lead, co
}

// untilVerb is the beginning of a sentence up to what is to be done.
func untilVerb(s string) string {
	for _, v := range []string{"要", "负责", "牵头", "会同", "，"} {
		if i := strings.Index(s, v); i > 0 {
			s = s[:i]
		}
	}
	return s
}

// leading gives the unit with whose name a text begins.
func (r *reader) leading(s string) (id, name string) {
	for _, u := range r.names {
		if strings.HasPrefix(s, u.Name) {
			return u.ID, u.Name
		}
	}
	return "", ""
}

// units finds the units that a text names, in their order, each once. A longer name wins over one inside it.
func (r *reader) units(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		id, name := r.leading(s[i:])
		if name == "" {
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
		i += len(name)
	}
	return out
}

// judge says what a person should look at.
func (p *Proposal) judge() {
	p.Co = slices.DeleteFunc(p.Co, func(id string) bool { return id == p.Lead })
	slices.Sort(p.Co)
	p.Co = slices.Compact(p.Co)
	switch {
	case p.Doubt != "":
	case p.Lead == "":
		p.Doubt = "没有认出责任单位"
	case p.Due == "":
		p.Doubt = "没有写时限"
	}
}

var (
	fullDate  = regexp.MustCompile(`(20\d{2})[年./-](\d{1,2})[月./-](\d{1,2})日?`)
	fullMonth = regexp.MustCompile(`(20\d{2})年(\d{1,2})月(上旬|中旬|下旬|底|末)?`)
	dayOf     = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日`)
	monthOf   = regexp.MustCompile(`(\d{1,2})月(上旬|中旬|下旬|底|末|份)?(?:前|以前|之前|内|完成|，|$)`)
	within    = regexp.MustCompile(`([0-9一二两三四五六七八九十]+)(个工作日|天|日|周|个星期|个月)(?:之内|以内|内)`)
	weekDay   = regexp.MustCompile(`(本周|这周|下周|下下周)([一二三四五六日天末])?`)
	monthEnd  = regexp.MustCompile(`(本月|当月|下月|下个月)(?:底|末|内)?`)
	yearEnd   = regexp.MustCompile(`(今年|本年|年)(?:底|末)(?:前|以前|之前)?`)
)

// date reads the term in a text as of the meeting's day; "" when it has none. A month stands for its last day.
func (r *reader) date(s string) string {
	if m := fullDate.FindStringSubmatch(s); m != nil {
		return ymd(m[1], m[2], m[3])
	}
	if m := fullMonth.FindStringSubmatch(s); m != nil {
		return monthPart(m[1], m[2], m[3])
	}
	if m := dayOf.FindStringSubmatch(s); m != nil {
		return r.ahead(ymd(r.day[:4], m[1], m[2]))
	}
	if m := within.FindStringSubmatch(s); m != nil {
		return r.after(number(m[1]), m[2])
	}
	if m := weekDay.FindStringSubmatch(s); m != nil {
		return r.week(m[1], m[2])
	}
	if m := monthEnd.FindStringSubmatch(s); m != nil {
		p := period.Period(r.day[:7])
		if strings.HasPrefix(m[1], "下") {
			p = p.Next()
		}
		return p.Last()
	}
	if m := monthOf.FindStringSubmatch(s); m != nil {
		return r.ahead(monthPart(r.day[:4], m[1], m[2]))
	}
	if yearEnd.MatchString(s) {
		return r.day[:4] + "-12-31"
	}
	return ""
}

func ymd(y, m, d string) string {
	out := y + "-" + two(m) + "-" + two(d)
	if !clock.IsDate(out) {
		return ""
	}
	return out
}

func two(s string) string { return ("0" + s)[len(s)-1:] }

// monthPart is the last day of a month or of one of its thirds.
func monthPart(y, m, part string) string {
	switch part {
	case "上旬":
		return ymd(y, m, "10")
	case "中旬":
		return ymd(y, m, "20")
	}
	p := period.Period(y + "-" + two(m))
	if !p.Valid() {
		return ""
	}
	return p.Last()
}

// ahead moves a date without a year into the year after the meeting's when it would lie far back: 1月15日 said in December.
func (r *reader) ahead(date string) string {
	if date == "" || date >= clock.AddDays(r.day, -90) {
		return date
	}
	y, _ := strconv.Atoi(date[:4])
	return strconv.Itoa(y+1) + date[4:]
}

func (r *reader) after(n int, unit string) string {
	switch unit {
	case "个工作日":
		return r.cal.Add(r.day, n)
	case "周", "个星期":
		return clock.AddDays(r.day, 7*n)
	case "个月":
		p := period.Period(r.day[:7])
		for range n {
			p = p.Next()
		}
		return min(string(p)+r.day[7:], p.Last())
	}
	return clock.AddDays(r.day, n)
}

// week is a day of the meeting's week or of one after; Friday when none is named, since 本周内 means before the week's end.
func (r *reader) week(which, day string) string {
	monday := period.Of(period.Week, r.day).First()
	n := 4
	if i := strings.Index("一二三四五六日", day); day != "" && i >= 0 {
		n = i / len("一")
	}
	if day == "天" || day == "末" {
		n = 6
	}
	return clock.AddDays(monday, n+7*strings.Count(which, "下"))
}

// number reads a small number in digits or Chinese.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	digits := map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	n, last := 0, 0
	for _, c := range s {
		if c == '十' {
			n, last = n+10*max(1, last), 0
			continue
		}
		last = digits[c]
	}
	return n + last
}
