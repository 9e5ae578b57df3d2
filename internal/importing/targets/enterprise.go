package targets

import (
	"context"
	"strconv"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/industry"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/region"
)

// Enterprise reads lists of enterprises, local and from outside. A local firm without a chain whose trade is the name of one
// belongs to it.
func Enterprise(s *enterprise.Service, chains *chain.Service) importing.Target {
	return &importing.Area[enterprise.Enterprise]{
		List: enterprise.Spec, Need: authz.FirmEdit, Policy: map[string]intake.Policy{chain.Kind: intake.Create, enterprise.PlaceKind: intake.Known},
		By:    importing.Identity{Name: "name", Code: "uscc", Alias: "listed", Place: "region"},
		Valid: (*enterprise.Enterprise).Validate, Work: completeFirm,
		Fill: func(e *enterprise.Enterprise, r *importing.Record) { e.Origin = imported(r) },
		Merged: func(_ *change.Tx, r *importing.Record, before, after *enterprise.Enterprise) {
			after.Origin = imported(r)
			after.Outside = after.Region == region.Outside
			if isShort(r, before.Listed) {
				after.Name = before.Name
			}
		},
		Add: func(ctx context.Context, tx *change.Tx, rows []*enterprise.Enterprise) error {
			all, err := chains.All(ctx)
			if err != nil {
				return err
			}
			for _, e := range rows {
				if e.ChainID == "" && !e.Outside {
					e.ChainID = chain.NamedBy(all, e.Trade)
				}
			}
			return s.Insert(ctx, tx, rows)
		},
		Select: s.Select, Replace: s.Replace, Delete: s.Remove,
	}
}

// imported is the provenance of what a row says.
func imported(r *importing.Record) *enterprise.Origin {
	return &enterprise.Origin{Kind: enterprise.FromImport, Source: "《" + r.File + "》第" + strconv.Itoa(r.Number()) + "行", Note: strings.Join(r.Notes, "；")}
}

// completeFirm marks a missing code, brings the industry to the edition of 2017 and works out the seat.
func completeFirm(r *importing.Record) {
	if name := r.Given("name"); r.Given("short") == "" && isShort(r, r.Given("listed")) {
		r.Set("short", name)
	}
	completeCode(r)
	completeIndustry(r)
	completePlace(r)
}

// isShort tells that a row about a listed firm gives only its short name: 平安银行 for 平安银行股份有限公司.
func isShort(r *importing.Record, listed string) bool {
	return listed != "" && r.Given("listed") == listed && firmname.Split(r.Given("name")).Form == ""
}

// completeCode marks a firm without a code, which is taken, where the list has a column for it.
func completeCode(r *importing.Record) {
	if r.Given("uscc") == "" && r.Layout.Match("uscc") != nil && r.Given("name") != "" && !r.Faulty("uscc") {
		r.Fix("uscc", "", "（空）", "没有信用代码，先入册，查重时只按名称", true)
	}
}

// completeIndustry converts codes of GB/T 4754-2011. A code that both editions have under different names counts as old
// when the row's own words name what it was in 2011.
func completeIndustry(r *importing.Record) {
	code := strings.TrimSpace(r.Given("industry"))
	if code == "" {
		return
	}
	if rest, ok := cutSection(code); ok {
		code = rest
		r.Set("industry", code)
	}
	if strings.Trim(code, "0123456789") != "" { // words where a code is wanted
		if r.Given("trade") == "" {
			r.Set("trade", code)
		}
		r.Set("industry", nil)
		r.Fix("industry", code, "（空）", "不是代码，记入行业", false)
		return
	}
	now, current := industry.Lookup(code)
	old, former := industry.Lookup2011(code)
	words := r.Given("trade") + r.Given("subtrade")
	meant := former && current && old.Name != now.Name && strings.Contains(words, old.Name) && !strings.Contains(words, now.Name)
	if current && !meant || !former {
		return // Validate refuses what no edition has
	}
	c, _ := industry.From2011(code)
	if len(c.To) == 0 {
		r.Fault("industry", code+"是2011版的“"+old.Name+"”，2017版没有对应的代码，请改填", "")
		return
	}
	to := c.To[0]
	why := "2011版“" + old.Name + "”，2017版" + to.Name
	if !c.Sure {
		var more []string
		for _, other := range c.To[1:] {
			more = append(more, other.Code+other.Name)
		}
		if why += "，名称不同，请核对"; more != nil {
			why += "；也可能是" + strings.Join(more, "、")
		}
	}
	r.Set("industry", to.Code)
	r.Fix("industry", code, to.Code, why, !c.Sure || meant)
}

// cutSection takes the letter of the section off: C3821 is 3821.
func cutSection(code string) (string, bool) {
	if len(code) > 1 && code[0] >= 'A' && code[0] <= 'T' && strings.Trim(code[1:], "0123456789") == "" {
		return code[1:], true
	}
	return code, false
}

// completePlace works out the seat from province and city, and the region from the seat: what lies elsewhere than the site is
// from outside. A row that names a region of the site belongs there, wherever its seat is.
func completePlace(r *importing.Record) {
	province, city := r.Given("province"), r.Given("city_name")
	r.Set("province", nil)
	r.Set("city_name", nil)
	place := r.Given("place")
	if city != "" && place == "" {
		found := region.Find(city, province)
		if len(found) == 0 {
			found = region.Find(city, "")
		}
		switch {
		case len(found) == 0 && province == "":
			r.Fix("city_name", city, "境外或不详", "行政区划里没有这个城市，按市外企业入册", true)
			if r.Given("region") == "" {
				r.Set("region", region.Outside)
			}
			return
		case len(found) == 0:
			r.Fix("city_name", city, region.FullName(province), "行政区划里没有这个城市，只记省份", true)
			place = province
		default:
			place = found[0].Code
			renamed(r, city, found)
		}
	}
	if place == "" {
		place = province
	}
	if place == "" {
		return
	}
	r.Set("place", place)
	if r.Given("region") == "" && r.Home != "" && !region.Covers(r.Home, place) && !region.Covers(place, r.Home) {
		r.Set("region", region.Outside)
	}
}

// renamed marks a city or county that bears another name today.
func renamed(r *importing.Record, written string, found []region.Region) {
	today := found[0]
	if strings.HasSuffix(written, today.Name) || strings.HasSuffix(written, region.Short(today.Name)) {
		return
	}
	why := "已更名或撤并"
	if len(found) > 1 {
		why += "，也可能是" + found[1].Name
	}
	r.Fix("city_name", written, region.FullName(today.Code), why, len(found) > 1)
}
