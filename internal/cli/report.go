package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lianzhang/internal/report"
	"lianzhang/internal/server"
)

func makeReport(ctx context.Context, c *call) error {
	period := c.flags.String("period", "", "周期：2026-10 或 2026-W47")
	out := c.flags.String("o", "", "输出文件（.docx或.xlsx）")
	if err := c.parse(1, 1); err != nil {
		return err
	}
	ext := strings.TrimPrefix(filepath.Ext(*out), ".")
	if *period == "" || ext != "docx" && ext != "xlsx" {
		return usageError("用 --period 写周期，用 -o 写输出文件，以.docx或.xlsx结尾")
	}
	return c.with(ctx, func(app *server.App) error {
		var paper report.Paper
		var err error
		switch c.args[0] {
		case "bulletin":
			paper, err = app.Report.Bulletin(ctx, server.Program(), *period)
		case "dispatch":
			paper, err = app.Report.Dispatch(ctx, server.Program(), *period)
		default:
			return usageError("写成 report dispatch 或 report bulletin")
		}
		if err != nil {
			return err
		}
		err = writeFile(*out, func(w *os.File) error {
			if ext == "docx" {
				return paper.Word(w)
			}
			return paper.Excel(w)
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Out, "%s 已写到%s\n", paper.Title(), *out)
		return nil
	})
}
