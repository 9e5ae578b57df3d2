package admin

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin", files, map[string]any{"show": &showPage{}})
}
