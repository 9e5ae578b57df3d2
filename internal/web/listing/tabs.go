package listing

import (
	"context"
	"net/url"

	"lianzhang/internal/web/ui"
)

// Tabs are the views of the list: those that come with it, then one's own and the shared ones. The current one carries the
// figure of the answer itself.
func (a *Ask) Tabs(ctx context.Context, p *Page) (ui.Tabs, error) {
	t := ui.Tabs{Label: "视图"}
	saved, err := a.List.kit.Views.Of(ctx, a.List.Spec.Name, a.req.Actor.ID)
	if err != nil {
		return t, err
	}
	wait, cancel := context.WithTimeout(ctx, countWait)
	defer cancel()
	here, found := a.List.conditions(a.Values).Encode(), false
	add := func(name, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		v = a.List.fold(v)
		tab := ui.Tab{Label: name, URL: a.view(v)}
		if !found && a.List.conditions(v).Encode() == here {
			tab.On, found = true, true
		}
		if tab.On && a.Note == nil {
			tab.Count = ui.Num(p.Totals.Rows)
		} else {
			tab.Count = a.List.counted(ctx, query, a.Who, wait.Done())
		}
		t.Items = append(t.Items, tab)
	}
	if a.List.Presets != nil {
		for _, preset := range a.List.Presets(a.Who.Today) {
			add(preset.Name, preset.Query)
		}
	}
	for _, v := range saved {
		add(v.Name, v.Query)
	}
	t.End = &ui.Link{Label: "存为视图", URL: "/views?" + url.Values{"list": {a.List.Spec.Name}, "query": {a.Encoded()}}.Encode()}
	return t, nil
}

// view is the address of a saved view on the page that is open: its conditions in place of the present ones, its columns and
// order where it has any; what is the page's own stays.
func (a *Ask) view(v url.Values) string {
	out := url.Values{}
	for _, name := range a.List.Keep {
		if s := a.Values.Get(name); s != "" {
			out.Set(name, s)
		}
	}
	for name, values := range v {
		if name != "page" {
			out[name] = values
		}
	}
	if e := out.Encode(); e != "" {
		return a.req.R.URL.Path + "?" + e
	}
	return a.req.R.URL.Path
}
