package importing

import "lianzhang/internal/platform/intake"

// The two thresholds of similarity: from the upper one on a record counts as the same, from the lower one it is pointed out.
const (
	upper = 0.92
	lower = 0.78
)

// class is a record of the file: its first row, and the copies of it.
type class struct {
	key
	first  int32 // place of its row among the entries
	copies int32
	wanted bool     // a later row may merge into it
	twin   relation // to an earlier class
	stored relation // to a record of the register
}

// relation is what a class repeats.
type relation struct {
	kind  Dup
	to    int32 // class, or place in matcher.register
	score float32
}

// strength orders relations: the stronger one is shown.
func (r relation) strength() float32 {
	rank := map[Dup]float32{Exact: 4, Same: 3, Conflict: 2, Likely: 1, RegisterExact: 4, RegisterSame: 3, RegisterConflict: 2, RegisterLikely: 1}
	return rank[r.kind] + r.score/2
}

// stored is a record of the register that the file repeats.
type stored struct {
	id, name string
}

// matcher finds what repeats what.
type matcher struct {
	keyer    *keyer
	classes  []class
	exact    map[uint64][]int32 // classes by their values
	names    map[int32][]int32  // by name
	codes    map[int32][]int32
	aliases  map[int32][]int32
	index    *nameIndex
	register []stored
}

func newMatcher(k *keyer) *matcher {
	return &matcher{keyer: k, exact: map[uint64][]int32{}, names: map[int32][]int32{}, codes: map[int32][]int32{}, aliases: map[int32][]int32{}, index: newNameIndex(k)}
}

// add gives the class of a row, and whether the row is its first.
func (m *matcher) add(k key, entry int32) (int32, bool) {
	for _, n := range m.exact[k.exact] {
		if c := &m.classes[n]; c.name == k.name && sameDays(c.days, k.days) {
			c.copies++
			return n, false
		}
	}
	n := int32(len(m.classes))
	c := class{key: k, first: entry}
	m.relate(c.key, func(other int32, r relation) {
		r.to = other
		if c.twin.kind == "" || r.strength() > c.twin.strength() {
			c.twin = r
		}
	})
	if c.twin.kind != "" {
		m.classes[c.twin.to].wanted = true
	}
	m.classes = append(m.classes, c)
	m.exact[k.exact] = append(m.exact[k.exact], n)
	if k.name != 0 {
		if m.names[k.name] == nil {
			m.index.add(k.name)
		}
		m.names[k.name] = append(m.names[k.name], n)
	}
	if k.code != 0 {
		m.codes[k.code] = append(m.codes[k.code], n)
	}
	if k.alias != 0 {
		m.aliases[k.alias] = append(m.aliases[k.alias], n)
	}
	return n, true
}

// relate calls fn with each class that resembles the key.
func (m *matcher) relate(k key, fn func(class int32, r relation)) {
	for _, n := range m.codes[k.code] {
		if k.code == 0 {
			break
		}
		kind := Same
		if c := &m.classes[n]; contradict(c.amount, k.amount) || m.strangers(c.name, k.name) {
			kind = Conflict
		}
		fn(n, relation{kind: kind, score: 1})
	}
	for _, n := range m.aliases[k.alias] {
		if k.alias != 0 && !m.other(m.classes[n].key, k) {
			fn(n, relation{kind: Same, score: 1})
		}
	}
	for _, n := range m.names[k.name] {
		if c := &m.classes[n]; k.name != 0 && !m.other(c.key, k) {
			fn(n, m.named(c.key, k))
		}
	}
	if k.name == 0 {
		return
	}
	m.index.near(m.keyer.texts[k.name], func(name int32, score float64) {
		if name == k.name {
			return
		}
		for _, n := range m.names[name] {
			c := &m.classes[n]
			if m.other(c.key, k) {
				continue
			}
			switch s := m.keyer.similarity(score, c.key, k); {
			case s >= upper && !contradict(c.amount, k.amount):
				fn(n, relation{kind: Same, score: float32(s)})
			case s >= lower:
				fn(n, relation{kind: Likely, score: float32(s)})
			}
		}
	})
}

// strangers tells that two names have next to nothing in common: then an equal code is no proof.
func (m *matcher) strangers(a, b int32) bool {
	return a != 0 && b != 0 && intake.Similar(m.keyer.texts[a], m.keyer.texts[b]) < 0.3
}

// done lets go of what only the search needed; classes and stored records stay.
func (m *matcher) done() {
	m.exact, m.names, m.codes, m.aliases, m.index = nil, nil, nil, nil, nil
	m.keyer.texts, m.keyer.ids = nil, nil
}

// named is the relation of two records with one name.
func (m *matcher) named(a, b key) relation {
	switch {
	case contradict(a.amount, b.amount):
		return relation{kind: Conflict, score: 1}
	case a.place != 0 && b.place != 0 && a.place != b.place,
		a.party != 0 && b.party != 0 && intake.Similar(m.keyer.texts[a.party], m.keyer.texts[b.party]) < 0.3:
		return relation{kind: Likely, score: 0.9}
	}
	return relation{kind: Same, score: 1}
}

// other tells that two records are certainly not one: different codes, or different firms in different places.
func (m *matcher) other(a, b key) bool {
	if a.code != 0 && b.code != 0 {
		return a.code != b.code
	}
	return a.place != 0 && b.place != 0 && a.place != b.place && a.party != 0 && b.party != 0 && a.party != b.party
}

// contradict: both amounts are known and differ by more than rounding.
func contradict(a, b int64) bool {
	if a <= 0 || b <= 0 {
		return false
	}
	return float64(max(a, b)-min(a, b)) > 0.001*float64(max(a, b))
}

// meet notes which classes a record of the register repeats.
func (m *matcher) meet(k key, r stored) {
	place := int32(-1)
	note := func(n int32, rel relation) {
		c := &m.classes[n]
		if c.stored.kind != "" && c.stored.strength() >= rel.strength() {
			return
		}
		if place < 0 {
			place = int32(len(m.register))
			m.register = append(m.register, r)
		}
		rel.to = place
		c.stored = rel
	}
	for _, n := range m.exact[k.exact] {
		if c := &m.classes[n]; c.name == k.name && sameDays(c.days, k.days) {
			note(n, relation{kind: RegisterExact, score: 1})
		}
	}
	m.relate(k, func(n int32, rel relation) {
		rel.kind = map[Dup]Dup{Same: RegisterSame, Conflict: RegisterConflict, Likely: RegisterLikely}[rel.kind]
		note(n, rel)
	})
}
