package intake

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/platform/sheet"
)

// outcome is what a cell means.
type outcome struct {
	val     any // nil = absent
	hi      any // the upper end, when the column is the lower one of a pair
	after   string
	why     string
	doubt   bool
	fault   string
	suggest string
}

// column reads the cells of one sheet column.
type column struct {
	match    *Match
	spec     *list.Column
	field    int
	pair     int // field of the upper end: "5-10亿" fills invest_min and invest_max; -1 = none
	unit     money.Unit
	factor   unitFactor   // that the head asks for
	known    []unitFactor // that cells may name
	conflict bool         // its unit is not settled
	verbatim bool         // our own export: text is taken as it stands
	today    string
	names    Resolver
	policy   Policy
	options  map[string]int
	memo     map[string]outcome
}

// memoSize bounds what a column remembers of its earlier cells.
const memoSize = 4096

// read gives what the cell means. Texts that come again and again (dates, stages, units) are read once.
func (c *column) read(cell *sheet.Cell) outcome {
	switch cell.Kind {
	case sheet.Empty:
		return outcome{}
	case sheet.Error:
		if cell.Text == sheet.Uncalculated {
			return outcome{fault: "公式没有计算结果，请用 Excel 或 WPS 打开、保存后再导入"}
		}
		return outcome{fault: "单元格是错误值" + cell.Text + "，请改成实际的内容"}
	}
	if c.spec.Kind == list.Money && cell.Kind == sheet.Number {
		return c.money(cell)
	}
	remember := c.spec.Kind == list.Enum || c.spec.Kind == list.Ref || c.spec.Kind == list.Date || c.spec.Kind == list.Bool
	if !remember {
		return c.convert(cell)
	}
	key := cell.Text
	if cell.Kind != sheet.Text {
		key = string('0'+rune(cell.Kind)) + "\x00" + key
	}
	if out, ok := c.memo[key]; ok {
		return out
	}
	if len(c.memo) >= memoSize {
		clear(c.memo)
	}
	out := c.convert(cell)
	c.memo[strings.Clone(key)] = out
	return out
}

func (c *column) convert(cell *sheet.Cell) outcome {
	if c.spec.Kind == list.Text {
		return c.text(cell)
	}
	if t := trim(cell.Text); t == "" {
		return outcome{}
	}
	switch c.spec.Kind {
	case list.Enum:
		return c.enum(cell.Text)
	case list.Ref:
		return c.ref(cell.Text)
	case list.Money:
		return c.money(cell)
	case list.Int, list.Number:
		return c.number(cell)
	case list.Percent:
		return c.percent(cell)
	case list.Date, list.Period:
		return c.date(cell)
	case list.Bool:
		return boolean(cell)
	}
	return outcome{fault: "这一列不能从表格读入"}
}

func (c *column) money(cell *sheet.Cell) outcome {
	t := trim(cell.Text)
	if number.Blank(t) || undated(t) {
		return outcome{}
	}
	unit := c.unit
	if cell.Kind == sheet.Number && strings.ContainsAny(cell.Format, "万亿") {
		if u := formatUnit(cell.Format); u != 0 {
			unit = u
		}
	}
	opt := money.Options{Unit: unit}
	if cell.Kind == sheet.Number && cell.Number < 0 {
		return outcome{fault: fmt.Sprintf("“%s”是负数，这里不能为负", t), suggest: strings.TrimLeft(t, "-")}
	}
	r, err := money.ParseRange(t, opt)
	if err != nil {
		if c.conflict && unit == 0 {
			return outcome{fault: "没有写单位，且表头的单位不明确；请在对应关系里选定单位"}
		}
		return outcome{fault: message(err), suggest: c.amountHint(t)}
	}
	y, exact := r.Exact()
	if !exact && c.pair < 0 {
		out := outcome{fault: fmt.Sprintf("“%s”是一个范围，这里要一个确定的金额", clip(t, 20))}
		if r.Hi < money.Max {
			out.suggest = Amount(int64(r.Hi), c.unit)
		}
		return out
	}
	out := outcome{val: int64(y)}
	if c.pair >= 0 {
		hi := int64(r.Hi)
		if r.Hi == money.Max {
			hi = 0 // an open end is no amount
		}
		out.val, out.hi = int64(r.Lo), hi
		return out
	}
	if cell.Kind != sheet.Number && strings.Trim(t, "0123456789.,") != "" {
		out.after, out.why = Amount(int64(y), c.unit), "换算单位"
		out.doubt = r.Approx
	} else if unit != c.unit {
		out.after, out.why = Amount(int64(y), c.unit), "单元格格式里的单位是"+unit.String()
	}
	return out
}

// amountHint guesses what an unreadable amount means: 一亿二 is 1.2亿元.
func (c *column) amountHint(t string) string {
	if y, ok := spokenAmount(t); ok {
		return Amount(y, c.unit)
	}
	return ""
}

func (c *column) number(cell *sheet.Cell) outcome {
	t := trim(cell.Text)
	if number.Blank(t) || undated(t) {
		return outcome{}
	}
	factor := c.factor
	body, own, approx := cutUnit(t, c.known)
	if own.words != "" {
		factor = own
	}
	d, err := number.Parse(body)
	if err != nil {
		return outcome{fault: message(err)}
	}
	if d.Coef < 0 {
		return outcome{fault: fmt.Sprintf("“%s”是负数，这里不能为负", t), suggest: strings.TrimLeft(t, "-－−")}
	}
	v := d.Float() * factor.times()
	out := outcome{}
	if c.spec.Kind == list.Int {
		if n, ok := d.Int(); ok && factor.times() == 1 {
			out.val = n
		} else if n := int64(v + 0.5); v-float64(n) < 1e-6 && float64(n)-v < 1e-6 {
			out.val = n
		} else {
			return outcome{fault: fmt.Sprintf("“%s”不是整数", clip(t, 20)), suggest: fmt.Sprint(n)}
		}
	} else if out.val = v; cell.Kind == sheet.Number && factor.times() == 1 {
		out.val = cell.Number // all digits that the file holds
	}
	if body != t || factor.times() != 1 {
		out.after, out.why, out.doubt = floatText(v), "换算单位", approx
	}
	return out
}

func (c *column) percent(cell *sheet.Cell) outcome {
	t := trim(cell.Text)
	if number.Blank(t) || undated(t) {
		return outcome{}
	}
	if cell.Percent() {
		return outcome{val: cell.Number}
	}
	plain, doubt := number.PlainPercent, false
	if !strings.ContainsAny(t, "%％‰百") && !strings.ContainsAny(c.match.Head, "%％") {
		if d, err := number.Parse(t); err == nil && d.Float() <= 1 {
			plain, doubt = number.PlainRatio, d.Float() != 0
		}
	}
	d, err := number.Percent(t, plain)
	if err != nil {
		return outcome{fault: message(err)}
	}
	return outcome{val: d.Float(), doubt: doubt}
}

func (c *column) date(cell *sheet.Cell) outcome {
	month := c.spec.Kind == list.Period
	cutTo := func(s string) string {
		if month && len(s) > 7 {
			return s[:7]
		}
		return s
	}
	switch cell.Kind {
	case sheet.Date:
		if len(cell.Text) < 10 || cell.Text[4] != '-' {
			return outcome{fault: fmt.Sprintf("“%s”只有时刻，没有日期", cell.Text)}
		}
		return outcome{val: cutTo(cell.Text[:10])}
	case sheet.Number:
		if text, ok := serialDate(cell.Number); ok {
			return outcome{val: cutTo(text), after: cutTo(text), why: "表格软件的日期序号"}
		}
	}
	d, msg, suggest := parseDate(cell.Text, c.today)
	if msg != "" {
		return outcome{fault: msg, suggest: suggest}
	}
	if d.text == "" {
		return outcome{after: "（空）", why: "没有日期"}
	}
	out := outcome{val: cutTo(d.text), after: d.text, why: d.why, doubt: d.doubt}
	if cell.Kind == sheet.Number && strings.HasSuffix(d.text, "-01") && strings.HasSuffix(trim(cell.Text), ".1") {
		out.doubt, out.why = true, "数字2025.1也可能是10月（末位的0会丢失）"
	}
	switch {
	case d.plain:
		out.after = ""
	case out.why == "":
		out.why = "统一写法"
	}
	return out
}

func boolean(cell *sheet.Cell) outcome {
	if cell.Kind == sheet.Bool {
		return outcome{val: cell.Number != 0}
	}
	switch strings.ToLower(tight(cell.Text)) {
	case "是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "已", "☑":
		return outcome{val: true}
	case "否", "无", "×", "✗", "✘", "x", "n", "no", "false", "0", "未", "-", "/", "☐":
		return outcome{val: false}
	}
	return outcome{fault: fmt.Sprintf("“%s”分不清是与否，请填“是”或“否”", clip(cell.Text, 12))}
}
