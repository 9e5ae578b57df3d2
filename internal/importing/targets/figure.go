package targets

import (
	"regexp"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
)

// Figure reads lists of firms' monthly or yearly figures. A row names its firm by name or code; firms are not added here.
func Figure(s *enterprise.Service) importing.Target {
	return &importing.Area[enterprise.Figure]{
		List: enterprise.FigureSpec, Need: authz.FirmEdit, Policy: map[string]intake.Policy{enterprise.Kind: intake.Known},
		By:    importing.Identity{Code: "slot"},
		Valid: (*enterprise.Figure).Validate, Work: completeFigure,
		Fill: func(f *enterprise.Figure, r *importing.Record) {
			if f.Source == "" {
				f.Source = "《" + r.File + "》"
			}
		},
		Add: s.InsertFigures, Select: s.SelectFigures, Replace: s.ReplaceFigure, Delete: s.RemoveFigures,
	}
}

// completeFigure finds the firm by whichever column names it, and writes the period in one way. Without a column for it the
// period is the year that the heads name (2025年营业收入).
func completeFigure(r *importing.Record) {
	firm := r.Given("enterprise_id")
	if firm == "" {
		firm = r.Given("uscc")
	}
	r.Set("uscc", nil)
	if firm != "" {
		r.Set("enterprise_id", firm)
	}
	period := r.Given("period")
	if period == "" {
		for _, c := range []string{"revenue", "tax", "power", "staff", "rd"} {
			if period = r.Year(c); period != "" {
				break
			}
		}
	}
	if p := periodOf(period); p != "" {
		period = p
	}
	if period != "" {
		r.Set("period", period)
	}
	if firm != "" && period != "" {
		r.Set("slot", firm+"/"+period)
	}
}

var (
	yearMonth = regexp.MustCompile(`^((?:19|20)\d\d)[年./-]?(0?[1-9]|1[0-2])(?:月份?)?(?:[./-]\d{1,2}日?)?$`)
	yearOnly  = regexp.MustCompile(`^((?:19|20)\d\d)年?度?$`)
	quarter   = regexp.MustCompile(`^((?:19|20)\d\d)年?-?[第Qq]?([1-4一二三四])(?:季度?)?$`)
)

// periodOf reads a year, quarter or month as people write it; "" when it is none.
func periodOf(text string) string {
	text = strings.Join(strings.Fields(text), "")
	if m := yearOnly.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if m := yearMonth.FindStringSubmatch(text); m != nil && !strings.ContainsAny(text, "季Qq") {
		return m[1] + "-" + ("0" + m[2])[len(m[2])-1:]
	}
	if m := quarter.FindStringSubmatch(text); m != nil {
		return m[1] + "-Q" + strings.NewReplacer("一", "1", "二", "2", "三", "3", "四", "4").Replace(m[2])
	}
	return ""
}
