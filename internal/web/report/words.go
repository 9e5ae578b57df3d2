package report

import (
	"strings"
	"time"

	"lianzhang/internal/platform/period"
)

// monthName is 10月.
func monthName(m period.Period) string {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return string(m)
	}
	return t.Format("1月")
}

// weekName is a week without its days, 2026年第47周.
func weekName(w period.Period) string {
	label, _, _ := strings.Cut(w.Label(), "（")
	return label
}

// name is how the period of a paper is called.
func (p *Paper) name() string {
	if p.kind == dispatch {
		return weekName(p.Period)
	}
	return p.Period.Label()
}
