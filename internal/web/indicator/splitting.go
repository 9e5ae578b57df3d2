package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
)

// splitting is what the page of targets looks at.
type splitting struct {
	ind   *area.Indicator
	by    string
	tree  *area.Subjects
	year  int
	whole *area.Target
	parts map[record.Ref]*area.Target
	last  map[record.Ref]area.Cell // of the year before
}

// splittingOf reads the target of an indicator and a year, and its parts among a kind of subjects.
func (h *handlers) splittingOf(q *web.Req, all []area.Indicator) (*splitting, error) {
	s := &splitting{parts: map[record.Ref]*area.Target{}, last: map[record.Ref]area.Cell{}}
	for i := range all {
		if all[i].Source != area.Heading && (all[i].ID == q.Query("indicator") || s.ind == nil && q.Query("indicator") == "") {
			s.ind = &all[i]
		}
	}
	if s.ind == nil {
		return nil, errs.New(errs.NotFound, "没有这个指标，可能已经删除")
	}
	s.year, _ = strconv.Atoi(q.Query("year"))
	if s.year < 2000 || s.year > 2100 {
		s.year, _ = strconv.Atoi(q.Today()[:4])
	}
	s.by = q.Query("by")
	if s.by != area.ByChain && s.by != area.ByUnit && s.by != area.ByRegion {
		s.by = s.ind.Dimensions()[0]
	}
	var err error
	if s.tree, err = h.Indicators.Subjects(q.Ctx(), s.by); err != nil || len(s.tree.List) == 0 {
		return s, err
	}
	rows, err := h.Indicators.Targets(q.Ctx(), authz.Scope{All: true}, s.ind.ID)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		t := &rows[i]
		if t.Span != area.SpanYear || t.Year != strconv.Itoa(s.year) {
			continue
		}
		if t.Subject() == s.tree.Root().Ref {
			s.whole = t
		} else if t.SubjectKind == s.by {
			s.parts[t.Subject()] = t
		}
	}
	if !hasDimension(s.ind, s.by) {
		return s, nil
	}
	before, err := yearOf(s.year - 1)
	if err != nil {
		return nil, err
	}
	err = h.Indicators.Grids(q.Ctx(), []*area.Indicator{s.ind}, s.by, before, before, area.Options{}, func(g *area.Grid) error {
		for i := range g.Tree.List {
			if n := len(g.Periods); n > 0 {
				s.last[g.Tree.List[i].Ref] = g.Year(i, n-1)
			}
		}
		return nil
	})
	return s, err
}

// below are the subjects among which the whole is parted.
func (s *splitting) below() []int {
	if root := s.tree.Root(); root != nil {
		return root.Below
	}
	return nil
}
