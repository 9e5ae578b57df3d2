package server

import (
	"context"
	"os"
	"path/filepath"
	"strconv"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/workday"
)

// Check is one examination of the installation.
type Check struct {
	Name string
	Err  error // nil: good
}

// Doctor examines what an installation needs: writable folders, a sound database, sums equal to a recount, a calendar for
// the year, and the browser files.
func (a *App) Doctor(ctx context.Context) []Check {
	return []Check{
		{"数据目录可写（" + a.Config.Data + "）", writable(a.Config.Data)},
		{"数据库完好（" + string(a.DB.Engine()) + "）", a.integrity(ctx)},
		{"项目汇总与明细一致", a.sumsHold(ctx)},
		{"本年度工作日历已发布", a.calendar()},
	}
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "不能写入，请检查属主和权限")
	}
	_ = f.Close()
	return os.Remove(filepath.Clean(f.Name()))
}

func (a *App) integrity(ctx context.Context) error {
	if a.DB.Engine() != db.SQLite {
		return nil
	}
	// A connection that has read a search index keeps its layout, and takes one that was rebuilt since for a damaged one; that of
	// the writer, which rebuilt it, knows.
	var verdict string
	if err := a.DB.Write(ctx, func(tx *db.Tx) error { return tx.QueryRow(ctx, "PRAGMA quick_check").Scan(&verdict) }); err != nil {
		return err
	}
	if verdict != "ok" {
		return errs.New(errs.Internal, "数据库文件损坏（%s），请停用并从备份恢复", verdict)
	}
	return nil
}

func (a *App) sumsHold(ctx context.Context) error {
	hold, err := a.Projects.SumsHold(ctx)
	if err != nil {
		return err
	}
	if !hold {
		return errs.New(errs.Internal, "汇总与明细不一致，用 doctor --rebuild 重建")
	}
	return nil
}

func (a *App) calendar() error {
	year, _ := strconv.Atoi(a.Clock.Today()[:4])
	if !workday.Default().Known(year) {
		return errs.New(errs.Unavailable, "没有%d年放假通知，工作日按周一至周五算；通知发布后请导入", year)
	}
	return nil
}
