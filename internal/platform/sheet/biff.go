package sheet

import (
	"context"
	"io"

	"github.com/richardlehane/mscfb"

	"lianzhang/internal/platform/errs"
)

// Record numbers of the binary workbook format (MS-XLS 2.3; Excel 5 has the same but for the text records).
const (
	biffFormula    = 0x06
	biffEOF        = 0x0A
	biff1904       = 0x22
	biffFilePass   = 0x2F
	biffContinue   = 0x3C
	biffCodePage   = 0x42
	biffBoundSheet = 0x85
	biffMulRK      = 0xBD
	biffMulBlank   = 0xBE
	biffRString    = 0xD6
	biffXF         = 0xE0
	biffMerge      = 0xE5
	biffSST        = 0xFC
	biffLabelSST   = 0xFD
	biffDimensions = 0x200
	biffBlank      = 0x201
	biffNumber     = 0x203
	biffLabel      = 0x204
	biffBoolErr    = 0x205
	biffString     = 0x207
	biffRow        = 0x208
	biffRK         = 0x27E
	biffFormat     = 0x41E
	biffBOF        = 0x809
)

// binary workbook: .xls of Excel 5 to 2003, and the .et of WPS.
type biff struct {
	book     *Book
	ctx      context.Context
	limits   Limits
	stream   *mscfb.File
	size     int64   // of the file: a damaged chain of sectors may run in circles
	offsets  []int64 // of each sheet's BOF
	old      bool    // Excel 5 and 95: texts in the code page, no shared strings
	codepage uint16
	date1904 bool
	formats  map[int]string
	xfs      []int
	styles   styles
	strings  []string
}

// openCompound opens a compound file: an .xls, or an encrypted .xlsx, or some other old Office document.
func openCompound(ctx context.Context, r io.ReaderAt, size int64, limits Limits) (book *Book, err error) {
	defer func() {
		if p := recover(); p != nil {
			book, err = nil, damaged(p)
		}
	}()
	if err := checkCompound(r, size); err != nil {
		return nil, broken(err)
	}
	doc, err := mscfb.New(r)
	if err != nil {
		return nil, broken(err)
	}
	var stream *mscfb.File
	for n := 0; n < limits.Entries; n++ {
		f, err := doc.Next()
		if err != nil {
			break
		}
		switch f.Name {
		case "EncryptedPackage", "EncryptionInfo":
			return nil, locked()
		case "WordDocument":
			return nil, otherKind("Word 文档")
		case "PowerPoint Document":
			return nil, otherKind("演示文稿")
		case "Workbook", "Book":
			if stream == nil || f.Name == "Workbook" {
				stream = f
			}
		}
	}
	if stream == nil {
		return nil, errs.New(errs.Invalid, "这不是表格文件，无法读取。请上传 .xlsx、.xls 或 .csv 文件")
	}
	b := &biff{ctx: ctx, limits: limits, stream: stream, size: size, formats: map[int]string{}}
	b.book = &Book{Format: XLS, ctx: ctx, limits: limits, src: b}
	if err := b.globals(); err != nil {
		return nil, cut(err, 0)
	}
	if len(b.offsets) == 0 {
		return nil, errs.New(errs.Invalid, "工作簿里没有可读的工作表，请检查文件是否选对")
	}
	return b.book, b.heads()
}

// checkCompound compares the counts of the header (MS-CFB 2.2) with the size of the file, because the library takes memory
// by them before it reads on.
func checkCompound(r io.ReaderAt, size int64) error {
	var h [76]byte
	if _, err := r.ReadAt(h[:], 0); err != nil {
		return unclosed(err)
	}
	shift := u16(h[:], 30)
	if shift != 9 && shift != 12 {
		return errMarkup
	}
	sectors := uint32(size >> shift)
	for _, at := range [...]int{40, 44, 64, 72} { // sectors of directory, FAT, mini FAT and DIFAT
		if u32(h[:], at) > sectors {
			return errMarkup
		}
	}
	return nil
}

// heads reads the number of rows of each sheet from the record that stands near its beginning.
func (b *biff) heads() error {
	for i, offset := range b.offsets {
		s, err := b.from(offset, false)
		if err != nil {
			return cut(err, 0)
		}
		for range 64 {
			r, err := s.next()
			if err != nil {
				break // rows will say so, when they are read
			}
			if r.id == biffDimensions {
				b.book.Sheets[i].Rows = int(min(u32(r.data, 4), maxRows))
				if b.old {
					b.book.Sheets[i].Rows = u16(r.data, 2)
				}
				break
			}
		}
	}
	return nil
}

func locked() error {
	return errs.New(errs.Invalid, "文件设有密码，无法读取。请用 Excel 或 WPS 打开，在“文件—信息—保护工作簿—用密码进行加密”（WPS：文件—文档加密）里清空密码，保存后再上传")
}

func otherKind(what string) error {
	return errs.New(errs.Invalid, "这是%s，不是表格。请把其中的表格复制到 Excel 或 WPS 表格里，另存为 .xlsx 再上传", what)
}
