package docx

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Content is the body of a Word file.
type Content struct{ Parts []Part }

// Part is a paragraph or, with Table set, a table, in the order of the body.
type Part struct {
	Text  string
	Table Grid
}

// Grid is a table: rows of cells. Paragraphs within a cell are parted by "\n". A cell that spans columns is
// followed by empty ones, a cell that spans rows has empty ones below it, so columns stay aligned. The text of
// a table within a cell belongs to the cell.
type Grid [][]string

// Paragraphs are the paragraphs outside tables that are not empty.
func (c *Content) Paragraphs() []string {
	var out []string
	for _, p := range c.Parts {
		if p.Table == nil && strings.TrimSpace(p.Text) != "" {
			out = append(out, p.Text)
		}
	}
	return out
}

// Tables are the tables.
func (c *Content) Tables() []Grid {
	var out []Grid
	for _, p := range c.Parts {
		if p.Table != nil {
			out = append(out, p.Table)
		}
	}
	return out
}

// ReadText gives the paragraphs outside tables of the .docx file of size bytes in r.
func ReadText(r io.ReaderAt, size int64) ([]string, error) {
	c, err := Read(r, size)
	if err != nil {
		return nil, err
	}
	return c.Paragraphs(), nil
}

// ReadTables gives the tables of the .docx file of size bytes in r.
func ReadTables(r io.ReaderAt, size int64) ([]Grid, error) {
	c, err := Read(r, size)
	if err != nil {
		return nil, err
	}
	return c.Tables(), nil
}

// Read reads the body of the .docx file of size bytes in r: paragraphs, tables and text boxes, without
// headers, notes, deleted text and numbers that Word computes for lists. Files that cannot be read or exceed
// the limits give errors of code Invalid or TooLarge that say what to do.
func Read(r io.ReaderAt, size int64) (*Content, error) {
	body, err := openBody(r, size)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	in := &limited{r: body, left: maxBody}
	var s scanner
	if err := s.scan(xml.NewDecoder(in)); err != nil {
		var known *errs.Error
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, errs.Wrap(err, errs.Invalid, "Word正文已损坏，读不下去。请用Word或WPS打开，另存一份再上传")
	}
	return &s.content, nil
}

// scanner builds Content from the tokens of the main part.
type scanner struct {
	content Content
	paras   []strings.Builder // open paragraphs: text boxes nest them
	depth   int
	inText  bool
	tables  int // open tables
	grid    Grid
	row     []string
	cell    []string // paragraphs of the open cell
	span    int
	cells   int
	found   bool
}

func (s *scanner) scan(d *xml.Decoder) error {
	for {
		tok, err := d.Token()
		if err == io.EOF {
			if !s.found {
				return errs.New(errs.Invalid, "文件里没有Word正文，请用Word或WPS另存为.docx后再上传")
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if s.depth++; s.depth > maxDepth {
				return errs.New(errs.Invalid, "Word正文的嵌套超过%d层，不像正常文件，请另存一份再上传", maxDepth)
			}
			if skipped(t.Name) {
				s.depth--
				if err := d.Skip(); err != nil {
					return err
				}
				continue
			}
			if word(t.Name) {
				if err := s.start(t); err != nil {
					return err
				}
			}
		case xml.EndElement:
			s.depth--
			if word(t.Name) {
				s.end(t.Name.Local)
			}
		case xml.CharData:
			if s.inText && len(s.paras) > 0 {
				s.paras[len(s.paras)-1].Write(t)
			}
		}
	}
}

// word tells whether a name is of WordprocessingML, transitional or strict.
func word(n xml.Name) bool {
	return strings.HasSuffix(n.Space, "/wordprocessingml/2006/main") || strings.HasSuffix(n.Space, "/wordprocessingml/main")
}

// skipped tells whether an element repeats text (the old form of a text box) or holds text moved away.
func skipped(n xml.Name) bool {
	return n.Local == "Fallback" && strings.Contains(n.Space, "markup-compatibility") || n.Local == "moveFrom" && word(n)
}

func (s *scanner) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "body":
		s.found = true
	case "p":
		s.paras = append(s.paras, strings.Builder{})
	case "t":
		s.inText = true
	case "tab", "br", "cr", "noBreakHyphen":
		s.mark(t.Name.Local)
	case "tbl":
		if s.tables++; s.tables == 1 {
			s.grid = Grid{}
		}
	case "tc":
		if s.tables == 1 {
			s.cell, s.span = nil, 1
		}
	case "gridSpan":
		if s.tables == 1 {
			s.span = spanOf(t)
		}
	case "tr":
		if s.tables == 1 {
			s.row = nil
		}
	}
	if s.cells > maxCells {
		return errs.New(errs.TooLarge, "表格超过%d格，请拆成几个文件再上传", maxCells)
	}
	return nil
}

// mark adds the character an empty element stands for. Tab stops in paragraph properties are named tab too,
// but they come before any run; a leading tab is of no use here.
func (s *scanner) mark(name string) {
	if len(s.paras) == 0 {
		return
	}
	p := &s.paras[len(s.paras)-1]
	switch {
	case name == "noBreakHyphen":
		p.WriteByte('-')
	case name == "tab":
		if p.Len() > 0 {
			p.WriteByte('\t')
		}
	default:
		p.WriteByte('\n')
	}
}

// spanOf reads gridSpan; a span beyond Word's own limit is taken as that limit.
func spanOf(t xml.StartElement) int {
	for _, a := range t.Attr {
		if a.Name.Local == "val" {
			if n, err := strconv.Atoi(a.Value); err == nil {
				return min(max(n, 1), maxSpan)
			}
		}
	}
	return 1
}

func (s *scanner) end(name string) {
	switch name {
	case "t":
		s.inText = false
	case "p":
		s.endPara()
	case "tc":
		if s.tables == 1 {
			s.row = append(s.row, strings.Join(s.cell, "\n"))
			s.row = append(s.row, make([]string, s.span-1)...)
			s.cells += s.span
			s.cell, s.span = nil, 1
		}
	case "tr":
		if s.tables == 1 {
			s.grid = append(s.grid, s.row)
			s.row = nil
		}
	case "tbl":
		if s.tables--; s.tables == 0 {
			s.content.Parts = append(s.content.Parts, Part{Table: s.grid})
			s.grid = nil
		}
	}
}

func (s *scanner) endPara() {
	n := len(s.paras) - 1
	if n < 0 {
		return
	}
	text := s.paras[n].String()
	s.paras = s.paras[:n]
	switch {
	case s.tables > 0:
		if text != "" {
			s.cell = append(s.cell, text)
		}
	default:
		s.content.Parts = append(s.content.Parts, Part{Text: text})
	}
}
