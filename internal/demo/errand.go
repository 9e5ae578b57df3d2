package demo

import (
	"fmt"
	"maps"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/task"
)

// errand is the life of one task: who set it, who works on it, and what becomes of it.
type errand struct {
	id, by, login string // logins of who set it and who works on it
	from, due     string
	fate, topic   string
	proof         bool
}

// planWork lays out the tasks, meetings and visits of the loop, with random numbers of its own.
func (b *builder) planWork() error {
	if b.Tasks == nil {
		return nil
	}
	p := b.apart(20260522)
	p.used = maps.Clone(b.used)
	if err := p.envoys(); err != nil {
		return err
	}
	p.planTasks()
	p.planMeetings()
	p.planInstructions()
	p.planFollowUps()
	return p.planVisits()
}

// worker is the login of who works on the tasks of a unit, by its short name; "" when nobody of it has an account here.
func (b *builder) worker(unitID string) string {
	for i, c := range b.chains {
		if c.UnitID == unitID {
			return fmt.Sprintf("lead%d", i+1)
		}
	}
	for _, w := range []struct{ unit, login string }{{"市金融办", "jinrong"}, {"市人社局", "renshe"}, {"市自然资源局", "ziran"}, {"市供电公司", "gongdian"},
		{"市投促中心", "zhaoshang"}, {"市链长办", "office"}} {
		if b.units[w.unit] == unitID {
			return w.login
		}
	}
	for i, r := range b.regions {
		if b.units[r.name+"经发局"] == unitID || b.units[r.name+"发改局"] == unitID {
			return fmt.Sprintf("county%d", i+1)
		}
	}
	return ""
}

// fate draws what becomes of a task.
func (b *builder) fate() string {
	return b.draw([]weighted{{"plain", 50}, {"late", 14}, {"returned", 9}, {"carried", 9}, {"paused", 5}, {"stuck", 6}, {"idle", 7}})
}

// runs notes what happens to a task, each step so many working days after the one before; what would come after today does not.
func (b *builder) runs(e *errand) {
	day := e.from
	next := func(days int, do func() error) {
		day = b.cal().Add(day, max(1, days))
		b.at(day, 9*60+b.rng.IntN(7*60), func() error {
			if e.gone() {
				return nil
			}
			return do()
		})
	}
	until := func(date string) int { return max(1, b.cal().Between(day, date)) }
	if e.fate == "idle" {
		return
	}
	long := until(e.due)
	next(min(3, 1+long/10), func() error {
		return b.says(e, task.Progress{Text: "已明确专人，列出" + e.topic + "的推进表", Share: .1})
	})
	if e.fate == "stuck" {
		next(long/3, func() error {
			return b.says(e, task.Progress{Text: e.topic + "推进不快", Problem: "涉及几家单位意见不一，需会议协调", Share: .3})
		})
		return
	}
	if e.fate == "paused" {
		next(long/5, func() error { return b.moves(e, e.by, "pause", "等上级文件印发后再推进") })
		next(5, func() error { return b.moves(e, e.by, "resume", "") })
	}
	for k := 1; k <= 3 && long > 15; k++ {
		share := .1 + .25*float64(k)
		next(long/5, func() error { return b.advances(e, share) })
	}
	switch e.fate {
	case "late":
		next(until(e.due)+3+b.rng.IntN(6), func() error { return b.reports(e) })
	case "carried":
		next(until(e.due), func() error { return b.carries(e) })
		next(4, func() error { return b.reports(e) })
	default:
		next(until(e.due)-1-b.rng.IntN(3), func() error { return b.reports(e) })
	}
	if e.fate == "returned" {
		next(1, func() error { return b.moves(e, e.by, "return", "佐证只有照片，补报数据和文件") })
		next(3, func() error { return b.reports(e) })
	}
	next(1+b.rng.IntN(4), func() error { return b.moves(e, e.by, "close", "已核，同意销号") })
}

func (b *builder) says(e *errand, p task.Progress) error {
	who, err := b.actor(e.login)
	if err == nil {
		err = b.Tasks.Report(b.ctx, who, e.id, p)
	}
	return err
}

// advances reaches the next milestone, or says how it goes where none is left.
func (b *builder) advances(e *errand, share float64) error {
	who, err := b.actor(e.login)
	if err != nil {
		return err
	}
	all, err := b.Tasks.Steps(b.ctx, b.Run.DB, e.id)
	if err != nil {
		return err
	}
	for _, st := range all {
		if st.DoneOn == "" {
			if err := b.Tasks.Reach(b.ctx, who, e.id, st.ID); err != nil {
				return err
			}
			return b.says(e, task.Progress{Text: "已完成：" + st.Name, Share: share})
		}
	}
	return b.says(e, task.Progress{Text: e.topic + "按表推进，完成" + fmt.Sprintf("%.0f%%", share*100), Share: share})
}

func (b *builder) carries(e *errand) error {
	who, err := b.actor(e.login)
	if err != nil {
		return err
	}
	today := b.Clock.Today()
	return b.Tasks.Carry(b.ctx, who, e.id, b.cal().Add(max(e.due, today), 5), "会签单位尚有一家未回，结转后办结")
}

// reports says that a task is done, with the proof where one is asked for.
func (b *builder) reports(e *errand) error {
	who, err := b.actor(e.login)
	if err != nil {
		return err
	}
	if e.proof {
		blob, err := b.proof("task", "任务完成佐证（演示）\n"+e.topic+"\n")
		if err != nil {
			return err
		}
		if err := b.Tasks.Attach(b.ctx, who, b.Files, e.id, "完成佐证.txt", "", blob); err != nil {
			return err
		}
	}
	return b.moves(e, e.login, "report", e.topic+"已完成，成果和台账附后")
}

func (b *builder) moves(e *errand, login, action, text string) error {
	who, err := b.actor(login)
	if err == nil {
		err = b.Tasks.Move(b.ctx, who, e.id, action, text)
	}
	return err
}

// sets gives a task and lets it run its course.
func (b *builder) sets(e *errand, d task.Draft) error {
	who, err := b.actor(e.by)
	if err != nil {
		return err
	}
	made, err := b.Tasks.Create(b.ctx, who, d)
	if err == nil {
		e.id = made.ID
	}
	return err
}

// workday is the date itself when people work on it, else the next one on which they do.
func (b *builder) workday(date string) string {
	if b.cal().IsWorkday(date) {
		return date
	}
	return b.cal().Add(date, 1)
}

// monday is the Monday so many weeks from the week of today.
func (b *builder) monday(weeks int) string {
	return clock.AddDays(period.Of(period.Week, b.Today).First(), 7*weeks)
}
