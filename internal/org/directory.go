package org

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
)

// Directory is a snapshot of regions, units, people, roles and posts. It never changes, so it may be used by many at once;
// what it gives out must not be changed either.
type Directory struct {
	stamp    int64
	site     string
	root     *Region
	regions  []*Region // in the order of the tree, parents before children
	units    []*Unit   // likewise, dissolved ones too
	accounts []*Account
	posts    []Post // by chain, kind and first day

	regionByID  map[string]*Region
	unitByID    map[string]*Unit
	accountByID map[string]*Account
	byLogin     map[string]*Account
	grants      map[string][]Grant
	chainPosts  map[string][]Post
	below       map[string][]string // region code → codes of its children
	under       map[string][]string // unit id → ids of its children
	regionNames names[*Region]
	unitNames   names[*Unit]
}

// load reads a Directory. The stamp is read first: what changes while the tables are read shows as another stamp later.
func load(ctx context.Context, q db.Queryer) (*Directory, error) {
	d := &Directory{}
	var err error
	if d.stamp, err = readStamp(ctx, q); err != nil {
		return nil, err
	}
	if d.site, err = readSite(ctx, q); err != nil {
		return nil, err
	}
	rs, err := regions.Select(ctx, q, new(db.Where), "ORDER BY t.sort, t.id")
	if err != nil {
		return nil, err
	}
	us, err := units.Select(ctx, q, new(db.Where), "ORDER BY t.sort, t.pinyin, t.id")
	if err != nil {
		return nil, err
	}
	as, err := accounts.Select(ctx, q, new(db.Where), "ORDER BY t.pinyin, t.login")
	if err != nil {
		return nil, err
	}
	gs, err := grants.Select(ctx, q, new(db.Where), "ORDER BY t.account_id, t.role, t.id")
	if err != nil {
		return nil, err
	}
	if d.posts, err = posts.Select(ctx, q, new(db.Where), "ORDER BY t.chain_id, t.kind, t.start_on, t.id"); err != nil {
		return nil, err
	}
	d.index(rs, us, as, gs)
	return d, nil
}

func (d *Directory) index(rs []Region, us []Unit, as []Account, gs []Grant) {
	d.regionByID, d.below = map[string]*Region{}, map[string][]string{}
	for i := range rs {
		r := &rs[i]
		d.regionByID[r.ID] = r
		d.below[r.Parent] = append(d.below[r.Parent], r.ID)
		if r.Parent == "" {
			d.root = r
		}
	}
	d.unitByID, d.under = map[string]*Unit{}, map[string][]string{}
	for i := range us {
		u := &us[i]
		d.unitByID[u.ID] = u
		d.under[u.ParentID] = append(d.under[u.ParentID], u.ID)
	}
	d.accountByID, d.byLogin = map[string]*Account{}, map[string]*Account{}
	for i := range as {
		a := &as[i]
		d.accounts = append(d.accounts, a)
		d.accountByID[a.ID] = a
		d.byLogin[a.Login] = a
	}
	d.grants = map[string][]Grant{}
	for _, g := range gs {
		d.grants[g.AccountID] = append(d.grants[g.AccountID], g)
	}
	d.chainPosts = map[string][]Post{}
	for _, p := range d.posts {
		d.chainPosts[p.ChainID] = append(d.chainPosts[p.ChainID], p)
	}
	for _, code := range spread(d.below, "")[1:] {
		d.regions = append(d.regions, d.regionByID[code])
	}
	for _, id := range spread(d.under, "")[1:] {
		d.units = append(d.units, d.unitByID[id])
	}
	d.regionNames, d.unitNames = d.nameRegions(), d.nameUnits()
}

// spread lists the node and all below it, parents before children. A node that is met twice is not entered again, so that
// a loop written past this program ends.
func spread(children map[string][]string, node string) []string {
	out := []string{node}
	seen := map[string]bool{node: true}
	var walk func(string)
	walk = func(n string) {
		for _, c := range children[n] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
				walk(c)
			}
		}
	}
	walk(node)
	return out
}

// Site is the site's name, as on the sign-in page and in document heads.
func (d *Directory) Site() string { return d.site }

// Root is the region without a parent; nil before the site is set up.
func (d *Directory) Root() *Region { return d.root }

// Region finds a region by code; nil when there is none.
func (d *Directory) Region(code string) *Region { return d.regionByID[code] }

// Regions are all regions, parents before children.
func (d *Directory) Regions() []*Region { return d.regions }

// Unit finds a unit by id, dissolved ones too; nil when there is none.
func (d *Directory) Unit(id string) *Unit { return d.unitByID[id] }

// Units are the active units, parents before children.
func (d *Directory) Units() []*Unit {
	return slices.DeleteFunc(slices.Clone(d.units), func(u *Unit) bool { return !u.Active })
}

// Account finds a person by id, inactive ones too; nil when there is none.
func (d *Directory) Account(id string) *Account { return d.accountByID[id] }

// Accounts are all people in the order of their names, inactive ones too.
func (d *Directory) Accounts() []*Account { return d.accounts }

// AccountByLogin finds a person by login; nil when there is none.
func (d *Directory) AccountByLogin(login string) *Account { return d.byLogin[plainLogin(login)] }

// RegionName is the name of the region, or its code when it is unknown.
func (d *Directory) RegionName(code string) string {
	if code == region.Outside {
		return region.OutsideName
	}
	if r := d.regionByID[code]; r != nil {
		return r.Name
	}
	return code
}

// UnitName is the short name of the unit, its name when it has none, or its id when it is unknown.
func (d *Directory) UnitName(id string) string {
	switch u := d.unitByID[id]; {
	case u == nil:
		return id
	case u.Short != "":
		return u.Short
	default:
		return u.Name
	}
}

// AccountName is the person's name, or the id when it is unknown.
func (d *Directory) AccountName(id string) string {
	if a := d.accountByID[id]; a != nil {
		return a.Name
	}
	return id
}

// Label gives the name behind an id of a list.Ref column of kind "region", "unit" or "account"; of other kinds the id.
func (d *Directory) Label(kind, id string) string {
	switch kind {
	case "region":
		return d.RegionName(id)
	case "unit":
		return d.UnitName(id)
	case "account":
		return d.AccountName(id)
	}
	return id
}

// RegionSubtree is the code and all codes below it; nil when the region is unknown.
func (d *Directory) RegionSubtree(code string) []string {
	if d.regionByID[code] == nil {
		return nil
	}
	return spread(d.below, code)
}

// UnitSubtree is the id and all ids below it, dissolved units too, since records may still name them; nil when the unit is unknown.
func (d *Directory) UnitSubtree(id string) []string {
	if d.unitByID[id] == nil {
		return nil
	}
	return spread(d.under, id)
}

// Grants are the roles that a person holds.
func (d *Directory) Grants(accountID string) []Grant { return d.grants[accountID] }

// Posts are the posts of a chain on the date "2026-11-22", highest first.
func (d *Directory) Posts(chainID, on string) []Post {
	var out []Post
	for _, p := range d.chainPosts[chainID] {
		if p.HeldOn(on) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Post) int { return rank(a.Kind) - rank(b.Kind) })
	return out
}

// PostHistory is every post that a chain ever had, newest first within a kind, highest kind first.
func (d *Directory) PostHistory(chainID string) []Post {
	out := slices.Clone(d.chainPosts[chainID])
	slices.SortStableFunc(out, func(a, b Post) int {
		if c := rank(a.Kind) - rank(b.Kind); c != 0 {
			return c
		}
		return strings.Compare(b.StartOn, a.StartOn)
	})
	return out
}

func rank(k PostKind) int { return slices.Index(PostKinds(), k) }

// Held are the posts that a person holds on the date: by account, and those of a lead unit to whose subtree the person's
// unit belongs.
func (d *Directory) Held(accountID, on string) []Post {
	a := d.accountByID[accountID]
	if a == nil {
		return nil
	}
	above := d.unitPath(a.UnitID)
	var out []Post
	for i := range d.posts {
		p := &d.posts[i]
		mine := p.AccountID == accountID || p.Kind == PostLeadUnit && p.UnitID != "" && slices.Contains(above, p.UnitID)
		if mine && p.HeldOn(on) {
			out = append(out, *p)
		}
	}
	return out
}

// unitPath is the unit and those above it.
func (d *Directory) unitPath(id string) []string {
	var out []string
	for u := d.unitByID[id]; u != nil && !slices.Contains(out, u.ID); u = d.unitByID[u.ParentID] {
		out = append(out, u.ID)
	}
	return out
}

func readStamp(ctx context.Context, q db.Queryer) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT n FROM org_stamp WHERE id = 1").Scan(&n)
	return n, errs.Wrap(err, errs.Internal, "读不出单位人员的版本号")
}

// siteSetting is the key of the site's name among the settings.
const siteSetting = "site.name"

func readSite(ctx context.Context, q db.Queryer) (name string, err error) {
	err = q.QueryRow(ctx, "SELECT value FROM setting WHERE id = $1", siteSetting).Scan(&name)
	if db.NotFound(err) {
		return "", nil
	}
	return name, errs.Wrap(err, errs.Internal, "读不出站点名称")
}
