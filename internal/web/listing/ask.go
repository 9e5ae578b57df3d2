package listing

import (
	"errors"
	"net/url"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Ask is one request's question of a list.
type Ask struct {
	*list.Query
	List   *List
	Who    list.Asker
	Names  *Names
	Values url.Values // the question in the form of addresses, with the page's own parameters
	// Note says what is wrong with the question; the page then shows it in place of rows, since rows of another question
	// would be taken for the answer.
	Note *ui.Note
	// Done is set when the answer, a redirect to the question's proper address, has gone out.
	Done bool

	req *web.Req
}

// Ask reads the question of a request.
func (l *List) Ask(q *web.Req) (*Ask, error) {
	raw := q.R.URL.Query()
	if l.Start != nil && q.R.Method == "GET" && len(raw) == 0 {
		return &Ask{List: l, Done: true}, q.Redirect(q.R.URL.Path+"?"+l.Start(q.Today()), "")
	}
	a := &Ask{List: l, Who: l.asker(q), Values: l.fold(raw), req: q}
	if q.R.Method == "GET" && a.Values.Encode() != raw.Encode() {
		if !ui.IsFragment(q.R) {
			a.Done = true
			return a, q.Redirect(a.address(q.R.URL.Path), "")
		}
		q.W.Header().Set("HX-Push-Url", a.address(q.R.URL.Path))
	}
	return a, a.read()
}

// Reask reads a question that was carried along as an encoded query, as the forms of bulk changes do.
func (l *List) Reask(q *web.Req, query string) (*Ask, error) {
	raw, err := url.ParseQuery(query)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "条件没有收全，请回到清单重新操作")
	}
	a := &Ask{List: l, Who: l.asker(q), Values: l.fold(raw), req: q}
	return a, a.read()
}

func (a *Ask) address(path string) string {
	if e := a.Values.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

func (a *Ask) read() (err error) {
	if a.Names, err = a.List.kit.Names(a.req.Ctx()); err != nil {
		return err
	}
	a.Query, err = a.List.Spec.Parse(a.Values)
	if err == nil && a.Where != "" {
		_, err = rule.Compile(a.Where, a.List.Spec.Vars(), rule.Bool)
	}
	if a.Cols == nil {
		a.Cols = a.List.Columns
	}
	if err != nil {
		a.Note = explain(err)
	}
	return nil
}

// explain says what is wrong with a question: of a rule where, of other conditions which.
func explain(err error) *ui.Note {
	note := &ui.Note{Letter: ui.Red}
	var p *rule.Problem
	var e *errs.Error
	switch {
	case errors.As(err, &p):
		note.Body = ui.Rich{ui.B("规则第" + ui.Num(int64(p.Column)) + "个字有误："), ui.T(sentence(p.Reason) + "　")}
		if p.Line > 1 {
			note.Body[0] = ui.B("规则第" + ui.Num(int64(p.Line)) + "行第" + ui.Num(int64(p.Column)) + "个字有误：")
		}
		note.Body = append(note.Body, mark(p.Snippet)...)
	case errors.As(err, &e) && len(e.Fields) > 0:
		var all []string
		for _, f := range e.Fields {
			all = append(all, f.Message)
		}
		note.Body = ui.Rich{ui.B("条件有误："), ui.T(strings.Join(all, "；"))}
	default:
		note.Body = ui.Rich{ui.B("条件有误："), ui.T(web.Message(err))}
	}
	return note
}

// sentence ends a text with a full stop unless it has an end.
func sentence(s string) string {
	if strings.HasSuffix(s, "。") || strings.HasSuffix(s, "？") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "。"
}

// mark underlines what stands in 【】.
func mark(snippet string) ui.Rich {
	before, rest, ok := strings.Cut(snippet, "【")
	wrong, after, closed := strings.Cut(rest, "】")
	if !ok || !closed {
		return ui.Plain(snippet)
	}
	return ui.Rich{ui.T(before), {Text: orMark(wrong), Kind: "fault"}, ui.T(after)}
}

func orMark(s string) string {
	if s == "" {
		return "▲" // the text ends too early: there is nothing to underline
	}
	return s
}

// With gives the address of the list with parameters changed: name, value, name, value …; "" takes one away. The page
// begins anew unless it is among them.
func (a *Ask) With(pairs ...string) string { return a.WithAt(a.req.R.URL.Path, pairs...) }

// WithAt is With for another page that understands the same question, such as the board of a ledger.
func (a *Ask) WithAt(path string, pairs ...string) string {
	v := url.Values{}
	for name, values := range a.Values {
		if name != "page" {
			v[name] = values
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		} else {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if e := v.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// Encoded is the question for a form that carries it along.
func (a *Ask) Encoded() string { return a.Values.Encode() }

// Block is the block of the page with which a fragment request is answered, for web.Req.RenderList: everything that depends
// on the question stands in a block "view"; of that the script takes the element with id list, and renews those with the ids
// views and bar-rest, but never the box that is being typed in.
const Block = "view"
