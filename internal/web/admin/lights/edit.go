package lights

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// editPage is a rule set as a form. Buttons that add, take away or move a rule, or only check, send the form as it is and get
// it back: nothing is saved until 保存.
type editPage struct {
	ui.Page
	Errs                 ui.Errors
	Note                 *ui.Note
	Action, Back, Draft  string
	Level                string
	LevelName            string
	Version              int64
	Name, Origin, Remark ui.Field
	Applies              ui.Field
	Rules                []ruleForm
	Vars                 []varView
	Functions            []string
}

type ruleForm struct {
	N                            int // from 1
	First, Last                  bool
	ID, Light, When, Text, Clear ui.Field
	Leaves                       *ui.Field // only where a record can drop off its list
	Lead                         string
	Clauses                      []string
	Up, Down, Drop               string // values of the buttons
}

// maxRules is how many rules a set may have: more nobody can keep in mind.
const maxRules = 30

func functions() []string {
	return []string{"今天", "天数(起, 止)", "月数(起, 止)", "月初(日期)", "月末(日期)", "年初(日期)", "加天(日期, 数)", "加月(日期, 数)", "为空(值)", "有值(值)", "默认(值, 值)",
		`包含(文本, "字")`, `开头(文本, "字")`, "最小(甲, 乙)", "最大(甲, 乙)", "绝对值(数)", "取整(数)", "年(日期)", "月(日期)"}
}

func newEdit(q *web.Req, set review.RuleSet) *editPage {
	p := &editPage{Level: set.Level, LevelName: levelName(set.Level), Vars: variables(set.Level), Functions: functions()}
	p.Name = ui.Field{Kind: ui.KindText, Name: "name", Label: "名称", Value: set.Name, MaxLength: 60, Required: true}
	p.Origin = ui.Field{Kind: ui.KindText, Name: "origin", Label: "出处", Value: set.Origin, Help: "文件名和文号", MaxLength: 120}
	p.Remark = ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: set.Note, Help: "文件没有写明、这里怎样处理的，写在这里", MaxLength: 500, Rows: 2, Wide: true}
	p.Applies = ui.Field{Kind: ui.KindTextArea, Name: "applies", Label: "适用范围", Value: set.Applies, Help: "不在范围内的不评灯", MaxLength: 2000, Rows: 2, Wide: true, Required: true}
	for i, r := range set.Rules {
		p.Rules = append(p.Rules, newRule(set.Level, i, len(set.Rules), r))
	}
	return p
}

func newRule(level string, i, n int, r review.Rule) ruleForm {
	at := func(name string) string { return fmt.Sprintf("%s_%d", name, i) }
	out := ruleForm{N: i + 1, First: i == 0, Last: i == n-1, Up: fmt.Sprintf("up_%d", i), Down: fmt.Sprintf("down_%d", i), Drop: fmt.Sprintf("drop_%d", i),
		ID: ui.Field{Kind: ui.KindText, Name: at("id"), Label: "编号", Value: r.ID, MaxLength: 12, Required: true},
		Light: ui.Field{Kind: ui.KindSelect, Name: at("light"), Label: "亮", Value: r.Light,
			Options: []ui.Option{{Value: review.Red, Label: "红灯"}, {Value: review.Yellow, Label: "黄灯"}}},
		When:  ui.Field{Kind: ui.KindTextArea, Name: at("when"), Label: "条件", Value: r.When, MaxLength: 2000, Rows: 2, Wide: true, Required: true},
		Text:  ui.Field{Kind: ui.KindText, Name: at("text"), Label: "灯上写什么", Value: r.Text, Help: "{变量}换成当时的值", MaxLength: 200, Required: true, Wide: true},
		Clear: ui.Field{Kind: ui.KindText, Name: at("clear"), Label: "怎样转好", Value: r.Clear, MaxLength: 200, Required: true, Wide: true},
	}
	if level == review.LevelTalks {
		out.Leaves = &ui.Field{Kind: ui.KindCheck, Name: at("leaves"), Label: "同时退出在谈清单", Checked: r.Leaves}
	}
	out.Lead, out.Clauses = clauses(level, r.When)
	return out
}

// read takes the set out of the form, with level and code from where they cannot be typed.
func read(f *web.Form, level, code string) review.RuleSet {
	set := review.RuleSet{Code: code, Level: level, Name: f.Text("name"), Origin: f.Text("origin"), Note: f.Text("note"), Applies: f.Text("applies")}
	n := min(int(f.Int("n")), maxRules)
	for i := range n {
		at := func(name string) string { return f.Text(fmt.Sprintf("%s_%d", name, i)) }
		set.Rules = append(set.Rules, review.Rule{ID: at("id"), Light: at("light"), When: at("when"), Text: at("text"), Clear: at("clear"),
			Leaves: level == review.LevelTalks && f.Bool(fmt.Sprintf("leaves_%d", i))})
	}
	return set
}

// arrange does what the buttons beside the rules ask; ok is false when the set is to be saved.
func arrange(set *review.RuleSet, do string) (note string, ok bool) {
	verb, at, _ := strings.Cut(do, "_")
	i, err := strconv.Atoi(at)
	inside := err == nil && i >= 0 && i < len(set.Rules)
	switch {
	case verb == "add" && len(set.Rules) >= maxRules:
		return fmt.Sprintf("一套规则最多%d条", maxRules), true
	case verb == "add":
		set.Rules = append(set.Rules, review.Rule{Light: review.Yellow})
		return "已加一条空规则，在最后", true
	case verb == "drop" && inside:
		set.Rules = slices.Delete(set.Rules, i, i+1)
		return fmt.Sprintf("已去掉第%d条，还没有保存", i+1), true
	case verb == "up" && inside && i > 0:
		set.Rules[i-1], set.Rules[i] = set.Rules[i], set.Rules[i-1]
		return "已上移，还没有保存", true
	case verb == "down" && inside && i < len(set.Rules)-1:
		set.Rules[i+1], set.Rules[i] = set.Rules[i], set.Rules[i+1]
		return "已下移，还没有保存", true
	case verb == "check":
		return "", true
	}
	return "", false
}

var placeholder = regexp.MustCompile(`\{([^}]*)\}`)

// check finds everything that is wrong with a set, each at its field; review.Compile would stop at the first.
func check(set review.RuleSet) error {
	var bad errs.Fields
	if set.Name == "" {
		bad.Add("name", "填写名称")
	}
	if _, err := compile(set.Level, set.Applies); err != nil {
		bad.Add("applies", "%s", fault(err))
	}
	if len(set.Rules) == 0 {
		bad.Add("", "至少要有一条规则")
	}
	vars := review.Vars(set.Level)
	for i, r := range set.Rules {
		at := func(name string) string { return fmt.Sprintf("%s_%d", name, i) }
		same := slices.IndexFunc(set.Rules, func(o review.Rule) bool { return o.ID == r.ID })
		switch {
		case r.ID == "":
			bad.Add(at("id"), "填写编号，例如R%d", i+1)
		case same < i:
			bad.Add(at("id"), "与第%d条编号相同", same+1)
		}
		if r.Light != review.Red && r.Light != review.Yellow {
			bad.Add(at("light"), "选择红灯或黄灯")
		}
		if _, err := compile(set.Level, r.When); err != nil {
			bad.Add(at("when"), "%s", fault(err))
		}
		if r.Text == "" {
			bad.Add(at("text"), "写明灯上显示的一句话")
		}
		for _, m := range placeholder.FindAllStringSubmatch(r.Text, -1) {
			if vars == nil {
				break
			}
			if _, known := vars.Lookup(m[1]); !known {
				bad.Add(at("text"), "没有“%s”这个变量，右侧列出了全部变量", m[1])
			}
		}
		if r.Clear == "" {
			bad.Add(at("clear"), "写明怎样做能转好")
		}
	}
	return bad.Err()
}

// reject puts faults at their fields.
func (p *editPage) reject(err error) {
	fields := []*ui.Field{&p.Name, &p.Origin, &p.Remark, &p.Applies}
	for i := range p.Rules {
		r := &p.Rules[i]
		r.ID.Label, r.Text.Label = fmt.Sprintf("第%d条编号", r.N), fmt.Sprintf("第%d条灯上写什么", r.N)
		r.When.Label, r.Clear.Label = fmt.Sprintf("第%d条条件", r.N), fmt.Sprintf("第%d条怎样转好", r.N)
		fields = append(fields, &r.ID, &r.Light, &r.When, &r.Text, &r.Clear)
	}
	p.Errs = ui.Reject(err, fields...)
	for i := range p.Rules {
		r := &p.Rules[i]
		r.ID.Label, r.Text.Label, r.When.Label, r.Clear.Label = "编号", "灯上写什么", "条件", "怎样转好"
	}
}

// answer does what the form asks: rearranges, checks, or saves by save.
func (p *pages) answer(q *web.Req, f *web.Form, set review.RuleSet, form func(review.RuleSet) *editPage, save func() (*review.Stored, error)) error {
	if note, only := arrange(&set, f.Raw("do")); only {
		page := form(set)
		if note == "" {
			if err := check(set); err != nil {
				page.reject(err)
				return q.RenderInvalid("admin/lights/edit", page)
			}
			note = "没有错误，可以保存；保存后还要启用才生效"
		}
		page.Note = &ui.Note{Letter: ui.None, Body: ui.Plain(note)}
		return q.Render("admin/lights/edit", page)
	}
	err := f.Err()
	if err == nil {
		err = check(set)
	}
	var stored *review.Stored
	if err == nil {
		stored, err = save()
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		page := form(set)
		page.reject(err)
		return q.RenderInvalid("admin/lights/edit", page)
	}
	if err != nil {
		return err
	}
	return q.Redirect(at(stored.ID), "已存，还没有启用")
}

func (p *pages) copyForm(q *web.Req, from *review.Stored, set review.RuleSet) *editPage {
	e := newEdit(q, set)
	e.Page, e.Action, e.Back, e.Draft = page(q, from, "复制改写"), "/admin/lights?from="+from.ID, at(from.ID), "lights-copy-"+from.ID
	return e
}

func (p *pages) showCopy(q *web.Req) error {
	from, set, err := p.open(q)
	if err != nil {
		return err
	}
	set.Name += "（改）"
	return q.Render("admin/lights/edit", p.copyForm(q, from, set))
}

func (p *pages) create(q *web.Req) error {
	from, err := p.Review.Set(q.Ctx(), q.Query("from"))
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	set := read(f, from.Target, "own-"+strings.ToLower(id.New(0)[10:]))
	return p.answer(q, f, set, func(s review.RuleSet) *editPage { return p.copyForm(q, from, s) },
		func() (*review.Stored, error) { return p.Review.SaveSet(q.Ctx(), q.Actor, nil, set) })
}

func (p *pages) editForm(q *web.Req, stored *review.Stored, set review.RuleSet) *editPage {
	e := newEdit(q, set)
	e.Page, e.Action, e.Back, e.Draft, e.Version = page(q, stored, "修改"), at(stored.ID)+"/edit", at(stored.ID), "lights-"+stored.ID, stored.Version
	return e
}

func (p *pages) showEdit(q *web.Req) error {
	stored, set, err := p.open(q)
	if err != nil {
		return err
	}
	return q.Render("admin/lights/edit", p.editForm(q, stored, set))
}

func (p *pages) edit(q *web.Req) error {
	stored, _, err := p.open(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	seen := *stored
	seen.Version = f.Int("version") // what the editor saw, so that a save in between is noticed
	set := read(f, stored.Target, stored.Code)
	return p.answer(q, f, set, func(s review.RuleSet) *editPage { return p.editForm(q, &seen, s) },
		func() (*review.Stored, error) { return p.Review.SaveSet(q.Ctx(), q.Actor, &seen, set) })
}
