package sheet

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lianzhang/internal/platform/errs"
)

// text is a text file with its encoding known.
type text struct {
	r       io.ReaderAt
	size    int64
	charset string
	enc     encoding.Encoding // nil for UTF-8
	bom     int64
	lines   int
}

// openText finds out the encoding by reading the whole file once: the first Chinese letter of a list may stand far down.
// The charset is UTF-8 when nearly all bytes are valid as such (of Chinese in GB18030 five of six letters are not), else GB18030.
func openText(ctx context.Context, r io.ReaderAt, size int64) (*text, error) {
	t := &text{r: r, size: size, charset: "UTF-8"}
	var head [4]byte
	n, err := r.ReadAt(head[:min(4, size)], 0)
	if err != nil && err != io.EOF {
		return nil, cut(err, 0)
	}
	switch b := head[:n]; {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		t.bom = 3
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		t.bom, t.charset, t.enc = 2, "UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		t.bom, t.charset, t.enc = 2, "UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	good, bad, nul, err := t.survey(ctx)
	switch {
	case err != nil:
		return nil, err
	case t.enc != nil || t.bom == 3:
	case nul > 0:
		return nil, errs.New(errs.Invalid, "这不是表格文件，无法读取。请上传 .xlsx、.xls 或 .csv 文件")
	case bad*4 > good:
		t.charset, t.enc = "GB18030", simplifiedchinese.GB18030
	}
	return t, nil
}

// survey counts letters beyond ASCII that are valid UTF-8, bytes that are not, NUL bytes, and lines.
func (t *text) survey(ctx context.Context) (good, bad, nul int, err error) {
	buf, keep := make([]byte, 256<<10), 0
	src := io.NewSectionReader(t.r, 0, t.size)
	for {
		if err := ctx.Err(); err != nil {
			return 0, 0, 0, cut(err, 0)
		}
		n, err := src.Read(buf[keep:])
		if err != nil && err != io.EOF {
			return 0, 0, 0, cut(err, 0)
		}
		t.lines += bytes.Count(buf[keep:keep+n], []byte{'\n'})
		nul += bytes.Count(buf[keep:keep+n], []byte{0})
		b := buf[:keep+n]
		for utf8.FullRune(b) {
			if b[0] < utf8.RuneSelf {
				b = b[1:]
				continue
			}
			r, size := utf8.DecodeRune(b)
			if r == utf8.RuneError && size == 1 {
				bad++
			} else {
				good++
			}
			b = b[size:]
		}
		if n == 0 {
			return good, bad, nul, nil
		}
		keep = copy(buf, b)
	}
}

// reader gives the text as UTF-8 from its start, invalid bytes as U+FFFD.
func (t *text) reader(book *Book) io.Reader {
	var r io.Reader = io.NewSectionReader(t.r, t.bom, t.size-t.bom)
	if book != nil {
		book.seen.Store(0)
		book.total.Store(t.size)
		r = counter{r, &book.seen}
	}
	if t.enc == nil {
		return r
	}
	return t.enc.NewDecoder().Reader(r)
}

// utf8Reader gives the XML of a part as UTF-8 without its mark.
func utf8Reader(r io.Reader) (io.Reader, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		b.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b), nil
	}
	return b, nil
}
