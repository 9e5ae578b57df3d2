package visit

import (
	"context"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

// The day of a charge's last visit, before the first one that of the charge, and the next visit that was agreed on then, "" = none;
// over alias t of the charges.
const (
	IdleSQL = idleSQL
	NextSQL = "COALESCE((SELECT v.next_on FROM visit v WHERE v.enterprise_id = t.enterprise_id AND v.by_id = t.account_id ORDER BY v.on_date DESC, v.id DESC LIMIT 1), '')"
)

// Due is a firm that somebody looks after, and when he is to go there next: on the day agreed on, else Term days after the last visit.
type Due struct {
	Charge
	Firm   string
	LastOn string // "" = not yet
	DueOn  string
}

// DuesOf tells of charges when their firms are to be visited, in the order of the charges.
func DuesOf(ctx context.Context, q db.Queryer, rows []Charge) ([]Due, error) {
	out := make([]Due, len(rows))
	for i := range rows {
		var idle, next string
		out[i].Charge = rows[i]
		err := q.QueryRow(ctx, "SELECT "+firmSQL+", "+lastSQL+", "+idleSQL+", "+NextSQL+" FROM visit_charge t WHERE t.id = $1", rows[i].ID).Scan(&out[i].Firm, &out[i].LastOn, &idle, &next)
		if err != nil {
			return nil, err
		}
		if out[i].DueOn = next; next == "" {
			out[i].DueOn = clock.AddDays(idle, Term)
		}
	}
	return out, nil
}
