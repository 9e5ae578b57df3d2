package cli

import (
	"context"
	"fmt"
	"os"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/server"
)

func verify(ctx context.Context, c *call) error {
	paper := c.flags.String("checkpoint", "", "纸质检查点的文本文件")
	if err := c.parse(0, 0); err != nil {
		return err
	}
	opt := journal.Options{}
	if *paper != "" {
		b, err := os.ReadFile(*paper)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "检查点文件读不出")
		}
		p, err := journal.ParseCheckpoint(string(b))
		if err != nil {
			return err
		}
		opt.Checkpoints = append(opt.Checkpoints, p)
	}
	return c.with(ctx, func(app *server.App) error {
		report, err := app.Verify(ctx, opt)
		if err != nil {
			return err
		}
		for _, f := range report.Findings {
			fmt.Fprintln(c.Out, f.Text)
		}
		if !report.OK() {
			return errs.New(errs.Conflict, "发现%d处改动，请保留现场并报告审计管理员", len(report.Findings))
		}
		fmt.Fprintf(c.Out, "校验通过：日志%d条，记录%d行，未发现改动\n", report.Entries, report.Rows)
		return nil
	})
}

func checkpoint(ctx context.Context, c *call) error {
	note := c.flags.String("note", "", "说明")
	if err := c.parse(0, 0); err != nil {
		return err
	}
	return c.with(ctx, func(app *server.App) error {
		p, err := app.Checkpoint(ctx, *note)
		if err != nil {
			return err
		}
		fmt.Fprintln(c.Out, p)
		return nil
	})
}
