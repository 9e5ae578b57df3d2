package enterprise

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Person is somebody of a firm whom the office may call.
type Person struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	Name         string `db:"name"`
	Title        string `db:"title"`
	Phone        string `db:"phone"`
	Mail         string `db:"mail"`
	Since        string `db:"since"`
	UntilOn      string `db:"until_on"`
	Source       string `db:"source"`
	CreatedAt    int64  `db:"created_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm.
func (p *Person) ScopeKeys() authz.Keys {
	return authz.Keys{Region: p.Region, Unit: p.UnitID, Chain: p.ChainID}
}

var people = db.NewTable[Person]("enterprise_person")

// People are those of a firm, present ones first. The firm must have been read inside the asker's scope.
func (s *Service) People(ctx context.Context, id string) ([]Person, error) {
	return people.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", id), "ORDER BY t.until_on, t.created_at, t.id")
}

// MailOf is the mail address of a firm's present contact, and his name; "" when none has one.
func (s *Service) MailOf(ctx context.Context, firm string) (address, name string, err error) {
	rows, err := people.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", firm).And("t.mail <> ''").And("t.until_on = ''"), "ORDER BY t.created_at DESC, t.id LIMIT 1")
	if err != nil || len(rows) == 0 {
		return "", "", err
	}
	return rows[0].Mail, rows[0].Name, nil
}

// AddPerson adds somebody to a firm.
func (s *Service) AddPerson(ctx context.Context, actor authz.Actor, p Person) (*Person, error) {
	var bad errs.Fields
	if p.Name = strings.TrimSpace(p.Name); p.Name == "" {
		bad.Add("name", "填写姓名")
	}
	if p.Mail = strings.TrimSpace(p.Mail); p.Mail != "" {
		if a, err := mail.ParseAddress(p.Mail); err != nil || a.Address != p.Mail {
			bad.Add("mail", "邮箱写成name@example.com的样子，没有就不填")
		}
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	err := s.about(ctx, actor, "enterprise.person", p.EnterpriseID, func(tx *change.Tx, e *Enterprise) error {
		p.ID, p.Region, p.UnitID, p.ChainID, p.CreatedAt = tx.NewID(), e.Region, e.UnitID, e.ChainID, tx.Now
		return people.Insert(ctx, tx, &p)
	})
	return &p, err
}

// DropPerson takes somebody off a firm.
func (s *Service) DropPerson(ctx context.Context, actor authz.Actor, firm, id string) error {
	return s.about(ctx, actor, "enterprise.person", firm, func(tx *change.Tx, e *Enterprise) error {
		p, err := people.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil || p.EnterpriseID != e.ID {
			return errs.New(errs.NotFound, "没有这个人，可能已经删去")
		}
		return people.Delete(ctx, tx, p)
	})
}

// Rungs are the steps of a firm, highest first. The firm must have been read inside the asker's scope.
func (s *Service) Rungs(ctx context.Context, id string) ([]Rung, error) {
	rows, err := rungs.Select(ctx, s.Run.DB, new(db.Where).And("t.enterprise_id = ?", id), "ORDER BY t.since DESC, t.id")
	slices.SortStableFunc(rows, func(a, b Rung) int { return slices.Index(Rungs(), b.Rung) - slices.Index(Rungs(), a.Rung) })
	return rows, err
}

// AddRung notes a step of the ladder with its paper; the firm's own step rises with it.
func (s *Service) AddRung(ctx context.Context, actor authz.Actor, r Rung) (*Rung, error) {
	var bad errs.Fields
	if !slices.Contains(Rungs(), r.Rung) {
		bad.Add("rung", "选择梯度")
	}
	if r.UntilOn != "" && r.UntilOn < r.Since {
		bad.Add("until_on", "有效期早于认定日期")
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	err := s.about(ctx, actor, "enterprise.rung", r.EnterpriseID, func(tx *change.Tx, e *Enterprise) error {
		r.ID, r.Region, r.UnitID, r.ChainID, r.CreatedAt = tx.NewID(), e.Region, e.UnitID, e.ChainID, tx.Now
		if err := rungs.Insert(ctx, tx, &r); err != nil {
			return err
		}
		if slices.Index(Rungs(), r.Rung) <= slices.Index(Rungs(), e.Ladder) {
			return nil
		}
		after := *e
		after.Ladder, after.Origin = r.Rung, &Origin{Kind: FromEntry, Source: r.Paper, Date: r.Since}
		return s.Replace(ctx, tx, e, &after)
	})
	return &r, err
}

// about runs a change around a firm of the actor's scope.
func (s *Service) about(ctx context.Context, actor authz.Actor, action, firm string, fn func(tx *change.Tx, e *Enterprise) error) error {
	what := change.What{Action: action, Perm: authz.FirmEdit, Ref: (&Enterprise{ID: firm}).Ref()}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		e, err := enterprises.Get(ctx, tx, scopeOf(actor.Scope), firm)
		if err != nil {
			return err
		}
		return fn(tx, e)
	})
}
