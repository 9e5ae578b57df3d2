// Package uscc checks the codes by which enterprises are known: the unified social credit code (统一社会信用代码) of
// GB 32100-2015, and the 15-digit registration number (工商注册号, GS 15-2006) that it replaced.
//
// A code has 18 characters of 31 (digits and capitals without I, O, S, V, Z): registering authority, kind of body, six digits
// of the region, nine characters of the organisation, and a check character. Clean first what people typed, then Validate.
package uscc

import (
	"errors"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/number"
)

// Length is the number of characters of a code.
const Length = 18

// alphabet is the characters of GB 32100-2015, each at its value.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// What is wrong with a code, for programs: causes of the errors of Validate.
var (
	ErrLength    = errors.New("uscc: length")
	ErrCharacter = errors.New("uscc: character")
	ErrCheck     = errors.New("uscc: check character")
	// ErrRegistration is a well-formed old registration number in place of a code.
	ErrRegistration = errors.New("uscc: old registration number")
)

// Clean brings a typed code into its form: half-width capitals without spaces, hyphens, quotes and invisible characters;
// when the length is that of a code, the letters O and I, which no code has, become 0 and 1. changed tells that the result
// differs from what was typed. Clean does not judge.
func Clean(s string) (code string, changed bool) {
	if Valid(s) { // most of a register, at a tenth of the cost
		return s, false
	}
	code = strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '-', '—', '―', '\'', '‘', '’', '`', '"', '“', '”', '.', '·':
			return -1
		}
		return r
	}, number.Tidy(s)))
	if n := utf8.RuneCountInString(code); n == Length || n == registrationLength {
		code = strings.NewReplacer("O", "0", "I", "1").Replace(code)
	}
	return code, code != s
}

// Validate says what is wrong with a code: its length, the first illegal character and its place, or the check character
// and the expected one. The Invalid error wraps ErrLength, ErrCharacter, ErrCheck, or ErrRegistration when the text is an
// old registration number.
func Validate(code string) error {
	if n := utf8.RuneCountInString(code); n != Length {
		return wrongLength(code, n)
	}
	sum := 0
	for i, r := range []byte(code) {
		v := value(r)
		if v < 0 || i >= 2 && i < 8 && v > 9 || len(code) != Length {
			return wrongCharacter(code)
		}
		if i < Length-1 {
			sum += v * weight(i)
		}
	}
	if want := alphabet[(31-sum%31)%31]; code[Length-1] != want {
		return errs.Wrap(ErrCheck, errs.Invalid, "统一社会信用代码的校验码不对：末位应为“%c”，现在是“%c”，请对照营业执照核对前17位", want, code[Length-1])
	}
	return nil
}

// Suggest gives the code with the check character that its first 17 characters ask for, "" when these are at fault themselves
// or nothing is wrong.
func Suggest(code string) string {
	if !errors.Is(Validate(code), ErrCheck) {
		return ""
	}
	sum := 0
	for i := range Length - 1 {
		sum += value(code[i]) * weight(i)
	}
	return code[:Length-1] + string(alphabet[(31-sum%31)%31])
}

// Valid reports whether Validate has nothing to say.
func Valid(code string) bool { return Validate(code) == nil }

// Region is the six-digit region code of the authority that issued the code, "" for a text that is too short. It tells
// where an enterprise was registered first, not where it is today.
func Region(code string) string {
	if len(code) != Length {
		return ""
	}
	return code[2:8]
}

// value is the character's value, −1 for one that codes do not have.
func value(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Y':
		return strings.IndexByte(alphabet, c)
	}
	return -1
}

// weight is 3^i mod 31 for the place i from 0.
func weight(i int) int {
	return int("\x01\x03\x09\x1b\x13\x1a\x10\x11\x14\x1d\x19\x0d\x08\x18\x0a\x1e\x1c"[i])
}

func wrongLength(code string, n int) error {
	switch {
	case n == 0:
		return errs.Wrap(ErrLength, errs.Invalid, "没有填写统一社会信用代码")
	case Registration(code):
		return errs.Wrap(ErrRegistration, errs.Invalid, "这是15位旧工商注册号，不是18位统一社会信用代码，请换成营业执照上的新代码")
	case n == registrationLength:
		return errs.Wrap(ErrLength, errs.Invalid, "统一社会信用代码应为18位，现在只有15位；按15位旧工商注册号核对，校验码也不对，请核对")
	case n == 9:
		return errs.Wrap(ErrLength, errs.Invalid, "统一社会信用代码应为18位，现在只有9位，像是旧组织机构代码，请换成营业执照上的新代码")
	case n < Length:
		return errs.Wrap(ErrLength, errs.Invalid, "统一社会信用代码应为18位，现在只有%d位，少了%d位，请补全", n, Length-n)
	}
	return errs.Wrap(ErrLength, errs.Invalid, "统一社会信用代码应为18位，现在有%d位，多了%d位，请核对", n, n-Length)
}

func wrongCharacter(code string) error {
	place := 0
	for _, r := range code {
		place++
		switch {
		case r >= utf8.RuneSelf || value(byte(r)) < 0:
			return errs.Wrap(ErrCharacter, errs.Invalid, "统一社会信用代码第%d位“%c”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对", place, r)
		case place > 2 && place <= 8 && value(byte(r)) > 9:
			return errs.Wrap(ErrCharacter, errs.Invalid, "统一社会信用代码第%d位“%c”不合规：第3至8位是行政区划，只能是数字，请核对", place, r)
		}
	}
	return nil
}
