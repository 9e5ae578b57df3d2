package ticket

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Terms are the limits of one office, in working days, with the place they come from.
type Terms struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Basis        string `json:"basis"`
	Accept       int64  `json:"accept"`
	Answer       int64  `json:"answer"` // from acceptance to the first answer: what will be done
	Handle       int64  `json:"handle"` // for the unit that solves
	Solve        int64  `json:"solve"`  // the whole
	Hard         int64  `json:"hard"`   // the whole of hard ones
	Object       int    `json:"object"` // within so many days of the assignment
	ExtendBefore int    `json:"extend_before"`
	Silent       int    `json:"silent"`      // after so many days without a word the office may close by call-back
	ReopenDays   int    `json:"reopen_days"` // calendar days during which a firm may reopen
	Steps
	// Kinds are other limits for the whole of a kind.
	Kinds map[string]int64 `json:"kinds,omitempty"`
}

// Steps say when the rungs of the ladder are reached: Warn is a share of the limit, Climb are working days after it.
type Steps struct {
	Warn  float64 `json:"warn"`
	Climb []int   `json:"climb"`
}

//go:embed limits.json
var limitsText []byte

// Presets are the limits that the program brings along.
func Presets() []Terms { return slices.Clone(presets()) }

var presets = sync.OnceValue(func() []Terms {
	var out []Terms
	if err := json.Unmarshal(limitsText, &out); err != nil {
		panic("ticket: limits: " + err.Error())
	}
	return out
})

// whole is the limit of the whole clock.
func (r Terms) whole(kind string, hard bool) int64 {
	if hard {
		return r.Hard
	}
	if n := r.Kinds[kind]; n > 0 {
		return n
	}
	return r.Solve
}

// step is the limit of a state for its owner.
func (r Terms) step(t *Ticket) int64 {
	switch t.State {
	case Open:
		return r.Accept
	case Accepted:
		return r.Answer
	}
	if t.Hard {
		return max(r.Handle, r.Hard)
	}
	return r.Handle
}

func (r Terms) check() error {
	var bad errs.Fields
	for _, f := range []struct {
		name string
		v    int64
	}{{"accept", r.Accept}, {"answer", r.Answer}, {"handle", r.Handle}, {"solve", r.Solve}, {"hard", r.Hard}} {
		if f.v < 1 || f.v > 250 {
			bad.Add(f.name, "要1到250个工作日")
		}
	}
	if r.Hard < r.Solve {
		bad.Add("hard", "疑难件的期限不能比一般件短")
	}
	if r.Warn <= 0 || r.Warn >= 1 {
		bad.Add("warn", "要在0和1之间")
	}
	if len(r.Climb) != 4 || !slices.IsSorted(r.Climb) || r.Climb[0] != 0 {
		bad.Add("climb", "四级升级的天数要从0起、逐级增加")
	}
	return bad.Err()
}

// ruleRow is the row of the limits in force.
type ruleRow struct {
	ID      string `db:"id"`
	Preset  string `db:"preset"`
	Terms   string `db:"terms"` // JSON of Terms
	Version int64  `db:"version"`
}

var rules = db.NewTable[ruleRow]("ticket_rule")

const ruleID = "site"

// Rule is the limits in force for new tickets: those the office adopted, or Shandong's.
func (s *Service) Rule(ctx context.Context) (Terms, error) {
	return ruleIn(ctx, s.Run.DB)
}

func ruleIn(ctx context.Context, q db.Queryer) (Terms, error) {
	row, err := rules.Get(ctx, q, db.Everything, ruleID)
	if db.NotFound(err) {
		return presets()[0], nil
	}
	if err != nil {
		return Terms{}, err
	}
	var r Terms
	if err := json.Unmarshal([]byte(row.Terms), &r); err != nil {
		return Terms{}, errs.Wrap(err, errs.Internal, "存的时限读不出，请在“时限与阶梯”里重新选定")
	}
	return r, nil
}

// Adopt puts limits in force for tickets raised from now on; those under way keep theirs.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, r Terms, reason string) error {
	if err := r.check(); err != nil {
		return err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	what := change.What{Action: "ticket.rule", Perm: authz.TicketJudge, Ref: record.Ref{Kind: "ticket_rule", ID: ruleID}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		was, err := rules.Get(ctx, tx, db.Everything, ruleID)
		if db.NotFound(err) {
			return rules.Insert(ctx, tx, &ruleRow{ID: ruleID, Preset: r.Code, Terms: string(text)})
		}
		if err != nil {
			return err
		}
		after := *was
		after.Preset, after.Terms = r.Code, string(text)
		return rules.Update(ctx, tx, was, &after)
	})
}
