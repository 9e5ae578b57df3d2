package importing

import (
	"context"
	"fmt"
	"hash/fnv"

	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// Raw is a row of a file as it came, before copies are merged.
type Raw struct {
	Sheet  string
	Number int    // in the sheet, from 1
	Whole  uint64 // hash of all that the row says, dates by their month: copies have the same
	Values []any  // by Inspector.Columns; nil = nothing
}

// Inspector looks at the rows of a file of one list before they are written.
type Inspector struct {
	List    string
	Columns []string
	Look    func(ctx context.Context, rows []Raw) (*Inspection, error)
}

// Inspection is what an inspector has to say. Amounts are whole yuan.
type Inspection struct {
	Rows     int      `json:"rows"`
	Distinct int      `json:"distinct"`
	Names    int      `json:"names"`
	Before   int64    `json:"before"` // total of all rows
	After    int64    `json:"after"`  // exact copies counted once
	Remarks  []Remark `json:"remarks"`
	Left     string   `json:"left,omitempty"` // why nothing was inspected
}

// Remark is one thing that an inspector found.
type Remark struct {
	Label    string `json:"label"`    // what was looked for
	Severity string `json:"severity"` // red, yellow, blue
	Title    string `json:"title"`
	Amount   int64  `json:"amount"`
	Lines    []Fact `json:"lines"`
}

// Fact is a line of a remark's evidence.
type Fact struct {
	Label    string `json:"label"`
	Value    string `json:"value"`
	Expected string `json:"expected,omitempty"`
}

// maxInspected is up to how many rows a file is inspected before it is written; a larger one is looked at with the register afterwards.
const maxInspected = 30_000

// inspecting gathers the rows for the inspector while the file is read.
type inspecting struct {
	*Inspector
	at   []int // places of the columns among the layout's fields
	rows []Raw
	left string
}

func (i *inspecting) add(sheet string, r *Record) {
	if len(i.rows) >= maxInspected {
		i.rows, i.left = nil, fmt.Sprintf("超过%d行，入库后在全册体检里看", maxInspected)
	}
	if i.left != "" {
		return
	}
	h := fnv.New64a()
	for k := range r.values {
		if v := r.values[k]; v != nil {
			if text, ok := v.(string); ok {
				if v = intake.Fold(text); r.Layout.Fields[k].Kind == list.Date {
					v = text[:min(len(text), len("2026-11"))] // one copy says 3月, the other the first of March
				}
			}
			_, _ = fmt.Fprintf(h, "%d=%v\x00", k, v)
		}
	}
	raw := Raw{Sheet: sheet, Number: r.Number(), Whole: h.Sum64(), Values: make([]any, len(i.Columns))}
	for k, name := range i.Columns {
		if at := r.Layout.Field(name); at >= 0 {
			raw.Values[k] = r.Value(at)
		}
	}
	i.rows = append(i.rows, raw)
}

func (i *inspecting) done(ctx context.Context) (*Inspection, error) {
	if i.left != "" || len(i.rows) == 0 {
		return &Inspection{Remarks: []Remark{}, Left: i.left}, nil
	}
	return i.Look(ctx, i.rows)
}
