package chain

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
)

// handover sends the pack that goes with a post to its next holder: the paper and all lists of the chain in one file.
func (h *handlers) handover(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	post, err := h.post(q, c.ID)
	if err != nil {
		return err
	}
	pack, err := h.Handover.Make(q.Ctx(), q.Actor, c, post)
	if err != nil {
		return err
	}
	defer func() { _ = pack.Close() }() // nothing is left to close once it is written
	what := change.What{Action: "chain.handover", Perm: authz.ExportRun, Ref: c.Ref(), Reason: "生成交接包，含台账" + strconv.Itoa(pack.Records()) + "条"}
	if err := h.Run.Run(q.Ctx(), q.Actor, what, func(*change.Tx) error { return nil }); err != nil {
		return err
	}
	q.Download(pack.FileName(), "application/zip")
	return pack.Write(q.W)
}

// post is the post that is asked for; without one the chain as a whole is handed over.
func (h *handlers) post(q *web.Req, chainID string) (*org.Post, error) {
	id := q.Query("post")
	if id == "" {
		return nil, nil
	}
	d, err := q.Directory()
	if err != nil {
		return nil, err
	}
	for _, p := range d.PostHistory(chainID) {
		if p.ID == id {
			return &p, nil
		}
	}
	return nil, errs.New(errs.NotFound, "没有这个任职")
}
