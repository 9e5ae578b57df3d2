package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lianzhang/internal/platform/errs"
)

// Problem is the answer to a request that failed (RFC 9457, application/problem+json).
type Problem struct {
	Status  int          `json:"status" doc:"HTTP状态"`
	Title   string       `json:"title" doc:"一类错误的名称"`
	Code    string       `json:"code" doc:"供程序判断：invalid not_found forbidden unauthenticated conflict too_large unavailable internal"`
	Detail  string       `json:"detail" doc:"原因和下一步"`
	Errors  []FieldError `json:"errors,omitempty" doc:"有误的各项"`
	Stored  any          `json:"stored,omitempty" doc:"409：现在存着的记录，或拦住操作的情况"`
	Request string       `json:"request,omitempty" doc:"请求编号，报障时用"`
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Name    string `json:"name" doc:"哪一项"`
	Message string `json:"message" doc:"原因和下一步"`
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)

var titles = map[string]string{
	string(errs.Invalid): "内容要改正", string(errs.NotFound): "没有找到", string(errs.Forbidden): "没有权限",
	string(errs.Unauthenticated): "没有登录", string(errs.Conflict): "有人先改了", string(errs.TooLarge): "内容过大",
	string(errs.Unavailable): "暂时不能用", string(errs.Internal): "程序出错",
}

// problem turns an error into the answer, and notes in the log what is not the asker's doing.
func (a *api) problem(c *call, err error) *Problem {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = errs.New(errs.TooLarge, "内容超过%d字节，没有收下；请分开提交", tooBig.Limit)
	}
	p := &Problem{Status: a.Status(err), Request: c.id}
	if p.Status >= 500 {
		slog.Error("api", "req", c.id, "path", c.r.URL.Path, "err", err)
	}
	var e *errs.Error
	if !errors.As(err, &e) {
		e = errs.New(errs.Internal, "程序出错，已记录。稍后再试")
	}
	p.Code, p.Title, p.Detail = string(e.Code), titles[string(e.Code)], e.Message
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldError(f))
	}
	if stored, ok := e.Detail.(shown); ok {
		p.Stored = stored.v
	}
	return p
}

// shown marks what may stand in an answer: the details of errors of the areas are their own types, not the API's.
type shown struct{ v any }

// refuse answers with an error outside of an operation's own handler.
func (a *api) refuse(c *call, err error) {
	if c.w.status != 0 {
		return // part of an answer has gone out already
	}
	p := a.problem(c, err)
	if p.Status == http.StatusUnauthorized {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="lianzhang"`)
	}
	writeProblem(c.w, p)
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	if p.Title == "" {
		p.Title = titles[p.Code]
	}
	b, err := json.Marshal(p)
	if err != nil {
		slog.Error("problem", "err", err)
		b = []byte(`{}`)
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	if _, err := w.Write(b); err != nil {
		slog.Debug("the asker has gone", "err", err)
	}
}
