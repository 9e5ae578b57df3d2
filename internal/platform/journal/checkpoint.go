package journal

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Checkpoint is what the log was at a moment: kept outside, it proves later that nothing before it was rewritten.
type Checkpoint struct {
	Site string
	Size int64
	Root string // base64
	At   int64  // UTC microseconds
	Note string
}

// Checkpoint takes a checkpoint of the log as it is committed now, stores it and gives it for printing. When the log has not
// grown since the last one, that one is given again.
func (j *Journal) Checkpoint(ctx context.Context, c clock.Clock, site, note string) (Checkpoint, error) {
	h, err := j.Head(ctx)
	if err != nil {
		return Checkpoint{}, err
	}
	p := Checkpoint{Site: oneLine(site), Size: h.Size, Root: h.Root, At: c.Micro(), Note: oneLine(note)}
	err = j.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO journal_checkpoint (size, root, at, note) VALUES ($1, $2, $3, $4) ON CONFLICT (size) DO NOTHING",
			p.Size, p.Root, p.At, p.Note); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "SELECT at, note FROM journal_checkpoint WHERE size = $1", p.Size).Scan(&p.At, &p.Note)
	})
	return p, err
}

// Checkpoints gives the stored checkpoints, oldest first; Site is left empty.
func (j *Journal) Checkpoints(ctx context.Context) ([]Checkpoint, error) {
	return readCheckpoints(ctx, j.db)
}

func readCheckpoints(ctx context.Context, q db.Queryer) ([]Checkpoint, error) {
	rows, err := q.Query(ctx, "SELECT size, root, at, note FROM journal_checkpoint ORDER BY size")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Checkpoint
	for rows.Next() {
		var p Checkpoint
		if err := rows.Scan(&p.Size, &p.Root, &p.At, &p.Note); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

const title = "链长日志检查点"

// String gives the form for paper: the root in groups of four digits, and a check word against slips in typing it back.
func (p Checkpoint) String() string {
	root := p.hex()
	groups := make([]string, 0, len(root)/4)
	for i := 0; i+4 <= len(root); i += 4 {
		groups = append(groups, root[i:i+4])
	}
	half := len(groups) / 2
	return fmt.Sprintf("%s\n站点：%s\n时间：%s\n条数：%d\n根：%s\n　　%s\n校验：%s\n备注：%s\n", title, p.Site,
		clock.FromMicro(p.At).Format("2006-01-02 15:04:05"), p.Size, strings.Join(groups[:half], " "), strings.Join(groups[half:], " "), p.word(), p.Note)
}

func (p Checkpoint) hex() string {
	raw, _ := base64.StdEncoding.DecodeString(p.Root) // a damaged root gives another text, and is found as such
	return hex.EncodeToString(raw)
}

func (p Checkpoint) word() string {
	sum := sha256.Sum256([]byte(strconv.FormatInt(p.Size, 10) + "\n" + p.hex()))
	return hex.EncodeToString(sum[:3])
}

// ParseCheckpoint reads the form back, typed or scanned: spacing, width and case of the signs do not matter.
func ParseCheckpoint(text string) (Checkpoint, error) {
	var p Checkpoint
	var root, word, at, field string
	found := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		found = found || line == title
		key, val, ok := cutField(line)
		switch {
		case ok:
			field = key
		case field == "根": // its second line
			val = line
		default:
			continue
		}
		plain := strings.ToLower(strings.Join(strings.Fields(width.Narrow.String(val)), ""))
		switch field {
		case "站点":
			p.Site = val
		case "备注":
			p.Note = val
		case "时间":
			at = width.Narrow.String(val)
		case "条数":
			p.Size, _ = strconv.ParseInt(plain, 10, 64)
			if strconv.FormatInt(p.Size, 10) != plain || p.Size < 0 {
				return Checkpoint{}, badPoint("条数看不懂：%s", val)
			}
		case "根":
			root += plain
		case "校验":
			word = plain
		}
	}
	raw, err := hex.DecodeString(root)
	if !found || err != nil || len(raw) != hashSize {
		return Checkpoint{}, badPoint("缺少标题“%s”，或“根”不是64位十六进制数", title)
	}
	p.Root = b64(raw)
	if p.word() != word {
		return Checkpoint{}, badPoint("校验码不符，请核对条数和根有没有抄错")
	}
	if p.At, err = parseAt(at); err != nil {
		return Checkpoint{}, badPoint("时间看不懂：%s", at)
	}
	return p, nil
}

// cutField parts "条数：12" at the first colon of either width.
func cutField(line string) (key, val string, ok bool) {
	i := strings.IndexAny(line, ":：")
	if i < 0 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(line[i:])
	return strings.TrimSpace(line[:i]), strings.TrimSpace(line[i+n:]), true
}

func parseAt(text string) (int64, error) {
	t, err := time.ParseInLocation(time.DateTime, strings.Join(strings.Fields(text), " "), clock.Zone)
	return t.UnixMicro(), err
}

func badPoint(format string, args ...any) error {
	return errs.New(errs.Invalid, "不是有效的日志检查点："+format, args...)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
