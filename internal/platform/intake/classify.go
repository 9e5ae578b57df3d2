package intake

import (
	"regexp"
	"strconv"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/sheet"
)

// line is what a row below the head is.
type line struct {
	kind  Kind
	text  string
	level int // of a section
}

var (
	totalWords    = regexp.MustCompile(`^[一-龥]{0,12}?(?:合计|总计|共计|累计|汇总)(?:[:：(（].*)?$`)
	subtotalWords = regexp.MustCompile(`(?:小计|本页合计|页计)(?:[:：(（].*)?$`)
	wholeWords    = regexp.MustCompile(`^(?:全[市县区省州镇]|总|累计)?(?:合计|总计|共计|累计|汇总)`)
	noteWords     = regexp.MustCompile(`^[*※]?(?:附?注|备注|说明|附注|填[表报]说明|填报要求|数据来源|资料来源|来源)\d*[:：.、]|^[*※]`)
	signWords     = regexp.MustCompile(`(?:填[报表]人|制表人?|审核人?|复核|负责人|联系人|联系电话|填[报表](?:单位|日期|时间)|签[字章]|盖章|经办人|单位领导)[(（]?[一-龥]{0,4}[)）]?[:：]`)
	ordinal       = regexp.MustCompile(`^(?:([一二三四五六七八九十]+)[、.．:：]|([(（][一二三四五六七八九十]+[)）])|(第[一二三四五六七八九十\d]+[类批部])|([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]+[、.．])|([(（]\d+[)）]))`)
	bareOrdinal   = regexp.MustCompile(`^(?:([一二三四五六七八九十]{1,3})[、.．]?|([(（][一二三四五六七八九十]{1,3}[)）])|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])$`)
	counted       = regexp.MustCompile(`[(（\[]?(?:共计?|计|合计)?(\d+)(?:个|项|家|宗|条|户|名|人|件)[^()（）]{0,16}[)）\]]?$`)
	justCount     = regexp.MustCompile(`^(?:共计?)?\d+(?:个|项|家|宗|条|户|名|人|件)?$`)
	exampleWords  = regexp.MustCompile(`^(?:示?例|样例|填[写报]示例)\d*[:：]?$`)
)

// glance is what a row looks like, cell by cell.
type glance struct {
	filled  []int // sheet columns with content
	words   []int // of these, those that hold words
	mapped  int   // filled cells of columns that are read
	phrases int   // of these, columns of words other than the needed one
	named   bool  // the needed column holds words
}

func (r *Reader) glance(cells []sheet.Cell) *glance {
	g := &r.view
	*g = glance{filled: g.filled[:0], words: g.words[:0]}
	for i := range cells {
		c := &cells[i]
		if c.Kind == sheet.Empty || i < r.skip || trim(c.Text) == "" {
			continue
		}
		g.filled = append(g.filled, i)
		if c.Kind == sheet.Text && wordy(c.Text) {
			g.words = append(g.words, i)
			g.named = g.named || i == r.name
		}
		if i < len(r.cols) && r.cols[i] != nil {
			g.mapped++
			if k := r.cols[i].spec.Kind; i != r.name && (k == list.Text || k == list.Enum || k == list.Ref || k == list.Date) {
				g.phrases++
			}
		}
	}
	return g
}

// wordy tells whether a text is more than a number.
func wordy(s string) bool {
	for _, r := range s {
		if r := narrowRune(r); !space(r) && !strings.ContainsRune("0123456789.,-%/—", r) {
			return true
		}
	}
	return false
}

// look says what a row below the head is.
func (r *Reader) look(cells []sheet.Cell) line {
	g := r.glance(cells)
	if len(g.filled) == 0 {
		return line{kind: Blank}
	}
	if g.named && g.phrases >= 1 && (r.serial >= 0 && isNumber(r.serialText(cells)) || g.phrases >= 3) &&
		r.heads[r.name] != Fold(cells[r.name].Text) {
		return line{kind: Data} // what nearly all rows are
	}
	l := r.special(cells, g)
	if l.kind != Data && l.text == "" {
		l.text = rowText(cells)
	}
	return l
}

func (r *Reader) special(cells []sheet.Cell, g *glance) line {
	first := tight(cells[g.filled[0]].Text)
	switch {
	case r.numbers(cells, g):
		return line{kind: Number}
	case r.repeated(cells, g):
		return line{kind: Head}
	case exampleWords.MatchString(first):
		return line{kind: Note}
	}
	if k := r.sums(cells, g); k != "" {
		return line{kind: k}
	}
	if noteWords.MatchString(first) || g.mapped <= 3 && (len(g.filled) <= 4 || r.total) && signWords.MatchString(tight(rowText(cells))) {
		return line{kind: Note}
	}
	if len(g.words) == 1 && len(g.filled) == 1 && len([]rune(first)) <= 20 && unitWords.MatchString(first) {
		return line{kind: UnitLine}
	}
	if l, ok := r.section(cells, g); ok {
		return l
	}
	if len(g.filled) == 1 && r.aside(cells, g) {
		return line{kind: Note}
	}
	if g.mapped == 0 && r.serialText(cells) == "" {
		return line{kind: Note}
	}
	return line{kind: Data}
}

// aside tells whether the single text of a row stands outside the table: behind a note or a total, or long.
func (r *Reader) aside(cells []sheet.Cell, g *glance) bool {
	if len(g.words) == 0 {
		return false
	}
	n := len([]rune(cells[g.words[0]].Text))
	return r.notes || r.total || n > 40 && r.serial >= 0 || g.words[0] != r.name && n > 20
}

func (r *Reader) serialText(cells []sheet.Cell) string {
	if r.serial >= 0 && r.serial < len(cells) {
		return tight(cells[r.serial].Text)
	}
	return ""
}

// numbers: only a sequence number, or the line 1 2 3 … (甲 乙 1 2 …) that numbers the columns.
func (r *Reader) numbers(cells []sheet.Cell, g *glance) bool {
	if len(g.filled) == 1 && g.filled[0] == r.serial {
		return strings.Trim(r.serialText(cells), "0123456789") == ""
	}
	if len(g.filled) < 3 {
		return false
	}
	next, letters := 1, 0
	for _, i := range g.filled {
		t := strings.Trim(tight(cells[i].Text), "()（）[]")
		if strings.Contains("甲乙丙丁戊己", t) && next == 1 {
			letters++
			continue
		}
		n, err := strconv.Atoi(t)
		if err != nil || n != next && !(next == 1 && n == 0) {
			return false
		}
		next = n + 1
	}
	return next+letters > 3
}

// repeated: the head again, as at the top of a printed page.
func (r *Reader) repeated(cells []sheet.Cell, g *glance) bool {
	same := 0
	for _, i := range g.words {
		if i < len(r.heads) && r.heads[i] != "" && r.heads[i] == Fold(cells[i].Text) {
			same++
		}
	}
	return same >= 2 && 2*same >= len(g.filled)
}

// sums: 小计, 合计 and their kin in one of the first cells, with no other words in the row.
func (r *Reader) sums(cells []sheet.Cell, g *glance) Kind {
	for n, i := range g.words {
		if n > 1 || i > max(r.name, r.serial, 2) {
			break
		}
		t := tight(cells[i].Text)
		if len([]rune(t)) > 30 {
			continue
		}
		sub, whole := subtotalWords.MatchString(t), totalWords.MatchString(t)
		if !sub && !whole || i != r.name && r.wordsIn(cells, r.name) || g.phrases > 2 {
			continue
		}
		if i == r.name && r.serial >= 0 && isNumber(r.serialText(cells)) && g.phrases > 0 {
			continue // a numbered row of data whose name ends so
		}
		if sub || !wholeWords.MatchString(t) && r.groups.depth() > 0 {
			return Subtotal
		}
		return Total
	}
	return ""
}

func isNumber(t string) bool { return t != "" && strings.Trim(t, "0123456789.") == "" }

// wordsIn tells whether the cell holds words other than a count (147个).
func (r *Reader) wordsIn(cells []sheet.Cell, col int) bool {
	if col < 0 || col >= len(cells) {
		return false
	}
	t := tight(cells[col].Text)
	return t != "" && !justCount.MatchString(t)
}

// rowText is what the row says, its cells joined.
func rowText(cells []sheet.Cell) string {
	var b strings.Builder
	for i := range cells {
		if cells[i].Kind == sheet.Empty {
			continue
		}
		if t := trim(cells[i].Text); t != "" {
			if b.Len() > 0 {
				b.WriteString("　")
			}
			b.WriteString(t)
			if b.Len() > 300 {
				break
			}
		}
	}
	return clip(b.String(), 80)
}
