package chainmap

import (
	"bytes"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/web"
)

// book takes the map out as a workbook.
func (h *handlers) book(q *web.Req) error {
	d, err := h.Graph.Take(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := graph.WriteBook(&b, d); err != nil {
		return err
	}
	q.Download(d.Name+"图谱.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	_, err = q.W.Write(b.Bytes())
	return err
}

// json takes the map out as JSON.
func (h *handlers) json(q *web.Req) error {
	d, err := h.Graph.Take(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	b, err := graph.WriteJSON(d)
	if err != nil {
		return err
	}
	q.Download(d.Name+"图谱.json", "application/json")
	_, err = q.W.Write(b)
	return err
}
