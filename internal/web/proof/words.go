package proof

import (
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/web/ui"
)

// took says a duration in milliseconds, below a tenth in microseconds.
func took(d time.Duration) string {
	switch {
	case d < 100*time.Microsecond:
		return ui.Dec(float64(d.Nanoseconds())/1000, 0) + "微秒"
	case d < 10*time.Millisecond:
		return ui.Dec(float64(d.Microseconds())/1000, 1) + "毫秒"
	}
	return ui.Dec(float64(d.Milliseconds()), 0) + "毫秒"
}

// beside writes a computed figure with two digits more than the printed one has, 17 at most.
func beside(printed string, v float64) string {
	_, decimals, point := strings.Cut(printed, ".")
	if !point {
		return ui.Minus(strconv.FormatFloat(v, 'f', -1, 64))
	}
	return ui.Minus(strconv.FormatFloat(v, 'f', min(len(decimals)+2, 17), 64))
}

// tiny writes a difference: 0, 0.0028, 8.4×10⁻⁹.
func tiny(v float64) string {
	if v == 0 {
		return "0"
	}
	if v >= 0.001 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 1, 64), "e")
	n, err := strconv.Atoi(exponent)
	if err != nil {
		return strconv.FormatFloat(v, 'g', 2, 64) // not a number: said as it is
	}
	raised := strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return mantissa + "×10" + raised.Replace(strconv.Itoa(n))
}
