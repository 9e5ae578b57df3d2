package burden

import "strings"

// exempt are the forms that are not measured, with the reason. Whatever is not named here is.
var exempt = map[string]string{
	"/login":                      "登录",
	"/login/code":                 "登录",
	"/logout":                     "退出",
	"/account":                    "本人设置",
	"/account/password":           "本人密码",
	"/account/tokens":             "本人令牌",
	"/account/totp/confirm":       "本人二次验证",
	"/account/totp/drop":          "本人二次验证",
	"/account/totp/enrol":         "本人二次验证",
	"/me/notify":                  "本人消息设置",
	"/me/notify/mail":             "本人消息设置",
	"/me/notify/test":             "本人消息设置",
	"/views":                      "存清单视图，不是填报",
	"/views/{id}/share":           "存清单视图，不是填报",
	"/atlas/check":                "边填边查，提交时才算",
	"/proof":                      "核对凭据，谁都能用",
	"/backtrack/check":            "核对凭据，不是填报",
	"/projects/{id}/report/check": "审核一键，不是填报",
	"/admin/journal/verify":       "校验日志，不是填报",
	"/chains/{id}/map/ops":        "图谱画布逐笔自动保存，没有表单",
	"/chains/{id}/map/layout":     "图谱画布逐笔自动保存，没有表单",
	"/burden/idle":                "减负表自己的设置",
}

// Exempt gives the reason why a form is not measured, "" when it is. form may carry its method.
func Exempt(form string) string {
	_, path, ok := strings.Cut(form, " ")
	if !ok {
		path = form
	}
	if strings.HasPrefix(path, "/api/") {
		return ""
	}
	return exempt[path]
}

// Exemptions are the forms that are not measured, with the reasons.
func Exemptions() map[string]string {
	out := make(map[string]string, len(exempt))
	for form, why := range exempt {
		out[form] = why
	}
	return out
}
