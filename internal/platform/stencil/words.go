package stencil

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"lianzhang/internal/platform/errs"
)

// paragraphs are the paragraphs below an element, those of tables and text boxes too.
func paragraphs(e *etree.Element) []*etree.Element { return e.FindElements(".//w:p") }

// runs are the runs of a paragraph that stand in it itself, in links, insertions and controls, not in text boxes.
func runs(p *etree.Element) (out []*etree.Element) {
	for _, c := range p.ChildElements() {
		switch c.Tag {
		case "r":
			out = append(out, c)
		case "hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple":
			out = append(out, runs(c)...)
		}
	}
	return out
}

// text is what a paragraph says.
func text(p *etree.Element) string {
	var b strings.Builder
	for _, r := range runs(p) {
		for _, t := range r.SelectElements("w:t") {
			b.WriteString(t.Text())
		}
	}
	return b.String()
}

// listOf is the list whose items a row or paragraph stands for; "" for none.
func listOf(e *etree.Element) (string, error) {
	var lists []string
	paras := paragraphs(e)
	if e.Tag == "p" {
		paras = []*etree.Element{e}
	}
	for _, p := range paras {
		if row := rowOf(p); e.Tag == "tr" && row != e {
			continue // of a table within the row
		}
		fields, err := fieldsIn(text(p))
		if err != nil {
			return "", err
		}
		for _, f := range fields {
			if f.List != "" && !slices.Contains(lists, f.List) {
				lists = append(lists, f.List)
			}
		}
	}
	switch len(lists) {
	case 0:
		return "", nil
	case 1:
		return lists[0], nil
	}
	return "", errs.New(errs.Invalid, "同一行里写了几个名单（%s），一行只能用一个", strings.Join(lists, "、"))
}

// rowOf is the row of a table in which an element stands, nil outside of tables.
func rowOf(e *etree.Element) *etree.Element {
	for p := e.Parent(); p != nil; p = p.Parent() {
		if p.Tag == "tr" && p.Space == "w" {
			return p
		}
	}
	return nil
}

// gather moves every field whose letters Word has spread over several runs into the first of them.
func gather(p *etree.Element) {
	type piece struct {
		t  *etree.Element
		at int // where its text begins in the paragraph's
	}
	var pieces []piece
	whole := ""
	for _, r := range runs(p) {
		for _, t := range r.SelectElements("w:t") {
			pieces = append(pieces, piece{t, len(whole)})
			whole += t.Text()
		}
	}
	texts := make([]string, len(pieces))
	for i := range pieces {
		texts[i] = pieces[i].t.Text()
	}
	matches := braces.FindAllStringIndex(whole, -1)
	for _, m := range slices.Backward(matches) {
		for i := len(pieces) - 1; i >= 0; i-- {
			from, to := max(m[0]-pieces[i].at, 0), min(m[1]-pieces[i].at, len(pieces[i].t.Text()))
			if from >= to {
				continue
			}
			put := ""
			if m[0] >= pieces[i].at {
				put = whole[m[0]:m[1]]
			}
			texts[i] = texts[i][:from] + put + texts[i][to:]
		}
	}
	for i := range pieces {
		if texts[i] != pieces[i].t.Text() {
			setText(pieces[i].t, texts[i])
		}
	}
}

func setText(t *etree.Element, s string) {
	t.SetText(s)
	t.CreateAttr("xml:space", "preserve")
}

// single gives every text with a field a run of its own, so that the field can become a link.
func single(r *etree.Element) []*etree.Element {
	props := r.SelectElement("w:rPr")
	out := []*etree.Element{}
	at := r.Index()
	parent := r.Parent()
	for _, c := range r.ChildElements() {
		if c == props {
			continue
		}
		run := etree.NewElement("w:r")
		if props != nil {
			run.AddChild(props.Copy())
		}
		run.AddChild(c)
		out = append(out, run)
	}
	parent.RemoveChild(r)
	for i, run := range out {
		parent.InsertChildAt(at+i, run)
	}
	return out
}
