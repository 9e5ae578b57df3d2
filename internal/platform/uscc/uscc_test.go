package uscc

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/errs"
)

// The codes are those on published licences; 91350100M000100Y43 is the worked example of GB 32100-2015.
func TestValid(t *testing.T) {
	for _, code := range []string{"91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91110000710926094P"} {
		if err := Validate(code); err != nil || !Valid(code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if got := Region("914403001922038216"); got != "440300" {
		t.Errorf("Region = %q", got)
	}
	if got := Region("440300"); got != "" {
		t.Errorf("Region of a short text = %q", got)
	}
}

func TestValidateBadInput(t *testing.T) {
	for code, want := range map[string]struct {
		cause   error
		message string
	}{
		"":                         {ErrLength, "没有填写统一社会信用代码"},
		"91440300192203821":        {ErrLength, "统一社会信用代码应为18位，现在只有17位，少了1位，请补全"},
		"9144030019220382166":      {ErrLength, "统一社会信用代码应为18位，现在有19位，多了1位，请核对"},
		"192203821":                {ErrLength, "统一社会信用代码应为18位，现在只有9位，像是旧组织机构代码，请换成营业执照上的新代码"},
		"370000228059523":          {ErrRegistration, "这是15位旧工商注册号，不是18位统一社会信用代码，请换成营业执照上的新代码"},
		"370000228059524":          {ErrLength, "统一社会信用代码应为18位，现在只有15位；按15位旧工商注册号核对，校验码也不对，请核对"},
		"37000022805952A":          {ErrLength, "统一社会信用代码应为18位，现在只有15位；按15位旧工商注册号核对，校验码也不对，请核对"},
		"914403001922O38216":       {ErrCharacter, "统一社会信用代码第13位“O”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对"},
		"91440300192203821x":       {ErrCharacter, "统一社会信用代码第18位“x”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对"},
		"９１440300192203821６":       {ErrCharacter, "统一社会信用代码第1位“９”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对"},
		"91440300192203821码":       {ErrCharacter, "统一社会信用代码第18位“码”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对"},
		"91A403001922038216":       {ErrCharacter, "统一社会信用代码第3位“A”不合规：第3至8位是行政区划，只能是数字，请核对"},
		"914403001922038217":       {ErrCheck, "统一社会信用代码的校验码不对：末位应为“6”，现在是“7”，请对照营业执照核对前17位"},
		"914403001922038126":       {ErrCheck, "统一社会信用代码的校验码不对：末位应为“8”，现在是“6”，请对照营业执照核对前17位"}, // two digits exchanged
		"\xff\xfe4403001922038216": {ErrCharacter, "统一社会信用代码第1位“\ufffd”不合规：只用数字和大写字母，并且不用I、O、S、V、Z，请核对"},
		strings.Repeat("9", 1000):  {ErrLength, "统一社会信用代码应为18位，现在有1000位，多了982位，请核对"},
	} {
		err := Validate(code)
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Invalid || !errors.Is(err, want.cause) || e.Message != want.message {
			t.Errorf("Validate(%.30q) = %v\nwant %s", code, err, want.message)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"914403001922038216":     "914403001922038216",
		" 91440300 19220382 16 ": "914403001922038216",
		"'914403001922038216":    "914403001922038216", // a spreadsheet's mark for text
		"９１４４０３００１９２２０３８２１６": "914403001922038216",
		"9I44O3OO1922O38216":               "914403001922038216",
		"9144030071526726xg":               "9144030071526726XG",
		"91440300-19220382-16":             "914403001922038216",
		"9144\u200b0300\u00a01922038216\n": "914403001922038216",
		"37OO00228059523":                  "370000228059523",
		"OPPO":                             "OPPO", // no code: its letters stay
		"":                                 "",
	} {
		got, changed := Clean(in)
		if got != want || changed != (in != want) {
			t.Errorf("Clean(%q) = %q, %v; want %q", in, got, changed, want)
		}
		if again, changed := Clean(got); again != got || changed {
			t.Errorf("Clean is not stable on %q", got)
		}
	}
}

// Every verdict on 3,651 codes found in the wild comes out; of the 493 of wrong length, which are 15-digit registration
// numbers, 491 pass that number's own check digit.
func TestCodesInTheWild(t *testing.T) {
	f, err := os.Open(datatest.Path(t, "uscc/uscc.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	verdicts, registrations := map[string]int{}, 0
	for _, row := range rows[1:] {
		err, got := Validate(row[0]), "ok"
		switch {
		case errors.Is(err, ErrRegistration):
			registrations++
			got = "length"
		case errors.Is(err, ErrLength):
			got = "length"
		case errors.Is(err, ErrCharacter):
			got = "charset"
		case errors.Is(err, ErrCheck):
			got = "checkdigit"
		}
		if got != row[1] {
			t.Errorf("%s: %s, want %s (%v)", row[0], got, row[1], err)
		}
		verdicts[got]++
	}
	if verdicts["ok"] != 3153 || verdicts["length"] != 493 || verdicts["charset"] != 2 || verdicts["checkdigit"] != 3 || registrations != 491 {
		t.Errorf("verdicts %v, registration numbers %d", verdicts, registrations)
	}
}

// Any one wrong character is found: the check is a weighted sum modulo a prime.
func TestEverySingleErrorIsFound(t *testing.T) {
	const good = "9144030071526726XG"
	for i := range Length {
		for _, c := range []byte(alphabet) {
			if bad := good[:i] + string(c) + good[i+1:]; bad != good && Valid(bad) {
				t.Errorf("%s passes", bad)
			}
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	for b.Loop() {
		if err := Validate("914403001922038216"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClean(b *testing.B) {
	for b.Loop() {
		Clean("914403001922038216")
	}
}
