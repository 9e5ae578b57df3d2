package score

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/insight/scoring"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/score"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}

// givePage is what one's unit has to fill in.
type givePage struct {
	ui.Page
	Parts  ui.Tabs
	Errs   ui.Errors
	Groups []toGive
	Empty  *ui.Empty
}

// toGive is one item of one round.
type toGive struct {
	Title, Item, Help, Action string
	Done, All                 int
	Proof                     bool
	Unit                      string
	Rows                      []giveRow
}

// giveRow is one subject.
type giveRow struct {
	ID, Label, URL, Value, Note, Fault string
	Filled                             bool
}

func (h *handlers) givePage(q *web.Req, f *web.Form, faults error) (*givePage, error) {
	all, err := h.Scores.Sheets(q.Ctx(), own(q), "")
	if err != nil {
		return nil, err
	}
	p := &givePage{Page: q.Page(section, "我要填的表"), Parts: parts(q, base+"/give")}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("我要填的", "")}
	messages := map[string]string{}
	if e, ok := faults.(*errs.Error); ok {
		for _, x := range e.Fields {
			messages[x.Name] = x.Message
		}
		p.Errs = ui.Reject(faults)
	}
	at := map[string]int{}
	for i := range all {
		sh := &all[i]
		key := sh.RoundID + "/" + sh.Item
		k, known := at[key]
		if !known {
			r, it, err := h.Scores.ItemOf(q.Ctx(), sh.RoundID, sh.Item)
			if err != nil {
				return nil, err
			}
			k = len(p.Groups)
			at[key] = k
			p.Groups = append(p.Groups, toGive{Title: r.Title(), Item: it.No + " " + it.Name, Help: ui.Joined(wanted(it), fillBy(r), it.Note), Action: base + "/give/" + r.ID, Proof: it.Evidence, Unit: it.Input.Unit})
		}
		g := &p.Groups[k]
		g.All++
		row := giveRow{ID: sh.ID, Label: sh.Label, URL: base + "/sheets/" + sh.ID, Filled: sh.Filled, Note: sh.Text, Fault: messages["value_"+sh.ID]}
		if sh.Filled {
			g.Done++
			if row.Value = trim(sh.Value); sh.None {
				row.Value = ""
				row.Note = "无：" + sh.Text
			}
		}
		if f != nil && f.Has("value_"+sh.ID) {
			row.Value = f.Raw("value_" + sh.ID)
		}
		g.Rows = append(g.Rows, row)
	}
	if p.Groups == nil {
		p.Empty = &ui.Empty{Title: "没有要填的表", Text: "有轮次开轮并点到本单位打分时，会在这里和消息里看到"}
	}
	return p, nil
}

func wanted(it *area.Item) string {
	switch {
	case it.Method == scoring.Given:
		return "满分" + trim(it.Weight) + "分"
	case it.Method == scoring.Deduct:
		return "每" + it.Input.Unit + "扣" + trim(it.Each) + "分"
	case it.Method == scoring.Bonus:
		return "每" + it.Input.Unit + "加" + trim(it.Each) + "分，封顶" + trim(it.Most) + "分"
	case it.Input.Unit != "":
		return "单位：" + it.Input.Unit
	}
	return ""
}

func fillBy(r *area.Round) string {
	if r.FillBy == "" {
		return ""
	}
	return "填到" + ui.DateProse(r.FillBy)
}

func (h *handlers) showGive(q *web.Req) error {
	p, err := h.givePage(q, nil, nil)
	if err != nil {
		return err
	}
	return q.Render("score/give", p)
}

func (h *handlers) giveMany(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if _, err := h.Scores.Get(q.Ctx(), q.Path("round")); err != nil {
		return err
	}
	values := map[string]area.Filled{}
	all, err := h.Scores.Sheets(q.Ctx(), own(q), q.Path("round"))
	if err != nil {
		return err
	}
	for i := range all {
		name := "value_" + all[i].ID
		text := f.Text(name)
		if !f.Has(name) || text == "" || all[i].Filled && text == trim(all[i].Value) {
			continue
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
		if err != nil {
			v = math.NaN()
		}
		values[all[i].ID] = area.Filled{Value: v, Text: all[i].Text}
	}
	if len(values) == 0 {
		return q.Redirect(base+"/give", "没有改动")
	}
	if err := h.Scores.GiveMany(q.Ctx(), q.Actor, q.Path("round"), values); err != nil {
		if errs.CodeOf(err) != errs.Invalid {
			return err
		}
		p, pageErr := h.givePage(q, f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("score/give", p)
	}
	return q.Redirect(base+"/give", "已存"+strconv.Itoa(len(values))+"张")
}

func (h *handlers) sheetPage(q *web.Req) (*filePage, error) {
	sh, err := h.Scores.SheetFor(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, err
	}
	r, it, err := h.Scores.ItemOf(q.Ctx(), sh.RoundID, sh.Item)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &filePage{Page: q.Page(section, sh.Label), Action: base + "/sheets/" + sh.ID, Submit: "保存", Back: base + "/give"}
	p.Crumbs = []ui.Link{crumb("考核", base), crumb("我要填的", base+"/give"), crumb(it.Name+"："+sh.Label, "")}
	p.Facts = ui.Facts{ui.F("考核", r.Title()), ui.F("指标", it.No+" "+it.Name), ui.F("对象", sh.Label), ui.F("打分单位", names.Label("unit", sh.UnitID))}
	if sh.Filled {
		p.Facts = append(p.Facts, ui.F("填写", sh.ByName+"　"+ui.Stamp(sh.FilledAt)))
	}
	if p.Files, err = h.files(q, sh); err != nil {
		return nil, err
	}
	amount := &ui.Field{Kind: ui.KindNumber, Name: "value", Label: it.Name, Unit: it.Input.Unit, Help: wanted(it)}
	note := &ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Rows: 3, MaxLength: 1000, Wide: true, Value: sh.Text}
	if sh.Filled && !sh.None {
		amount.Value = trim(sh.Value)
	}
	file := &ui.Field{Kind: ui.KindFile, Name: "file", Label: "佐证材料", Multiple: true, Wide: true, Accept: "image/*,.pdf,.docx,.xlsx,.doc,.xls", Help: "手机上可以直接拍照"}
	if it.Evidence && p.Files == nil {
		file.Mark = "必附"
	}
	p.Fields = []*ui.Field{amount, {Kind: ui.KindCheck, Name: "none", Label: "没有数据（在说明里写原因）", Checked: sh.None}, note, file}
	switch {
	case r.State != area.Filling:
		p.Locked = "本轮" + area.StateLabel(r.State) + "，表已收。"
	case !q.Actor.Scope.Allows(sh.ScopeKeys()):
		p.Locked = "这张表由" + names.Label("unit", sh.UnitID) + "填写。"
	}
	return p, nil
}

func (h *handlers) showSheet(q *web.Req) error {
	p, err := h.sheetPage(q)
	if err != nil {
		return err
	}
	return q.Render("score/file", p)
}

func (h *handlers) give(q *web.Req) error {
	if _, err := h.Scores.Sheet(q.Ctx(), q.Actor.Scope, q.Path("id")); err != nil {
		return err
	}
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	in := area.Filled{Value: f.Float("value"), None: f.Bool("none"), Text: f.Text("note"), Proofs: proofs(blobs)}
	if !in.None && f.Text("value") == "" {
		f.Add("value", "写一个数；没有数据的勾选下面一项")
	}
	if err = f.Err(); err == nil {
		err = h.Scores.Give(q.Ctx(), q.Actor, h.Files, q.Path("id"), in)
	}
	if err != nil {
		p, pageErr := h.sheetPage(q)
		if pageErr != nil {
			return pageErr
		}
		return p.refuse(q, f, err)
	}
	return q.Redirect(base+"/give", "已保存")
}

func (h *handlers) sheetFile(q *web.Req) error {
	sh, err := h.Scores.SheetFor(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, sh.Ref())
}
