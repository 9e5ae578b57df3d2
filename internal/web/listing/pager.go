package listing

import (
	"strconv"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// Pager leads through the pages of the answer.
func (a *Ask) Pager(p *Page) ui.Pager {
	total := p.Totals.Rows
	out := ui.Pager{Total: total, Unit: a.List.Spec.Measure, Size: a.Size, Target: Target}
	if total == 0 {
		return out
	}
	out.From = int64((a.Query.Page-1)*a.Size + 1)
	out.To = min(out.From+int64(a.Size)-1, total)
	last := int((total + int64(a.Size) - 1) / int64(a.Size))
	at := func(page int) string {
		if page <= 1 {
			return a.With()
		}
		return a.With("page", strconv.Itoa(page))
	}
	if a.Query.Page > 1 {
		out.Prev = at(a.Query.Page - 1)
	}
	if a.Query.Page < last {
		out.Next = at(a.Query.Page + 1)
	}
	skipped := false
	for page := 1; page <= last; page++ {
		near := page == 1 || page == last || page >= a.Query.Page-2 && page <= a.Query.Page+2
		if !near {
			if !skipped {
				out.Pages = append(out.Pages, ui.Tab{})
			}
			skipped = true
			continue
		}
		skipped = false
		out.Pages = append(out.Pages, ui.Tab{Label: strconv.Itoa(page), URL: at(page), On: page == a.Query.Page})
	}
	if total > list.DefaultSize {
		for _, size := range []int{list.DefaultSize, 100, 200} {
			value := strconv.Itoa(size)
			if size == list.DefaultSize {
				value = ""
			}
			out.Sizes = append(out.Sizes, ui.Tab{Label: strconv.Itoa(size), URL: a.With("size", value), On: size == a.Size})
		}
	}
	return out
}
