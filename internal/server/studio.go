package server

import (
	"context"
	"encoding/json"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/studio"
)

// studioJob is the kind of the job that sends papers.
const studioJob = "studio.send"

func (a *App) sendPapers(ctx context.Context, _ *jobs.Task) (string, error) {
	n, err := a.Studio.Turn(ctx)
	return fmt.Sprintf("送达%d份", n), err
}

// tellPaper tells a receiver that the paper of a period is ready; he opens it with his own rights.
func (a *App) tellPaper(ctx context.Context, e notify.Event) (*notify.News, error) {
	var r studio.Ready
	if err := json.Unmarshal([]byte(e.Payload), &r); err != nil {
		return nil, fmt.Errorf("studio: %w", err)
	}
	d, err := a.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	to := d.Account(r.Account)
	if to == nil {
		return nil, nil
	}
	p := period.Period(r.Period)
	return &notify.News{Matter: record.Ref{Kind: studio.Kind, ID: e.Ref.ID + "/" + r.Period}, Title: p.Label() + r.Name, Text: "已可以打开和下载，数按您的权限出",
		URL: "/studio/" + e.Ref.ID + "?period=" + r.Period, Keys: authz.Keys{Region: to.Region, Unit: to.UnitID}, People: map[notify.Role][]string{notify.Owner: {r.Account}}}, nil
}
