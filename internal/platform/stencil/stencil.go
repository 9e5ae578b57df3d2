// Package stencil fills Word files of an office's own: wherever it wrote {{完成率}}, a value comes to stand, in the typeface of the
// place. A row of a table, or a paragraph, that names fields of a list, {{各县区.名称}}, stands once for each item of it.
//
// What is not a field is left as it is, byte for byte where no field stands in its part. Filling the same stencil with the same
// values gives the same bytes.
package stencil

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
)

// Limits of a stencil. An office's template with a picture of its seal has a few hundred KB.
const (
	maxSize   = 10 << 20 // bytes of the file
	maxPart   = 32 << 20 // bytes of one unpacked part
	maxParts  = 2000
	maxFields = 5000
)

// Stencil is a Word file with fields.
type Stencil struct {
	body   string // name of the main part
	parts  []part
	fields []Field
}

// part is a file of the package; xml is set of those that can hold fields.
type part struct {
	name string
	raw  []byte
	xml  bool
}

// Field is a field as the file names it.
type Field struct {
	List string // 各县区 of {{各县区.名称}}; "" of a field that stands once
	Name string // 名称
}

// String writes the field as in the file, without braces.
func (f Field) String() string {
	if f.List == "" {
		return f.Name
	}
	return f.List + "." + f.Name
}

var (
	filled = regexp.MustCompile(`^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$`)
	braces = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
)

// Read reads a Word file. Fields that are not closed and rows that mix lists are refused, with the text around them.
func Read(b []byte) (*Stencil, error) {
	if len(b) > maxSize {
		return nil, errs.New(errs.TooLarge, "模板超过%dMB，请压缩其中的图片", maxSize>>20)
	}
	z, body, err := docx.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxParts {
		return nil, errs.New(errs.TooLarge, "文件里的条目太多，不像正常的Word文件，请用Word或WPS另存一份再上传")
	}
	s := &Stencil{body: body.Name}
	for _, f := range z.File {
		raw, err := unpack(f)
		if err != nil {
			return nil, err
		}
		s.parts = append(s.parts, part{f.Name, raw, filled.MatchString(f.Name) || f.Name == body.Name})
	}
	for i := range s.parts {
		if err := s.look(&s.parts[i]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func unpack(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "文件已损坏或加了密，请用Word或WPS另存一份再上传")
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, maxPart+1))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "文件不完整，可能没有传完或已损坏，请重新上传")
	}
	if len(raw) > maxPart {
		return nil, errs.New(errs.TooLarge, "文件展开后太大，请去掉其中的大图再上传")
	}
	return raw, nil
}

// look notes the fields of a part.
func (s *Stencil) look(p *part) error {
	if !p.xml {
		return nil
	}
	doc, err := parse(p.raw)
	if err != nil {
		return err
	}
	for _, para := range paragraphs(&doc.Element) {
		fields, err := fieldsIn(text(para))
		if err != nil {
			return err
		}
		for _, f := range fields {
			if !slices.Contains(s.fields, f) {
				s.fields = append(s.fields, f)
			}
		}
	}
	for _, row := range doc.FindElements("//w:tr") {
		if _, err := listOf(row); err != nil {
			return err
		}
	}
	if len(s.fields) > maxFields {
		return errs.New(errs.TooLarge, "模板里的填写项超过%d个", maxFields)
	}
	return nil
}

// Fields are the fields of the file, each once, in their order.
func (s *Stencil) Fields() []Field { return slices.Clone(s.fields) }

// fieldsIn reads the fields of a paragraph's text.
func fieldsIn(t string) (out []Field, err error) {
	rest := braces.ReplaceAllStringFunc(t, func(m string) string {
		out = append(out, fieldOf(m))
		return ""
	})
	if strings.Contains(rest, "{{") {
		return nil, errs.New(errs.Invalid, "“%s”里的{{没有用}}结束，请补上", shorten(t))
	}
	for _, f := range out {
		if f.Name == "" {
			return nil, errs.New(errs.Invalid, "“%s”里有一个空的{{}}，请写上名称", shorten(t))
		}
	}
	return out, nil
}

// fieldOf reads {{各县区.名称}}; spaces and full-width points are passed over.
func fieldOf(m string) Field {
	name := strings.Join(strings.Fields(strings.NewReplacer("{{", "", "}}", "", "．", ".", "\u00a0", " ").Replace(m)), " ")
	if list, field, ok := strings.Cut(name, "."); ok {
		return Field{strings.TrimSpace(list), strings.TrimSpace(field)}
	}
	return Field{Name: name}
}

func shorten(t string) string {
	if r := []rune(t); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return t
}

func parse(raw []byte) (*etree.Document, error) {
	doc := etree.NewDocument()
	doc.ReadSettings.MaxDepth = 256
	if err := doc.ReadFromBytes(raw); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "文件已损坏，请用Word或WPS另存一份再上传")
	}
	return doc, nil
}
