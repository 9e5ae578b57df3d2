// Package chaintabs is the row of tabs that every page of one chain carries, so that all of them lead to the same places.
package chaintabs

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// The tabs.
const (
	Overview = "概况"
	Map      = "图谱"
	Versions = "版本"
	Drill    = "停一家推演"
)

// tab is a place of a chain: its address before and after the chain's id, and who may open it.
type tab struct {
	label, before, after string
	perm                 authz.Perm
}

func tabs() []tab {
	return []tab{
		{Overview, "/chains/", "", authz.ChainView}, {Map, "/chains/", "/map", authz.ChainView}, {"缺口", "/gaps?state=open,working&chain_id=", "", authz.ChainView},
		{"目标企业", "/targets?state=assigned,contacted,talks&chain_id=", "", authz.LeadView}, {"线索", "/leads?state=logged,answered,accepted,following&chain_id=", "", authz.LeadView}, {"项目", "/projects?chain_id=", "", authz.ProjectView},
		{"企业", "/enterprises?chain_id=", "", authz.FirmView}, {"招引机会", "/opportunities?chain_id=", "", authz.ChainView},
		{"双招双引", "/talent?chain_id=", "", authz.ChainView}, {Drill, "/chains/", "/drill", authz.FirmView}, {Versions, "/chains/", "/map/versions", authz.ChainView},
	}
}

// Of are the tabs of a chain that the person may open; on is the one that is shown.
func Of(q *web.Req, chainID, on string) ui.Tabs {
	t := ui.Tabs{Label: "这条链"}
	for _, x := range tabs() {
		if q.Actor.Can(x.perm) {
			t.Items = append(t.Items, ui.Tab{Label: x.label, URL: x.before + chainID + x.after, On: x.label == on})
		}
	}
	return t
}
