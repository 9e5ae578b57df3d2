package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"lianzhang/internal/demo"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/server"
)

func serve(ctx context.Context, c *call) error {
	if err := c.parse(0, 0); err != nil {
		return err
	}
	return c.with(ctx, func(app *server.App) error {
		server.SetupLog(app.Config.LogLevel)
		d, err := app.Org.Directory(ctx)
		if err != nil {
			return err
		}
		if len(d.Accounts()) == 0 {
			if err := c.found(ctx, app); err != nil {
				return err
			}
		}
		return app.Serve(ctx, func(addr string) { fmt.Fprintf(c.Out, "链长已在 http://%s 服务，按 Ctrl+C 停止\n", addr) })
	})
}

// found sets up a fresh site with the root of its organisation and prints the first passwords, once.
func (c *call) found(ctx context.Context, app *server.App) error {
	name := c.Env("LIANZHANG_SITE")
	if name == "" {
		name = "产业链链长制工作平台"
	}
	code, region := c.Env("LIANZHANG_REGION_CODE"), c.Env("LIANZHANG_REGION_NAME")
	if code == "" || region == "" {
		code, region = "990000", "本市" // no division of the country has this code
	}
	made, err := app.Org.Bootstrap(ctx, org.Setup{Site: name, RegionCode: code, RegionName: region})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "新站点已建立。初始账号如下，只显示这一次，首次登录须改密码：")
	for _, a := range made {
		fmt.Fprintf(c.Out, "  %-12s %-20s %s\n", a.Login, a.Password, a.Name)
	}
	return nil
}

func demoCity(ctx context.Context, c *call) error {
	fresh := c.flags.Bool("fresh", false, "删除已有的演示数据，重新生成")
	only := c.flags.Bool("build", false, "只生成，不打开")
	seed := c.flags.Uint64("seed", 1, "随机种子")
	count := c.flags.Int("projects", 1200, "项目数")
	if err := c.parse(0, 0); err != nil {
		return err
	}
	if *c.data == "" && c.Env("LIANZHANG_DATA") == "" {
		*c.data = filepath.Join("data", "demo")
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if *fresh {
		if err := os.RemoveAll(cfg.Data); err != nil {
			return err
		}
	}
	server.SetupLog(map[bool]string{true: "warn", false: cfg.LogLevel}[cfg.LogLevel == "info"])
	if err := c.buildCity(ctx, *seed, *count); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "演示账号（密码都是 %s）：\n", demo.Password)
	for _, l := range demo.Logins() {
		fmt.Fprintf(c.Out, "  %-10s %s\n", l.Name, l.Who)
	}
	if *only {
		return nil
	}
	return c.with(ctx, func(app *server.App) error {
		return app.Serve(ctx, func(addr string) {
			fmt.Fprintf(c.Out, "\n演示城市“景川市”：http://%s　按 Ctrl+C 停止\n", addr)
		})
	})
}

// water is how many cases of each kind of water the demonstration city has for the checkup to find.
const water = 3

// buildCity generates the demonstration city unless the database already holds a site.
func (c *call) buildCity(ctx context.Context, seed uint64, count int) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	at := demo.NewClock(clock.Clock(clock.System).Now())
	app, err := server.Open(ctx, cfg, at.Now)
	if err != nil {
		return err
	}
	defer app.Close()
	d, err := app.Org.Directory(ctx)
	if err != nil || len(d.Accounts()) > 0 {
		return err
	}
	took := clock.Stopwatch()
	fmt.Fprintln(c.Out, "正在生成演示城市，约需半分钟…")
	_, err = demo.Build(ctx, app.DemoSite(at), demo.Options{Seed: seed, Count: count, Today: at.Today(), Water: water, Progress: func(step string, done, total int) {
		if total > 0 {
			fmt.Fprintf(c.Out, "\r  %s %d/%d　", step, done, total)
		}
	}})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "\n完成，用时%.0f秒\n\n", took().Seconds())
	return nil
}
