package lights

import (
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// adoptForm says what putting the set in force would have done at the end of the last month.
func (p *pages) adoptForm(q *web.Req, stored *review.Stored, set review.RuleSet) (*formpage.Form, error) {
	f := &formpage.Form{Page: page(q, stored, "启用"), Action: at(stored.ID) + "/adopt", Back: at(stored.ID), Submit: "启用", Danger: true, Column: true,
		Note: &ui.Note{Letter: ui.Yellow, Body: ui.Plain("从今天起按这套规则评灯，全部项目立即重评；以前各期的灯保持原样。不满意可以再启用原来那套")}}
	f.Fields = []ui.Field{{Kind: ui.KindText, Name: "reason", Label: "启用依据", Help: "文件号或会议，会写进启用记录", MaxLength: 200, Required: true, Wide: true}}
	adoptions, err := p.Review.Adoptions(q.Ctx())
	if err != nil {
		return nil, err
	}
	f.Facts = ui.Facts{ui.F("层级", levelName(set.Level))}
	if now := inForce(adoptions, set.Level); now != nil {
		was, err := p.Review.Set(q.Ctx(), now.RuleSetID)
		if err != nil {
			return nil, err
		}
		f.Facts = append(f.Facts, ui.F("现行", was.Name+"，自"+now.Since))
	}
	f.Facts = append(f.Facts, ui.F("改为", set.Name))
	last := project.PreviousMonth(q.Today()[:7])
	replayed, err := p.Review.Replay(q.Ctx(), q.Actor.Scope, set, last, last)
	switch {
	case errs.CodeOf(err) == errs.Invalid: // no full month behind us
		return f, nil
	case err != nil:
		return nil, err
	}
	m := replayed.Months[0]
	for _, l := range []ui.Letter{ui.Red, ui.Yellow, ui.Green} {
		key := map[ui.Letter]string{ui.Red: review.Red, ui.Yellow: review.Yellow, ui.Green: review.Green}[l]
		f.Facts = append(f.Facts, ui.F("上月末"+l.Word(), ui.Num(int64(m.Now[key]))+" → "+ui.Num(int64(m.New[key]))))
	}
	f.Facts = append(f.Facts, ui.Fact{Label: "灯会变的", Value: ui.Rich{ui.T(ui.Num(int64(m.Changed)) + "个　"), ui.A("回放比较", "/admin/lights/replay?set="+stored.ID)}})
	return f, nil
}

func (p *pages) showAdopt(q *web.Req) error {
	stored, set, err := p.open(q)
	if err != nil {
		return err
	}
	f, err := p.adoptForm(q, stored, set)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (p *pages) adopt(q *web.Req) error {
	stored, set, err := p.open(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = p.Review.Adopt(q.Ctx(), q.Actor, stored.ID, f.Text("reason"))
	if err != nil {
		form, formErr := p.adoptForm(q, stored, set)
		if formErr != nil {
			return formErr
		}
		return form.Refuse(q, f, err)
	}
	return q.Redirect("/admin/lights", "“"+stored.Name+"”已启用，全部项目已重评")
}
