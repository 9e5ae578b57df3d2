package server

import (
	"context"

	"lianzhang/internal/platform/journal"
)

// Verify checks the whole journal, every journalled row, every attached file and what frozen periods kept.
func (a *App) Verify(ctx context.Context, opt journal.Options) (*journal.Report, error) {
	opt.Checks = append(opt.Checks, a.Files.Check, a.Cadence.Check)
	return journal.Verify(ctx, a.DB, opt)
}

// Checkpoint stores the head of the journal as it is now and gives it as text for paper.
func (a *App) Checkpoint(ctx context.Context, note string) (journal.Checkpoint, error) {
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return journal.Checkpoint{}, err
	}
	return a.Journal.Checkpoint(ctx, a.Clock, d.Site(), note)
}
