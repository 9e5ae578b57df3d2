package xlsx

import (
	"math"
	"strconv"
	"time"

	"lianzhang/internal/platform/clock"
)

// Kind says what a column holds. Its text goes into the workbook's description of itself.
type Kind string

// The kinds of columns.
const (
	KindText    Kind = "text"
	KindMoney   Kind = "money"   // cells of Money, shown in the column's unit
	KindNumber  Kind = "number"  // cells of Number
	KindPercent Kind = "percent" // cells of Percent
	KindDate    Kind = "date"    // cells of Date
	KindTime    Kind = "time"    // cells of Time
	KindBool    Kind = "bool"    // cells of Bool, shown as 是 or 否
)

// Cell is one value. The zero Cell is blank. A cell whose kind differs from its column's is written as what it is, so
// that 待定 may stand in a column of money.
type Cell struct {
	kind Kind
	text string
	num  float64
	n    int64
}

// Text is a text cell. It is never a formula, whatever it begins with.
func Text(s string) Cell { return Cell{kind: KindText, text: s} }

// Money is an amount in whole yuan.
func Money(yuan int64) Cell { return Cell{kind: KindMoney, n: yuan} }

// Number is a plain number; NaN and infinity are blank.
func Number(f float64) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{}
	}
	return Cell{kind: KindNumber, num: f}
}

// Percent is a share: 0.125 is shown as 12.5%. NaN and infinity are blank.
func Percent(share float64) Cell {
	c := Number(share)
	if c.kind != "" {
		c.kind = KindPercent
	}
	return c
}

// Date is a date "2026-11-22". "" is blank; what is no date, or before 1900-03-01, is written as text.
func Date(iso string) Cell {
	if iso == "" {
		return Cell{}
	}
	t, err := time.Parse(time.DateOnly, iso)
	days := (t.Unix() - epoch.Unix()) / 86_400
	if err != nil || days < 61 {
		return Text(iso)
	}
	return Cell{kind: KindDate, text: iso, n: days}
}

// Time is a stored time, in UTC microseconds since 1970, shown in CST; 0 is blank.
func Time(us int64) Cell {
	if us == 0 {
		return Cell{}
	}
	t := clock.FromMicro(us)
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if t.Year() < 1901 || t.Year() > 9999 {
		return Text(t.Format(time.DateTime))
	}
	return Cell{kind: KindTime, n: us, num: float64(wall.UnixMicro()-epoch.UnixMicro()) / 86_400e6}
}

// Bool is 是 or 否.
func Bool(v bool) Cell {
	c := Cell{kind: KindBool, text: "否"}
	if v {
		c.text = "是"
	}
	return c
}

// epoch is day 0 of a workbook's dates.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// Units of money.
const (
	Yuan           = "元"
	TenThousand    = "万元"
	HundredMillion = "亿元"
)

// scale is the number of yuan in a unit.
func scale(unit string) float64 {
	switch unit {
	case TenThousand:
		return 1e4
	case HundredMillion:
		return 1e8
	}
	return 1
}

// plain is the cell as text for CSV, without guard. Amounts are in the column's unit, with all their digits.
func (c Cell) plain(unit string) string {
	switch c.kind {
	case KindMoney:
		return strconv.FormatFloat(float64(c.n)/scale(unit), 'f', -1, 64)
	case KindNumber:
		return strconv.FormatFloat(c.num, 'f', -1, 64)
	case KindPercent:
		return strconv.FormatFloat(math.Round(c.num*1e12)/1e10, 'f', -1, 64) + "%"
	case KindTime:
		return clock.FromMicro(c.n).Format("2006-01-02 15:04:05.999")
	}
	return c.text
}
