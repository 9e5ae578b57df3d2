package catalog

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/formula"
	"lianzhang/internal/gap"
	"lianzhang/internal/lead"
	"lianzhang/internal/project"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/visit"
)

// stageAsOf is the stage of a project at the end of the day 截至, as project.AsOf tells it: a stage without a date is that of
// today, an end stage comes with its date, and otherwise the furthest stage that has a date by then.
const stageAsOf = `阶段无日期 ? 阶段 : 有值(终止日期) 且 终止日期 <= 截至 ? (有值(签约日期) 且 签约日期 <= 截至 ? "终止" : "流失") : ` +
	`有值(达产日期) 且 达产日期 <= 截至 ? "达产" : 有值(投产日期) 且 投产日期 <= 截至 ? "投产" : 有值(竣工日期) 且 竣工日期 <= 截至 ? "竣工" : ` +
	`有值(开工日期) 且 开工日期 <= 截至 ? "开工" : 有值(签约日期) 且 签约日期 <= 截至 ? "签约" : 有值(洽谈日期) 且 洽谈日期 <= 截至 ? "在谈" : "线索"`

// projectThere: a project without any date by then was not there yet.
const projectThere = `阶段无日期 或 线索日期 <= 截至 或 洽谈日期 <= 截至 或 签约日期 <= 截至 或 开工日期 <= 截至 或 竣工日期 <= 截至 或 投产日期 <= 截至 或 达产日期 <= 截至 或 终止日期 <= 截至`

// FormulaSources are the lists over which definitions (口径) may be written, with what they know of their past.
func FormulaSources() []formula.Source {
	out := []formula.Source{
		{Spec: project.Spec, AsOf: map[string]string{"stage": stageAsOf}, Exists: projectThere,
			Fixed: []string{"total_invest", "fixed_invest", "land_mu", "output_plan", "tax_plan", "jobs", "undated"}},
		{Spec: lead.PlainSpec, Exists: "登记日期 <= 截至", Fixed: []string{"size"}, Scope: lead.Sees},
		{Spec: ticket.Spec, Exists: "提出日期 <= 截至", Fixed: []string{"kind", "source", "urgent", "hard", "whole_limit", "response"}},
		{Spec: task.Spec, Exists: "交办日期 <= 截至", Fixed: []string{"source", "need_proof"}},
		{Spec: gap.Spec, Exists: "登记日期 <= 截至", Fixed: []string{"kind", "source"}},
		{Spec: visit.Spec, Exists: "走访日期 <= 截至", Fixed: []string{"satisfaction", "role"}},
		{Spec: enterprise.Spec, Fixed: []string{"outside", "province", "stream"}},
		{Spec: target.Spec},
	}
	for i := range out {
		if e := Find(out[i].Spec.Name); e != nil {
			out[i].Base = e.Base
		}
	}
	return out
}
