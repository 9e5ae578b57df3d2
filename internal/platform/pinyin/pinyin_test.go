package pinyin

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// spell writes the syllables of a text, for tests.
func spell(s string, head table) string {
	var out []string
	walk(fold(s), head, func(r rune, syllable string) {
		if syllable == "" {
			syllable = string(r)
		}
		out = append(out, syllable)
	})
	return strings.Join(out, " ")
}

func TestReadings(t *testing.T) {
	for s, want := range map[string]string{
		"重庆长安": "chong2 qing4 chang2 an1", "长沙市": "chang2 sha1 shi4", "厦门大厦": "xia4 men2 da4 sha4", "六安市": "lu4 an1 shi4", "蚌埠": "beng4 bu4",
		"总链长": "zong3 lian4 zhang3", "副市长": "fu4 shi4 zhang3", "招商银行": "zhao1 shang1 yin2 hang2", "行政审批": "xing2 zheng4 shen3 pi1", "西藏": "xi1 zang4",
		"重组": "chong2 zu3", "重工": "zhong4 gong1", "调度": "diao4 du4", "空调": "kong1 tiao2", "会计": "kuai4 ji4", "薄膜": "bo2 mo2", "绿色": "lv4 se4", "闵行区": "min3 hang2 qu1",
		"佛山": "fo2 shan1", "喀什": "ka1 shi2", "乐清": "yue4 qing1", "乐山": "le4 shan1", "东阿阿胶": "dong1 e1 e1 jiao1", "成都": "cheng2 du1", "万柏林": "wan4 bai3 lin2",
		"大厂": "da4 chang3", "子长市": "zi3 chang2 shi4", "长子县": "zhang3 zi3 xian4", "单县": "shan4 xian4", "单位": "dan1 wei4", "儿": "er2", "ABC铜": "a b c tong2", "〇": "ling2",
		"": "",
	} {
		if got := spell(s, nil); got != want {
			t.Errorf("%s reads %s, want %s", s, got, want)
		}
	}
	for name, want := range map[string]string{
		"单雄": "shan4 xiong2", "解学单": "xie4 xue2 dan1", "任任": "ren2 ren4", "长孙无忌": "zhang3 sun1 wu2 ji4", "曾国藩": "zeng1 guo2 fan1", "尉迟恭": "yu4 chi2 gong1", "张三": "zhang1 san1",
	} {
		if got := spell(name, surnames()); got != want {
			t.Errorf("%s reads %s, want %s", name, got, want)
		}
	}
}

func TestKeyOrder(t *testing.T) {
	want := []string{
		"（筹）铜业", "10号地块", "2026年项目", "3D打印", "A区", "B区", "xian公司",
		"安徽", "安庆", "长安", "长春", "长沙", "重庆", "厦门", "厦门大学", "西安", "西藏", "先导", "张三", "张五", "章四", "中国", "Ω计划",
	}
	got := slices.Clone(want)
	rnd := rand.New(rand.NewPCG(7, 8))
	rnd.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(Key(a), Key(b)) })
	// 厦门 (xià) stands after 西 (xī) and before 先 (xiān).
	want = []string{
		"（筹）铜业", "10号地块", "2026年项目", "3D打印", "A区", "B区", "xian公司",
		"安徽", "安庆", "长安", "长春", "长沙", "重庆", "西安", "西藏", "厦门", "厦门大学", "先导", "张三", "张五", "章四", "中国", "Ω计划",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestKeyOfPeople(t *testing.T) {
	got := []string{"张三", "单雄", "解缙", "石磊", "曾毅", "仇和"}
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(PersonKey(a), PersonKey(b)) })
	if diff := cmp.Diff([]string{"仇和", "单雄", "石磊", "解缙", "曾毅", "张三"}, got); diff != "" {
		t.Error(diff)
	}
}

// A key has only characters that every collation orders alike; equal texts and no others have equal keys.
func TestKeyForm(t *testing.T) {
	for _, s := range []string{"", "铜陵有色金属集团控股有限公司", "A-1（二期） ", "🏭厂区", "\xff\xfe", "ӨΩж", "𠮷野家", "\u200b铜"} {
		if k := Key(s); strings.Trim(k, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("Key(%q) = %q", s, k)
		}
	}
	if Key("ＡＢＣ铜 ") != Key("abc铜") {
		t.Error("width and case part the keys")
	}
	for _, x := range [][2]string{{"铜", "桐"}, {"铜陵", "铜 陵"}, {"A1", "A-1"}, {"𠮷", "吉"}, {"", "0"}} {
		if Key(x[0]) == Key(x[1]) {
			t.Errorf("%q and %q have one key", x[0], x[1])
		}
	}
	if k := Key("高新"); !strings.HasPrefix(Key("高新区"), k) || Key("高新区") <= k {
		t.Error("a name does not sort before its continuations")
	}
}

func TestInitials(t *testing.T) {
	for s, want := range map[string]string{
		"高新区": "gxq", "重庆长安汽车": "cqcaqc", "铜陵（经开）A1 区": "tljka1q", "3D打印": "3ddy", "Ω-7": "7", "绿能": "ln", "厦门": "xm", "": "", "🏭": "",
	} {
		if got := Initials(s); got != want {
			t.Errorf("Initials(%q) = %q, want %q", s, got, want)
		}
	}
}

// The tables say nothing that comes out without the line, each text once, in well-formed syllables.
func TestTables(t *testing.T) {
	for name, table := range map[string]table{"phrases": phrases(), "surnames": surnames()} {
		seen := map[string]bool{}
		for first, list := range table {
			for i, p := range list {
				if seen[p.text] {
					t.Errorf("%s: %s twice", name, p.text)
				}
				seen[p.text] = true
				if got := without(first, i, name == "phrases", p.text); got == strings.Join(p.syllables, " ") {
					t.Errorf("%s: %s reads so anyway", name, p.text)
				}
				for _, s := range p.syllables {
					if last := s[len(s)-1]; last < '1' || last > '5' || strings.Trim(s[:len(s)-1], "abcdefghijklmnopqrstuvwxyz") != "" || len(s) < 2 {
						t.Errorf("%s: %s has the syllable %q", name, p.text, s)
					}
				}
			}
		}
	}
}

// without spells a text as it would read without the i-th phrase at its first character, or without surnames.
func without(first rune, i int, common bool, text string) string {
	if !common {
		return spell(text, nil)
	}
	rest := slices.Delete(slices.Clone(phrases()[first]), i, i+1)
	p, ok := table{first: rest}.match(text)
	if !ok {
		p = phrase{text: string(first), syllables: []string{syllable(first)}}
	}
	tail := spell(strings.TrimPrefix(text, p.text), nil)
	return strings.TrimSpace(strings.Join(p.syllables, " ") + " " + tail)
}

// The characters of the unified ideographs' basic block have syllables of letters and a tone.
func TestEveryCharacterHasASyllable(t *testing.T) {
	missing := 0
	for r := rune(0x4e00); r <= 0x9fa5; r++ {
		s := syllable(r)
		if s == "" {
			missing++
			continue
		}
		if last := s[len(s)-1]; len(s) < 2 || s[0] < 'a' || s[0] > 'z' || last < '1' || last > '5' {
			t.Errorf("%c reads %q", r, s)
		}
	}
	if missing != 12 { // 嗯, 呣 and ten signs for Japanese units; they sort after everything else
		t.Errorf("%d characters have none", missing)
	}
}

func BenchmarkKey(b *testing.B) {
	for b.Loop() {
		Key("铜陵有色金属集团控股有限公司")
	}
}

func BenchmarkInitials(b *testing.B) {
	for b.Loop() {
		Initials("铜陵有色金属集团控股有限公司")
	}
}

func TestSound(t *testing.T) {
	for name, want := range map[string]string{"景川": "jing chuan ", "京川": "jing chuan ", "重庆ABC1": "chong qing abc1", "": "", "（）": ""} {
		if got := Sound(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
