package server_test

import (
	"os"
	"strings"
	"testing"

	"lianzhang/internal/gap"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
)

// TestTheHandbookDrawsEveryFlow holds the handbook's pictures of the flows to their tables. Projects and tickets have pages of
// their own (stages.md, tickets.md), held by tests of their areas.
func TestTheHandbookDrawsEveryFlow(t *testing.T) {
	const file = "../../docs/handbook/flows.md"
	guards := map[string]string{"clear": "没有别的首报挡在前面", "proof": "有佐证", "setter": "由交办的人", "day": "到了开会的日子", "minutes": "录了纪要"}
	var b strings.Builder
	b.WriteString("# 各类事项怎样走\n\n由程序里的流程表生成。项目见[各阶段要什么](stages.md)，诉求见[诉求怎样走](tickets.md)。\n")
	for _, f := range []*flow.Table{gap.Flow, target.Flow, lead.Flow, talent.Flow, task.Flow, meeting.Flow, meeting.TopicFlow} {
		if len(f.Rows) == 0 {
			t.Errorf("%s has no rows", f.Name)
		}
		b.WriteString("\n## " + f.Name + "\n\n```mermaid\n" + f.Mermaid() + "```\n\n" + f.Markdown(guards))
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Error("docs/handbook/flows.md is not what the flows say; UPDATE_GOLDEN=1 draws it anew")
	}
}
