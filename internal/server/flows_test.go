package server_test

import (
	"os"
	"strings"
	"testing"

	"lianzhang/internal/checkup"
	"lianzhang/internal/gap"
	"lianzhang/internal/indicator"
	"lianzhang/internal/lead"
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/score"
	"lianzhang/internal/talent"
	"lianzhang/internal/target"
	"lianzhang/internal/task"
	"lianzhang/internal/tour"
)

// TestTheHandbookDrawsEveryFlow holds the handbook's pictures of the flows to their tables. Projects and tickets have pages of
// their own (stages.md, tickets.md), held by tests of their areas.
func TestTheHandbookDrawsEveryFlow(t *testing.T) {
	const file = "../../docs/handbook/flows.md"
	guards := map[string]string{"full": "都填了，异常的写了原因", "below": "下级都已审定，且不是填报人", "clear": "没有别的首报挡在前面", "proof": "有佐证", "setter": "由交办的人", "day": "到了开会的日子", "minutes": "录了纪要",
		"filled": "各单位的表都已填好", "computed": "已核分", "decided": "异议都已裁定，公示期已满", "ready": "路线和评委齐了，每站去掉最高、最低分后还有表", "complete": "评分表都已交"}
	var b strings.Builder
	b.WriteString("# 各类事项怎样走\n\n由程序里的流程表生成。项目见[各阶段要什么](stages.md)，诉求见[诉求怎样走](tickets.md)。\n")
	for _, f := range []*flow.Table{gap.Flow, target.Flow, lead.Flow, talent.Flow, task.Flow, indicator.FilingFlow, meeting.Flow, meeting.TopicFlow, checkup.Flow, score.Flow, score.ObjectionFlow, tour.Flow} {
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
