package cli

import (
	"context"
	"fmt"
	"os"

	"lianzhang/internal/cadence"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/server"
)

func verify(ctx context.Context, c *call) error {
	paper := c.flags.String("checkpoint", "", "纸质检查点的文本文件")
	proof := c.flags.String("proof", "", "冻结数据的证明文件：只核对它，不用数据库")
	key := c.flags.String("key", "", "站点的公钥，取自打印件；不写则用证明自带的")
	if err := c.parse(0, 0); err != nil {
		return err
	}
	if *proof != "" {
		return verifyProof(c, *proof, *key)
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

// verifyProof checks offline that a line stood in a frozen period.
func verifyProof(c *call, file, key string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "证明文件读不出")
	}
	p, err := cadence.ParseProof(data)
	if err != nil {
		return err
	}
	if err := p.Check(key); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "证明成立：%s冻结的第%d行（共%d行）\n%s\n公钥指纹%s\n", p.Period, p.No+1, p.Lines, p.Leaf, cadence.Fingerprint(p.Key))
	if key == "" {
		fmt.Fprintln(c.Out, "没有给出公钥，只核对了证明与自带的公钥相符；请与打印留存的公钥指纹比对")
	}
	return nil
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
