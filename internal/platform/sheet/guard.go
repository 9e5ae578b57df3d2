package sheet

import "strings"

// dangerous are the beginnings that a spreadsheet program may take for a formula when it opens a text file, among them the
// full-width forms that Chinese input methods produce.
var dangerous = [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}

// Guard makes a text safe to stand in a CSV file: one that begins like a formula gets an apostrophe in front. So does one
// that already begins with apostrophes and then like a formula; hence Unguard gives every text back unchanged.
func Guard(text string) string {
	if guarded(text) {
		return "'" + text
	}
	return text
}

// Unguard takes off the apostrophe that Guard, or another system, put in front.
func Unguard(text string) string { return string(unguard([]byte(text))) }

func unguard(field []byte) []byte {
	if len(field) > 1 && field[0] == '\'' && guarded(string(field)) {
		return field[1:]
	}
	return field
}

func guarded(text string) bool {
	text = strings.TrimLeft(text, "'")
	for _, d := range dangerous {
		if strings.HasPrefix(text, d) {
			return true
		}
	}
	return false
}
