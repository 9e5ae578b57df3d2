package trail

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
)

// Moment writes a stored time with its year and seconds, as evidence needs it; 0 is "".
func Moment(micro int64) string {
	if micro == 0 {
		return ""
	}
	return clock.FromMicro(micro).Format("2006-01-02 15:04:05")
}

// Via is the way by which a change came.
func Via(via string) string {
	switch via {
	case "web":
		return "网页"
	case "api":
		return "接口"
	case "cli":
		return "命令行"
	case "job":
		return "定时任务"
	}
	return via
}

func roleLabel(v any) string {
	code, _ := v.(string)
	if label := authz.Role(code).Label(); label != "" {
		return label
	}
	return code
}
