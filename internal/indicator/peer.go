package indicator

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// PutPeer stores what another city published, in place of what was stored for the city and period.
func (s *Service) PutPeer(ctx context.Context, actor authz.Actor, p *Peer) error {
	ind, err := s.Get(ctx, p.IndicatorID)
	if err != nil {
		return err
	}
	var bad errs.Fields
	p.Name, p.Source = strings.TrimSpace(p.Name), strings.TrimSpace(p.Source)
	if p.Name == "" {
		bad.Add("peer", "填城市名称，例如邻市")
	}
	if !period.Period(p.Period).Valid() {
		bad.Add("period", "写成2026-10、2026-Q3或2026")
	}
	if p.Source == "" {
		bad.Add("source", "写明数据出处，例如该市统计公报")
	}
	if !clock.IsDate(p.SourceOn) || p.SourceOn > s.Run.Clock.Today() {
		bad.Add("source_on", "填出处的发布日期，不能晚于今天")
	}
	if p.URL != "" && !strings.HasPrefix(p.URL, "https://") && !strings.HasPrefix(p.URL, "http://") {
		bad.Add("url", "网址以http://或https://开头")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.peer", Perm: authz.IndicatorEdit, Ref: ind.Ref()}, func(tx *change.Tx) error {
		have, err := peers.Select(ctx, tx, new(db.Where).And("t.indicator_id = ? AND t.peer = ? AND t.period = ?", ind.ID, p.Name, p.Period), "")
		if err != nil {
			return err
		}
		p.IndicatorID, p.Edition, p.ByID, p.ByName, p.UpdatedAt = ind.ID, ind.Edition, actor.ID, actor.Name, tx.Now
		if len(have) > 0 {
			p.ID, p.CreatedAt, p.Version = have[0].ID, have[0].CreatedAt, have[0].Version
			return peers.Update(ctx, tx, &have[0], p)
		}
		p.ID, p.CreatedAt = tx.NewID(), tx.Now
		return peers.Insert(ctx, tx, p)
	})
}

// Peers are what other cities published, of an indicator ("" = of all), by city, the latest period first.
func (s *Service) Peers(ctx context.Context, indicatorID string) ([]Peer, error) {
	w := everything()
	if indicatorID != "" {
		w.And("t.indicator_id = ?", indicatorID)
	}
	rows, err := peers.Select(ctx, s.Run.DB, w, "ORDER BY t.indicator_id, t.peer, t.period DESC")
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	factors, err := s.factors(ctx)
	for i := range rows {
		rows[i].Amount *= factorOf(factors, rows[i].IndicatorID, rows[i].Edition)
	}
	return rows, err
}

// DropPeer removes a figure of another city.
func (s *Service) DropPeer(ctx context.Context, actor authz.Actor, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.unpeer", Perm: authz.IndicatorEdit, Ref: record.Ref{Kind: PeerKind, ID: id}}, func(tx *change.Tx) error {
		p, err := peers.Get(ctx, tx, db.Everything, id)
		if err != nil {
			return err
		}
		return peers.Delete(ctx, tx, p)
	})
}
