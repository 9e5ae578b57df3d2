// Package money keeps amounts as whole yuan and speaks of them as officials do: read from "1.2 亿" or "3,200万元", written in
// 万元 or 亿元. Arithmetic is exact; what does not fit is an error, never a wrong number. Other currencies are refused: the
// office converts them by its own rate.
package money

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Yuan is an amount of whole yuan. It is stored, scanned and put into JSON as a number.
type Yuan int64

// Max is the largest amount; a Range without an upper end has it as Hi.
const Max Yuan = math.MaxInt64

// Unit is a unit of money as its number of yuan; the zero Unit is none.
type Unit int64

// The units that heads and unit lines name.
const (
	UnitYuan Unit = 1             // 元
	Qianyuan Unit = 1_000         // 千元
	Wan      Unit = 10_000        // 万元
	Million  Unit = 1_000_000     // 百万元
	Yi       Unit = 100_000_000   // 亿元
	TenYi    Unit = 1_000_000_000 // 十亿元
)

// String is the unit's name, "万元".
func (u Unit) String() string {
	switch u {
	case UnitYuan:
		return "元"
	case Qianyuan:
		return "千元"
	case Wan:
		return "万元"
	case Million:
		return "百万元"
	case Yi:
		return "亿元"
	case TenYi:
		return "十亿元"
	}
	return fmt.Sprintf("%d元", int64(u))
}

// In is the amount in a unit, rounded half away from zero (四舍五入) to a number of decimals, with thousands separators and
// "−" for a minus: Yuan(123_456_789).In(Wan, 1) is "12,345.7".
func (y Yuan) In(u Unit, decimals int) string {
	if u <= 0 {
		u = UnitYuan
	}
	decimals = min(max(decimals, 0), 8)
	scale := uint64(1)
	for range decimals {
		scale *= 10
	}
	size := uint64(y)
	if y < 0 {
		size = -size
	}
	hi, lo := bits.Mul64(size, scale)
	lo, carry := bits.Add64(lo, uint64(u)/2, 0)
	hi += carry
	q1, rest := hi/uint64(u), hi%uint64(u)
	q, _ := bits.Div64(rest, lo, uint64(u))
	if q1 > 0 { // more than 19 digits before the point: only ever with decimals of huge amounts, so drop the decimals
		return y.In(u, 0)
	}
	whole, fraction := q/scale, q%scale
	text := group(strconv.FormatUint(whole, 10))
	if decimals > 0 {
		text += fmt.Sprintf(".%0*d", decimals, fraction)
	}
	if y < 0 && q > 0 {
		text = "−" + text
	}
	return text
}

// Text is In with the unit's name behind it, "12,345.7万元".
func (y Yuan) Text(u Unit, decimals int) string { return y.In(u, decimals) + u.String() }

// String is the exact amount in yuan, "123,456,789元".
func (y Yuan) String() string { return y.Text(UnitYuan, 0) }

// group sets thousands separators.
func group(s string) string {
	if len(s) <= 3 {
		return s
	}
	var b strings.Builder
	head := cmp.Or(len(s)%3, 3)
	b.WriteString(s[:head])
	for i := head; i < len(s); i += 3 {
		b.WriteByte(',')
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// Sum adds amounts; the error is Invalid when the sum does not fit.
func Sum(amounts ...Yuan) (Yuan, error) {
	var sum Yuan
	for _, y := range amounts {
		next := sum + y
		if y > 0 && next < sum || y < 0 && next > sum {
			return 0, errs.New(errs.Invalid, "金额合计超出可以保存的范围，请核对各项的单位")
		}
		sum = next
	}
	return sum, nil
}
