package task

import (
	"context"
	"net/url"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/xlsx"
)

// View is one of the four lists (四张清单) as a question of a list: all of them look at the same tasks.
type View struct {
	Code, Label string
	Spec        *list.Spec
	Query       string // as an address writes it
	Columns     []string
}

// Views are the four lists for a period from one day to another, both included.
func Views(from, to string) []View {
	moved := url.Values{"moved_on": {from + ".." + to}}.Encode()
	return []View{
		{"all", "任务清单", Spec, "sort=source,code", []string{"light", "code", "name", "measure", "source", "source_text", "chain_id", "unit_id", "co_names", "owner_id", "start_on", "due", "state", "share"}},
		{"moved", "进度清单", Spec, moved + "&sort=-moved_on", []string{"light", "code", "name", "unit_id", "owner_id", "due", "state", "share", "moved_on", "said", "next_on", "next_step"}},
		{"trouble", "问题清单", Spec, "problem=!-&state=open,doing,paused&sort=due", []string{"light", "code", "name", "unit_id", "owner_id", "due", "late_days", "problem", "said"}},
		{"duty", "责任清单", DutySpec, "sort=unit_id,-late_days", []string{"unit_id", "role", "owner_id", "light", "code", "name", "state", "due", "late_days", "carries", "returns", "set_by"}},
	}
}

// Book writes the four lists as one workbook, a sheet each, and gives the number of rows. The caller writes it out or closes it.
func Book(ctx context.Context, q db.Queryer, who list.Asker, from, to string, label func(kind, id string) string) (*xlsx.Book, int, error) {
	book, n := xlsx.New(), 0
	for _, v := range Views(from, to) {
		rows, err := v.into(ctx, q, book, who, from, to, label)
		if err != nil {
			_ = book.Close()
			return nil, 0, err
		}
		n += rows
	}
	return book, n, nil
}

func (v *View) into(ctx context.Context, q db.Queryer, book *xlsx.Book, who list.Asker, from, to string, label func(kind, id string) string) (int, error) {
	values, err := url.ParseQuery(v.Query)
	if err != nil {
		return 0, err
	}
	ask, err := v.Spec.Parse(values)
	if err != nil {
		return 0, err
	}
	spec := *v.Spec
	spec.Label = v.Label // names the sheet
	note := "数据截至" + who.Today
	if v.Code == "moved" {
		note = from + "至" + to + "有动态的任务"
	}
	f := listfile.File{Spec: &spec, Query: ask, Who: who, Columns: v.Spec.Shown(v.Columns), Label: label, Title: v.Label, Note: note}
	return f.Into(ctx, q, book)
}
