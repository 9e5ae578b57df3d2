package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/server"
)

func exportList(ctx context.Context, c *call) error {
	where := c.flags.String("where", "", "条件，例如 总投资 > 1亿元 且 灯 == \"红\"")
	out := c.flags.String("o", "", "输出文件（.xlsx）")
	sort := c.flags.String("sort", "", "排序，例如 -total_invest")
	if err := c.parse(1, 1); err != nil {
		return err
	}
	spec := server.Lists()[c.args[0]]
	if spec == nil {
		return usageError("没有“" + c.args[0] + "”这种列表")
	}
	if *out == "" || !strings.HasSuffix(*out, ".xlsx") {
		return usageError("用 -o 写输出文件，以.xlsx结尾")
	}
	return c.with(ctx, func(app *server.App) error {
		q, err := spec.Parse(url.Values{"where": {*where}, "sort": {*sort}})
		if err != nil {
			return err
		}
		label, err := app.Label(ctx)
		if err != nil {
			return err
		}
		f := &listfile.File{Spec: spec, Query: q, Who: list.Asker{Scope: server.Program().Scope, Today: app.Clock.Today()},
			Columns: listfile.Columns(spec), Label: label}
		n := 0
		err = writeFile(*out, func(w *os.File) error {
			n, err = f.Write(ctx, app.DB, w)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.Out, "已导出%d%s到%s\n", n, spec.Measure, *out)
		return nil
	})
}

// writeFile writes a file that appears under its name only when it is complete.
func writeFile(name string, fn func(w *os.File) error) (err error) {
	tmp := name + ".part"
	f, err := os.Create(tmp)
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "不能写到%s", name)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(tmp)
		}
	}()
	if err := fn(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}
