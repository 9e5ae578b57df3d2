package sheet

import (
	"bytes"
	"errors"
	"io"
)

// tokenKind is the kind of a piece of markup.
type tokenKind uint8

const (
	openTag tokenKind = iota
	closeTag
	emptyTag   // <a/>
	characters // CDATA: attrs holds the text
	otherMark  // comment, processing instruction, document type
)

// token is one piece of markup. Its slices are valid until the next call of next.
type token struct {
	kind  tokenKind
	name  []byte // local name, without the prefix
	attrs []byte
}

// scanner cuts XML into markup and the text before it. It checks no nesting and knows no namespaces: workbooks written by
// different programs use different prefixes, and bulk import needs the speed of a plain scan.
type scanner struct {
	src      io.Reader
	buf      []byte
	pos, end int
	max      int // longest text or tag
	eof      error
}

var (
	errTokenSize = errors.New("markup or text longer than the limit")
	errMarkup    = errors.New("markup is not closed")
)

// newScanner reads markup from src; no single text or tag may be longer than limit bytes.
func newScanner(src io.Reader, limit int) *scanner {
	return &scanner{src: src, buf: make([]byte, 64<<10), max: max(limit, 64<<10)}
}

// fill reads more, keeping the bytes from s.pos on. It gives an error only when nothing more comes.
func (s *scanner) fill() error {
	if s.eof != nil {
		return s.eof
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= 2*s.max {
			return errTokenSize
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof = err
		}
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// index finds c at or behind s.pos+from, reading on as needed, and gives its distance from s.pos.
func (s *scanner) index(c byte, from int) (int, error) {
	for {
		if i := bytes.IndexByte(s.buf[s.pos+from:s.end], c); i >= 0 {
			return from + i, nil
		}
		from = s.end - s.pos
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// next gives the next markup and the raw text before it. io.EOF comes when no markup is left.
func (s *scanner) next() (text []byte, t token, err error) {
	open, err := s.index('<', 0)
	if err != nil {
		return nil, token{}, err
	}
	shut, err := s.index('>', open+1)
	if err != nil {
		return nil, token{}, unclosed(err)
	}
	if c := s.buf[s.pos+open+1]; c == '!' || c == '?' {
		return s.special(open)
	}
	for quoteOpen(s.buf[s.pos+open+1 : s.pos+shut]) { // > inside an attribute value
		if shut, err = s.index('>', shut+1); err != nil {
			return nil, token{}, unclosed(err)
		}
	}
	text = s.buf[s.pos : s.pos+open]
	inner := s.buf[s.pos+open+1 : s.pos+shut]
	s.pos += shut + 1
	if len(inner) > 0 && inner[0] == '/' {
		t.kind, inner = closeTag, inner[1:]
	} else if n := len(inner); n > 0 && inner[n-1] == '/' {
		t.kind, inner = emptyTag, inner[:n-1]
	}
	n := 0
	for n < len(inner) && !space(inner[n]) {
		if inner[n] == ':' {
			inner, n = inner[n+1:], 0
			continue
		}
		n++
	}
	t.name, t.attrs = inner[:n], inner[n:]
	return text, t, nil
}

// special reads <!-- -->, <![CDATA[ ]]>, <? ?> and <! >.
func (s *scanner) special(open int) (text []byte, t token, err error) {
	head, tail := "<!", ">"
	for _, p := range [...][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		for s.end-s.pos < open+len(p[0]) && s.fill() == nil {
		}
		if bytes.HasPrefix(s.buf[s.pos+open:s.end], []byte(p[0])) {
			head, tail = p[0], p[1]
			break
		}
	}
	from := open + len(head)
	for {
		i, err := s.index('>', from)
		if err != nil {
			return nil, token{}, unclosed(err)
		}
		body := s.buf[s.pos+open+len(head) : s.pos+i+1]
		if bytes.HasSuffix(body, []byte(tail)) {
			text = s.buf[s.pos : s.pos+open]
			t.kind = otherMark
			if tail == "]]>" {
				t.kind, t.attrs = characters, body[:len(body)-len(tail)]
			}
			s.pos += i + 1
			return text, t, nil
		}
		from = i + 1
	}
}

// lone gives the text between two pieces of markup when just these come next and are in the buffer already; otherwise it
// moves nothing.
func (s *scanner) lone(head, tail string) (text []byte, ok bool) {
	b := s.buf[s.pos:s.end]
	if len(b) < len(head) || string(b[:len(head)]) != head {
		return nil, false
	}
	b = b[len(head):]
	n := bytes.IndexByte(b, '<')
	if n < 0 || len(b) < n+len(tail) || string(b[n:n+len(tail)]) != tail {
		return nil, false
	}
	s.pos += len(head) + n + len(tail)
	return b[:n], true
}

// skipPast moves behind the next occurrence of mark, without cutting markup.
func (s *scanner) skipPast(mark []byte) error {
	for {
		if i := bytes.Index(s.buf[s.pos:s.end], mark); i >= 0 {
			s.pos += i + len(mark)
			return nil
		}
		s.pos = max(s.pos, s.end-len(mark)+1)
		if err := s.fill(); err != nil {
			return err
		}
	}
}

func unclosed(err error) error {
	if err == io.EOF {
		return errMarkup
	}
	return err
}
