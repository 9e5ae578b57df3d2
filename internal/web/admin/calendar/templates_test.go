package calendar

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/calendar", files, map[string]any{"show": &showPage{}, "new": &newPage{}})
}
