package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	doc "lianzhang/internal/platform/document"
)

// node is an XML element of a part.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

// attr is an attribute by local name.
func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all are the descendants of a name, in order.
func (n node) all(name string) []node {
	var out []node
	for _, c := range n.Nodes {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// one is the first descendant along the path of names; its zero value if there is none.
func (n node) one(path ...string) node {
	for _, name := range path {
		found := n.all(name)
		if len(found) == 0 {
			return node{}
		}
		n = found[0]
	}
	return n
}

// words is the text of all runs below.
func (n node) words() string {
	var b strings.Builder
	for _, t := range n.all("t") {
		b.WriteString(t.Text)
	}
	return b.String()
}

// render writes d and gives the file.
func render(t testing.TB, d *doc.Doc, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpack gives the parts by name and their order.
func unpack(t testing.TB, file []byte) (map[string]string, []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts, order := map[string]string{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		order = append(order, f.Name)
	}
	return parts, order
}

// parse parses a part.
func parse(t testing.TB, part string) node {
	t.Helper()
	var n node
	if err := xml.Unmarshal([]byte(part), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// body is the body of d as written.
func body(t testing.TB, d *doc.Doc, o Options) node {
	t.Helper()
	parts, _ := unpack(t, render(t, d, o))
	return parse(t, parts["word/document.xml"]).one("body")
}

// para is the first paragraph whose text begins with prefix.
func (n node) para(t testing.TB, prefix string) node {
	t.Helper()
	for _, p := range n.all("p") {
		if strings.HasPrefix(p.words(), prefix) {
			return p
		}
	}
	t.Fatalf("no paragraph begins with %q", prefix)
	return node{}
}
