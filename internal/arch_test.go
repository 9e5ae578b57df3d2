// Package internal_test holds the rules of the architecture, executable. Each rule says why it is there.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/journal"
)

// source is one Go file of the product, tests apart.
type source struct {
	dir, path string // relative to the repository's root
	file      *ast.File
	lines     int
	text      string
}

func sources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	fset := token.NewFileSet()
	var out []source
	for _, root := range []string{"../cmd", "."} {
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			f, err := parser.ParseFile(fset, p, b, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel := path.Clean("internal/" + filepath.ToSlash(p))
			out = append(out, source{dir: path.Dir(rel), path: rel, file: f, lines: strings.Count(string(b), "\n"), text: string(b)})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return fset, out
}

// levels are the floors of the house, from the ground up. A package imports only floors below its own, so that every
// dependency can be read in one direction; areas of one floor do not know each other.
var levels = [][]string{
	{"platform"},
	{"insight"}, // pure mathematics
	{"org"},
	{"formula"}, // definitions over lists that are handed to it
	{"enterprise", "park"},
	{"chain"},
	{"project"},
	{"gap"},
	{"target"},
	{"lead", "talent", "policy"},
	{"indicator", "ticket", "task"},
	{"meeting", "visit"},
	{"review", "view", "score", "forecast", "checkup", "cadence", "tour", "burden"},
	{"importing"},
	{"catalog"},
	{"report", "desk", "atlas", "handover", "backtrack"},
	{"studio"},
	{"demo"},
	{"config"},
	{"web", "api"},
	{"server"},
	{"cli"},
	{"cmd"},
	{"e2e"},
}

func level(dir string) (int, string) {
	first := strings.Split(strings.TrimPrefix(dir, "internal/"), "/")[0]
	for i, names := range levels {
		if slices.Contains(names, first) {
			return i, first
		}
	}
	return -1, first
}

func TestImportsRunDownhill(t *testing.T) {
	_, files := sources(t)
	for _, s := range files {
		from, own := level(s.dir)
		if from < 0 {
			t.Errorf("%s stands on no floor: name it in levels", s.dir)
			continue
		}
		for _, imp := range s.file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			target, ours := strings.CutPrefix(name, "lianzhang/")
			if !ours {
				continue
			}
			if to, other := level(target); to > from || to == from && other != own {
				t.Errorf("%s imports %s, which stands as high or higher", s.path, target)
			}
		}
	}
}

// TestSpecialImports: one package opens databases, a few speak HTTP, so that an area can be tested without either.
func TestSpecialImports(t *testing.T) {
	_, files := sources(t)
	homes := map[string][]string{
		"database/sql":  {"internal/platform/db"},
		"net/http":      {"internal/web", "internal/api", "internal/server", "internal/platform/notify"},
		"html/template": {"internal/web"},
		"encoding/gob":  {},
		"unsafe":        {},
	}
	for _, s := range files {
		for _, imp := range s.file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			allowed, special := homes[name]
			if special && !slices.ContainsFunc(allowed, func(home string) bool { return s.dir == home || strings.HasPrefix(s.dir, home+"/") }) {
				t.Errorf("%s imports %s, which belongs to %v alone", s.path, name, allowed)
			}
		}
	}
}

// TestSizes keeps rooms small enough to be read in one sitting.
func TestSizes(t *testing.T) {
	fset, files := sources(t)
	var fileLines, funcLines []int
	for _, s := range files {
		fileLines = append(fileLines, s.lines)
		if s.lines > 600 {
			t.Errorf("%s has %d lines; 600 at most", s.path, s.lines)
		}
		for _, d := range s.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
			funcLines = append(funcLines, n)
			if n > 120 {
				t.Errorf("%s: %s has %d lines; 120 at most", s.path, fn.Name.Name, n)
			}
		}
	}
	sort.Ints(fileLines)
	sort.Ints(funcLines)
	median, p95 := fileLines[len(fileLines)/2], funcLines[len(funcLines)*95/100]
	if median > 130 {
		t.Errorf("the median file has %d lines; 130 at most", median)
	}
	if p95 > 60 {
		t.Errorf("the 95th percentile of functions has %d lines; 60 at most", p95)
	}
	t.Logf("%d files, median %d lines; %d functions, p95 %d lines", len(fileLines), median, len(funcLines), p95)
}

// TestDocs: every package and every exported name says what it is.
func TestDocs(t *testing.T) {
	_, files := sources(t)
	documented := map[string]bool{}
	for _, s := range files {
		documented[s.dir] = documented[s.dir] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: exported %s has no comment", s.path, name)
			}
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

func undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && spec.Doc == nil && d.Doc == nil && spec.Comment == nil {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					if n.IsExported() && spec.Doc == nil && d.Doc == nil && spec.Comment == nil {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

func receiver(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// TestHabits: time from one place, no init, no drawer for odds and ends.
func TestHabits(t *testing.T) {
	_, files := sources(t)
	for _, s := range files {
		if slices.Contains([]string{"utils", "util", "common", "models", "helpers", "misc"}, path.Base(s.dir)) {
			t.Errorf("%s: a package is named after what it is for", s.dir)
		}
		if strings.Contains(s.text, "time.Now(") && s.dir != "internal/platform/clock" {
			t.Errorf("%s asks the machine for the time; only clock may", s.path)
		}
		if regexp.MustCompile(`TODO|FIXME|XXX|not implemented|未实现`).MatchString(s.text) {
			t.Errorf("%s: unfinished work", s.path)
		}
		for _, d := range s.file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s has an init: start-up has one order, in server", s.path)
			}
		}
	}
}

// TestNothingMutableAtPackageLevel: two Apps may live in one process, as in tests.
func TestNothingMutableAtPackageLevel(t *testing.T) {
	_, files := sources(t)
	vars := map[string]map[string]bool{}
	for _, s := range files {
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				for _, n := range spec.(*ast.ValueSpec).Names {
					if vars[s.dir] == nil {
						vars[s.dir] = map[string]bool{}
					}
					vars[s.dir][n.Name] = true
				}
			}
		}
	}
	for _, s := range files {
		for _, d := range s.file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			local := locals(fn)
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				for _, target := range assigned(n) {
					if name := rootName(target); name != "_" && vars[s.dir][name] && !local[name] {
						t.Errorf("%s: %s changes the package's %s", s.path, fn.Name.Name, name)
					}
				}
				return true
			})
		}
	}
}

func assigned(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	}
	return nil
}

func rootName(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// locals are the names that the function itself declares; one that shadows a package's variable is its own.
func locals(fn *ast.FuncDecl) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, e := range n.Lhs {
					out[rootName(e)] = true
				}
			}
		case *ast.Field:
			for _, name := range n.Names {
				out[name.Name] = true
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				out[name.Name] = true
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				for _, e := range []ast.Expr{n.Key, n.Value} {
					if e != nil {
						out[rootName(e)] = true
					}
				}
			}
		}
		return true
	})
	return out
}

var (
	sqlText   = regexp.MustCompile(`(?i)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)
	forbidden = regexp.MustCompile(`(?i)\bILIKE\b|::|= ANY|\bFOR UPDATE\b|\bEXTRACT\s*\(|->>|\bSERIAL\b|\bIDENTITY\b|\bALTER TYPE\b`)
	writes    = regexp.MustCompile(`(?i)^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)`)
)

// TestSQL: one text for both engines, and no write behind the journal's back.
func TestSQL(t *testing.T) {
	fset, files := sources(t)
	branches := 0
	for _, s := range files {
		if s.dir != "internal/platform/db" {
			branches += len(regexp.MustCompile(`(==|!=) db\.(SQLite|Postgres)\b|case db\.(SQLite|Postgres)\b`).FindAllString(s.text, -1))
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			at := fmt.Sprint(s.path, ":", fset.Position(lit.Pos()).Line)
			if sqlText.MatchString(text) && forbidden.MatchString(text) {
				t.Errorf("%s: %q runs on one engine only", at, forbidden.FindString(text))
			}
			if m := writes.FindStringSubmatch(text); m != nil && s.dir != "internal/platform/db" && journal.Journalled(m[1]) {
				t.Errorf("%s writes %s without a trace in the journal; use Table", at, m[1])
			}
			return true
		})
	}
	if branches > 8 {
		t.Errorf("%d branches on the engine outside db; 8 at most", branches)
	}
}
