package sheet

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/errs"
)

// archive is a workbook's zip, checked against the limits before anything is unpacked.
type archive struct {
	files  map[string]*zip.File // by lower-case name: some programs get the case wrong, or write backslashes
	limits Limits
}

// openArchive reads the directory of a zip. It refuses one that is cut off, has too many parts or would unpack to too much.
// The sizes it checks are those of the directory; archive/zip never unpacks more than they say.
func openArchive(r io.ReaderAt, size int64, limits Limits) (*archive, error) {
	if err := checkDirectory(r, size, limits); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, broken(err)
	}
	if len(z.File) > limits.Entries {
		return nil, tooManyParts(limits)
	}
	a := &archive{files: make(map[string]*zip.File, len(z.File)), limits: limits}
	var total int64
	for _, f := range z.File {
		if len(f.Name) > 1024 || !utf8.ValidString(f.Name) && f.NonUTF8 {
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := a.files[name]; !twice {
			a.files[name] = f
		}
		if !markup(name) {
			continue
		}
		unpacked, packed := f.UncompressedSize64, f.CompressedSize64
		if unpacked > uint64(limits.TotalBytes) {
			return nil, bomb(limits)
		}
		if unpacked > 16<<20 && unpacked/max(packed, 1) > uint64(limits.Ratio) {
			return nil, bomb(limits)
		}
		if total += int64(unpacked); total > limits.TotalBytes {
			return nil, bomb(limits)
		}
	}
	return a, nil
}

// markup tells whether a part is one we might unpack. Pictures and the like stay packed, so their size does not count.
func markup(name string) bool {
	switch path.Ext(name) {
	case ".xml", ".rels":
		return true
	}
	return false
}

// part opens a part for reading; nil when there is none of that name.
func (a *archive) part(name string) (rc io.ReadCloser, size int64, err error) {
	f := a.files[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, 0, nil
	}
	rc, err = f.Open()
	if err != nil {
		return nil, 0, broken(err)
	}
	r, err := utf8Reader(rc)
	if err != nil {
		rc.Close()
		return nil, 0, cut(err, 0)
	}
	return struct {
		io.Reader
		io.Closer
	}{r, rc}, int64(f.UncompressedSize64), nil
}

func (a *archive) has(name string) bool { return a.files[name] != nil }

func (a *archive) hasUnder(folder string) bool {
	for name := range a.files {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return false
}

// checkDirectory reads the end record of the zip (APPNOTE 4.3.14 to 4.3.16): the directory's size bounds what
// archive/zip will hold in memory, whatever number of parts the record claims.
func checkDirectory(r io.ReaderAt, size int64, limits Limits) error {
	tail := make([]byte, min(size, 66<<10))
	base := size - int64(len(tail))
	if _, err := r.ReadAt(tail, base); err != nil && err != io.EOF {
		return cut(err, 0)
	}
	for i := len(tail) - 22; i >= 0; i-- {
		if binary.LittleEndian.Uint32(tail[i:]) != 0x06054b50 {
			continue
		}
		count := uint64(binary.LittleEndian.Uint16(tail[i+10:]))
		start := uint64(binary.LittleEndian.Uint32(tail[i+16:]))
		if (count == 0xffff || start == 0xffffffff) && i >= 20 {
			c, s, ok := zip64End(r, tail[i-20:i])
			if !ok {
				return broken(zip.ErrFormat)
			}
			count, start = c, s
		}
		const perEntry = 512 // a header of 46 bytes, a name and extra fields
		if end := uint64(base) + uint64(i); count > uint64(limits.Entries) || start < end && end-start > uint64(limits.Entries)*perEntry {
			return tooManyParts(limits)
		}
		return nil
	}
	return broken(io.ErrUnexpectedEOF)
}

func zip64End(r io.ReaderAt, locator []byte) (count, start uint64, ok bool) {
	if binary.LittleEndian.Uint32(locator) != 0x07064b50 {
		return 0, 0, false
	}
	at := binary.LittleEndian.Uint64(locator[8:])
	var end [56]byte
	if at > 1<<50 {
		return 0, 0, false
	}
	if _, err := r.ReadAt(end[:], int64(at)); err != nil || binary.LittleEndian.Uint32(end[:]) != 0x06064b50 {
		return 0, 0, false
	}
	return binary.LittleEndian.Uint64(end[32:]), binary.LittleEndian.Uint64(end[48:]), true
}

func broken(err error) error {
	return errs.Wrap(err, errs.Invalid, "文件不完整，可能没有传完或已损坏。请重新上传；仍不行，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
}

func tooManyParts(limits Limits) error {
	return tooLarge("文件里的部件超过%d个，不像正常的工作簿，没有读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传", limits.Entries)
}

func bomb(limits Limits) error {
	return tooLarge("文件解压后过大（上限%d MB）或压缩比异常，没有读取。请删去空白的行列，或拆成几个文件再导入", limits.TotalBytes>>20)
}
