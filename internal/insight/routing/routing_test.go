package routing_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/insight/routing"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/sheet"
)

func TestFeatures(t *testing.T) {
	got := strings.Join(routing.Features("用电报装，ETC 用电慢！a"), " ")
	if got != "用电 电报 报装 etc 电慢" {
		t.Error(got)
	}
	if routing.Features("") != nil || routing.Features("，。12") != nil {
		t.Error("marks have no features")
	}
}

func TestSuggest(t *testing.T) {
	m := routing.New()
	if m.Suggest("用电", 3) != nil {
		t.Error("knows nothing, and suggests")
	}
	for range 3 {
		m.Learn("energy", "变压器容量不足，申请用电增容", 1)
		m.Learn("land", "厂房用地不动产证办不下来", 1)
	}
	m.Learn("", "没有归处", 1)
	m.Learn("tax", "。。", 1)
	got := m.Suggest("我们厂用电容量不够", 5)
	if len(got) != 2 || got[0].Label != "energy" || got[0].Share < 0.6 || !slices.Contains(got[0].Words, "用电") {
		t.Errorf("%+v", got)
	}
	if sum := got[0].Share + got[1].Share; sum < 0.999 || sum > 1.001 {
		t.Errorf("shares add up to %v", sum)
	}
	if a := routing.Alike(routing.Features("用电增容"), routing.Features("用电增容")); a != 1 {
		t.Error(a)
	}
}

func TestTheOrderOfLearningDoesNotMatter(t *testing.T) {
	texts := []string{"用电增容", "用地审批", "贷款展期", "用电报装", "用地指标"}
	labels := []string{"e", "l", "f", "e", "l"}
	one, two := routing.New(), routing.New()
	for i := range texts {
		one.Learn(labels[i], texts[i], 1)
		j := len(texts) - 1 - i
		two.Learn(labels[j], texts[j], 1)
	}
	if a, b := fmt.Sprint(one.Suggest("用电用地贷款", 3)), fmt.Sprint(two.Suggest("用电用地贷款", 3)); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

// rows reads the first sheet of a workbook.
func rows(t *testing.T, name string) (out [][]string) {
	t.Helper()
	f, err := os.Open(datatest.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(t.Context(), f, info.Size(), filepath.Base(name), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range book.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		cells := make([]string, 8)
		for i, c := range r.Cells {
			if i < len(cells) {
				cells[i] = strings.TrimSpace(c.Text)
			}
		}
		if cells[0] != "" {
			out = append(out, cells)
		}
	}
	return out[1:]
}

type message struct{ label, text string }

// desks are the words by which the reply to a message tells which department it is from. The message itself is never looked
// at for its label, so that a model cannot learn the rule that made it.
var desks = []struct{ label, words string }{
	{"教育", "教育局,教育厅,学校,教师"}, {"公安交管", "交警,公安,派出所"}, {"人社", "人社局,人力资源,社保,医保,养老"}, {"住建房产", "住建局,住房和城乡建设,房产,物业,开发商,购房"},
	{"城管", "城管,执法局,市容,环卫"}, {"交通", "交通运输,公交,地铁,轨道,道路运输"}, {"国土规划", "国土,自然资源,规划局,征地,拆迁"}, {"环保水务", "环保局,环境保护,生态环境,水务,自来水"},
	{"卫生", "卫计,卫生,医院"}, {"市场监管", "工商,质监,食药,市场监督"},
}

func byReply(reply string) string {
	best, most := "", 0
	for _, d := range desks {
		n := 0
		for _, w := range strings.Split(d.words, ",") {
			n += strings.Count(reply, w)
		}
		if n > most {
			best, most = d.label, n
		}
	}
	return best
}

// quality is how often the right label was first, and among the first three.
type quality struct{ one, three float64 }

func (q quality) String() string { return fmt.Sprintf("@1 %.1f%%, @3 %.1f%%", 100*q.one, 100*q.three) }

const folds, seed = 5, routing.Seed

// judge measures by cross-validation: each message is asked of a model that has not seen it.
func judge(ms []message, suggest func(train []message) func(text string) []string) quality {
	order := rand.New(rand.NewPCG(seed, 0)).Perm(len(ms))
	one, three := 0, 0
	for fold := range folds {
		var train, test []message
		for i, j := range order {
			if i%folds == fold {
				test = append(test, ms[j])
			} else {
				train = append(train, ms[j])
			}
		}
		ask := suggest(train)
		for _, m := range test {
			got := ask(m.text)
			if len(got) > 0 && got[0] == m.label {
				one++
			}
			if slices.Contains(got[:min(3, len(got))], m.label) {
				three++
			}
		}
	}
	n := float64(len(ms))
	return quality{float64(one) / n, float64(three) / n}
}

func frequent(train []message) func(string) []string {
	n := map[string]int{}
	var labels []string
	for _, m := range train {
		if n[m.label]++; n[m.label] == 1 {
			labels = append(labels, m.label)
		}
	}
	slices.SortFunc(labels, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return func(string) []string { return labels }
}

// keyword is the office's usual way: the label whose own name or most telling word stands in the text, else the most frequent.
func keyword(words map[string][]string) func([]message) func(string) []string {
	return func(train []message) func(string) []string {
		common := frequent(train)("")
		return func(text string) []string {
			labels := slices.Clone(common)
			hits := map[string]int{}
			for label, ws := range words {
				for _, w := range ws {
					hits[label] += strings.Count(text, w)
				}
			}
			slices.SortStableFunc(labels, func(a, b string) int { return cmp.Compare(hits[b], hits[a]) })
			return labels
		}
	}
}

func bayes(train []message) func(string) []string {
	m := routing.New()
	for _, x := range train {
		m.Learn(x.label, x.text, 1)
	}
	return func(text string) (out []string) {
		for _, g := range m.Suggest(text, 3) {
			out = append(out, g.Label)
		}
		return out
	}
}

// hinted is the model that has also been told the words of each label once, as the product tells it the names of its kinds.
func hinted(words map[string][]string) func([]message) func(string) []string {
	return func(train []message) func(string) []string {
		for label, ws := range words {
			for _, w := range ws {
				train = append(train, message{label, w})
			}
		}
		return bayes(train)
	}
}

func measure(t *testing.T, name string, ms []message, words map[string][]string) map[string]quality {
	t.Helper()
	out := map[string]quality{routing.WayFrequent: judge(ms, frequent), routing.WayKeyword: judge(ms, keyword(words)), routing.WayModel: judge(ms, bayes), routing.WayHinted: judge(ms, hinted(words))}
	for _, k := range []string{routing.WayFrequent, routing.WayKeyword, routing.WayModel, routing.WayHinted} {
		t.Logf("%s, %d messages, %d folds, seed %d: %s %v", name, len(ms), folds, seed, k, out[k])
	}
	for _, f := range routing.Published() {
		if q := out[f.Way]; f.Data == name && (f.N != len(ms) || math.Abs(f.One-q.one) > 0.0006 || math.Abs(f.Three-q.three) > 0.0006) {
			t.Errorf("published %+v, measured %v of %d", f, q, len(ms))
		}
	}
	return out
}

// TestHeldOutMessages measures on citizens' messages that nobody here wrote: those with a category where the folder has them,
// those with a reply by the department that replied, and the tree of categories.
func TestHeldOutMessages(t *testing.T) {
	words := map[string][]string{}
	for _, d := range desks {
		words[d.label] = strings.Split(d.words, ",")
	}
	var replied []message
	for _, r := range rows(t, "tickets/附件4.xlsx") {
		if label := byReply(r[5]); label != "" {
			replied = append(replied, message{label, r[2] + " " + r[4]})
		}
	}
	got := measure(t, routing.DataReplies, replied, words)
	if got[routing.WayModel].one <= got[routing.WayFrequent].one {
		t.Errorf("no better than always the same answer: %v", got)
	}
	var leaves []message
	tree := map[string][]string{}
	for _, r := range rows(t, "tickets/附件1.xlsx") {
		leaves = append(leaves, message{r[0], r[2]}) // without the middle level, which its siblings share
		tree[r[0]] = append(tree[r[0]], r[0])
	}
	got = measure(t, routing.DataLeaves, leaves, tree)
	if got[routing.WayModel].one <= got[routing.WayKeyword].one {
		t.Errorf("names of categories: %v", got)
	}
	labelled := filepath.Join(filepath.Dir(datatest.Path(t, "tickets/附件1.xlsx")), "附件2.xlsx")
	if _, err := os.Stat(labelled); err != nil {
		t.Log("附件2.xlsx, the messages with a category, is not in the folder: not measured")
		return
	}
	var ms []message
	for _, r := range rows(t, "tickets/附件2.xlsx") {
		if len(r) > 5 && r[5] != "" {
			ms = append(ms, message{r[5], r[2] + " " + r[4]})
		}
	}
	got = measure(t, "by category", ms, tree)
	if got[routing.WayModel].one <= got[routing.WayKeyword].one {
		t.Errorf("by category: %v", got)
	}
}
