package project

import (
	"slices"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// cells makes the cells of the ledger that say more than one value.
type cells struct {
	names    *listing.Names
	today    string
	forecast map[string]string // expected completion, by project
}

func (c *cells) cell(col *list.Column, r list.Row) (ui.Cell, bool) {
	switch col.Name {
	case "light":
		return lightCell(r.ID, r.Str("light")), true
	case "name":
		return ui.Cell{Text: r.Str("name"), URL: "/projects/" + r.ID, Sub: c.second(r)}, true
	case "stage":
		return ui.Cell{Stage: stageBar(r.Str("stage"))}, true
	case "year_plan":
		if r.Int("year_plan") == 0 {
			return ui.Cell{Text: "—", Quiet: true}, true
		}
	case "rate":
		return barCell(r), true
	case "completed_plan":
		return c.completion(r), true
	case "updated_at":
		return ui.Cell{Text: clock.FromMicro(r.Int("updated_at")).Format("1-02"), Quiet: true}, true
	}
	return ui.Cell{}, false
}

// lightCell is a light that opens; its explanation is fetched when somebody opens it.
func lightCell(id, light string) ui.Cell {
	l := ui.Lamp(ui.LetterOf(light))
	if l.Letter == ui.None {
		return ui.Cell{Light: &l}
	}
	return ui.Cell{Why: &ui.ExplainedLight{Light: l, Load: "/projects/" + id + "/why"}}
}

// second is the second line under the name: firm, chain, place.
func (c *cells) second(r list.Row) string {
	place := r.Str("park")
	if place == "" {
		place = c.names.Label("region", r.Str("region"))
	}
	return ui.Joined(r.Str("investor"), c.names.Label("chain", r.Str("chain_id")), place)
}

func stageBar(stage string) *ui.StageBar {
	return &ui.StageBar{N: max(slices.Index(ladder, stage)+1, 0), Word: area.StageLabel(stage)}
}

// ladder is the seven dated stages.
var ladder = []string{area.Lead, area.Talks, area.Signed, area.Started, area.Completed, area.Produced, area.Capacity}

func barCell(r list.Row) ui.Cell {
	if r.Int("year_plan") == 0 {
		return ui.Cell{Text: "无年度计划", Quiet: true}
	}
	b := bar(r.Int("year_done"), r.Int("year_plan"), r.Float("schedule"), r.Str("light"))
	return ui.Cell{Bar: &b}
}

// bar is progress against schedule. A lead over the schedule is not coloured, whatever the light says for other reasons.
func bar(done, plan int64, schedule float64, light string) ui.Bar {
	rate := float64(done) / float64(plan)
	letter := ui.LetterOf(light)
	if rate >= schedule {
		letter = ui.None
	}
	return ui.NewBar(rate*100, schedule*100, letter)
}

// completion is when the project should be completed, and how far what is expected or what happened differs from that.
func (c *cells) completion(r list.Row) ui.Cell {
	plan, actual := r.Str("completed_plan"), r.Str("completed_actual")
	out := ui.Cell{Text: ui.DateMonth(plan)}
	if plan == "" {
		out.Text = "未定"
	}
	stage := r.Str("stage")
	switch {
	case stage == area.Withdrawn || stage == area.Lost:
		out.Text, out.Sub = "—", "已"+area.StageLabel(stage)
	case actual != "":
		word := area.StageLabel(stage)
		if slices.Index(ladder, stage) < slices.Index(ladder, area.Completed) {
			word = "竣工"
		}
		out.Sub = "已" + word
		if shift, late := deviation(plan, actual); late {
			out.Sub = joinComma(out.Sub, shift)
		}
	case c.forecast[r.ID] != "":
		shift, late := deviation(plan, c.forecast[r.ID])
		if out.Sub = shift; late {
			out.Sub, out.SubLate = "预计"+ui.DateMonth(c.forecast[r.ID])+"，"+shift, true
		}
	case plan != "" && overdue(plan, c.today):
		shift, _ := deviation(plan, c.today)
		out.Sub, out.SubLate = "已"+shift, true
	}
	return out
}

func joinComma(a, b string) string {
	if b == "" {
		return a
	}
	return a + "，" + b
}
