package formula

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "formula", files, map[string]any{"list": listPage{}, "show": showPage{}, "compare": comparePage{}, "edit": editPage{}})
}
