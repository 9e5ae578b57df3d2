package document

import (
	"strconv"
	"time"
)

// Item is a block with the number of its heading, "" for other blocks.
type Item struct {
	Label string // "一、", "（一）", "1.", "（1）"
	Block Block
}

// Number numbers the headings: a heading of one level starts the levels below it anew.
func Number(blocks []Block) []Item {
	items := make([]Item, len(blocks))
	var n [5]int
	for i, b := range blocks {
		items[i].Block = b
		h, ok := b.(Heading)
		if !ok || h.Plain || h.Level < 1 || h.Level > 4 {
			continue
		}
		n[h.Level]++
		clear(n[h.Level+1:])
		items[i].Label = label(h.Level, n[h.Level])
	}
	return items
}

// label is the number of a heading in the four forms of GB/T 9704-2012 7.3.3.
func label(level, n int) string {
	switch level {
	case 1:
		return hanNumber(n) + "、"
	case 2:
		return "（" + hanNumber(n) + "）"
	case 3:
		return strconv.Itoa(n) + "."
	default:
		return "（" + strconv.Itoa(n) + "）"
	}
}

// hanNumber writes 1 to 99 in Chinese numerals, larger numbers in digits.
func hanNumber(n int) string {
	digits := [...]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 1 || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	default:
		return digits[n/10] + "十" + digits[n%10]
	}
}

// DateText writes "2026-06-03" as 2026年6月3日 (GB/T 9704-2012 7.3.5.4: no leading zeros); other text stays.
func DateText(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2006年1月2日")
}
