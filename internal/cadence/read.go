package cadence

import (
	"context"
	"encoding/base64"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

const lineCols = "no, keeper, line_key, kind, subject_id, region, unit_id, chain_id, label, value, words, colour, place, url"

// Numbered is a kept line with its number in the tree, from 0.
type Numbered struct {
	No int64
	Line
}

// eachLine reads the kept lines in the order of the tree.
func eachLine(ctx context.Context, q db.Queryer, w *db.Where, tail string, fn func(*Numbered) error) error {
	rows, err := q.Query(ctx, "SELECT "+lineCols+" FROM cadence_line t"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n Numbered
		l := &n.Line
		if err := rows.Scan(&n.No, &l.Keeper, &l.Key, &l.Subject.Kind, &l.Subject.ID, &l.Keys.Region, &l.Keys.Unit, &l.Keys.Chain, &l.Label, &l.Value, &l.Words,
			&l.Colour, &l.Rank, &l.URL); err != nil {
			return err
		}
		if err := fn(&n); err != nil {
			return err
		}
	}
	return rows.Err()
}

// lineScope are the columns by which kept lines are scoped.
var lineScope = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}

// Lines gives a page of the kept figures of a keeper ("" for all) that the scope allows, and how many there are.
func (s *Service) Lines(ctx context.Context, scope authz.Scope, p *Period, keeper string, from, most int) (out []Numbered, n int64, err error) {
	w := new(db.Where).And("t.freeze_id = ? AND t.kind <> ?", p.FreezeID, textKind)
	if keeper != "" {
		w.And("t.keeper = ?", keeper)
	}
	w.Scope(scope.On(lineScope), "t")
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*) FROM cadence_line t"+w.SQL(), w.Args()...).Scan(&n); err != nil || p.FreezeID == "" {
		return nil, 0, err
	}
	limit := w.Expr("LIMIT ? OFFSET ?", int64(most), int64(from))
	err = eachLine(ctx, s.Run.DB, w, "ORDER BY t.no "+limit, func(l *Numbered) error { out = append(out, *l); return nil })
	return out, n, err
}

// Line gives one kept line; one outside the scope gives NotFound.
func (s *Service) Line(ctx context.Context, scope authz.Scope, p *Period, no int64) (*Numbered, error) {
	var out *Numbered
	w := new(db.Where).And("t.freeze_id = ? AND t.no = ?", p.FreezeID, no).Scope(scope.On(lineScope), "t")
	err := eachLine(ctx, s.Run.DB, w, "", func(l *Numbered) error { out = l; return nil })
	if err == nil && out == nil {
		err = errs.New(errs.NotFound, "%s的冻结数据没有第%d行，或不在您的数据范围内", p.Label(), no+1)
	}
	return out, err
}

// Prove gives the proof of a kept line.
func (s *Service) Prove(ctx context.Context, p *Period, l *Numbered) (*Proof, error) {
	hashes, err := readHashes(ctx, s.Run.DB, p.FreezeID)
	if err != nil {
		return nil, err
	}
	steps, err := path(hashes, l.No)
	if err != nil {
		return nil, err
	}
	return &Proof{Period: p.Period, No: l.No, Lines: p.Lines, Leaf: string(l.Leaf(p.Period)), Path: steps, Root: p.Root, FrozenAt: p.FrozenAt,
		Signature: p.Signature, Key: p.SignKey}, nil
}

func readHashes(ctx context.Context, q db.Queryer, freezeID string) ([]byte, error) {
	var out []byte
	err := eachBlob(ctx, q, freezeID, hashKeeper, func(_, data string) error {
		raw, err := base64.StdEncoding.DecodeString(data)
		out = append(out, raw...)
		return err
	})
	return out, err
}

// eachBlob reads the large texts of a keeper, packed, in their order.
func eachBlob(ctx context.Context, q db.Queryer, freezeID, keeper string, fn func(name, data string) error) error {
	rows, err := q.Query(ctx, "SELECT name, data FROM cadence_blob WHERE freeze_id = $1 AND keeper = $2 ORDER BY no", freezeID, keeper)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, data string
		if err := rows.Scan(&name, &data); err != nil {
			return err
		}
		if err := fn(name, data); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Texts reads the large texts that a keeper left in a frozen period, each checked against the hash in its line. The root is not
// computed for it: verification does that.
func (s *Service) Texts(ctx context.Context, p *Period, keeper string, fn func(name string, data []byte) error) error {
	want := map[string]string{}
	w := new(db.Where).And("t.freeze_id = ? AND t.keeper = ? AND t.kind = ?", p.FreezeID, keeper, textKind)
	if err := eachLine(ctx, s.Run.DB, w, "ORDER BY t.no", func(l *Numbered) error { want[l.Key] = l.Value; return nil }); err != nil {
		return err
	}
	n := 0
	err := eachBlob(ctx, s.Run.DB, p.FreezeID, keeper, func(name, packed string) error {
		data, err := unpack(packed)
		if err != nil || digest(data) != want[name] {
			return errs.New(errs.Internal, "%s冻结的底稿“%s”与冻结时的哈希不符，数据被改动过；请运行 lianzhang verify 并报告审计管理员", p.Label(), name)
		}
		n++
		return fn(name, data)
	})
	if err == nil && n != len(want) {
		err = errs.New(errs.Internal, "%s冻结的底稿缺了%d段，数据被改动过；请运行 lianzhang verify 并报告审计管理员", p.Label(), len(want)-n)
	}
	return err
}

// Entry is the journal's entry of the freeze, and the first checkpoint that covers it; point is nil when there is none yet.
func (s *Service) Entry(ctx context.Context, p *Period) (e *journal.Event, point *journal.Checkpoint, err error) {
	events, _, err := journal.History(ctx, s.Run.DB, p.Ref(), journal.Page{})
	if err != nil {
		return nil, nil, err
	}
	for i := range events {
		if events[i].Action == "cadence.freeze" && events[i].Table == Kind && e == nil {
			e = &events[i]
		}
	}
	if e == nil {
		return nil, nil, nil
	}
	points, err := s.Run.Journal.Checkpoints(ctx)
	for i := range points {
		if points[i].Size > e.Seq && point == nil {
			point = &points[i]
		}
	}
	return e, point, err
}
