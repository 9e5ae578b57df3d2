package report

import (
	"strings"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/document"
)

// TestTheBulletinUsesWhatIsInForce: a version that an office adopts fills its place from the month in which it was adopted, with
// its name and what it counts; months before keep theirs, and so does what was kept of a frozen month.
func TestTheBulletinUsesWhatIsInForce(t *testing.T) {
	s := smallCity(t)
	s.Formulas = &formula.Service{Run: s.Projects.Run, Org: s.Org, Sources: catalog.FormulaSources()}
	if err := s.Formulas.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	text := func(month string) (out string, labels []string) {
		b, err := s.Bulletin(t.Context(), office(), month)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range b.Doc.Figures() {
			if f.Source.Name == figStart {
				labels = append(labels, f.Source.Formula+" "+f.Text)
			}
		}
		return said(b.Doc), labels
	}
	before, was := text("2026-10")
	own := formula.Definition{Code: "start_rate", Shape: formula.Flat, Num: `阶段 in ["开工", "竣工"]`, Den: `阶段 in ["签约", "开工", "竣工"]`, Decimals: 1, Note: "在建÷在册"}
	made, err := s.Formulas.Add(t.Context(), office(), own)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Formulas.Adopt(t.Context(), office(), made, "链办〔2026〕5号"); err != nil {
		t.Fatal(err)
	}
	if after, is := text("2026-10"); after != before || strings.Join(is, "|") != strings.Join(was, "|") {
		t.Errorf("a version of November changed the bulletin of October: %v, %v", was, is)
	}
	defs, err := s.definitions(t.Context(), "2026-11-30")
	if err != nil || defs[slotStart] == nil || defs[slotStart].Number != 4 || len(defs) != 1 {
		t.Fatalf("in force in November: %v, %v", defs, err)
	}
	kept, err := definitionsOf(defs.list())
	if err != nil || kept[slotStart] == nil {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	b, err := s.Bulletin(t.Context(), office(), "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	k := s.making()
	k.defs = kept
	november := k.compose(b.Figures, b.items)
	if got := said(november.Doc); !strings.Contains(got, "（开工率v4，在建÷在册）") {
		t.Errorf("the version is not named: %s", got)
	}
	var building, standing int64
	for i := range b.items {
		if it := &b.items[i]; it.In {
			if it.Stage == "started" || it.Stage == "completed" {
				building++
				standing++
			} else if it.Stage == "signed" {
				standing++
			}
		}
	}
	for _, f := range november.Doc.Figures() {
		if f.Source.Name == figStart && f.Source.Formula == "v4" {
			if want := k.style.share(Share{building, standing}); f.Text != want {
				t.Errorf("v4 prints %s, want %s", f.Text, want)
			}
			return
		}
	}
	t.Error("no figure of v4")
}

// said is the document's text.
func said(d *document.Doc) string {
	var b strings.Builder
	for _, block := range d.Blocks {
		var runs []document.Run
		switch x := block.(type) {
		case document.Para:
			runs = x.Runs
		case document.Heading:
			runs = x.Runs
		}
		for _, r := range runs {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}
