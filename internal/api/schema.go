package api

import (
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/list"
)

// schemaName names the schema of a type; what an import says of a file is told apart by its origin, for there are too many
// things called a line.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch path.Base(t.PkgPath()) {
	case "importing", "intake":
		return "Import" + name
	case "journal":
		return "Journal" + name
	case "atlas":
		return "Atlas" + name
	case "graph":
		return "Map" + name
	case "cadence":
		return "Period" + name
	case "forecast":
		return "Forecast" + name
	}
	return name
}

// columnSchema describes the value of a column. Codes are told in the description and not as an enum, because answers may
// also hold "" and codes of later versions.
func columnSchema(c *list.Column) *huma.Schema {
	s := &huma.Schema{Description: describe(c)}
	switch c.Kind {
	case list.Money, list.Int, list.Time:
		s.Type, s.Format = huma.TypeInteger, "int64"
	case list.Number, list.Percent:
		s.Type, s.Format = huma.TypeNumber, "double"
	case list.Bool:
		s.Type = huma.TypeBoolean
	default:
		s.Type = huma.TypeString
	}
	return s
}

func describe(c *list.Column) string {
	parts := []string{c.Label}
	switch c.Kind {
	case list.Money:
		parts = append(parts, "元")
	case list.Percent:
		parts = append(parts, "0到1")
	case list.Time:
		parts = append(parts, "UTC微秒")
	case list.Ref:
		parts = append(parts, refWords[c.RefKind])
	case list.Enum:
		var codes []string
		for _, o := range c.Options {
			codes = append(codes, o.Code+" "+o.Label)
		}
		parts = append(parts, strings.Join(codes, "、"))
	default:
		parts = append(parts, c.Unit)
	}
	if parts = append(parts, c.Help); c.Hidden {
		parts = append(parts, "清单默认不带")
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "；")
}

var refWords = map[string]string{"chain": "产业链的id", "node": "环节的id", "unit": "单位的id", "region": "区划代码", "place": "国家标准的区划代码", "enterprise": "企业的id", "account": "人员的id"}

// recordSchema describes a record as lists and single answers give it. A list gives the columns asked for.
func recordSchema(spec *list.Spec, cols []*list.Column) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, Description: spec.Label, Required: []string{"id"}, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{"id": {Type: huma.TypeString, Description: "标识"}}}
	for _, c := range cols {
		s.Properties[c.Name] = columnSchema(c)
	}
	return s
}

// pageSchema describes the answer of a list.
func pageSchema(spec *list.Spec, record *huma.Schema) *huma.Schema {
	sums := &huma.Schema{Type: huma.TypeObject, Description: "全部符合条件的合计", AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, name := range spec.Sums {
		sums.Properties[name] = columnSchema(spec.Column(name))
	}
	integer := func(text string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: text}
	}
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"total", "page", "size", "sums", "rows"},
		Properties: map[string]*huma.Schema{
			"total": integer("符合条件的" + spec.Label + "数"), "page": integer("第几页，从1数起"), "size": integer("每页几行"), "sums": sums,
			"rows": {Type: huma.TypeArray, Items: record},
		}}
}

// writeSchema describes what may be written of a record: the named columns, the reason, and for a change the version seen.
func writeSchema(spec *list.Spec, names, need []string, change bool) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Required: need, Properties: map[string]*huma.Schema{
		reasonField: {Type: huma.TypeString, Description: "理由，记入经过", MaxLength: ptr(500)},
	}}
	for _, name := range names {
		c := spec.Column(name)
		p := columnSchema(c)
		if c.Kind == list.Enum {
			p.Enum = []any{""}
			for _, o := range c.Options {
				p.Enum = append(p.Enum, o.Code)
			}
		}
		if c.Kind == list.Text {
			p.MaxLength = ptr(4000)
		}
		s.Properties[name] = p
	}
	if change {
		s.Properties[versionField] = &huma.Schema{Type: huma.TypeInteger, Format: "int64", Description: "所见的版次；也可写在If-Match"}
	}
	return s
}

func ptr[T any](v T) *T { return &v }

// listParams documents the parameters of a list: those of every list, and the columns, which are one parameter to the
// specification: an object whose properties stand in the address by themselves.
func (r *register) listParams() []*huma.Param {
	text := func(name, help string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: help, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	number := func(name, help string, most float64) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: help,
			Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: ptr(1.0), Maximum: ptr(most)}}
	}
	return []*huma.Param{
		text("q", "全文查找，多个词以空格分开"),
		text("where", "规则表达式，如 总投资 > 1亿元 且 灯 == \"红\""),
		text("sort", "排序列，逗号分开，降序加“-”；不写时为"+r.spec.Sort),
		text("cols", "要哪些列，逗号分开；不写时为常用列"),
		number("page", "第几页，从1数起", 1_000_000),
		number("size", "每页几行，不写时为50", list.MaxSize),
		{Name: "filter", In: "query", Style: "form", Explode: ptr(true), Schema: schema(r.schema + "Filter"),
			Description: "各列都是参数，直接写列名：stage=signed,started&total_invest=100000000.."},
	}
}

// filterSchema describes how each column filters.
func filterSchema(spec *list.Spec) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for i := range spec.Columns {
		if c := &spec.Columns[i]; !c.NoFilter {
			s.Properties[c.Name] = &huma.Schema{Type: huma.TypeString, Description: describe(c) + "；" + filterWords[c.Kind]}
		}
	}
	return s
}

const (
	codesHelp = "筛选：代码，任一以逗号分开，除外加“!”，未填写“-”"
	spanHelp  = "筛选：值或区间，如 10..20、10..、..20，除外加“!”，未填写“-”"
)

var filterWords = map[list.Kind]string{
	list.Text: "筛选：含有的字词，任一以逗号分开，除外加“!”，未填写“-”", list.Enum: codesHelp, list.Ref: codesHelp, list.Bool: "筛选：true或false",
	list.Money: spanHelp, list.Int: spanHelp, list.Number: spanHelp, list.Percent: spanHelp, list.Time: spanHelp,
	list.Date: "筛选：日期或区间，如 2026-01-01..2026-06，除外加“!”，未填写“-”", list.Period: "筛选：月份或区间，除外加“!”，未填写“-”",
}
