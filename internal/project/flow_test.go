package project_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/project"
)

// TestTheFlowIsSound: every stage is reached, every guard has its proofs, the labels are those of the list, and the drawing in the
// handbook is that of the table. UPDATE_GOLDEN=1 draws it anew.
func TestTheFlowIsSound(t *testing.T) {
	guards := slices.Collect(maps.Keys(project.Proofs))
	for _, d := range project.Flow.Defects(guards...) {
		t.Error(d)
	}
	for _, s := range project.Flow.States {
		if s.Label != project.StageLabel(s.Code) {
			t.Errorf("stage %s is %s in the flow and %s in the list", s.Code, s.Label, project.StageLabel(s.Code))
		}
	}
	if len(project.Flow.States) != len(project.Stages()) {
		t.Errorf("%d stages in the flow, %d in the list", len(project.Flow.States), len(project.Stages()))
	}
	names := map[string]string{}
	for guard, proofs := range project.Proofs {
		var labels []string
		for _, p := range proofs {
			labels = append(labels, p.Label)
		}
		names[guard] = strings.Join(labels, "、")
	}
	got := "# 项目阶段\n\n由程序里的流程表生成。\n\n```mermaid\n" + strings.TrimSpace(project.Flow.Mermaid()) + "\n```\n\n" + project.Flow.Markdown(names)
	const file = "../../docs/handbook/stages.md"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the flow says; UPDATE_GOLDEN=1 draws it anew", file)
	}
}

// TestEveryStepOfTheMatrix tries every action in every stage: only the rows of the table lead anywhere.
func TestEveryStepOfTheMatrix(t *testing.T) {
	actions := map[string]bool{}
	for _, r := range project.Flow.Rows {
		actions[r.Action] = true
	}
	led := 0
	for _, s := range project.Flow.States {
		for a := range actions {
			row, err := project.Flow.Find(s.Code, a)
			if (err == nil) != (row != nil) {
				t.Fatalf("%s %s: %v, %v", s.Code, a, row, err)
			}
			if err == nil {
				led++
			}
		}
	}
	if led != len(project.Flow.Rows) {
		t.Errorf("%d of the pairs lead on; the table has %d rows", led, len(project.Flow.Rows))
	}
}
