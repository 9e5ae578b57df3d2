package regions

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/regions", files, map[string]any{"list": &listPage{}})
}
