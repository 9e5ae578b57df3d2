package sheet

import (
	"bytes"
	"context"
	"io"

	"golang.org/x/text/encoding/unicode"

	"lianzhang/internal/platform/errs"
)

// Open tells what a file is by its content and opens it. The reader must stay valid while the book is used. name only
// gives the single sheet of a text file its name.
//
// Errors are *errs.Error: Invalid for what the user can correct, TooLarge for what exceeds a limit.
func Open(ctx context.Context, r io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	limits = limits.withDefaults()
	if size == 0 {
		return nil, errs.New(errs.Invalid, "文件是空的，没有内容。请检查是否选对文件，或重新导出后再上传")
	}
	if size > limits.FileBytes {
		return nil, tooLarge("文件有%d MB，超过上限%d MB。请删去图片和空白行，或拆成几个文件再上传", size>>20, limits.FileBytes>>20)
	}
	head := make([]byte, min(size, 4096))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return nil, cut(err, 0)
	}
	if bytes.HasPrefix(head, []byte("PK")) && len(head) > 3 && head[2] < 9 && head[3] < 9 {
		return openWorkbook(ctx, r, size, limits)
	}
	if bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
		return openCompound(ctx, r, size, limits)
	}
	if err := foreign(head); err != nil {
		return nil, err
	}
	t, err := openText(ctx, r, size)
	if err != nil {
		return nil, err
	}
	switch kind := markupKind(head, t); kind {
	case XML:
		return openXML(ctx, t, limits)
	case HTML:
		return openHTML(ctx, t, limits)
	case "mht":
		return nil, errs.New(errs.Invalid, "这是单个文件网页（.mht），无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
	case "data":
		return nil, errs.New(errs.Invalid, "这是 XML 数据文件，不是表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
	case "json":
		return nil, errs.New(errs.Invalid, "这是 JSON 数据文件，不是表格。请改用接口导入，或转成 .xlsx 再上传")
	}
	return openCSV(ctx, name, t, limits)
}

// foreign recognises files that are no tables by their first bytes.
func foreign(head []byte) error {
	for _, f := range [...]struct{ magic, what string }{
		{"%PDF", "PDF 文件"}, {"{\\rtf", "RTF 文档"}, {"\x89PNG", "图片"}, {"\xFF\xD8\xFF", "图片"}, {"GIF8", "图片"},
		{"II*\x00", "图片"}, {"MM\x00*", "图片"},
	} {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return otherKind(f.what)
		}
	}
	for _, magic := range [...]string{"Rar!\x1a", "7z\xBC\xAF\x27\x1C", "\x1f\x8b", "BZh", "\xFD7zXZ"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return errs.New(errs.Invalid, "这是压缩包。请先解压，再上传里面的 .xlsx、.xls 或 .csv 文件")
		}
	}
	if len(head) > 3 && head[0] == 9 && (head[1] == 0 || head[1] == 2 || head[1] == 4) && head[3] == 0 {
		return errs.New(errs.Invalid, "这是 Excel 4.0 或更早的文件，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
	}
	return nil
}

// markupKind tells markup from plain text by its beginning: XML or HTML, "mht", "data" (other XML), "json", or "".
func markupKind(head []byte, t *text) Format {
	if t.enc != nil && t.bom == 2 {
		order := unicode.LittleEndian
		if t.charset == "UTF-16BE" {
			order = unicode.BigEndian
		}
		head, _ = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(head[2 : len(head)&^1])
	}
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n"))
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case starts("mime-version:"):
		return "mht"
	case starts("{\"") || starts("[{") || starts("{\n") || starts("{\r"):
		return "json"
	case !starts("<"):
		return ""
	case has("urn:schemas-microsoft-com:office:spreadsheet") && has("<workbook") || has("<ss:workbook"):
		return XML
	case has("<html") || has("<table") || has("<!doctype html") || has("<meta ") || has("<body") || has("<div") || has("<style"):
		return HTML
	case starts("<?xml"):
		return "data"
	}
	return ""
}

// notWorkbook says what a zip without a workbook is.
func notWorkbook(a *archive) error {
	switch {
	case a.has("word/document.xml"):
		return otherKind("Word 文档")
	case a.has("ppt/presentation.xml"):
		return otherKind("演示文稿")
	case a.has("ofd.xml"):
		return otherKind("OFD 版式文件")
	case a.has("xl/workbook.bin"):
		return errs.New(errs.Invalid, "这是二进制工作簿（.xlsb），无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
	case a.has("content.xml") && a.has("mimetype"):
		return errs.New(errs.Invalid, "这是 OpenDocument 文件（.ods），无法读取。请打开后另存为 .xlsx 再上传")
	case a.hasUnder("index/"):
		return errs.New(errs.Invalid, "这是 Numbers 表格，无法读取。请在 Numbers 里导出为 Excel 再上传")
	}
	return errs.New(errs.Invalid, "这是压缩包，不是工作簿。请先解压，再上传里面的 .xlsx、.xls 或 .csv 文件")
}
