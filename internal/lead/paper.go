package lead

import (
	"io"
	"strings"
	"time"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/money"
)

// Head is what the paper of an admission needs beside the review: the office's names.
type Head struct {
	Issuer, Unit, Chain, Region string
}

// Paper composes the admission sheet (准入评审表) of an opened lead in the layout of official documents.
func (j *Judged) Paper(o *Opened, h Head) *document.Doc {
	d := &document.Doc{Title: "招商引资项目准入评审表", Corner: []string{"内部资料"}}
	add := func(b ...document.Block) { d.Blocks = append(d.Blocks, b...) }
	add(document.H(1, "项目基本情况"), j.basics(o, h))
	add(document.H(1, "底线指标"), j.floors())
	add(document.H(1, "评审打分"), j.scores())
	add(document.H(1, "一票否决事项"), document.P(document.Text(j.vetoed())))
	add(document.H(1, "会议纪要"))
	for _, line := range lines(j.Minutes, "（未填写）") {
		add(document.P(document.Text(line)))
	}
	add(document.H(1, "评审结论"), document.P(document.Text(j.conclusion())))
	for _, line := range lines(j.Ground, "") {
		add(document.P(document.Text("理由：" + line)))
	}
	add(document.P(document.Text("评审人签字：" + strings.Repeat("　", 12) + "组长签字：")))
	add(document.Signature{Unit: h.Issuer, Date: j.DecidedOn})
	return d
}

func lines(text, none string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	if out == nil && none != "" {
		out = []string{none}
	}
	return out
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (j *Judged) basics(o *Opened, h Head) document.Table {
	t := document.Table{Columns: []document.Column{{Header: "事项", Width: 7}, {Header: "内容", Align: document.Left, Width: 16}, {Header: "指标", Width: 9},
		{Header: "申报数", Width: 8}}}
	left := [][2]string{{"项目名称", o.Text.Name}, {"投资方", o.Text.Investor}, {"信用代码", o.Text.USCC}, {"拟落地点", o.Text.Place}, {"产业链", h.Chain}, {"首报单位", h.Unit},
		{"线索编号", o.Code}, {"登记日期", o.LoggedOn}, {"拟投资额", money.Yuan(o.Size).Text(money.Yi, 2)}}
	for i := range max(len(left), len(j.Sheet.Inputs)) {
		var c [4]string
		if i < len(left) {
			c[0], c[1] = left[i][0], dash(left[i][1])
		}
		if i < len(j.Sheet.Inputs) {
			in := j.Sheet.Inputs[i]
			c[2], c[3] = in.Label, "—"
			if v := j.Figures[in.ID]; v != 0 {
				c[3] = number(v) + in.Unit
			}
		}
		t.Rows = append(t.Rows, document.Cells(c[:]...))
	}
	return t
}

func (j *Judged) floors() document.Table {
	t := document.Table{Columns: []document.Column{{Header: "指标", Width: 10}, {Header: "底线", Width: 9}, {Header: "期望", Width: 9}, {Header: "申报折算", Width: 9}, {Header: "是否达到", Width: 6}}}
	for _, f := range j.Sheet.Findings(j.Figures) {
		value, met := "未申报", "未知"
		if f.Known {
			value, met = number(f.Value)+f.Unit, map[bool]string{true: "达到", false: "未达到"}[f.Met]
		}
		t.Rows = append(t.Rows, document.Cells(f.Label, "≥"+number(f.Min)+f.Unit, number(f.Good)+f.Unit, value, met))
	}
	if j.Sheet.TallFactor > 1 {
		t.Note = "层高超过" + number(j.Sheet.TallOver) + "米的建筑面积按" + number(j.Sheet.TallFactor) + "倍计入容积率。"
	}
	return t
}

// mostReviewers is how many reviewers have a column of their own; of more only the mean stands.
const mostReviewers = 5

func (j *Judged) scores() document.Table {
	t := document.Table{Unit: "分", Columns: []document.Column{{Header: "评审项目", Width: 7}, {Header: "评分标准", Align: document.Left, Width: 15}, {Header: "满分", Width: 3}}}
	each := len(j.Reviews) <= mostReviewers
	if each {
		for _, r := range j.Reviews {
			t.Columns = append(t.Columns, document.Column{Header: r.Reviewer, Width: 4})
		}
	}
	t.Columns = append(t.Columns, document.Column{Header: "平均", Width: 4})
	row := func(kind document.RowKind, texts []string, by func(r *ReviewOf) float64, mean float64) {
		if each {
			for i := range j.Reviews {
				texts = append(texts, number(by(&j.Reviews[i])))
			}
		}
		end := "—"
		if len(j.Reviews) > 0 {
			end = number(mean)
		}
		cells := document.Cells(append(texts, end)...)
		cells.Kind = kind
		t.Rows = append(t.Rows, cells)
	}
	for _, c := range j.Sheet.Criteria {
		mean, _ := j.Mean(c.ID)
		row(document.Plain, []string{c.Label, c.Guide, number(c.Max)}, func(r *ReviewOf) float64 { return r.By[c.ID] }, mean)
	}
	row(document.Total, []string{"合计", "", "100"}, func(r *ReviewOf) float64 { return r.Total }, j.Score)
	return t
}

func (j *Judged) vetoed() string {
	if j.Vetoes == "" {
		return "评审人均未发现一票否决事项。"
	}
	return strings.ReplaceAll(j.Vetoes, "\n", "；") + "。"
}

func (j *Judged) conclusion() string {
	if j.State == Reviewing {
		return "评审尚未结束。"
	}
	return "得" + number(j.Score) + "分（合格" + number(j.Sheet.Pass) + "分），结论：" + StandLabel(j.State) + "。"
}

// Word writes the admission sheet as a Word file.
func (j *Judged) Word(w io.Writer, o *Opened, h Head, now time.Time) error {
	return docx.Write(w, j.Paper(o, h), docx.Options{Creator: h.Issuer, Time: now, OmitSources: true})
}
