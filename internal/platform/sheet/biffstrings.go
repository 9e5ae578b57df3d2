package sheet

import (
	"io"
)

// sharedStrings reads the SST record and those that continue it. A continuation inside a text's letters begins with a new
// flag byte: the rest of the text may be stored in the other width (MS-XLS 2.5.293).
func (b *biff) sharedStrings(s *recordStream, data []byte) error {
	c := &continued{s: s, data: append([]byte(nil), data...)}
	c.skip(8)
	pool := &stringPool{limits: b.limits}
	total := u32(data, 4)
	var text []byte
	for i := uint32(0); i < total && c.err == nil; i++ {
		n, flags := int(c.u16()), c.byte()
		runs, extra := 0, uint32(0)
		if flags&8 != 0 {
			runs = int(c.u16())
		}
		if flags&4 != 0 {
			extra = uint32(c.u16()) | uint32(c.u16())<<16
		}
		text = c.letters(text[:0], n, flags&1 != 0)
		c.skip(4*runs + int(extra&0x7fffffff))
		if c.err == nil {
			if err := pool.add(text); err != nil {
				return err
			}
		}
	}
	pool.flush()
	b.strings = pool.all
	return nil
}

// continued reads a record together with its continuations.
type continued struct {
	s    *recordStream
	data []byte
	err  error
}

// more makes sure that data is not empty, if there is a continuation.
func (c *continued) more() bool {
	for len(c.data) == 0 && c.err == nil {
		if c.s.peek() != biffContinue {
			c.err = io.ErrUnexpectedEOF
			break
		}
		r, err := c.s.next()
		c.data, c.err = append(c.data[:0:0], r.data...), err
	}
	return c.err == nil
}

func (c *continued) byte() byte {
	if !c.more() {
		return 0
	}
	v := c.data[0]
	c.data = c.data[1:]
	return v
}

func (c *continued) u16() uint16 {
	low := uint16(c.byte())
	return low | uint16(c.byte())<<8
}

func (c *continued) skip(n int) {
	for n > 0 && c.more() {
		k := min(n, len(c.data))
		c.data = c.data[k:]
		n -= k
	}
}

// letters appends n letters, however many records they span.
func (c *continued) letters(dst []byte, n int, wide bool) []byte {
	for n > 0 {
		if len(c.data) == 0 {
			wide = c.byte()&1 != 0
			if !c.more() {
				return dst
			}
		}
		size := n
		if wide {
			size = 2 * n
		}
		size = min(size, len(c.data))
		if wide && size == 1 {
			c.skip(1)
			continue
		}
		if wide {
			size &^= 1
		}
		dst = appendLetters(dst, c.data[:size], wide)
		c.data = c.data[size:]
		if wide {
			size /= 2
		}
		n -= size
	}
	return dst
}
