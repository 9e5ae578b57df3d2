// Package xlsx writes workbooks as an office expects to get them, and so that our own import reads them back exactly.
//
// It is a thin layer over excelize's stream writer: a list has a frozen head, filter, real numbers and dates, print
// set-up (A4 across, head on every page, page numbers) and a very hidden sheet that names its columns. Rows stream to a
// temporary file, so memory stays small whatever their number. Native charts, workbooks of rejected rows and CSV are here too.
package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/sheet"
)

// Book is a workbook being written. It is not safe for concurrent use. Write or Close must be called in the end: both
// remove its temporary files.
type Book struct {
	file   *excelize.File
	sheets []*Sheet
	names  map[string]bool
	rests  []string // ends of texts longer than a cell may be
	styles map[styleKey]int
}

// New begins a workbook.
func New() *Book {
	f := excelize.NewFile()
	if err := f.SetDefaultFont(fontName); err != nil {
		panic(err) // a new workbook has a default font
	}
	return &Book{file: f, names: map[string]bool{strings.ToLower(sheet.MetaSheet): true}, styles: map[styleKey]int{}}
}

// Close gives up the workbook, as on an error half way. After Write it does nothing.
func (b *Book) Close() error {
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	b.file = nil
	return err
}

// Write finishes all sheets, writes the workbook to w as it is packed, and closes it. A book without sheets gets an empty one.
func (b *Book) Write(w io.Writer) error {
	if b.file == nil {
		return errs.New(errs.Internal, "工作簿已经写出，请重新导出")
	}
	defer b.Close()
	for _, s := range b.sheets {
		if err := s.finish(); err != nil {
			return wrap(err)
		}
	}
	if err := b.writeMeta(); err != nil {
		return wrap(err)
	}
	b.file.SetActiveSheet(0)
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "链长", LastModifiedBy: "链长"}); err != nil {
		return wrap(err)
	}
	p, err := newPacker(w)
	if err != nil {
		return wrap(err)
	}
	defer p.drop()
	// excelize would pack into memory first; this packs into w, and excelize's buffer stays empty.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return p })
	return wrap(b.file.Write(w))
}

// wrap makes an excelize error one for people; an error that is one already stays.
func wrap(err error) error {
	var ours *errs.Error
	if errors.As(err, &ours) {
		return err
	}
	return errs.Wrap(err, errs.Internal, "生成工作簿失败，请重试；仍不行，请检查服务器临时目录的剩余空间")
}

// addSheet makes a sheet of that name, changed as far as Excel demands: at most 31 letters, without []:*?/\, unique.
func (b *Book) addSheet(name string) (string, error) {
	name = sheetName(name)
	for i := 2; b.names[strings.ToLower(name)]; i++ {
		mark := fmt.Sprintf("(%d)", i)
		base := []rune(strings.TrimSuffix(name, fmt.Sprintf("(%d)", i-1)))
		name = string(base[:min(len(base), 31-len(mark))]) + mark
	}
	if len(b.names) == 1 { // only the meta sheet's name is taken
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return "", err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return "", err
	}
	b.names[strings.ToLower(name)] = true
	return name, nil
}

func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.Trim(name, "' ")
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	if name == "" {
		return "Sheet1"
	}
	return name
}

// maxText is the most UTF-16 units that a cell may hold.
const maxText = 32767

// fit makes a text fit for a cell: characters that XML cannot hold are dropped, and of a text too long for a cell the end
// goes to the meta sheet, from where our import brings it back.
func (b *Book) fit(text string) string {
	text = legal(text)
	if len(text) <= maxText {
		if at := strings.LastIndex(text, sheet.RestMark); at >= 0 && strings.HasSuffix(text, "〕") { // looks like our mark
			b.rests = append(b.rests, text[at:])
			return text[:at] + sheet.Rest(len(b.rests))
		}
		return text
	}
	units := 0
	for i, r := range text {
		if r > 0xffff {
			units++
		}
		if units++; units > maxText-20 {
			if utf16Len(text[i:])+units <= maxText {
				return text
			}
			b.rests = append(b.rests, text[i:])
			return text[:i] + sheet.Rest(len(b.rests))
		}
	}
	return text
}

func utf16Len(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// legal drops what XML 1.0 cannot hold: control characters and broken UTF-8.
func legal(text string) string {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xEF && strings.HasPrefix(text[i+1:], "\xBF") {
			return strings.Map(func(r rune) rune {
				if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
					return -1
				}
				return r
			}, strings.ToValidUTF8(text, ""))
		}
	}
	if !utf8.ValidString(text) {
		return strings.ToValidUTF8(text, "")
	}
	return text
}
