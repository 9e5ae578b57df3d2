package docx

import "strings"

// style is a paragraph style. The identifiers are ours; the names are what people see in Word.
type style struct {
	id, name, based string
	p               paraProps
	r               runProps
}

// styles are the styles of an official document; the first is the default.
func styles() []style {
	indent := func(outline int) paraProps {
		return paraProps{first: 2 * charPitch, firstChars: 200, outline: outline, keepNext: outline > 0}
	}
	text := runProps{tight: true}
	return []style{
		{id: "Normal", name: "Normal", p: paraProps{line: linePitch, jc: "both", strict: true}, r: runProps{size: bodySize}},
		{id: "Body", name: "公文正文", based: "Normal", p: indent(0), r: text},
		{id: "Flush", name: "公文顶格", based: "Normal", r: text},
		{id: "Heading1", name: "heading 1", based: "Body", p: indent(1), r: runProps{font: heiti}},
		{id: "Heading2", name: "heading 2", based: "Body", p: indent(2), r: runProps{font: kaiti}},
		{id: "Heading3", name: "heading 3", based: "Body", p: indent(3), r: runProps{bold: true}},
		{id: "Heading4", name: "heading 4", based: "Body", p: indent(4)},
		{id: "Corner", name: "密级和紧急程度", based: "Flush", p: paraProps{jc: "left"}, r: runProps{font: heiti}},
		{id: "Mark", name: "发文机关标志", based: "Normal", p: paraProps{jc: "center"}, r: runProps{font: biaosong, color: red}},
		{id: "HeadLine", name: "发文字号", based: "Flush", p: paraProps{jc: "center"}},
		{id: "Title", name: "Title", based: "Normal", p: paraProps{jc: "center", line: 680, keepNext: true, keepLines: true},
			r: runProps{font: biaosong, size: titleSize}},
		{id: "AnnexLabel", name: "附件序号", based: "Flush", p: paraProps{jc: "left", keepNext: true}, r: runProps{font: heiti}},
		{id: "Caption", name: "caption", based: "Normal", p: paraProps{jc: "center", line: 440, before: 120, keepNext: true},
			r: runProps{font: heiti, size: 24}},
		{id: "Cell", name: "表格文字", based: "Normal", p: paraProps{line: 300, jc: "center"}, r: runProps{size: 21}},
		{id: "TableNote", name: "表注", based: "Normal", p: paraProps{line: 340}, r: runProps{size: 21}},
		{id: "Drawing", name: "图", p: paraProps{jc: "center", strict: true}},
		{id: "DrawingText", name: "图中文字", p: paraProps{jc: "left", strict: true}},
		{id: "Imprint", name: "版记", based: "Normal", p: paraProps{line: 480, jc: "left"}, r: runProps{size: smallSize}},
		{id: "SourceHead", name: "数据出处标题", based: "Normal", p: paraProps{line: 340, before: 360, keepNext: true},
			r: runProps{font: heiti, size: 21}},
		{id: "SourceLine", name: "数据出处", based: "Normal", p: paraProps{line: 280, jc: "left", left: 270, hanging: 270, breakAny: true},
			r: runProps{size: 18}},
		{id: "Folio", name: "footer", based: "Normal", p: paraProps{line: folioLine}, r: runProps{font: songti, size: smallSize}},
		{id: "Anchor", name: "版面锚点", based: "Normal", p: paraProps{line: 20}, r: runProps{size: 2}},
	}
}

// stylesXML is word/styles.xml. docDefaults names the body's form: without it readers fall back to 10 pt Times.
func stylesXML() string {
	var b strings.Builder
	body := runProps{font: fangsong, size: bodySize}
	b.WriteString(xmlHead + `<w:styles ` + nsW + `><w:docDefaults><w:rPrDefault><w:rPr>` + body.children() +
		`<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	for i, s := range styles() {
		b.WriteString(`<w:style w:type="paragraph"`)
		if i == 0 {
			b.WriteString(` w:default="1"`)
		}
		b.WriteString(` w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/>`)
		if s.based != "" {
			b.WriteString(`<w:basedOn w:val="` + s.based + `"/>`)
		}
		if s.p.outline > 0 || s.id == "Title" {
			b.WriteString(`<w:next w:val="Body"/>`)
		}
		b.WriteString(`<w:qFormat/>`)
		if p := s.p.children(); p != "" {
			b.WriteString(`<w:pPr>` + p + `</w:pPr>`)
		}
		b.WriteString(s.r.xml() + `</w:style>`)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}
