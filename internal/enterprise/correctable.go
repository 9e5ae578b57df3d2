package enterprise

import (
	"regexp"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
)

// Correctable is a field that a firm may correct itself.
type Correctable struct {
	Name, Label, Help string
	Long              bool // several lines
	get               func(e *Enterprise) string
	set               func(e *Enterprise, text string) error
}

// Correctables are the fields that a firm may correct itself, in the order of the form.
func Correctables() []Correctable {
	text := func(name, label, help string, long bool, at func(e *Enterprise) *string) Correctable {
		return Correctable{Name: name, Label: label, Help: help, Long: long, get: func(e *Enterprise) string { return *at(e) },
			set: func(e *Enterprise, v string) error { *at(e) = v; return nil }}
	}
	number := func(name, label, help string, per int64, at func(e *Enterprise) *int64) Correctable {
		return Correctable{Name: name, Label: label, Help: help, get: func(e *Enterprise) string { return spell(*at(e), per) },
			set: func(e *Enterprise, v string) (err error) { *at(e), err = readNumber(v, per); return err }}
	}
	return []Correctable{
		text("name", "企业名称", "营业执照上的全称", false, func(e *Enterprise) *string { return &e.Name }),
		text("uscc", "统一社会信用代码", "营业执照上的18位代码", false, func(e *Enterprise) *string { return &e.USCC }),
		text("address", "地址", "", false, func(e *Enterprise) *string { return &e.Address }),
		text("products", "主要产品", "几种之间用顿号隔开", false, func(e *Enterprise) *string { return &e.Products }),
		text("business", "主营业务", "", true, func(e *Enterprise) *string { return &e.Business }),
		number("revenue", "上年营业收入", "万元", int64(money.Wan), func(e *Enterprise) *int64 { return &e.Revenue }),
		number("staff", "从业人员", "人", 1, func(e *Enterprise) *int64 { return &e.Staff }),
		number("capital", "注册资本", "万元", int64(money.Wan), func(e *Enterprise) *int64 { return &e.Capital }),
		{Name: "founded", Label: "成立日期", Help: "写成2011-05-20", get: func(e *Enterprise) string { return e.Founded }, set: setFounded},
		text("former", "曾用名", "用顿号隔开", false, func(e *Enterprise) *string { return &e.Former }),
	}
}

func correctable(name string) (Correctable, bool) {
	for _, c := range Correctables() {
		if c.Name == name {
			return c, true
		}
	}
	return Correctable{}, false
}

// Text is the field's present value as the firm sees it.
func (c Correctable) Text(e *Enterprise) string { return c.get(e) }

// Set reads a typed value into the field; an error says what is wrong with it.
func (c Correctable) Set(e *Enterprise, text string) error { return c.set(e, text) }

// FieldLabel is the Chinese name of a column, the name itself when it is none.
func FieldLabel(name string) string {
	if c := Spec.Column(name); c != nil {
		return c.Label
	}
	return name
}

func spell(n, per int64) string {
	if n == 0 {
		return ""
	}
	s := strconv.FormatFloat(float64(n)/float64(per), 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func readNumber(text string, per int64) (int64, error) {
	if text == "" {
		return 0, nil
	}
	plain := strings.NewReplacer(",", "", "，", "", "万元", "", "人", "", " ", "").Replace(text)
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil || f < 0 || f > 1e12 {
		return 0, errs.New(errs.Invalid, "“%s”不是数", text)
	}
	return int64(f*float64(per) + 0.5), nil
}

var dayText = regexp.MustCompile(`^(?:18|19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$`)

func setFounded(e *Enterprise, text string) error {
	if text != "" && !dayText.MatchString(text) {
		return errs.New(errs.Invalid, "日期写成2011-05-20")
	}
	e.Founded = text
	return nil
}
