package scoring

import (
	"fmt"
	"strconv"
	"strings"
)

// calculator works a printed formula out as a person would: + − × /, brackets, min, max, digits as printed.
type calculator struct{ rest string }

func work(expr string) (v float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", expr, r)
		}
	}()
	c := &calculator{strings.ReplaceAll(expr, " ", "")}
	v = c.sum()
	if c.rest != "" {
		panic("left over: " + c.rest)
	}
	return v, nil
}

func (c *calculator) take(s string) bool {
	after, ok := strings.CutPrefix(c.rest, s)
	if ok {
		c.rest = after
	}
	return ok
}

func (c *calculator) sum() float64 {
	v := c.product()
	for {
		switch {
		case c.take("+"):
			v += c.product()
		case c.take("−"):
			v -= c.product()
		default:
			return v
		}
	}
}

func (c *calculator) product() float64 {
	v := c.factor()
	for {
		switch {
		case c.take("×"):
			v *= c.factor()
		case c.take("/"):
			v /= c.factor()
		default:
			return v
		}
	}
}

func (c *calculator) factor() float64 {
	switch {
	case c.take("−"):
		return -c.product()
	case c.take("("):
		v := c.sum()
		c.must(")")
		return v
	case c.take("min("):
		a, b := c.pair()
		return min(a, b)
	case c.take("max("):
		a, b := c.pair()
		return max(a, b)
	}
	end := 0
	for end < len(c.rest) && (c.rest[end] == '.' || c.rest[end] >= '0' && c.rest[end] <= '9') {
		end++
	}
	v, err := strconv.ParseFloat(c.rest[:end], 64)
	if err != nil {
		panic("no number: " + c.rest)
	}
	c.rest = c.rest[end:]
	return v
}

func (c *calculator) must(s string) {
	if !c.take(s) {
		panic("wanted " + s + " before " + c.rest)
	}
}

func (c *calculator) pair() (a, b float64) {
	a = c.sum()
	c.must(",")
	b = c.sum()
	c.must(")")
	return a, b
}
