package cli

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/server"
)

func version(_ context.Context, c *call) error {
	if err := c.parse(0, 0); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "lianzhang %s %s %s/%s\n", server.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

func backup(ctx context.Context, c *call) error {
	if err := c.parse(1, 1); err != nil {
		return err
	}
	return c.with(ctx, func(app *server.App) error {
		if err := app.Backup(ctx, c.args[0]); err != nil {
			return err
		}
		st, err := os.Stat(c.args[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Out, "已备份到%s（%d字节）\n", c.args[0], st.Size())
		return nil
	})
}

func restore(ctx context.Context, c *call) error {
	if err := c.parse(1, 1); err != nil {
		return err
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if err := server.Restore(ctx, c.args[0], cfg.Data); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "已恢复到%s，用 lianzhang serve --data %s 打开\n", cfg.Data, cfg.Data)
	return nil
}

func database(ctx context.Context, c *call) error {
	if err := c.parse(1, 2); err != nil {
		return err
	}
	switch {
	case c.args[0] == "migrate" && len(c.args) == 1:
		return c.with(ctx, func(app *server.App) error { // opening brings the schema up to date
			fmt.Fprintf(c.Out, "数据库%s已是最新\n", app.Config.Database)
			return nil
		})
	case c.args[0] == "copy" && len(c.args) == 2:
		return c.with(ctx, func(app *server.App) error { return c.copyTo(ctx, app, c.args[1]) })
	}
	return usageError("写成 db migrate 或 db copy 目标")
}

func (c *call) copyTo(ctx context.Context, app *server.App, target string) error {
	to, err := db.Open(ctx, target)
	if err != nil {
		return err
	}
	defer to.Close()
	last := ""
	err = app.CopyTo(ctx, to, func(table string, rows int) {
		if table != last && rows > 0 {
			fmt.Fprintf(c.Out, "  %s %d行\n", table, rows)
			last = table
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "已复制到%s；附件仍在%s，请一并迁移\n", to.Engine(), app.Config.Blobs())
	return nil
}

func doctor(ctx context.Context, c *call) error {
	rebuild := c.flags.Bool("rebuild", false, "重建汇总和检索索引")
	if err := c.parse(0, 0); err != nil {
		return err
	}
	return c.with(ctx, func(app *server.App) error {
		if *rebuild {
			if err := server.Reindex(ctx, app.DB); err != nil {
				return err
			}
			fmt.Fprintln(c.Out, "汇总和检索索引已重建")
		}
		bad := 0
		for _, check := range app.Doctor(ctx) {
			mark := "好"
			if check.Err != nil {
				mark, bad = "差", bad+1
			}
			fmt.Fprintf(c.Out, "%s  %s", mark, check.Name)
			if check.Err != nil {
				fmt.Fprintf(c.Out, "：%s", message(check.Err))
			}
			fmt.Fprintln(c.Out)
		}
		if bad > 0 {
			return errs.New(errs.Unavailable, "有%d项要处理", bad)
		}
		return nil
	})
}
