package project

import (
	"strconv"
	"strings"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// reportLabel is the label of a file that is proof of a month's report.
func reportLabel(period string) string { return period + "进度佐证" }

// monthName writes the month of a period: 5月.
func monthName(period string) string {
	if len(period) < 7 {
		return period
	}
	n, _ := strconv.Atoi(period[5:7])
	return strconv.Itoa(n) + "月"
}

// dueMonth is the month to fill in next: the last full month, or this one when that is filed already.
func dueMonth(p *area.Project, today string) string {
	if last := area.PreviousMonth(today[:7]); p.Reported < last {
		return last
	}
	return today[:7]
}

// shownReports is how many reports a page shows before the rest is folded away.
const shownReports = 6

func (r *record) reportTable(q *web.Req) ui.Table {
	t := ui.Table{ID: "reports", Label: "月度填报", Compact: true, Fold: true, Columns: []ui.Column{{Label: "期次", Head: true},
		{Label: "本月完成", Sub: "万元", Num: true, Fold: "本月完成"}, {Label: "形象进度", Grow: true}, {Label: "佐证", Fold: "佐证"}, {Label: "核验"}, {Label: "填报", Num: true, Rank: 3}}}
	check := q.Actor.Can(authz.ProjectMove)
	if check {
		t.Columns = append(t.Columns, ui.Column{Label: "", Rank: 2})
	}
	all := q.Query("reports") == "all"
	for i := range r.reports {
		if !all && i >= shownReports {
			break
		}
		t.Rows = append(t.Rows, r.reportRow(&r.reports[i], check))
	}
	return t
}

func (r *record) reportRow(rep *area.Report, check bool) ui.Row {
	label := monthName(rep.Period)
	if !strings.HasPrefix(rep.Period, r.PlanYear) {
		label = rep.Period
	}
	progress := ui.Cell{Text: rep.Progress}
	if rep.Problem != "" {
		progress.Sub, progress.SubLate = "问题："+rep.Problem, true
	}
	proof := ui.Cell{Text: "—", Quiet: true}
	if n := r.labelled(reportLabel(rep.Period)); n > 0 {
		proof = ui.Cell{Text: strconv.Itoa(n) + "份", URL: "#files"}
	}
	state := map[string]ui.Light{area.Filed: ui.Sign(ui.Yellow, "待核"), area.Checked: ui.Sign(ui.Green, "已核"), area.Returned: ui.Sign(ui.Red, "退回")}[rep.State]
	cells := []ui.Cell{{Text: label, URL: url(r.Project) + "/report?period=" + rep.Period}, {Text: ui.Wan(rep.Done)}, progress, proof, {Light: &state},
		{Text: clock.FromMicro(rep.FilledAt).Format("1-02"), Quiet: true, Title: rep.FilledName}}
	if check {
		act := ui.Cell{}
		if rep.State == area.Filed {
			act.Acts = []ui.Action{{Label: "核验", URL: url(r.Project) + "/report?period=" + rep.Period + "#check", Small: true}}
		}
		cells = append(cells, act)
	}
	return ui.Row{Label: label, Cells: cells}
}

// labelled is how many files of the project carry a label.
func (r *record) labelled(label string) (n int) {
	for i := range r.files {
		if r.files[i].Label == label {
			n++
		}
	}
	return n
}

func (r *record) receiptTable() ui.Table {
	t := ui.Table{ID: "receipts", Label: "到位资金", Compact: true, Fold: true, Columns: []ui.Column{{Label: "到账日期", Head: true},
		{Label: "金额", Sub: "万元", Num: true, Fold: "金额"}, {Label: "来源", Fold: "来源"}, {Label: "凭证", Grow: true}}}
	sum := int64(0)
	for _, rc := range r.receipts {
		sum += rc.Amount
		from := "市内"
		if rc.Inward {
			from = "市外"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: rc.OnDate}, {Text: ui.Wan(rc.Amount)}, {Text: from}, {Text: rc.Voucher, Sub: rc.Note}}})
	}
	if len(t.Rows) > 0 {
		t.Foot = []ui.Cell{{Text: "合计"}, {Text: ui.Wan(sum)}, {}, {}}
	}
	return t
}

type fileGroup struct {
	Label string
	Files []ui.File
}

// fileGroups are the files by what they are proof of.
func (r *record) fileGroups(q *web.Req) []fileGroup {
	var out []fileGroup
	at := map[string]int{}
	for i := range r.files {
		f := &r.files[i]
		label := f.Label
		if label == "" {
			label = "其他材料"
		}
		n, ok := at[label]
		if !ok {
			n = len(out)
			at[label] = n
			out = append(out, fileGroup{Label: label})
		}
		out[n].Files = append(out[n].Files, r.file(q, f))
	}
	return out
}

func (r *record) file(q *web.Req, f *attach.File) ui.File {
	out := ui.File{Kind: fileKind(f.Name), Name: f.Name, URL: url(r.Project) + "/files/" + f.ID,
		Note: ui.Bytes(f.Size) + "　" + ui.Stamp(f.CreatedAt) + "　" + r.names.Label("account", f.CreatedBy)}
	if q.Actor.Can(authz.ProjectEdit) {
		drop := ui.Post("移除", out.URL+"/remove")
		drop.Confirm, drop.Small, drop.Plain = "移除“"+f.Name+"”？移除会记入经过。", true, true
		out.Act = &drop
	}
	return out
}

func fileKind(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 6 {
		return "文件"
	}
	return strings.ToUpper(name[i+1:])
}
