package graph

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/record"
)

// Preview is what replacing a map by a file would do.
type Preview struct {
	Revision int64             `json:"revision"` // of the map it was compared with
	Diff     *Diff             `json:"diff"`
	Kept     map[string]string `json:"kept,omitempty"` // nodes that the file lacks but that stay, and what hangs on them
	Findings []Finding         `json:"findings,omitempty"`
}

// Preview compares a file with the map of a chain; nothing is written.
func (s *Service) Preview(ctx context.Context, scope authz.Scope, chainID string, file *Doc) (*Preview, error) {
	now, revision, err := s.Doc(ctx, scope, chainID)
	if err != nil {
		return nil, err
	}
	aligned := Align(now, file)
	out := &Preview{Revision: revision, Diff: Compare(now, aligned), Findings: Check(aligned)}
	var gone []string
	for i := range out.Diff.Removed {
		gone = append(gone, out.Diff.Removed[i].Key)
	}
	out.Kept, err = s.Hanging(ctx, s.Run.DB, gone)
	return out, err
}

// Take reads the map of a chain to be carried out as a file; the journal keeps who did.
func (s *Service) Take(ctx context.Context, actor authz.Actor, chainID string) (*Doc, error) {
	d, _, err := s.Doc(ctx, actor.Scope, chainID)
	if err != nil {
		return nil, err
	}
	what := change.What{Action: "map.export", Perm: authz.ExportRun, Ref: record.Ref{Kind: MapKind, ID: chainID}, Reason: fmt.Sprintf("导出%d个环节", len(d.Nodes))}
	return d, s.Run.Run(ctx, actor, what, func(*change.Tx) error { return nil })
}
