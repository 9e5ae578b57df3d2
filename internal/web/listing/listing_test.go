package listing

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "listing", pages, map[string]any{"views": &viewsPage{}})
}

var spec = &list.Spec{
	Name: "thing", Label: "东西", Measure: "个", Sort: "-total",
	Columns: []list.Column{
		{Name: "name", Label: "名称", Kind: list.Text, Default: true},
		{Name: "light", Label: "灯", Kind: list.Enum, Options: []list.Option{{Code: "red", Label: "红"}, {Code: "green", Label: "绿"}}, Default: true},
		{Name: "unit_id", Label: "单位", Kind: list.Ref, RefKind: "unit"},
		{Name: "total", Label: "总投资", Kind: list.Money, Unit: "亿元", Default: true},
		{Name: "plan", Label: "计划", Kind: list.Money, Unit: "万元"},
		{Name: "lag", Label: "落后", Kind: list.Percent},
		{Name: "jobs", Label: "人数", Kind: list.Int, Unit: "人"},
		{Name: "due", Label: "期限", Kind: list.Date},
		{Name: "at", Label: "更新", Kind: list.Time},
		{Name: "secret", Label: "批次", Kind: list.Text, Hidden: true},
	},
}

func list1() *List {
	return (&Kit{lists: map[string]*List{}}).Register(List{Spec: spec, Base: "/things", Fixed: []string{"name"}, Keep: []string{"dense"}})
}

// A form sends every box by itself and both ends of a range; the address that comes of it is short and always the same.
func TestFold(t *testing.T) {
	l := list1()
	for _, c := range []struct{ name, form, want string }{
		{"empty fields", "q=&light=&total_from=&total_to=&due_from=&sort=-total&page=1", ""},
		{"boxes", "light=red&light=green&light=red", "light=red,green"},
		{"money in the unit of the field", "total_from=1.5&total_to=3.2亿", "total=150000000..320000000"},
		{"money, one end", "plan_from=200", "plan=2000000.."},
		{"money as an amount with its own unit", "plan_to=1亿元", "plan=..100000000"},
		{"equal ends", "jobs_from=1,200&jobs_to=1200", "jobs=1200"},
		{"percent", "lag_from=10%25", "lag=0.1.."},
		{"dates", "due_from=2026-01-01&due_to=2026-06-30", "due=2026-01-01..2026-06-30"},
		{"a day as a time, whole days", "at_from=2026-11-22&at_to=2026-11-22", "at=1795276800000000..1795363199999999"},
		{"boxes win over absent", "unit_id=-&unit_id=A", "unit_id=A"},
		{"absent alone", "unit_id=-", "unit_id=-"},
		{"boxes win over not", "light=!green&light=red", "light=red"},
		{"not alone", "light=!green", "light=!green"},
		{"what cannot be read is kept, to be refused at its field", "total_from=abc", "total=abc.."},
		{"unknown parameters are dropped", "evil=1&light=red", "light=red"},
		{"the page's own stay", "dense=1&sort=name&page=3", "dense=1&page=3&sort=name"},
		{"columns in their order, fixed ones added", "cols=plan&cols=light", "cols=name,light,plan"},
		{"the usual columns say nothing", "cols=light&cols=total&cols=name", ""},
		{"unknown columns", "cols=nothing,secret", ""},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		got, err := url.QueryUnescape(l.fold(form).Encode())
		if err != nil || got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
		}
		again := l.fold(l.fold(form))
		if diff := cmp.Diff(l.fold(form), again); diff != "" && c.name != "what cannot be read is kept, to be refused at its field" {
			t.Errorf("%s: folding twice gives another address:\n%s", c.name, diff)
		}
	}
}

func TestChips(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"light=red,green", "红、绿"}, {"light=!green", "不含绿"}, {"unit_id=-", "未填"}, {"unit_id=!-", "已填"},
		{"total=100000000..", "不低于1亿元"}, {"total=..250000000", "不高于2.5亿元"}, {"total=100000000..250000000", "1—2.5亿元"}, {"plan=20000000", "2000万元"},
		{"lag=0.1..", "不低于10%"}, {"lag=-0.05..0.1", "−5—10%"}, {"jobs=5..", "不低于5人"}, {"due=2026-11", "2026-11"}, {"due=..2026-11-22", "2026-11-22以前"},
		{"due=!2026-11..", "早于2026-11或未填"}, {"due=!..2026-11", "晚于2026-11或未填"}, {"name=铜,铝,锌,锡", "铜、铝、锌等4项"},
	} {
		v, _ := url.ParseQuery(c.query)
		q, err := spec.Parse(v)
		if err != nil {
			t.Fatal(err)
		}
		a := &Ask{Query: q, Names: &Names{}}
		if got := a.say(q.Filters[0]); got != c.want {
			t.Errorf("%s: %q, want %q", c.query, got, c.want)
		}
	}
}

// What a field shows is read back as the same amount.
func TestExact(t *testing.T) {
	for _, c := range []struct {
		yuan int64
		unit money.Unit
		want string
	}{
		{0, money.Yi, "0"}, {32_6000_0000, money.Yi, "32.6"}, {1, money.Yi, "0.00000001"}, {12_345, money.Wan, "1.2345"}, {86_000_0000, money.Wan, "86000"},
		{-5_0001, money.Wan, "-5.0001"},
	} {
		got := Exact(c.yuan, c.unit)
		if got != c.want {
			t.Errorf("%d: %q, want %q", c.yuan, got, c.want)
		}
		back, err := money.Parse(got, money.Options{Unit: c.unit, Negative: true})
		if err != nil || int64(back) != c.yuan {
			t.Errorf("%q reads back as %d, %v", got, back, err)
		}
	}
}

func TestMark(t *testing.T) {
	got := mark("阶段 【=】 开工")
	if len(got) != 3 || got[1].Text != "=" || got[1].Kind != "fault" {
		t.Errorf("%+v", got)
	}
	if got := mark("没有记号"); got.String() != "没有记号" {
		t.Errorf("%q", got.String())
	}
}
