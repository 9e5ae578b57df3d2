package sheet

import (
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// globals reads the records before the first sheet: names and offsets of the sheets, formats, shared strings.
func (b *biff) globals() error {
	s, err := b.from(0, false)
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		r, err := s.next()
		if err == io.EOF && !first {
			break
		}
		if err != nil {
			return unclosed(err)
		}
		if first {
			if r.id != biffBOF {
				return errMarkup
			}
			b.old = u16(r.data, 0) == 0x500
			continue
		}
		if r.id == biffEOF {
			break
		}
		if err := b.global(s, r); err != nil {
			return err
		}
	}
	for _, id := range b.xfs {
		code, own := b.formats[id]
		if !own {
			code = builtin(id)
		}
		b.styles = append(b.styles, parseFormat(code))
	}
	return nil
}

func (b *biff) global(s *recordStream, r biffRecord) error {
	switch r.id {
	case biffFilePass:
		return locked()
	case biffCodePage:
		b.codepage = uint16(u16(r.data, 0))
	case biff1904:
		b.date1904 = u16(r.data, 0) == 1
	case biffXF:
		if len(b.xfs) < maxStyles {
			b.xfs = append(b.xfs, u16(r.data, 2))
		}
	case biffFormat:
		if id := u16(r.data, 0); len(r.data) > 2 {
			if b.old {
				b.formats[id] = b.codePageText(r.data[2:], 1)
			} else {
				b.formats[id], _ = unicodeText(r.data[2:], 2)
			}
		}
	case biffBoundSheet:
		return b.boundSheet(r.data)
	case biffSST:
		return b.sharedStrings(s, r.data)
	}
	return nil
}

func (b *biff) boundSheet(data []byte) error {
	if len(data) < 8 || data[5]&0x0f != 0 { // charts and macros have no rows
		return nil
	}
	if len(b.offsets) >= b.limits.Sheets {
		return tooLarge("工作表超过%d个，请拆成几个文件分别导入", b.limits.Sheets)
	}
	name := ""
	if b.old {
		name = b.codePageText(data[6:], 1)
	} else {
		name, _ = unicodeText(data[6:], 1)
	}
	b.offsets = append(b.offsets, int64(u32(data, 0)))
	b.book.Sheets = append(b.book.Sheets, Sheet{Name: name, Hidden: data[4]&3 != 0})
	return nil
}

// codePageText reads a text in the code page behind a length of lenSize bytes (Excel 5).
func (b *biff) codePageText(data []byte, lenSize int) string {
	if len(data) < lenSize {
		return ""
	}
	n := int(data[0])
	if lenSize == 2 {
		n = u16(data, 0)
	}
	raw := data[lenSize:min(len(data), lenSize+n)]
	if !utf8.Valid(raw) || b.codepage == 936 {
		if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err == nil {
			return string(out)
		}
	}
	return string(raw)
}

// unicodeText reads an XLUnicodeString: length, a flag byte, then letters of one or two bytes.
func unicodeText(data []byte, lenSize int) (text string, rest []byte) {
	if len(data) < lenSize+1 {
		return "", nil
	}
	n := int(data[0])
	if lenSize == 2 {
		n = u16(data, 0)
	}
	flags := data[lenSize]
	data = data[lenSize+1:]
	if flags&8 != 0 {
		data = data[min(2, len(data)):]
	}
	if flags&4 != 0 {
		data = data[min(4, len(data)):]
	}
	size := n
	if flags&1 != 0 {
		size = 2 * n
	}
	size = min(size, len(data))
	return string(appendLetters(nil, data[:size], flags&1 != 0)), data[size:]
}

// appendLetters decodes letters of two bytes (UTF-16) or one (its lower half).
func appendLetters(dst, raw []byte, wide bool) []byte {
	if !wide {
		for _, c := range raw {
			dst = utf8.AppendRune(dst, rune(c))
		}
		return dst
	}
	for i := 0; i+1 < len(raw); i += 2 {
		r := rune(u16(raw, i))
		if utf16.IsSurrogate(r) && i+3 < len(raw) {
			if both := utf16.DecodeRune(r, rune(u16(raw, i+2))); both != utf8.RuneError {
				r = both
				i += 2
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
