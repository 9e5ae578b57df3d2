package lights

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/lights", files, map[string]any{"list": &listPage{}, "show": &showPage{}, "edit": &editPage{}, "replay": &replayPage{}})
}
