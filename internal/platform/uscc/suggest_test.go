package uscc

import "testing"

func TestSuggest(t *testing.T) {
	for code, want := range map[string]string{"91370000163048885X": "91370000163048885W", "91370000163048885W": "", "9137000016304888": "", "913700001630I8885X": "", "": ""} {
		if got := Suggest(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}
