package industry

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"lianzhang/internal/platform/number"
)

//go:embed 2017.txt
var text2017 string

//go:embed 2011.txt
var text2011 string

// edition is one edition of the standard; nothing changes it once it is read.
type edition struct {
	list   []Class // in the standard's order
	byCode map[string]Class
	byName map[string][]Class // by plain name, in the standard's order
}

var (
	edition2017 = sync.OnceValue(func() *edition { return read(text2017) })
	edition2011 = sync.OnceValue(func() *edition { return read(text2011) })
)

func read(text string) *edition {
	e := &edition{byCode: map[string]Class{}, byName: map[string][]Class{}}
	section := ""
	for line := range strings.Lines(text) {
		code, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || code == "#" {
			continue
		}
		if letter(code) {
			section = code
		}
		c := Class{Code: code, Name: name, Section: section}
		e.list = append(e.list, c)
		e.byCode[code] = c
		e.byName[plain(name)] = append(e.byName[plain(name)], c)
	}
	return e
}

// letter reports whether code is that of a section.
func letter(code string) bool { return len(code) == 1 && code[0] >= 'A' && code[0] <= 'Z' }

func (e *edition) lookup(code string) (Class, bool) {
	code = strings.ToUpper(number.Tidy(code))
	if c, ok := e.byCode[code]; ok {
		return c, true
	}
	if len(code) < 3 || !letter(code[:1]) {
		return Class{}, false
	}
	c, ok := e.byCode[strings.TrimSpace(code[1:])]
	if !ok || c.Section != code[:1] {
		return Class{}, false
	}
	return c, true
}

// named gives the entries of a plain name, the deepest first.
func (e *edition) named(name string) []Class {
	out := slices.Clone(e.byName[name])
	slices.SortStableFunc(out, func(a, b Class) int { return b.Level() - a.Level() })
	return out
}
