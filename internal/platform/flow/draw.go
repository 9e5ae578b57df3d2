package flow

import (
	"fmt"
	"strings"
)

// Mermaid draws the flow as text of a Mermaid state diagram.
func (t *Table) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range t.States {
		fmt.Fprintf(&b, "    %s: %s\n", s.Code, s.Label)
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", t.Start)
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", r.From, r.To, r.Label)
	}
	for _, s := range t.States {
		if s.End {
			fmt.Fprintf(&b, "    %s --> [*]\n", s.Code)
		}
	}
	return b.String()
}

// Markdown writes the flow as a table for the handbook; guards gives the conditions' names for people.
func (t *Table) Markdown(guards map[string]string) string {
	var b strings.Builder
	b.WriteString("| 现状态 | 操作 | 到 | 权限 | 条件 | 期限 |\n|---|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		var cond []string
		if r.Guard != "" {
			name := guards[r.Guard]
			if name == "" {
				name = r.Guard
			}
			cond = append(cond, name)
		}
		if r.Why {
			cond = append(cond, "写明理由")
		}
		deadline := ""
		if r.Deadline > 0 {
			deadline = fmt.Sprintf("%d个工作日", r.Deadline)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", t.Label(r.From), r.Label, t.Label(r.To), r.Perm.Label(), strings.Join(cond, "，"), deadline)
	}
	return b.String()
}
