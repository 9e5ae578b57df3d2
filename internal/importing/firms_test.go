package importing_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/region"
)

const firmsFile = `企业名称,信用代码,注册资本（万元）,省份,城市,主营业务,股票代码,行业代码,行业,员工数
深圳市长城开发科技股份有限公司,,156058.77,广东,深圳市,硬盘磁头,000021.SZ,3911,计算机,19000
高明铜业有限公司,91370000163048885X,100,广东,佛山市,铜杆,,3251,铜压延加工,12
射洪锂电有限公司,91370000163048885W,100,四川,射洪县,电池,,C3841,电池,12
许昌羊业公司,,100,河南,许昌县,肉羊,,0131,羊的饲养,3
开曼控股公司,,100,,Basel,投资,,9999,,
旧码机械厂,,100,广东,佛山市,机械,,4412,水力发电,5
`

// TestFirmsOfAllKinds: firms from outside, without code, with a wrong check character, with codes of 2011 and old names of counties.
func TestFirmsOfAllKinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		b := s.hand("enterprise", "企业.csv", []byte(firmsFile), importing.Choice{})
		want := []importing.CellError{
			{Sheet: "企业", Cell: "B3", Message: "统一社会信用代码的校验码不对：末位应为“W”，现在是“X”，请对照营业执照核对前17位", Suggest: "91370000163048885W"},
			{Sheet: "企业", Cell: "H6", Message: "行业代码国民经济行业分类（2017）里没有代码9999"},
		}
		if diff := cmp.Diff(want, b.Summary.Errors); diff != "" {
			t.Errorf("errors (-want +got)\n%s", diff)
		}
		view, err := s.imports.Preview(ctx, office, b.ID, importing.View{Tab: "fixed"})
		if err != nil {
			t.Fatal(err)
		}
		why := ""
		for _, l := range view.Lines {
			for _, c := range l.Cells {
				if c.Why != "" {
					why += c.Ref + c.Was + "→" + c.Text + c.Why + "\n"
				}
			}
		}
		for _, part := range []string{"E4射洪县→四川省遂宁市射洪市已更名或撤并", "H7", "2011版“水力发电”", "B2→（空）没有信用代码"} {
			if !strings.Contains(why, part) {
				t.Errorf("%q is not said of the rows:\n%s", part, why)
			}
		}
		s.confirm(b.ID)
		rows, err := s.firms.Select(ctx, d, office.Scope, new(db.Where), "ORDER BY t.no")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for _, e := range rows {
			got[e.Name] = []string{e.Region, e.Place, e.Industry, e.Ladder}
		}
		if diff := cmp.Diff(map[string][]string{"深圳市长城开发科技股份有限公司": {region.Outside, "440300", "3911", enterprise.RungListed},
			"射洪锂电有限公司": {region.Outside, "510981", "3841", ""}, "许昌羊业公司": {region.Outside, "411000", "0131", ""}, "旧码机械厂": {"440608", "440600", "4413", ""}}, got); diff != "" {
			t.Errorf("stored (-want +got)\n%s", diff)
		}
		facts, err := s.firms.Facts(ctx, rows[0].ID)
		if err != nil || facts["capital"].Kind != enterprise.FromImport || facts["capital"].Source != "《企业.csv》第2行" {
			t.Errorf("provenance: %v %+v", err, facts["capital"])
		}
		s.takeOutAndBack(enterprise.Spec, 4)
	})
}

// takeOutAndBack exports a list in full and imports it: every row is found unchanged.
func (s *site) takeOutAndBack(spec *list.Spec, rows int) {
	s.t.Helper()
	names, err := s.imports.Names(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	label := func(kind, id string) string {
		switch _, name, ok := names.Find(kind, id); {
		case ok:
			return name
		case kind == "region" && id == region.Outside:
			return region.OutsideName
		case kind == enterprise.PlaceKind:
			return region.FullName(id)
		}
		return id
	}
	var book bytes.Buffer
	f := &listfile.File{Spec: spec, Query: &list.Query{}, Who: list.Asker{Scope: office.Scope}, Columns: listfile.Columns(spec), Label: label}
	if n, err := f.Write(ctx, s.run.DB, &book); err != nil || n != rows {
		s.t.Fatal(n, err)
	}
	b := s.hand(spec.Name, spec.Label+".xlsx", book.Bytes(), importing.Choice{})
	if b.Summary.Dups[importing.RegisterExact] != rows || b.Summary.Write.Skip != rows {
		s.t.Errorf("our own export comes back as %+v %v %v", b.Summary.Write, b.Summary.Dups, b.Summary.Errors)
	}
}
