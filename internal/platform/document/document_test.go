package document

import (
	"errors"
	"html/template"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
)

func TestNumber(t *testing.T) {
	blocks := []Block{
		H(1, "a"), H(2, "b"), P(Text("x")), H(3, "c"), H(4, "d"), H(4, "e"), H(3, "f"), H(4, "g"),
		H(2, "h"), H(3, "i"), Heading{Level: 1, Text: "附记", Plain: true}, H(2, "j"), H(1, "k"), H(2, "l"),
	}
	var got []string
	for _, it := range Number(blocks) {
		got = append(got, it.Label)
	}
	want := []string{"一、", "（一）", "", "1.", "（1）", "（2）", "2.", "（1）", "（二）", "1.", "", "（三）", "二、", "（一）"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestHanNumber(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九", 100: "100", 0: "0"} {
		if got := hanNumber(n); got != want {
			t.Errorf("hanNumber(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestDateText(t *testing.T) {
	for in, want := range map[string]string{"2026-06-03": "2026年6月3日", "2026-11-22": "2026年11月22日", "": "", "近期": "近期"} {
		if got := DateText(in); got != want {
			t.Errorf("DateText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGroups(t *testing.T) {
	tab := Table{Columns: []Column{{Header: "链"}, {Header: "县"}, {Header: "绿", Group: "灯"}, {Header: "红", Group: "灯"}, {Header: "元", Group: "投资"}, {Header: "注"}}}
	want := []Group{{"", 1}, {"", 1}, {"灯", 2}, {"投资", 1}, {"", 1}}
	if d := cmp.Diff(want, tab.Groups()); d != "" {
		t.Error(d)
	}
	if !tab.Grouped() || (Table{Columns: []Column{{Header: "链"}}}).Grouped() {
		t.Error("Grouped is wrong")
	}
}

func TestTableTitle(t *testing.T) {
	for _, c := range []struct{ caption, unit, want string }{
		{"附表", "亿元", "附表（单位：亿元）"}, {"附表", "", "附表"}, {"", "亿元", "单位：亿元"}, {"", "", ""},
	} {
		if got := (Table{Caption: c.caption, Unit: c.unit}).Title(); got != c.want {
			t.Errorf("Title(%q, %q) = %q, want %q", c.caption, c.unit, got, c.want)
		}
	}
}

func TestFigures(t *testing.T) {
	a, b := Source{Path: "/a", Name: "开工率", Formula: "v3"}, Source{Path: "/b"}
	d := &Doc{
		Blocks: []Block{
			P(Text("开工率"), Fig("86.5%", a), Fig("86.5%", a), Fig("86.5%", b)),
			H(2, "x", Fig("3个", b)),
			Table{Caption: "附表", Columns: []Column{{Header: "a"}}, Rows: []Row{{Cells: []Cell{{Text: "9", Source: &a}}}}, Source: &b},
		},
		Attachments: []Attachment{{Title: "清单", Blocks: []Block{P(Fig("7", a))}}},
	}
	want := []Figure{{"86.5%", a}, {"86.5%", b}, {"3个", b}, {"附表", b}, {"7", a}}
	if diff := cmp.Diff(want, d.Figures()); diff != "" {
		t.Error(diff)
	}
	if got := (Source{Name: "开工率", Formula: "v3", AsOf: "2026-06-03 08:30"}).Note(); got != "开工率，口径v3，数据截至2026-06-03 08:30" {
		t.Errorf("Note = %q", got)
	}
}

func TestAttachmentLabels(t *testing.T) {
	one := &Doc{Attachments: []Attachment{{Title: "甲"}}}
	two := &Doc{Attachments: []Attachment{{Title: "甲"}, {Title: "乙"}}}
	if one.AttachmentLabel(0) != "附件" || two.AttachmentLabel(1) != "附件2" {
		t.Errorf("labels: %q, %q", one.AttachmentLabel(0), two.AttachmentLabel(1))
	}
	if d := cmp.Diff([]string{"甲", "乙"}, two.NoteTitles(AttachmentNote{})); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"丙"}, two.NoteTitles(AttachmentNote{Titles: []string{"丙"}})); d != "" {
		t.Error(d)
	}
}

// foreign is a block no renderer knows.
type foreign struct{}

func (foreign) Kind() Kind { return "foreign" }

func TestCheck(t *testing.T) {
	cols := []Column{{Header: "a"}, {Header: "b"}}
	for _, c := range []struct {
		name  string
		doc   Doc
		place string // "" means sound
	}{
		{"sound", Doc{Title: "t", Date: "2026-06-03", Blocks: []Block{H(4, "x"), Table{Columns: cols, Rows: []Row{
			Cells("1", "2"), {Kind: Section, Cells: Cells("一").Cells}, {Kind: Total, Cells: Cells("1", "2").Cells}}}}}, ""},
		{"no title", Doc{}, "title"},
		{"date", Doc{Title: "t", Date: "2026年6月"}, "date"},
		{"imprint date", Doc{Title: "t", Imprint: &Imprint{Date: "6-3"}}, "imprint.date"},
		{"level", Doc{Title: "t", Blocks: []Block{P(), H(5, "x")}}, "blocks[1]"},
		{"level zero", Doc{Title: "t", Blocks: []Block{Heading{Text: "x"}}}, "blocks[0]"},
		{"no columns", Doc{Title: "t", Blocks: []Block{Table{}}}, "blocks[0]"},
		{"too many columns", Doc{Title: "t", Blocks: []Block{Table{Columns: make([]Column, 64)}}}, "blocks[0]"},
		{"short row", Doc{Title: "t", Blocks: []Block{Table{Columns: cols, Rows: []Row{Cells("1", "2"), Cells("1")}}}}, "blocks[0].rows[1]"},
		{"wide section", Doc{Title: "t", Blocks: []Block{Table{Columns: cols, Rows: []Row{{Kind: Section, Cells: Cells("1", "2").Cells}}}}}, "blocks[0].rows[0]"},
		{"pointer", Doc{Title: "t", Blocks: []Block{&Para{}}}, "blocks[0]"},
		{"nil", Doc{Title: "t", Blocks: []Block{nil}}, "blocks[0]"},
		{"foreign", Doc{Title: "t", Blocks: []Block{foreign{}}}, "blocks[0]"},
		{"annex", Doc{Title: "t", Attachments: []Attachment{{Title: "x", Blocks: []Block{Signature{Date: "x"}}}}}, "attachments[0].blocks[0].date"},
		{"annex title", Doc{Title: "t", Attachments: []Attachment{{}}}, "attachments[0].title"},
	} {
		err := c.doc.Check()
		if c.place == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var e *errs.Error
		if !errors.As(err, &e) || e.Code != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != c.place {
			t.Errorf("%s: got %v, want a fault at %s", c.name, err, c.place)
		}
	}
}

func TestCheckNamesAtMostTwenty(t *testing.T) {
	d := Doc{Title: "t", Blocks: []Block{Table{Columns: []Column{{Header: "a"}}, Rows: make([]Row, 500)}}}
	var e *errs.Error
	if !errors.As(d.Check(), &e) || len(e.Fields) != 20 {
		t.Errorf("got %d faults, want 20", len(e.Fields))
	}
}

// TestTemplate holds the promise to pages: kinds and fields can be reached from html/template.
func TestTemplate(t *testing.T) {
	tpl := template.Must(template.New("").Parse(`{{range .}}{{if eq .Block.Kind "heading"}}<h{{.Block.Level}}>{{.Label}}{{.Block.Text}}</h{{.Block.Level}}>` +
		`{{else if eq .Block.Kind "para"}}<p>{{range .Block.Runs}}{{if .Source}}<a href="{{.Source.Path}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}{{end}}</p>{{end}}{{end}}`))
	var b strings.Builder
	err := tpl.Execute(&b, Number([]Block{H(1, "总体<情况>"), P(Text("共"), Fig("3个", Source{Path: "/projects?light=red"}))}))
	if err != nil {
		t.Fatal(err)
	}
	want := `<h1>一、总体&lt;情况&gt;</h1><p>共<a href="/projects?light=red">3个</a></p>`
	if b.String() != want {
		t.Errorf("got %s", b.String())
	}
}

func TestPathReverse(t *testing.T) {
	p := Path(nil).Move(1, 2).Curve(3, 4, 5, 6, 7, 8).Line(9, 10)
	want := Path(nil).Move(9, 10).Line(7, 8).Curve(5, 6, 3, 4, 1, 2)
	if diff := cmp.Diff(want, p.Reverse()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if Path(nil).Reverse() != nil {
		t.Error("nothing turned into something")
	}
}
