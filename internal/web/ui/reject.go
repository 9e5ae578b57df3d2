package ui

import (
	"encoding/json"
	"errors"
	"net/http"

	"lianzhang/internal/platform/errs"
)

// Reject writes the field errors of err into the fields of a form and gives the summary that stands above it. What belongs
// to no given field is listed without a link. A nil error gives a summary that shows nothing.
func Reject(err error, fields ...*Field) Errors {
	if err == nil {
		return Errors{}
	}
	var e *errs.Error
	if !errors.As(err, &e) {
		return Errors{Message: "没有保存：程序出错，已记录。稍后再试"}
	}
	out := Errors{}
	for _, fe := range e.Fields {
		item := ErrorItem{Message: fe.Message}
		for _, f := range fields {
			if f.Name == fe.Name {
				f.Error = fe.Message
				item.ID, item.Label = f.ID(), f.Label
			}
		}
		out.Items = append(out.Items, item)
	}
	if len(out.Items) == 0 {
		out.Message = e.Message
	}
	return out
}

// Any tells whether there is something to show.
func (e Errors) Any() bool { return e.Message != "" || len(e.Items) > 0 }

// Head is the first words of the summary.
func (e Errors) Head() string {
	if e.Message != "" {
		return e.Message
	}
	return Num(int64(len(e.Items))) + "处要改"
}

// ErrorPage is the data of the built-in page "error".
type ErrorPage struct {
	Page
	State ErrorState
}

// ToastHeader asks the page, by the header that htmx reads, to show a message. Call it before the status is written.
func ToastHeader(h http.Header, text string) {
	// ASCII only, since header values are read as Latin-1.
	b, err := json.Marshal(map[string]any{"toast": map[string]string{"text": text}})
	if err != nil {
		return
	}
	h.Set("HX-Trigger", asciiJSON(b))
}

func asciiJSON(b []byte) string {
	var out []byte
	for _, r := range string(b) {
		if r < 0x80 {
			out = append(out, byte(r))
			continue
		}
		if r > 0xffff {
			hi, lo := 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff
			out = append(appendU(out, hi), appendU(nil, lo)...)
			continue
		}
		out = appendU(out, r)
	}
	return string(out)
}

func appendU(b []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
