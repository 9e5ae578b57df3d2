// Package meter measures what a form costs whoever fills it in: how long it was open, how many fields were filled by hand, how many
// were taken over as they were served, how many stayed empty. The frame of the pages calls it for every page and every answer to a
// form, so that no form can be forgotten and none has to do anything for it.
//
// When a page leaves the house, each of its forms with something to fill in gets a slip: the moment, and a short digest of each
// field's value as served, sealed with the site's key. The slip comes back with the form; what was typed is compared with it and
// then forgotten. Only the counts are handed on.
package meter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/url"
	"strings"
)

// Field is the name of the hidden field that carries the slip.
const Field = "_slip"

// Meter makes slips and reads them. Nodes of one site share the key.
type Meter struct{ Key []byte }

// Slip is what a form knew when it was served.
type Slip struct {
	Opened int64  // UTC seconds
	Title  string // of the page
	action uint64
	served map[uint32]uint32 // digest of the value by digest of the name
	sealed string
}

// Filled is what somebody did with a form.
type Filled struct {
	Title     string
	Seconds   int64 // from serving to sending
	ByHand    int64 // fields whose value differs from the served one
	TakenOver int64 // fields that were served with a value and left
	Empty     int64 // fields that were served empty and left
	Files     int64 // files that came with it
}

// What a digest of a value may also say.
const (
	none   = 0 // empty
	unseen = 1 // nothing that a person fills in: a hidden field, a button, a file
)

// maxTitle is how many characters of a page's title a slip carries, maxFields how many fields: a longer form is measured by its first.
const (
	maxTitle  = 40
	maxFields = 400
	sumSize   = 16
)

func digest(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return h.Sum32()
}

// valueDigest is the digest of a field's values, alike for what browsers change on the way: line ends and space around a text.
func valueDigest(values []string) uint32 {
	text := clean(values)
	if text == "" {
		return none
	}
	if d := digest(text); d > unseen {
		return d
	}
	return unseen + 1
}

func clean(values []string) string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		if v = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")); v != "" {
			out = append(out, v)
		}
	}
	return strings.Join(out, "\x00")
}

func actionDigest(path string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(path))
	return h.Sum64()
}

// seal writes the slip of a form.
func (m *Meter) seal(opened int64, action, title string, fields []field) string {
	if r := []rune(title); len(r) > maxTitle {
		title = string(r[:maxTitle])
	}
	if len(fields) > maxFields {
		fields = fields[:maxFields]
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(opened))
	b = binary.BigEndian.AppendUint64(b, actionDigest(action))
	b = append(b, byte(len(title)))
	b = append(b, title...)
	for _, f := range fields {
		sum := valueDigest(f.values)
		if f.unseen {
			sum = unseen
		}
		b = binary.BigEndian.AppendUint32(b, digest(f.name))
		b = binary.BigEndian.AppendUint32(b, sum)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, m.sum(b)...))
}

func (m *Meter) sum(b []byte) []byte {
	h := hmac.New(sha256.New, m.Key)
	_, _ = h.Write(b)
	return h.Sum(nil)[:sumSize]
}

// Open reads the slip of a form sent to the path; nil when there is none, when it is of another form, or when nobody of this site made it.
func (m *Meter) Open(sealed, path string) *Slip {
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(b) < 17+sumSize {
		return nil
	}
	b, sum := b[:len(b)-sumSize], b[len(b)-sumSize:]
	if !hmac.Equal(sum, m.sum(b)) {
		return nil
	}
	s := &Slip{Opened: int64(binary.BigEndian.Uint64(b)), action: binary.BigEndian.Uint64(b[8:]), served: map[uint32]uint32{}, sealed: sealed}
	n := int(b[16])
	if s.action != actionDigest(path) || len(b) < 17+n {
		return nil
	}
	s.Title, b = string(b[17:17+n]), b[17+n:]
	for ; len(b) >= 8; b = b[8:] {
		s.served[binary.BigEndian.Uint32(b)] = binary.BigEndian.Uint32(b[4:])
	}
	return s
}

// Count compares what came with what was served. Fields that the page did not have when it was served, such as rows that a script
// added, count as filled by hand when they hold something.
func (s *Slip) Count(now int64, came url.Values, files int) *Filled {
	f := &Filled{Title: s.Title, Seconds: max(0, now-s.Opened), Files: int64(files)}
	seen := map[uint32]bool{}
	for name, values := range came {
		if name == Field {
			continue
		}
		key := digest(name)
		seen[key] = true
		f.add(s.served, key, valueDigest(values))
	}
	for key := range s.served {
		if !seen[key] { // a box that is not ticked sends nothing
			f.add(s.served, key, none)
		}
	}
	f.ByHand += f.Files
	return f
}

func (f *Filled) add(served map[uint32]uint32, key, value uint32) {
	was, known := served[key]
	switch {
	case known && was == unseen, !known && value == none:
	case value != was:
		f.ByHand++
	case value == none:
		f.Empty++
	default:
		f.TakenOver++
	}
}
