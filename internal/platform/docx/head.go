package docx

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/document"
)

const (
	red     = "D20F0F"
	mm35    = 1984 // from the top of the type area to the mark of a formal document (GB/T 9704-2012 7.2.4)
	ruleGap = 11   // points between the number and the red rule: 4 mm (7.2.7)
)

// head writes what stands above the red rule.
func (f *flow) head(d *document.Doc) {
	for _, line := range d.Corner {
		f.add(paraProps{style: "Corner"}, run(line, runProps{}))
	}
	f.mark(d)
	if d.Mark == "" && d.Number == "" && !d.Periodical() {
		return
	}
	rule := func(gap int) string {
		return fmt.Sprintf(`<w:bottom w:val="single" w:sz="18" w:space="%d" w:color="%s"/>`, gap, red)
	}
	if !d.Periodical() {
		p := paraProps{style: "HeadLine", rule: rule(ruleGap)}
		if d.Number != "" && d.Mark != "" {
			p.before = 2 * linePitch
		}
		f.add(p, run(d.Number, runProps{}))
		return
	}
	f.add(paraProps{style: "HeadLine", before: 160}, run(d.Issue, runProps{}))
	if d.Number != "" {
		f.add(paraProps{style: "HeadLine"}, run(d.Number, runProps{}))
	}
	// No indents but of the first line: they would shorten the rule.
	p := paraProps{style: "HeadLine", jc: "left", first: charPitch, firstChars: 100, tabs: []int{typeWidth - charPitch}, rule: rule(1)}
	f.add(p, run(d.Issuer+"\t"+document.DateText(d.Date), runProps{}))
}

// mark writes the red mark, as large as one line allows.
func (f *flow) mark(d *document.Doc) {
	if d.Mark == "" {
		return
	}
	lines := strings.Split(d.Mark, "\n")
	widest := 1.0
	for _, l := range lines {
		widest = max(widest, ems(l))
	}
	size := int(float64(typeWidth) / 20 / (widest + 0.3)) // points
	size = min(max(size, 22), 48)
	line := size * 25 // 1.25 of the size
	for i, l := range lines {
		p := paraProps{style: "Mark", line: line}
		if i == 0 && !d.Periodical() {
			p.before = max(mm35-len(d.Corner)*linePitch-(line-size*20)/2, 0)
		}
		f.add(p, run(l, runProps{size: 2 * size}))
	}
}

// title writes a title in one paragraph, so that Word's outline shows it whole, with blank lines around it:
// two above and one below for a formal document (GB/T 9704-2012 7.3.1, 7.3.2), less for periodicals and annexes.
func (f *flow) title(s string, formal bool) {
	p := paraProps{style: "Title", before: linePitch, after: linePitch / 2}
	if formal {
		p.before, p.after = 2*linePitch, linePitch
	}
	f.add(p, run(s, runProps{}))
}
