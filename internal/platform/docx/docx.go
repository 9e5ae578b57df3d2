// Package docx writes official documents (GB/T 9704-2012) as Word files, and reads the text and tables of
// Word files that people upload.
//
// The writer makes the OOXML itself, without a template: no free library offers East Asian fonts, a character
// grid and odd/even footers together. The order of elements follows ECMA-376 Part 1 (Word refuses files in
// which children of rPr, pPr or sectPr stand out of order); it lives in the types runProps and paraProps only.
// The same Doc and Options give the same bytes.
package docx

import (
	"archive/zip"
	"io"
	"time"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/errs"
)

// ContentType is the media type of a Word file.
const ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Options are what the document itself does not say.
type Options struct {
	Creator     string    // author in the file's properties
	Time        time.Time // created and modified in the file's properties; zero leaves them out
	BaseURL     string    // "https://lz.example.gov.cn"; stands before the paths of sources, which then are links
	OmitSources bool      // leave out the list 数据出处
}

// Write writes d as a Word file. A document that cannot be printed gives the error of document.Doc.Check.
func Write(w io.Writer, d *document.Doc, o Options) error {
	if err := d.Check(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	p := parts{z: z, o: o}
	p.text("[Content_Types].xml", contentTypes)
	p.text("_rels/.rels", packageRels)
	p.text("docProps/core.xml", coreXML(d, o))
	p.text("docProps/app.xml", appXML)
	p.text("word/styles.xml", stylesXML())
	p.text("word/settings.xml", settingsXML)
	p.text("word/fontTable.xml", fontTableXML())
	for _, f := range footers() {
		p.text("word/"+f.file, f.xml())
	}
	links := p.document(d)
	p.text("word/_rels/document.xml.rels", documentRels(links))
	if p.err == nil {
		p.err = z.Close()
	}
	return errs.Wrap(p.err, errs.Internal, "写Word文件时出错，请重试")
}

// parts writes the parts of the package and keeps the first error.
type parts struct {
	z   *zip.Writer
	o   Options
	err error
}

func (p *parts) create(name string) io.Writer {
	if p.err != nil {
		return io.Discard
	}
	f, err := p.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.o.Time.UTC()})
	if err != nil {
		p.err = err
		return io.Discard
	}
	return f
}

func (p *parts) text(name, s string) {
	if _, err := io.WriteString(p.create(name), s); err != nil && p.err == nil {
		p.err = err
	}
}

// document writes the main part and gives the addresses it links to.
func (p *parts) document(d *document.Doc) []string {
	f := newFlow(p.create("word/document.xml"), p.o)
	f.doc(d)
	if err := f.out.Flush(); err != nil && p.err == nil {
		p.err = err
	}
	return f.links
}
