package targets

import (
	"context"

	"lianzhang/internal/checkup"
	"lianzhang/internal/importing"
	"lianzhang/internal/project"
)

// Water lets the checkup look at the rows of files of projects before they are written.
func Water(s *checkup.Service) *importing.Inspector {
	return &importing.Inspector{List: project.Kind, Columns: checkup.RowColumns(), Look: func(ctx context.Context, rows []importing.Raw) (*importing.Inspection, error) {
		in := make([]checkup.Row, len(rows))
		for i, r := range rows {
			in[i] = checkup.Row(r)
		}
		f, err := s.LookAt(ctx, in)
		if err != nil {
			return nil, err
		}
		out := &importing.Inspection{Rows: f.Rows, Distinct: f.Distinct, Names: f.Names, Before: f.Before, After: f.After, Remarks: []importing.Remark{}}
		for _, d := range f.Findings {
			m := importing.Remark{Label: checkup.DetectorLabel(d.Detector), Severity: string(d.Severity), Title: d.Title, Amount: d.Amount}
			for _, l := range d.Lines {
				m.Lines = append(m.Lines, importing.Fact{Label: l.Label, Value: l.Value, Expected: l.Expected})
			}
			out.Remarks = append(out.Remarks, m)
		}
		return out, nil
	}}
}
