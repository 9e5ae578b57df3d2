package enterprise

import (
	"strconv"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// duplicatesPage is the queue of records that may be one firm.
type duplicatesPage struct {
	ui.Page
	Pairs []pair
	Empty *ui.Empty
	More  string
}

// pair is two records side by side.
type pair struct {
	ID, Title, Why string
	Same           bool
	Left, Right    side
	Rows           []facing
	Action         string
	LeftID         string
	RightID        string
}

type side struct{ Name, URL string }

// facing is a fact in both records.
type facing struct {
	Label, Left, Right string
	Differ             bool
}

// perQueue is how many entries a queue shows at once.
const perQueue = 20

func (h *handlers) showDuplicates(q *web.Req) error {
	doubts, total, err := h.Enterprises.Doubts(q.Ctx(), q.Actor.Scope, perQueue, 0)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &duplicatesPage{Page: q.Page(section, "企业查重")}
	p.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: "查重"}}
	p.Lede = ui.Plain("待核对" + ui.Num(total) + "对。信用代码不同的不会列在这里；合并可以撤销，判为两家的不再问")
	p.Acts = []ui.Action{ui.Post("全库查一遍", base+"/duplicates")}
	for _, d := range doubts {
		p.Pairs = append(p.Pairs, pairOf(&d, names))
	}
	if total > int64(len(doubts)) {
		p.More = "还有" + ui.Num(total-int64(len(doubts))) + "对，处理完这些再看"
	}
	if total == 0 {
		p.Empty = &ui.Empty{Title: "没有待核对的", Text: "新登记和导入时都会查；也可以全库查一遍"}
	}
	return q.Render("enterprise/duplicates", p)
}

func pairOf(d *area.Doubt, names *listing.Names) pair {
	out := pair{ID: d.ID, Why: d.Why + "　" + ui.Dec(100*d.Score, 0) + "分", Same: d.Verdict == area.VerdictSame, Action: base + "/duplicates/" + d.ID + "/judge",
		Left: side{d.Left.Name, base + "/" + d.LeftID}, Right: side{d.Right.Name, base + "/" + d.RightID}, LeftID: d.LeftID, RightID: d.RightID}
	out.Title = "可能是同一家"
	if out.Same {
		out.Title = "应当是同一家"
	}
	for i := range area.Spec.Columns {
		c := &area.Spec.Columns[i]
		if c.Hidden || c.Name == "name" || c.Name == "business" {
			continue
		}
		l, r := listing.Text(c, value(&d.Left, c.Name), names), listing.Text(c, value(&d.Right, c.Name), names)
		if nothing(l) && nothing(r) || l == r {
			continue
		}
		out.Rows = append(out.Rows, facing{c.Label, l, r, !nothing(l) && !nothing(r)})
	}
	return out
}

func nothing(s string) bool { return s == "" || s == "0" || s == "0.00" || s == "—" }

func (h *handlers) findDuplicates(q *web.Req) error {
	found, err := h.Enterprises.FindPairs(q.Ctx(), q.Actor)
	if err != nil {
		return err
	}
	return q.Redirect(base+"/duplicates", "查了"+strconv.Itoa(found.Firms)+"家：新发现应当是同一家的"+strconv.Itoa(found.Same)+"对，可能的"+strconv.Itoa(found.Review)+"对")
}

// judgePair merges a pair, keeping the record that was chosen, or says that it is two firms.
func (h *handlers) judgePair(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	back := base + "/duplicates"
	switch keep, drop := f.Text("keep"), f.Text("drop"); {
	case f.Text("do") == "apart":
		if err := h.Enterprises.Apart(q.Ctx(), q.Actor, q.Path("pair"), f.Text("note")); err != nil {
			return err
		}
		return q.Redirect(back, "记为两家，不再问")
	case keep != "" && drop != "":
		e, err := h.Enterprises.Merge(q.Ctx(), q.Actor, keep, drop)
		if err != nil {
			return err
		}
		return q.Redirect(back, "已合并到“"+e.Name+"”，在它的页面可以撤销")
	}
	return errs.New(errs.Invalid, "选“合并”还是“不是一家”")
}

func (h *handlers) unmerge(q *web.Req) error {
	e, err := h.Enterprises.Unmerge(q.Ctx(), q.Actor, q.Path("merge"), "")
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id"), "“"+e.Name+"”已重新分出来")
}
