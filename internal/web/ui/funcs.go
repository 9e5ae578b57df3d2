package ui

import "html/template"

// funcs are the functions that templates may call.
func funcs(assets *Assets) template.FuncMap {
	return template.FuncMap{
		"asset": assets.URL,
		// money (whole yuan), numbers, rates
		"wan": Wan, "yi": Yi, "yi1": Yi1, "num": Num, "dec": Dec, "signed": Signed, "pct": Pct, "bytes": Bytes,
		// dates as text
		"date": DateProse, "dateTable": DateTable, "dateMonth": DateMonth, "stamp": Stamp,
		// words and classes
		"word": Letter.Word, "cls": Class, "minus": Minus,
		// components from plain values
		"lamp": Lamp, "sign": Sign, "bar": NewBar, "plain": Plain,
		"inc":   func(i int) int { return i + 1 },
		"num64": func(i int) string { return Num(int64(i)) },
		// a component within its surroundings
		"head": newHead, "count": newCount,
	}
}
