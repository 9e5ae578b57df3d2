package attach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
)

// Check is a journal.Check: it reads the contents of all attached files and compares them with the hashes in their rows,
// which the journal protects.
func (d *Dir) Check(ctx context.Context, q db.Queryer, report func(journal.Finding)) error {
	rows, err := q.Query(ctx, "SELECT id, name, size, sha256, created_at FROM attachment ORDER BY sha256, id")
	if err != nil {
		return err
	}
	defer rows.Close()
	var last, verdict string
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.ID, &f.Name, &f.Size, &f.SHA256, &f.CreatedAt); err != nil {
			return err
		}
		if f.SHA256 != last { // rows that share a content stand together
			last = f.SHA256
			if verdict, err = d.hash(ctx, &f); err != nil {
				return err
			}
		}
		if verdict == f.SHA256 {
			continue
		}
		kind, what := journal.FileChanged, "内容被改动"
		if verdict == "" {
			kind, what = journal.FileMissing, "内容被删除"
		}
		report(journal.Finding{Kind: kind, Table: "attachment", RowID: f.ID, Column: "sha256", Seq: -1, SeqTo: -1, Logged: f.SHA256, Stored: verdict,
			Text: fmt.Sprintf("附件“%s”（%s，%s上传）%s", f.Name, f.ID, clock.FromMicro(f.CreatedAt).Format("2006-01-02 15:04"), what)})
	}
	return rows.Err()
}

// hash gives the hash of the stored content; "" when there is none.
func (d *Dir) hash(ctx context.Context, f *File) (string, error) {
	r, err := d.Read(f)
	if err != nil {
		return "", nil
	}
	defer r.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, untilDone{ctx, r})
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", nil // unreadable is as good as gone
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
