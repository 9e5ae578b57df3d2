package forecast

import (
	"testing"

	"lianzhang/internal/insight/forecast"
)

// TestNothingIsLearntFromWhatWasStillToCome: a case is widened by those alone that were over on its cut-off; its own truth changes nothing.
func TestNothingIsLearntFromWhatWasStillToCome(t *testing.T) {
	band := forecast.Band{P10: 90, P50: 100, P90: 110}
	b := BackTest{}
	for range OwnLessons { // started: truths 40 under a middle whose lower side is 10
		b.Cases = append(b.Cases, BackCase{CutOff: "2025-03-31", Until: "2025-06-30", Measure: "started", Plain: band, Truth: 60})
	}
	for range AllLessons - OwnLessons {
		b.Cases = append(b.Cases, BackCase{CutOff: "2025-03-31", Until: "2025-06-30", Measure: "output", Plain: band, Truth: 100})
	}
	at := len(b.Cases)
	for _, cut := range []string{"2025-06-29", "2025-06-30"} {
		for _, measure := range []string{"started", "produced"} {
			b.Cases = append(b.Cases, BackCase{CutOff: cut, Until: "2025-12-31", Measure: measure, Plain: band, Truth: 1000})
		}
	}
	b.widen()
	for i, want := range []forecast.Band{band, band, {P10: 60, P50: 100, P90: 110}, {P10: 60, P50: 100, P90: 110}} {
		if got := b.Cases[at+i].Band; got != want {
			t.Errorf("case %d: %+v, want %+v", i, got, want)
		}
	}
	for i := range at {
		if b.Cases[i].Band != band {
			t.Fatalf("the first cases are widened: %+v", b.Cases[i].Band)
		}
	}
	if l := learn(b.Cases, "2025-06-29"); l.by != nil {
		t.Errorf("a day early: %+v", l)
	}
	b.Cases[0].Silent = true // 19 of its own: those of all teach, and they are too few
	if l := learn(b.Cases, "2025-06-30"); l.by["started"].Cases != 0 || l.by["output"].Cases != OwnLessons {
		t.Errorf("%+v", l)
	}
}
