// Package attach keeps files beside records: the rows in the database and journalled, the contents on disk under the hash of
// what they hold, so that equal contents are stored once and a changed one is found.
package attach

import (
	"context"
	"path"
	"strings"
	"unicode"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// File is one attached file.
type File struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"` // with RefID: the record it hangs on
	RefID     string `db:"ref_id"`
	Name      string `db:"name"` // as uploaded, without folders
	Media     string `db:"media"`
	Size      int64  `db:"size"` // bytes
	SHA256    string `db:"sha256"`
	Label     string `db:"label"` // what it is proof of: "投资合同"
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	CreatedAt int64  `db:"created_at"`
	CreatedBy string `db:"created_by"`
	Version   int64  `db:"version"`
}

// ScopeKeys are those of the record it hangs on.
func (f *File) ScopeKeys() authz.Keys {
	return authz.Keys{Region: f.Region, Unit: f.UnitID, Chain: f.ChainID}
}

// Ref is the record it hangs on.
func (f *File) Ref() record.Ref { return record.Ref{Kind: f.Kind, ID: f.RefID} }

var files = db.NewTable[File]("attachment")

// Save hangs a stored content on the record; keys are the record's own. Contents are stored before the change begins (Put),
// because a slow upload must not hold up everybody's writes.
func (d *Dir) Save(ctx context.Context, tx *change.Tx, ref record.Ref, keys authz.Keys, name, label string, b Blob) (*File, error) {
	f := &File{ID: tx.NewID(), Kind: ref.Kind, RefID: ref.ID, Name: cleanName(name), Size: b.Size, SHA256: b.SHA256, Label: strings.TrimSpace(label),
		Region: keys.Region, UnitID: keys.Unit, ChainID: keys.Chain, CreatedAt: tx.Now, CreatedBy: tx.Actor.ID}
	f.Media = media(f.Name, b.head)
	if !d.has(b.SHA256) {
		return nil, errs.New(errs.Unavailable, "文件“%s”没有存好，请重新上传", f.Name)
	}
	return f, files.Insert(ctx, tx, f)
}

// Remove takes the file off its record. The content stays until Sweep, since other rows may share it.
func (d *Dir) Remove(ctx context.Context, tx *change.Tx, f *File) error {
	return files.Delete(ctx, tx, f)
}

// Get reads a file's row inside the scope.
func Get(ctx context.Context, q db.Queryer, scope authz.Scope, id string) (*File, error) {
	return files.Get(ctx, q, scope.On(authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}), id)
}

// List gives the files of a record that the caller may see, oldest first.
func List(ctx context.Context, q db.Queryer, ref record.Ref) ([]File, error) {
	w := new(db.Where).And("t.kind = ?", ref.Kind).And("t.ref_id = ?", ref.ID)
	return files.Select(ctx, q, w, "ORDER BY t.created_at, t.id")
}

// maxName is the length of a file's name in characters, its ending included.
const maxName = 120

// cleanName keeps the last part of a path, without what file systems and headers choke on.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`<>:"/|?*`, r) {
			return -1
		}
		return r
	}, name))
	name = strings.TrimLeft(name, ".")
	if name == "" {
		return "文件"
	}
	if r := []rune(name); len(r) > maxName {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		return string(r[:maxName-len(ext)]) + string(ext)
	}
	return name
}
