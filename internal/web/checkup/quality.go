package checkup

import (
	"fmt"
	"strconv"
	"strings"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/insight/outlier"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	webgap "lianzhang/internal/web/gap"
	"lianzhang/internal/web/ui"
)

// QualitySection is the checkup's part of the page on quality: precision and recall on cities of the demonstration into which cases
// were planted; first on seeds that were held out, and apart from them on the one on which the thresholds were set.
func QualitySection() func(q *web.Req) (*webgap.Section, error) {
	return func(q *web.Req) (*webgap.Section, error) {
		p, err := area.Published()
		if err != nil {
			return nil, err
		}
		held := p.Together()
		all, tuned := held.All(), p.Tuned.All()
		var seeds []string
		for i := range p.Held {
			seeds = append(seeds, strconv.FormatUint(p.Held[i].Seed, 10))
		}
		s := &webgap.Section{ID: "checkup", Title: "注水体检"}
		s.Note = ui.Plain(fmt.Sprintf("数据是模拟的：在演示城市里埋入已知手法的注水再查。留出的种子%s（定阈值以前没有看过，也不拿来调阈值）共埋入%d例，%d个项目，其中%d个像注水而不是，日期%s。"+
			"埋入的手法与定阈值时相同，换的是企业、项目、金额、日期和轻重；没见过的手法和真实数据里的准确率，以体检页上本单位的核实结果为准。调阈值用的种子%d另列在后：发现%d条，%d条确为埋入；埋入%d例，查到%d例，它偏好看，不作依据。",
			strings.Join(seeds, "、"), all.Planted, held.Projects, held.Honest, p.Held[0].Date, p.Tuned.Seed, tuned.Found, tuned.True, tuned.Planted, tuned.Recalled))
		s.Tables = []ui.Table{measured("留出种子"+strings.Join(seeds, "、"), &held), measured("调阈值的种子"+strconv.FormatUint(p.Tuned.Seed, 10), &p.Tuned)}
		if q.Actor.Can(authz.CheckupView) {
			s.Acts = []ui.Action{{Label: "本单位的核实结果", URL: base + "/rules", Small: true}}
		}
		return s, nil
	}
}

// measured is the table of a trial, all of it in the first row.
func measured(what string, t *area.Trial) ui.Table {
	table := ui.Table{Label: "注水体检的准确率和查全率，" + what, Fold: true, Compact: true, Columns: []ui.Column{{Label: "体检项", Sub: what, Head: true, Grow: true}, {Label: "发现", Num: true, Fold: "发现"}, {Label: "确为埋入", Num: true, Fold: "确为埋入"},
		{Label: "准确率", Sub: "95%范围", Num: true, Fold: "准确率"}, {Label: "埋入", Num: true, Fold: "埋入"}, {Label: "查到", Sub: "含别项查到", Num: true, Fold: "查到"}, {Label: "查全率", Sub: "95%范围", Num: true, Fold: "查全率"}}}
	for _, m := range append([]area.Measured{t.All()}, t.Results...) {
		name := area.DetectorLabel(m.Detector)
		if m.Detector == "" {
			name = "合计，" + what
		}
		n := func(v int) ui.Cell { return ui.Cell{Text: strconv.Itoa(v)} }
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, n(m.Found), n(m.True), share(m.True, m.Found), n(m.Planted), n(m.Recalled), share(m.Recalled, m.Planted)}})
	}
	return table
}

func share(k, n int) ui.Cell {
	if n == 0 {
		return ui.Cell{Text: "—", Quiet: true}
	}
	low, high := outlier.Wilson(k, n)
	return ui.Cell{Text: ui.Pct(float64(k) / float64(n)), Sub: ui.Pct(low) + "—" + ui.Pct(high)}
}
