package api

import (
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

func (a *api) journal() {
	const tag = "日志"
	handle(a, op{pattern: "GET /journal/head", id: "get-journal-head", perm: authz.Audit, tag: tag, summary: "日志现有几条，和它们的根"}, a.journalHead)
	handle(a, op{pattern: "GET /journal/entries/{seq}", id: "get-journal-entry", perm: authz.Audit, tag: tag, summary: "日志的一条"}, a.journalEntry)
	handle(a, op{pattern: "GET /journal/entries/{seq}/proof", id: "prove-journal-entry", perm: authz.Audit, tag: tag, summary: "一条在日志里的证明（RFC 6962）",
		help: "叶的散列、从叶到根的路径，不用数据库就能核对。"}, a.journalProof)
	handle(a, op{pattern: "GET /journal/consistency", id: "prove-journal-consistency", perm: authz.Audit, tag: tag, summary: "前后两个检查点之间没有改写的证明（RFC 6962）"}, a.consistency)
	handle(a, op{pattern: "GET /journal/checkpoints", id: "list-checkpoints", perm: authz.Audit, tag: tag, summary: "留存的检查点，早的在前"}, a.checkpoints)
	handle(a, op{pattern: "POST /journal/checkpoints", id: "create-checkpoint", perm: authz.Audit, tag: tag, summary: "留一个检查点，text可印在纸上", status: 201}, a.createCheckpoint)
}

type headOutput struct{ Body journal.Head }

func (a *api) journalHead(c *call, _ *struct{}) (*headOutput, error) {
	h, err := a.Journal.Head(c)
	return &headOutput{h}, err
}

type seqInput struct {
	Seq int64 `path:"seq" doc:"第几条，从0数起" minimum:"0"`
}

type entryOutput struct{ Body event }

func (a *api) journalEntry(c *call, in *seqInput) (*entryOutput, error) {
	var out *entryOutput
	err := journal.Scan(c, a.Run.DB, new(db.Where).And("e.seq = ?", in.Seq), "", func(e *journal.Entry) error {
		ev, err := e.Event()
		out = &entryOutput{eventOf(&ev)}
		return err
	})
	if err == nil && out == nil {
		err = errs.New(errs.NotFound, "日志没有第%d条", in.Seq)
	}
	return out, err
}

type proofOutput struct{ Body journal.Inclusion }

func (a *api) journalProof(c *call, in *seqInput) (*proofOutput, error) {
	p, err := a.Journal.Proof(c, in.Seq)
	if err != nil {
		return nil, err
	}
	return &proofOutput{*p}, nil
}

type consistencyInput struct {
	From int64 `query:"from" required:"true" doc:"前一个检查点的条数" minimum:"0"`
	To   int64 `query:"to" required:"true" doc:"后一个检查点的条数" minimum:"0"`
}

type consistencyOutput struct {
	Body struct {
		From int64    `json:"from"`
		To   int64    `json:"to"`
		Path [][]byte `json:"path" doc:"各散列的base64"`
	} `nameHint:"Consistency"`
}

func (a *api) consistency(c *call, in *consistencyInput) (*consistencyOutput, error) {
	path, err := a.Journal.Consistency(c, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &consistencyOutput{}
	out.Body.From, out.Body.To, out.Body.Path = in.From, in.To, orNone(path)
	return out, nil
}

// checkpoint is what the log was at a moment.
type checkpoint struct {
	Size int64  `json:"size" doc:"条数"`
	Root string `json:"root" doc:"根，base64"`
	At   int64  `json:"at" doc:"UTC微秒"`
	Note string `json:"note"`
	Text string `json:"text" doc:"可印在纸上、可再输入核对的文字"`
}

func (a *api) checkpointOf(c *call, p journal.Checkpoint) (checkpoint, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return checkpoint{}, err
	}
	p.Site = d.Site()
	return checkpoint{p.Size, p.Root, p.At, p.Note, p.String()}, nil
}

type checkpointsOutput struct {
	Body struct {
		Checkpoints []checkpoint `json:"checkpoints"`
	} `nameHint:"Checkpoints"`
}

func (a *api) checkpoints(c *call, _ *struct{}) (*checkpointsOutput, error) {
	rows, err := a.Journal.Checkpoints(c)
	if err != nil {
		return nil, err
	}
	out := &checkpointsOutput{}
	out.Body.Checkpoints = []checkpoint{}
	for _, p := range rows {
		one, err := a.checkpointOf(c, p)
		if err != nil {
			return nil, err
		}
		out.Body.Checkpoints = append(out.Body.Checkpoints, one)
	}
	return out, nil
}

type checkpointInput struct {
	Body struct {
		Note string `json:"note,omitempty" doc:"备注，如由谁保管" maxLength:"200"`
	} `nameHint:"CheckpointNew"`
}

type checkpointOutput struct{ Body checkpoint }

func (a *api) createCheckpoint(c *call, in *checkpointInput) (*checkpointOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	p, err := a.Journal.Checkpoint(c, a.Clock, d.Site(), strings.TrimSpace(in.Body.Note))
	if err != nil {
		return nil, err
	}
	one, err := a.checkpointOf(c, p)
	return &checkpointOutput{one}, err
}
