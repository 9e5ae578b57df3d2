package targets

import (
	"context"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/policy"
)

// Window reads lists of policy windows. A row may name several chains; names that the site does not have are kept in the note.
func Window(s *policy.Service, c *chain.Service) importing.Target {
	return &importing.Area[policy.Window]{
		List: policy.Spec, Need: authz.ProjectEdit, By: importing.Identity{Name: "name", Code: "doc_no", Party: "issuer"}, Valid: s.Validate,
		Fill: func(w *policy.Window, r *importing.Record) { w.Chains = r.Text("chain_names") },
		Add: func(ctx context.Context, tx *change.Tx, rows []*policy.Window) error {
			all, err := c.All(ctx)
			if err != nil {
				return err
			}
			for _, w := range rows {
				nameChains(w, all)
			}
			return s.Insert(ctx, tx, rows)
		},
		Select: s.Select, Replace: s.Replace, Delete: s.Remove,
	}
}

// nameChains turns the names of chains in a window into their ids.
func nameChains(w *policy.Window, all []chain.Chain) {
	if w.Chains == policy.AllChains {
		return
	}
	var ids, unknown []string
	for _, name := range strings.FieldsFunc(w.Chains, func(r rune) bool { return strings.ContainsRune("、，,；;/\n", r) }) {
		found := ""
		for i := range all {
			if intake.Fold(all[i].Name) == intake.Fold(name) || core(all[i].Name) == core(name) {
				found = all[i].ID
			}
		}
		switch {
		case found != "":
			ids = append(ids, found)
		case strings.TrimSpace(name) != "" && !strings.HasPrefix(name, "全部") && !strings.HasPrefix(name, "所有"):
			unknown = append(unknown, name)
		}
	}
	w.Chains = strings.Join(ids, " ")
	if unknown != nil {
		w.Note = strings.TrimPrefix(w.Note+"；未识别的产业链："+strings.Join(unknown, "、"), "；")
	}
}
