package ui

import (
	"strconv"
	"strings"

	"rsc.io/qr"

	"lianzhang/internal/platform/errs"
)

// QR is a code as the path of an SVG drawing with a quiet rim of four modules, drawn by the template "qr".
type QR struct {
	Label string
	Size  int // of the drawing's side, in modules
	Path  string
}

// NewQR makes the code of a text; label is what it is for.
func NewQR(label, text string) (*QR, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, errs.Wrap(err, errs.Internal, "二维码生成不了，请改用链接")
	}
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			if !c.Black(x, y) {
				continue
			}
			run := 1
			for x+run < c.Size && c.Black(x+run, y) {
				run++
			}
			b.WriteString("M" + strconv.Itoa(x+4) + " " + strconv.Itoa(y+4) + "h" + strconv.Itoa(run) + "v1h-" + strconv.Itoa(run) + "z")
			x += run
		}
	}
	return &QR{label, c.Size + 8, b.String()}, nil
}
