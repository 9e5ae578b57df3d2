package journal_test

import (
	"strings"
	"testing"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

var paper = journal.Checkpoint{Site: "某市: 链长办", Size: 1203, Root: "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
	At: clock.At("2026-11-22").Micro(), Note: "月末"}

func TestACheckpointComesBackFromPaper(t *testing.T) {
	want := `链长日志检查点
站点：某市: 链长办
时间：2026-11-22 12:00:00
条数：1203
根：5dc9 da79 a706 59a9 ad55 9cb7 01de d9a2
　　ab9d 823a ad2f 4960 cfe3 70ef f460 4328
校验：af92e1
备注：月末
`
	if got := paper.String(); got != want {
		t.Errorf("printed:\n%s", got)
	}
	for name, text := range map[string]string{
		"as printed":         want,
		"Windows lines":      strings.ReplaceAll(want, "\n", "\r\n"),
		"capitals, no gaps":  strings.ReplaceAll(strings.ToUpper(strings.ReplaceAll(want, " ", "")), "2026-11-2212", "2026-11-22 12"),
		"full width, ASCII:": strings.NewReplacer("条数：1203", "条数: １２０３", "5dc9", "５ｄｃ９").Replace(want),
	} {
		got, err := journal.ParseCheckpoint(text)
		if err != nil || got.Root != paper.Root || got.Size != paper.Size || got.At != paper.At {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, _ := journal.ParseCheckpoint(want); got != paper {
		t.Errorf("%+v", got)
	}
}

func TestABadCheckpointIsRefused(t *testing.T) {
	good := paper.String()
	for name, text := range map[string]string{
		"empty":           "",
		"no title":        strings.TrimPrefix(good, "链长日志检查点\n"),
		"no root":         strings.Split(good, "根")[0],
		"half a root":     strings.Replace(good, "ab9d", "", 1),
		"slip in root":    strings.Replace(good, "ab9d", "ab9e", 1),
		"slip in size":    strings.Replace(good, "1203", "1230", 1),
		"negative size":   strings.Replace(good, "1203", "-1203", 1),
		"words for size":  strings.Replace(good, "1203", "许多", 1),
		"size overflows":  strings.Replace(good, "1203", "99999999999999999999", 1),
		"no time":         strings.Replace(good, "2026-11-22", "", 1),
		"impossible time": strings.Replace(good, "2026-11-22", "2026-13-22", 1),
		"not hexadecimal": strings.Replace(good, "ab9d", "xyzq", 1),
		"no check word":   strings.Replace(good, "校验", "校对", 1),
	} {
		if p, err := journal.ParseCheckpoint(text); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(paper.String())
	f.Add("链长日志检查点\n根：\n：")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := journal.ParseCheckpoint(text)
		if err != nil {
			return
		}
		if back, err := journal.ParseCheckpoint(p.String()); err != nil || back.Root != p.Root || back.Size != p.Size {
			t.Errorf("%q: %+v, %v", text, back, err)
		}
	})
}
