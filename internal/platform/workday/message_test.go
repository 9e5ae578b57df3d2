package workday

import (
	"errors"
	"testing"

	"lianzhang/internal/platform/errs"
)

// checkMessage wants an Invalid error with this message.
func checkMessage(t *testing.T, input string, err error, want string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Invalid {
		t.Errorf("%s: error %v, want an Invalid one", input, err)
		return
	}
	if e.Message != want {
		t.Errorf("%s:\n got %s\nwant %s", input, e.Message, want)
	}
}
