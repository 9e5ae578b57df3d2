package importing

import (
	"math"

	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

// key is what two records are compared by.
type key struct {
	exact  uint64 // over all values, dates by month
	days   uint64 // the days of dates: 2025-03 equals 2025-03-15, but 2025-03-02 does not
	name   int32  // numbers of interned texts; 0 = absent
	code   int32
	alias  int32
	party  int32
	place  int32
	amount int64
}

// keyer makes keys of rows; it interns their texts.
type keyer struct {
	fields []*list.Column
	by     Identity
	at     struct{ name, code, alias, party, place, amount int }
	texts  []string
	ids    map[string]int32
}

func newKeyer(fields []*list.Column, by Identity) *keyer {
	k := &keyer{fields: fields, by: by, texts: make([]string, 1+guests), ids: map[string]int32{"": 0}}
	find := func(name string) int {
		for i, c := range fields {
			if c.Name == name && name != "" {
				return i
			}
		}
		return -1
	}
	k.at.name, k.at.code, k.at.alias, k.at.party, k.at.place, k.at.amount = find(by.Name), find(by.Code), find(by.Alias), find(by.Party), find(by.Place), find(by.Amount)
	return k
}

// intern gives the number of a folded text.
func (k *keyer) intern(folded string) int32 {
	if n, ok := k.ids[folded]; ok {
		return n
	}
	n := int32(len(k.texts))
	k.texts = append(k.texts, folded)
	k.ids[folded] = n
	return n
}

// guests is how many texts of one stored record are held beside those of the file.
const guests = 5

// guest gives a function that numbers the texts of one stored record without keeping them: those of the file by their
// own numbers, others for as long as the next record does not come.
func (k *keyer) guest() func(folded string) int32 {
	n := int32(0)
	return func(folded string) int32 {
		if id, ok := k.ids[folded]; ok {
			return id
		}
		n++
		k.texts[n] = folded
		return n
	}
}

// of makes the key of a row's values; value gives the i-th field or nil. number turns texts into numbers.
func (k *keyer) of(value func(i int) any, number func(string) int32) key {
	var out key
	h := uint64(offset)
	for i, c := range k.fields {
		v := value(i)
		if absent(v) {
			continue
		}
		h = (h ^ uint64(i+1)) * prime
		switch v := v.(type) {
		case string:
			if c.Kind == list.Date && len(v) >= 7 {
				h = hashText(h, v[:7])
				out.days = dayInto(out.days, v)
				continue
			}
			h = hashFolded(h, v)
		case int64:
			h = hashNumber(h, uint64(v))
		case float64:
			h = hashNumber(h, uint64(math.Round(v*10000)))
		case bool:
			h = hashNumber(h, 1)
		}
	}
	out.exact = h
	text := func(i int) int32 {
		if i < 0 {
			return 0
		}
		s, _ := value(i).(string)
		if s == "" {
			return 0
		}
		return number(intake.Fold(s))
	}
	out.name, out.code, out.alias, out.party, out.place = text(k.at.name), text(k.at.code), text(k.at.alias), text(k.at.party), text(k.at.place)
	if k.at.amount >= 0 {
		out.amount, _ = value(k.at.amount).(int64)
	}
	return out
}

// absent: nothing, or what the database stores for nothing.
func absent(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case int64:
		return v == 0
	case float64:
		return v == 0
	case bool:
		return !v
	}
	return false
}

// FNV-1a, 64 bits.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func hashText(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}

// hashFolded hashes the letters and digits of a text, as intake.Fold keeps them.
func hashFolded(h uint64, s string) uint64 { return hashText(h, intake.Fold(s)) }

func hashNumber(h, n uint64) uint64 {
	for range 8 {
		h = (h ^ n&0xff) * prime
		n >>= 8
	}
	return h
}

// dayInto appends the day of a date in five bits, 0 when it has none. Of more than twelve dates the first are forgotten.
func dayInto(days uint64, date string) uint64 {
	day := uint64(0)
	if len(date) == 10 {
		day = uint64(date[8]-'0')*10 + uint64(date[9]-'0')
	}
	return days<<5 | day&31
}

// sameDays tells whether no two days differ; an unknown day agrees with any.
func sameDays(a, b uint64) bool {
	for ; a != b && a|b != 0; a, b = a>>5, b>>5 {
		if x, y := a&31, b&31; x != y && x != 0 && y != 0 {
			return false
		}
	}
	return true
}
