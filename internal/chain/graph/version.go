package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

// text is a file as it is stored and hashed.
func text(d *Doc) (doc, hash string, err error) {
	b, err := json.Marshal(d)
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), err
}

// Publish keeps the map as it stands as the next version. A map that has not changed since the last version, or has no
// nodes, is refused.
func (s *Service) Publish(ctx context.Context, actor authz.Actor, chainID, label, note string) (*Version, error) {
	c, err := s.Chains.Get(ctx, actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	label, note = strings.TrimSpace(label), strings.TrimSpace(note)
	var bad errs.Fields
	if label == "" {
		bad.Add("label", "给这一版起个名字，例如2026年三季度")
	}
	if len([]rune(label)) > maxName {
		bad.Add("label", "不超过%d字", maxName)
	}
	if len([]rune(note)) > maxText {
		bad.Add("note", "不超过%d字", maxText)
	}
	if err := bad.Err(); err != nil {
		return nil, err
	}
	var v *Version
	what := change.What{Action: "map.publish", Perm: authz.MapEdit, Ref: record.Ref{Kind: MapKind, ID: c.ID}, Reason: note}
	err = s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		m, err := s.current(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		g, err := load(ctx, tx, c)
		if err != nil {
			return err
		}
		if len(g.order) == 0 {
			return errs.New(errs.Invalid, "图谱还没有环节，不能发布")
		}
		v = &Version{ID: tx.NewID(), ChainID: c.ID, Region: c.Region, UnitID: c.UnitID, No: m.Published + 1, Label: label, Note: note,
			Nodes: int64(len(g.order)), Edges: int64(len(g.links)), Author: actor.Name, CreatedAt: tx.Now}
		if v.Doc, v.Hash, err = text(g.doc()); err != nil {
			return err
		}
		last, err := versions.Select(ctx, tx, new(db.Where).And("t.chain_id = ? AND t.no = ?", c.ID, m.Published), "")
		if err != nil {
			return err
		}
		if len(last) > 0 && last[0].Hash == v.Hash {
			return errs.New(errs.Invalid, "与第%d版“%s”没有不同，不必再发布", last[0].No, last[0].Label)
		}
		if err := versions.Insert(ctx, tx, v); err != nil {
			return err
		}
		after := *m
		after.Published = v.No
		if m.Region != "" {
			return maps.Update(ctx, tx, m, &after)
		}
		after.Region, after.UnitID = c.Region, c.UnitID
		return maps.Insert(ctx, tx, &after)
	})
	return v, err
}

// Versions are the published versions of a chain's map inside the scope, newest first, without their files.
func (s *Service) Versions(ctx context.Context, scope authz.Scope, chainID string) ([]Version, error) {
	if _, err := s.Chains.Get(ctx, scope, chainID); err != nil {
		return nil, err
	}
	all, err := versions.Select(ctx, s.Run.DB, new(db.Where).And("t.chain_id = ?", chainID), "ORDER BY t.no DESC")
	for i := range all {
		all[i].Doc = ""
	}
	return all, err
}

// Published reads a version by its number inside the scope, with its map, and checks it against its hash.
func (s *Service) Published(ctx context.Context, scope authz.Scope, chainID string, no int64) (*Version, *Doc, error) {
	if _, err := s.Chains.Get(ctx, scope, chainID); err != nil {
		return nil, nil, err
	}
	rows, err := versions.Select(ctx, s.Run.DB, new(db.Where).And("t.chain_id = ? AND t.no = ?", chainID, no), "")
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, errs.New(errs.NotFound, "图谱没有第%d版", no)
	}
	v := &rows[0]
	sum := sha256.Sum256([]byte(v.Doc))
	if hex.EncodeToString(sum[:]) != v.Hash {
		return nil, nil, errs.New(errs.Internal, "第%d版的内容与它的摘要不符，请管理员核对日志", no)
	}
	d := &Doc{}
	if err := json.Unmarshal([]byte(v.Doc), d); err != nil {
		return nil, nil, errs.Wrap(err, errs.Internal, "第%d版读不出来", no)
	}
	return v, d, nil
}

// Restore brings the map back to a published version as a new edit, seen against the revision at base.
func (s *Service) Restore(ctx context.Context, actor authz.Actor, chainID string, no, base int64) (*Applied, error) {
	v, d, err := s.Published(ctx, actor.Scope, chainID, no)
	if err != nil {
		return nil, err
	}
	now, _, err := s.Doc(ctx, actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	return s.apply(ctx, actor, edit{action: "map.restore", reason: "恢复到" + v.Label, chainID: chainID, base: base, ops: Steps(now, Align(now, d)), spare: true})
}

// Last is the last edit of a map, with the steps that take it back.
type Last struct {
	Revision int64
	By       string
	At       int64 // UTC microseconds
	Action   string
	Undo     []Op
}

// Last reads the last edit of a chain's map from the journal; nil when there is none.
func (s *Service) Last(ctx context.Context, scope authz.Scope, chainID string) (*Last, error) {
	now, revision, err := s.Doc(ctx, scope, chainID)
	if err != nil || revision == 0 {
		return nil, err
	}
	out := &Last{}
	was := &Doc{Nodes: append([]DocNode{}, now.Nodes...), Edges: append([]DocEdge{}, now.Edges...)}
	w := new(db.Where).And("e.kind = ? AND e.ref_id = ?", MapKind, chainID)
	edges := map[string]edgeKey{}
	if err := s.edgeIDs(ctx, chainID, edges); err != nil {
		return nil, err
	}
	err = journal.Scan(ctx, s.Run.DB, w, "ORDER BY e.seq DESC", func(e *journal.Entry) error {
		ev, err := e.Event()
		if err != nil {
			return err
		}
		if n := revisionOf(&ev); ev.Table == MapKind && n != 0 {
			if out.Revision != 0 {
				return errFarEnough
			}
			out.Revision, out.By, out.At, out.Action = n, ev.ActorName, ev.At, ev.Action
			return nil
		}
		if out.Revision != 0 {
			takeBack(was, &ev, edges)
		}
		return nil
	})
	if err != nil && err != errFarEnough {
		return nil, err
	}
	out.Undo = Steps(now, was)
	return out, nil
}

func (s *Service) edgeIDs(ctx context.Context, chainID string, out map[string]edgeKey) error {
	rows, err := edges.Select(ctx, s.Run.DB, new(db.Where).And("t.chain_id = ?", chainID), "")
	for i := range rows {
		out[rows[i].ID] = edgeKey{rows[i].From, rows[i].To, rows[i].Kind}
	}
	return err
}

// Undo takes the last edit of a map back, as an edit of its own. base is the revision that the asker saw; when another edit
// came since, nothing is written and the error is a Conflict.
func (s *Service) Undo(ctx context.Context, actor authz.Actor, chainID string, base int64) (*Applied, error) {
	last, err := s.Last(ctx, actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	if last == nil {
		return nil, errs.New(errs.Invalid, "图谱还没有可以撤销的修改")
	}
	if base != Latest && base != last.Revision {
		return nil, errs.New(errs.Conflict, "您打开之后%s又改了图谱，没有撤销；请重新看过再撤", last.By)
	}
	return s.apply(ctx, actor, edit{action: "map.undo", chainID: chainID, base: last.Revision, ops: last.Undo})
}
