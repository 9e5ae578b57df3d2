package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"testing"
)

const relNS = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
const relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// skeleton is the smallest workbook around one sheet: style 1 is a Chinese date, 2 a border only, 3 a year and month,
// 4 date with time, 5 six zeros, 6 percent, 7 time of day.
var skeleton = map[string]string{
	"_rels/.rels":     `<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml": `<workbook xmlns:r="` + relType + `"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships ` + relNS + `><Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relType + `styles" Target="/xl/styles.xml"/><Relationship Id="rId3" Type="` + relType + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>` +
		`<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="166" formatCode="000000"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="0" borderId="1"/>` +
		`<xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="166"/><xf numFmtId="10"/><xf numFmtId="21"/></cellXfs></styleSheet>`,
}

// pack makes a zip of parts.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// workbookOf makes a workbook whose only sheet has that XML, with more parts or others in place of the usual.
func workbookOf(t testing.TB, sheetXML string, more map[string]string) []byte {
	t.Helper()
	parts := maps.Clone(skeleton)
	parts["xl/worksheets/sheet1.xml"] = sheetXML
	maps.Copy(parts, more)
	return pack(t, parts)
}

// rowsXML wraps rows into a worksheet.
func rowsXML(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }
