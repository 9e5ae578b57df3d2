package listpage

import (
	"testing"

	"lianzhang/internal/web/ui/uitest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "listpage", files, map[string]any{"list": &Page{}})
}
