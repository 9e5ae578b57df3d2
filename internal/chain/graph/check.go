package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/errs"
)

// The limits of a map.
const (
	MaxNodes = 10_000
	MaxEdges = 50_000
	maxName  = 60
	maxText  = 4000
)

// tooMany refuses a map beyond its limits.
func tooMany(nodes, edges int) error {
	switch {
	case nodes > MaxNodes:
		return errs.New(errs.TooLarge, "图谱有%d个环节，最多%d个；请按细分领域拆成几条链，或只留到中类", nodes, MaxNodes)
	case edges > MaxEdges:
		return errs.New(errs.TooLarge, "图谱有%d条关系，最多%d条；请去掉权重很小的关系", edges, MaxEdges)
	}
	return nil
}

// mend brings a node into its stored form and says what is wrong with it, by field.
func (n *Node) mend(fail func(field, format string, args ...any), notice func(string)) {
	n.Name, n.Source, n.Note = strings.TrimSpace(n.Name), strings.TrimSpace(n.Source), strings.TrimSpace(strings.ReplaceAll(n.Note, "\r\n", "\n"))
	if n.Name == "" {
		fail("name", "填写环节名称")
	} else if utf8.RuneCountInString(n.Name) > maxName {
		fail("name", "“%s”超过%d字", n.Name, maxName)
	}
	if !slices.ContainsFunc(Streams(), func(l Label) bool { return l.Code == n.Stream }) {
		fail("stream", "“%s”的位置写上游、中游、下游或配套", n.Name)
	}
	for _, t := range []struct{ name, text string }{{"products", n.Products}, {"firms", n.Firms}, {"note", n.Note}, {"source", n.Source}} {
		if utf8.RuneCountInString(t.text) > maxText {
			fail(t.name, "“%s”的%s超过%d字", n.Name, fieldLabel(t.name), maxText)
		}
	}
	for _, share := range []struct {
		name  string
		value float64
	}{{"weight", n.Weight}, {"importShare", n.ImportShare}, {"confidence", n.Confidence}} {
		if !(share.value >= 0 && share.value <= 1) {
			fail(share.name, "“%s”的%s要在0到1之间", n.Name, fieldLabel(share.name))
		}
	}
	codes, notes, bad := Codes(Split(n.Codes))
	for _, b := range bad {
		fail("codes", "“%s”：%s", n.Name, b)
	}
	if len(bad) == 0 {
		n.Codes = Join(codes)
	}
	for _, note := range notes {
		n.Note = strings.Trim(n.Note+"\n"+note, "\n")
		notice("“" + n.Name + "”：" + note)
	}
}

func fieldLabel(name string) string {
	for _, f := range nodeFields {
		if f.name == name {
			return f.label
		}
	}
	return name
}

// check holds what was touched, and the map as a whole, to the rules after all steps.
func (e *editor) check(ops []Op) error {
	if err := tooMany(len(e.order), len(e.graph.links)); err != nil {
		return err
	}
	steps := e.stepsOf(ops)
	slices.Sort(e.touched)
	for _, at := range slices.Compact(e.touched) {
		n := e.nodes[at]
		if n == nil {
			continue
		}
		e.step = steps[at]
		if n.Parent != "" {
			up, ok := e.at(n.Parent)
			if !ok {
				e.fail("parent", "“%s”的上级环节“%s”不在图谱里", n.Name, n.Parent)
			}
			n.Parent = up
		}
		n.mend(e.fail, func(text string) { e.notices = append(e.notices, text) })
	}
	for _, k := range e.links {
		if row := e.edges[k]; row != nil {
			e.checkEdge(row)
		}
	}
	e.checkNames(steps)
	e.checkParents(steps)
	return e.bad.Err()
}

// stepsOf finds the last step that concerns each node, so that a fault found at the end is told where it came from.
func (e *editor) stepsOf(ops []Op) map[string]int {
	out := map[string]int{}
	for i := range ops {
		if n := ops[i].Node; n != nil {
			at, _ := e.at(n.Key)
			out[at] = i
		}
	}
	return out
}

func (e *editor) checkEdge(row *Edge) {
	if math.IsNaN(row.Weight) || row.Weight < 0 || row.Weight > 1e6 {
		e.fail("edge.weight", "“%s”到“%s”的权重要是不小于0的数", e.name(row.From), e.name(row.To))
	}
	if !(row.Confidence >= 0 && row.Confidence <= 1) {
		e.fail("edge.confidence", "“%s”到“%s”的可信度要在0到1之间", e.name(row.From), e.name(row.To))
	}
	if utf8.RuneCountInString(row.Source) > maxText {
		e.fail("edge.source", "“%s”到“%s”的来源超过%d字", e.name(row.From), e.name(row.To), maxText)
	}
}

// checkNames demands that names tell the nodes of a map apart: lists, workbooks and projects call nodes by name.
func (e *editor) checkNames(steps map[string]int) {
	seen := map[string]string{}
	for _, at := range e.order {
		key := fold(e.nodes[at].Name)
		first, twice := seen[key]
		if !twice || key == "" {
			seen[key] = at
			continue
		}
		step, ok := steps[at]
		if !ok {
			step = steps[first]
		}
		e.step = step
		e.fail("name", "已有环节“%s”，同一条链里环节不能同名", e.nodes[at].Name)
	}
}

// checkParents demands that parts lead up to a top.
func (e *editor) checkParents(steps map[string]int) {
	for _, at := range e.order {
		up := at
		for range len(e.order) {
			if up = e.nodes[up].Parent; up == "" || e.nodes[up] == nil || up == at {
				break
			}
		}
		if up == at {
			e.step = steps[at]
			e.fail("parent", "“%s”的上级绕回了自己", e.nodes[at].Name)
			return
		}
	}
}

// fold is a name as it is compared.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), "")) }

// Finding is something about a map that people should know; it does not keep the map from being stored.
type Finding struct {
	Kind  string   `json:"kind"`  // cycle, orphan, code
	Nodes []string `json:"nodes"` // keys
	Text  string   `json:"text"`
}

// maxShown is how many names a finding spells out.
const maxShown = 12

// Check finds the circles of supply and the nodes that hang on nothing.
func Check(d *Doc) []Finding {
	names := map[string]string{}
	linked := map[string]bool{}
	next := map[string][]string{}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		names[n.Key] = n.Name
		if n.Parent != "" {
			linked[n.Key], linked[n.Parent] = true, true
		}
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		linked[e.From], linked[e.To] = true, true
		if e.Kind == "" || e.Kind == LinkSupply {
			next[e.From] = append(next[e.From], e.To)
		}
	}
	var out []Finding
	for _, ring := range rings(d, next) {
		out = append(out, Finding{Kind: "cycle", Nodes: ring, Text: "供应关系绕成圈：" + spell(ring, names, "→")})
	}
	var alone []string
	for i := range d.Nodes {
		if !linked[d.Nodes[i].Key] {
			alone = append(alone, d.Nodes[i].Key)
		}
	}
	if len(alone) > 0 && len(d.Nodes) > 1 {
		out = append(out, Finding{Kind: "orphan", Nodes: alone, Text: fmt.Sprintf("%d个环节没有任何关系：%s", len(alone), spell(alone, names, "、"))})
	}
	return out
}

func spell(keys []string, names map[string]string, between string) string {
	var words []string
	for _, k := range keys[:min(len(keys), maxShown)] {
		words = append(words, names[k])
	}
	text := strings.Join(words, between)
	if len(keys) > maxShown {
		text += fmt.Sprintf("等%d个", len(keys))
	}
	return text
}

// rings are the strongly connected parts of more than one node, found by Tarjan's method without recursion.
func rings(d *Doc, next map[string][]string) [][]string {
	type frame struct {
		key string
		at  int
	}
	index, low, on := map[string]int{}, map[string]int{}, map[string]bool{}
	var stack []string
	var out [][]string
	for i := range d.Nodes {
		if _, seen := index[d.Nodes[i].Key]; seen {
			continue
		}
		work := []frame{{d.Nodes[i].Key, 0}}
		for len(work) > 0 {
			f := &work[len(work)-1]
			if f.at == 0 {
				index[f.key] = len(index)
				low[f.key] = index[f.key]
				stack, on[f.key] = append(stack, f.key), true
			}
			if f.at < len(next[f.key]) {
				to := next[f.key][f.at]
				f.at++
				if _, seen := index[to]; !seen {
					work = append(work, frame{to, 0})
				} else if on[to] {
					low[f.key] = min(low[f.key], index[to])
				}
				continue
			}
			key := f.key
			work = work[:len(work)-1]
			if len(work) > 0 {
				up := work[len(work)-1].key
				low[up] = min(low[up], low[key])
			}
			if low[key] != index[key] {
				continue
			}
			from := slices.Index(stack, key)
			part := slices.Clone(stack[from:])
			stack = stack[:from]
			for _, k := range part {
				on[k] = false
			}
			if len(part) > 1 {
				out = append(out, part)
			}
		}
	}
	return out
}
