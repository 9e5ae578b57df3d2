package targets

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/task"
)

// Task reads plans: lists of tasks. Who imports them has set them. A task of the same words and unit is the same.
func Task(s *task.Service) importing.Target {
	return &importing.Area[task.Task]{
		List: task.Spec, Need: authz.TaskSet, Policy: map[string]intake.Policy{chain.Kind: intake.Loose}, By: importing.Identity{Name: "name", Party: "unit_id"}, Valid: s.Validate,
		Fill:   func(t *task.Task, r *importing.Record) { t.CoNames = r.Text("co_names") },
		Add:    s.Insert,
		Select: s.Select, Replace: s.Replace, Delete: s.Remove,
	}
}
