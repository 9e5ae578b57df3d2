package docx

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	doc "lianzhang/internal/platform/document"
)

// TestPage holds the page to GB/T 9704-2012 5.1 and 5.2.
func TestPage(t *testing.T) {
	sects := body(t, notice(3), options()).all("sectPr")
	if len(sects) != 3 {
		t.Fatalf("%d sections, want upright, wide, upright", len(sects))
	}
	for i, s := range sects {
		size, mar, grid := s.one("pgSz"), s.one("pgMar"), s.one("docGrid")
		got := []string{size.attr("w"), size.attr("h"), size.attr("orient"), mar.attr("top"), mar.attr("right"), mar.attr("bottom"), mar.attr("left"),
			grid.attr("type"), grid.attr("linePitch"), grid.attr("charSpace")}
		want := []string{"11906", "16838", "", "2098", "1474", "1984", "1588", "linesAndChars", "579", "-849"}
		if i == 1 {
			want = []string{"16838", "11906", "landscape", "1588", "2098", "1474", "1984", "linesAndChars", "579", "-849"}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("section %d: %s", i, d)
		}
	}
	if w := float64(typeWidth) / 1440 * 25.4; w < 155.9 || w > 156.1 {
		t.Errorf("type area is %.2f mm wide, want 156", w)
	}
	if h := float64(typeHeight) / 1440 * 25.4; h < 224.9 || h > 225.1 {
		t.Errorf("type area is %.2f mm high, want 225", h)
	}
	if n := typeHeight / linePitch; n != 22 {
		t.Errorf("%d lines on a page, want 22", n)
	}
	char := (16.0 + charSpace/4096.0) * 20
	if n := int(typeWidth / char); n != 28 {
		t.Errorf("%d characters on a line of the grid, want 28", n)
	}
	if n := typeWidth / (16*20 + tighten); n != 28 {
		t.Errorf("%d characters on a line without the grid, want 28", n)
	}
}

func TestFonts(t *testing.T) {
	parts, _ := unpack(t, render(t, bulletin(), options()))
	root := parse(t, parts["word/styles.xml"])
	def := root.one("rPrDefault")
	if def.one("rFonts").attr("eastAsia") != "仿宋_GB2312" || def.one("sz").attr("val") != "32" || def.one("lang").attr("eastAsia") != "zh-CN" {
		t.Error("docDefaults are not 三号仿宋 in Chinese")
	}
	got := map[string]string{}
	for _, s := range root.all("style") {
		got[s.attr("styleId")] = s.one("rFonts").attr("eastAsia") + " " + s.one("sz").attr("val")
	}
	for id, want := range map[string]string{"Mark": "方正小标宋简体 ", "Title": "方正小标宋简体 44", "Heading1": "黑体 ", "Heading2": "楷体_GB2312 ", "Folio": "宋体 28", "Body": " "} {
		if got[id] != want {
			t.Errorf("style %s = %q, want %q", id, got[id], want)
		}
	}
	stead := map[string]string{}
	for _, f := range parse(t, parts["word/fontTable.xml"]).all("font") {
		stead[f.attr("name")] = f.one("altName").attr("val")
	}
	for name, want := range map[string]string{"方正小标宋简体": "STZhongsong", "仿宋_GB2312": "FangSong", "楷体_GB2312": "KaiTi", "黑体": "SimHei", "宋体": "SimSun"} {
		if !strings.Contains(stead[name], want) {
			t.Errorf("%s has stand-ins %q, want %s among them", name, stead[name], want)
		}
	}
	for _, r := range parse(t, parts["word/document.xml"]).all("rFonts") {
		if f := r.attr("eastAsia"); f != "" && (r.attr("ascii") != f || stead[f] == "") {
			t.Errorf("run in %q, Latin in %q: unknown or mixed", f, r.attr("ascii"))
		}
	}
}

func TestBodyForm(t *testing.T) {
	b := body(t, notice(1), options())
	parts, _ := unpack(t, render(t, notice(1), options()))
	for _, s := range parse(t, parts["word/styles.xml"]).all("style") {
		if s.attr("styleId") == "Body" {
			if ind := s.one("ind"); ind.attr("firstLineChars") != "200" || ind.attr("firstLine") != "632" {
				t.Errorf("first-line indent %v", ind.Attrs)
			}
		}
		if s.attr("styleId") == "Normal" {
			if sp := s.one("spacing"); sp.attr("line") != "579" || sp.attr("lineRule") != "exact" {
				t.Errorf("line %v", sp.Attrs)
			}
		}
	}
	for prefix, style := range map[string]string{"一、工作目标": "Heading1", "（一）总体要求": "Heading2", "1.每周调度": "Body", "现将": "Body", "附件1": "AnnexLabel", "特急": "Corner"} {
		if got := b.para(t, prefix).one("pStyle").attr("val"); got != style {
			t.Errorf("%s has style %s, want %s", prefix, got, style)
		}
	}
	lead := b.para(t, "1.每周调度")
	if runs := lead.all("r"); len(runs) != 2 || len(runs[0].all("b")) != 1 || len(runs[1].all("b")) != 0 {
		t.Error("1. is not bold with a plain text after it")
	}
	if hint := b.para(t, "“五个一”").one("rFonts").attr("hint"); hint != "eastAsia" {
		t.Error("Chinese quotation marks would be set as Latin ones")
	}
}

func TestRedHead(t *testing.T) {
	b := body(t, notice(1), options())
	mark, number := b.para(t, "景川市产业链链长制办公室文件"), b.para(t, "景链办〔2026〕12号")
	if mark.one("pStyle").attr("val") != "Mark" || mark.one("spacing").attr("before") == "" {
		t.Error("the mark is not set 35 mm down")
	}
	if r := number.one("pBdr", "bottom"); r.attr("color") != red || r.attr("space") != "11" {
		t.Errorf("red rule %v", r.Attrs)
	}
	b = body(t, bulletin(), options())
	line := b.para(t, "景川市产业链链长制办公室编")
	if !strings.HasSuffix(line.words(), "2026年6月3日") || line.one("pBdr", "bottom").attr("color") != red || len(line.all("tabs")) != 1 {
		t.Errorf("issuer line %q", line.words())
	}
	if n := len(body(t, &doc.Doc{Title: "t"}, options()).all("pBdr")); n != 0 {
		t.Error("a document without a head has a red rule")
	}
	long := body(t, &doc.Doc{Title: "t", Mark: strings.Repeat("链", 19)}, options()).para(t, "链")
	if got := long.one("r", "sz").attr("val"); got != "44" {
		t.Errorf("19 characters are set in %s half points, want 44", got)
	}
}

func TestFolio(t *testing.T) {
	parts, _ := unpack(t, render(t, notice(1), options()))
	if len(parse(t, parts["word/settings.xml"]).all("evenAndOddHeaders")) != 1 {
		t.Fatal("odd and even pages are not told apart")
	}
	for name, want := range map[string][]string{"footer1": {"right", "100", ""}, "footer2": {"left", "", "100"}, "footer3": {"right", "", ""}, "footer4": {"left", "", ""}} {
		f := parse(t, parts["word/"+name+".xml"])
		ind := f.one("ind")
		got := []string{f.one("jc").attr("val"), ind.attr("rightChars"), ind.attr("leftChars")}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if f.words() != "— 1 —" || strings.TrimSpace(f.one("instrText").Text) != "PAGE" {
			t.Errorf("%s = %q", name, f.words())
		}
		if turned := len(f.all("textDirection")) == 1; turned != (name > "footer2") {
			t.Errorf("%s turned: %v", name, turned)
		}
	}
	for i, s := range parse(t, parts["word/document.xml"]).all("sectPr") {
		ids := map[string]string{}
		for _, r := range s.all("footerReference") {
			ids[r.attr("type")] = r.attr("id")
		}
		want := map[string]string{"default": "rId4", "even": "rId5"}
		if i == 1 {
			want = map[string]string{"default": "rId6", "even": "rId7"}
		}
		if d := cmp.Diff(want, ids); d != "" {
			t.Errorf("section %d: %s", i, d)
		}
	}
}

func TestSignatureAndNote(t *testing.T) {
	b := body(t, notice(1), options())
	one, two := b.para(t, "附件：1.亮灯项目清单"), b.para(t, "2.填报说明")
	if one.one("ind").attr("left") != two.one("ind").attr("left") {
		t.Error("names of annexes are not aligned")
	}
	var tail []node
	for _, p := range b.all("p") {
		if p.words() == "2026年6月3日" || p.words() == "景川市产业链链长制办公室" && len(p.all("tabs")) == 0 {
			tail = append(tail, p)
		}
	}
	if len(tail) != 2 || tail[0].one("ind").attr("right") != "632" || tail[1].one("ind").attr("right") != "1580" {
		t.Errorf("signature %v", tail)
	}
	for _, p := range []node{b.para(t, "“五个一”"), one, two, tail[0]} {
		if len(p.all("keepNext")) != 1 {
			t.Errorf("%q may be parted from the signature", p.words())
		}
	}
	short := body(t, &doc.Doc{Title: "t", Blocks: []doc.Block{doc.Signature{Unit: "链长办", Date: "2026-06-03"}}}, options())
	if got := short.para(t, "2026年").one("ind").attr("right"); got != "1264" {
		t.Errorf("the date stands %s from the right, want four characters", got)
	}
	single := body(t, &doc.Doc{Title: "t", Blocks: []doc.Block{doc.AttachmentNote{Titles: []string{"清单"}}}}, options())
	single.para(t, "附件：清单")
}

func TestImprint(t *testing.T) {
	tables := body(t, notice(1), options()).all("tbl")
	m := tables[len(tables)-1]
	pos := m.one("tblpPr")
	if pos.attr("vertAnchor") != "margin" || pos.attr("tblpYSpec") != "bottom" || m.one("tblW").attr("w") != "8844" {
		t.Errorf("imprint stands at %v", pos.Attrs)
	}
	rows := m.all("tr")
	if len(rows) != 2 || !strings.HasPrefix(rows[0].words(), "抄送：市委办公室") || rows[1].words() != "景川市产业链链长制办公室2026年6月3日印发" {
		t.Errorf("imprint of %d rows: %q", len(rows), m.words())
	}
}

func TestPageBreak(t *testing.T) {
	b := body(t, &doc.Doc{Title: "t", Blocks: []doc.Block{doc.P(doc.Text("前")), doc.PageBreak{}, doc.P(doc.Text("后")), doc.P(doc.Text("末"))}}, options())
	for text, want := range map[string]int{"前": 0, "后": 1, "末": 0} {
		if got := len(b.para(t, text).all("pageBreakBefore")); got != want {
			t.Errorf("%s has %d page breaks, want %d", text, got, want)
		}
	}
	// A break between wide tables must not put an upright page between them.
	b = body(t, &doc.Doc{Title: "t", Blocks: []doc.Block{wideBlock(), doc.PageBreak{}, wideBlock()}}, options())
	if n := len(b.all("sectPr")); n != 2 {
		t.Errorf("%d sections, want 2", n)
	}
	// A document that ends in landscape pages gets no empty page after them.
	if last := b.Nodes[len(b.Nodes)-1]; last.one("pgSz").attr("orient") != "landscape" {
		t.Error("an empty upright page follows")
	}
}

func wideBlock() doc.Table {
	t := wide(1)
	t.Landscape = true
	return t
}

func TestSources(t *testing.T) {
	o := options()
	b := body(t, bulletin(), o)
	first := b.para(t, "1. 485.7亿元")
	if got := first.words(); got != "1. 485.7亿元：年度完成投资，口径v3，数据截至2026-06-03 08:30　/indicators/年度完成投资?period=2026-05" {
		t.Errorf("source = %q", got)
	}
	o.BaseURL = "https://lz.example.gov.cn/"
	parts, _ := unpack(t, render(t, bulletin(), o))
	links := parse(t, parts["word/document.xml"]).all("hyperlink")
	targets := map[string]string{}
	for _, r := range parse(t, parts["word/_rels/document.xml.rels"]).all("Relationship") {
		targets[r.attr("Id")] = r.attr("Target")
	}
	if len(links) != 4 || targets[links[3].attr("id")] != "https://lz.example.gov.cn/chains?period=2026-05" {
		t.Errorf("%d links, %v", len(links), targets)
	}
	bad := &doc.Doc{Title: "t", Blocks: []doc.Block{doc.P(doc.Fig("1", doc.Source{Path: "/a%zz b"}))}}
	if n := len(body(t, bad, o).all("hyperlink")); n != 0 {
		t.Error("what is no URL became a link")
	}
	o.OmitSources = true
	for _, p := range body(t, bulletin(), o).all("p") {
		if p.words() == "数据出处" {
			t.Error("sources are listed though they were not wanted")
		}
	}
}
