package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"lianzhang/internal/platform/errs"
)

// localise gives huma its Chinese messages and our form of errors. huma keeps both in variables of its packages, so this
// happens once, before the first operation is registered; what is set is the same for every App of a process.
var localise = sync.OnceFunc(func() {
	huma.NewError = newProblem
	huma.DefaultArrayNullable = false // see filled
	validation.MsgUnexpectedProperty = "没有这一项，请检查拼写"
	validation.MsgExpectedBoolean = "要写true或false"
	validation.MsgExpectedNumber = "要写数字，例如12.5，不加引号"
	validation.MsgExpectedInteger = "要写整数，例如120，不加引号"
	validation.MsgExpectedString = "要写文字，加引号"
	validation.MsgExpectedArray = "要写数组 […]"
	validation.MsgExpectedObject = "要写对象 {…}"
	validation.MsgExpectedOneOf = "只能是其中之一：%s"
	validation.MsgExpectedMinimumNumber = "不能小于%v"
	validation.MsgExpectedMaximumNumber = "不能大于%v"
	validation.MsgExpectedMinLength = "至少%d个字"
	validation.MsgExpectedMaxLength = "最多%d个字"
	validation.MsgExpectedMinItems = "至少%d项"
	validation.MsgExpectedMaxItems = "最多%d项"
	validation.MsgExpectedMinProperties = "至少写%d项"
	validation.MsgExpectedMatchPattern = "格式要符合%s"
	validation.MsgExpectedBePattern = "要写成%s"
	validation.MsgExpectedRequiredProperty = lacking + "%s"
})

const lacking = "缺少"

// phrases are the messages that huma has no variable for.
var phrases = []struct{ english, chinese string }{
	{"invalid integer", "要写整数，例如120"}, {"invalid float", "要写数字，例如12.5"}, {"invalid boolean", "要写true或false"},
	{"parameter is missing", "必填"}, {"unknown query parameter", "没有这个参数，请检查拼写"},
	{"request body too large", "内容过大"}, {"cannot read multipart form", "表单没有收全，请以multipart/form-data重新上传"},
	{"File required", "要附上文件"}, {"Multiple files", "只收一个文件"}, {"Invalid mime type", "文件类型不对"}, {"at most one value", "只能有一个值"},
	{"unknown content type", "内容类型要写application/json"}, {"request body is required", "没有内容，要写JSON对象"},
	{"request body is too large", "内容过大，没有收下；请分开提交"}, {"read timeout", "内容没有及时收全，请重试"}, {"cannot read request body", "内容没有收全，请重试"},
	{"validation failed", ""}, {"unexpected error", "程序出错，已记录。稍后再试"},
}

func translate(message string) string {
	for _, p := range phrases {
		if strings.Contains(message, p.english) {
			return p.chinese
		}
	}
	return message
}

// newProblem makes the Problem of a request that huma refused before its handler ran.
func newProblem(status int, message string, causes ...error) huma.StatusError {
	p := &Problem{Status: status, Code: string(errs.Invalid)}
	for _, err := range causes {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			continue
		}
		if strings.Contains(d.Message, "request body too large") {
			p.Status = http.StatusRequestEntityTooLarge
		}
		p.Errors = append(p.Errors, fieldError(d))
	}
	switch {
	case p.Status == http.StatusRequestEntityTooLarge:
		p.Code = string(errs.TooLarge)
	case p.Status == http.StatusRequestTimeout:
		p.Code = string(errs.Unavailable)
	case p.Status >= 500:
		p.Code = string(errs.Internal)
	}
	if p.Detail = translate(message); p.Detail == "" && len(p.Errors) == 1 {
		p.Detail = p.Errors[0].Message
	} else if p.Detail == "" {
		p.Detail = fmt.Sprintf("有%d处需要改正", len(p.Errors))
	}
	p.Title = titles[p.Code]
	return p
}

// fieldError names the field as the asker does: "body.name" is "name", and a missing field stands at itself.
func fieldError(d *huma.ErrorDetail) FieldError {
	f := FieldError{Name: d.Location, Message: translate(d.Message)}
	for _, in := range []string{"body.", "query.", "path.", "header.", "form."} {
		if name, ok := strings.CutPrefix(f.Name, in); ok {
			f.Name = name
			break
		}
	}
	if name, ok := strings.CutPrefix(d.Message, lacking); ok {
		if f.Name == "body" {
			f.Name = name
		} else {
			f.Name += "." + name
		}
		f.Message = "必填"
	}
	return f
}

// unmarshal reads a JSON body; its errors are for people.
func unmarshal(data []byte, v any) error {
	if bytes.Contains(data, []byte(`\u0000`)) {
		return errors.New("文字里有不可见的控制字符（\\u0000），请去掉")
	}
	err := json.Unmarshal(data, v)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("JSON写错了，在第%d个字节附近", syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Errorf("“%s”的值类型不对，在第%d个字节附近", typ.Field, typ.Offset)
	}
	return err
}
