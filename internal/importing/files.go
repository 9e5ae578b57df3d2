package importing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"lianzhang/internal/platform/errs"
)

// Files keeps uploaded files by the SHA-256 of their content.
type Files interface {
	// Save stores what r gives, at most limit bytes; more is TooLarge.
	Save(ctx context.Context, r io.Reader, limit int64) (sha256 string, size int64, err error)
	// Open opens a stored file.
	Open(ctx context.Context, sha256 string) (File, error)
}

// File is a stored file, open for reading.
type File interface {
	io.ReaderAt
	io.Closer
}

// Dir keeps files in a directory of its own.
type Dir string

// Save stores a file; one that is there already is left as it is.
func (d Dir) Save(_ context.Context, r io.Reader, limit int64) (string, int64, error) {
	if err := os.MkdirAll(string(d), 0o750); err != nil {
		return "", 0, errs.Wrap(err, errs.Unavailable, "存不下文件，请检查磁盘空间和权限")
	}
	tmp, err := os.CreateTemp(string(d), "upload-*")
	if err != nil {
		return "", 0, errs.Wrap(err, errs.Unavailable, "存不下文件，请检查磁盘空间和权限")
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, errs.Wrap(err, errs.Unavailable, "文件没有传完，请重新上传")
	}
	if n > limit {
		return "", 0, errs.New(errs.TooLarge, "文件超过%d MB；请删去图片和空白行，或拆成几个文件", limit>>20)
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if err := tmp.Sync(); err != nil {
		return "", 0, errs.Wrap(err, errs.Unavailable, "存不下文件，请检查磁盘空间和权限")
	}
	if err := os.Rename(tmp.Name(), d.path(sum)); err != nil {
		return "", 0, errs.Wrap(err, errs.Unavailable, "存不下文件，请检查磁盘空间和权限")
	}
	return sum, n, nil
}

// Open opens a stored file.
func (d Dir) Open(_ context.Context, sum string) (File, error) {
	f, err := os.Open(d.path(sum))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errs.New(errs.NotFound, "上传的文件已不在服务器上，请重新上传")
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "读不出上传的文件")
	}
	return f, nil
}

func (d Dir) path(sum string) string { return filepath.Join(string(d), filepath.Base(sum)) }
