package talent

import (
	"time"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/talent"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func yesterday(today string) string {
	t, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return today
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

func (h *handlers) listNeeds(q *web.Req) error {
	counts, err := h.Talent.PerChain(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	var all talent.Counts
	for _, c := range counts {
		all.Add(c)
	}
	var lede ui.Rich
	if rate, ok := all.Rate(); ok {
		lede = ui.Rich{ui.T("招引中" + ui.Num(all.Needs) + "条，需" + ui.Num(all.Wanted) + "人，已到岗" + ui.Num(all.Arrived) + "人，满足率"), ui.B(ui.Pct(rate))}
	}
	today := q.Today()
	return h.list(q, h.needs, needs, "登记需求", lede, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "state":
			return ui.Cell{Light: needLight(r.Str("state"), r.Str("due"), today)}, true
		case "due":
			return ui.Cell{Text: r.Str("due"), Down: r.Str("state") == talent.Open && r.Str("due") != "" && r.Str("due") < today}, true
		}
		return ui.Cell{}, false
	})
}

// needLight shows the state of a need; an open one past its date is red.
func needLight(state, due, today string) *ui.Light {
	letter := ui.None
	switch {
	case state == talent.Filled:
		letter = ui.Green
	case state == talent.Open && due != "" && due < today:
		letter = ui.Red
	}
	l := ui.Sign(letter, talent.NeedSpec.Column("state").OptionLabel(state))
	return &l
}

func (h *handlers) listIntros(q *web.Req) error {
	return h.list(q, h.intros, intros, "登记引进", nil, nil)
}

func (h *handlers) listPlatforms(q *web.Req) error {
	return h.list(q, h.platforms, platforms, "登记平台", nil, nil)
}
