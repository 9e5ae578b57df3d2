package enterprise

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Supply says that one firm supplies another. Amount is yuan a year, 0 = unknown; confidence 0 to 1. It is scoped by the
// supplier, or by the customer when the supplier is from outside.
type Supply struct {
	ID         string  `db:"id"`
	FromID     string  `db:"from_id"`
	ToID       string  `db:"to_id"`
	Region     string  `db:"region"`
	UnitID     string  `db:"unit_id"`
	Product    string  `db:"product"`
	Amount     int64   `db:"amount"`
	Source     string  `db:"source"`
	Date       string  `db:"date"`
	Confidence float64 `db:"confidence"`
	CreatedBy  string  `db:"created_by"`
	CreatedAt  int64   `db:"created_at"`
	Version    int64   `db:"version"`
}

// ScopeKeys are the keys by which a link is scoped.
func (s *Supply) ScopeKeys() authz.Keys { return authz.Keys{Region: s.Region, Unit: s.UnitID} }

var supplies = db.NewTable[Supply]("enterprise_supply")

// Trade is a supply link as one of its ends sees it.
type Trade struct {
	Supply
	OtherID, OtherName string
	Buys               bool // the firm asked about buys from the other
}

// Supplies are the links of a firm, largest first. The firm must have been read inside the asker's scope; of the others the
// names are told, since the firm itself named them.
func (s *Service) Supplies(ctx context.Context, id string) ([]Trade, error) {
	rows, err := supplies.Select(ctx, s.Run.DB, new(db.Where).And("(t.from_id = ? OR t.to_id = ?)", id, id), "ORDER BY t.amount DESC, t.id")
	if err != nil {
		return nil, err
	}
	out := make([]Trade, len(rows))
	var others []string
	for i, r := range rows {
		out[i] = Trade{Supply: r, OtherID: r.ToID}
		if r.ToID == id {
			out[i].OtherID, out[i].Buys = r.FromID, true
		}
		others = append(others, out[i].OtherID)
	}
	names, err := s.Names(ctx, others)
	for i := range out {
		out[i].OtherName = names[out[i].OtherID]
	}
	return out, err
}

// Names are the names of firms by id.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), perInsert)
		rows, err := enterprises.Select(ctx, s.Run.DB, new(db.Where).In("t.id", ids[:n]...), "")
		if err != nil {
			return nil, err
		}
		for i := range rows {
			out[rows[i].ID] = rows[i].Name
		}
		ids = ids[n:]
	}
	return out, nil
}

// AddSupply notes that one firm supplies another; what is known of the two already is replaced.
func (s *Service) AddSupply(ctx context.Context, actor authz.Actor, in Supply) (*Supply, error) {
	var bad errs.Fields
	if in.FromID == in.ToID {
		bad.Add("other", "一家企业不能给自己供货")
	}
	if in.Amount < 0 {
		bad.Add("amount", "不能是负数")
	}
	if in.Confidence < 0 || in.Confidence > 1 {
		bad.Add("confidence", "可信度在0到1之间")
	}
	if strings.TrimSpace(in.Source) == "" {
		bad.Add("source", "写明从哪里知道的：企业说的、合同、公告……")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	out := in
	what := change.What{Action: "enterprise.supply", Perm: authz.FirmEdit, Ref: (&Enterprise{ID: in.FromID}).Ref()}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		from, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), in.FromID)
		if err != nil {
			return err
		}
		to, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), in.ToID)
		if err != nil {
			return err
		}
		home := from
		if from.Outside {
			home = to
		}
		out.Region, out.UnitID = home.Region, home.UnitID
		if out.Date == "" {
			out.Date = tx.Clock.Today()
		}
		w := new(db.Where).And("t.from_id = ?", in.FromID).And("t.to_id = ?", in.ToID).And("t.product = ?", in.Product)
		have, err := supplies.Select(ctx, tx, w, "")
		if err != nil {
			return err
		}
		if len(have) > 0 {
			out.ID, out.CreatedBy, out.CreatedAt, out.Version = have[0].ID, have[0].CreatedBy, have[0].CreatedAt, have[0].Version
			return supplies.Update(ctx, tx, &have[0], &out)
		}
		out.ID, out.CreatedBy, out.CreatedAt = tx.NewID(), actor.Name, tx.Now
		return supplies.Insert(ctx, tx, &out)
	})
	return &out, err
}

// DropSupply takes a link away.
func (s *Service) DropSupply(ctx context.Context, actor authz.Actor, firm, id string) error {
	what := change.What{Action: "enterprise.supply", Perm: authz.FirmEdit, Ref: (&Enterprise{ID: firm}).Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		row, err := supplies.Get(ctx, tx, actor.Scope.On(authz.Keys{Region: "region", Unit: "unit_id"}), id)
		if err != nil {
			return err
		}
		return supplies.Delete(ctx, tx, row)
	})
}

// Find gives the firm that the words name: a code, a full or former name, else the only one whose name holds them.
// None or several give Invalid at the field "other".
func (s *Service) Find(ctx context.Context, scope authz.Scope, words string) (*Enterprise, error) {
	rows, err := s.Named(ctx, scope, words, 5)
	if err != nil {
		return nil, err
	}
	var bad errs.Fields
	switch {
	case len(rows) == 0:
		bad.Add("other", "企业库里没有“%s”，先登记这家企业", words)
		return nil, bad.Err()
	case len(rows) > 1 && rows[0].Name != words && rows[0].USCC != words:
		var names []string
		for _, r := range rows {
			names = append(names, r.Name)
		}
		bad.Add("other", "有几家：%s。写全称或信用代码", strings.Join(names, "、"))
		return nil, bad.Err()
	}
	return &rows[0], nil
}
