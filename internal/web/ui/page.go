package ui

import "strconv"

// Theme is the colour scheme: "" for paper, "dark" for the night.
type Theme string

// ThemeCookie is the cookie in which the browser keeps the theme; the server prints it into <html data-theme>.
const ThemeCookie = "theme"

// ThemeOf reads the value of the theme cookie; anything unknown is paper.
func ThemeOf(cookie string) Theme {
	if cookie == "dark" {
		return "dark"
	}
	return ""
}

// Chrome is what surrounds a page: the same for all pages of one person, filled in one place by web.
type Chrome struct {
	Site    string     // "景川市产业链链长制"
	Home    string     // address of the brand link; "" is "/"
	User    string     // the post, not the name: "市链长办调度科"
	UserID  string     // keeps the drafts of people on one machine apart
	AsOf    string     // "6月3日 08:30"; "" hides the line
	Search  string     // address of the site search (GET, parameter q); "" hides the box
	Query   string     // what was searched
	Offline string     // address of the form that is kept for lack of a network; "" = none
	Nav     []NavGroup // only what this person may open
	Menu    []Action   // under the user's post: account, log out (a Post)
	Inbox   string     // address of the messages; "" hides the bell. Inbox/bell answers with the bell alone
	Unread  int        // messages not read yet
	Theme   Theme
}

// NavGroup is a headed part of the side navigation; the first has no label.
type NavGroup struct {
	Label string
	Items []NavItem
}

// NavItem is one entry of the navigation. Section is compared with Page.Section to mark the current one.
type NavItem struct {
	Section, Label, URL string
	Count               int    // 0 shows nothing
	CountTitle          string // "12件超期"
	Hot                 bool   // the count is overdue: red, with a square
	Phone               bool   // also in the bottom bar of phones; the first four count
}

// Page is embedded in the data of every page; the layout reads it as .Page, so a page may have fields of the same names.
type Page struct {
	Chrome
	Section string // NavItem.Section of this page
	Title   string // also the title of the window
	Crumbs  []Link // an entry without URL is the page itself
	Lede    Rich
	Light   *Light          // beside the title
	Why     *ExplainedLight // beside the title, in place of Light
	Tag     string          // beside the title: 待签发
	Acts    []Action
	Wide    bool // prints on landscape paper
	Toasts  []Toast
	Dialogs []Dialog
}

// Bell is the number at the bell, "" when nothing is unread.
func (c Chrome) Bell() string {
	if c.Unread == 0 {
		return ""
	}
	return UnreadText(c.Unread)
}

// UnreadText is a number of unread messages; from a hundred on it says 99+, since nobody counts them.
func UnreadText(n int) string {
	if n >= 100 {
		return "99+"
	}
	return strconv.Itoa(n)
}

// PhoneItems gives the entries of the bottom bar, at most four.
func (c Chrome) PhoneItems() []NavItem {
	var items []NavItem
	for _, g := range c.Nav {
		for _, it := range g.Items {
			if it.Phone && len(items) < 4 {
				items = append(items, it)
			}
		}
	}
	return items
}

// HomeURL is the address of the brand link.
func (c Chrome) HomeURL() string {
	if c.Home == "" {
		return "/"
	}
	return c.Home
}

// At tells whether the page stands under an entry of the navigation.
func (p Page) At(item NavItem) bool { return item.Section != "" && item.Section == p.Section }
