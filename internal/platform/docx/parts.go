package docx

import (
	"fmt"
	"strings"
	"time"

	"lianzhang/internal/platform/document"
)

const (
	nsRel    = "http://schemas.openxmlformats.org/package/2006/relationships"
	relBase  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordType + `fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/footer3.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/word/footer4.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const packageRels = xmlHead + `<Relationships xmlns="` + nsRel + `">` +
	`<Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relBase + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const appXML = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
	`<Application>Lianzhang</Application></Properties>`

// settingsXML: compatibility mode 15 keeps Word from opening the file as an old one; the other compat flags
// are those that Chinese Word itself writes.
const settingsXML = xmlHead + `<w:settings ` + nsW + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>` +
	`<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>` +
	`<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>` +
	`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// face is a font with the names Word may take in its stead, in order.
type face struct{ name, stead, family, pitch string }

// faces names stand-ins for systems without the faces of the standard: first the same design by another
// name, then the nearest face that every system has.
func faces() []face {
	return []face{
		{biaosong, "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,宋体,SimSun", "auto", "variable"},
		{fangsong, "仿宋,FangSong,华文仿宋,STFangsong,方正仿宋_GBK", "modern", "fixed"},
		{kaiti, "楷体,KaiTi,华文楷体,STKaiti,方正楷体_GBK", "modern", "fixed"},
		{heiti, "SimHei,方正黑体_GBK,华文黑体,STHeiti", "modern", "fixed"},
		{songti, "SimSun,华文宋体,STSong", "auto", "variable"},
	}
}

func fontTableXML() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:fonts ` + nsW + `>`)
	for _, f := range faces() {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="86"/><w:family w:val="%s"/><w:pitch w:val="%s"/></w:font>`,
			f.name, f.stead, f.family, f.pitch)
	}
	b.WriteString(`</w:fonts>`)
	return b.String()
}

// coreXML is docProps/core.xml. Only the caller's time goes in: the same document gives the same bytes.
func coreXML(d *document.Doc, o Options) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	b.WriteString(`<dc:title>` + escape(strings.ReplaceAll(d.Title, "\n", "")) + `</dc:title>`)
	if o.Creator != "" {
		b.WriteString(`<dc:creator>` + escape(o.Creator) + `</dc:creator>`)
	}
	if !o.Time.IsZero() {
		at := o.Time.UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, `<dcterms:created xsi:type="dcterms:W3CDTF">%[1]s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%[1]s</dcterms:modified>`, at)
	}
	b.WriteString(`</cp:coreProperties>`)
	return b.String()
}

// documentRels is word/_rels/document.xml.rels; link i has the identifier linkID(i).
func documentRels(links []string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="` + nsRel + `">`)
	rel := func(id, kind, target string) {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s%s" Target="%s"/>`, id, relBase, kind, target)
	}
	rel("rId1", "styles", "styles.xml")
	rel("rId2", "settings", "settings.xml")
	rel("rId3", "fontTable", "fontTable.xml")
	for _, f := range footers() {
		rel(f.id, "footer", f.file)
	}
	for i, l := range links {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%shyperlink" Target="%s" TargetMode="External"/>`, linkID(i), relBase, escape(l))
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

func linkID(i int) string { return fmt.Sprintf("rId%d", 100+i) }
