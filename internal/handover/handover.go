// Package handover makes the pack that goes with a post from one holder to the next (交接包): one file with the paper to sign
// and the workbook with every list of the chain, as the registers stand at that moment.
package handover

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"

	"lianzhang/internal/catalog"
	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/listfile"
	"lianzhang/internal/platform/xlsx"
)

// Service makes packs. It only reads.
type Service struct {
	DB       *db.DB
	Org      *org.Service
	Journal  *journal.Journal
	Comments *comment.Service
	Clock    clock.Clock
	// Label gives the name behind the id of a Ref column.
	Label func(ctx context.Context) (func(kind, id string) string, error)
}

// Pack is what is handed over with a post over a chain.
type Pack struct {
	Chain  *chain.Chain
	Post   *org.Post // whose post it is; nil when the chain as a whole is handed over
	Day    string
	Doc    *document.Doc
	book   *xlsx.Book
	counts []count
}

// count is how many records of a kind the workbook holds.
type count struct {
	label string
	rows  int
}

// Make reads what the chain has, as far as the actor sees it. Close the pack when it is not written.
func (s *Service) Make(ctx context.Context, actor authz.Actor, c *chain.Chain, post *org.Post) (*Pack, error) {
	label, err := s.Label(ctx)
	if err != nil {
		return nil, err
	}
	p := &Pack{Chain: c, Post: post, Day: s.Clock.Today()}
	r := &reader{Service: s, ctx: ctx, who: list.Asker{Scope: actor.Scope, Today: p.Day}, chain: c, label: label}
	if err := r.lists(p); err != nil {
		return nil, err
	}
	if p.Doc, err = r.paper(p); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// Close gives up the pack; after Write it does nothing.
func (p *Pack) Close() error { return p.book.Close() }

// Records is how many records the workbook holds.
func (p *Pack) Records() (n int) {
	for _, c := range p.counts {
		n += c.rows
	}
	return n
}

// title is the pack's name: 铜基新材料产业链链长工作交接书.
func (p *Pack) title() string {
	name := p.Chain.Name
	if !strings.HasSuffix(name, "链") {
		name += "产业链"
	}
	if p.Post != nil {
		name += p.Post.Kind.Label()
	}
	return name + "工作交接书"
}

// FileName is a name for the file.
func (p *Pack) FileName() string { return p.title() + p.Day + ".zip" }

// Write writes the one file: the paper as Word, the lists as a workbook.
func (p *Pack) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{p.title() + ".docx", func(w io.Writer) error { return docx.Write(w, p.Doc, docx.Options{}) }},
		{p.title() + "附表.xlsx", p.book.Write},
	} {
		var buf bytes.Buffer // a part that fails half way must not look like a file
		if err := part.write(&buf); err != nil {
			return err
		}
		f, err := z.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := buf.WriteTo(f); err != nil {
			return err
		}
	}
	return z.Close()
}

// reader reads the chain's lists for one pack.
type reader struct {
	*Service
	ctx   context.Context
	who   list.Asker
	chain *chain.Chain
	label func(kind, id string) string
}

// chainColumn is the column by which the rows of a list belong to a chain.
const chainColumn = "chain_id"

// lists puts every list that belongs to chains into the workbook, one sheet each; what has no rows has no sheet.
func (r *reader) lists(p *Pack) error {
	p.book = xlsx.New()
	for _, e := range catalog.Entries() {
		if e.Spec.Column(chainColumn) == nil {
			continue
		}
		ask, n, err := r.ask(e.Spec, "")
		if err == nil && n > 0 {
			f := listfile.File{Spec: e.Spec, Query: ask, Who: r.who, Columns: listfile.Columns(e.Spec), Label: r.label,
				Note: p.title() + "，数据截至" + p.Day}
			var rows int
			rows, err = f.Into(r.ctx, r.DB, p.book)
			p.counts = append(p.counts, count{e.Spec.Label, rows})
		}
		if err != nil {
			_ = p.book.Close()
			return err
		}
	}
	return nil
}

// ask reads a query as an address writes it, for rows of the chain, and counts them.
func (r *reader) ask(spec *list.Spec, query string) (*list.Query, int64, error) {
	v, err := url.ParseQuery(query)
	if err != nil {
		return nil, 0, err
	}
	v.Set(chainColumn, r.chain.ID)
	ask, err := spec.Parse(v)
	if err != nil {
		return nil, 0, err
	}
	n, err := spec.Count(r.ctx, r.DB, ask, r.who)
	return ask, n, err
}
