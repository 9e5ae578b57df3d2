package backtrack

import (
	"fmt"
	"strconv"

	"lianzhang/internal/platform/db"
)

// replay applies a change to the row and says where it does not begin from what the entries before it left: then one between them
// was taken away or altered.
func (w *walker) replay(e *Event) {
	switch {
	case e.Op == db.Inserted && len(w.row) > 0:
		w.Faults = append(w.Faults, fmt.Sprintf("第%d条又登记了一次同一记录", e.Seq))
	case e.Op == db.Updated && len(w.row) == 0:
		w.Faults = append(w.Faults, fmt.Sprintf("第%d条之前没有登记，登记那一条不见了", e.Seq))
	}
	for _, c := range e.Changes {
		if left, known := w.row[c.Column]; e.Op != db.Inserted && known && !equal(left, c.Old) {
			w.Faults = append(w.Faults, fmt.Sprintf("第%d条改“%s”时的原值与前面各条留下的值不同，其间少了一条或有一条被改", e.Seq, c.Column))
		}
		w.row[c.Column] = c.New
	}
	if e.Op == db.Deleted {
		w.row = row{}
	}
}

// equal compares values whose whole numbers may have come as either kind of number.
func equal(a, b any) bool {
	if a == b {
		return true
	}
	x, ok := number(a)
	y, ok2 := number(b)
	return ok && ok2 && x == y
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// compare holds the row as it is stored against what the entries leave.
func (w *walker) compare(stored [3]string, version int64) {
	for i, column := range [3]string{w.Kind.Unit, w.Kind.Owner, w.Kind.State} {
		if left := w.row.text(column); left != stored[i] {
			w.Faults = append(w.Faults, fmt.Sprintf("“%s”现在存的值与日志留下的不同，台账在日志之外被改过", column))
		}
	}
	if left, ok := number(w.row["version"]); ok && left != float64(version) {
		w.Faults = append(w.Faults, "记录的版次是"+strconv.FormatInt(version, 10)+"，日志只到"+strconv.FormatFloat(left, 'f', 0, 64)+"，最后的改动不在日志里")
	}
}
