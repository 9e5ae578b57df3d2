package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

func (a *api) comments() {
	const tag = "留言和批示"
	handle(a, op{pattern: "GET /projects/{id}/comments", id: "list-comments", perm: authz.ProjectView, tag: tag, summary: "项目的留言和批示，新的在前"}, a.listComments)
	handle(a, op{pattern: "POST /projects/{id}/comments", id: "create-comment", perm: authz.ProjectView, tag: tag, summary: "留言，或批示", status: 201,
		help: "批示须有批示权。"}, a.createComment)
	handle(a, op{pattern: "POST /projects/{id}/comments/{comment}/done", id: "close-instruction", perm: authz.ProjectView, tag: tag, summary: "办结批示"}, a.closeInstruction)
}

// remark is a comment or an instruction.
type remark struct {
	ID          string `json:"id"`
	Body        string `json:"body"`
	Instruction bool   `json:"instruction" doc:"是批示"`
	Due         string `json:"due" doc:"批示的期限"`
	DoneAt      int64  `json:"done_at" doc:"办结时刻，UTC微秒，0为未办结"`
	Author      string `json:"author"`
	CreatedAt   int64  `json:"created_at" doc:"UTC微秒"`
}

func remarkOf(m *comment.Comment) remark {
	return remark{m.ID, m.Body, m.Instruction, m.Due, m.DoneAt, m.AuthorName, m.CreatedAt}
}

type commentsOutput struct {
	Body struct {
		Comments []remark `json:"comments"`
	} `nameHint:"Comments"`
}

func projectRef(id string) record.Ref { return record.Ref{Kind: project.Kind, ID: id} }

func (a *api) listComments(c *call, in *idInput) (*commentsOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Comments.List(c, a.Run.DB, projectRef(in.ID))
	if err != nil {
		return nil, err
	}
	out := &commentsOutput{}
	out.Body.Comments = make([]remark, 0, len(rows))
	for i := range rows {
		out.Body.Comments = append(out.Body.Comments, remarkOf(&rows[i]))
	}
	return out, nil
}

type commentInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Body        string `json:"body" doc:"内容" maxLength:"2000"`
		Instruction bool   `json:"instruction,omitempty" doc:"是批示"`
		Due         string `json:"due,omitempty" doc:"批示的期限" maxLength:"10"`
	} `nameHint:"CommentNew"`
}

type commentOutput struct{ Body remark }

func (a *api) createComment(c *call, in *commentInput) (*commentOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	m, err := a.Comments.Add(c, c.actor, projectRef(in.ID), comment.New{Body: in.Body.Body, Instruction: in.Body.Instruction, Due: in.Body.Due})
	if err != nil {
		return nil, err
	}
	return &commentOutput{remarkOf(m)}, nil
}

type commentRefInput struct {
	ID      string `path:"id" doc:"标识" maxLength:"40"`
	Comment string `path:"comment" doc:"批示的标识" maxLength:"40"`
}

func (a *api) closeInstruction(c *call, in *commentRefInput) (*struct{}, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	return nil, a.Comments.Done(c, c.actor, projectRef(in.ID), in.Comment)
}
