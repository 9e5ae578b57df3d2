package journal

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/journal", files, map[string]any{"list": &listPage{}, "show": &showPage{}, "verify": &verifyPage{}, "checkpoints": &checkpointsPage{}, "checkpoint": &checkpointPage{}})
}
