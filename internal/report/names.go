package report

import "strings"

// Names are the names behind the ids of a register, and the order in which tables have them.
type Names struct {
	Place   Place
	Issuer  string // full name of the office that makes the paper
	Site    string // name of the site, for the red head
	Chains  []ChainName
	Regions []RegionName
	Root    string // code of the site's own region
	// County maps the code of a region to the county, zone or other child of the root it lies in; codes not in it stand for
	// themselves.
	County map[string]string
	Unit   func(id string) string // short name of a unit
}

// Place is what the paper is about, for titles and sentences.
type Place struct {
	Label   string // 全市
	Partial bool   // it is only a part of the site: the actor's scope
	Note    string // how the scope is told in the text, when Partial
	Child   string // how the counties are called: 县区
}

// ChainName is a chain with those who answer for it.
type ChainName struct{ ID, Name, LeadUnit, Chief string }

// RegionName is a county or zone.
type RegionName struct{ Code, Name string }

func (n *Names) county(code string) string {
	if c, ok := n.County[code]; ok {
		return c
	}
	return code
}

func (n *Names) region(code string) string {
	for _, r := range n.Regions {
		if r.Code == code {
			return r.Name
		}
	}
	return code
}

func (n *Names) chain(id string) string {
	for _, c := range n.Chains {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func (n *Names) unit(id string) string {
	if id == "" {
		return "未明确单位"
	}
	return n.Unit(id)
}

// chainLabel is a chain as a heading says it, 新型储能链.
func chainLabel(name string) string {
	if strings.HasSuffix(name, "链") {
		return name
	}
	return name + "链"
}

// enumerate joins names as a sentence does: at most most of them, then 等5个 with the total. what is the counter, "个项目".
func enumerate(names []string, most int, what string) string {
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return strings.Join(names[:most], "、") + "等" + itoa(int64(len(names))) + what
}
