package importing

import "lianzhang/internal/platform/intake"

// Summary is what an analysis found. Amounts are whole yuan.
type Summary struct {
	Refused    string           `json:"refused,omitempty"` // why nothing can be read; "" when it can
	Sheets     []Sheet          `json:"sheets"`
	Rows       int              `json:"rows"` // of data; = Accepted + Rejected
	Accepted   int              `json:"accepted"`
	Rejected   int              `json:"rejected"`
	Duplicates int              `json:"duplicates"` // accepted rows that repeat an earlier row exactly or mean a stored record
	Dups       map[Dup]int      `json:"dups"`
	Write      Counts           `json:"write"` // what Confirm would do now
	Distinct   int              `json:"distinct"`
	Names      int              `json:"names"`     // distinct names
	Conflicts  []Clash          `json:"conflicts"` // at most 100
	ConflictN  int              `json:"conflict_count"`
	Recognised map[string]int   `json:"recognised"` // title head unit section subtotal total note blank number
	Fixed      int              `json:"fixed"`      // rows in which something was corrected
	Sums       []Sum            `json:"sums"`
	Creates    map[string][]any `json:"creates,omitempty"` // kind of record → names that Confirm would add
	Errors     []CellError      `json:"errors"`            // at most 200
	ErrorCount int              `json:"error_count"`
	Inspection *Inspection      `json:"inspection,omitempty"` // nil when nobody looks at this list
}

// Counts are numbers of accepted rows by what becomes of them.
type Counts struct {
	New   int `json:"new"`
	Merge int `json:"merge"` // change a stored record, or an earlier row that they do not equal
	Skip  int `json:"skip"`  // left out, as copies are
	Hold  int `json:"hold"`  // wait for a decision
}

// Sheet is one sheet of the file.
type Sheet struct {
	No       int              `json:"no"`
	Name     string           `json:"name"`
	Chosen   bool             `json:"chosen"`
	Why      string           `json:"why,omitempty"` // why it was not chosen
	Rows     int              `json:"rows"`          // of data, when chosen
	Layout   *intake.Layout   `json:"layout,omitempty"`
	Warnings []intake.Warning `json:"warnings,omitempty"`
	Failed   string           `json:"failed,omitempty"` // why it could not be read to its end
}

// Clash is a name with records that contradict each other.
type Clash struct {
	Name    string   `json:"name"`
	Cells   []string `json:"cells"` // "调度表!B12", the first of each record
	Amounts []int64  `json:"amounts"`
}

// Sum is a column added up over the accepted rows.
type Sum struct {
	Column string `json:"column"`
	Label  string `json:"label"`
	Unit   string `json:"unit"`   // in which the column is shown
	Before int64  `json:"before"` // all rows
	After  int64  `json:"after"`  // exact copies counted once
}

// CellError is a fault in a cell.
type CellError struct {
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell"`
	Message string `json:"message"`
	Suggest string `json:"suggest,omitempty"`
}

// maxErrors bounds the faults of a summary; pages show all of them row by row.
const maxErrors = 200

// Questions are the open questions of the chosen sheets.
func (s *Summary) Questions() []intake.Question {
	var out []intake.Question
	for _, sh := range s.Sheets {
		if sh.Chosen && sh.Layout != nil {
			out = append(out, sh.Layout.Questions...)
		}
	}
	return out
}
