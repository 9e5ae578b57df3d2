package listing

import "lianzhang/internal/web/ui"

// Nothing says which conditions together have no answer, and offers to drop each of them.
func (a *Ask) Nothing() *ui.Empty {
	e := &ui.Empty{Title: "没有符合条件的" + a.List.Spec.Label}
	drop := func(label, url string) {
		e.Acts = append(e.Acts, ui.Action{Label: "去掉“" + label + "”", URL: url, Small: true})
	}
	said := ""
	for i, c := range a.chips() {
		if i > 0 {
			said += "、"
		}
		said += c.Label + c.Value
		drop(c.Label, c.Remove)
	}
	if a.Search != "" {
		if said != "" {
			said += "、"
		}
		said += "含“" + a.Search + "”"
		drop("搜索", a.With("q", ""))
	}
	switch len(e.Acts) {
	case 0:
		e.Text = "这里还是空的"
		return e
	case 1:
		e.Text = said + "，没有结果"
	default:
		e.Text = said + "，这些条件一起没有结果"
	}
	e.Acts = append(e.Acts, ui.Action{Label: "清空条件", URL: a.cleared(), Small: true, Plain: true})
	return e
}

// cleared is the address without conditions.
func (a *Ask) cleared() string {
	var pairs []string
	for name := range a.List.conditions(a.Values) {
		pairs = append(pairs, name, "")
	}
	return a.With(pairs...)
}
