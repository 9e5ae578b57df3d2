package units

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/units", files, map[string]any{"show": &showPage{}, "tree": &treePage{}})
}
