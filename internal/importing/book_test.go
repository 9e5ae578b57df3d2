package importing_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book writes a workbook of the given sheets: "name", rows, "name", rows, …
func book(t testing.TB, parts ...any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i := 0; i < len(parts); i += 2 {
		name := parts[i].(string)
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for n, row := range parts[i+1].([][]any) {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rows(r ...[]any) [][]any { return r }

var plainHead = []any{"项目名称", "投资方", "县区", "总投资（亿元）", "目前阶段", "签约时间", "备注"}
