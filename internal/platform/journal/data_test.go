package journal

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/db"
)

func TestDataComesBack(t *testing.T) {
	vals := []any{"", "a", "光伏", "“引号” \"'", `\`, `\"`, "],[", "a\nb\tc\x00d\x1f", "\u2028<>&", "😀", strings.Repeat("长", 5000), int64(0), int64(-1), int64(math.MaxInt64),
		int64(math.MinInt64), 0.0, 0.1, -1e300, 1e-300, 5e15, true, false}
	for _, old := range vals {
		for _, now := range vals {
			data, err := encode(&db.RowChange{Cols: []string{"a", "b_2"}, Old: []any{old, now}, New: []any{now, old}})
			if err != nil {
				t.Fatal(err)
			}
			cells, err := decode(nil, data)
			if err != nil || len(cells) != 2 || cells[0].col != "a" || cells[1].col != "b_2" {
				t.Fatalf("%s: %v, %v", data, cells, err)
			}
			for _, p := range []struct {
				raw  string
				want any
			}{{cells[0].old, old}, {cells[0].new, now}, {cells[1].old, now}, {cells[1].new, old}} {
				got := value(p.raw)
				if f, isFloat := p.want.(float64); isFloat {
					if n, whole := got.(int64); whole {
						got = float64(n)
					}
					if got != f {
						t.Errorf("%s came back as %v", p.raw, got)
					}
				} else if !cmp.Equal(got, p.want) {
					t.Errorf("%s came back as %v", p.raw, got)
				}
				if !same(p.raw, p.want) {
					t.Errorf("%s is not the same as %v", p.raw, p.want)
				}
			}
		}
	}
	for _, c := range []struct {
		raw    string
		stored any
		want   bool
	}{{"true", int64(1), true}, {"false", int64(0), true}, {"true", int64(0), false}, {"true", int64(2), false}, {"1", 1.0, true}, {"1", "1", false}, {`"1"`, int64(1), false},
		{"null", nil, true}, {`""`, nil, false}, {`"a"`, []byte("a"), false}, {"1", true, false}} {
		if same(c.raw, c.stored) != c.want {
			t.Errorf("same(%s, %v) is not %v", c.raw, c.stored, c.want)
		}
	}
}

func TestDamagedDataIsAnError(t *testing.T) {
	for _, data := range []string{"", "{", "}", "{}}", "null", `{"a"}`, `{"a":[1]}`, `{"a":[1,2}`, `{"a":[1,2],}`, `{"a":["x,2]}`, `{"a":["x\`, `{"a":["x\"]}`, `{"a":[1,2] "b":[1,2]}`, `{a:[1,2]}`, `{"a":[`, `{"a":[,]`} {
		if cells, err := decode(nil, data); err == nil {
			t.Errorf("%s was read as %v", data, cells)
		}
	}
	if cells, err := decode(nil, "{}"); err != nil || cells != nil {
		t.Errorf("no column: %v, %v", cells, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"a":[1,2],"b":["x\"",null]}`)
	f.Fuzz(func(t *testing.T, data string) {
		cells, _ := decode(nil, data)
		for _, c := range cells {
			value(c.old)
			value(c.new)
			same(c.old, c.new)
		}
	})
}

func TestATreeIsReadBackFromItsFrontier(t *testing.T) {
	grown := newTree()
	for n := range int64(700) {
		if err := grown.append(hasher.HashLeaf([]byte{byte(n), byte(n >> 8)})); err != nil {
			t.Fatal(err)
		}
		back, err := loadTree(n+1, grown.frontier())
		if err != nil {
			t.Fatal(err)
		}
		if back.root() != grown.root() || back.frontier() != grown.frontier() {
			t.Fatalf("size %d: the root differs", n+1)
		}
		for _, wrong := range []int64{-1, 0, n, n + 2, n + 1 + 4096} {
			if _, err := loadTree(wrong, grown.frontier()); err == nil {
				t.Fatalf("the frontier of %d was taken for %d", n+1, wrong)
			}
		}
	}
}
