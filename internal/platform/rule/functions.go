package rule

// fn identifies a function of the language.
type fn uint8

const (
	fnToday fn = iota
	fnDays
	fnMonths
	fnMonthStart
	fnMonthEnd
	fnYearStart
	fnAddDays
	fnAddMonths
	fnEmpty
	fnFilled
	fnDefault
	fnContains
	fnStarts
	fnMin
	fnMax
	fnAbs
	fnFloor
	fnYear
	fnMonth
)

// function is a row of the function table. args has one letter for each argument: d Date, n Number, m Number or Money,
// t Text without codes, l a text literal, x anything, o anything ordered (Number, Money, Date) and of one type with
// the other o, s anything of one type with the other s.
type function struct {
	id     fn
	zh, en string
	args   string
	result Type
	same   bool // the result has the type of the first argument instead
}

// functions is the whole library; nothing changes it.
var functions = []function{
	{fnToday, "今天", "today", "", Date, false},
	{fnDays, "天数", "days", "dd", Number, false},           // days from a to b, negative when b is earlier
	{fnMonths, "月数", "months", "dd", Number, false},       // whole months elapsed from a to b: the n for which 加月(a,n) ≤ b
	{fnMonthStart, "月初", "month_start", "d", Date, false}, //
	{fnMonthEnd, "月末", "month_end", "d", Date, false},     //
	{fnYearStart, "年初", "year_start", "d", Date, false},   //
	{fnAddDays, "加天", "add_days", "dn", Date, false},      // n is rounded down to a whole number
	{fnAddMonths, "加月", "add_months", "dn", Date, false},  // same day of the month, or the month's last day
	{fnEmpty, "为空", "is_empty", "x", Bool, false},         //
	{fnFilled, "有值", "has_value", "x", Bool, false},       //
	{fnDefault, "默认", "coalesce", "ss", Text, true},       // the first, or the second where the first is missing
	{fnContains, "包含", "contains", "tl", Bool, false},     // capitals and small letters differ
	{fnStarts, "开头", "starts_with", "tl", Bool, false},    //
	{fnMin, "最小", "min", "oo", Number, true},              // unknown when either is
	{fnMax, "最大", "max", "oo", Number, true},              //
	{fnAbs, "绝对值", "abs", "m", Number, true},              //
	{fnFloor, "取整", "floor", "m", Number, true},           // the whole number not above x
	{fnYear, "年", "year", "d", Number, false},             //
	{fnMonth, "月", "month", "d", Number, false},           // 1 to 12
}

// functionNamed finds a function by its Chinese or English name.
func functionNamed(name string) *function {
	for i := range functions {
		if f := &functions[i]; f.zh == name || f.en == name {
			return f
		}
	}
	return nil
}

// signature is the function as a user would write it: 加天(日期, 数).
func (f *function) signature() string {
	s := f.zh + "("
	for i, a := range f.args {
		if i > 0 {
			s += ", "
		}
		s += argumentName(a)
	}
	return s + ")"
}

func argumentName(kind rune) string {
	switch kind {
	case 'd':
		return "日期"
	case 'n':
		return "数"
	case 'm':
		return "数或金额"
	case 't':
		return "文本"
	case 'l':
		return `"文字"`
	case 'o':
		return "数、金额或日期"
	}
	return "值"
}
