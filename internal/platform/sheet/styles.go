package sheet

import (
	"io"
	"strconv"
)

// styles are the cell formats of a workbook, by their index.
type styles []numFormat

// maxStyles is twice what Excel allows.
const maxStyles = 131_072

func (s styles) at(i int) numFormat {
	if i < 0 || i >= len(s) {
		return numFormat{}
	}
	return s[i]
}

// readStyles reads the number formats of styles.xml: numFmts and the xf of cellXfs.
func readStyles(r io.Reader, limits Limits) (styles, error) {
	sc := newScanner(r, limits.CellBytes)
	custom := map[int]string{}
	parsed := map[int]numFormat{}
	var out styles
	inXfs := false
	for {
		_, t, err := sc.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, cut(err, 0)
		}
		switch string(t.name) {
		case "numFmt":
			if id, code, ok := numFmt(t); ok && len(custom) < maxStyles {
				custom[id] = code
			}
		case "cellXfs":
			inXfs = t.kind == openTag
		case "xf":
			if !inXfs || t.kind == closeTag || len(out) >= maxStyles {
				continue
			}
			v, _ := t.attr("numFmtId")
			id, _ := strconv.Atoi(v)
			f, ok := parsed[id]
			if !ok {
				code, own := custom[id]
				if !own {
					code = builtin(id)
				}
				f = parseFormat(code)
				parsed[id] = f
			}
			out = append(out, f)
		}
	}
}

func numFmt(t token) (id int, code string, ok bool) {
	v, _ := t.attr("numFmtId")
	id, err := strconv.Atoi(v)
	code, ok = t.attr("formatCode")
	return id, code, ok && err == nil && len(code) < 1024
}
