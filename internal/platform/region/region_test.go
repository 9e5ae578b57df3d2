package region

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/datatest"
)

func TestLookup(t *testing.T) {
	for code, want := range map[string]string{
		"340000": "安徽省", "340700": "铜陵市", "340705": "铜官区", "110101": "东城区", "419001": "济源市", "710000": "台湾省", "810000": "香港特别行政区",
		"460302": "西沙区", "340771": "", "110100": "", "000000": "", "34070": "", "": "", "ABCDEF": "",
	} {
		r, ok := Lookup(code)
		if r.Name != want || ok != (want != "") {
			t.Errorf("Lookup(%q) = %q, %v; want %q", code, r.Name, ok, want)
		}
	}
}

func TestPathAndParent(t *testing.T) {
	for code, want := range map[string]string{
		"340705": "安徽省铜陵市铜官区", "340700": "安徽省铜陵市", "340000": "安徽省", "110101": "北京市东城区", "500101": "重庆市万州区",
		"419001": "河南省济源市", "441900": "广东省东莞市", "999999": "", "": "",
	} {
		if got := FullName(code); got != want {
			t.Errorf("FullName(%q) = %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"340705": "340700", "340700": "340000", "340000": "", "110101": "110000", "419001": "410000", "": "",
		"340771": "340700", // a zone of the site lies in its city
		"34":     "", "3407": "340000", "34070": "",
	} {
		if got := Parent(code); got != want {
			t.Errorf("Parent(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestPrefixAndCovers(t *testing.T) {
	for code, want := range map[string]string{"340000": "34", "340700": "3407", "340705": "340705", "441900": "4419", "": "", "340705001": "340705001"} {
		if got := Prefix(code); got != want {
			t.Errorf("Prefix(%q) = %q, want %q", code, got, want)
		}
	}
	for _, x := range []struct {
		scope, code string
		want        bool
	}{
		{"340700", "340705", true}, {"340700", "340700", true}, {"340000", "340705", true}, {"", "340705", true}, {"340705", "340705", true},
		{"340700", "340771", true}, {"340705", "340700", false}, {"340700", "340800", false}, {"340700", "340000", false}, {"340700", "", false},
	} {
		if got := Covers(x.scope, x.code); got != x.want {
			t.Errorf("Covers(%q, %q) = %v", x.scope, x.code, got)
		}
	}
}

func TestChildren(t *testing.T) {
	names := func(list []Region) (out []string) {
		for _, r := range list {
			out = append(out, r.Name)
		}
		return out
	}
	if diff := cmp.Diff([]string{"铜官区", "义安区", "郊区", "枞阳县"}, names(Children("340700"))); diff != "" {
		t.Error(diff)
	}
	if got := names(Children("")); len(got) != 34 || got[0] != "北京市" {
		t.Errorf("provinces: %v", got)
	}
	if got := names(Children("410000")); len(got) != 18 || got[17] != "济源市" {
		t.Errorf("Henan: %v", got)
	}
	if got := Children("340705"); got != nil {
		t.Errorf("a county has children: %v", got)
	}
	if got := Children("999999"); got != nil {
		t.Errorf("an unknown code has children: %v", got)
	}
}

func TestFind(t *testing.T) {
	for _, x := range []struct {
		name, under string
		want        []string
	}{
		{"铜官区", "", []string{"340705"}},
		{"铜官", "340700", []string{"340705"}},
		{"郊区", "340700", []string{"340711"}},
		{"铜陵", "", []string{"340700"}},
		{"铜陵市", "340000", []string{"340700"}},
		{"铜陵市", "330000", nil},
		{"朝阳", "", []string{"211300", "110105", "211321", "220104"}},
		{"朝阳", "110000", []string{"110105"}},
		{"浦东", "", []string{"310115"}},
		{"内蒙古", "", []string{"150000"}},
		{"恩施", "", []string{"422800", "422801"}},
		{"广西", "", []string{"450000"}},
		{"东乡", "620000", []string{"622926"}},
		{"神农架", "", []string{"429021"}},
		{"单县", "", []string{"371722"}},
		{"安徽省铜陵市铜官区", "", []string{"340705"}},
		{"安徽铜陵", "", []string{"340700"}},
		{"吉林省吉林市", "", []string{"220200"}},
		{"重庆市 万州区", "", []string{"500101"}},
		{"河南济源", "", []string{"419001"}},
		{"射洪县", "", []string{"510981"}},
		{"许昌县", "410000", []string{"411000"}},
		{"乌马河区", "", []string{"230717", "230718"}},
		{"铜陵高新区", "", nil}, // a zone of the site
		{"", "", nil}, {"区", "", nil}, {"火星", "", nil}, {strings.Repeat("安徽", 5000), "", nil},
	} {
		var got []string
		for _, r := range Find(x.name, x.under) {
			got = append(got, r.Code)
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("Find(%.30q, %q): %s", x.name, x.under, diff)
		}
	}
}

func TestShort(t *testing.T) {
	for name, want := range map[string]string{
		"安徽省": "安徽", "内蒙古自治区": "内蒙古", "新疆维吾尔自治区": "新疆", "伊犁哈萨克自治州": "伊犁", "积石山保安族东乡族撒拉族自治县": "积石山", "鄂伦春自治旗": "鄂伦春",
		"隆林各族自治县": "隆林", "东乡族自治县": "东乡", "阿克苏地区": "阿克苏", "城区": "城区", "魏县": "魏县", "香港特别行政区": "香港", "滨海新区": "滨海", "六枝特区": "六枝",
	} {
		if got := short(name); got != want {
			t.Errorf("short(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestCurrent(t *testing.T) {
	for code, want := range map[string][]string{
		"340705": {"340705"},           // in force
		"510922": {"510981"},           // 射洪县 became a city
		"130504": {"130502", "130503"}, // divided
		"460321": {"460302"},           // 西沙群岛
		"110100": nil,                  // 市辖区: no successor
		"999999": nil, "": nil, "34": nil,
	} {
		if diff := cmp.Diff(want, Current(code)); diff != "" {
			t.Errorf("Current(%q): %s", code, diff)
		}
	}
	f, ok := Retired("510922")
	if diff := cmp.Diff(Former{"510922", "射洪县", []string{"510981"}}, f); diff != "" || !ok {
		t.Error(diff)
	}
	if _, ok := Retired("340705"); ok {
		t.Error("a code in force is retired")
	}
}

// The embedded tables are whole: every code is well formed and has its parents, every successor is in force.
func TestTablesHoldTogether(t *testing.T) {
	nt := national()
	levels := map[Level]int{}
	for i, r := range nt.list {
		levels[r.Level()]++
		if len(r.Code) != 6 || strings.Trim(r.Code, "0123456789") != "" || r.Name == "" || i > 0 && nt.list[i-1].Code >= r.Code {
			t.Errorf("row %d: %v", i, r)
		}
		if path := Path(r.Code); path[0].Level() != Province || len(path) > 3 {
			t.Errorf("path of %v: %v", r, path)
		}
		if short(r.Name) == "" {
			t.Errorf("%v has no short name", r)
		}
	}
	if diff := cmp.Diff(map[Level]int{Province: 34, City: 333, County: 2847}, levels); diff != "" {
		t.Error(diff)
	}
	for code, f := range nt.retired {
		if _, ok := Lookup(code); ok || len(code) != 6 {
			t.Errorf("%s is in force and retired", code)
		}
		for _, now := range f.Now {
			if _, ok := Lookup(now); !ok {
				t.Errorf("%s became %s, which is not in force", code, now)
			}
		}
	}
}

// The codes agree with the published list, Taiwan's code and the parts of Hong Kong, Macao and Taiwan apart.
func TestAgainstPublishedList(t *testing.T) {
	raw, err := os.ReadFile(datatest.Path(t, "admin-divisions/mumuy-list.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]string
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range national().list {
		got[r.Code] = r.Name
	}
	for code := range want {
		if code[:2] >= "81" && code[2:] != "0000" {
			delete(want, code)
		}
	}
	want["710000"] = want["830000"]
	delete(want, "830000")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		Lookup("340705")
	}
}

func BenchmarkFindPath(b *testing.B) {
	for b.Loop() {
		Find("安徽省铜陵市铜官区", "")
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read()
	}
}
