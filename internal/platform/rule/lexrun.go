package rule

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// maxYuan bounds amounts: whole yuan up to here are exact as IEEE doubles.
const maxYuan = 1 << 53

// maxNumber bounds the numbers that a rule may write.
const maxNumber = 1e15

// run gives the folded characters of the name characters from offset on.
func (s *source) run(offset int) []rune {
	var run []rune
	for r := s.peek(offset); r >= 0 && nameRune(r); r = s.peek(offset + len(run)) {
		run = append(run, r)
	}
	return run
}

// lexRun reads name characters that may hold several words: Chinese is written without blanks, as in 已开工且未入库.
func (s *source) lexRun() error {
	run := s.run(0)
	s.dead = make([]bool, len(run)+1)
	sizes, ok := s.split(run, 0, false)
	if slices.Reverse(sizes); !ok {
		sizes = s.guess(run)
	}
	for _, n := range sizes {
		from, word := s.pos, string(run[:n])
		run, s.pos = run[n:], s.pos+n
		if op := operatorWord(word); op != "" {
			s.add(tokOperator, from, op)
		} else {
			s.add(tokName, from, word)
		}
	}
	return nil
}

// split cuts a run from its i-th character into known words, longest first, such that no two names touch. The sizes come
// last word first.
func (s *source) split(run []rune, i int, afterName bool) (sizes []int, ok bool) {
	if i == len(run) {
		return nil, true
	}
	longest := min(len(run)-i, max(s.vars.longest, 16)) // no word of the language has more than 16 characters
	for n := longest; n > 0; n-- {
		word := string(run[i : i+n])
		if !s.known(word) {
			continue
		}
		name := operatorWord(word) == ""
		english := !name && run[i] < 0x80 && n < len(run) // needs blanks around it
		if afterName && name || english || s.dead[i+n] {
			continue
		}
		if rest, ok := s.split(run, i+n, name); ok {
			return append(rest, n), true
		}
	}
	if !afterName {
		s.dead[i] = true
	}
	return nil, false
}

// guess cuts a run with an unknown word, so that the error names only that word: known names and operators at the front
// are cut off.
func (s *source) guess(run []rune) []int {
	var sizes []int
	value := len(s.tokens) > 0 && endsValue(s.tokens[len(s.tokens)-1])
	for len(run) > 0 {
		n := s.operatorAt(run, value)
		for m := min(len(run)-1, s.vars.longest); n == 0 && !value && m > 0; m-- {
			if s.vars.index[string(run[:m])] != nil && s.operatorAt(run[m:], true) > 0 {
				n = m
			}
		}
		if n == 0 || n == len(run) {
			break
		}
		sizes, run, value = append(sizes, n), run[n:], !value && operatorWord(string(run[:n])) == ""
	}
	return append(sizes, len(run))
}

// operatorAt gives the length of the operator at the head of a run: 非 before a value, one that joins after it.
func (s *source) operatorAt(run []rune, afterValue bool) int {
	for n := min(3, len(run)); n > 0; n-- {
		if op := operatorWord(string(run[:n])); op != "" && run[0] >= 0x80 && afterValue == (op != "not") {
			return n
		}
	}
	return 0
}

// endsValue reports whether an operand is complete after t, so that an operator must follow.
func endsValue(t token) bool {
	return t.kind != tokOperator || t.text == ")" || t.text == "]"
}

// unitYuan gives the yuan of a unit of money, nil for other words.
func unitYuan(word string) *big.Rat {
	yuan := int64(0)
	switch strings.TrimSuffix(word, "元") {
	case "":
		yuan = 1
	case "千":
		yuan = 1e3
	case "万":
		yuan = 1e4
	case "十万":
		yuan = 1e5
	case "百万":
		yuan = 1e6
	case "千万":
		yuan = 1e7
	case "亿":
		yuan = 1e8
	case "十亿":
		yuan = 1e9
	case "百亿":
		yuan = 1e10
	case "千亿":
		yuan = 1e11
	case "万亿":
		yuan = 1e12
	default:
		return nil
	}
	return big.NewRat(yuan, 1)
}

// unitAt finds the longest unit of money at the head of a run; what follows must be nothing or an operator.
func (s *source) unitAt(run []rune) (yuan *big.Rat, size int, ok bool) {
	for n := min(3, len(run)); n >= 0; n-- {
		var y *big.Rat
		if n > 0 {
			if y = unitYuan(string(run[:n])); y == nil {
				continue
			}
		}
		if n == len(run) || s.operatorAt(run[n:], true) > 0 {
			return y, n, true
		}
	}
	return nil, 0, false
}

// lexNumber reads a number with its unit of money or percent sign, or a name that begins with a digit.
func (s *source) lexNumber() error {
	from := s.pos
	if run := s.run(0); s.vars.index[string(run)] != nil {
		return s.lexRun()
	}
	var digits strings.Builder
	for r := s.peek(0); isDigit(r) || r == '.' && isDigit(s.peek(1)) && !strings.Contains(digits.String(), "."); r = s.peek(0) {
		digits.WriteRune(r)
		s.pos++
	}
	t := token{kind: tokNumber, from: from}
	run := s.run(0)
	yuan, size, ok := s.unitAt(run)
	if !ok {
		return s.errorf(s.pos, s.pos+len(run), "不认识的单位“%s”，金额的单位是 元、万元、亿元，其他数不写单位", clip(string(run)))
	}
	s.pos += size
	blanks := 0
	for r := s.peek(0); len(run) == 0 && r == ' '; r = s.peek(blanks) {
		blanks++
	}
	if len(run) == 0 && s.peek(blanks) == '%' {
		t.percent = true
		s.pos += blanks + 1
	} else if word := s.run(blanks); blanks > 0 && len(word) > 0 && s.vars.index[string(word)] == nil {
		if yuan = unitYuan(string(word)); yuan != nil {
			s.pos += blanks + len(word)
		}
	}
	t.to, t.money = s.pos, yuan != nil
	s.tokens = append(s.tokens, t)
	return s.number(&s.tokens[len(s.tokens)-1], digits.String(), yuan)
}

// number fills in the value of a number token.
func (s *source) number(t *token, digits string, yuan *big.Rat) error {
	if yuan != nil {
		amount, _ := new(big.Rat).SetString(digits)
		if amount = amount.Mul(amount, yuan); !amount.IsInt() {
			return s.errorf(t.from, t.to, "金额只到元，请写整元")
		}
		if t.num, _ = amount.Float64(); t.num > maxYuan {
			return s.errorf(t.from, t.to, "金额太大，最多9000万亿元")
		}
		return nil
	}
	if t.percent {
		digits += "e-2"
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || v > maxNumber {
		return s.errorf(t.from, t.to, "数太大，最多1000万亿")
	}
	t.num = v
	return nil
}
