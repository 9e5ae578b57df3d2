package posts

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "admin/posts", files, map[string]any{"list": &listPage{}, "show": &showPage{}})
}
