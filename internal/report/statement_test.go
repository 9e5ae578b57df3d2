package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// margin is a group of a published statement: amounts in 亿元. Where the statement prints one decimal and the percentages
// were computed from finer figures, the margin has finer figures that print the same.
type margin struct {
	label             string
	total, plan, done float64
}

// statement is a published progress statement as a register: how many projects in each class and level, and their sums.
type statement struct {
	host    string // in the address of the page
	month   string
	style   Style
	classes []margin
	levels  []margin // amounts in an order that finds a started project in every pair it meets
	started [][]int  // class × level
	waiting [][]int  // signed and due to start
	ahead   [][]int  // signed, no date of start yet
	says    []string // what the sentences must say: the statement's figures in our words
	differ  []differ // figures of the statement that its own printed amounts do not give
}

// differ is a published figure that is not what the arithmetic gives. Reachable says that amounts which print as the
// published ones do can give it.
type differ struct {
	published, computed string
	num, den            float64
	reachable           bool
}

// statements are the four published ones. The text of each is read from the data folder and must contain every figure
// that is claimed for it here.
func statements() []statement {
	return []statement{
		{
			// One decimal throughout. The counties' 7.7 ÷ 67.9 is 11.3 % as printed, while 11.4 % was published, and 11.4 − 33.3 is
			// the published −21.9: the office computed from finer amounts. With 7.74 ÷ 67.85 and 88.64 ÷ 236.15, which print as
			// published, every figure of the statement comes out.
			host: "yhser.com", month: "2024-04", style: Style{Decimals: 1, JoinLevels: true},
			classes: []margin{{"续建", 1200, 195.9, 47.7}, {"计划投产", 364.4, 40.35, 16.1}, {"新开工", 400, 67.75, 32.58}},
			levels:  []margin{{"县重点", 500, 67.85, 7.74}, {"市重点", 700, 126.15, 48.64}, {"省重点", 764.4, 110, 40}},
			started: [][]int{{27, 5, 3}, {10, 4, 3}, {0, 4, 4}},
			waiting: [][]int{{0, 0, 0}, {0, 0, 0}, {18, 7, 6}},
			says: []string{"项目91个，总投资1964.4亿元，年度计划投资304亿元，完成投资96.38亿元，完成年度计划的31.7%，低于序时进度1.6个百分点",
				"续建项目35个", "完成投资47.7亿元，完成年度计划的24.3%", "计划投产项目17个", "完成投资16.1亿元，完成年度计划的39.9%",
				"新开工项目39个（已开工8个）", "完成投资32.58亿元，完成年度计划的48.1%",
				"应开工未开工31个，其中省重点项目6个、市重点项目7个、县重点项目18个",
				"列入省、市重点项目36个", "年度计划投资236.15亿元，完成投资88.64亿元，完成年度计划的37.5%，高于序时进度4.2个百分点",
				"县重点项目55个", "年度计划投资67.85亿元，完成投资7.74亿元，完成年度计划的11.4%，低于序时进度21.9个百分点"},
			differ: []differ{{"11.4", "11.3", 7.7, 67.9, true}},
		},
		{
			// Levels are told within the 27 projects under construction, so the three in preparation have none here.
			host: "qinshui.gov.cn", month: "2021-12", style: Style{Decimals: 2, Trim: true},
			classes: []margin{{"建设", 470.64, 63.27, 77.57}, {"前期", 49.22, 0, 0}},
			levels:  []margin{{"省级", 140.16, 19, 28.78}, {"市级", 221.76, 22.67, 26.4}, {"县级", 108.72, 21.6, 22.39}, {"", 49.22, 0, 0}},
			started: [][]int{{6, 5, 16, 0}, {0, 0, 0, 0}},
			ahead:   [][]int{{0, 0, 0, 0}, {0, 0, 0, 3}},
			says: []string{"项目30个，总投资519.86亿元，年度计划投资63.27亿元，完成投资77.57亿元，完成年度计划的122.6%，高于序时进度22.6个百分点",
				"建设项目27个", "前期项目3个", "省级项目6个，总投资140.16亿元，年度计划投资19亿元，完成投资28.78亿元，完成年度计划的151.47%",
				"市级项目5个，总投资221.76亿元，年度计划投资22.67亿元，完成投资26.4亿元，完成年度计划的116.45%",
				"县级项目16个，总投资108.72亿元，年度计划投资21.6亿元，完成投资22.39亿元，完成年度计划的103.66%"},
		},
		{
			// The parts add up to 561.85 and 362.33 where 561.86 and 362.32 were published, so finer amounts stand behind them. 72 %
			// was published beside figures of two decimals; the amounts give 71.99 %. 61.73 % is 61.74 % from the printed amounts.
			host: "minhou.gov.cn", month: "2023-06", style: Style{Decimals: 2, Trim: true},
			classes: []margin{{"在建", 1330.5, 327.5349, 235.7955}, {"计划新开工", 506.08, 194.5449, 101.974}, {"预备", 1108.16, 39.7755, 24.5552}},
			levels:  []margin{{"县重点", 2944.74, 561.8553, 362.3247}},
			started: [][]int{{185}, {0}, {0}},
			ahead:   [][]int{{0}, {157}, {188}},
			says: []string{"项目530个，总投资2944.74亿元，年度计划投资561.86亿元，完成投资362.32亿元，完成年度计划的64.49%",
				"在建项目185个，总投资1330.5亿元，年度计划投资327.53亿元，完成投资235.8亿元，完成年度计划的71.99%",
				"计划新开工项目157个，总投资506.08亿元，年度计划投资194.54亿元，完成投资101.97亿元，完成年度计划的52.42%",
				"预备项目188个，总投资1108.16亿元，年度计划投资39.78亿元，完成投资24.56亿元，完成年度计划的61.73%"},
			differ: []differ{{"72", "71.99", 235.8, 327.53, true}, {"61.73", "61.74", 24.56, 39.78, true}},
		},
		{
			// 24.25 % was published; 4.28 ÷ 17.68 is 24.21 %, and no amounts that print so give more than 24.24 %. The statement is
			// wrong here, and the sentence says 24.21 %.
			host: "liannan.gov.cn", month: "2022-05", style: Style{Decimals: 2, Trim: true, JoinLevels: true},
			classes: []margin{{"", 178.7, 17.68, 4.28}},
			levels:  []margin{{"省重点", 30, 3, 1}, {"市重点", 40, 2.71, 1.13}, {"县重点", 108.7, 11.97, 2.15}},
			started: [][]int{{3, 5, 25}},
			waiting: [][]int{{1, 2, 14}},
			says: []string{"项目50个，总投资178.7亿元，年度计划投资17.68亿元，完成投资4.28亿元，完成年度计划的24.21%",
				"列入省、市重点项目11个", "年度计划投资5.71亿元，完成投资2.13亿元，完成年度计划的37.3%",
				"已开工33个，开工率66%；应开工未开工17个"},
			differ: []differ{{"24.25", "24.21", 4.28, 17.68, false}},
		},
	}
}

// TestStatements builds a register for each published statement and finds its figures in our sentences.
func TestStatements(t *testing.T) {
	for _, s := range statements() {
		t.Run(s.host, func(t *testing.T) {
			reg := s.register()
			items := reg.AsOf(s.month)
			names := &Names{Place: Place{Label: "全县", Child: "乡镇"}, Unit: func(id string) string { return id }}
			f := Compute(period.Period(s.month), items, names, nil, s.style.Decimals)
			w := &writer{base: "/b", style: s.style, names: names}
			text := document.PlainText(w.lead(f).Runs) + "\n" + document.PlainText(w.progress(f)) + "\n" + document.PlainText(w.starts(f))
			for _, want := range s.says {
				if !strings.Contains(text, want) {
					t.Errorf("the sentences do not say %q:\n%s", want, text)
				}
			}
			// the figures bear out when opened, too
			for _, o := range openAll(t, &document.Doc{Blocks: []document.Block{w.lead(f), document.P(w.progress(f)...), document.P(w.starts(f)...)}}, "/b", s.style,
				(&paper{items: items, names: names, day: f.Day, own: bulletinOwn(f.Day)}).Select) {
				if o.want != "" && o.want != o.text {
					t.Errorf("%s %s opens to %s at %s", o.source.Name, o.text, o.want, o.source.Path)
				}
			}
		})
	}
}

// TestStatementFigures holds what is claimed of each statement against its text: the figures that the sentences share with
// it are really there, and where one differs it is for the reason given.
func TestStatementFigures(t *testing.T) {
	texts := statementTexts(t)
	for _, s := range statements() {
		text := ""
		for url, body := range texts {
			if strings.Contains(url, s.host) {
				text = body
			}
		}
		if text == "" {
			t.Errorf("%s: no such statement", s.host)
			continue
		}
		for _, d := range s.differ {
			if !strings.Contains(text, d.published+"%") {
				t.Errorf("%s: %s%% was not published", s.host, d.published)
			}
			decimals := len(d.computed) - strings.Index(d.computed, ".") - 1
			if got := round(d.num/d.den*100, decimals); got != d.computed {
				t.Errorf("%s: %v ÷ %v is %s%%, not %s%%", s.host, d.num, d.den, got, d.computed)
			}
			if got := reaches(d.num, d.den, d.published, decimals); got != d.reachable {
				t.Errorf("%s: that amounts printed %v and %v can give %s%% is %v", s.host, d.num, d.den, d.published, got)
			}
		}
		for _, say := range s.says {
			for _, percent := range percents(say) {
				if strings.Contains(text, percent) || s.explains(percent) || strings.Contains(say, "序时进度"+percent) {
					continue
				}
				t.Errorf("%s: %s in %q was not published", s.host, percent, say)
			}
			if _, gap, ok := strings.Cut(say, "于序时进度"); ok && strings.Contains(text, "序时进度") && !strings.Contains(text, "于序时进度"+gap) {
				t.Errorf("%s: the gap %s was not published", s.host, gap)
			}
		}
	}
}

func (s *statement) explains(percent string) bool {
	for _, d := range s.differ {
		if d.computed+"%" == percent {
			return true
		}
	}
	return false
}

// register makes projects that sum up to the statement.
func (s *statement) register() *Register {
	r := &Register{Reports: map[string][]project.Report{}, Plans: map[string]map[string]int64{}}
	year := s.month[:4]
	totals, plans, dones := spread(s, func(m margin) float64 { return m.total }), spread(s, func(m margin) float64 { return m.plan }),
		spread(s, func(m margin) float64 { return m.done })
	for i, c := range s.classes {
		for j, l := range s.levels {
			var group []project.Project
			for k := range at(s.started, i, j) + at(s.waiting, i, j) + at(s.ahead, i, j) {
				p := project.Project{ID: fmt.Sprintf("%d-%d-%d", i, j, k), Name: "项目", Class: c.label, Level: l.label, Stage: project.Signed, PlanYear: year,
					LeadActual: "2020-01-10", SignedActual: "2020-06-01"}
				switch {
				case k < at(s.started, i, j):
					p.Stage, p.StartedActual = project.Started, year+"-01-05"
				case k < at(s.started, i, j)+at(s.waiting, i, j):
					p.StartedPlan = year + "-01-20"
				}
				group = append(group, p)
			}
			if len(group) == 0 && totals[i][j]+plans[i][j]+dones[i][j] != 0 {
				panic(fmt.Sprintf("%s: an amount for %s %s without projects", s.host, c.label, l.label))
			}
			r.fill(group, s.month, totals[i][j], plans[i][j], dones[i][j])
		}
	}
	return r
}

// fill spreads the amounts of a pair of groups over its projects, and what was done over the months.
func (r *Register) fill(group []project.Project, month string, total, plan, done int64) {
	n := int64(len(group))
	for k, p := range group {
		share := func(sum int64) int64 {
			if k == 0 {
				return sum/n + sum%n
			}
			return sum / n
		}
		p.TotalInvest, p.YearPlan = share(total), share(plan)
		if p.YearPlan > 0 {
			r.Plans[p.ID] = map[string]int64{p.PlanYear: p.YearPlan}
		}
		last, _ := strconv.Atoi(month[5:])
		mine := share(done)
		for m := 1; m <= last && mine > 0; m++ {
			rep := project.Report{ProjectID: p.ID, Period: fmt.Sprintf("%s-%02d", p.PlanYear, m), Done: mine / int64(last)}
			if m == 1 {
				rep.Done += mine % int64(last)
			}
			r.Reports[p.ID] = append(r.Reports[p.ID], rep)
		}
		r.Projects = append(r.Projects, p)
	}
}

// spread finds amounts for the pairs of class and level that sum up to both margins, from the first corner on.
func spread(s *statement, of func(margin) float64) [][]int64 {
	yuan := func(m margin) int64 { return int64(math.Round(of(m) * 1e8)) }
	out := make([][]int64, len(s.classes))
	left := make([]int64, len(s.classes))
	for i, c := range s.classes {
		out[i], left[i] = make([]int64, len(s.levels)), yuan(c)
	}
	for j, l := range s.levels {
		need := yuan(l)
		for i := range s.classes {
			take := min(need, left[i])
			out[i][j], left[i], need = take, left[i]-take, need-take
		}
		if need != 0 {
			panic(fmt.Sprintf("%s: the levels sum up to more than the classes", s.host))
		}
	}
	return out
}

func at(m [][]int, i, j int) int {
	if m == nil {
		return 0
	}
	return m[i][j]
}

// statementTexts are the published texts by address.
func statementTexts(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(datatest.Path(t, "statements/statements.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row struct{ URL, Text string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out[row.URL] = row.Text
	}
	return out
}

// percents are the percentages in a text.
func percents(text string) []string {
	var out []string
	for _, part := range strings.Split(text, "%")[:strings.Count(text, "%")] {
		i := len(part)
		for i > 0 && strings.ContainsRune("0123456789.", rune(part[i-1])) {
			i--
		}
		out = append(out, part[i:]+"%")
	}
	return out
}

func round(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// reaches reports whether amounts that print as num and den, each to the decimals it was printed with, can have the
// published ratio.
func reaches(num, den float64, published string, decimals int) bool {
	half := func(v float64) float64 {
		text := strconv.FormatFloat(v, 'f', -1, 64)
		_, fraction, _ := strings.Cut(text, ".")
		if len(fraction) < decimals {
			fraction = strings.Repeat("0", decimals)
		}
		return 0.5 * math.Pow10(-len(fraction))
	}
	p, _ := strconv.ParseFloat(published, 64)
	step := 0.5 * math.Pow10(-decimals)
	low, high := (num-half(num))/(den+half(den))*100, (num+half(num))/(den-half(den))*100
	return high > p-step && low < p+step
}
