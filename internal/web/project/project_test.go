package project

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "project", files, map[string]any{
		"list": listPage{}, "show": &showPage{}, "edit": &editPage{}, "conflict": &conflictPage{}, "move": &movePage{}, "report": &reportPage{},
		"plain": &plainPage{}, "bulk": &bulkPage{}, "board": waysPage{}, "gantt": waysPage{}, "calendar": waysPage{}, "history": &historyPage{},
	})
}
