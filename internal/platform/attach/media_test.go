package attach

import (
	"strings"
	"testing"
)

func TestMediaByContent(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"a.pdf", "%PDF-1.4", "application/pdf"},
		{"a.pdf", "<html>", Unknown},
		{"a.jpg", "\xff\xd8\xff\xe0", "image/jpeg"},
		{"a.jpg", "\x89PNG\r\n\x1a\n", "image/png"},
		{"a.webp", "RIFF\x00\x00\x00\x00WEBP", "image/webp"},
		{"a.heic", "\x00\x00\x00\x18ftypheic", "image/heic"},
		{"a.mp4", "\x00\x00\x00\x18ftypisom", "video/mp4"},
		{"表.XLSX", "PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"表.zip", "PK\x03\x04", "application/zip"},
		{"表.xlsx", "<html>", Unknown},
		{"文.wps", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"},
		{"a.svg", "<svg onload=alert(1)>", Unknown},
		{"a.html", "<script>", Unknown},
		{"a.txt", "<script>", "text/plain"},
		{"a.csv", "a,b", "text/csv"},
		{"a.txt", "a\x00b", Unknown},
		{"a", "", Unknown},
	} {
		if got := media(c.name, []byte(c.head)); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.name, c.head, got, c.want)
		}
	}
	for m, want := range map[string]bool{"image/png": true, "application/pdf": true, "image/heic": false, "text/plain": false, Unknown: false} {
		if Inline(m) != want {
			t.Errorf("Inline(%s) is not %v", m, want)
		}
	}
}

func TestNamesAreCleaned(t *testing.T) {
	long := strings.Repeat("长", 300)
	for in, want := range map[string]string{
		"合同.pdf":           "合同.pdf",
		`C:\x\合同.pdf`:      "合同.pdf",
		"../../etc/passwd": "passwd",
		"..":               "文件",
		"":                 "文件",
		"/":                "文件",
		".hidden":          "hidden",
		"a\r\nb\x00.txt":   "ab.txt",
		"a\u202efdp.exe":   "afdp.exe",
		"a\xff.pdf":        "a.pdf",
		`a"<b>.pdf`:        "ab.pdf",
		long + ".pdf":      strings.Repeat("长", 116) + ".pdf",
		"a." + long:        "a." + strings.Repeat("长", 118),
		"  空格 .pdf  ":      "空格 .pdf",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
