package docx

import (
	"slices"
	"strings"
	"testing"
)

// sequences are the orders of children that ECMA-376 Part 1 demands (Annex A, wml.xsd), as far as this
// package uses them.
var sequences = map[string]string{
	"pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap " +
		"overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc " +
		"textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
	"rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern " +
		"position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
	"pBdr":   "top left bottom right between bar",
	"tbl":    "tblPr tblGrid tr",
	"tblPr":  "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
	"tr":     "tblPrEx trPr tc",
	"tc":     "tcPr p",
	"tcPr":   "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
	"sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
	"settings": "zoom removePersonalInformation mirrorMargins defaultTabStop autoHyphenation evenAndOddHeaders drawingGridHorizontalSpacing drawingGridVerticalSpacing " +
		"characterSpacingControl footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
	"compat": "spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting",
	"style":  "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr tblPr",
	"font":   "altName panose1 charset family notTrueType pitch sig",
	"body":   "p tbl sectPr",
}

// TestElementOrder reads every part of documents that use every block and holds each element's children
// against the schema: Word calls a file damaged that other programs read.
func TestElementOrder(t *testing.T) {
	o := options()
	o.BaseURL = "https://lz.example.gov.cn"
	seen := map[string]bool{}
	for _, file := range [][]byte{render(t, bulletin(), o), render(t, notice(3), o)} {
		parts, _ := unpack(t, file)
		for name, part := range parts {
			checkOrder(t, name, parse(t, part), seen)
		}
	}
	for name := range sequences {
		if !seen[name] {
			t.Errorf("no %s was written: the test looks at nothing", name)
		}
	}
}

func checkOrder(t *testing.T, part string, n node, seen map[string]bool) {
	t.Helper()
	name := n.XMLName.Local
	if seq, ok := sequences[name]; ok {
		seen[name] = true
		order, last := strings.Fields(seq), 0
		for _, c := range n.Nodes {
			i := slices.Index(order, c.XMLName.Local)
			switch {
			case i < 0:
				t.Errorf("%s: %s may not stand in %s", part, c.XMLName.Local, name)
			case i < last && name != "body":
				t.Errorf("%s: %s stands after %s in %s", part, c.XMLName.Local, order[last], name)
			}
			last = max(last, i)
		}
	}
	if name == "tc" && (len(n.Nodes) == 0 || n.Nodes[len(n.Nodes)-1].XMLName.Local != "p") {
		t.Errorf("%s: a cell does not end in a paragraph", part)
	}
	if name == "body" && len(n.Nodes) > 1 && n.Nodes[len(n.Nodes)-2].XMLName.Local != "p" {
		t.Errorf("%s: the body does not end in a paragraph", part)
	}
	for _, c := range n.Nodes {
		checkOrder(t, part, c, seen)
	}
}

// TestAdjacentTables: two tables in a row would become one in Word.
func TestAdjacentTables(t *testing.T) {
	d := notice(1)
	d.Blocks = append(d.Blocks, wide(1), wide(2))
	d.Attachments[1].Blocks = append(d.Attachments[1].Blocks, progress(), wide(1))
	last := ""
	for _, c := range body(t, d, options()).Nodes {
		if c.XMLName.Local == "tbl" && last == "tbl" {
			t.Error("two tables stand without a paragraph between them")
		}
		last = c.XMLName.Local
	}
}
