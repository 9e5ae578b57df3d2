package enterprise

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/sheet"
)

var program = authz.System("cli")

// listedNames are the full names of the listed firms, each a firm of its own.
func listedNames(t *testing.T) []string {
	t.Helper()
	path := datatest.Path(t, "a-share/上市公司基本信息.xlsx")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(t.Context(), f, st.Size(), "a.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	seen := map[string]bool{}
	for row, err := range book.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Number > 1 && len(row.Cells) > 1 && row.Cells[1].Text != "" && !seen[row.Cells[1].Text] {
			seen[row.Cells[1].Text] = true
			out = append(out, strings.Clone(row.Cells[1].Text))
		}
	}
	return out
}

// spoil writes a name as another hand would: the form left out or changed, the place longer or shorter, a slip of the pen.
func spoil(rng *rand.Rand, name string) (kind, text string) {
	r := []rune(name)
	switch rng.IntN(6) {
	case 0:
		return "form", strings.NewReplacer("股份有限公司", "有限公司", "有限责任公司", "有限公司").Replace(name)
	case 1:
		return "short form", strings.NewReplacer("股份有限公司", "公司", "有限责任公司", "公司", "有限公司", "公司").Replace(name)
	case 2:
		if i := strings.IndexAny(name, "省市"); i > 0 && i < 12 {
			return "place", name[:i] + name[i+3:]
		}
		return "brackets", strings.NewReplacer("（", "(", "）", ")").Replace(name) + " "
	case 3:
		return "space", string(r[:3]) + " " + string(r[3:])
	case 4: // a character of the middle lost
		i := 2 + rng.IntN(max(1, len(r)-8))
		return "lost", string(r[:i]) + string(r[i+1:])
	}
	i := 2 + rng.IntN(max(1, len(r)-8))
	return "wrong", string(r[:i]) + string([]rune("华中金天海东新盛")[rng.IntN(8)]) + string(r[i+1:])
}

// TestPairsOfSpoiltNames measures how well the two thresholds part one firm from another: the listed firms are all different
// firms, and every tenth of them is entered a second time under a spoilt name.
func TestPairsOfSpoiltNames(t *testing.T) {
	names := listedNames(t)
	rng := rand.New(rand.NewPCG(7, 7))
	var rows []Enterprise
	truth := map[[2]int]string{}
	for _, n := range names {
		rows = append(rows, Enterprise{Name: n})
	}
	for i := 0; i < len(names); i += 10 {
		kind, text := spoil(rng, names[i])
		if text == names[i] {
			continue
		}
		truth[[2]int{i, len(rows)}] = kind
		rows = append(rows, Enterprise{Name: text})
	}
	began := clock.Stopwatch()
	b := newBlocks(rows)
	same, review, sameRight, reviewRight, compared := 0, 0, 0, 0, 0
	found := map[string]int{}
	for i := range rows {
		for _, j := range b.candidates(i) {
			compared++
			score, why := b.compare(j, i)
			kind, is := truth[[2]int{j, i}]
			switch verdict(score) {
			case VerdictSame:
				same++
				if is {
					sameRight++
					found[kind]++
				} else if os.Getenv("SHOW") != "" {
					t.Logf("same? %s | %s %.2f %s", rows[j].Name, rows[i].Name, score, why)
				}
			case VerdictReview:
				review++
				if is {
					reviewRight++
					found[kind]++
				} else if os.Getenv("SHOW") != "" {
					t.Logf("review? %s | %s %.2f %s", rows[j].Name, rows[i].Name, score, why)
				}
			default:
				if is && os.Getenv("SHOW") != "" {
					t.Logf("missed %s: %s | %s %.2f %s", kind, rows[j].Name, rows[i].Name, score, why)
				}
			}
		}
	}
	all := map[string]int{}
	for _, k := range truth {
		all[k]++
	}
	parts := []string{}
	for k, n := range all {
		parts = append(parts, fmt.Sprintf("%s %d/%d", k, found[k], n))
	}
	precision, recall := float64(sameRight)/float64(same), float64(sameRight+reviewRight)/float64(len(truth))
	t.Logf("%d firms, %d pairs true, %d compared in %v: same %d (precision %.3f, recall %.3f), review %d more (%.3f right), recall of both %.3f; %v",
		len(rows), len(truth), compared, began(), same, precision, float64(sameRight)/float64(len(truth)), review, float64(reviewRight)/float64(review), recall, parts)
	if precision < 0.97 || recall < 0.75 {
		t.Errorf("precision %.3f, recall %.3f; at least 0.97 and 0.75", precision, recall)
	}
}
