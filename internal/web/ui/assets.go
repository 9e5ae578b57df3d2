package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed all:static
var static embed.FS

// Prefix is the path under which Assets answers.
const Prefix = "/static/"

// cssParts are joined into app.css in this order; tokens.css declares the layers.
func cssParts() []string {
	return []string{"tokens", "base", "shell", "controls", "table", "states", "light", "progress", "figures", "clocks", "work",
		"plan", "map", "mapedit", "chainmap", "targets", "scores", "tours", "sheet", "document", "forms", "narrow", "wall", "print"}
}

// vendored are the browser libraries that the npm step puts under static/vendor.
func vendored() []string {
	return []string{"vendor/htmx.min.js", "vendor/echarts.esm.min.js", "vendor/sortable.min.js"}
}

// Assets are the browser files, embedded, addressed by their content and compressed once.
type Assets struct {
	byName map[string]*asset // "js/app.js"
	byPath map[string]*asset // "js/app.0a1b2c3d4e5f.js"
}

type asset struct {
	path string // with the hash, below Prefix
	kind string // content type
	hash string
	data []byte
	gz   func() []byte // nil when packing gains nothing
}

// NewAssets reads the embedded browser files.
func NewAssets() (*Assets, error) {
	dir, err := fs.Sub(static, "static")
	if err != nil {
		return nil, err
	}
	return loadAssets(dir)
}

func loadAssets(dir fs.FS) (*Assets, error) {
	a := &Assets{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	var css []byte
	for _, part := range cssParts() {
		b, err := fs.ReadFile(dir, "css/"+part+".css")
		if err != nil {
			return nil, fmt.Errorf("ui: %w", err)
		}
		css = append(append(css, b...), '\n')
	}
	a.add("app.css", css)
	var scripts []string
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir(), path.Dir(name) == "css", strings.HasPrefix(d.Name(), "."):
			return nil
		case path.Dir(name) == "js":
			scripts = append(scripts, name)
			return nil
		}
		b, err := fs.ReadFile(dir, name)
		if err == nil {
			a.add(name, b)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ui: %w", err)
	}
	for _, name := range scripts {
		if err := a.addModule(dir, name, nil); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) add(name string, data []byte) *asset {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	f := &asset{data: data, hash: hex.EncodeToString(sum[:6]), kind: mime.TypeByExtension(ext)}
	if ext == ".js" {
		f.kind = "text/javascript; charset=utf-8" // a machine's own table may say otherwise, and modules are strict
	}
	f.path = strings.TrimSuffix(name, ext) + "." + f.hash + ext
	f.gz = packOnce(data)
	a.byName[name], a.byPath[f.path] = f, f
	return f
}

// importPath finds the file in import statements and dynamic imports of our own modules.
var importPath = regexp.MustCompile(`((?:\bfrom|\bimport)\s*\(?\s*)"(\.{1,2}/[^"]+)"`)

// addModule adds a module after the modules it imports, with their hashed addresses written into it: an import map
// would have to stand inline, which the content policy forbids.
func (a *Assets) addModule(dir fs.FS, name string, above []string) error {
	if a.byName[name] != nil {
		return nil
	}
	if slices.Contains(above, name) {
		return fmt.Errorf("ui: modules import each other in a circle: %s", strings.Join(append(above, name), " → "))
	}
	src, err := fs.ReadFile(dir, name)
	if err != nil {
		return fmt.Errorf("ui: %w", err)
	}
	var failed error
	out := importPath.ReplaceAllFunc(src, func(m []byte) []byte {
		parts := importPath.FindSubmatch(m)
		target := path.Join(path.Dir(name), string(parts[2]))
		if path.Dir(target) == "js" {
			if err := a.addModule(dir, target, append(above, name)); err != nil && failed == nil {
				failed = err
			}
		}
		f := a.byName[target]
		if f == nil { // a vendored file that is absent: the handler explains it
			return m
		}
		return fmt.Appendf(nil, "%s%q", parts[1], path.Dir(string(parts[2]))+"/"+path.Base(f.path))
	})
	if failed != nil {
		return failed
	}
	a.add(name, out)
	return nil
}

// URL gives the address of a browser file by its name below static: "app.css", "js/app.js", "vendor/htmx.min.js". A
// vendored file that was not built keeps its plain address, where the handler says what to do; another name is an error.
func (a *Assets) URL(name string) (string, error) {
	if f := a.byName[name]; f != nil {
		return Prefix + f.path, nil
	}
	if slices.Contains(vendored(), name) {
		return Prefix + name, nil
	}
	return "", fmt.Errorf("ui: no browser file %q", name)
}

// Closure gives the addresses of the files with the names and of all modules that they cannot begin without, each once.
func (a *Assets) Closure(names ...string) []string {
	var out []string
	seen := map[string]bool{}
	var add func(f *asset)
	add = func(f *asset) {
		if f == nil || seen[f.path] {
			return
		}
		seen[f.path] = true
		out = append(out, Prefix+f.path)
		if path.Ext(f.path) != ".js" || path.Dir(f.path) != "js" {
			return
		}
		for _, m := range importPath.FindAllSubmatch(f.data, -1) {
			if !strings.Contains(string(m[1]), "(") { // what is fetched only when a page shows what needs it is not among them
				add(a.byPath[path.Join("js", string(m[2]))])
			}
		}
	}
	for _, n := range names {
		add(a.byName[n])
	}
	return out
}

// Missing lists the vendored files that this build lacks, for a warning at start.
func (a *Assets) Missing() []string {
	var names []string
	for _, n := range vendored() {
		if a.byName[n] == nil {
			names = append(names, n)
		}
	}
	return names
}
