package backtrack

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
)

// Kind says which columns of a kind of record mean the desk on which it lies.
type Kind struct {
	Name, Label string // record kind and table; what it is called
	Base        string // address of its records
	Section     string // of the navigation
	Perm        authz.Perm

	Unit, Owner, State string
	OwnerNamed         bool   // Owner holds a name, not an account
	Since              string // the day of the state as people give it, "" = none
	Flow               *flow.Table
	Reported           string // the state in which a report is due each month, "" = none
	Missing            func(from, to string, r row, labels []string) []string
	parts              []part
	extra              string // SQL for further entries; ? is the record's id
	find               func(ctx context.Context, scope authz.Scope, id string) (title, code string, err error)
}

// part is a table whose rows hang on the record by a column: their entries belong to it even if a load named another record.
type part struct{ table, column string }

// ended reports whether nothing more need happen in the state.
func (k *Kind) ended(state string) bool {
	for _, s := range k.Flow.States {
		if s.Code == state {
			return s.End
		}
	}
	return false
}

// kinds is the table of what can be traced. What blocks one kind is known to the others only through its own entries.
func kinds(p *project.Service, t *ticket.Service, k *task.Service) []Kind {
	var out []Kind
	if p != nil {
		out = append(out, Kind{Name: project.Kind, Label: "项目", Base: "/projects", Section: "projects", Perm: authz.ProjectView, Unit: "unit_id", Owner: "officer",
			OwnerNamed: true, State: "stage", Since: "stage_since", Flow: project.Flow, Reported: project.Started, Missing: missingProofs,
			parts: []part{{"project_report", "project_id"}, {"project_receipt", "project_id"}, {"exemption", "project_id"}},
			find: func(ctx context.Context, scope authz.Scope, id string) (string, string, error) {
				r, err := p.Get(ctx, scope, id)
				if err != nil {
					return "", "", err
				}
				return r.Name, r.Code, nil
			}})
	}
	if t != nil {
		out = append(out, Kind{Name: ticket.Kind, Label: "诉求", Base: "/tickets", Section: "tickets", Perm: authz.TicketView, Unit: "unit_id", Owner: "handler_id", State: "state",
			Flow: ticket.Flow, parts: []part{{"ticket_hold", "ticket_id"}, {"ticket_ask", "ticket_id"}, {"ticket_unit", "ticket_id"}, {"ticket_call", "ticket_id"}},
			find: func(ctx context.Context, scope authz.Scope, id string) (string, string, error) {
				r, err := t.Get(ctx, scope, id)
				if err != nil {
					return "", "", err
				}
				return r.Name, r.Code, nil
			}})
	}
	if k != nil {
		out = append(out, Kind{Name: task.Kind, Label: "任务", Base: "/tasks", Section: "tasks", Perm: authz.TaskView, Unit: "unit_id", Owner: "owner_id", State: "state",
			Flow: task.Flow, parts: []part{{"task_step", "task_id"}, {"task_entry", "task_id"}},
			extra: "SELECT j.seq FROM journal_entry j JOIN task x ON x.source_id = j.row_id WHERE j.tbl = 'comment' AND x.source_kind = 'comment' AND x.id = ?",
			find: func(ctx context.Context, scope authz.Scope, id string) (string, string, error) {
				r, err := k.Get(ctx, scope, id)
				if err != nil {
					return "", "", err
				}
				return r.Name, r.Code, nil
			}})
	}
	return out
}

// missingProofs names what the step between two stages demands and the project did not have then.
func missingProofs(from, to string, r row, labels []string) []string {
	total, _ := r["total_invest"].(int64)
	p := &project.Project{Investor: r.text("investor"), TotalInvest: total, StartedPlan: r.text("started_plan")}
	for _, s := range project.Steps(from) {
		if s.To == to {
			return s.Missing(p, labels)
		}
	}
	return nil
}
