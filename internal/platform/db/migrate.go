package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/pressly/goose/v3"

	"lianzhang/internal/platform/errs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date and refuses one that is newer than this program.
func (d *DB) migrate(ctx context.Context) error {
	dialect := goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.write, overlay{base: migrations, engine: d.engine})
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	stored, err := p.GetDBVersion(ctx)
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "读不出数据库的版本")
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; stored > newest {
		return errs.New(errs.Unavailable, "数据库版本%d比本程序（%d）新，请换用新程序；旧程序不能打开", stored, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return errs.Wrap(err, errs.Unavailable, "数据库升级没有完成，数据未变")
	}
	return nil
}

// overlay shows NNNN_name.sql for both engines, and NNNN_name.<engine>.sql under the plain name where they must differ.
type overlay struct {
	base   fs.FS
	engine Engine
}

// Open opens the engine's own file before the common one.
func (o overlay) Open(name string) (fs.File, error) {
	if own := strings.TrimSuffix(name, ".sql") + "." + string(o.engine) + ".sql"; name != own {
		if f, err := o.base.Open(path.Join("migrations", own)); err == nil {
			return f, nil
		}
	}
	return o.base.Open(path.Join("migrations", name))
}

// ReadDir lists each migration once, under its plain name.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(o.base, path.Join("migrations", name))
	var out []fs.DirEntry
	for _, e := range all {
		plain, engine, own := strings.Cut(strings.TrimSuffix(e.Name(), ".sql"), ".")
		if !own {
			out = append(out, e)
		} else if engine == string(o.engine) {
			out = append(out, renamed{e, plain + ".sql"})
		}
	}
	return out, err
}

type renamed struct {
	fs.DirEntry
	name string
}

// Name is the plain name.
func (r renamed) Name() string { return r.name }
