package sheet

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
)

// biffRecord is one record; data is valid until the next.
type biffRecord struct {
	id   uint16
	data []byte
}

// recordStream reads records from an offset of the stream.
type recordStream struct {
	in  *bufio.Reader
	buf []byte
}

// from starts reading records at an offset.
func (b *biff) from(offset int64, count bool) (*recordStream, error) {
	if _, err := b.stream.Seek(offset, io.SeekStart); err != nil {
		return nil, err
	}
	var r io.Reader = io.LimitReader(b.stream, b.size)
	if count {
		b.book.seen.Store(offset)
		b.book.total.Store(b.stream.Size)
		r = counter{r, &b.book.seen}
	}
	return &recordStream{in: bufio.NewReaderSize(r, 64<<10)}, nil
}

func (s *recordStream) next() (biffRecord, error) {
	var head [4]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return biffRecord{}, err
	}
	n := int(binary.LittleEndian.Uint16(head[2:]))
	if cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	s.buf = s.buf[:n]
	if _, err := io.ReadFull(s.in, s.buf); err != nil {
		return biffRecord{}, unclosed(err)
	}
	return biffRecord{binary.LittleEndian.Uint16(head[:]), s.buf}, nil
}

// peek gives the number of the next record; 0 at the end.
func (s *recordStream) peek() uint16 {
	head, err := s.in.Peek(2)
	if err != nil {
		return 0
	}
	return binary.LittleEndian.Uint16(head)
}

func u16(b []byte, at int) int {
	if at+2 > len(b) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(b[at:]))
}

func u32(b []byte, at int) uint32 {
	if at+4 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint32(b[at:])
}

func f64(b []byte, at int) float64 {
	if at+8 > len(b) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b[at:]))
}

// rk decodes the short form of numbers: 30 bits of a double or a signed whole number, perhaps times 100 (MS-XLS 2.5.122).
func rk(v uint32) float64 {
	f := float64(int32(v) >> 2)
	if v&2 == 0 {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}
