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
)

// styleKey is all that tells two styles apart.
type styleKey struct {
	role   role
	format string
	align  string
	wrap   bool
}

// Colours of the workbook: hairlines, head, amber for errors.
const (
	lineColour  = "CBC7BD"
	headColour  = "EFEDE8"
	amberColour = "FFD966"
)

// style gives the number of a style, made at its first use.
func (b *Book) style(k styleKey) (int, error) {
	if id, ok := b.styles[k]; ok {
		return id, nil
	}
	st := &excelize.Style{
		Font:      &excelize.Font{Family: "宋体", Size: 11},
		Alignment: &excelize.Alignment{Vertical: "center", Horizontal: k.align, WrapText: k.wrap},
	}
	if k.format == "@" {
		st.NumFmt = 49
	} else if k.format != "" && k.format != "General" {
		st.CustomNumFmt = &k.format
	}
	if k.role != titleRole && k.role != noteRole {
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

// printSetup makes a sheet print on A4, as wide as the page, with the head on every page and page numbers.
func (b *Book) printSetup(name string, portrait bool, head int) error {
	a4, wide, high, way := 9, 1, 0, "landscape"
	if portrait {
		way = "portrait"
	}
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &way, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	fit := true
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	side, top, footer, centred := 0.5, 0.7, 0.3, true
	if err := b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &footer, Footer: &footer, Horizontally: &centred}); err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name, RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted(name), head, head),
	})
}
