package chainmap

import (
	"encoding/json"
	"errors"
	"slices"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/industry"
	"lianzhang/internal/web"
)

// refusal tells the editor why nothing was saved.
type refusal struct {
	Message string       `json:"message"`
	Faults  []errs.Field `json:"faults,omitempty"`
	Clash   *graph.Clash `json:"clash,omitempty"`
}

// refuse answers the editor with an error that a person can mend; others go on to the frame.
func refuse(q *web.Req, err error) error {
	var e *errs.Error
	if !errors.As(err, &e) || e.Code == errs.Internal || e.Code == errs.Unauthenticated {
		return err
	}
	out := refusal{Message: e.Message, Faults: e.Fields}
	out.Clash, _ = e.Detail.(*graph.Clash)
	return jsonAnswer(q, web.Status(err), out)
}

// decode reads the body that the editor sent.
func decode(q *web.Req, v any) error {
	return errs.Wrap(json.NewDecoder(q.R.Body).Decode(v), errs.Invalid, "没有收全要保存的内容，请再保存一次")
}

// ops saves what was done in the editor.
func (h *handlers) ops(q *web.Req) error {
	var in struct {
		Base int64      `json:"base"`
		Ops  []graph.Op `json:"ops"`
	}
	if err := decode(q, &in); err != nil {
		return refuse(q, err)
	}
	done, err := h.Graph.Apply(q.Ctx(), q.Actor, q.Path("id"), in.Base, in.Ops)
	if err != nil {
		return refuse(q, err)
	}
	return jsonAnswer(q, 200, done)
}

// data is the map as it stands, for an editor that has saved or must reconcile.
func (h *handlers) data(q *web.Req) error {
	c, err := h.own(q)
	if err != nil {
		return refuse(q, err)
	}
	d, err := h.editorData(q, c)
	if err != nil {
		return err
	}
	return jsonAnswer(q, 200, d)
}

// layout places the nodes of the map as it stands in the editor.
func (h *handlers) layout(q *web.Req) error {
	if _, err := h.own(q); err != nil {
		return refuse(q, err)
	}
	d := &graph.Doc{}
	if err := decode(q, d); err != nil {
		return refuse(q, err)
	}
	if len(d.Nodes) > graph.MaxNodes || len(d.Edges) > graph.MaxEdges {
		return refuse(q, errs.New(errs.TooLarge, "环节或关系太多，不能排布"))
	}
	for i := range d.Nodes {
		d.Nodes[i].X, d.Nodes[i].Y = 0, 0
	}
	return jsonAnswer(q, 200, boxes(d))
}

// maxCodes is how many codes the editor offers at a time.
const maxCodes = 20

type codeName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// codes finds industry codes by their beginning or by words of their names.
func (h *handlers) codes(q *web.Req) error {
	if _, err := h.own(q); err != nil {
		return refuse(q, err)
	}
	words := q.Query("q")
	found := industry.Find(words)
	if c, ok := industry.Lookup(words); ok && c.Level() > 1 {
		found = append([]industry.Class{c}, industry.Children(c.Code)...)
	}
	out := []codeName{}
	for _, c := range slices.Clip(found) {
		if c.Level() > 1 && len(out) < maxCodes {
			out = append(out, codeName{c.Code, c.Name})
		}
	}
	return jsonAnswer(q, 200, out)
}
