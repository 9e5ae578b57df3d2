package rule

import (
	"strings"
	"unicode"
)

// source is a rule's text on its way to a tree. Positions count characters of the text as it was written.
type source struct {
	runes  []rune
	vars   *Vars
	tokens []token
	starts []int // where each token begins in the text given to the parser, which is ASCII
	pos    int
	open   []int  // positions of the brackets that are open
	dead   []bool // dead[i]: the run of name characters being split cannot be split from its i-th character on
}

type tokenKind uint8

const (
	tokOperator tokenKind = iota // text is the operator in the parser's spelling
	tokName                      // text is the folded name
	tokQuoted                    // a name in 「」: always a variable
	tokText                      // text is the content
	tokNumber                    // num is the value
)

type token struct {
	kind     tokenKind
	from, to int
	text     string
	num      float64
	money    bool // a number with a unit of money; num is in yuan
	percent  bool // a number written with %; num is already divided
}

// operatorWord gives the parser's spelling of an operator that is written as a word.
func operatorWord(w string) string {
	switch strings.ToLower(w) {
	case "且", "并且", "and":
		return "and"
	case "或", "或者", "or":
		return "or"
	case "非", "not":
		return "not"
	case "在", "属于", "in":
		return "in"
	case "不在", "不属于":
		return "not in"
	}
	return ""
}

// literalWord reports whether w is a value or a word of the language rather than a variable.
func literalWord(w string) bool {
	switch strings.ToLower(w) {
	case "真", "假", "是", "否", "true", "false", "今天", "today", "nil", "null", "空":
		return true
	}
	return false
}

func (s *source) known(w string) bool {
	return s.vars.index[w] != nil || operatorWord(w) != "" || literalWord(w) || functionNamed(w) != nil
}

func (s *source) peek(ahead int) rune {
	if i := s.pos + ahead; i < len(s.runes) {
		return fold(s.runes[i])
	}
	return -1
}

func (s *source) add(kind tokenKind, from int, text string) {
	s.tokens = append(s.tokens, token{kind: kind, from: from, to: s.pos, text: text})
}

// lex cuts the text into tokens, or tells what does not belong to the language.
func (s *source) lex() error {
	if len(s.runes) > maxSource {
		return s.errorf(maxSource, maxSource, "规则太长，最多%d个字，请拆成几条", maxSource)
	}
	for s.pos < len(s.runes) {
		if err := s.token(); err != nil {
			return err
		}
	}
	if len(s.open) > 0 {
		at := s.open[len(s.open)-1]
		return s.errorf(at, at+1, "这个括号没有配对的另一半")
	}
	if len(s.tokens) == 0 {
		return s.errorf(0, len(s.runes), "规则是空的，请写一个条件，例如 总投资 >= 1亿元")
	}
	return nil
}

func (s *source) token() error {
	raw, r := s.runes[s.pos], s.peek(0)
	switch {
	case unicode.IsSpace(r):
		s.pos++
		return nil
	case r == '"' || r == '\'' || strings.ContainsRune("“”‘’", raw):
		return s.lexText()
	case raw == '「' || r == '`':
		return s.lexQuoted()
	case isDigit(r) || r == '.' && isDigit(s.peek(1)):
		return s.lexNumber()
	case nameRune(r) && r != unicode.ReplacementChar:
		return s.lexRun()
	}
	return s.lexOperator(r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
