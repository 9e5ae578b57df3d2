package attach

import (
	"bytes"
	"path"
	"strings"
)

// magic is how contents of a kind begin. Where several kinds share a beginning, such as the zipped office formats, the
// ending of the name tells them apart; an ending alone is never believed.
var magic = []struct {
	offset int
	prefix string
	media  string
	byExt  map[string]string
}{
	{0, "%PDF-", "application/pdf", nil},
	{0, "\xff\xd8\xff", "image/jpeg", nil},
	{0, "\x89PNG\r\n\x1a\n", "image/png", nil},
	{0, "GIF8", "image/gif", nil},
	{0, "BM", "image/bmp", nil},
	{8, "WEBP", "image/webp", nil},
	{4, "ftyphei", "image/heic", nil},
	{4, "ftypmif1", "image/heic", nil},
	{4, "ftyp", "video/mp4", nil},
	{0, "PK\x03\x04", "application/zip", map[string]string{
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		".ofd":  "application/ofd",
	}},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", map[string]string{
		".doc": "application/msword", ".wps": "application/msword", ".xls": "application/vnd.ms-excel", ".et": "application/vnd.ms-excel",
		".ppt": "application/vnd.ms-powerpoint", ".dps": "application/vnd.ms-powerpoint",
	}},
	{0, "Rar!\x1a\x07", "application/vnd.rar", nil},
	{0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", nil},
}

// Unknown is the media type of contents that are shown nowhere, only downloaded.
const Unknown = "application/octet-stream"

// media tells the media type from the first bytes. What a browser would run, such as HTML and SVG, is plain text or Unknown.
func media(name string, head []byte) string {
	ext := strings.ToLower(path.Ext(name))
	for _, m := range magic {
		if len(head) < m.offset || !bytes.HasPrefix(head[m.offset:], []byte(m.prefix)) {
			continue
		}
		if exact := m.byExt[ext]; exact != "" {
			return exact
		}
		return m.media
	}
	if (ext == ".txt" || ext == ".csv" || ext == ".md") && bytes.IndexByte(head, 0) < 0 {
		return map[bool]string{true: "text/csv", false: "text/plain"}[ext == ".csv"]
	}
	return Unknown
}

// Inline reports whether a browser may show contents of the media type in place; anything else is offered for saving.
func Inline(media string) bool {
	return media == "application/pdf" || strings.HasPrefix(media, "image/") && media != "image/heic"
}
