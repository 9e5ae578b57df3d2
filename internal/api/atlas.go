package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/atlas"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

const atlasTag = "N图N清单"

func (a *api) atlas() {
	handle(a, op{pattern: "GET /atlas", id: "list-atlas", perm: authz.ChainView, tag: atlasTag, summary: "本站在用的图谱清单和可启用的模板"}, a.listAtlas)
	handle(a, op{pattern: "POST /atlas/{key}/adopt", id: "adopt-atlas", perm: authz.AtlasEdit, tag: atlasTag, summary: "启用一套模板", status: 201}, a.adoptAtlas)
	handle(a, op{pattern: "GET /atlas/{key}", id: "get-atlas", perm: authz.ChainView, tag: atlasTag, summary: "在用的一套：各张图和清单的定义"}, a.getAtlas)
	handle(a, op{pattern: "GET /atlas/{key}/lists/{list}", id: "fill-atlas-list", perm: authz.ChainView, tag: atlasTag, summary: "一张填好的清单",
		help: "chain为产业链的id，空为全部产业链。金额是元，比率是0到1。"}, a.fillAtlas)
	handle(a, op{pattern: "GET /atlas/{key}/export", id: "export-atlas", perm: authz.ExportRun, tag: atlasTag, summary: "一条链的全部清单，一个工作簿",
		answer: fileAnswer("工作簿", mediaXLSX)}, a.exportAtlas)
	handle(a, op{pattern: "POST /atlas/{key}/lists", id: "create-atlas-list", perm: authz.AtlasEdit, tag: atlasTag, summary: "加一张清单", status: 201}, a.createAtlasList)
	handle(a, op{pattern: "PUT /atlas-lists/{id}", id: "update-atlas-list", perm: authz.AtlasEdit, tag: atlasTag, summary: "改一张清单，存为新一版"}, a.updateAtlasList)
	handle(a, op{pattern: "GET /atlas-lists/{id}/versions", id: "list-atlas-versions", perm: authz.ChainView, tag: atlasTag, summary: "清单的各版，新的在前"}, a.atlasVersions)
	handle(a, op{pattern: "POST /atlas-lists/{id}/restore", id: "restore-atlas-list", perm: authz.AtlasEdit, tag: atlasTag, summary: "恢复清单的一版，成为新一版"}, a.restoreAtlasList)
}

type atlasInput struct {
	Key string `path:"key" doc:"一套的key" maxLength:"40"`
}

// atlasSet is a set in few words.
type atlasSet struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Province string `json:"province"`
	Source   string `json:"source" doc:"依据"`
	Adopted  bool   `json:"adopted" doc:"本站在用"`
}

type atlasSets struct {
	Body struct {
		Sets []atlasSet `json:"sets"`
	} `nameHint:"AtlasSets"`
}

func (a *api) listAtlas(c *call, _ *struct{}) (*atlasSets, error) {
	used, err := a.Atlas.Sets(c)
	if err != nil {
		return nil, err
	}
	all, err := atlas.Shipped()
	if err != nil {
		return nil, err
	}
	out := &atlasSets{}
	seen := map[string]bool{}
	for _, s := range used {
		seen[s.Key] = true
		out.Body.Sets = append(out.Body.Sets, atlasSet{s.Key, s.Name, s.Province, s.Source, true})
	}
	for _, s := range all {
		if !seen[s.Key] {
			out.Body.Sets = append(out.Body.Sets, atlasSet{s.Key, s.Name, s.Province, s.Source, false})
		}
	}
	return out, nil
}

// atlasList is a sheet of an adopted set.
type atlasList struct {
	ID      string      `json:"id"`
	Version int64       `json:"version" doc:"版次，修改时写明"`
	Own     bool        `json:"own" doc:"本地增加"`
	Sheet   atlas.Sheet `json:"sheet"`
}

type atlasOutput struct {
	Body struct {
		Key   string      `json:"key"`
		Name  string      `json:"name"`
		Lists []atlasList `json:"lists"`
	} `nameHint:"Atlas"`
}

func (a *api) adoptAtlas(c *call, in *atlasInput) (*atlasOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	region := c.actor.Region
	if root := d.Root(); root != nil {
		region = root.ID
	}
	if _, err := a.Atlas.Adopt(c, c.actor, in.Key, region); err != nil {
		return nil, err
	}
	return a.getAtlas(c, in)
}

func (a *api) getAtlas(c *call, in *atlasInput) (*atlasOutput, error) {
	set, err := a.Atlas.Set(c, in.Key)
	if err != nil {
		return nil, err
	}
	lists, err := a.Atlas.Lists(c, set.ID, false)
	if err != nil {
		return nil, err
	}
	out := &atlasOutput{}
	out.Body.Key, out.Body.Name = set.Key, set.Name
	for i := range lists {
		l := &lists[i]
		out.Body.Lists = append(out.Body.Lists, atlasList{l.ID, l.Version, l.Own, l.Sheet()})
	}
	return out, nil
}

type atlasFillInput struct {
	Key   string `path:"key" doc:"一套的key" maxLength:"40"`
	List  string `path:"list" doc:"清单的key" maxLength:"40"`
	Chain string `query:"chain" doc:"产业链的id" maxLength:"40"`
	Page  int    `query:"page" default:"1" minimum:"1" maximum:"1000000"`
	Size  int    `query:"size" default:"50" minimum:"1" maximum:"500"`
}

// listColumn is a column of a filled list.
type listColumn struct {
	Label string `json:"label"`
	Unit  string `json:"unit" doc:"页面上的单位；这里金额总是元"`
}

// listRow is a row of a filled list.
type listRow struct {
	ID     string `json:"id"`
	Values []any  `json:"values" doc:"按列的顺序"`
}

type atlasFillOutput struct {
	Body struct {
		Name    string             `json:"name"`
		Record  string             `json:"record" doc:"记录的种类"`
		Total   int64              `json:"total"`
		Sums    map[string]float64 `json:"sums" doc:"合计，按列名"`
		Columns []listColumn       `json:"columns"`
		Rows    []listRow          `json:"rows"`
	} `nameHint:"AtlasFilled"`
}

// sheetOf finds a list of a set by keys.
func (a *api) sheetOf(c *call, set, key string) (*atlas.Sheet, error) {
	s, err := a.Atlas.Set(c, set)
	if err != nil {
		return nil, err
	}
	lists, err := a.Atlas.Lists(c, s.ID, false)
	if err != nil {
		return nil, err
	}
	for i := range lists {
		if lists[i].Key == key && lists[i].Kind == atlas.ListSheet {
			sheet := lists[i].Sheet()
			return &sheet, nil
		}
	}
	return nil, errs.New(errs.NotFound, "这套里没有这张清单")
}

func (a *api) fillAtlas(c *call, in *atlasFillInput) (*atlasFillOutput, error) {
	sheet, err := a.sheetOf(c, in.Key, in.List)
	if err != nil {
		return nil, err
	}
	if in.Chain != "" {
		if _, err := a.Chains.Get(c, c.actor.Scope, in.Chain); err != nil {
			return nil, err
		}
	}
	f, err := a.Atlas.Compile(*sheet)
	if err != nil {
		return nil, err
	}
	if err := c.actor.Need(f.Source.Perm); err != nil {
		return nil, err
	}
	total, err := f.Total(c, a.Run.DB, c.asker(), in.Chain)
	if err != nil {
		return nil, err
	}
	page, err := f.Rows(c, a.Run.DB, c.asker(), in.Chain, in.Page, in.Size)
	if err != nil {
		return nil, err
	}
	out := &atlasFillOutput{}
	b := &out.Body
	b.Name, b.Record, b.Total, b.Sums, b.Rows = sheet.Name, sheet.Record, total.Rows, map[string]float64{}, []listRow{}
	for _, col := range f.Totals {
		b.Sums[col.Label] = total.Sums[col.Name]
	}
	for _, col := range f.Cols {
		b.Columns = append(b.Columns, listColumn{col.Label, col.Unit})
	}
	for _, r := range page.Rows {
		row := listRow{ID: r.ID}
		for i := range f.Cols {
			row.Values = append(row.Values, r.At(i))
		}
		b.Rows = append(b.Rows, row)
	}
	return out, nil
}

type atlasExportInput struct {
	Key   string `path:"key" doc:"一套的key" maxLength:"40"`
	Chain string `query:"chain" doc:"产业链的id，空为全部产业链" maxLength:"40"`
}

func (a *api) exportAtlas(c *call, in *atlasExportInput) (*written, error) {
	set, err := a.Atlas.Set(c, in.Key)
	if err != nil {
		return nil, err
	}
	lists, err := a.Atlas.Lists(c, set.ID, false)
	if err != nil {
		return nil, err
	}
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	p := &atlas.Paper{Set: set, ChainID: in.Chain, Site: d.Site(), By: c.actor.Name, Who: c.asker(), May: c.actor.Can}
	if p.Label, err = a.label(c); err != nil {
		return nil, err
	}
	if in.Chain != "" {
		ch, err := a.Chains.Get(c, c.actor.Scope, in.Chain)
		if err != nil {
			return nil, err
		}
		p.Chain = ch.Name
	}
	for i := range lists {
		p.Sheets = append(p.Sheets, lists[i].Sheet())
	}
	book, rows, err := a.Atlas.Workbook(c, p)
	if err != nil {
		return nil, err
	}
	if err := a.Atlas.NoteExport(c, c.actor, p, rows); err != nil {
		_ = book.Close()
		return nil, err
	}
	return &written{Body: func(huma.Context) {
		defer func() { _ = book.Close() }() // nothing is left to close once it is written
		c.file(p.Title()+".xlsx", mediaXLSX)
		_ = book.Write(c.w) // who has gone needs no answer
	}}, nil
}

// listDraft is a list as somebody writes it.
type listDraft struct {
	Name    string         `json:"name" maxLength:"60"`
	Record  string         `json:"record" doc:"记录的种类：project、enterprise、node …" maxLength:"40"`
	Filter  string         `json:"filter,omitempty" doc:"规则表达式，空为全部" maxLength:"4000"`
	Columns []atlas.Column `json:"columns" maxItems:"40"`
	Sort    string         `json:"sort,omitempty" maxLength:"200"`
	Group   string         `json:"group,omitempty" maxLength:"60"`
	Totals  []string       `json:"totals,omitempty" maxItems:"40"`
	Note    string         `json:"note,omitempty" maxLength:"300"`
	Empty   string         `json:"empty,omitempty" doc:"空表时的提示" maxLength:"300"`
	Version int64          `json:"version,omitempty" doc:"所见的版次，修改时写明"`
	Reason  string         `json:"reason,omitempty" maxLength:"200"`
}

func (d listDraft) sheet() atlas.Sheet {
	return atlas.Sheet{Kind: atlas.ListSheet, Name: d.Name, Record: d.Record, Filter: d.Filter, Columns: d.Columns, Sort: d.Sort, Group: d.Group, Totals: d.Totals,
		Note: d.Note, Empty: d.Empty}
}

type atlasListOutput struct{ Body atlasList }

type atlasNewInput struct {
	Key  string    `path:"key" doc:"一套的key" maxLength:"40"`
	Body listDraft `nameHint:"AtlasListNew"`
}

func (a *api) createAtlasList(c *call, in *atlasNewInput) (*atlasListOutput, error) {
	l, err := a.Atlas.Add(c, c.actor, in.Key, in.Body.sheet(), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &atlasListOutput{atlasList{l.ID, l.Version, l.Own, l.Sheet()}}, nil
}

type atlasEditInput struct {
	ID   string    `path:"id" doc:"标识" maxLength:"40"`
	Body listDraft `nameHint:"AtlasListPatch"`
}

func (a *api) updateAtlasList(c *call, in *atlasEditInput) (*atlasListOutput, error) {
	l, err := a.Atlas.List(c, in.ID)
	if err != nil {
		return nil, err
	}
	l.Version = in.Body.Version
	if err := a.Atlas.Save(c, c.actor, l, in.Body.sheet(), in.Body.Reason); err != nil {
		return nil, err
	}
	return a.atlasListOf(c, in.ID)
}

func (a *api) atlasListOf(c *call, id string) (*atlasListOutput, error) {
	l, err := a.Atlas.List(c, id)
	if err != nil {
		return nil, err
	}
	return &atlasListOutput{atlasList{l.ID, l.Version, l.Own, l.Sheet()}}, nil
}

// atlasVersion is a version of a list.
type atlasVersion struct {
	No     int64       `json:"no"`
	Author string      `json:"author"`
	At     int64       `json:"at" doc:"UTC微秒"`
	Reason string      `json:"reason"`
	Sheet  atlas.Sheet `json:"sheet"`
}

type atlasVersionsOutput struct {
	Body struct {
		Versions []atlasVersion `json:"versions"`
	} `nameHint:"AtlasVersions"`
}

func (a *api) atlasVersions(c *call, in *idInput) (*atlasVersionsOutput, error) {
	if _, err := a.Atlas.List(c, in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Atlas.Versions(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &atlasVersionsOutput{}
	for i := range rows {
		v := atlasVersion{No: rows[i].No, Author: rows[i].Author, At: rows[i].CreatedAt, Reason: rows[i].Reason}
		if err := json.Unmarshal([]byte(rows[i].Doc), &v.Sheet); err != nil {
			return nil, err
		}
		out.Body.Versions = append(out.Body.Versions, v)
	}
	return out, nil
}

type atlasRestoreInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		No int64 `json:"no" doc:"第几版" minimum:"1"`
	} `nameHint:"AtlasRestore"`
}

func (a *api) restoreAtlasList(c *call, in *atlasRestoreInput) (*atlasListOutput, error) {
	if err := a.Atlas.Restore(c, c.actor, in.ID, in.Body.No); err != nil {
		return nil, err
	}
	return a.atlasListOf(c, in.ID)
}
