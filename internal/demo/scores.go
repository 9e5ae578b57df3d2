package demo

import (
	"bytes"
	"slices"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/score"
)

// The schemes that the city has adopted, by the codes of the shipped ones.
const (
	quarterly = "henan-three-batches"
	tenDays   = "county-ten-day"
	yields    = "per-mu"
)

// scoreMonths is how many months back the city has scored.
const scoreMonths = 8

// scored is what the scoring of a city has come to: the adopted schemes by code, and how many objections were raised.
type scored struct {
	schemes    map[string]string
	objections int
}

// scores lets a month's scoring happen after its 24th: the quarter or the year before is scored when its figures are in.
func (b *builder) scores(month string, back int) error {
	if b.Scores == nil || back > scoreMonths {
		return nil
	}
	if b.scored == nil {
		if err := b.adoptSchemes(month); err != nil {
			return err
		}
	}
	switch month[5:] {
	case "01", "04", "07", "10":
		return b.scoreRound(quarterly, period.Of(period.Quarter, month+"-01").Prev(), month, true)
	case "03":
		return b.scoreRound(yields, period.Of(period.Year, month+"-01").Prev(), month, false)
	}
	if back == 0 {
		return b.scoreLast()
	}
	return nil
}

// scoreLast announces the last ten-day period that is over.
func (b *builder) scoreLast() error {
	r, err := b.openRound(tenDays, period.Of(period.TenDay, b.Today).Prev())
	if err != nil {
		return err
	}
	for _, action := range []string{"score", "announce"} {
		if err := b.Scores.Move(b.ctx, b.office(), r.ID, action, ""); err != nil {
			return err
		}
		if action == "score" {
			if err := b.Scores.Compute(b.ctx, b.office(), r.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// office is the office acting for the program: the rounds belong to it.
func (b *builder) office() authz.Actor {
	a := program
	a.UnitID, a.Region, a.Name = b.units["市链长办"], cityCode, "市链长办"
	return a
}

func (b *builder) adoptSchemes(month string) error {
	if err := b.reach(min(month+"-22", b.Today)); err != nil {
		return err
	}
	b.scored = &scored{schemes: map[string]string{}}
	all, err := score.Shipped()
	if err != nil {
		return err
	}
	for _, d := range all {
		if !slices.Contains([]string{quarterly, tenDays, yields}, d.Code) {
			continue
		}
		if d.Code == yields {
			d.Subject.Where = "市外 == 假 且 营业收入 >= 8亿元"
		}
		for i := range d.Items {
			if d.Items[i].Name == "服务保障评议" {
				d.Items[i].Givers = []string{b.units["市发改委"], b.units["市工信局"]}
				d.Items[i].Givers = slices.DeleteFunc(d.Items[i].Givers, func(u string) bool { return u == "" })
			}
		}
		s, err := b.Scores.Draft(b.ctx, b.office(), "", d)
		if err != nil {
			return err
		}
		if err := b.Scores.Adopt(b.ctx, b.office(), s.ID, "市链长办主任办公会（虚构）"); err != nil {
			return err
		}
		b.scored.schemes[d.Code] = s.ID
	}
	return nil
}

func (b *builder) openRound(code string, p period.Period) (*score.Round, error) {
	return b.Scores.Open(b.ctx, b.office(), score.Opening{SchemeID: b.scored.schemes[code], Period: p, FillBy: clock.AddDays(b.Clock.Today(), 2), ObjectDays: 2})
}

// scoreRound opens a round, fills it, announces it, lets a county object when told, and publishes it, within the last week of a month.
func (b *builder) scoreRound(code string, p period.Period, month string, object bool) error {
	day := func(d string) string { return min(month+d, b.Today) }
	if day("-28") == b.Today {
		return nil
	}
	if err := b.reach(day("-22")); err != nil {
		return err
	}
	r, err := b.openRound(code, p)
	if err != nil {
		return err
	}
	if err := b.fillSheets(r); err != nil {
		return err
	}
	office := b.office()
	if err := b.Scores.Move(b.ctx, office, r.ID, "score", ""); err != nil {
		return err
	}
	if err := b.Scores.Compute(b.ctx, office, r.ID); err != nil {
		return err
	}
	if err := b.Scores.Move(b.ctx, office, r.ID, "announce", ""); err != nil {
		return err
	}
	if object && b.scored.objections < 2 {
		if err := b.objects(r); err != nil {
			return err
		}
	}
	if err := b.reach(day("-28")); err != nil {
		return err
	}
	for _, action := range []string{"settle", "publish"} {
		if err := b.Scores.Move(b.ctx, office, r.ID, action, ""); err != nil {
			return err
		}
	}
	return nil
}

// fillSheets gives every sheet a value that follows from who is scored and who gives, so that the same city gives the same.
func (b *builder) fillSheets(r *score.Round) error {
	all, err := b.Scores.Sheets(b.ctx, program.Scope, r.ID)
	if err != nil {
		return err
	}
	values := make(map[string]score.Filled, len(all))
	for i := range all {
		sh := &all[i]
		_, it, err := b.Scores.ItemOf(b.ctx, r.ID, sh.Item)
		if err != nil {
			return err
		}
		n := 0
		for _, c := range []byte(sh.Label + sh.Item) {
			n = (n*31 + int(c)) % 9973
		}
		share := float64(n%1000) / 1000
		in := score.Filled{}
		switch {
		case it.Method == scoring.Given:
			in.Value = scoring.Round(it.Weight*(0.75+0.2*share), 1)
		case it.Method.Weighted():
			in.Value = scoring.Round(map[string]float64{"1": 22, "2": 480, "3": 3.2}[sh.Item]*(0.25+1.6*share), 2)
		default:
			in.None, in.Text = true, "本期没有"
		}
		values[sh.ID] = in
	}
	return b.Scores.GiveMany(b.ctx, b.office(), r.ID, values)
}

// objects lets a county in the middle object to its share of started projects. The first time the office finds one more, the second
// time it does not.
func (b *builder) objects(r *score.Round) error {
	st, err := b.Scores.Standing(b.ctx, program.Scope, r.ID)
	if err != nil || len(st.Rows) < 3 {
		return err
	}
	row := &st.Rows[len(st.Rows)/2]
	login := "county" + string(rune('1'+b.regionOf(row.SubjectID)))
	if b.regionOf(row.SubjectID) >= 9 {
		login = "county1" + string(rune('0'+b.regionOf(row.SubjectID)-9))
	}
	who, err := b.as(login)
	if err != nil {
		return err
	}
	blob, err := b.Files.Put(b.ctx, bytes.NewReader([]byte("施工许可证（虚构）"+row.Label)))
	if err != nil {
		return err
	}
	o, err := b.Scores.Object(b.ctx, who, b.Files, r.ID, row.SubjectID, "3.2", "有一个项目已取得施工许可并进场，台账未及时更新，附许可证。", []score.Proof{{Name: "施工许可证.txt", Blob: blob}})
	if err != nil {
		return err
	}
	b.scored.objections++
	d := score.Decision{Action: "reject", Reason: "核查现场仅围挡，不算开工。"}
	if b.scored.objections == 1 {
		lines, err := row.Lines()
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.No == "3.2" {
				d = score.Decision{Action: "uphold", Reason: "经核查属实，补登开工日期。", HasValue: true, Value: scoring.Round(min(100, 100*(l.Num+1)/max(1, l.Den)), 1)}
			}
		}
	}
	d.Reason = strings.TrimSpace(d.Reason)
	return b.Scores.Decide(b.ctx, b.office(), o.ID, d)
}
