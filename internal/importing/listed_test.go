package importing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
)

// loadWithin is how long the listed firms may take, checks included.
const loadWithin = 20 * time.Second

// TestListedFirms loads the 6,194 listed firms as an office does: upload, settle the unit of one column, preview, confirm; then
// their short names and industries out of another file, by the stock code.
func TestListedFirms(t *testing.T) {
	path := datatest.Path(t, "a-share/上市公司基本信息.xlsx")
	basic := datatest.Path(t, "a-share/stock_basic.csv")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		watch := clock.Stopwatch()
		b := s.upload("enterprise", path, importing.Choice{})
		if q := b.Summary.Questions(); len(q) == 0 || q[0].Column != 3 || !q[0].Blocking || q[0].Suggest != "万元" {
			t.Errorf("the unit of 注册资金 is not asked for: %+v", q)
		}
		b, err := s.imports.Map(ctx, office, b.ID, 0, []importing.MapTo{{Col: 3, Column: "capital", Unit: "万元"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		columns := map[string]string{}
		for _, c := range b.Summary.Sheets[0].Layout.Columns {
			columns[c.Head] = c.Column
		}
		if diff := cmp.Diff(map[string]string{"ts_code": "listed", "公司名称": "name", "交易所": "", "注册资金": "capital", "省份": "province", "城市": "city_name",
			"公司简介": "", "公司员工数": "staff", "主营业务": "business"}, columns); diff != "" {
			t.Errorf("columns (-want +got)\n%s", diff)
		}
		if s := b.Summary; s.Rows != 6194 || s.Accepted != 6191 || s.Rejected != 3 || s.Write.New != 6191 {
			t.Errorf("%d rows, %d accepted, %d rejected (three have no name), %+v", s.Rows, s.Accepted, s.Rejected, s.Write)
		}
		b = s.confirm(b.ID)
		took := watch()
		t.Logf("%d firms in %.1fs", b.Written, took.Seconds())
		if took > loadWithin {
			t.Errorf("loading took %v; %v at most", took, loadWithin)
		}
		for what, want := range map[string]int{"outside AND region = '000000'": 6126, "NOT outside": 65, "place LIKE '44%'": 1005, "place = '440600'": 65, "place = ''": 6,
			"ladder = 'listed'": 6191, "capital > 0": 6191} {
			if got := s.count("enterprise WHERE " + what); got != want {
				t.Errorf("%d firms %s, want %d", got, what, want)
			}
		}
		watch = clock.Stopwatch()
		c := s.upload("enterprise", basic, importing.Choice{})
		if c.Summary.Write.Merge != 5446 || c.Summary.Write.New != 2 || c.Summary.Rejected != 0 {
			t.Errorf("short names: %+v %v", c.Summary.Write, c.Summary.Errors)
		}
		c = s.confirm(c.ID)
		t.Logf("%d short names in %.1fs", c.Merged, watch().Seconds())
		rows, _, err := s.firms.Search(ctx, office.Scope, "深科技", 5)
		if err != nil || len(rows) != 1 || rows[0].Name != "深圳长城开发科技股份有限公司" || rows[0].Trade != "元器件" {
			t.Errorf("found by the short name: %v %+v", err, rows)
		}
		watch = clock.Stopwatch()
		found, err := s.firms.FindPairs(ctx, office)
		t.Logf("%d firms, %d compared, %d same, %d to review in %.1fs", found.Firms, found.Compared, found.Same, found.Review, watch().Seconds())
		if err != nil || found.Same > 5 {
			t.Errorf("%d of 6,191 different firms are called the same: %v", found.Same, err)
		}
	})
}

// TestFigures: firms by name or code, periods in all spellings, years in the heads; unknown firms and impossible periods come back.
func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.confirm(s.hand("enterprise", "企业.csv", []byte("企业名称,信用代码,县区\n高明铜业有限公司,91370000163048885W,高明区\n高明光学有限公司,,高明区\n"), importing.Choice{}).ID)
		b := s.hand("enterprise_figure", "指标.csv", []byte(`企业名称,统一社会信用代码,月份,营业收入（万元）,税收（万元）,用电量（千瓦时）,从业人员,研发投入（万元）
高明铜业有限公司,,2026年10月,320.5,12,45000,120,3
高明光学（有限公司）,,2026年,1000,1,1,30,
没有这家公司,,2026-10,1,1,1,1,1
高明光学有限公司,,上个月,1,1,1,1,1
高明光学有限公司,,2026-10,-5,1,1,1,1
`), importing.Choice{})
		cells := map[string]bool{}
		for _, e := range b.Summary.Errors {
			cells[e.Cell] = true
		}
		if diff := cmp.Diff(map[string]bool{"A4": true, "C5": true, "D6": true}, cells); diff != "" {
			t.Errorf("faults (-want +got)\n%s\n%v", diff, b.Summary.Errors)
		}
		b = s.confirm(b.ID)
		if b.Written != 2 || s.count("enterprise_figure WHERE period = '2026-10' AND revenue = 3205000 AND power = 45000") != 1 ||
			s.count("enterprise_figure WHERE period = '2026'") != 1 {
			t.Errorf("%d written", b.Written)
		}
		coded := s.hand("enterprise_figure", "按代码.csv", []byte("统一社会信用代码,年月,税收（万元）\n91370000163048885W,202609,11\n91370000163048885X,202609,11\n"), importing.Choice{})
		if coded.Summary.Write.New != 1 || coded.Summary.Rejected != 1 {
			t.Errorf("by code: %+v %v", coded.Summary.Write, coded.Summary.Errors)
		}
		again := s.hand("enterprise_figure", "更正.csv", []byte("企业名称,月份,营业收入（万元）\n高明铜业有限公司,2026.10,330\n"), importing.Choice{})
		if again.Summary.Write != (importing.Counts{Merge: 1}) {
			t.Errorf("the same month again: %+v %v", again.Summary.Write, again.Summary.Errors)
		}
		s.confirm(again.ID)
		if s.count("enterprise_figure WHERE revenue = 3300000 AND tax = 120000") != 1 {
			t.Error("a correction replaced more than it said")
		}
		if _, err := s.imports.Undo(ctx, office, again.ID, "试", false); err != nil || s.count("enterprise_figure WHERE revenue = 3205000") != 1 {
			t.Errorf("taking it back: %v", err)
		}
		s.takeOutAndBack(enterprise.FigureSpec, 2)
		year := s.hand("enterprise_figure", "年报.csv", []byte("企业名称,2025年营业收入（万元）\n高明铜业有限公司,4000\n"), importing.Choice{})
		if year.Summary.Write.New != 1 {
			t.Errorf("the year in the head: %+v %v", year.Summary.Write, year.Summary.Errors)
		}
	})
}
