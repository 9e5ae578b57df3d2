// Package firmname takes Chinese names of firms apart: region + brand + trade + legal form, with what stands in brackets and
// the branch; and tells how surely two names are one firm's.
//
// It works by word lists alone (trades.txt, forms.txt, the classes of GB/T 4754 and the national table of divisions), so
// that a split can be explained. It knows nothing of who owns whom: 甲集团有限公司 and 甲有限公司 are two names to it.
package firmname

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"lianzhang/internal/platform/region"
)

// Name is a name taken apart. Region + Brand + Trade + Form in this order give the name back when nothing stood elsewhere.
type Name struct {
	Full   string // folded: half-width letters, full-width brackets, no spaces
	Region string // as written: "广东省佛山市", "中国"
	Code   string // of the region, GB/T 2260; "" when it names none or more than one
	Brand  string
	Trade  string
	Form   string // "有限公司"
	Branch string // "上海分公司"
	Aside  string // in brackets, when it is no place: "筹", "普通合伙"
}

// Split takes a name apart. Parts that a name does not have are "".
func Split(name string) Name {
	n := Name{Full: Fold(name)}
	rest := n.brackets(n.Full)
	rest = n.branch(rest)
	rest = n.form(rest)
	rest = n.region(rest)
	w := words()
	n.Brand, n.Trade = w.trade(rest)
	n.inner()
	return n
}

// Fold writes a name in one way: half-width capitals and digits, brackets （）, nothing invisible and no spaces.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', '[', '【', '〔', '﹙', '﹝':
			return '（'
		case ')', ']', '】', '〕', '﹚', '﹞':
			return '）'
		case '.', '•', '･':
			return '·'
		}
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc) {
			return -1
		}
		return unicode.ToUpper(r)
	}, width.Fold.String(name))
}

// brackets takes out what stands in brackets: a place becomes the region, a form the form.
func (n *Name) brackets(s string) string {
	for {
		before, rest, ok := strings.Cut(s, "（")
		if !ok {
			return strings.ReplaceAll(s, "）", "")
		}
		inside, after, closed := strings.Cut(rest, "）")
		if !closed {
			return before + strings.NewReplacer("（", "", "）", "").Replace(rest)
		}
		switch code, ok := placeOf(inside); {
		case inside == "集团" || inside == "控股":
			before += inside
		case ok && n.Region == "":
			n.Region, n.Code = inside, code
		default:
			n.Aside = strings.Join(nonEmpty(n.Aside, inside), "、")
		}
		s = before + after
	}
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

var branchWords = []string{"分公司", "支公司", "营业部", "分行", "支行", "分店", "分厂", "分部", "分所", "子公司"}

// branch cuts a branch off: after the form of the head office when there is one (…有限公司上海分公司), else from the last place
// on, or the kind of branch alone.
func (n *Name) branch(s string) string {
	for _, b := range branchWords {
		if !strings.HasSuffix(s, b) {
			continue
		}
		for _, head := range []string{"有限责任公司", "股份有限公司", "有限公司", "银行", "总公司"} {
			if i := strings.Index(s, head); i > 0 && i+len(head) < len(s) && len(s)-i-len(head) <= 30 {
				n.Branch = s[i+len(head):]
				return s[:i+len(head)]
			}
		}
		core := strings.TrimSuffix(s, b)
		if i := lastPlace(core); i > 6 {
			n.Branch = s[i:]
			return core[:i]
		}
		n.Branch = b
		return core
	}
	return s
}

// lastPlace is where the place at the end of a text begins, -1 without one.
func lastPlace(s string) int {
	for i := range s {
		if i > 0 && len(s)-i <= 30 {
			if _, ok := placeOf(s[i:]); ok {
				return i
			}
		}
	}
	return -1
}

func (n *Name) form(s string) string {
	for _, f := range words().forms {
		if strings.HasSuffix(s, f) && len(s)-len(f) >= 3 {
			n.Form = f
			s = strings.TrimSuffix(s, f)
			break
		}
	}
	for _, group := range []string{"集团", "控股"} {
		if strings.HasSuffix(s, group) && n.Form != "" && len(s) > 12 {
			n.Form, s = group+n.Form, strings.TrimSuffix(s, group)
		}
	}
	return s
}

// region takes the places off the front: province, city, county, each below the one before.
func (n *Name) region(s string) string {
	at, code := 0, ""
	for {
		size, next := words().place(s[at:], code, at == 0)
		if size == 0 || at+size == len(s) {
			break
		}
		at, code = at+size, next
	}
	if at > 0 {
		n.Region, n.Code = s[:at]+n.Region, firstCode(code, n.Code)
	}
	return s[at:]
}

func firstCode(codes ...string) string {
	for _, c := range codes {
		if c != "" && c != nation {
			return c
		}
	}
	return ""
}

// inner looks for a place between brand and trade, or behind both: 惠生南通重工, 沛翔电子深圳. A brand keeps two characters.
func (n *Name) inner() {
	if n.Region != "" {
		return
	}
	if i := lastPlace(n.Trade); i > 0 {
		n.Region, n.Trade = n.Trade[i:], n.Trade[:i]
		n.Code, _ = placeOf(n.Region)
		return
	}
	if i := lastPlace(n.Brand); i >= 6 {
		n.Region, n.Brand = n.Brand[i:], n.Brand[:i]
		n.Code, _ = placeOf(n.Region)
		if n.Trade == "" {
			n.Brand, n.Trade = words().trade(n.Brand)
		}
	}
}

// placeOf tells whether the whole text is a place.
func placeOf(s string) (code string, ok bool) {
	if s == "中国" {
		return "", true
	}
	if len(s) < 6 || len(s) > 48 {
		return "", false
	}
	found := region.Find(s, "")
	if len(found) == 0 || found[0].Level() == region.County && region.Short(found[0].Name) == s && !strings.ContainsAny(s[len(s)-3:], "省市区县州盟旗") && commonWord(s) {
		return "", false
	}
	if len(found) > 1 && found[0].Level() == found[1].Level() {
		return "", true
	}
	return found[0].Code, true
}
