package listfile

import (
	"testing"

	"lianzhang/internal/platform/list"
)

func TestNumbersThatARecordDoesNotHave(t *testing.T) {
	partly, whole := &list.Column{Kind: list.Number, Partly: true}, &list.Column{Kind: list.Number}
	for _, tt := range []struct {
		c    *list.Column
		v    float64
		want string
	}{{partly, -1, "—"}, {partly, 0, "0"}, {partly, .25, "0.25"}, {whole, -1, "-1"}} {
		if got := Text(tt.c, tt.v, nil); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.v, got, tt.want)
		}
	}
}
