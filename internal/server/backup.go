package server

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// manifest is what a backup says of itself.
type manifest struct {
	Program string `json:"program"`
	At      string `json:"at"`
	Size    int64  `json:"journal_size"`
	Root    string `json:"journal_root"`
}

// The names inside a backup.
const (
	inManifest = "manifest.json"
	inDatabase = "lianzhang.db"
	inFiles    = "files/"
)

// Backup writes the database and the attachments into one zip file. Whatever the engine, the database inside is SQLite, so
// every backup can be opened on a laptop. The file appears under its name only when it is complete.
func (a *App) Backup(ctx context.Context, file string) (err error) {
	tmp := file + ".part"
	defer func() {
		if err != nil {
			_ = os.Remove(tmp)
		}
	}()
	dir, err := os.MkdirTemp(filepath.Dir(file), ".backup-")
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "不能写到%s", filepath.Dir(file))
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, inDatabase)
	if err := a.snapshot(ctx, copied); err != nil {
		return err
	}
	out, err := os.Create(tmp)
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "不能写到%s", tmp)
	}
	defer out.Close()
	z := zip.NewWriter(out)
	head, err := a.Journal.Head(ctx)
	if err != nil {
		return err
	}
	m, err := json.MarshalIndent(manifest{Program: Version, At: a.Clock.Now().Format("2006-01-02T15:04:05-07:00"), Size: head.Size, Root: head.Root}, "", "  ")
	if err != nil {
		return err
	}
	if w, err := z.Create(inManifest); err != nil {
		return err
	} else if _, err := w.Write(m); err != nil {
		return err
	}
	if err := addFile(z, inDatabase, copied); err != nil {
		return err
	}
	if err := addTree(z, a.Config.Blobs()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := out.Sync(); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// snapshot writes the database as a SQLite file.
func (a *App) snapshot(ctx context.Context, file string) error {
	if a.DB.Engine() == db.SQLite {
		return a.DB.VacuumInto(ctx, file)
	}
	to, err := db.Open(ctx, file)
	if err != nil {
		return err
	}
	defer to.Close()
	return a.CopyTo(ctx, to, nil)
}

// CopyTo copies the site into another, empty database and makes its search index.
func (a *App) CopyTo(ctx context.Context, to *db.DB, progress func(table string, rows int)) error {
	if err := db.Copy(ctx, a.DB, to, progress); err != nil {
		return err
	}
	return Reindex(ctx, to)
}

// Reindex makes the derived tables of a database anew: search indexes and kept sums.
func Reindex(ctx context.Context, d *db.DB) error {
	for _, s := range searchable {
		if err := s.reindex(ctx, d); err != nil {
			return err
		}
	}
	return project.RebuildSums(ctx, d)
}

func addTree(z *zip.Writer, root string) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if os.IsNotExist(err) {
				return nil
			}
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || strings.HasPrefix(filepath.Base(path), ".") {
			return err
		}
		return addFile(z, inFiles+filepath.ToSlash(rel), path)
	})
}

func addFile(z *zip.Writer, name, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, in)
	return err
}

// Restore unpacks a backup into an empty data folder. It checks the whole backup before anything gets its final name.
func Restore(ctx context.Context, file, data string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "%s不是完整的备份文件", file)
	}
	defer z.Close()
	if _, err := os.Stat(filepath.Join(data, inDatabase)); err == nil {
		return errs.New(errs.Conflict, "%s里已有数据库，没有恢复；请换一个空目录", data)
	}
	tmp := strings.TrimRight(data, "/") + ".restoring"
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, f := range z.File {
		if err := unpack(f, tmp); err != nil {
			return errs.Wrap(err, errs.Invalid, "备份里的%s读不出，备份可能损坏；没有恢复", f.Name)
		}
	}
	if err := checkRestored(ctx, tmp); err != nil {
		return err
	}
	if err := os.MkdirAll(data, 0o750); err != nil {
		return err
	}
	names, err := os.ReadDir(tmp)
	if err != nil {
		return err
	}
	for _, n := range names {
		if err := os.Rename(filepath.Join(tmp, n.Name()), filepath.Join(data, n.Name())); err != nil {
			return errs.Wrap(err, errs.Conflict, "%s里已有%s，没有覆盖", data, n.Name())
		}
	}
	return nil
}

func unpack(f *zip.File, dir string) error {
	if !filepath.IsLocal(f.Name) {
		return errs.New(errs.Invalid, "文件名不安全")
	}
	path := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil { // zip checks each entry's CRC at its end
		return err
	}
	return out.Sync()
}

// checkRestored opens the unpacked database and compares its journal with the manifest.
func checkRestored(ctx context.Context, dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, inManifest))
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "备份里没有清单，不是本程序的备份；没有恢复")
	}
	var m manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return errs.Wrap(err, errs.Invalid, "备份清单读不出；没有恢复")
	}
	d, err := db.Open(ctx, filepath.Join(dir, inDatabase))
	if err != nil {
		return err
	}
	defer d.Close()
	head, err := journal.New(d).Head(ctx)
	if err != nil {
		return err
	}
	if head.Root != m.Root && head.Size <= m.Size {
		return errs.New(errs.Invalid, "备份里的数据库（%d条日志）与清单（%d条）不符，可能被改过；没有恢复", head.Size, m.Size)
	}
	return nil
}

// Version is the program's version.
const Version = "0.1.0"
