package ticket

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/workday"
)

// Turned is what a run of the ladder did.
type Turned struct {
	Warned, Over, Climbed int // rungs reached
	Recounted             int // tickets whose dues moved because the calendar or the ladder changed
}

// String tells it for the log of jobs.
func (t Turned) String() string {
	return fmt.Sprintf("提醒%d件，超期%d件，升级%d件，因放假通知重算%d件", t.Warned, t.Over, t.Climbed, t.Recounted)
}

// perTurn is how many tickets one write takes along, so that others can write between.
const perTurn = 500

// Climb lets every ticket whose time has come reach its next rung. It reads only those, finds nothing when run again, and two
// nodes that run it at once tell nobody twice: what is due is read inside the write that moves it on.
func (s *Service) Climb(ctx context.Context) (out Turned, err error) {
	if out.Recounted, err = s.recount(ctx); err != nil {
		return out, err
	}
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return out, err
	}
	actor := authz.System("job")
	for {
		n := 0
		err := s.Run.Run(ctx, actor, change.What{Action: "ticket.climb", Perm: authz.TicketJudge}, func(tx *change.Tx) error {
			rows, err := tickets.Select(ctx, tx, new(db.Where).And("t.turn_at > 0").And("t.turn_at <= ?", tx.Now), fmt.Sprintf("ORDER BY t.turn_at, t.id LIMIT %d", perTurn))
			if err != nil {
				return err
			}
			n = len(rows)
			done, err := s.turn(ctx, tx, dir, rows)
			out.Warned, out.Over, out.Climbed = out.Warned+done.Warned, out.Over+done.Over, out.Climbed+done.Climbed
			return err
		})
		if err != nil || n < perTurn {
			return out, err
		}
	}
}

func (s *Service) turn(ctx context.Context, tx *change.Tx, dir *org.Directory, rows []Ticket) (out Turned, err error) {
	if len(rows) == 0 {
		return out, nil
	}
	r, err := ruleIn(ctx, tx)
	if err != nil {
		return out, err
	}
	hs, err := holdsOfMany(ctx, tx, rows)
	if err != nil {
		return out, err
	}
	w := s.writer(tx)
	for i := range rows {
		after := rows[i]
		after.climb(w.cal, r.Steps, hs[after.ID], tx.Now)
		after.UpdatedAt = tx.Now
		if err := tickets.Update(ctx, tx, &rows[i], &after); err != nil {
			return out, err
		}
		w.moved(&rows[i], &after)
		for _, c := range []struct {
			name     string
			from, to int64
		}{{"step", rows[i].StepLevel, after.StepLevel}, {"whole", rows[i].WholeLevel, after.WholeLevel}} {
			for rung := c.from + 1; rung <= c.to; rung++ {
				out.note(rung)
				if err := w.climbed(dir, &after, c.name, rung); err != nil {
					return out, err
				}
			}
		}
	}
	return out, w.flush(ctx)
}

func (t *Turned) note(rung int64) {
	switch rung {
	case RungWarn:
		t.Warned++
	case RungOver:
		t.Over++
	default:
		t.Climbed++
	}
}

// climbed writes down that a clock reached a rung, and tells those who stand there.
func (w *writer) climbed(dir *org.Directory, t *Ticket, name string, rung int64) error {
	topic := map[int64]string{RungWarn: "ticket.warn", RungOver: "ticket.over"}[rung]
	to, whom := Holders(dir, t, rung, w.tx.Clock.Today())
	text, err := json.Marshal(Message{t.Code, t.Name, t.State, t.UnitID, t.HandlerID, t.Region, t.ChainID, "climb", rung, name,
		map[string]int64{"step": t.StepDue, "whole": t.WholeDue}[name], to})
	if err != nil {
		return err
	}
	w.tx.Emit(cmp.Or(topic, "ticket.climbed"), t.Ref(), string(text))
	e := &Event{ID: w.tx.NewID(), TicketID: t.ID, Region: t.Region, ChainID: t.ChainID, UnitID: t.UnitID, At: w.tx.Now, Action: "climb", State: t.State,
		ByID: w.tx.Actor.ID, ByName: w.tx.Actor.Name, Said: rungText(name, rung), Note: whom, Hot: rung >= RungOver}
	w.events = append(w.events, e)
	return nil
}

func rungText(name string, rung int64) string {
	clock := map[string]string{"step": "本环节", "whole": "全程"}[name]
	switch rung {
	case RungWarn:
		return clock + "用去八成时限，提醒经办"
	case RungOver:
		return clock + "到期未办，报单位负责人"
	case RungDeputy:
		return clock + "超期满3个工作日，报副链长"
	case RungChief:
		return clock + "超期满5个工作日，报链长"
	}
	return clock + "超期满10个工作日，列入总链长红榜"
}

// Holders are the accounts that stand on a rung of a ticket's ladder on a date, and who they are in words. Where a chain has
// no such post with an account, the next above is told; without any, the office.
func Holders(dir *org.Directory, t *Ticket, rung int64, on string) (accounts []string, words string) {
	if rung == RungWarn {
		if a := dir.Account(t.HandlerID); a != nil && a.Active {
			return []string{a.ID}, a.Name
		}
		return people(dir, t.UnitID), dir.UnitName(t.UnitID)
	}
	if rung == RungOver {
		return heads(dir, t.UnitID), dir.UnitName(t.UnitID) + "负责人"
	}
	for _, kind := range []org.PostKind{org.PostDeputy, org.PostChief, org.PostGeneral}[rung-RungDeputy:] {
		var names []string
		for _, p := range postsOf(dir, t.ChainID, on) {
			if p.Kind == kind {
				names = append(names, p.Holder)
				if p.AccountID != "" {
					accounts = append(accounts, p.AccountID)
				}
			}
		}
		if words == "" && names != nil {
			words = kind.Label() + strings.Join(names, "、")
		}
		if accounts != nil {
			return accounts, words
		}
	}
	for _, u := range dir.Units() {
		if u.Kind == org.UnitOffice && u.Active {
			accounts = append(accounts, people(dir, u.ID)...)
		}
	}
	return accounts, cmp.Or(words, "链长办")
}

// postsOf are the posts over a chain, with those over all chains.
func postsOf(dir *org.Directory, chainID, on string) []org.Post {
	out := dir.Posts("", on)
	if chainID != "" {
		out = append(out, dir.Posts(chainID, on)...)
	}
	return out
}

func people(dir *org.Directory, unit string) (out []string) {
	for _, a := range dir.Accounts() {
		if a.UnitID == unit && a.Active {
			out = append(out, a.ID)
		}
	}
	return out
}

// heads are the people of a unit whose title is that of its head; all of them when no title tells.
func heads(dir *org.Directory, unit string) (out []string) {
	for _, a := range dir.Accounts() {
		if a.UnitID != unit || !a.Active || strings.Contains(a.Title, "副") {
			continue
		}
		for _, end := range []string{"局长", "主任", "委员会主任", "书记", "总经理", "区长", "县长", "处长", "负责人"} {
			if strings.HasSuffix(a.Title, end) {
				out = append(out, a.ID)
				break
			}
		}
	}
	if out == nil {
		return people(dir, unit)
	}
	return out
}

// holdsOfMany are the holds of tickets by ticket, oldest first.
func holdsOfMany(ctx context.Context, q db.Queryer, rows []Ticket) (map[string][]HoldRow, error) {
	out := map[string][]HoldRow{}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	got, err := holds.Select(ctx, q, new(db.Where).In("t.ticket_id", ids...), "ORDER BY t.ticket_id, t.from_on, t.id")
	for _, h := range got {
		out[h.TicketID] = append(out[h.TicketID], h)
	}
	return out, err
}

// stampOf tells calendars and ladders apart.
func stampOf(cal workday.Calendar, s Steps) (string, error) {
	text, err := json.Marshal(struct {
		N []workday.Notice
		S Steps
	}{cal.Notices(), s})
	h := fnv.New64a()
	_, _ = h.Write(text)
	return fmt.Sprintf("%x", h.Sum64()), err
}
