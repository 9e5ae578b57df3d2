package demo

import (
	"fmt"
	"math"
	"strings"

	"lianzhang/internal/checkup"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// sharedTexts gives the projects of one clerk one text.
func (p *planter) sharedTexts() {
	text := fmt.Sprintf("项目各项工作有序推进，%s，正在开展%s，现场管理人员和工人%d人，预计按期完成节点目标", pick(p.builder, []string{"主体结构基本完成", "场地平整全部完成", "桩基工程进入收尾"}),
		pick(p.builder, []string{"内外装修和管线敷设", "厂房基础开挖", "承台浇筑和钢构加工"}), 40+p.rng.IntN(200))
	var rows []*project.Project
	for range 4 {
		a := p.add(p.signed(project.Started))
		said := text
		if p.rng.IntN(3) == 0 {
			said = strings.Replace(text, "有序推进", "按计划推进", 1)
		}
		p.monthly(a, 1, said)
		rows = append(rows, a)
	}
	p.note(rows, "shared")
}

// habits makes a unit that signs in whole 亿, and one that dates everything to the end of the month.
func (p *planter) habits() error {
	at := pick(p.builder, p.regions)
	for _, kind := range []string{"round", "monthend"} {
		name := fmt.Sprintf("%s招商%s专班", at.name, p.unique(func() string { return p.rune(brandHead) + p.rune(brandTail) }))
		u, err := p.Org.CreateUnit(p.ctx, program, org.Unit{Name: name, Short: name, Region: at.code, Kind: "department", Active: true}, "")
		if err != nil {
			return err
		}
		var rows []*project.Project
		for range 16 {
			a := p.add(p.signed(project.Signed, project.Started))
			a.UnitID, a.Region, a.Park = u.ID, at.code, pick(p.builder, at.parks)
			if kind == "round" {
				a.TotalInvest = max(1, int64(math.Round(float64(a.TotalInvest)/1e8))) * 1_0000_0000
				a.LandMu, a.Jobs = math.Round(float64(a.TotalInvest)/1e8*20), 20+a.TotalInvest/1e8*35
			} else if p.rng.IntN(5) > 0 {
				a.SignedActual = endOfMonth(a.SignedActual)
				if a.StartedActual != "" {
					a.StartedActual = endOfMonth(a.StartedActual)
				}
				if a.StageSince = a.SignedActual; a.StartedActual != "" {
					a.StageSince = a.StartedActual
				}
			}
			rows = append(rows, a)
		}
		p.pending = append(p.pending, pending{Planted{Detector: kind, Accepts: []string{kind}, Records: []string{u.ID}}, rows[:0]})
	}
	return nil
}

// endOfMonth is the last day of the month before a date.
func endOfMonth(date string) string { return clock.AddDays(date[:7]+"-01", -1) }

// digits makes a zone whose monthly figures somebody invents: each first digit as often as any other.
func (p *planter) digits() error {
	const code = "349975"
	if _, err := p.Org.CreateRegion(p.ctx, program, org.Region{ID: code, Name: "北山园区", Parent: cityCode, Kind: "zone", Sort: 90}, ""); err != nil {
		return err
	}
	for range 30 {
		a := p.add(p.signed(project.Started))
		a.Region, a.Park = code, "北山园区标准厂房"
		p.monthly(a, 14, "")
		for k, r := range p.reports[a] {
			r.Done = int64(1+p.rng.IntN(9))*100_0000 + int64(p.rng.IntN(100))*1_0000
			r.Progress = fmt.Sprintf("第%d批设备到货%d台，安装%d台", k+1, 3+p.rng.IntN(20), 1+p.rng.IntN(9))
		}
	}
	p.pending = append(p.pending, pending{Planted{Detector: "digits", Accepts: []string{"digits"}, Records: []string{code}}, nil})
	return nil
}

// plant writes what was thought up.
func (p *planter) plant() error {
	err := p.Run.Run(p.ctx, program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		if err := p.Projects.Insert(p.ctx, tx, p.rows); err != nil {
			return err
		}
		var reports []*project.Report
		for _, row := range p.rows {
			for _, r := range p.reports[row] {
				r.ProjectID = row.ID
				reports = append(reports, r)
			}
		}
		return p.Projects.InsertReports(p.ctx, tx, reports)
	})
	if err != nil {
		return err
	}
	err = p.Run.Run(p.ctx, program, change.What{Action: "enterprise.load", Perm: authz.FirmEdit}, func(tx *change.Tx) error { return p.Enterprises.Insert(p.ctx, tx, p.firms) })
	if err != nil {
		return err
	}
	for _, do := range p.later {
		if err := do(); err != nil {
			return err
		}
	}
	for _, x := range p.pending {
		for _, row := range x.rows {
			x.Records = append(x.Records, row.ID)
		}
		p.truth.Planted = append(p.truth.Planted, x.Planted)
	}
	for _, row := range p.rows {
		if why := p.decoys[row]; why != "" {
			p.truth.Honest[row.ID] = why
		}
	}
	return nil
}

// verdicts lets the office judge two findings of five, as somebody who went and looked would.
func (p *planter) verdicts() error {
	found, err := p.Checkup.Touching(p.ctx, program.Scope, nil)
	if err != nil {
		return err
	}
	office, err := p.as("office")
	if err != nil {
		return err
	}
	rules := checkup.Shipped()
	for i := range found {
		if i%5 > 1 {
			continue
		}
		v := checkup.Verdict{Action: "reject", Reason: "查了合同和现场，是两回事"}
		if p.truth.True(&found[i]) {
			v = checkup.Verdict{Action: "confirm", Reason: "与合同和现场不符", Effect: rules.Find(found[i].Detector).Effect}
			if v.Effect == checkup.Correct {
				v.Corrected = max(1, found[i].Amount/2)
			}
		}
		if err := p.Checkup.Judge(p.ctx, office, found[i].ID, v); err != nil {
			return err
		}
	}
	return nil
}

// True reports whether a finding is about something that was planted.
func (t *Truth) True(f *checkup.Finding) bool {
	for i := range t.Planted {
		if t.Planted[i].foundBy(f) {
			return true
		}
	}
	return false
}

func (x *Planted) foundBy(f *checkup.Finding) bool {
	accepted := false
	for _, d := range x.Accepts {
		accepted = accepted || d == f.Detector
	}
	for _, part := range f.Records() {
		for _, id := range x.Records {
			if accepted && part.ID == id {
				return true
			}
		}
	}
	return false
}

// Measure compares what was found with what was planted, in the order of the rules.
func (t *Truth) Measure(found []checkup.Finding) []checkup.Measured {
	var out []checkup.Measured
	for _, d := range checkup.Shipped().Detectors {
		m := checkup.Measured{Detector: d.ID}
		for i := range found {
			if f := &found[i]; f.Detector == d.ID {
				m.Found++
				if t.True(f) {
					m.True++
				}
			}
		}
		for i := range t.Planted {
			x := &t.Planted[i]
			if x.Detector != d.ID {
				continue
			}
			m.Planted++
			for k := range found {
				if x.foundBy(&found[k]) {
					m.Recalled++
					break
				}
			}
		}
		out = append(out, m)
	}
	return out
}
