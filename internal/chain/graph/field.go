package graph

import (
	"slices"
	"strconv"
	"strings"
)

// field is one property of a node by which maps are compared, merged and edited. Its name is that of the file, col that of
// the table.
type field struct {
	name, label, col string
	text             func(n *DocNode) string // for people; equal texts are equal values
	copy             func(to, from *DocNode)
}

// nodeFields are the properties of a node in the order in which people read them.
var nodeFields = []field{
	{"name", "环节名称", "name", func(n *DocNode) string { return n.Name }, func(to, from *DocNode) { to.Name = from.Name }},
	{"stream", "位置", "stream", func(n *DocNode) string { return StreamLabel(n.Stream) }, func(to, from *DocNode) { to.Stream = from.Stream }},
	{"parent", "上级环节", "parent", func(n *DocNode) string { return n.Parent }, func(to, from *DocNode) { to.Parent = from.Parent }},
	{"products", "产品", "products", func(n *DocNode) string { return Join(n.Products) }, func(to, from *DocNode) { to.Products = from.Products }},
	{"codes", "行业代码", "codes", func(n *DocNode) string { return Join(n.Codes) }, func(to, from *DocNode) { to.Codes = from.Codes }},
	{"weight", "投入权重", "weight", func(n *DocNode) string { return num(n.Weight) }, func(to, from *DocNode) { to.Weight = from.Weight }},
	{"importShare", "进口依存", "import_share", func(n *DocNode) string { return num(n.ImportShare) }, func(to, from *DocNode) { to.ImportShare = from.ImportShare }},
	{"firms", "代表企业", "firms", func(n *DocNode) string { return Join(n.Firms) }, func(to, from *DocNode) { to.Firms = from.Firms }},
	{"note", "说明", "note", func(n *DocNode) string { return n.Note }, func(to, from *DocNode) { to.Note = from.Note }},
	{"source", "来源", "source", func(n *DocNode) string { return n.Source }, func(to, from *DocNode) { to.Source = from.Source }},
	{"confidence", "可信度", "confidence", func(n *DocNode) string { return num(n.Confidence) }, func(to, from *DocNode) { to.Confidence = from.Confidence }},
	{"x", "横坐标", "x", func(n *DocNode) string { return whole(n.X) }, func(to, from *DocNode) { to.X = from.X }},
	{"y", "纵坐标", "y", func(n *DocNode) string { return whole(n.Y) }, func(to, from *DocNode) { to.Y = from.Y }},
}

// edgeField is one property of a link.
type edgeField struct {
	name, label, col string
	text             func(e *DocEdge) string
	copy             func(to, from *DocEdge)
}

var edgeFields = []edgeField{
	{"weight", "权重", "weight", func(e *DocEdge) string { return num(e.Weight) }, func(to, from *DocEdge) { to.Weight = from.Weight }},
	{"source", "来源", "source", func(e *DocEdge) string { return e.Source }, func(to, from *DocEdge) { to.Source = from.Source }},
	{"confidence", "可信度", "confidence", func(e *DocEdge) string { return num(e.Confidence) }, func(to, from *DocEdge) { to.Confidence = from.Confidence }},
}

func num(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func whole(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Label is a coded value with its Chinese name.
type Label struct{ Code, Label string }

// Streams are the streams of a chain in the order in which material flows.
func Streams() []Label {
	return []Label{{Up, "上游"}, {Mid, "中游"}, {Down, "下游"}, {Support, "配套"}}
}

// Kinds are the kinds of a link.
func Kinds() []Label {
	return []Label{{LinkSupply, "供应"}, {LinkService, "服务"}, {LinkPart, "细分"}}
}

func labelOf(all []Label, code string) string {
	for _, l := range all {
		if l.Code == code {
			return l.Label
		}
	}
	return code
}

// StreamLabel is the Chinese name of a stream.
func StreamLabel(code string) string { return labelOf(Streams(), code) }

// KindLabel is the Chinese name of a kind of link.
func KindLabel(code string) string { return labelOf(Kinds(), code) }

// StreamOf reads a stream as people write it: "up", "上游", "上游：原材料"; "" when it says none.
func StreamOf(text string) string {
	text = strings.TrimSpace(text)
	for _, s := range Streams() {
		if text == s.Code || strings.HasPrefix(text, s.Label) {
			return s.Code
		}
	}
	for _, w := range []Label{{Up, "上游"}, {Mid, "中游"}, {Down, "下游"}, {Support, "配套"}, {Support, "支撑"}, {Support, "服务"}} {
		if strings.Contains(text, w.Label) {
			return w.Code
		}
	}
	return ""
}

// kindOf reads a kind of link as people write it; "" is supply.
func kindOf(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return LinkSupply, true
	}
	i := slices.IndexFunc(Kinds(), func(l Label) bool { return l.Code == text || l.Label == text })
	if i < 0 {
		return "", false
	}
	return Kinds()[i].Code, true
}
