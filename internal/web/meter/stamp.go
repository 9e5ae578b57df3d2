package meter

import (
	"bytes"
	"html"
	"net/url"
	"path"
	"strings"

	xhtml "golang.org/x/net/html"
)

// field is a control of a form as it was served.
type field struct {
	name   string
	values []string
	unseen bool
}

// controls gathers the fields of one form; a person sees one of them at least when open is set.
type controls struct {
	fields []field
	open   bool
}

var (
	formTag = []byte("<form")
	formEnd = []byte("</form>")
	posts   = []byte(`method="post"`)
)

// Stamp gives the page with a slip in each form with something to fill in. at is the address of the page: a form without an action
// goes there. A form that comes back refused keeps its first slip, kept: the person is still at the same form.
func (m *Meter) Stamp(page []byte, at string, now int64, kept *Slip) []byte {
	if !bytes.Contains(page, posts) {
		return page
	}
	var out []byte
	title := ""
	rest := page
	for {
		i := bytes.Index(rest, formTag)
		if i < 0 {
			break
		}
		j := bytes.IndexByte(rest[i:], '>')
		if j < 0 {
			break
		}
		tag, body := rest[i:i+j+1], rest[i+j+1:]
		out, rest = append(out, rest[:i+j+1]...), body
		if !bytes.Contains(tag, posts) {
			continue
		}
		if k := bytes.Index(body, formEnd); k >= 0 {
			body = body[:k]
		}
		attrs := attributes(tag)
		c := read(body, "")
		_, bulk := attrs["data-bulk"] // its boxes choose rows of a list, they are not filled in
		if id := attrs["id"]; id != "" && !bulk && bytes.Contains(page, []byte(` form="`+id+`"`)) {
			outside := read(page, id)
			c.fields, c.open = append(c.fields, outside.fields...), c.open || outside.open
		}
		if !c.open {
			continue
		}
		action := target(at, attrs["action"])
		if title == "" {
			title = titleOf(page)
		}
		sealed := ""
		if kept != nil && kept.action == actionDigest(action) {
			sealed = kept.sealed
		} else {
			sealed = m.seal(now, action, title, c.merged())
		}
		out = append(out, `<input type="hidden" name="`+Field+`" value="`+sealed+`">`...)
	}
	if out == nil {
		return page
	}
	return append(out, rest...)
}

// target is the path to which a form goes.
func target(at, action string) string {
	u, err := url.Parse(action)
	if err != nil || u.Path == "" {
		return at
	}
	if !strings.HasPrefix(u.Path, "/") {
		return path.Join(path.Dir(at), u.Path)
	}
	return u.Path
}

func titleOf(page []byte) string {
	_, after, ok := bytes.Cut(page, []byte("<h1>"))
	if end := bytes.Index(after, []byte("</h1>")); ok && end >= 0 {
		return strings.TrimSpace(html.UnescapeString(string(after[:end])))
	}
	return ""
}

func attributes(tag []byte) map[string]string {
	z := xhtml.NewTokenizer(bytes.NewReader(tag))
	z.Next()
	out := map[string]string{}
	for _, a := range z.Token().Attr {
		out[a.Key] = a.Val
	}
	return out
}

// read gathers the controls of a piece of a page: all of them, or those that name the form by its id.
func read(piece []byte, id string) *controls {
	c := &controls{}
	z := xhtml.NewTokenizer(bytes.NewReader(piece))
	var pick *choice
	var text *field
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return c
		case xhtml.TextToken:
			if text != nil {
				text.values[0] += string(z.Text())
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "textarea":
				if text != nil {
					c.add(*text)
				}
				text = nil
			case "select":
				if pick != nil {
					c.add(field{name: pick.name, values: pick.chosen()})
				}
				pick = nil
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			tok := z.Token()
			a := map[string]string{}
			for _, x := range tok.Attr {
				a[x.Key] = x.Val
			}
			if _, off := a["disabled"]; off && tok.Data != "option" || a["form"] != id && tok.Data != "option" {
				continue
			}
			switch tok.Data {
			case "textarea":
				text = &field{name: a["name"], values: []string{""}}
			case "select":
				_, many := a["multiple"]
				pick = &choice{name: a["name"], many: many}
			case "option":
				if pick != nil {
					_, on := a["selected"]
					pick.options = append(pick.options, option{a["value"], on})
				}
			case "button":
				c.fields = append(c.fields, field{name: a["name"], unseen: true})
			case "input":
				c.input(a)
			}
		}
	}
}

type option struct {
	value string
	on    bool
}

type choice struct {
	name    string
	many    bool
	options []option
}

// chosen are the values that a browser sends when nobody touches the choice.
func (p *choice) chosen() (out []string) {
	for _, o := range p.options {
		if o.on {
			out = append(out, o.value)
		}
	}
	if out == nil && !p.many && len(p.options) > 0 {
		out = []string{p.options[0].value}
	}
	return out
}

func (c *controls) input(a map[string]string) {
	_, fixed := a["readonly"]
	switch a["type"] {
	case "hidden", "submit", "button", "image", "reset":
		c.fields = append(c.fields, field{name: a["name"], unseen: true})
	case "file":
		c.fields, c.open = append(c.fields, field{name: a["name"], unseen: true}), true
	case "checkbox", "radio":
		f := field{name: a["name"]}
		if _, on := a["checked"]; on {
			f.values = []string{a["value"]}
		}
		c.add(f)
	default:
		if fixed {
			c.fields = append(c.fields, field{name: a["name"], unseen: true})
			return
		}
		c.add(field{name: a["name"], values: []string{a["value"]}})
	}
}

func (c *controls) add(f field) {
	if f.name != "" {
		c.fields, c.open = append(c.fields, f), true
	}
}

// merged joins the controls of one name: boxes, and lists of rows.
func (c *controls) merged() []field {
	var out []field
	at := map[string]int{}
	for _, f := range c.fields {
		if f.name == "" {
			continue
		}
		i, ok := at[f.name]
		if !ok {
			at[f.name] = len(out)
			out = append(out, f)
			continue
		}
		out[i].values = append(out[i].values, f.values...)
		out[i].unseen = out[i].unseen && f.unseen
	}
	return out
}
