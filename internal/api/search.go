package api

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

func (a *api) search() {
	handle(a, op{pattern: "GET /search", id: "search", perm: authz.SignedIn, tag: "查找", summary: "在项目、企业、产业链、招引机会中查找",
		help: "两个字的词也找得到，如“光伏”。只在您看得到的清单和数据范围内找。"}, a.find)
}

type searchInput struct {
	Q    string `query:"q" required:"true" doc:"字词，多个以空格分开" maxLength:"100"`
	Size int    `query:"size" doc:"每张清单至多几条；不写为10" minimum:"1" maximum:"50"`
}

// hit is a record that was found.
type hit struct {
	Kind string `json:"kind" doc:"project、enterprise、chain、opportunity"`
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url" doc:"查这一条的地址"`
}

type searchOutput struct {
	Body struct {
		Hits []hit `json:"hits"`
	} `nameHint:"Hits"`
}

// mostHits is how many hits of a kind are looked at, for who sees them all.
const mostHits = 1000

func (a *api) find(c *call, in *searchInput) (*searchOutput, error) {
	out := &searchOutput{}
	out.Body.Hits = []hit{}
	size := in.Size
	if size == 0 {
		size = 10
	}
	for _, kind := range []string{project.Kind, enterprise.Kind, chain.Kind, chain.OpportunityKind} {
		r := a.records[kind]
		if !c.actor.Can(r.perm) {
			continue
		}
		name := r.spec.Column("name")
		q := &list.Query{Search: in.Q, Page: 1, Size: size, Sort: []list.Order{{Column: name}}}
		if c.actor.Scope.All {
			q.Most = mostHits
		}
		err := r.spec.Page(c, a.Run.DB, q, c.asker(), []*list.Column{name}, func(row list.Row) error {
			out.Body.Hits = append(out.Body.Hits, hit{kind, row.ID, row.Str("name"), prefix + r.path + "/" + row.ID})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
