package matching

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// state is what a firm has gathered at the nodes.
type state struct {
	x     *Index
	parts map[int32][]Part
	end   map[int32]int // where the last word found at a node ended, in the field under way
	found map[*word]bool
	pairs map[pair]bool
}

// Match gives the nodes at which the firm scores at least least, the best first.
func (x *Index) Match(f *Firm, least float64) []Match {
	s := &state{x: x, parts: map[int32][]Part{}, found: map[*word]bool{}, pairs: map[pair]bool{}}
	s.field(ByProduct, f.Products)
	s.field(ByBusiness, f.Business)
	s.field(ByName, f.Name)
	s.near()
	s.within(f.Products)
	s.code(f.Code)
	s.loosely()
	return s.rank(f, least)
}

// field gathers the words of a text. A word counts once for a node however often it stands, and a word inside a longer one of
// the same node does not count again.
func (s *state) field(kind, text string) {
	if text == "" {
		return
	}
	runes := []rune(plain(text))
	s.end = map[int32]int{}
	worth := fieldWeight[kind]
	s.x.scan(runes, func(w *word, at int) {
		known := s.found[w]
		s.found[w] = true
		for _, p := range w.at {
			if at < s.end[p.node] {
				continue
			}
			s.end[p.node] = at + len(w.runes)
			if !known {
				s.parts[p.node] = append(s.parts[p.node], Part{kind, w.text, p.value(w) * worth})
			}
		}
	})
	if kind != ByName {
		for _, p := range pairsOf(runes) {
			s.pairs[p] = true
		}
	}
}

// near gathers the words of which most pairs stand in the text, though not the word itself.
func (s *state) near() {
	mass := map[int32]float64{}
	for p := range s.pairs {
		for _, i := range s.x.byPair[p] {
			mass[i] += s.x.pairMass[p]
		}
	}
	for i, m := range mass {
		w := s.x.words[i]
		if share := m / w.mass; share >= nearShare && !s.found[w] {
			for _, p := range w.at {
				if p.learned {
					continue
				}
				s.parts[p.node] = append(s.parts[p.node], Part{ByNear, w.text, p.weight * w.worth * min(share, 1) * nearFactor})
			}
		}
	}
}

// within gathers the words of which a product of the firm is a part: 线路板 of 印制线路板.
func (s *state) within(products string) {
	for _, item := range Split(products) {
		item = plain(bare(item))
		runes := []rune(item)
		if len(runes) < 3 {
			continue
		}
		for _, i := range s.x.byPair[pair{runes[0], runes[1]}] {
			w := s.x.words[i]
			if s.found[w] || len(w.runes) <= len(runes) || !strings.Contains(w.text, item) {
				continue
			}
			s.found[w] = true
			for _, p := range w.at {
				if !p.learned {
					s.parts[p.node] = append(s.parts[p.node], Part{ByNear, item, p.weight * inside * lengthWeight(len(runes)) / math.Sqrt(float64(len(w.at)))})
				}
			}
		}
	}
}

// loosely gathers single pairs of characters, at nodes where nothing else was found.
func (s *state) loosely() {
	type trace struct {
		value float64
		text  []string
	}
	traces := map[int32]*trace{}
	for p := range s.pairs {
		nodes := s.x.atPair[p]
		rare := 1 - math.Log(float64(len(nodes)+1))/math.Log(float64(len(s.x.nodes)+2))
		for _, n := range nodes {
			if len(s.parts[n]) > 0 {
				continue
			}
			if traces[n] == nil {
				traces[n] = &trace{}
			}
			traces[n].value += loose * rare
			traces[n].text = append(traces[n].text, string(p[:]))
		}
	}
	for n, t := range traces {
		slices.Sort(t.text)
		s.parts[n] = append(s.parts[n], Part{ByNear, strings.Join(t.text, "、"), min(t.value, looseMost)})
	}
}

// code gathers the nodes whose codes agree, each by its longest agreement.
func (s *state) code(code string) {
	code = digits(code)
	done := map[int32]bool{}
	for n := min(len(code), 4); n >= 2; n-- {
		nodes := s.x.byCode[code[:n]]
		if len(nodes) == 0 {
			continue
		}
		for _, node := range nodes {
			if !done[node] {
				done[node] = true
				s.parts[node] = append(s.parts[node], Part{ByCode, code[:n], codeWeight(n) / math.Sqrt(float64(min(len(nodes), 9)))})
			}
		}
	}
}

func digits(code string) string {
	for len(code) > 0 && (code[0] < '0' || code[0] > '9') {
		code = code[1:]
	}
	return code
}

func (s *state) rank(f *Firm, least float64) []Match {
	out := make([]Match, 0, len(s.parts))
	best, bestOf := 0.0, map[string]float64{}
	for node, parts := range s.parts {
		n := &s.x.nodes[node]
		m := Match{Node: int(node), Parts: parts}
		slices.SortFunc(m.Parts, func(a, b Part) int { return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Text, b.Text)) })
		for _, p := range m.Parts {
			m.Evidence += p.Value
		}
		switch {
		case f.Group == "" || n.Group == "":
		case f.Group == n.Group:
			m.Evidence *= sameChain
		default:
			m.Evidence *= otherChain
		}
		if f.Stream != "" && n.Stream != "" && f.Stream != n.Stream {
			m.Evidence *= otherStream
		}
		best, bestOf[n.Group] = max(best, m.Evidence), max(bestOf[n.Group], m.Evidence)
		out = append(out, m)
	}
	kept := out[:0]
	for _, m := range out {
		rival := max(bestOf[s.x.nodes[m.Node].Group], abroad*best)
		m.Score = (1 - math.Exp(-m.Evidence/scale)) * math.Pow(m.Evidence/rival, rivalry)
		if m.Score >= least && m.Score > 0 {
			kept = append(kept, m)
		}
	}
	slices.SortFunc(kept, func(a, b Match) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Node, b.Node)) })
	return kept
}

// value is what the word adds at the node when it is found in a list of products.
func (p posting) value(w *word) float64 {
	if p.learned {
		return p.weight * learnedWord
	}
	return p.weight * w.worth
}
