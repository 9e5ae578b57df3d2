package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"lianzhang/internal/platform/errs"
)

// MaxFile is the largest file of a map that is read, in bytes.
const MaxFile = 16 << 20

// ReadFile reads a map from a file: a workbook with the sheets 环节 and 关系, our own JSON, or a tree of 环节 as JSON. What is
// wrong is told by row, cell or place in Chinese; notices say what was put right. Keys are those of the file.
func ReadFile(ctx context.Context, name string, data []byte) (d *Doc, notices []string, err error) {
	if len(data) > MaxFile {
		return nil, nil, errs.New(errs.TooLarge, "文件有%d MB，图谱文件最大%d MB", len(data)>>20, MaxFile>>20)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		d, err = readJSON(text)
	} else {
		d, err = readBook(ctx, name, data)
	}
	if err != nil {
		return nil, nil, err
	}
	if d.Source == "" {
		d.Source = "导入：" + name
	}
	return Mend(d)
}

// readJSON reads our own format or a tree.
func readJSON(text []byte) (*Doc, error) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(text, &top); err != nil {
		return nil, badJSON(text, err)
	}
	if _, ours := top["nodes"]; !ours {
		if _, tree := top["环节"]; tree {
			return readTree(text)
		}
		return nil, errs.New(errs.Invalid, "JSON里没有nodes，也没有“环节”。请用本系统导出的图谱，或含“产业链、环节、子环节”的树")
	}
	d := &Doc{}
	if err := json.Unmarshal(text, d); err != nil {
		return nil, badJSON(text, err)
	}
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if n.Key == "" {
			n.Key = n.Name
		}
		if at := StreamOf(n.Stream); at != "" {
			n.Stream = at
		}
	}
	return d, nil
}

// badJSON says where JSON cannot be read.
func badJSON(text []byte, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	line := func(at int64) int { return 1 + bytes.Count(text[:min(at, int64(len(text)))], []byte("\n")) }
	switch {
	case errors.As(err, &syntax):
		return errs.Wrap(err, errs.Invalid, "JSON第%d行读不懂，文件可能没有传完整", line(syntax.Offset))
	case errors.As(err, &wrong):
		return errs.Wrap(err, errs.Invalid, "JSON第%d行的“%s”类型不对，是%s", line(wrong.Offset), wrong.Field, wrong.Value)
	}
	return errs.Wrap(err, errs.Invalid, "JSON读不懂")
}

// maxDepth is how many levels a tree may have.
const maxDepth = 12

// tree turns nested objects into nodes.
type tree struct {
	doc   *Doc
	names map[string]bool
}

// readTree reads a tree of 环节: in every object the key ending in 名称 names it, lists of objects are its parts, and
// 代表公司 its firms. A level that only says 上游, 中游 or 下游 gives the stream and no node.
func readTree(text []byte) (*Doc, error) {
	var top struct {
		Name  string           `json:"产业链"`
		Parts []map[string]any `json:"环节"`
	}
	if err := json.Unmarshal(text, &top); err != nil {
		return nil, badJSON(text, err)
	}
	t := &tree{doc: &Doc{Name: top.Name}, names: map[string]bool{}}
	var heads []string
	for i, part := range top.Parts {
		name := nameOf(part)
		stream := StreamOf(name)
		if stream == "" {
			stream = []string{Up, Mid, Down, Support}[min(i, 3)]
		}
		if StreamOf(name) == "" || len(partsOf(part)) == 0 {
			if err := t.add(part, stream, "", "", 1); err != nil {
				return nil, err
			}
			continue
		}
		heads = append(heads, name)
		for _, p := range partsOf(part) {
			if err := t.add(p, stream, "", name, 1); err != nil {
				return nil, err
			}
		}
	}
	if t.doc.Summary = strings.Join(heads, "；"); len(t.doc.Nodes) == 0 {
		return nil, errs.New(errs.Invalid, "“环节”里没有子环节")
	}
	return t.doc, nil
}

func nameOf(o map[string]any) string {
	for _, key := range []string{"环节名称", "子环节名称", "子-子环节名称", "名称"} {
		if s, ok := o[key].(string); ok {
			return strings.TrimSpace(s)
		}
	}
	for key, v := range o {
		if s, ok := v.(string); ok && strings.HasSuffix(key, "名称") {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

// partsOf are the objects in the lists of an object.
func partsOf(o map[string]any) []map[string]any {
	var out []map[string]any
	for _, key := range []string{"环节", "子环节", "子-子环节", "子-子-子环节"} {
		list, _ := o[key].([]any)
		for _, v := range list {
			if part, ok := v.(map[string]any); ok {
				out = append(out, part)
			}
		}
	}
	return out
}

func (t *tree) add(o map[string]any, stream, parent, above string, depth int) error {
	name := nameOf(o)
	if name == "" {
		return errs.New(errs.Invalid, "“%s”下面有一个环节没有名称", above)
	}
	if depth > maxDepth {
		return errs.New(errs.Invalid, "“%s”下面超过%d层", above, maxDepth)
	}
	n := DocNode{Key: fmt.Sprintf("n%d", len(t.doc.Nodes)+1), Name: name, Stream: stream, Parent: parent}
	if t.names[fold(name)] { // the same step stands in two places of the tree
		n.Name = name + "（" + above + "）"
		n.Note = "原名“" + name + "”，同名环节按上级区分"
		for i := 2; t.names[fold(n.Name)]; i++ {
			n.Name = fmt.Sprintf("%s（%s%d）", name, above, i)
		}
	}
	t.names[fold(n.Name)] = true
	firms, _ := o["代表公司"].([]any)
	for _, f := range firms {
		if s, ok := f.(string); ok {
			n.Firms = append(n.Firms, strings.TrimSpace(s))
		}
	}
	if s, ok := o["说明"].(string); ok {
		n.Note = strings.TrimSpace(n.Note + "\n" + s)
	}
	t.doc.Nodes = append(t.doc.Nodes, n)
	for _, p := range partsOf(o) {
		if err := t.add(p, stream, n.Key, name, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON writes a map as a file.
func WriteJSON(d *Doc) ([]byte, error) {
	b, err := json.MarshalIndent(d, "", " ")
	return append(b, '\n'), err
}
