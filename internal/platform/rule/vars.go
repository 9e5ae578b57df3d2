package rule

import "fmt"

// Var is a variable: a column of a list.
type Var struct {
	Name    string            // by which a Row gives its value
	Label   string            // Chinese, as in the list's head
	Aliases []string          // further names by which a rule may call it
	Type    Type              //
	SQL     string            // expression, NULL when missing; an empty text counts as missing too
	Enum    map[string]string // label → code of a coded Text; rules are written with labels, values are codes
}

// code gives the code of a label or code; ok is false when the variable has no such value.
func (v *Var) code(text string) (code string, ok bool) {
	if code, ok = v.Enum[text]; ok {
		return code, true
	}
	for _, c := range v.Enum {
		if c == text {
			return c, true
		}
	}
	return "", false
}

// label gives the label of a code; of several labels the shortest, so that text is stable.
func (v *Var) label(code string) string {
	best := ""
	for l, c := range v.Enum {
		if c == code && (best == "" || len(l) < len(best) || len(l) == len(best) && l < best) {
			best = l
		}
	}
	if best == "" {
		return code
	}
	return best
}

// Vars is a set of variables, found by name, label or alias.
type Vars struct {
	list    []*Var
	index   map[string]*Var
	longest int // characters of the longest name
}

// NewVars makes a set. It panics when two variables share a name, label or alias, or when one has no name.
func NewVars(vars ...Var) *Vars {
	vs := &Vars{index: make(map[string]*Var, 2*len(vars))}
	for i := range vars {
		v := vars[i]
		if v.Name == "" {
			panic("rule: a variable without a name")
		}
		if v.Label == "" {
			v.Label = v.Name
		}
		vs.list = append(vs.list, &v)
		for _, name := range append([]string{v.Name, v.Label}, v.Aliases...) {
			key := foldText(name)
			if old := vs.index[key]; old != nil && old != &v {
				panic(fmt.Sprintf("rule: %q names two variables, %s and %s", name, old.Name, v.Name))
			}
			vs.index[key] = &v
			vs.longest = max(vs.longest, len([]rune(key)))
		}
	}
	return vs
}

// Lookup finds a variable by name, label or alias.
func (vs *Vars) Lookup(name string) (Var, bool) {
	if v := vs.index[foldText(name)]; v != nil {
		return *v, true
	}
	return Var{}, false
}

// All are the variables in the order given.
func (vs *Vars) All() []Var {
	out := make([]Var, len(vs.list))
	for i, v := range vs.list {
		out[i] = *v
	}
	return out
}
