package checkup

import (
	"fmt"
	"strconv"

	"lianzhang/internal/project"
)

// jumps finds dates that cannot be: in the wrong order, in the future, or too near each other.
func jumps(r *Register, rules *Rules, out emit) {
	d := rules.Find("jump")
	labels := stageLabels()
	for i := range r.Cases {
		c := &r.Cases[i]
		var lines []Line
		severity := Middle
		last := -1
		for k, on := range c.Dates {
			if on == "" {
				continue
			}
			if len(on) == 10 && on > r.Today || len(on) == 7 && on > r.Today[:min(7, len(r.Today))] {
				lines = append(lines, of(c, labels[k]+"日期晚于今天", on, "不晚于登记当天"))
				severity = Grave
			}
			if last >= 0 {
				if days, ok := span(c.Dates[last], on); ok && days < 0 {
					lines = append(lines, of(c, labels[k]+"早于"+labels[last], on, labels[last]+"："+c.Dates[last]))
					severity = Grave
				}
			}
			last = k
		}
		for _, x := range []struct {
			from, to int
			param    string
		}{{signed, produced, "signed_produced"}, {started, completed, "started_completed"}} {
			if days, ok := span(c.Dates[x.from], c.Dates[x.to]); ok && days >= 0 && float64(days) < d.Get(x.param) {
				lines = append(lines, of(c, labels[x.from]+"到"+labels[x.to], strconv.Itoa(days)+"天", "至少"+plain(d.Get(x.param))+"天"))
			}
		}
		if lines != nil {
			title := "“" + c.Name + "”" + lines[0].Label + "（" + lines[0].Value + "）"
			lines = append(lines, of(c, "阶段", project.StageLabel(c.Stage), ""), of(c, "总投资", yuan(c.Total), ""))
			out(Draft{Detector: d.ID, Severity: severity, Amount: c.Total, Parts: []Part{part(c, "项目")}, Lines: lines, Title: title})
		}
	}
}

func stageLabels() [7]string {
	var out [7]string
	for i, m := range new(project.Project).Milestones() {
		out[i] = m.Label
	}
	return out
}

// funds finds money that came before there was land, a contract or a site.
func funds(r *Register, rules *Rules, out emit) {
	d := rules.Find("funds")
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.counts() || c.Total == 0 {
			continue
		}
		var lines []Line
		severity, amount := Middle, int64(0)
		if share := float64(c.FundsIn) / float64(c.Total); c.Dates[started] == "" && project.StageRank(c.Stage) <= project.StageRank(project.Signed) && !c.LandPaper && share >= d.Get("share")/100 {
			land := "没有用地文件"
			if c.Land == 0 {
				land += "，用地面积为空"
			}
			lines = append(lines, of(c, "未开工已到资", yuan(c.FundsIn), "占总投资"+percent(share)+"，一般不到"+plain(d.Get("share"))+"%"), of(c, "用地", land, "先有用地再大额到资"))
			severity, amount = grade(share*100, d.Get("grave")), c.FundsIn
		}
		early := d.Get("early") / 100
		if float64(c.EarlyFunds) >= early*float64(c.Total) {
			lines = append(lines, of(c, "签约前到资", yuan(c.EarlyFunds), "首笔"+c.EarlyOn+"，签约"+said(c.Dates[signed])))
			amount = max(amount, c.EarlyFunds)
		}
		if float64(c.EarlyDone) >= early*float64(c.Total) {
			lines = append(lines, of(c, "开工前完成投资", yuan(c.EarlyDone), "首月"+c.EarlyIn+"，开工"+said(c.Dates[started])))
			amount = max(amount, c.EarlyDone)
		}
		if lines != nil {
			title := fmt.Sprintf("“%s”%s%s", c.Name, lines[0].Label, lines[0].Value)
			lines = append(lines, of(c, "总投资", yuan(c.Total), ""))
			out(Draft{Detector: d.ID, Severity: severity, Amount: amount, Parts: []Part{part(c, "项目")}, Lines: lines, Title: title})
		}
	}
}
