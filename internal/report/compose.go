package report

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/workday"
)

// titleLine is how many characters a line of a title holds (二号 on 156 mm), with some room for stand-in faces.
const titleLine = 19

// bulletin lays out the whole document.
func (w *writer) bulletin(f *Figures, cal workday.Calendar) *document.Doc {
	n := f.Names
	d := &document.Doc{
		Mark: n.Site + "工作通报", Issue: issue(string(f.Month)), Issuer: n.Issuer + "编", Date: f.Asked,
		Title:   title(monthSpan(string(f.Month)), n.Place.Label, "重点产业链", "项目推进情况"),
		Imprint: imprint(n, f.Asked),
	}
	d.Blocks = append(d.Blocks, w.lead(f))
	if n.Place.Partial {
		d.Blocks = append(d.Blocks, document.P(document.Text(n.Place.Note)))
	}
	d.Blocks = append(d.Blocks, w.overall(f)...)
	d.Blocks = append(d.Blocks, w.chains(f)...)
	d.Blocks = append(d.Blocks, w.regions(f)...)
	d.Blocks = append(d.Blocks, w.lamps(f)...)
	d.Blocks = append(d.Blocks, w.problems(f)...)
	d.Blocks = append(d.Blocks, w.steps(f, cal)...)
	if p := w.caveats(f); p != "" {
		d.Blocks = append(d.Blocks, document.P(document.Text(p)))
	}
	if w.address != "" { // on paper too a way back to every figure
		d.Blocks = append(d.Blocks, document.P(document.Text("核数："+w.address+strings.TrimSuffix(w.base, "projects")+"check")))
	}
	d.Blocks = append(d.Blocks, document.AttachmentNote{})
	d.Attachments = w.annexes(f)
	return d
}

// caveats says what readers of the figures must know: which projects are counted as they stand now.
func (w *writer) caveats(f *Figures) string {
	var out []string
	if f.Undated > 0 {
		out = append(out, itoa(f.Undated)+"个项目的现阶段没有日期，按现状统计")
	}
	if f.Loaded > 0 {
		out = append(out, itoa(f.Loaded)+"个项目年内没有月报，完成投资取台账现值")
	}
	if f.All.YearPlan > 0 && len(f.RuleSets) > 0 {
		out = append(out, "亮灯按"+strings.Join(f.RuleSets, "、")+"评定")
	}
	if out == nil {
		return ""
	}
	return "说明：数据截至" + document.DateText(f.Day) + "；" + strings.Join(out, "；") + "。"
}

// issue numbers a month's bulletin within the year.
func issue(month string) string {
	n, _ := strconv.Atoi(month[5:])
	return month[:4] + "年第" + strconv.Itoa(n) + "期"
}

// title joins the parts of a title, with a break before the last parts where the line would be too long. A line of a title
// does not end within a word.
func title(parts ...string) string {
	whole := strings.Join(parts, "")
	if ems(whole) <= titleLine {
		return whole
	}
	for i := len(parts) - 1; i > 0; i-- {
		if first := strings.Join(parts[:i], ""); ems(first) <= titleLine {
			return first + "\n" + strings.Join(parts[i:], "")
		}
	}
	return whole
}

// ems is the width of a text in characters; digits and letters count a little more than half of one, as in stand-in faces.
func ems(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x80 {
			w += .6
		} else {
			w++
		}
	}
	return w
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "") }

func imprint(n *Names, date string) *document.Imprint {
	to := "总链长，各链长、副链长。"
	return &document.Imprint{
		Copies: []document.Copy{{Label: "报", To: to}, {Label: "送", To: "各牵头单位、工作专班，各" + n.Place.Child + "、园区。"}},
		Office: n.Issuer, Date: date,
	}
}

func cutPair(s string) (a, b string) {
	a, b, _ = strings.Cut(s, ":")
	return a, b
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
