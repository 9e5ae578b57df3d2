package users

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/users", files, map[string]any{"show": &showPage{}, "issued": &issuedPage{}})
}
