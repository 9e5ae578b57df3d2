package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"lianzhang/internal/platform/errs"
)

// Limits of the reader. A document of 500 pages has a body of about 20 MB.
const (
	maxFile      = 100 << 20 // bytes of the file, pictures included
	maxBody      = 64 << 20  // bytes of the unpacked body
	maxDirectory = 4 << 20   // bytes of the zip directory, about 40,000 entries
	maxRels      = 1 << 20   // bytes of the unpacked package relationships
	maxDepth     = 256       // nested elements
	maxCells     = 1_000_000 // cells of all tables
	maxSpan      = 63        // columns of a table in Word
)

// openBody finds and opens the main part of the package.
func openBody(r io.ReaderAt, size int64) (io.ReadCloser, error) {
	_, part, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	body, err := part.Open()
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "文件已损坏或加了密，请用Word或WPS另存一份再上传")
	}
	return body, nil
}

// Open opens the package of a Word file of size bytes in r, whose main part is body, and says of any other file what it is.
func Open(r io.ReaderAt, size int64) (z *zip.Reader, body *zip.File, err error) {
	if size == 0 {
		return nil, nil, errs.New(errs.Invalid, "文件是空的，请重新选择文件")
	}
	if size > maxFile {
		return nil, nil, errs.New(errs.TooLarge, "文件超过%dMB，请压缩其中的图片或拆成几个文件再上传", maxFile>>20)
	}
	head := make([]byte, 8)
	n, _ := r.ReadAt(head, 0)
	if bytes.HasPrefix(head[:n], []byte("\xD0\xCF\x11\xE0")) {
		return nil, nil, errs.New(errs.Invalid, "文件是旧版.doc格式，或设了打开密码。请在Word或WPS中去掉密码，另存为.docx后再上传")
	}
	if !bytes.HasPrefix(head[:n], []byte("PK")) {
		return nil, nil, errs.New(errs.Invalid, "这不是Word文件（.docx），请选择.docx文件")
	}
	if err := checkDirectory(r, size); err != nil {
		return nil, nil, err
	}
	z, err = zip.NewReader(r, size)
	if err != nil {
		return nil, nil, errs.Wrap(err, errs.Invalid, "文件不完整，可能没有传完或已损坏，请重新上传")
	}
	if body = bodyPart(z); body == nil {
		return nil, nil, notWord(z)
	}
	return z, body, nil
}

// checkDirectory refuses a zip directory of absurd length before it is read into memory.
func checkDirectory(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 22+65535))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return errs.Wrap(err, errs.Invalid, "文件读不出来，请重新上传")
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || i+22 > len(tail) {
		return errs.New(errs.Invalid, "文件不完整，可能没有传完或已损坏，请重新上传")
	}
	if start := int64(binary.LittleEndian.Uint32(tail[i+16:])); size-start > maxDirectory+int64(len(tail)) || start > size {
		return errs.New(errs.TooLarge, "文件里的条目太多，不像正常的Word文件，请用Word或WPS另存一份再上传")
	}
	return nil
}

// bodyPart is the main part the package names, else the one where every program puts it; nil if there is none.
func bodyPart(z *zip.Reader) *zip.File {
	if rels := find(z, "_rels/.rels"); rels != nil {
		if f := find(z, bodyTarget(rels)); f != nil {
			if strings.HasPrefix(f.Name, "xl/") || strings.HasPrefix(f.Name, "ppt/") {
				return nil
			}
			return f
		}
	}
	return find(z, "word/document.xml")
}

func find(z *zip.Reader, name string) *zip.File {
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// bodyTarget reads the target of the officeDocument relationship; "" if the part is odd.
func bodyTarget(f *zip.File) string {
	in, err := f.Open()
	if err != nil {
		return ""
	}
	defer in.Close()
	var rels struct {
		Relationship []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.NewDecoder(io.LimitReader(in, maxRels)).Decode(&rels); err != nil {
		return ""
	}
	for _, r := range rels.Relationship {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			return strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		}
	}
	return ""
}

// notWord says what a package without a Word body is instead.
func notWord(z *zip.Reader) error {
	switch {
	case find(z, "xl/workbook.xml") != nil:
		return errs.New(errs.Invalid, "这是Excel工作簿，不是Word文件，请选择.docx文件")
	case find(z, "ppt/presentation.xml") != nil:
		return errs.New(errs.Invalid, "这是演示文稿，不是Word文件，请选择.docx文件")
	default:
		return errs.New(errs.Invalid, "这个压缩包不是Word文件，请选择.docx文件")
	}
}

// limited reads at most left bytes and then fails: sizes stated in a zip cannot be trusted.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errs.New(errs.TooLarge, "Word正文解压后超过%dMB，请拆成几个文件再上传", maxBody>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
