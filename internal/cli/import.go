package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/server"
)

func importFile(ctx context.Context, c *call) error {
	dry := c.flags.Bool("dry-run", false, "只试读，不写入")
	asJSON := c.flags.Bool("json", false, "结果写成JSON")
	region := c.flags.String("region", "", "表里没有县区时用的地区代码")
	if err := c.parse(2, 2); err != nil {
		return err
	}
	f, err := os.Open(c.args[1])
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "打不开%s", c.args[1])
	}
	defer f.Close()
	return c.with(ctx, func(app *server.App) error {
		choice := importing.Choice{Defaults: map[string]string{}}
		if *region != "" {
			choice.Defaults["region"] = *region
		}
		name := filepath.Base(c.args[1])
		if *dry {
			st, err := f.Stat()
			if err != nil {
				return err
			}
			res, err := app.Importing.DryRun(ctx, server.Program(), c.args[0], name, f, st.Size(), choice)
			if err != nil {
				return err
			}
			return c.dryResult(res, *asJSON)
		}
		return c.importNow(ctx, app, importing.Upload{List: c.args[0], Name: name, Body: f, Choice: choice}, *asJSON)
	})
}

func (c *call) dryResult(res *importing.Summary, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(res)
	}
	fmt.Fprintf(c.Out, "读到%d行：可入库%d行，有误%d行，重复%d行\n", res.Rows, res.Accepted, res.Rejected, res.Duplicates)
	for _, e := range res.Errors {
		fmt.Fprintf(c.Out, "  %s %s：%s\n", e.Sheet, e.Cell, e.Message)
	}
	return nil
}

// importNow loads the file in one go, as the pages do in three steps; rows with errors are left out and told.
func (c *call) importNow(ctx context.Context, app *server.App, up importing.Upload, asJSON bool) error {
	actor := server.Program()
	b, err := app.Importing.Upload(ctx, actor, up)
	if err != nil {
		return err
	}
	if b, err = app.Importing.Analyse(ctx, actor, b.ID, nil); err != nil {
		return err
	}
	sum := b.Summary
	if sum.Refused != "" {
		return errs.New(errs.Invalid, "%s", sum.Refused)
	}
	for _, e := range sum.Errors {
		fmt.Fprintf(c.Err, "  %s %s：%s\n", e.Sheet, e.Cell, e.Message)
	}
	if b, err = app.Importing.Confirm(ctx, actor, b.ID, nil); err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(c.Out).Encode(sum)
	}
	fmt.Fprintf(c.Out, "已入库：新增%d行，合并%d行；批次%s，可在“导入”页撤销\n", b.Written, b.Merged, b.ID)
	return nil
}
