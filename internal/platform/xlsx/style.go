package xlsx

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// role is what a cell is for.
type role uint8

const (
	bodyRole role = iota
	headRole
	titleRole
	noteRole
	faultRole // a cell with an error, in a workbook of rejected rows
	indexRole // 原行号 and 原因 there
	captionRole
)

// styleKey is all that tells two styles apart.
type styleKey struct {
	role   role
	format string
	align  string
	wrap   bool
}

// fontName is named, not embedded: every office machine has it.
const fontName = "宋体"

// Colours of the workbook: hairlines, head, amber for errors, letters of charts.
const (
	lineColour  = "CBC7BD"
	headColour  = "EFEDE8"
	amberColour = "FFD966"
	inkColour   = "1A1C1F"
)

// style gives the number of a style, made at its first use.
func (b *Book) style(k styleKey) (int, error) {
	if id, ok := b.styles[k]; ok {
		return id, nil
	}
	st := &excelize.Style{
		Font:      &excelize.Font{Family: fontName, Size: 11},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: k.align, WrapText: k.wrap},
	}
	if k.format == "@" {
		st.NumFmt = 49
	} else if k.format != "" && k.format != "General" {
		st.CustomNumFmt = &k.format
	}
	if k.role != titleRole && k.role != noteRole && k.role != captionRole {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			st.Border = append(st.Border, excelize.Border{Type: side, Color: lineColour, Style: 1})
		}
	}
	fill := ""
	switch k.role {
	case headRole:
		st.Font.Bold, fill = true, headColour
		st.Alignment.Horizontal, st.Alignment.WrapText = "center", true
	case titleRole:
		st.Font.Family, st.Font.Size = "黑体", 18
		st.Alignment.Horizontal = "center"
	case noteRole:
		st.Alignment.Horizontal = "right"
	case captionRole:
		st.Font.Bold = true
	case faultRole:
		fill = amberColour
	case indexRole:
		fill = "FDF4DF"
	}
	if fill != "" {
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	id, err := b.file.NewStyle(st)
	if err == nil {
		b.styles[k] = id
	}
	return id, err
}

// printList makes a list print on A4, as wide as the page, with the head on every page and page numbers.
func (b *Book) printList(name string, portrait bool, head int) error {
	wide, high, fit := 1, 0, true
	if err := b.printPage(name, portrait, excelize.PageLayoutOptions{FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name, RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(name), head, head),
	})
}

// printPage sets A4 paper, margins and page numbers.
func (b *Book) printPage(name string, portrait bool, layout excelize.PageLayoutOptions) error {
	a4, way := 9, "landscape"
	if portrait {
		way = "portrait"
	}
	layout.Size, layout.Orientation = &a4, &way
	if err := b.file.SetPageLayout(name, &layout); err != nil {
		return err
	}
	side, top, footer, centred := 0.5, 0.7, 0.3, true
	if err := b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &footer, Footer: &footer, Horizontally: &centred}); err != nil {
		return err
	}
	return b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"})
}
