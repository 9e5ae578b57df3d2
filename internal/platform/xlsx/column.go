package xlsx

import "strings"

// Column is one column of a list.
type Column struct {
	Key      string // name of the list's column, for a later import
	Header   string // the head cell reads Header（Unit）
	Kind     Kind   // "" is KindText
	Unit     string // of money: Yuan, TenThousand (the default) or HundredMillion; else only named in the head
	Width    float64
	Decimals int // digits shown behind the point; 0: money in yuan 0, other money 2, percent 1, numbers as many as they have
}

// unit is the unit, with the default for money.
func (c Column) unit() string {
	if c.Kind == KindMoney && c.Unit == "" {
		return TenThousand
	}
	return c.Unit
}

// head is the text of the head cell.
func (c Column) head() string {
	if u := c.unit(); u != "" {
		return c.Header + "（" + u + "）"
	}
	return c.Header
}

func (c Column) kind() Kind {
	if c.Kind == "" {
		return KindText
	}
	return c.Kind
}

// format is the number format of the column's cells.
func (c Column) format() string {
	places := func(whole string, usual int) string {
		n := usual
		if c.Decimals > 0 {
			n = c.Decimals
		}
		if n == 0 {
			return whole
		}
		return whole + "." + strings.Repeat("0", min(n, 10))
	}
	switch c.Kind {
	case KindMoney:
		if c.unit() == Yuan {
			return places("#,##0", 0)
		}
		return places("#,##0", 2)
	case KindNumber:
		if c.Decimals > 0 {
			return places("#,##0", 0)
		}
		return "General"
	case KindPercent:
		return places("0", 1) + "%"
	case KindDate:
		return "yyyy-mm-dd"
	case KindTime:
		return "yyyy-mm-dd hh:mm"
	case KindBool:
		return "General"
	}
	return "@" // text stays text when it is edited: leading zeros, and a = in front
}

// align is how the cells stand in their column.
func (c Column) align() string {
	switch c.Kind {
	case KindMoney, KindNumber, KindPercent:
		return "right"
	case KindDate, KindTime, KindBool:
		return "center"
	}
	return "left"
}

// width is the column's width in letters.
func (c Column) width() float64 {
	if c.Width > 0 {
		return min(c.Width, 255)
	}
	usual := map[Kind]float64{KindMoney: 14, KindNumber: 11, KindPercent: 10, KindDate: 12, KindTime: 17, KindBool: 8}[c.Kind]
	if usual == 0 {
		usual = 20
	}
	letters := 4.0 // room for the filter button
	for _, r := range c.head() {
		if letters++; r > 0x2e80 {
			letters++
		}
	}
	return max(usual, min(letters, 30))
}
