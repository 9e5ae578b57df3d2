package demo

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"lianzhang/internal/burden"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
)

// chore is a form as somebody fills it in: about how many minutes, how many fields by hand, taken over and left empty.
type chore struct {
	form, title              string
	minutes                  float64
	hand, over, empty, files int64
}

// chores are what people of a role fill in each month.
var chores = map[authz.Role][]chore{
	authz.RolePark: {{"/projects/{id}/report", "月度填报", 3.5, 4, 14, 5, 1}, {"/projects/{id}/report", "月度填报", 3, 3, 15, 6, 0}, {"/projects/{id}/report", "月度填报", 4, 5, 13, 4, 1},
		{"/projects/{id}/receipts", "登记到位资金", 2, 4, 1, 1, 1}, {"/tickets/new", "登记诉求", 4, 7, 0, 3, 0}},
	authz.RoleTeam: {{"/projects/{id}/report", "月度填报", 4, 4, 14, 5, 1}, {"/projects/{id}/edit", "编辑项目", 5, 3, 41, 22, 0}, {"/leads/{id}/progress", "线索进展", 2, 2, 1, 0, 0},
		{"/tasks/{id}/progress", "任务进展", 1.5, 2, 1, 1, 0}},
	authz.RoleInvest:     {{"/leads/new", "登记线索", 6, 11, 2, 6, 0}, {"/targets/{id}/contacts", "登记联系", 2.5, 4, 1, 1, 0}, {"/leads/{id}/progress", "线索进展", 2, 2, 1, 0, 0}},
	authz.RoleFactor:     {{"/tickets/{id}/do/{action}", "办理诉求", 3, 1, 0, 0, 0}, {"/tickets/{id}/do/{action}", "办理诉求", 5, 1, 0, 0, 1}},
	authz.RoleCommission: {{"/visits/new", "登记走访", 4, 5, 1, 2, 0}, {"/visits/new", "登记走访", 3, 4, 1, 3, 0}, {"/visits/new", "登记走访", 6, 6, 1, 1, 0}},
	authz.RoleLeadUnit:   {{"/projects/{id}/report", "月度填报", 5, 4, 14, 5, 0}, {"/tasks/new", "交办任务", 4, 6, 2, 3, 0}, {"/tasks/{id}/progress", "任务进展", 2, 2, 1, 1, 0}},
	authz.RoleOffice:     {{"/meetings/new", "开会", 5, 6, 2, 2, 0}, {"/tasks/new", "交办任务", 3, 6, 2, 3, 0}, {"/meetings/{id}/minutes", "会议纪要", 22, 1, 0, 0, 1}, {"/gaps/new", "登记缺口", 4, 6, 2, 3, 0}},
}

// burdens writes what filling in has cost in the last three months. The city has a source of chance of its own here, so that nothing
// else of it changes.
func (b *builder) burdens() error {
	if b.Burden == nil {
		return nil
	}
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return err
	}
	chance := rand.New(rand.NewPCG(b.Seed, 25))
	accounts := slices.Clone(d.Accounts())
	slices.SortFunc(accounts, func(x, y *org.Account) int { // ids differ from run to run
		if x.Login < y.Login {
			return -1
		}
		return 1
	})
	day, _ := strconv.Atoi(b.Today[8:])
	for back := 2; back >= 0; back-- {
		last := 27
		if back == 0 {
			last = max(1, day-1)
		}
		for _, a := range accounts {
			var fills []burden.Fill
			for _, g := range d.Grants(a.ID) {
				for _, c := range chores[g.Role] {
					fills = append(fills, c.fill(chance))
				}
			}
			on := 1 + chance.IntN(last)
			b.Clock.Set(b.monthsBack(back) + "-" + string(rune('0'+on/10)) + string(rune('0'+on%10)))
			if err := b.Burden.Note(b.ctx, authz.Actor{ID: a.ID, Name: a.Name, UnitID: a.UnitID, Region: a.Region}, fills...); err != nil {
				return err
			}
		}
	}
	b.Clock.Set(b.Today)
	return nil
}

// fill is one time: most take about as long as usual, a few are left lying.
func (c chore) fill(chance *rand.Rand) burden.Fill {
	f := burden.Fill{Form: c.form, Title: c.title, Via: burden.ViaWeb, ByHand: c.hand, TakenOver: c.over, Empty: c.empty, Files: c.files}
	f.Seconds = int64(c.minutes * 60 * (0.6 + 0.9*chance.Float64()))
	if chance.IntN(20) == 0 {
		f.Seconds += 40 * 60
	}
	if f.TakenOver > 2 {
		n := int64(chance.IntN(3))
		f.TakenOver, f.ByHand = f.TakenOver-n, f.ByHand+n
	}
	return f
}
