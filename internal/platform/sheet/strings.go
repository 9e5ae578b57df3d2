package sheet

import (
	"io"
)

// stringPool holds the shared strings of a workbook. They lie in large blocks, so that a million of them cost the collector
// a few hundred objects.
type stringPool struct {
	limits Limits
	all    []string
	bytes  int64
	block  []byte
	marks  []int // ends of the strings in block
}

const blockSize = 256 << 10

func (p *stringPool) add(text []byte) error {
	p.bytes += int64(len(text)) + 16
	if p.bytes > p.limits.StringBytes || len(p.all)+len(p.marks) >= p.limits.Strings {
		return tooLarge("工作簿里的文字超过%d MB，请拆成几个文件，或另存为 CSV 再导入", p.limits.StringBytes>>20)
	}
	if len(p.block)+len(text) > blockSize {
		p.flush()
	}
	p.block = append(p.block, text...)
	p.marks = append(p.marks, len(p.block))
	return nil
}

func (p *stringPool) flush() {
	whole, at := string(p.block), 0
	for _, end := range p.marks {
		p.all = append(p.all, whole[at:end])
		at = end
	}
	p.block, p.marks = p.block[:0], p.marks[:0]
}

// readStrings reads sharedStrings.xml: the text of each si, its runs joined, phonetic guides left out.
func readStrings(r io.Reader, limits Limits) ([]string, error) {
	sc := newScanner(r, limits.CellBytes)
	pool := &stringPool{limits: limits}
	var text []byte
	for {
		_, t, err := sc.next()
		if err == io.EOF {
			pool.flush()
			return pool.all, nil
		}
		if err != nil {
			return nil, cut(err, 0)
		}
		if string(t.name) != "si" || t.kind == closeTag {
			continue
		}
		text = text[:0]
		if t.kind == openTag {
			if text, err = sc.richText(text, "si", limits.CellBytes); err != nil {
				return nil, cut(err, 0)
			}
		}
		if err := pool.add(text); err != nil {
			return nil, err
		}
	}
}

// richText appends the text of the t elements up to the close of the named element, without phonetic guides (rPh).
func (s *scanner) richText(dst []byte, name string, limit int) ([]byte, error) {
	start, inText, phonetic := len(dst), false, false
	for {
		text, t, err := s.next()
		if err != nil {
			return dst, unclosed(err)
		}
		if inText && !phonetic {
			dst = appendText(dst, text, true)
			if t.kind == characters {
				dst = append(dst, t.attrs...)
			}
			if len(dst)-start > limit {
				return dst, tooLarge("有单元格的文字超过%d KB，请把长文放进附件，表里只留摘要", limit>>10)
			}
		}
		switch {
		case t.kind == characters || t.kind == otherMark:
		case string(t.name) == "t":
			inText = t.kind == openTag
		case string(t.name) == "rPh":
			phonetic = t.kind == openTag
		case t.kind == closeTag && string(t.name) == name:
			return dst, nil
		}
	}
}
