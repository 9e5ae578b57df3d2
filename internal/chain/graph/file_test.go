package graph_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/insight/inputoutput"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/errs"
)

// TestTrees reads 28 trees that others made: every leaf, and every firm named, must arrive.
func TestTrees(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(datatest.Path(t, "sz-20-8-chains"), "*.json"))
	if err != nil || len(files) != 28 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	nodes, leaves, firms := 0, 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := graph.ReadFile(t.Context(), filepath.Base(file), b)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var wantFirms int
		wantLeaves := map[string]int{}
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case map[string]any:
				if name, ok := v["子-子环节名称"].(string); ok {
					wantLeaves[strings.TrimSpace(name)]++
					list, _ := v["代表公司"].([]any)
					seen := map[string]bool{}
					for _, f := range list {
						for _, one := range graph.Split(f.(string)) { // a few name two firms in one
							seen[one] = true
						}
					}
					wantFirms += len(seen)
				}
				for _, x := range v {
					walk(x)
				}
			case []any:
				for _, x := range v {
					walk(x)
				}
			}
		}
		var raw any
		if err := json.Unmarshal(b, &raw); err != nil {
			t.Fatal(err)
		}
		walk(raw)
		gotFirms := 0
		for _, n := range d.Nodes {
			gotFirms += len(n.Firms)
			name := n.Name
			if _, orig, ok := strings.Cut(n.Note, "原名“"); ok {
				name, _, _ = strings.Cut(orig, "”")
			}
			if wantLeaves[name] > 0 && n.Parent != "" {
				wantLeaves[name]--
				leaves++
			}
		}
		for name, left := range wantLeaves {
			if left > 0 {
				t.Errorf("%s: leaf %s is missing", filepath.Base(file), name)
			}
		}
		if gotFirms != wantFirms {
			t.Errorf("%s: %d firms, want %d", filepath.Base(file), gotFirms, wantFirms)
		}
		nodes, firms = nodes+len(d.Nodes), firms+gotFirms
	}
	if leaves != 1263 {
		t.Errorf("%d leaves, want 1263", leaves)
	}
	t.Logf("28 files: %d nodes, %d leaves, %d firms named", nodes, leaves, firms)
}

func TestBookRoundTrip(t *testing.T) {
	want, _, err := graph.Mend(copper())
	if err != nil {
		t.Fatal(err)
	}
	want.Nodes[0].Note, want.Nodes[0].Firms, want.Nodes[0].ImportShare = "第一行\n第二行 <&>", []string{"某某 Co., Ltd", "江铜"}, 0.123456
	want.Nodes[1].X, want.Nodes[1].Y = 120, -40
	want.Edges[1].Kind = graph.LinkService
	var out bytes.Buffer
	if err := graph.WriteBook(&out, want); err != nil {
		t.Fatal(err)
	}
	got, notices, err := graph.ReadFile(t.Context(), "图谱.xlsx", out.Bytes())
	if err != nil || notices != nil {
		t.Fatal(notices, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(graph.Doc{}, "Name", "Summary", "Source")); diff != "" {
		t.Error(diff)
	}
	text, err := graph.WriteJSON(want)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err = graph.ReadFile(t.Context(), "图谱.json", text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestFilesRefused(t *testing.T) {
	csv := func(lines ...string) string { return strings.Join(lines, "\n") }
	for name, c := range map[string]struct{ text, want string }{
		"empty":        {"", "空的"},
		"cut JSON":     {`{"nodes":[{"key":"a"`, "JSON第1行读不懂"},
		"wrong type":   {"{\"nodes\":[\n{\"key\":1}]}", "JSON第2行"},
		"other JSON":   {`{"a":1}`, "没有nodes"},
		"a list":       {`[1]`, "JSON第1行"},
		"empty tree":   {`{"产业链":"铜","环节":[]}`, "没有子环节"},
		"no name":      {`{"产业链":"铜","环节":[{"环节名称":"上游：铜","子环节":[{"a":1}]}]}`, "“上游：铜”下面有一个环节没有名称"},
		"no heads":     {csv("甲,乙", "1,2"), "没有找到“环节”表"},
		"no stream":    {csv("环节名称,位置", "铜冶炼,左边"), "环节 B2：“铜冶炼”的位置写上游"},
		"unknown code": {csv("环节名称,位置,行业代码", "铜冶炼,上游,99999"), "没有代码“99999”"},
		"share":        {csv("环节名称,位置,可信度", "铜冶炼,上游,很高"), "看不懂“很高”"},
		"beyond":       {csv("环节名称,位置,投入权重", "铜冶炼,上游,120%"), "0到1之间"},
		"twice":        {csv("环节名称,位置", "铜冶炼,上游", "铜 冶炼,中游"), "已在前面"},
		"parent":       {csv("环节名称,位置,上级环节", "铜冶炼,上游,没有"), "上级环节“没有”不在"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := graph.ReadFile(t.Context(), "环节.csv", []byte(c.text))
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestDraft(t *testing.T) {
	d, err := graph.Draft("065", 12)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := graph.Mend(d); err != nil {
		t.Error(err)
	}
	if d.Nodes[0].Stream != graph.Mid || len(d.Nodes) < 20 || len(d.Edges) != 24 {
		t.Errorf("%d nodes, %d edges", len(d.Nodes), len(d.Edges))
	}
	for _, e := range d.Edges {
		if e.Weight <= 0 || e.Source != "全国投入产出表2020" {
			t.Errorf("%+v", e)
		}
	}
	if _, err := graph.Draft("999", 12); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := graph.Draft("065", 0); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("%v", err)
	}
	if got := graph.FindSectors("电池"); len(got) != 1 || got[0].Code != "087" {
		t.Errorf("%v", got)
	}
	with := 0
	for _, s := range inputoutput.National().Sectors() {
		codes, _, bad := graph.Codes(graph.SectorCodes(s))
		if bad != nil || len(codes) != len(graph.SectorCodes(s)) {
			t.Errorf("%s: %v", s.Name, bad)
		}
		if codes != nil {
			with++
		}
	}
	if with != 153 {
		t.Errorf("%d of 153 sectors have codes", with)
	}
}
