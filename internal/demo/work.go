package demo

import (
	"fmt"
	"slices"

	"lianzhang/internal/chain/match"
	"lianzhang/internal/gap"
	"lianzhang/internal/insight/ranking"
	"lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/target"
)

// How the work on the chains goes, in months before today: when firms are matched to nodes, when the list of gaps is brought up to
// date, when gaps get owners, and from when on targets are called.
const (
	matched  = 24
	owned    = 12
	calling  = 6
	resource = 4
)

var refreshed = []int{24, 18, 12, 9, 6, 5, 4, 3, 2, 1, 0}

// chainWork is what happens on the maps in a month: each step stands on what the months before left.
func (b *builder) chainWork(month string, back int) error {
	if b.Gaps == nil || back > matched {
		return nil
	}
	if err := b.reach(min(month+"-21", b.Today)); err != nil {
		return err
	}
	for _, step := range []struct {
		when bool
		do   func(int) error
	}{{back == matched, b.opportunities}, {back == matched, b.matchFirms}, {slices.Contains(refreshed, back), b.refreshGaps}, {back == owned || back == calling, b.ownGaps},
		{back <= calling, b.callTargets}, {back <= calling, b.logLeads}, {back == resource, b.resources}, {back == resource, b.supplies}} {
		if !step.when {
			continue
		}
		if err := step.do(back); err != nil {
			return fmt.Errorf("%s: %w", month, err)
		}
	}
	return nil
}

// matchFirms puts the register on the maps: what fits well has been confirmed, some is left in the queue.
func (b *builder) matchFirms(int) error {
	if _, err := b.Match.Suggest(b.ctx, program, "", nil); err != nil {
		return err
	}
	rows, err := b.Match.Select(b.ctx, program.Scope, new(db.Where).And("t.state = ?", match.Suggested), "ORDER BY t.id")
	if err != nil {
		return err
	}
	var yes, no []string
	for i := range rows {
		switch r := b.rng.Float64(); {
		case r < .12:
		case rows[i].Score > .25:
			yes = append(yes, rows[i].ID)
		case r > .6:
			no = append(no, rows[i].ID)
		}
	}
	office, err := b.as("office")
	if err != nil {
		return err
	}
	for state, ids := range map[string][]string{match.Confirmed: yes, match.Rejected: no} {
		for part := range slices.Chunk(ids, 500) {
			if _, err := b.Match.Judge(b.ctx, office, part, state, ""); err != nil {
				return err
			}
		}
	}
	_, err = b.Match.Tie(b.ctx, program, "")
	return err
}

// as is the person with the login, as signed in.
func (b *builder) as(login string) (authz.Actor, error) {
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return authz.Actor{}, err
	}
	return b.Org.Actor(b.ctx, d.AccountByLogin(login).ID, "web", "")
}

func (b *builder) refreshGaps(int) error {
	for _, c := range b.chains {
		if _, err := b.Gaps.Refresh(b.ctx, program, c.ID, nil); err != nil {
			return err
		}
	}
	return nil
}

// ownGaps gives most open gaps to the chain's team, with a date.
func (b *builder) ownGaps(int) error {
	for i, c := range b.chains {
		team, err := b.as(fmt.Sprintf("team%d", i+1))
		if err != nil {
			return err
		}
		open, err := b.Gaps.Select(b.ctx, program.Scope, new(db.Where).And("t.chain_id = ? AND t.state = 'open' AND t.owner_id = ''", c.ID), "ORDER BY t.rank")
		if err != nil {
			return err
		}
		for k := range open {
			if b.rng.Float64() < .25 {
				continue // nobody has taken it on: red
			}
			due := clock.AddDays(b.Clock.Today(), 200+b.rng.IntN(500))
			if err := b.Gaps.Assign(b.ctx, program, []string{open[k].ID}, gap.Assignment{UnitID: c.UnitID, OwnerID: team.ID, Due: due}); err != nil {
				return err
			}
		}
	}
	return nil
}

// perGap is how many firms are proposed for a gap, and pursued how many of them are called.
const (
	perGap  = 12
	pursued = 3
)

// callTargets lets each team take on one more of its most needed gaps, and call the firms of those it has.
func (b *builder) callTargets(back int) error {
	for i, c := range b.chains {
		team, err := b.as(fmt.Sprintf("team%d", i+1))
		if err != nil {
			return err
		}
		top, err := b.Gaps.Select(b.ctx, program.Scope, new(db.Where).And("t.chain_id = ? AND t.state = 'working'", c.ID), "ORDER BY t.rank LIMIT 5")
		if err != nil {
			return err
		}
		if n := calling - back; n < len(top) {
			if err := b.pursue(team, &top[n]); err != nil {
				return err
			}
		}
		if err := b.call(team, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// pursue ranks firms for a gap, notes what is known of the best, and takes them over.
func (b *builder) pursue(team authz.Actor, g *gap.Gap) error {
	if _, err := b.Targets.Rank(b.ctx, team, g.ID, perGap); err != nil {
		return err
	}
	best, err := b.Targets.OfGap(b.ctx, program.Scope, g.ID)
	if err != nil {
		return err
	}
	best = best[:min(pursued, len(best))]
	var ids []string
	for k := range best {
		ids = append(ids, best[k].ID)
	}
	if len(ids) == 0 {
		return nil
	}
	if err := b.Targets.Take(b.ctx, team, ids, team.UnitID, team.ID); err != nil {
		return err
	}
	signs := []target.Evidence{{Kind: ranking.Growth, Body: "年报披露新增产线，主业收入连续两年增长"}, {Kind: ranking.Outside, Body: "公告在外省新设生产子公司"},
		{Kind: ranking.Tender, Body: "公开招标采购同类设备"}}
	sign := pick(b, signs)
	sign.Source, sign.OnDate = "演示数据", clock.AddDays(b.Clock.Today(), -b.rng.IntN(200))
	_, err = b.Targets.AddEvidence(b.ctx, team, ids[0], sign)
	return err
}

// call notes a contact with some of the targets in hand.
func (b *builder) call(team authz.Actor, chainID string) error {
	rows, err := b.Targets.Select(b.ctx, b.Run.DB, program.Scope,
		new(db.Where).And("t.chain_id = ? AND t.state IN ('assigned', 'contacted', 'talks')", chainID), "ORDER BY t.id")
	if err != nil {
		return err
	}
	for k := range rows {
		if b.rng.Float64() < .65 {
			continue
		}
		today := b.Clock.Today()
		n := target.Touch{On: today, How: pick(b, target.Hows()), Whom: pick(b, []string{"投资部", "总经办", "战略发展部", "董事会办公室"}),
			Result:   pick(b, []string{"对方了解本地配套情况后愿意进一步交流", "寄送产业链图谱和政策汇编", "对方近期无新增投资计划，保持联系", "约定来访考察", "提出用地和用电需求清单"}),
			NextStep: pick(b, []string{"发邀请函", "登门拜访", "对接园区", "补充测算"}), NextOn: clock.AddDays(today, 7+b.rng.IntN(21)), Talks: b.rng.Float64() < .2}
		if err := b.Targets.Contact(b.ctx, team, rows[k].ID, n); err != nil {
			return err
		}
	}
	return nil
}

// logLeads registers first reports of the month, works them in the days that follow, and moves on those of the months before;
// some are forgotten, and go red.
func (b *builder) logLeads(int) error {
	if err := b.workLeads(0); err != nil {
		return err
	}
	for range 5 {
		k := b.rng.IntN(len(b.regions))
		at := b.regions[k]
		park, err := b.as(fmt.Sprintf("county%d", k+1))
		if err != nil {
			return err
		}
		seeds := chainSeeds()
		i := b.rng.IntN(len(seeds))
		s := b.wanted(i)
		f := firm{name: b.stranger(&seeds[i], pick(b, elsewhere))}
		f.brand = string([]rune(f.name)[2:4])
		product := pick(b, s.Products)
		d := lead.Draft{Investor: f.name, Name: b.projectName(product, f), Place: at.name, Content: "拟建设" + product + "产线", Contact: b.person(),
			Phone: fmt.Sprintf("1990000%04d", b.rng.IntN(10000)), Source: pick(b, []string{"驻点招商", "商会推荐", "以商招商", "展会"}),
			Size: b.amount(4, .9), ChainID: b.chains[i].ID, Region: at.code}
		if _, err := b.Leads.Register(b.ctx, park, d); err != nil {
			return err
		}
	}
	from := b.Clock.Today()
	for _, days := range []int{1, 3, 5} {
		if on := clock.AddDays(from, days); on <= b.Today {
			if err := b.reach(on); err != nil {
				return err
			}
			if err := b.workLeads(days); err != nil {
				return err
			}
		}
	}
	return nil
}

// forgotten is the share of leads that nobody touches in a round.
const forgotten = .12

// workLeads takes each open lead one step on its way, or not; days is how long ago those were registered that it is about, 0 for
// all.
func (b *builder) workLeads(days int) error {
	w := new(db.Where).And("t.state IN ('logged', 'answered', 'accepted', 'following')")
	if days > 0 {
		w.And("t.logged_on = ?", clock.AddDays(b.Clock.Today(), -days))
	}
	rows, err := b.Leads.Select(b.ctx, program, w, "ORDER BY t.id")
	if err != nil {
		return err
	}
	for k := range rows {
		if b.rng.Float64() < forgotten {
			continue
		}
		if err := b.workLead(&rows[k]); err != nil && errs.CodeOf(err) != errs.Conflict { // two first reports of one investor wait for the office's decision
			return err
		}
	}
	return nil
}

// workLead answers a lead, judges it, follows it up, and in the end makes a project of it; who introduced it is told on the way.
func (b *builder) workLead(l *lead.Lead) error {
	next := map[string]string{lead.Logged: "answer", lead.Answered: "accept", lead.Accepted: "follow"}[l.State]
	if l.RepliedOn == "" && l.State != lead.Logged {
		if err := b.Leads.Report(b.ctx, program, l.ID, lead.Progress{On: b.Clock.Today(), Text: "已告知研判进展和对接单位", Reply: true}); err != nil {
			return err
		}
	}
	if l.State == lead.Following && b.rng.Float64() < .35 {
		_, err := b.Leads.ToProject(b.ctx, program, l.ID)
		return err
	}
	if l.State == lead.Following {
		return b.Leads.Report(b.ctx, program, l.ID, lead.Progress{On: b.Clock.Today(), Text: pick(b, []string{"双方确认选址意向", "企业完成可研初稿", "投资协议进入第二轮磋商"})})
	}
	return b.Leads.Move(b.ctx, program, l.ID, lead.Step{Action: next, Text: "经研判，符合主导产业方向"})
}
