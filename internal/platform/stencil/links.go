package stencil

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"lianzhang/internal/platform/errs"
)

const hyperlink = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"

// link makes a run a link to a path of the site, unless it stands in one already.
func (f *filler) link(run, parent *etree.Element, path string) *etree.Element {
	target := f.address(path)
	if target == "" || parent.Tag == "hyperlink" {
		return run
	}
	i := slices.Index(f.links, target)
	if i < 0 {
		i = len(f.links)
		f.links = append(f.links, target)
	}
	h := etree.NewElement("w:hyperlink")
	h.CreateAttr("r:id", linkID(i))
	h.CreateAttr("w:history", "1")
	h.AddChild(run)
	return h
}

// address is the whole address of a path; "" when it is not known where the site stands. A target that is no URL would make
// Word call the file damaged.
func (f *filler) address(path string) string {
	if f.o.BaseURL == "" || path == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSuffix(f.o.BaseURL, "/") + path)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.String()
}

func linkID(i int) string { return fmt.Sprintf("rIdFigure%d", i+1) }

// relations adds the targets of the links to the relationships of the main part.
func (f *filler) relations(raw []byte) ([]byte, error) {
	if len(f.links) == 0 {
		return raw, nil
	}
	doc, err := parse(raw)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	if root == nil {
		return nil, errs.New(errs.Invalid, "文件已损坏，请用Word或WPS另存一份再上传")
	}
	for i, target := range f.links {
		e := root.CreateElement("Relationship")
		e.CreateAttr("Id", linkID(i))
		e.CreateAttr("Type", hyperlink)
		e.CreateAttr("Target", target)
		e.CreateAttr("TargetMode", "External")
	}
	out, err := doc.WriteToBytes()
	return out, errs.Wrap(err, errs.Internal, "写Word文件时出错，请重试")
}

// sources ends the body with the list 数据出处, on paper too a way back to every figure.
func (f *filler) sources(body *etree.Element) {
	if body == nil || len(f.told) == 0 {
		return
	}
	at := len(body.Child)
	for _, c := range body.ChildElements() {
		if c.Tag == "sectPr" {
			at = c.Index()
		}
	}
	put := func(t string, size int) *etree.Element {
		p := etree.NewElement("w:p")
		r := p.CreateElement("w:r")
		r.CreateElement("w:rPr").CreateElement("w:sz").CreateAttr("w:val", fmt.Sprint(size))
		setText(r.CreateElement("w:t"), t)
		body.InsertChildAt(at, p)
		at++
		return p
	}
	put("数据出处", 24)
	for i, fig := range f.told {
		t := fmt.Sprintf("%d. %s", i+1, strings.ReplaceAll(fig.Text, "\n", ""))
		if note := fig.Source.Note(); note != "" {
			t += "：" + note
		}
		where := fig.Source.Path
		if a := f.address(where); a != "" {
			where = a
		}
		if where != "" {
			t += "　" + where
		}
		put(t, 18)
	}
}
