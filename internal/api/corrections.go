package api

import (
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
)

// corrections adds the operations by which a preview is looked at and put right.
func (a *api) corrections() {
	handle(a, op{pattern: "GET /imports/{id}/preview", id: "preview-import", perm: authz.ImportRun, tag: importTag, summary: "预览的各行"}, a.preview)
	handle(a, op{pattern: "PUT /imports/{id}/columns", id: "map-import-columns", perm: authz.ImportRun, tag: importTag, summary: "改正各列的含义"}, a.mapColumns)
	handle(a, op{pattern: "PUT /imports/{id}/cells", id: "set-import-cell", perm: authz.ImportRun, tag: importTag, summary: "改正一格，如同文件里这样写"}, a.setCell)
	handle(a, op{pattern: "PUT /imports/{id}/decisions", id: "decide-import", perm: authz.ImportRun, tag: importTag, summary: "决定重复的行怎么办：更新、另存、跳过、待定"}, a.decide)
	handle(a, op{pattern: "PUT /imports/{id}/settings", id: "choose-import", perm: authz.ImportRun, tag: importTag, summary: "选工作表、表头、默认值，没有的名称怎么办"}, a.choose)
}

type previewInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Tab  string `query:"tab" doc:"all 全部、ready 可入库、todo 要处理、bad 有误、dup 重复、fixed 自动换算、other 非数据行" enum:"all,ready,todo,bad,dup,fixed,other"`
	Page int    `query:"page" minimum:"1" maximum:"1000000"`
	Size int    `query:"size" doc:"每页几行；不写为50" minimum:"1" maximum:"200"`
}

// previewTab is a way to look at the rows.
type previewTab struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	N     int    `json:"n" doc:"几行"`
}

// previewCell is a cell as it will be read.
type previewCell struct {
	Ref     string `json:"ref" doc:"如D12"`
	Column  string `json:"column" doc:"读进哪一列；空为不读"`
	Text    string `json:"text" doc:"将写入的"`
	Was     string `json:"was" doc:"改正前文件里的"`
	Why     string `json:"why" doc:"为什么改正"`
	Doubt   bool   `json:"doubt" doc:"还有别的读法，请看一眼"`
	Fault   string `json:"fault" doc:"哪里不对"`
	Suggest string `json:"suggest" doc:"可改为"`
}

// previewTwin is what a row repeats.
type previewTwin struct {
	Kind     string  `json:"kind" doc:"重复的种类"`
	Row      string  `json:"row" doc:"重复了前面哪一行"`
	ID       string  `json:"id" doc:"重复了在册的哪一条"`
	Name     string  `json:"name"`
	Score    float64 `json:"score" doc:"相似程度，0到1"`
	Decision string  `json:"decision" doc:"merge 更新、keep 另存、skip 跳过、ask 待定"`
	Chosen   bool    `json:"chosen" doc:"由人决定"`
}

// previewLine is one row of the file.
type previewLine struct {
	Key     int           `json:"key" doc:"决定时用"`
	Sheet   int           `json:"sheet"`
	Number  int           `json:"number" doc:"第几行"`
	Kind    string        `json:"kind" doc:"数据、标题、小计……"`
	State   string        `json:"state" doc:"ready、bad、dup、held、skip、other"`
	Text    string        `json:"text" doc:"非数据行的文字"`
	Section string        `json:"section" doc:"在哪个分组下"`
	Cells   []previewCell `json:"cells"`
	Faults  []rowFault    `json:"faults"`
	Dup     *previewTwin  `json:"dup,omitempty"`
}

// rowFault is a fault of a row.
type rowFault struct {
	Cell    string `json:"cell"`
	Column  string `json:"column"`
	Message string `json:"message"`
	Suggest string `json:"suggest"`
}

type previewOutput struct {
	Body struct {
		Tabs  []previewTab  `json:"tabs"`
		Lines []previewLine `json:"lines"`
		Page  int           `json:"page"`
		Pages int           `json:"pages"`
		Total int           `json:"total"`
	} `nameHint:"ImportPreview"`
}

func (a *api) preview(c *call, in *previewInput) (*previewOutput, error) {
	p, err := a.Imports.Preview(c, c.actor, in.ID, importing.View{Tab: in.Tab, Page: in.Page, Size: in.Size})
	if err != nil {
		return nil, err
	}
	out := &previewOutput{}
	b := &out.Body
	b.Page, b.Pages, b.Total = p.Page, p.Pages, p.Total
	for _, t := range p.Tabs {
		b.Tabs = append(b.Tabs, previewTab(t))
	}
	for i := range p.Lines {
		b.Lines = append(b.Lines, lineOf(&p.Lines[i]))
	}
	return out, nil
}

func lineOf(l *importing.Line) previewLine {
	out := previewLine{Key: l.Key, Sheet: l.Sheet, Number: l.Number, Kind: string(l.Kind), State: l.State, Text: l.Text, Section: l.Section}
	for _, v := range l.Cells {
		out.Cells = append(out.Cells, previewCell{v.Ref, v.Column, v.Text, v.Was, v.Why, v.Doubt, v.Fault, v.Suggest})
	}
	for _, f := range l.Faults {
		out.Faults = append(out.Faults, rowFault{f.Cell, f.Column, f.Message, f.Suggest})
	}
	if d := l.Dup; d != nil {
		out.Dup = &previewTwin{string(d.Kind), d.Row, d.ID, d.Name, d.Score, string(d.Decision), d.Chosen}
	}
	return out
}

// columnMeaning is what a column of a sheet holds.
type columnMeaning struct {
	Col    int    `json:"col" doc:"第几列，从0数起" minimum:"0"`
	Column string `json:"column" doc:"清单的列；空为不读；+note为并入备注" maxLength:"40"`
	Unit   string `json:"unit,omitempty" doc:"金额的单位：万元、亿元" maxLength:"10"`
}

// headRow says where the head of a sheet begins.
type headRow struct {
	Sheet int `json:"sheet" minimum:"0"`
	Row   int `json:"row" doc:"表头的第一行；0为自动找" minimum:"0"`
}

type columnsInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Sheet   int             `json:"sheet" doc:"第几张表，从0数起" minimum:"0"`
		Columns []columnMeaning `json:"columns" maxItems:"500"`
	} `nameHint:"ImportColumns"`
}

func (a *api) mapColumns(c *call, in *columnsInput) (*batchOutput, error) {
	var to []importing.MapTo
	for _, m := range in.Body.Columns {
		to = append(to, importing.MapTo(m))
	}
	return batchAnswer(a.Imports.Map(c, c.actor, in.ID, in.Body.Sheet, to, nil))
}

type cellInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Sheet int    `json:"sheet" doc:"第几张表，从0数起" minimum:"0"`
		Ref   string `json:"ref" doc:"哪一格" example:"D12" maxLength:"12"`
		Text  string `json:"text" doc:"照着人会写的样子；空为清空" maxLength:"4000"`
	} `nameHint:"ImportCell"`
}

func (a *api) setCell(c *call, in *cellInput) (*batchOutput, error) {
	return batchAnswer(a.Imports.SetCell(c, c.actor, in.ID, in.Body.Sheet, in.Body.Ref, in.Body.Text, nil))
}

type decideInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Rows     []int  `json:"rows,omitempty" doc:"哪些行，见预览的key" maxItems:"10000"`
		Dup      string `json:"dup,omitempty" doc:"没有写行时：这一种重复的全部" enum:",exact,same,conflict,likely,register_exact,register_same,register_conflict,register_likely"`
		Decision string `json:"decision" doc:"merge 更新、keep 另存、skip 跳过、ask 待定" enum:"merge,keep,skip,ask"`
	} `nameHint:"ImportDecision"`
}

func (a *api) decide(c *call, in *decideInput) (*batchOutput, error) {
	d := importing.Decision(in.Body.Decision)
	if in.Body.Dup != "" {
		return batchAnswer(a.Imports.DecideAll(c, c.actor, in.ID, importing.Dup(in.Body.Dup), d, nil))
	}
	return batchAnswer(a.Imports.Decide(c, c.actor, in.ID, in.Body.Rows, d, nil))
}

type settingsInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Sheets   []int             `json:"sheets,omitempty" doc:"读哪几张表，从0数起" maxItems:"200"`
		Heads    []headRow         `json:"heads,omitempty" maxItems:"200"`
		Defaults map[string]string `json:"defaults,omitempty" doc:"文件没有写的列用什么：列→代码、id或文字；空为不设"`
		Refs     map[string]string `json:"refs,omitempty" doc:"没有的名称怎么办：chain、unit、region→known 报错、create 新增、force 一律新增、leave 留空"`
	} `nameHint:"ImportSettings"`
}

func (a *api) choose(c *call, in *settingsInput) (*batchOutput, error) {
	set := importing.Settings{Sheets: in.Body.Sheets, Defaults: in.Body.Defaults, Refs: in.Body.Refs}
	for _, h := range in.Body.Heads {
		if set.Heads == nil {
			set.Heads = map[int]int{}
		}
		set.Heads[h.Sheet] = h.Row
	}
	return batchAnswer(a.Imports.Choose(c, c.actor, in.ID, set, nil))
}
