package industry

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/datatest"
)

func TestLookup(t *testing.T) {
	for code, want := range map[string]string{
		"C": "制造业", "32": "有色金属冶炼和压延加工业", "325": "有色金属压延加工", "3251": "铜压延加工", "C3251": "铜压延加工", "c3251": "铜压延加工", "Ｃ３２５１": "铜压延加工",
		" C 3251 ": "铜压延加工", "C32": "有色金属冶炼和压延加工业", "0314": "羊的饲养", "3741": "飞机制造", "6532": "物联网技术服务", "D4416": "太阳能发电", "9700": "国际组织",
		"D3251": "", "U": "", "00": "", "9999": "", "325 1": "", "": "", "铜": "", "C-3251": "", "CC3251": "",
	} {
		c, ok := Lookup(code)
		if c.Name != want || ok != (want != "") {
			t.Errorf("Lookup(%q) = %q, %v; want %q", code, c.Name, ok, want)
		}
	}
	c, _ := Lookup("3251")
	if diff := cmp.Diff(Class{"3251", "铜压延加工", "C"}, c); diff != "" || c.FullCode() != "C3251" || c.Level() != 4 {
		t.Error(diff, c.FullCode(), c.Level())
	}
	if c, _ := Lookup("C"); c.FullCode() != "C" || c.Level() != 1 {
		t.Error(c)
	}
}

func codes(list []Class) (out []string) {
	for _, c := range list {
		out = append(out, c.Code)
	}
	return out
}

func TestTree(t *testing.T) {
	if diff := cmp.Diff([]string{"C", "32", "325", "3251"}, codes(Path("C3251"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"B"}, codes(Path("B"))); diff != "" {
		t.Error(diff)
	}
	if got := Path("9999"); got != nil {
		t.Errorf("path of an unknown code: %v", got)
	}
	for code, want := range map[string]string{
		"": "A B C D E F G H I J K L M N O P Q R S T", "B": "06 07 08 09 10 11 12", "32": "321 322 323 324 325", "C325": "3251 3252 3253 3254 3259", "3251": "", "ZZ": "",
	} {
		if got := strings.Join(codes(Children(code)), " "); got != want {
			t.Errorf("Children(%q) = %s, want %s", code, got, want)
		}
	}
	for code, want := range map[string]string{"C3251": "3251", "C32": "32", "C": "", "9999": "", "": ""} {
		if got := Prefix(code); got != want {
			t.Errorf("Prefix(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"铜压延加工": "3251", " 铜压延 加工 ": "3251", "有色金属压延加工": "325", "炼铁": "3110 311", "羊的饲养": "0314", "光纤": "3832", "太阳能": "4416 3862 4875",
		"三维(3d)打印技术推广服务": "7517", "区块链": "", "": "", "  ": "",
	} {
		if got := strings.Join(codes(Find(name)), " "); got != want {
			t.Errorf("Find(%q) = %s, want %s", name, got, want)
		}
	}
}

// The counts are those of the standard; each entry has its parent, and the letters follow the divisions.
func TestEditionsHoldTogether(t *testing.T) {
	for name, x := range map[string]struct {
		e    *edition
		want map[int]int
	}{
		"2017": {edition2017(), map[int]int{1: 20, 2: 97, 3: 473, 4: 1381}},
		"2011": {edition2011(), map[int]int{1: 20, 2: 96, 3: 432, 4: 1094}},
	} {
		levels := map[int]int{}
		for _, c := range x.e.list {
			levels[c.Level()]++
			if c.Level() > 2 {
				if _, ok := x.e.byCode[c.Code[:len(c.Code)-1]]; !ok {
					t.Errorf("%s: %v has no parent", name, c)
				}
			}
			if c.Name == "" || strings.ContainsAny(c.Name, " ()") || c.Section == "" {
				t.Errorf("%s: %v", name, c)
			}
		}
		if diff := cmp.Diff(x.want, levels); diff != "" || len(x.e.byCode) != len(x.e.list) {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// The expectations follow from the two lists; they are well-known moves.
func TestFrom2011(t *testing.T) {
	for _, x := range []struct {
		code, want string
		sure       bool
	}{
		{"0111", "0111", true},       // unchanged
		{"D4412", "4413", true},      // 水力发电: its old code now means 热电联产
		{"4415", "4416", true},       // 太阳能发电
		{"3250", "3392", true},       // 有色金属铸造 went to the metal products
		{"4042", "3587", true},       // 眼镜制造
		{"6550", "6520", true},       // 集成电路设计
		{"1310", "131", true},        // 谷物磨制, divided: the group took over
		{"2520", "2521", true},       // 炼焦
		{"3741", "3741", true},       // 飞机制造
		{"C", "C", true},             // sections and divisions convert too
		{"80", "81", true},           // 机动车、电子产品和日用产品修理业
		{"3451", "3451 3452", false}, // 轴承制造, divided under new names
		{"3562", "3569 3562", false},
		{"1110", "1110", false}, // renamed
		{"6713", "", false},     // 基金管理服务: nothing alike
	} {
		got, ok := From2011(x.code)
		if !ok || strings.Join(codes(got.To), " ") != x.want || got.Sure != x.sure {
			t.Errorf("From2011(%s %s) = %s, sure %v", x.code, got.From.Name, codes(got.To), got.Sure)
		}
	}
	for _, code := range []string{"3964", "9999", "", "E4412"} { // 3964 is new in 2017
		if got, ok := From2011(code); ok {
			t.Errorf("From2011(%q) = %v", code, got)
		}
	}
}

// How far names alone carry: of 1,094 classes of 2011, 974 are sure, 100 have suggestions, 20 have none.
func TestFrom2011Coverage(t *testing.T) {
	var sure, suggested, none int
	for _, c := range edition2011().list {
		if c.Level() != 4 {
			continue
		}
		switch got, _ := From2011(c.Code); {
		case got.Sure:
			sure++
		case len(got.To) > 0:
			suggested++
		default:
			none++
		}
	}
	if sure != 974 || suggested != 100 || none != 20 {
		t.Errorf("sure %d, suggested %d, none %d", sure, suggested, none)
	}
}

// Every class of the published list is here by code and name; 3741 stands there without its code.
func TestAgainstPublishedList(t *testing.T) {
	f, err := os.Open(datatest.Path(t, "gbt4754/gbt4754-2017.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Class1, Class2, Class3, Class4, Name string }
	if err := json.NewDecoder(z).Decode(&rows); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, r := range rows {
		code := r.Class1
		for _, c := range []string{r.Class2, r.Class3, r.Class4} {
			if c != "" {
				code = c
			}
		}
		if r.Class4 != "" && want[r.Class3] == "" { // a group with one class has no row of its own
			want[r.Class3] = plain(r.Name)
		}
		if code == "374" && r.Name == "飞机制造" {
			code = "3741"
		}
		want[code] = plain(r.Name)
	}
	got := map[string]string{}
	for _, c := range edition2017().list {
		got[c.Code] = plain(c.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		Lookup("C3251")
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(text2017)
	}
}
