package attach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Dir is the folder of the contents: <root>/ab/cdef… by the SHA-256 of what they hold, <root>/tmp for uploads under way.
type Dir struct {
	root  string
	limit int64
	lock  sync.RWMutex // Sweep must not take away what Put has just found to be there already
}

// Blob is a stored content.
type Blob struct {
	SHA256 string
	Size   int64
	head   []byte
}

const tmp = "tmp"

// Open uses the folder, made when absent; limit is the largest content in bytes.
func Open(root string, limit int64) (*Dir, error) {
	err := os.MkdirAll(filepath.Join(root, tmp), 0o750)
	return &Dir{root: root, limit: limit}, errs.Wrap(err, errs.Unavailable, "建不了附件目录%s，请检查权限和磁盘空间", root)
}

// Put stores what r gives and returns when it has reached the disk. When r breaks off, or holds nothing or more than the
// limit, nothing remains. Without a Save the content goes away with a later Sweep.
func (d *Dir) Put(ctx context.Context, r io.Reader) (b Blob, err error) {
	f, err := os.CreateTemp(filepath.Join(d.root, tmp), "up-")
	if err != nil {
		return b, errs.Wrap(err, errs.Unavailable, "存不了附件，请检查磁盘空间")
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name()) // after the rename there is nothing under this name
	}()
	sum, head := sha256.New(), &firstBytes{}
	b.Size, err = io.Copy(io.MultiWriter(f, sum, head), io.LimitReader(untilDone{ctx, r}, d.limit+1))
	switch {
	case ctx.Err() != nil:
		return Blob{}, errs.Wrap(ctx.Err(), errs.Unavailable, "上传已取消")
	case err != nil:
		return Blob{}, errs.Wrap(err, errs.Invalid, "上传没有完成，请重试")
	case b.Size > d.limit:
		return Blob{}, errs.New(errs.TooLarge, "文件超过%d MB，请压缩或拆分后再传", d.limit>>20)
	case b.Size == 0:
		return Blob{}, errs.New(errs.Invalid, "文件是空的")
	}
	b.SHA256, b.head = hex.EncodeToString(sum.Sum(nil)), head.b
	if err := f.Sync(); err != nil {
		return Blob{}, errs.Wrap(err, errs.Unavailable, "存不了附件，请检查磁盘空间")
	}
	return b, d.place(f.Name(), b.SHA256)
}

// place gives the upload its lasting name. A content that is there already is replaced by its equal: that makes it young
// again for Sweep, and whole again should the disk have spoilt it.
func (d *Dir) place(from, sum string) error {
	d.lock.RLock()
	defer d.lock.RUnlock()
	to := d.path(sum)
	dir := filepath.Dir(to)
	err := os.MkdirAll(dir, 0o750)
	if err == nil {
		err = os.Rename(from, to)
	}
	if err == nil {
		err = errors.Join(syncDir(dir), syncDir(d.root))
	}
	return errs.Wrap(err, errs.Unavailable, "存不了附件，请检查磁盘空间")
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func (d *Dir) path(sum string) string { return filepath.Join(d.root, sum[:2], sum[2:]) }

func (d *Dir) has(sum string) bool {
	if !validSum(sum) {
		return false
	}
	_, err := os.Stat(d.path(sum))
	return err == nil
}

func validSum(sum string) bool {
	raw, err := hex.DecodeString(sum)
	return err == nil && len(raw) == sha256.Size
}

// Read opens the content of a file that the caller may see.
func (d *Dir) Read(f *File) (*os.File, error) {
	if !validSum(f.SHA256) {
		return nil, errs.New(errs.Internal, "附件“%s”的记录已损坏", f.Name)
	}
	r, err := os.Open(d.path(f.SHA256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Wrap(err, errs.NotFound, "附件“%s”的内容不在了，请联系管理员从备份恢复", f.Name)
	}
	return r, errs.Wrap(err, errs.Internal, "附件“%s”读不出", f.Name)
}

// Sweep removes contents that no row names, and uploads that broke off, when they are older than before. It gives the
// number of files removed.
func (d *Dir) Sweep(ctx context.Context, q db.Queryer, before time.Time) (n int, err error) {
	used, err := sums(ctx, q)
	if err != nil {
		return 0, err
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	err = filepath.WalkDir(d.root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		dir := filepath.Base(filepath.Dir(name))
		if dir != tmp && (used[dir+e.Name()] || !validSum(dir+e.Name())) {
			return ctx.Err()
		}
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			return nil // gone meanwhile, or still young: its row may be on the way
		}
		n++
		return os.Remove(name)
	})
	return n, errs.Wrap(err, errs.Unavailable, "清理附件目录没有完成")
}

func sums(ctx context.Context, q db.Queryer) (map[string]bool, error) {
	rows, err := q.Query(ctx, "SELECT DISTINCT sha256 FROM attachment")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var sum string
		if err := rows.Scan(&sum); err != nil {
			return nil, err
		}
		out[sum] = true
	}
	return out, rows.Err()
}

// untilDone stops reading when the context ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

// Read reads on while the context lives.
func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// firstBytes keeps the beginning of what is written, by which the media type is told.
type firstBytes struct{ b []byte }

const headSize = 512

// Write keeps what still fits.
func (h *firstBytes) Write(p []byte) (int, error) {
	if room := headSize - len(h.b); room > 0 {
		h.b = append(h.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
