// Package catalog names every list of the product once: what its records are called, which column names a record, and where
// its pages are. Exports, histories, handover packs and the lists of N图N清单 all start from it, so a new area adds one line here.
package catalog

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/checkup"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/indicator"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
	"lianzhang/internal/tour"
	"lianzhang/internal/visit"
)

// Entry is one kind of record that has a list.
type Entry struct {
	Spec  *list.Spec
	Title string // the column that names a record
	Base  string // address of the list; a record's page is Base/id, "" when records have no page of their own
}

// Kind is the record kind and table.
func (e *Entry) Kind() string { return e.Spec.Name }

// Entries are all kinds, in the order in which pages offer them; the list is read only.
var entries = []Entry{
	{chain.Spec, "name", "/chains"},
	{project.Spec, "name", "/projects"},
	{enterprise.Spec, "name", "/enterprises"},
	{chain.OpportunitySpec, "name", "/opportunities"},
	{graph.NodeSpec, "name", "/nodes"},
	{gap.Spec, "name", "/gaps"},
	{match.Spec, "firm", "/matches"},
	{target.Spec, "firm", "/targets"},
	{lead.PlainSpec, "code", "/leads"}, // without the client: who asks through here is not asked for the unit
	{ticket.Spec, "name", "/tickets"},
	{visit.Spec, "firm", "/visits"},
	{visit.ChargeSpec, "firm", ""},
	{task.Spec, "name", "/tasks"},
	{checkup.Spec, "title", "/checkups"},
	{meeting.Spec, "name", "/meetings"},
	{tour.Spec, "name", "/tours"},
	{indicator.Spec, "name", "/indicators"},
	{indicator.ValueSpec, "indicator", "/observations"},
	{talent.NeedSpec, "name", "/talent/needs"},
	{talent.IntroSpec, "name", "/talent/introductions"},
	{talent.PlatformSpec, "name", "/talent/platforms"},
	{policy.Spec, "name", "/windows"},
	{org.UnitSpec, "name", "/admin/units"},
	{org.AccountSpec, "name", "/admin/users"},
}

// Entries gives all kinds, in the order in which pages offer them.
func Entries() []Entry { return append([]Entry(nil), entries...) }

// Find gives the entry of a kind, nil when it has no list.
func Find(kind string) *Entry {
	for i := range entries {
		if entries[i].Spec.Name == kind {
			return &entries[i]
		}
	}
	return nil
}

// Specs are the specifications by kind.
func Specs() map[string]*list.Spec {
	out := make(map[string]*list.Spec, len(entries))
	for i := range entries {
		out[entries[i].Spec.Name] = entries[i].Spec
	}
	return out
}
