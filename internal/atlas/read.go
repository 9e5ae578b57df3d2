package atlas

import (
	"bytes"
	"embed"
	"encoding/json"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
)

//go:embed sets
var shipped embed.FS

// Shipped are the sets that come with the program, in the order of their keys. A file that cannot be read is a defect.
func Shipped() ([]Set, error) {
	names, err := fs.Glob(shipped, "sets/*.json")
	if err != nil {
		return nil, err
	}
	out := make([]Set, 0, len(names))
	for _, name := range names {
		b, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := Read(bytes.NewReader(b))
		if err != nil {
			return nil, errs.Wrap(err, errs.Internal, "清单模板%s不能用：%v", path.Base(name), err)
		}
		if s.Key+".json" != path.Base(name) {
			return nil, errs.New(errs.Internal, "清单模板%s的key是“%s”，应与文件名相同", path.Base(name), s.Key)
		}
		out = append(out, *s)
	}
	return out, nil
}

// The limits of a set.
const (
	maxSheets  = 30
	maxColumns = 40
	maxSet     = 1 << 20 // bytes
)

var (
	keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	modes   = []string{"strength", "gap", "risk", "invest", "route"}
	// taken are words that stand in addresses where keys do.
	taken = []string{"lists", "adopt", "check", "export", "retire", "new"}
)

// Read reads a set and checks its form; whether its expressions hold is Compile's business.
func Read(r io.Reader) (*Set, error) {
	d := json.NewDecoder(io.LimitReader(r, maxSet))
	d.DisallowUnknownFields()
	var s Set
	if err := d.Decode(&s); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "不是清单模板：%v", err)
	}
	var bad errs.Fields
	if !keyForm.MatchString(s.Key) || slices.Contains(taken, s.Key) {
		bad.Add("key", "key要用小写字母、数字和-，最多40个")
	}
	if strings.TrimSpace(s.Name) == "" {
		bad.Add("name", "填写名称")
	}
	if len(s.Sheets) == 0 || len(s.Sheets) > maxSheets {
		bad.Add("sheets", "要有1到%d张图和清单", maxSheets)
	}
	seen := map[string]bool{}
	for i := range s.Sheets {
		sh := &s.Sheets[i]
		at := "sheets." + sh.Key
		if seen[sh.Key] {
			bad.Add(at, "key“%s”重复", sh.Key)
		}
		seen[sh.Key] = true
		sh.form(&bad, at)
	}
	return &s, bad.Err()
}

// form checks what can be checked of a sheet without the records.
func (s *Sheet) form(bad *errs.Fields, at string) {
	if !keyForm.MatchString(s.Key) || slices.Contains(taken, s.Key) {
		bad.Add(at, "key要用小写字母、数字和-，最多40个")
	}
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" {
		bad.Add(at+".name", "填写名称")
	}
	switch s.Kind {
	case MapSheet:
		if !slices.Contains(modes, s.Mode) {
			bad.Add(at+".mode", "图的方式只能是%s", strings.Join(modes, "、"))
		}
		if s.Record != "" || s.Filter != "" || s.Columns != nil {
			bad.Add(at, "图没有条件和列")
		}
	case ListSheet:
		if len(s.Columns) == 0 || len(s.Columns) > maxColumns {
			bad.Add(at+".columns", "要有1到%d列", maxColumns)
		}
		if s.Mode != "" {
			bad.Add(at+".mode", "清单没有方式")
		}
	default:
		bad.Add(at+".kind", "只能是map或list")
	}
}
