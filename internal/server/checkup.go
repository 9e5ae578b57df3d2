package server

import (
	"context"
	"log/slog"

	"lianzhang/internal/catalog"
	"lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/record"
)

// newCheckup wires the checkup: the site's names, the quick look at a project that was saved, and the rows of files.
func (a *App) newCheckup() *checkup.Service {
	s := &checkup.Service{Run: a.Run, Names: func(ctx context.Context) (checkup.Names, error) {
		d, err := a.Org.Directory(ctx)
		if err != nil {
			return checkup.Names{}, err
		}
		n := checkup.Names{Region: d.RegionName, Unit: d.UnitName}
		if root := d.Root(); root != nil {
			n.Root = root.ID
		}
		return n, nil
	}}
	a.Projects.Saved = func(ctx context.Context, actor authz.Actor, id string) {
		if actor.Via != "web" && actor.Via != "api" {
			return // what comes by command line waits for the night
		}
		if _, err := s.Check(ctx, authz.System("job"), checkup.Over{Project: id}, nil); err != nil {
			slog.Warn("checkup of a saved project", "project", id, "err", err)
		}
	}
	return s
}

// checkRegister looks for water in the whole register, as the timer or a person asks.
func (a *App) checkRegister(ctx context.Context, t *jobs.Task) (string, error) {
	r, err := a.Checkup.Check(ctx, authz.System("job"), checkup.Over{}, func(done, total int, what string) { t.Progress(int64(done), int64(total), what) })
	if err != nil {
		return "", err
	}
	return r.String(), nil
}

// at is the page of a record by kind and id, "" when it has none.
func at(_ context.Context, kind, id string) string {
	if e := catalog.Find(kind); e == nil {
		return ""
	}
	return pageOf(record.Ref{Kind: kind, ID: id})
}
