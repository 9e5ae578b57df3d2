package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
)

// packer is the ZIP file of a workbook with its parts in the order of their names, so that the same workbook is always the
// same bytes: excelize gives its streamed sheets, and the list of media types, in the order of a Go map. The packed parts wait
// in a temporary file, and memory stays small.
type packer struct {
	to    io.Writer
	temp  *os.File
	zip   *zip.Writer
	types bytes.Buffer // the list of media types, sorted when everything else is there
}

const typesPart = "[Content_Types].xml"

func newPacker(to io.Writer) (*packer, error) {
	temp, err := os.CreateTemp("", "lianzhang-*.xlsx")
	if err != nil {
		return nil, err
	}
	return &packer{to: to, temp: temp, zip: zip.NewWriter(temp)}, nil
}

// Create begins a part.
func (p *packer) Create(name string) (io.Writer, error) {
	if name == typesPart {
		return &p.types, nil
	}
	return p.zip.Create(name)
}

// AddFS is part of excelize's interface; workbooks of ours have none.
func (p *packer) AddFS(fsys fs.FS) error { return p.zip.AddFS(fsys) }

// mediaType is one entry of the list that excelize writes in any order.
var mediaType = regexp.MustCompile(`<Default [^>]*></Default>`)

// Close writes the parts to where the workbook goes.
func (p *packer) Close() error {
	types := mediaType.FindAll(p.types.Bytes(), -1)
	slices.SortFunc(types, bytes.Compare)
	if len(types) > 0 {
		at := mediaType.FindIndex(p.types.Bytes())[0]
		rest := mediaType.ReplaceAll(p.types.Bytes(), nil)
		w, err := p.zip.Create(typesPart)
		if err != nil {
			return err
		}
		if _, err := w.Write(slices.Concat(rest[:at], bytes.Join(types, nil), rest[at:])); err != nil {
			return err
		}
	}
	if err := p.zip.Close(); err != nil {
		return err
	}
	size, err := p.temp.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	packed, err := zip.NewReader(p.temp, size)
	if err != nil {
		return err
	}
	slices.SortFunc(packed.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(p.to)
	for _, f := range packed.File {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	return out.Close()
}

// drop removes the temporary file.
func (p *packer) drop() {
	_ = p.temp.Close()
	_ = os.Remove(p.temp.Name())
}
