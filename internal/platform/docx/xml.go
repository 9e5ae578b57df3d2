package docx

import (
	"strings"
	"unicode/utf8"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsW     = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	nsR     = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

// escape makes s safe as XML text and attribute value. Characters that XML 1.0 forbids are dropped: a file
// with one of them does not open at all, and nobody typed them on purpose.
func escape(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, !legal(r):
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// clean tells whether s needs no change; most text does not.
func clean(s string) bool {
	for _, r := range s {
		if r < 0x20 || r == '&' || r == '<' || r == '>' || r == '"' || r == utf8.RuneError || !legal(r) {
			return false
		}
	}
	return true
}

// legal is the Char production of XML 1.0 (2.2).
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
}

// textXML is the content of a run: line breaks and tabs are elements of their own in Word.
func textXML(s string) string {
	if !strings.ContainsAny(s, "\n\t\r") {
		return `<w:t xml:space="preserve">` + escape(s) + `</w:t>`
	}
	var b strings.Builder
	rest := strings.ReplaceAll(s, "\r\n", "\n")
	for {
		i := strings.IndexAny(rest, "\n\t\r")
		part := rest
		if i >= 0 {
			part = rest[:i]
		}
		if part != "" {
			b.WriteString(`<w:t xml:space="preserve">` + escape(part) + `</w:t>`)
		}
		if i < 0 {
			return b.String()
		}
		if rest[i] == '\t' {
			b.WriteString(`<w:tab/>`)
		} else {
			b.WriteString(`<w:br/>`)
		}
		rest = rest[i+1:]
	}
}
