package meeting_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/workday"
)

var units = []meeting.UnitName{{Name: "景川市发展和改革委员会", ID: "fgw"}, {Name: "市发改委", ID: "fgw"}, {Name: "市自然资源局", ID: "zr"}, {Name: "自然资源局", ID: "zr"}, {Name: "市商务局", ID: "sw"},
	{Name: "东湖区发改局", ID: "dh"}, {Name: "市供电公司", ID: "gd"}, {Name: "景川市商务局", ID: "sw"}}

func TestPropose(t *testing.T) {
	for name, c := range map[string]struct {
		in   []string
		want []meeting.Proposal
	}{
		"brackets": {[]string{"一、加快星辉铜箔项目用地报批。（责任单位：市自然资源局；配合单位：东湖区发改局、市发改委；完成时限：12月31日前）"},
			[]meeting.Proposal{{Text: "加快星辉铜箔项目用地报批", Lead: "zr", Co: []string{"dh", "fgw"}, Due: "2026-12-31"}}},
		"charged": {[]string{"（二）由市发改委牵头，会同市商务局于11月底前完成图谱修订"}, []meeting.Proposal{{Text: "由市发改委牵头，会同市商务局于11月底前完成图谱修订", Lead: "fgw", Co: []string{"sw"}, Due: "2026-11-30"}}},
		"sentences": {[]string{"会议强调，要压实责任。市供电公司要在10个工作日内完成专线勘查；请景川市商务局下周五前提出招商名单。"},
			[]meeting.Proposal{{Text: "会议强调，要压实责任：市供电公司要在10个工作日内完成专线勘查", Lead: "gd", Due: "2026-12-04"}, {Text: "请景川市商务局下周五前提出招商名单", Lead: "sw", Due: "2026-11-27"}}},
		"next line":     {[]string{"1. 引进铜箔企业两家", "责任单位：市商务局，市发改委", "完成时限：2027年3月"}, []meeting.Proposal{{Text: "引进铜箔企业两家", Lead: "sw", Co: []string{"fgw"}, Due: "2027-03-31"}}},
		"several units": {[]string{"市发改委、市商务局要一个月内拿出方案"}, []meeting.Proposal{{Text: "市发改委、市商务局要一个月内拿出方案", Lead: "fgw", Co: []string{"sw"}, Due: "2026-12-20"}}},
		"no date":       {[]string{"市商务局负责跟踪"}, []meeting.Proposal{{Text: "市商务局负责跟踪", Lead: "sw", Doubt: "没有写时限"}}},
		"unknown unit":  {[]string{"抓好验收。（责任单位：市大数据局；完成时限：年底前）"}, []meeting.Proposal{{Text: "抓好验收", Due: "2026-12-31", Doubt: "单位“市大数据局”没有认出"}}},
		"no decision":   {[]string{"11月20日，市委副书记主持召开会议。", "出席：市发改委 王伟，市商务局 李丽", "会议听取了市发改委的汇报", "", "分送：市发改委"}, nil},
		"next year":     {[]string{"市发改委于1月15日前报送总结"}, []meeting.Proposal{{Text: "市发改委于1月15日前报送总结", Lead: "fgw", Due: "2027-01-15"}}},
		"bad date":      {[]string{"市发改委要在2月31日前完成"}, []meeting.Proposal{{Text: "市发改委要在2月31日前完成", Lead: "fgw", Doubt: "没有写时限"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := meeting.Propose(c.in, units, "2026-11-20", workday.Default()) // a Friday
			for i := range got {
				if len(got[i].Co) == 0 {
					got[i].Co = nil
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseGuests(t *testing.T) {
	got := meeting.ParseGuests("王伟　局长　市发改委\n李丽,市商务局,东湖分会场\n\n张三\n", []string{"东湖分会场"})
	want := []meeting.Guest{{Name: "王伟", Title: "局长", FromUnit: "市发改委"}, {Name: "李丽", FromUnit: "市商务局", Venue: "东湖分会场"}, {Name: "张三"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
