package list

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Filter is a condition on one column. Values are the wanted codes, ids or words; Min and Max bound amounts, dates and
// periods, both inclusive; Empty asks for rows in which the column is absent.
type Filter struct {
	Column *Column
	Values []string
	Min    string
	Max    string
	Empty  bool
	Not    bool
}

// Order is one sort key.
type Order struct {
	Column *Column
	Desc   bool
}

// Query is what somebody asks of a list: filters, words, a rule, order, page and columns.
type Query struct {
	Filters []Filter
	Search  string
	Where   string // an expression of the rule language
	Sort    []Order
	Page    int // from 1
	Size    int
	Cols    []string
	Most    int      // look at so many hits of Search, whichever they are; 0 = at all. Not part of an address
	IDs     []string // only these rows, when not nil; not part of an address
}

// The page size when none is asked, and the largest that is answered.
const (
	DefaultSize = 50
	MaxSize     = 500
)

// Parse reads a query from URL values:
//
//	q=光伏  where=总投资>1亿元  sort=-total_invest,name  page=3  size=50  cols=name,light
//	chain_id=ID1,ID2   stage=!withdrawn   total_invest=100000000..   planned_start=2026-01-01..2026-06-30   owner_id=-
//
// Unknown parameters are ignored, since a page adds its own; a value that its column cannot hold is an error at the field.
func (s *Spec) Parse(v url.Values) (*Query, error) {
	q := &Query{Search: strings.TrimSpace(v.Get("q")), Where: strings.TrimSpace(v.Get("where")), Page: 1, Size: DefaultSize}
	var bad errs.Fields
	num := func(name string, dest *int, most int) {
		if text := v.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > most {
				bad.Add(name, "要1到%d之间的整数", most)
				return
			}
			*dest = n
		}
	}
	num("page", &q.Page, 1_000_000)
	num("size", &q.Size, MaxSize)
	if c := v.Get("cols"); c != "" {
		q.Cols = strings.Split(c, ",")
	}
	sort := v.Get("sort")
	if sort == "" {
		sort = s.Sort
	}
	for _, name := range strings.Split(sort, ",") {
		plain, desc := strings.CutPrefix(name, "-")
		if c := s.Column(plain); c != nil {
			q.Sort = append(q.Sort, Order{c, desc})
		} else if plain != "" {
			bad.Add("sort", "没有“%s”这一列", plain)
		}
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		text := strings.Join(slices.DeleteFunc(slices.Clone(v[c.Name]), func(s string) bool { return s == "" }), ",")
		if text == "" || c.NoFilter {
			continue
		}
		f, msg := parseFilter(c, text)
		if msg != "" {
			bad.Add(c.Name, "%s：%s", c.Label, msg)
			continue
		}
		q.Filters = append(q.Filters, f)
	}
	return q, bad.Err()
}

// maxValues bounds a choice: databases bind only so many values, and each number of them is another statement.
const maxValues = 1000

func parseFilter(c *Column, text string) (f Filter, msg string) {
	f = Filter{Column: c}
	text, f.Not = strings.CutPrefix(text, "!")
	if text == "-" {
		f.Empty = true
		return f, ""
	}
	switch c.Kind {
	case Money, Int, Number, Percent, Date, Period, Time:
		lo, hi, ranged := strings.Cut(text, "..")
		if !ranged {
			hi = lo
		}
		f.Min, f.Max = strings.TrimSpace(lo), strings.TrimSpace(hi)
		for _, bound := range []string{f.Min, f.Max} {
			if bound != "" && !c.holds(bound) {
				return f, "看不懂“" + bound + "”"
			}
		}
	case Bool:
		if text != "true" && text != "false" {
			return f, "只能是 true 或 false"
		}
		f.Values = []string{text}
	default:
		if f.Values = strings.Split(text, ","); len(f.Values) > maxValues {
			return f, "最多选" + strconv.Itoa(maxValues) + "个值，请改用别的条件"
		}
	}
	return f, ""
}

func (c *Column) holds(bound string) bool {
	switch c.Kind {
	case Money, Int, Time:
		_, err := strconv.ParseInt(bound, 10, 64)
		return err == nil
	case Number, Percent:
		_, err := strconv.ParseFloat(bound, 64)
		return err == nil
	}
	return len(bound) >= 4 && len(bound) <= 10 && strings.Trim(bound[:4], "0123456789") == ""
}

// Values writes the query as URL values that Parse reads back.
func (q *Query) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", q.Search)
	set("where", q.Where)
	set("cols", strings.Join(q.Cols, ","))
	for _, f := range q.Filters {
		v.Set(f.Column.Name, f.String())
	}
	var sort []string
	for _, o := range q.Sort {
		sort = append(sort, map[bool]string{true: "-", false: ""}[o.Desc]+o.Column.Name)
	}
	set("sort", strings.Join(sort, ","))
	if q.Page > 1 {
		set("page", strconv.Itoa(q.Page))
	}
	if q.Size != DefaultSize {
		set("size", strconv.Itoa(q.Size))
	}
	return v
}

// String writes the filter's value as in the URL.
func (f Filter) String() string {
	not := ""
	if f.Not {
		not = "!"
	}
	switch {
	case f.Empty:
		return not + "-"
	case f.Values != nil:
		return not + strings.Join(f.Values, ",")
	case f.Min == f.Max:
		return not + f.Min
	}
	return not + f.Min + ".." + f.Max
}

// Filter gives the filter on the named column, or nil.
func (q *Query) Filter(name string) *Filter {
	for i := range q.Filters {
		if q.Filters[i].Column.Name == name {
			return &q.Filters[i]
		}
	}
	return nil
}
