package lead

import (
	"context"
	"math"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

var clashes = db.NewTable[Clash](ClashKind)

// similar is the likeness from which two projects' names are taken for one project, when size and place allow it.
const similar = 0.6

// meets says on what ground a draft meets a sealed text, "" when it does not.
func (d *Draft) meets(other *Text, otherSize int64) string {
	switch {
	case d.USCC != "" && d.USCC == other.USCC:
		return "uscc"
	case sameFirm(d.Investor, other.Investor):
		return "name"
	case alike(d.Name, other.Name) >= similar && near(d.Size, otherSize) && (d.Place == "" || other.Place == "" || alike(d.Place, other.Place) >= 0.5):
		return "project"
	}
	return ""
}

// near tells amounts that differ by less than three tenths; an absent amount is near to all.
func near(a, b int64) bool {
	if a == 0 || b == 0 {
		return true
	}
	return math.Abs(float64(a-b)) <= 0.3*float64(max(a, b))
}

// first finds the first report in force that the draft meets, whoever holds it; some are left out. It is for the program's own
// use: what it finds must never reach who asked.
func (s *Service) first(ctx context.Context, q db.Queryer, d *Draft, without ...string) (*Lead, string, error) {
	today := s.Run.Clock.Today()
	rows, err := leads.Select(ctx, q, new(db.Where).In("t.state", open...).And("t.seal_until >= ?", today), "ORDER BY t.sealed_at, t.id")
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	byID := map[string]*Text{}
	for start := 0; start < len(ids); start += 500 {
		part, err := texts.Select(ctx, q, new(db.Where).In("t.id", ids[start:min(start+500, len(ids))]...), "")
		if err != nil {
			return nil, "", err
		}
		for i := range part {
			byID[part[i].ID] = &part[i]
		}
	}
	for i := range rows {
		if t := byID[rows[i].ID]; t != nil && rows[i].Exclusive(today) && !slices.Contains(without, rows[i].ID) {
			if ground := d.meets(t, rows[i].Size); ground != "" {
				return &rows[i], ground, nil
			}
		}
	}
	return nil, "", nil
}

// Check says whether a first report in force meets the draft, and nothing else: not whose, not on what ground. Each question
// is kept in the journal by asker, so that fishing shows.
func (s *Service) Check(ctx context.Context, actor authz.Actor, d Draft) (clash bool, err error) {
	if err := d.check(); err != nil {
		return false, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "lead.check", Perm: authz.LeadEdit}, func(tx *change.Tx) error {
		other, _, err := s.first(ctx, tx, &d)
		clash = other != nil
		return err
	})
	return clash, err
}

// collide marks the lead when it meets a first report in force; the clash waits for a decision.
func (s *Service) collide(ctx context.Context, tx *change.Tx, l *Lead, d *Draft) error {
	met, err := s.meeting(ctx, tx, l.ID, d, l.ID)
	if met {
		l.Clash = ClashWaiting
	}
	return err
}

// meeting notes the clash of a lead with the first report that it meets, if any.
func (s *Service) meeting(ctx context.Context, tx *change.Tx, id string, d *Draft, without ...string) (bool, error) {
	other, ground, err := s.first(ctx, tx, d, without...)
	if err != nil || other == nil {
		return false, err
	}
	return true, clashes.Insert(ctx, tx, &Clash{ID: tx.NewID(), LeadID: id, OtherID: other.ID, Ground: ground, State: ClashOpen, CreatedAt: tx.Now})
}

// part lets go who waited for a lead that is no longer in the way. Of several the one that reported earliest is now the first;
// the others wait for it.
func (s *Service) part(ctx context.Context, tx *change.Tx, l *Lead) error {
	rows, err := clashes.Select(ctx, tx, new(db.Where).And("(t.other_id = ? OR t.lead_id = ?) AND t.state = ?", l.ID, l.ID, ClashOpen), "ORDER BY t.created_at, t.id")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.State = ClashVoid
		if err := clashes.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
		if rows[i].LeadID == l.ID {
			continue
		}
		if err := s.free(ctx, tx, rows[i].LeadID, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// free lets a waiting lead go on unless another first report stands in its way; gone is the one that no longer does.
func (s *Service) free(ctx context.Context, tx *change.Tx, id, gone string) error {
	size, err := sizes.Get(ctx, tx, db.Everything, id)
	if err != nil {
		return err
	}
	t, err := texts.Get(ctx, tx, db.Everything, id)
	if err != nil {
		return err
	}
	met, err := s.meeting(ctx, tx, id, &Draft{Investor: t.Investor, USCC: t.USCC, Name: t.Name, Place: t.Place, Size: size.Size}, id, gone)
	if err != nil || met {
		return err
	}
	return s.mark(ctx, tx, id, "")
}

// unguarded reads and writes leads of units that the actor may not see: what a decision or a release means for the other side.
var unguarded = db.NewTable[standing](Kind)

// sizes reads the size of a lead, whoever holds it.
var sizes = db.NewTable[sized](Kind)

type sized struct {
	ID   string `db:"id"`
	Size int64  `db:"size"`
}

// standing is how a lead stands against others; without scope keys on purpose.
type standing struct {
	ID      string `db:"id"`
	Clash   string `db:"clash"`
	Version int64  `db:"version"`
}

func (s *Service) mark(ctx context.Context, tx *change.Tx, id, clash string) error {
	before, err := unguarded.Get(ctx, tx, db.Everything, id)
	if err != nil {
		return err
	}
	after := *before
	after.Clash = clash
	return unguarded.Update(ctx, tx, before, &after)
}

// Dispute is a clash with both leads, for who decides it.
type Dispute struct {
	Clash
	Second, First           Lead
	SecondText, FirstText   Text
	City                    bool // by its size the city's office decides
	SecondBroken, FirstSeal bool // the seal of the second does not fit; that of the first fits
}

// Disputes gives the clashes of which the actor judges both sides, open ones first.
func (s *Service) Disputes(ctx context.Context, actor authz.Actor) ([]Dispute, error) {
	if err := actor.Need(authz.LeadJudge); err != nil {
		return nil, err
	}
	r, err := s.Clocks(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	rows, err := clashes.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY CASE t.state WHEN 'open' THEN 0 ELSE 1 END, t.created_at DESC LIMIT 200")
	if err != nil {
		return nil, err
	}
	var out []Dispute
	for _, c := range rows {
		d, err := s.dispute(ctx, s.Run.DB, actor, c, r)
		if db.NotFound(err) {
			continue // one side lies outside of what this judge sees
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *d)
	}
	return out, nil
}

func (s *Service) dispute(ctx context.Context, q db.Queryer, actor authz.Actor, c Clash, r *Clocks) (*Dispute, error) {
	d := &Dispute{Clash: c}
	scope := Sees(actor).On(scopeColumns)
	for _, side := range []struct {
		id   string
		lead *Lead
		text *Text
	}{{c.LeadID, &d.Second, &d.SecondText}, {c.OtherID, &d.First, &d.FirstText}} {
		l, err := leads.Get(ctx, q, scope, side.id)
		if err != nil {
			return nil, err
		}
		t, err := texts.Get(ctx, q, db.Everything, side.id)
		if err != nil {
			return nil, err
		}
		*side.lead, *side.text = *l, *t
	}
	d.City = r.Arbitrate > 0 && max(d.First.Size, d.Second.Size) >= r.Arbitrate
	d.FirstSeal, d.SecondBroken = d.FirstText.SealOf() == d.First.Seal, d.SecondText.SealOf() != d.Second.Seal
	return d, nil
}

// Decide gives the client to one of the two; the grounds are kept with both leads. From the rules' amount on only who judges
// for the whole site may decide.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, clashID, winnerID, grounds string) error {
	if grounds == "" {
		var bad errs.Fields
		bad.Add("grounds", "写明裁定理由，双方都会看到")
		return bad.Err()
	}
	what := change.What{Action: "lead.arbitrate", Perm: authz.LeadJudge, Ref: record.Ref{Kind: ClashKind, ID: clashID}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		c, err := clashes.Get(ctx, tx, db.Everything, clashID)
		if err != nil {
			return err
		}
		r, err := s.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		d, err := s.dispute(ctx, tx, actor, *c, r)
		switch {
		case err != nil:
			return err
		case c.State != ClashOpen:
			return errs.New(errs.Conflict, "这起撞单已经了结，请刷新")
		case winnerID != c.LeadID && winnerID != c.OtherID:
			return errs.New(errs.Invalid, "裁定只能归其中一方")
		case d.City && !actor.Scope.All:
			return errs.New(errs.Forbidden, "投资%.0f亿元以上的撞单由市链长办裁定", float64(r.Arbitrate)/1e8)
		}
		after := *c
		after.State, after.WinnerID, after.DecidedBy, after.DecidedOn = ClashDecided, winnerID, actor.Name, tx.Clock.Today()
		if err := clashes.Update(ctx, tx, c, &after); err != nil {
			return err
		}
		for _, side := range []*Lead{&d.First, &d.Second} {
			standing := ClashLost
			if side.ID == winnerID {
				standing = ClashWon
			}
			if err := s.mark(ctx, tx, side.ID, standing); err != nil {
				return err
			}
			words := map[string]string{ClashWon: "裁定归本单位。", ClashLost: "裁定归另一单位。"}[standing] + grounds
			if err := s.note(ctx, tx, side, "decide", tx.Clock.Today(), "", words); err != nil {
				return err
			}
		}
		return nil
	})
}
