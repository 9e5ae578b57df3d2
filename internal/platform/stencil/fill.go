package stencil

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
)

// Value is what comes to stand in a field.
type Value struct {
	Text   string           // lines are parted by "\n"
	Source *document.Source // set of a figure: where it comes from
}

// Values are those of all fields.
type Values struct {
	Fields map[string]Value
	Lists  map[string]List
}

// List are the items for which a row or paragraph stands once each.
type List struct {
	Items  []map[string]Value
	Source *document.Source // of the list as a whole
}

// Absent stands for a field without a value; an empty text among the words of a paragraph, which is no figure, leaves nothing.
const Absent = "—"

// Options are what the file itself does not say.
type Options struct {
	Time    time.Time // of the entries of the package
	BaseURL string    // "https://lz.example.gov.cn"; stands before the paths of sources, which then are links; "" makes no links
	Sources bool      // end the body with the list 数据出处: each figure with what it is and its address
}

// Fill writes the file with the values. missing are the fields for which there is none; Absent stands in their place.
func (s *Stencil) Fill(w io.Writer, v Values, o Options) (missing []Field, err error) {
	f := &filler{v: v, o: o, missing: map[Field]bool{}}
	z := zip.NewWriter(w)
	out := make([][]byte, len(s.parts))
	for i, p := range s.parts {
		out[i] = p.raw
		if p.xml && braces.Match(flat(p.raw)) {
			if out[i], err = f.part(p, p.name == s.body); err != nil {
				return nil, err
			}
		}
	}
	rels := path.Dir(s.body) + "/_rels/" + path.Base(s.body) + ".rels"
	for i, p := range s.parts {
		if p.name == rels {
			if out[i], err = f.relations(p.raw); err != nil {
				return nil, err
			}
		}
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: o.Time.UTC()}
		e, err := z.CreateHeader(h)
		if err == nil {
			_, err = e.Write(out[i])
		}
		if err != nil {
			return nil, errs.Wrap(err, errs.Internal, "写Word文件时出错，请重试")
		}
	}
	if err := z.Close(); err != nil {
		return nil, errs.Wrap(err, errs.Internal, "写Word文件时出错，请重试")
	}
	missing = slices.SortedFunc(maps.Keys(f.missing), func(a, b Field) int { return strings.Compare(a.String(), b.String()) })
	return missing, nil
}

// flat is a part without its tags, in which a field that Word has spread over runs stands in one piece.
func flat(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	in := false
	for _, c := range raw {
		switch {
		case c == '<':
			in = true
		case c == '>':
			in = false
		case !in:
			out = append(out, c)
		}
	}
	return out
}

// filler fills the parts of one file.
type filler struct {
	v       Values
	o       Options
	links   []string
	told    []document.Figure
	missing map[Field]bool
}

func (f *filler) part(p part, body bool) ([]byte, error) {
	doc, err := parse(p.raw)
	if err != nil {
		return nil, err
	}
	if err := f.repeat(&doc.Element); err != nil {
		return nil, err
	}
	for _, para := range paragraphs(&doc.Element) {
		f.paragraph(para, "", nil, body)
	}
	if body && f.o.Sources {
		f.sources(doc.FindElement("//w:body"))
	}
	out, err := doc.WriteToBytes()
	return out, errs.Wrap(err, errs.Internal, "写Word文件时出错，请重试")
}

// repeat lets rows and paragraphs of lists stand once for each item, already filled.
func (f *filler) repeat(e *etree.Element) error {
	body := e.FindElement("//w:body") != nil
	for _, row := range e.FindElements("//w:tr") {
		if err := f.copies(row, body, func(empty *etree.Element) {
			for i, cell := range empty.FindElements("./w:tc") {
				said := ""
				if i == 0 {
					said = "无"
				}
				blank(cell, said)
			}
		}); err != nil {
			return err
		}
	}
	for _, para := range paragraphs(e) {
		if rowOf(para) == nil {
			if err := f.copies(para, body, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// copies puts one filled copy of e for each item of its list in its place; without items what none makes of it, or nothing.
func (f *filler) copies(e *etree.Element, body bool, none func(*etree.Element)) error {
	name, err := listOf(e)
	if err != nil || name == "" {
		return err
	}
	list, known := f.v.Lists[name]
	if !known {
		f.missing[Field{List: name}] = true
	}
	parent, at := e.Parent(), e.Index()
	parent.RemoveChild(e)
	if s := list.Source; s != nil && body {
		f.tell(fmt.Sprintf("%s（%d项）", name, len(list.Items)), *s)
	}
	if len(list.Items) == 0 && none != nil {
		none(e)
		parent.InsertChildAt(at, e)
	}
	for i, item := range list.Items {
		c := e.Copy()
		parent.InsertChildAt(at+i, c)
		paras := paragraphs(c)
		if c.Tag == "p" {
			paras = []*etree.Element{c}
		}
		for _, p := range paras {
			f.paragraph(p, name, item, body)
		}
	}
	return nil
}

// blank empties the fields of a cell and lets its first run say something.
func blank(cell *etree.Element, said string) {
	for _, p := range paragraphs(cell) {
		gather(p)
		for _, r := range runs(p) {
			for _, t := range r.SelectElements("w:t") {
				if braces.MatchString(t.Text()) {
					setText(t, said)
					said = ""
				}
			}
		}
	}
}

// paragraph fills the fields of one paragraph: those of the list from the item, the others from the whole. Without an item
// only the latter are left.
func (f *filler) paragraph(p *etree.Element, list string, item map[string]Value, body bool) {
	if !braces.MatchString(text(p)) {
		return
	}
	gather(p)
	for _, r := range runs(p) {
		if !slices.ContainsFunc(r.SelectElements("w:t"), func(t *etree.Element) bool { return braces.MatchString(t.Text()) }) {
			continue
		}
		for _, one := range single(r) {
			if t := one.SelectElement("w:t"); t != nil && braces.MatchString(t.Text()) {
				f.run(one, t.Text(), list, item, body)
			}
		}
	}
}

// run puts plain text and values, each in a run of its own, in the place of a run.
func (f *filler) run(r *etree.Element, t, list string, item map[string]Value, body bool) {
	parent, at := r.Parent(), r.Index()
	parent.RemoveChild(r)
	put := func(e *etree.Element) {
		parent.InsertChildAt(at, e)
		at++
	}
	last := 0
	for _, m := range braces.FindAllStringIndex(t, -1) {
		if m[0] > last {
			put(said(r, t[last:m[0]]))
		}
		last = m[1]
		field := fieldOf(t[m[0]:m[1]])
		v, ok := f.v.Fields[field.Name]
		if field.List != "" {
			if v, ok = item[field.Name]; field.List != list {
				ok = false
			}
		}
		if !ok || v.Text == "" && (v.Source != nil || field.List != "") { // words that are empty say nothing
			v.Text = Absent
		}
		if !ok {
			f.missing[field] = true
		}
		e := said(r, v.Text)
		if v.Source != nil && body {
			if field.List == "" && field.Name == v.Source.Name {
				f.tell(v.Text, *v.Source)
			} else if field.List == "" {
				f.tell(field.Name+v.Text, *v.Source)
			}
			e = f.link(e, parent, v.Source.Path)
		}
		put(e)
	}
	if last < len(t) {
		put(said(r, t[last:]))
	}
}

// said is a run like r that says t.
func said(r *etree.Element, t string) *etree.Element {
	out := etree.NewElement("w:r")
	if props := r.SelectElement("w:rPr"); props != nil {
		out.AddChild(props.Copy())
	}
	for i, line := range strings.Split(t, "\n") {
		if i > 0 {
			out.CreateElement("w:br")
		}
		setText(out.CreateElement("w:t"), line)
	}
	return out
}

// tell notes a figure for the list of sources, once.
func (f *filler) tell(text string, s document.Source) {
	if fig := (document.Figure{Text: text, Source: s}); !slices.Contains(f.told, fig) {
		f.told = append(f.told, fig)
	}
}
