package rule

import (
	"errors"
	"sort"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// operandPrefix and a token's index make the identifier that stands for a name or literal before the expr parser, so
// that no name of ours meets a keyword or builtin of expr, and every node leads back to its token.
const operandPrefix = "x"

// parse gives the tokens to the expr parser, which knows precedence and grouping.
func (s *source) parse() (ast.Node, error) {
	var b strings.Builder
	s.starts = make([]int, len(s.tokens))
	for i, t := range s.tokens {
		s.starts[i] = b.Len()
		if t.kind == tokOperator {
			b.WriteString(t.text)
		} else {
			b.WriteString(operandPrefix + strconv.Itoa(i))
		}
		b.WriteByte(' ')
	}
	tree, err := parser.Parse(b.String())
	if err == nil {
		return tree.Node, nil
	}
	at := len(s.tokens)
	var fe *file.Error
	if errors.As(err, &fe) && !strings.Contains(fe.Message, "EOF") && !strings.Contains(fe.Message, "end of") {
		at = s.tokenIndex(fe.From)
	}
	return nil, s.syntaxError(at)
}

// tokenIndex finds the token at an offset of the parser's text.
func (s *source) tokenIndex(offset int) int { return max(sort.SearchInts(s.starts, offset+1)-1, 0) }

// syntaxError says what is wrong at the i-th token, where the parser stopped.
func (s *source) syntaxError(i int) error {
	if i < 0 || i >= len(s.tokens) {
		last := s.tokens[len(s.tokens)-1]
		return s.errorf(last.to, last.to, "“%s”后面没有写完", s.written(last))
	}
	t := s.tokens[i]
	if i == 0 {
		return s.errorf(t.from, t.to, "规则不能以“%s”开头", s.written(t))
	}
	before := s.tokens[i-1]
	if endsValue(before) && (t.kind != tokOperator || t.text == "(" || t.text == "[" || t.text == "not") {
		return s.errorf(t.from, t.to, "“%s”和“%s”之间缺少运算符，例如 且、或、==", s.written(before), s.written(t))
	}
	if endsValue(before) {
		return s.errorf(t.from, t.to, "“%s”放在这里不对", s.written(t))
	}
	return s.errorf(t.from, t.to, "“%s”和“%s”之间缺少内容", s.written(before), s.written(t))
}

// written is the token as the user wrote it.
func (s *source) written(t token) string { return clip(string(s.runes[t.from:t.to])) }

// operand gives the token that an identifier of the parser stands for.
func (s *source) operand(n ast.Node) (token, bool) {
	id, ok := n.(*ast.IdentifierNode)
	if !ok {
		return token{}, false
	}
	i, err := strconv.Atoi(strings.TrimPrefix(id.Value, operandPrefix))
	if err != nil || i >= len(s.tokens) {
		return token{}, false
	}
	return s.tokens[i], true
}
