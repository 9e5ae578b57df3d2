package importing

import (
	"fmt"
	"testing"

	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/list"
)

var matchFields = []*list.Column{{Name: "name"}, {Name: "code"}, {Name: "investor"}, {Name: "region", Kind: list.Ref}, {Name: "invest", Kind: list.Money},
	{Name: "on", Kind: list.Date}, {Name: "note"}}

var matchBy = Identity{Name: "name", Code: "code", Party: "investor", Place: "region", Amount: "invest"}

// row is a record in the order of matchFields; missing ends are absent.
type row []any

func (r row) value(i int) any {
	if i < len(r) && r[i] != nil && r[i] != "" && r[i] != 0 {
		if n, ok := r[i].(int); ok {
			return int64(n) * 1e8
		}
		return r[i]
	}
	return nil
}

func TestWhatRepeatsWhat(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b row
		want Dup
	}{
		{"equal", row{"铜箔项目", "", "甲", "440608", 10, "2025-03"}, row{"铜箔项目", "", "甲", "440608", 10, "2025-03"}, Exact},
		{"spaces, marks, width", row{"铜箔（一期）项目", "", "Ａ公司"}, row{"铜箔(一期)  项目", "", "A公司"}, Exact},
		{"a month and its day", row{"铜箔项目", "", "", "", 10, "2025-03"}, row{"铜箔项目", "", "", "", 10, "2025-03-15"}, Exact},
		{"two days", row{"铜箔项目", "", "", "", 10, "2025-03-02"}, row{"铜箔项目", "", "", "", 10, "2025-03-15"}, Same},
		{"another note", row{"铜箔项目", "", "", "", 10, "", "旧"}, row{"铜箔项目", "", "", "", 10, "", "新"}, Same},
		{"another amount", row{"铜箔项目", "", "", "", 6}, row{"铜箔项目", "", "", "", 10}, Conflict},
		{"one amount unknown", row{"铜箔项目", "", "", "", 6}, row{"铜箔项目"}, Same},
		{"equal name elsewhere", row{"标准厂房", "", "", "440608", 6}, row{"标准厂房", "", "", "440605", 6}, Likely},
		{"equal name, other firm elsewhere", row{"标准厂房", "", "甲公司", "440608", 6}, row{"标准厂房", "", "乙集团", "440605", 6}, ""},
		{"equal code", row{"铜箔项目", "X1", "", "", 6}, row{"铜箔生产线项目", "X1", "", "", 6}, Same},
		{"equal code, strangers", row{"铜箔项目", "1"}, row{"羊肉加工", "1"}, Conflict},
		{"other codes", row{"铜箔项目", "X1", "", "", 6}, row{"铜箔项目", "X2", "", "", 6}, ""},
		{"a word more", row{"高性能电解铜箔生产基地项目", "", "甲公司", "440608", 10}, row{"年产万吨高性能电解铜箔生产基地项目", "", "甲公司", "440608", 10}, Likely},
		{"a mark more, all else equal", row{"高性能电解铜箔智能生产基地", "", "甲公司", "440608", 10}, row{"高性能电解铜箔智能生产基地项目", "", "甲公司", "440608", 10}, Same},
		{"phases", row{"国际信息港（一期）", "", "润泽", "440608", 10}, row{"国际信息港（二期）", "", "润泽", "440608", 10}, ""},
		{"numbers", row{"第3号生产线", "", "甲", "440608", 10}, row{"第13号生产线", "", "甲", "440608", 10}, ""},
		{"firms of one town", row{"佛山市高明区精电电子有限公司"}, row{"佛山市高明区恒奥化工有限公司"}, ""},
		{"nothing in common", row{"铜箔项目"}, row{"羊肉加工"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMatcher(newKeyer(matchFields, matchBy))
			m.add(m.keyer.of(tt.a.value, m.keyer.intern), 0)
			n, first := m.add(m.keyer.of(tt.b.value, m.keyer.intern), 1)
			got := m.classes[n].twin.kind
			if !first {
				got = Exact
			}
			if got != tt.want {
				t.Errorf("got %q, want %q (%+v)", got, tt.want, m.classes[n].twin)
			}
			m = newMatcher(newKeyer(matchFields, matchBy)) // the same against a stored record
			m.add(m.keyer.of(tt.b.value, m.keyer.intern), 0)
			m.meet(m.keyer.of(tt.a.value, m.keyer.guest()), stored{id: "1"})
			want := Dup("")
			if tt.want != "" {
				want = "register_" + tt.want
			}
			if got := m.classes[0].stored.kind; got != want {
				t.Errorf("stored: got %q, want %q", got, want)
			}
		})
	}
}

// Names without numerals all share one bucket, which must not be searched one by one.
func TestAlikeAmongMany(t *testing.T) {
	m := newMatcher(newKeyer(matchFields, matchBy))
	words := []string{"电解", "光学", "传感", "羊肉", "纸业", "稀土", "储能", "锂电", "硅料", "陶瓷", "钢管", "家具", "茶叶", "玻璃", "芯片", "物流"}
	n := int32(0)
	for _, a := range words {
		for _, b := range words {
			for _, c := range words {
				if a != b && b != c {
					m.add(m.keyer.of(row{fmt.Sprintf("%s%s深加工%s配套基地", a, b, c)}.value, m.keyer.intern), n)
					n++
				}
			}
		}
	}
	class, _ := m.add(m.keyer.of(row{"电解光学深加工羊肉配套的基地", "", "", "", 3}.value, m.keyer.intern), n)
	twin := m.classes[class].twin
	if twin.kind == "" || m.keyer.texts[m.classes[twin.to].name] != intake.Fold("电解光学深加工羊肉配套基地") {
		t.Errorf("twin %+v", twin)
	}
}
