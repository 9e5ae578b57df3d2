package docx

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lianzhang/internal/platform/document"
)

// sources writes the list 数据出处: each figure with what it is and the address to go back to. The body itself
// bears no marks, so that it stays fit to be issued.
func (f *flow) sources(figures []document.Figure) {
	if len(figures) == 0 {
		return
	}
	f.add(paraProps{style: "SourceHead"}, run("数据出处", runProps{}))
	for i, fig := range figures {
		text := fmt.Sprintf("%d. %s", i+1, strings.ReplaceAll(fig.Text, "\n", ""))
		if note := fig.Source.Note(); note != "" {
			text += "：" + note
		}
		runs := run(text, runProps{})
		if fig.Source.Path != "" {
			runs += run("　", runProps{}) + f.link(fig.Source.Path)
		}
		f.add(paraProps{style: "SourceLine"}, runs)
	}
}

// link is the address of a path: a link if it is known where the system stands, else plain text. A target
// that is no URL would make Word call the whole file damaged, so it too stays text.
func (f *flow) link(path string) string {
	if f.o.BaseURL == "" {
		return run(path, runProps{})
	}
	text := strings.TrimSuffix(f.o.BaseURL, "/") + path
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return run(text, runProps{})
	}
	target := u.String()
	i := slices.Index(f.links, target)
	if i < 0 {
		i = len(f.links)
		f.links = append(f.links, target)
	}
	return fmt.Sprintf(`<w:hyperlink r:id="%s" w:history="1">%s</w:hyperlink>`, linkID(i), run(text, runProps{}))
}
