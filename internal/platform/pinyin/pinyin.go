// Package pinyin makes sort keys and initials from Chinese names, because no two databases agree on the order of Chinese
// text: a key is stored beside the name and sorted as plain text.
//
// Readings come from go-pinyin's dictionary, corrected by a table of phrases (重庆, 厦门, 链长) and, for people, of surnames.
package pinyin

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	gopinyin "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/width"
)

//go:embed phrases.txt
var phraseText string

//go:embed surnames.txt
var surnameText string

// table is phrases by their first character, the longest first.
type table map[rune][]phrase

type phrase struct {
	text      string
	syllables []string // one per character of text, "chong2"
}

var (
	phrases  = sync.OnceValue(func() table { return read(phraseText) })
	surnames = sync.OnceValue(func() table { return read(surnameText) })
)

// The parts of a key: digits sort before letters, letters before Chinese, which begins with its syllable.
const (
	markOther  = '0' // signs, spaces
	markDigit  = '1'
	markLetter = '2'
	markLast   = "zzz" // other scripts and characters without a reading, after every syllable
)

// Key is the text by which a name sorts: signs, then digits, then Latin letters, then Chinese by syllable, tone and character,
// place by place, so that names with the same surname stay together, as in a dictionary. Upper and lower case, half and full
// width are one. The key has only the characters 0–9 and a–z, so that every collation of every database gives the same order;
// it takes about ten bytes for a Chinese character. Names with the same key differ in case, width or surrounding spaces only.
func Key(s string) string { return key(s, nil) }

// PersonKey is Key for a person's name: the surname at its head is read as a surname (单 Shàn, 解 Xiè, 长孙 Zhǎngsūn).
func PersonKey(name string) string { return key(name, surnames()) }

// Initials is the first letters of the syllables, for finding a name quickly: "高新区" is "gxq". Letters and digits stay, in
// lower case; signs, spaces and characters without a reading fall out.
func Initials(s string) string {
	var b strings.Builder
	walk(fold(s), nil, func(r rune, syllable string) {
		switch {
		case syllable != "":
			b.WriteByte(syllable[0])
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		}
	})
	return b.String()
}

// Sound is how a name sounds, without tones, a space behind each syllable: 景川 and 京川 are both "jing chuan ". Letters and
// digits stay, in lower case; what has no reading falls out.
func Sound(s string) string {
	var b strings.Builder
	walk(fold(s), nil, func(r rune, syllable string) {
		switch {
		case syllable != "":
			b.WriteString(strings.TrimRight(syllable, "012345") + " ")
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		}
	})
	return b.String()
}

func key(s string, head table) string {
	var b strings.Builder
	s = fold(s)
	b.Grow(4 * len(s))
	walk(s, head, func(r rune, syllable string) {
		switch {
		case syllable != "":
			b.WriteString(syllable)
			writeRune(&b, r)
		case r >= '0' && r <= '9':
			b.WriteByte(markDigit)
			b.WriteRune(r)
		case r >= 'a' && r <= 'z':
			b.WriteByte(markLetter)
			b.WriteRune(r)
		case unicode.IsLetter(r):
			b.WriteString(markLast)
			writeRune(&b, r)
		default:
			b.WriteByte(markOther)
			writeRune(&b, r)
		}
	})
	return b.String()
}

// writeRune writes a character's number with four digits to the base 36, which keeps the order and the alphabet.
func writeRune(b *strings.Builder, r rune) {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	b.Write([]byte{digits[r/46656%36], digits[r/1296%36], digits[r/36%36], digits[r%36]})
}

// fold makes the spelling even: half width, lower case, no surrounding spaces.
func fold(s string) string {
	return strings.ToLower(strings.TrimSpace(width.Fold.String(s)))
}

// walk visits the characters with their syllables ("chong2"), "" for what is not Chinese. head holds phrases that count at
// the first character only.
func walk(s string, head table, visit func(r rune, syllable string)) {
	common := phrases()
	for s != "" {
		p, ok := head.match(s)
		if !ok {
			p, ok = common.match(s)
		}
		head = nil
		count := 1
		if ok {
			count = len(p.syllables)
		}
		for i := range count {
			r, size := utf8.DecodeRuneInString(s)
			s = s[size:]
			if ok {
				visit(r, p.syllables[i])
			} else {
				visit(r, syllable(r))
			}
		}
	}
}

// match gives the longest phrase at the head of s.
func (t table) match(s string) (phrase, bool) {
	first, _ := utf8.DecodeRuneInString(s)
	for _, p := range t[first] {
		if strings.HasPrefix(s, p.text) {
			return p, true
		}
	}
	return phrase{}, false
}

// syllable is the dictionary's first reading with its tone as a digit (5: none), "" when it has none.
func syllable(r rune) string {
	first, _, _ := strings.Cut(gopinyin.PinyinDict[int(r)], ",")
	if first == "" {
		return ""
	}
	const vowels, marked = "aeiouv", "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
	letters, tone := make([]byte, 0, 8), byte('5')
	for _, c := range first {
		if c < unicode.MaxASCII {
			letters = append(letters, byte(c))
			continue
		}
		if c == 'ü' {
			letters = append(letters, 'v')
			continue
		}
		if i := strings.IndexRune(marked, c); i >= 0 { // every mark takes two bytes
			i /= 2
			letters, tone = append(letters, vowels[i/4]), byte('1'+i%4)
		}
	}
	if len(letters) == 0 {
		return ""
	}
	return string(append(letters, tone))
}
