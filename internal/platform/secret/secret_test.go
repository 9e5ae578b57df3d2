package secret

import "testing"

func TestSecretsAreLongAndNeverTheSame(t *testing.T) {
	a, b := New(24), New(24)
	if a == b || len(a) != 32 {
		t.Errorf("%q %q", a, b)
	}
	if got := Digest("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" { // FIPS 180-4, example of SHA-256
		t.Errorf("digest %s", got)
	}
}
