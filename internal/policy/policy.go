// Package policy keeps the windows of national and provincial policy (政策窗口): what is supported, for whom, until when; which of
// the site's firms and projects meet the conditions; and the planned-reserve projects that a window has yielded.
package policy

import (
	"slices"
	"strings"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// The record kinds and tables.
const (
	Kind        = "policy_window"
	ReserveKind = "policy_reserve"
)

// AllChains in Window.Chains means that a window concerns every chain.
const AllChains = "*"

// The states of a window that are stored; whether it is open follows from its dates.
const (
	Active  = "active"
	Stopped = "stopped" // withdrawn by its issuer, or used up
)

// Window is one call of a policy. AmountMax is whole yuan, Ratio a share of 0 to 1, dates "2026-11-22", "" = not stated.
type Window struct {
	ID         string  `db:"id"`
	Name       string  `db:"name"`
	Issuer     string  `db:"issuer"` // 发文机关
	DocNo      string  `db:"doc_no"` // 文号
	Level      string  `db:"level"`  // national, province, city
	Chains     string  `db:"chains"` // ids parted by spaces, or AllChains
	Nodes      string  `db:"nodes"`  // names of nodes, parted by 、
	Supports   string  `db:"supports"`
	Amount     string  `db:"amount"` // as the paper words it
	AmountMax  int64   `db:"amount_max"`
	Ratio      float64 `db:"ratio"`
	Opens      string  `db:"opens"`
	Closes     string  `db:"closes"`
	Conditions string  `db:"conditions"`
	RuleOn     string  `db:"rule_on"` // project, enterprise or ""
	Rule       string  `db:"rule"`    // condition over RuleOn's list
	Source     string  `db:"source"`  // address of the paper
	State      string  `db:"state"`
	Region     string  `db:"region"` // region.Outside: windows are for the whole site
	UnitID     string  `db:"unit_id"`
	Note       string  `db:"note"`
	BatchID    string  `db:"batch_id"`
	CreatedAt  int64   `db:"created_at"`
	UpdatedAt  int64   `db:"updated_at"`
	Version    int64   `db:"version"`
}

// ScopeKeys are the keys by which a window is scoped.
func (w *Window) ScopeKeys() authz.Keys { return authz.Keys{Region: w.Region, Unit: w.UnitID} }

// Ref names the window.
func (w *Window) Ref() record.Ref { return record.Ref{Kind: Kind, ID: w.ID} }

// ChainIDs are the chains that the window names; nil when it concerns all of them.
func (w *Window) ChainIDs() []string {
	if w.Chains == AllChains {
		return nil
	}
	return strings.Fields(w.Chains)
}

// Concerns reports whether the window is about a chain.
func (w *Window) Concerns(chainID string) bool {
	return w.Chains == AllChains || slices.Contains(strings.Fields(w.Chains), chainID)
}

// reserve ties a project to the window that yielded it.
type reserve struct {
	ID        string `db:"id"`
	WindowID  string `db:"window_id"`
	ProjectID string `db:"project_id"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	CreatedAt int64  `db:"created_at"`
}

// ScopeKeys are those of the project.
func (r *reserve) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

// Phase is where a window stands on a day.
type Phase string

// The phases, with their names.
const (
	Ahead Phase = "ahead" // 未开放
	Now   Phase = "now"   // 开放中
	Past  Phase = "past"  // 已截止
	Off   Phase = "off"   // 已停止
)

// Label is the phase's name.
func (p Phase) Label() string {
	return map[Phase]string{Ahead: "未开放", Now: "开放中", Past: "已截止", Off: "已停止"}[p]
}

// Phase gives where the window stands on a day. Without a closing date it stays open.
func (w *Window) Phase(today string) Phase {
	switch {
	case w.State == Stopped:
		return Off
	case w.Closes != "" && w.Closes < today:
		return Past
	case w.Opens > today:
		return Ahead
	}
	return Now
}

// The days before its end from which a window's light is yellow, and red when nothing has come of it.
const (
	YellowDays = 30
	RedDays    = 7
)

// Light is the light of a window on a day with the days left (−1: no end, or no longer running): green until YellowDays
// before its end, then yellow; red in its last RedDays when it has yielded no project.
func (w *Window) Light(today string, projects int64) (light string, left int) {
	if p := w.Phase(today); p == Past || p == Off {
		return "none", -1
	}
	end, err := time.Parse(time.DateOnly, w.Closes)
	now, err2 := time.Parse(time.DateOnly, today)
	if err != nil || err2 != nil {
		return "none", -1
	}
	left = int(end.Sub(now).Hours() / 24)
	switch {
	case left <= RedDays && projects == 0:
		return "red", left
	case left <= YellowDays:
		return "yellow", left
	}
	return "green", left
}

const projectsSQL = "(SELECT count(*) FROM policy_reserve r WHERE r.window_id = t.id)"

// Spec describes the list of windows.
var Spec = &list.Spec{
	Name: Kind, Label: "政策窗口", Measure: "项", Sort: "closes,name", Scope: list.Scope{Region: "region", Unit: "unit_id"},
	Columns: []list.Column{
		{Name: "name", Label: "政策名称", Kind: list.Text, Default: true, Import: true, Need: true, Width: 40, Synonyms: []string{"名称", "政策", "政策事项", "申报事项", "标题", "申报项目名称"}},
		{Name: "issuer", Label: "发文机关", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"发文单位", "主管部门", "发布单位", "发布机构"}},
		{Name: "doc_no", Label: "文号", Kind: list.Text, Import: true, Synonyms: []string{"发文字号", "文件号"}},
		{Name: "level", Label: "级别", Kind: list.Enum, Default: true, Import: true, Synonyms: []string{"层级", "政策级别"},
			SortSQL: "CASE t.level WHEN 'national' THEN 0 WHEN 'province' THEN 1 ELSE 2 END", Options: []list.Option{
				{Code: "national", Label: "国家", Synonyms: []string{"国家级", "中央"}}, {Code: "province", Label: "省", Synonyms: []string{"省级", "自治区", "直辖市"}},
				{Code: "city", Label: "市", Synonyms: []string{"市级", "县级", "区级"}}}},
		{Name: "chain_names", Label: "产业链", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"适用产业链", "所属产业链", "支持产业"},
			SQL: "(CASE WHEN t.chains = '*' THEN '全部产业链' ELSE COALESCE((SELECT string_agg(c.name, '、' ORDER BY c.sort, c.name) FROM chain c WHERE t.chains LIKE '%' || c.id || '%'), '') END)"},
		{Name: "nodes", Label: "适用环节", Kind: list.Text, Import: true, Synonyms: []string{"环节", "产业链环节", "支持领域"}},
		{Name: "supports", Label: "支持内容", Kind: list.Text, Default: true, Import: true, Width: 40, Synonyms: []string{"支持方向", "支持范围", "主要内容"}},
		{Name: "amount", Label: "支持标准", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"奖补标准", "支持方式", "补助标准"}},
		{Name: "amount_max", Label: "最高金额", Kind: list.Money, Unit: "万元", Default: true, Import: true, Synonyms: []string{"支持额度", "最高补助"}},
		{Name: "ratio", Label: "支持比例", Kind: list.Percent, Import: true, Synonyms: []string{"比例", "补助比例"}},
		{Name: "opens", Label: "开放日期", Kind: list.Date, Import: true, Synonyms: []string{"开始日期", "申报开始", "开放时间", "申报起始时间"}},
		{Name: "closes", Label: "截止日期", Kind: list.Date, SortSQL: "CASE t.closes WHEN '' THEN '~' ELSE t.closes END", Default: true, Import: true, Synonyms: []string{"申报截止", "截止时间", "结束日期", "申报截止时间"}},
		{Name: "conditions", Label: "申报条件", Kind: list.Text, Import: true, Width: 40, Synonyms: []string{"条件", "申报要求"}},
		{Name: "rule_on", Label: "条件对象", Kind: list.Enum, Options: []list.Option{{Code: "project", Label: "项目"}, {Code: "enterprise", Label: "企业"}}},
		{Name: "rule", Label: "条件规则", Kind: list.Text},
		{Name: "source", Label: "来源网址", Kind: list.Text, Import: true, Width: 30, Synonyms: []string{"网址", "来源", "链接", "原文"}},
		{Name: "state", Label: "状态", Kind: list.Enum, Options: []list.Option{{Code: Active, Label: "有效"}, {Code: Stopped, Label: "已停止"}}},
		{Name: "projects", Label: "储备项目数", Kind: list.Int, Unit: "个", SQL: projectsSQL, Default: true},
		{Name: "unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit", Import: true, Synonyms: []string{"责任单位", "对口部门"}},
		{Name: "note", Label: "备注", Kind: list.Text, Import: true, Synonyms: []string{"说明"}},
		{Name: "chains", Label: "产业链标识", Kind: list.Text, Hidden: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}
