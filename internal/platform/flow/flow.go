// Package flow describes the states of a record and the actions between them as data: one table for a flow, from which come
// the buttons of a page, the check before a change, the deadlines, and the diagram in the handbook.
package flow

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

// State is where a record can stand.
type State struct {
	Code  string // as stored: "signed"
	Label string // as shown: "签约"
	End   bool   // nothing more need happen
}

// Row is one action that leads from a state to a state.
type Row struct {
	From, Action, To string
	Label            string // on the button
	Perm             authz.Perm
	Guard            string // what must hold besides, named as in the area's map of guards; "" = nothing
	Why              bool   // a reason must be given
	Deadline         int    // working days within which the state To must be left; 0 = none
	Notify           string // topic of the message that the action leaves; "" = none
}

// Table is a whole flow. New records stand in Start.
type Table struct {
	Name   string // of the record, for people: "项目"
	Start  string
	States []State
	Rows   []Row
}

// Guard decides whether an action may be done to a record; its error says to the user what is missing.
type Guard[T any] func(ctx context.Context, rec *T) error

// Label is the state's name for people; the code itself when it is unknown.
func (t *Table) Label(code string) string {
	for _, s := range t.States {
		if s.Code == code {
			return s.Label
		}
	}
	return code
}

// Next gives the actions that the state allows, in the table's order.
func (t *Table) Next(state string) []Row {
	var out []Row
	for _, r := range t.Rows {
		if r.From == state {
			out = append(out, r)
		}
	}
	return out
}

// Find gives the row of an action from a state, or Conflict: somebody else was faster, or the page was old.
func (t *Table) Find(state, action string) (*Row, error) {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.From == state && r.Action == action {
			return r, nil
		}
	}
	label := action
	for _, r := range t.Rows {
		if r.Action == action {
			label = r.Label
		}
	}
	return nil, errs.New(errs.Conflict, "%s现在是“%s”，不能“%s”；请刷新后再看", t.Name, t.Label(state), label)
}

// Check sees whether the actor may take the row for the record: permission, reason, guard.
func Check[T any](ctx context.Context, r *Row, actor authz.Actor, reason string, guards map[string]Guard[T], rec *T) error {
	if err := actor.Need(r.Perm); err != nil {
		return err
	}
	if r.Why && strings.TrimSpace(reason) == "" {
		var bad errs.Fields
		bad.Add("reason", "“%s”要写明理由，将记入经过", r.Label)
		return bad.Err()
	}
	if r.Guard == "" {
		return nil
	}
	guard := guards[r.Guard]
	if guard == nil {
		return errs.New(errs.Internal, "流程“%s”缺少条件“%s”", r.Label, r.Guard)
	}
	return guard(ctx, rec)
}

// Defects names what is wrong with the table; a test of each area demands that there is nothing. guards are the names that
// the area's map has.
func (t *Table) Defects(guards ...string) []string {
	var out []string
	known := map[string]bool{}
	for _, s := range t.States {
		if known[s.Code] {
			out = append(out, "state "+s.Code+" stands twice")
		}
		known[s.Code] = true
	}
	seen := map[string]bool{}
	for _, r := range t.Rows {
		name := r.From + " " + r.Action
		for _, code := range []string{r.From, r.To} {
			if !known[code] {
				out = append(out, name+": unknown state "+code)
			}
		}
		switch {
		case seen[name]:
			out = append(out, name+": stands twice")
		case r.Action == "" || r.Label == "" || r.Perm == authz.Public:
			out = append(out, name+": without action, label or permission")
		case r.Guard != "" && !slices.Contains(guards, r.Guard):
			out = append(out, name+": unknown guard "+r.Guard)
		case r.Deadline < 0:
			out = append(out, name+": negative deadline")
		}
		seen[name] = true
	}
	reached := t.reach()
	for _, s := range t.States {
		switch {
		case !reached[s.Code]:
			out = append(out, "state "+s.Code+" is never reached")
		case !s.End && len(t.Next(s.Code)) == 0:
			out = append(out, "state "+s.Code+" is no end, yet nothing leads on")
		}
	}
	return out
}

func (t *Table) reach() map[string]bool {
	reached := map[string]bool{t.Start: true}
	for todo := []string{t.Start}; len(todo) > 0; todo = todo[1:] {
		for _, r := range t.Next(todo[0]) {
			if !reached[r.To] {
				reached[r.To] = true
				todo = append(todo, r.To)
			}
		}
	}
	return reached
}
