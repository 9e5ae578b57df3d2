package proof

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
)

var update = flag.Bool("update", false, "derive the figures anew")

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(datatest.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestFiguresAreThePublishedOnes derives each file from the published one and compares, or with -update writes it.
func TestFiguresAreThePublishedOnes(t *testing.T) {
	for name, derive := range map[string]func(*testing.T) [][]string{"trade": tradeRows, "cells": cellRows, "fitness": fitnessRows,
		"uk-flows": ukFlows, "uk-inverse": ukInverse, "uk-multipliers": ukMultipliers, "imports42": importRows, "esri": esriRows} {
		rows := derive(t)
		if !*update {
			got, err := table(name)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, rows, slices.Equal) {
				t.Errorf("%s differs from the published file; run with -update", name)
			}
			continue
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		fmt.Fprintln(z, "# "+sources[name])
		for _, r := range rows {
			fmt.Fprintln(z, strings.Join(r, "\t"))
		}
		z.Close()
		if err := os.WriteFile("figures/"+name+".tsv.gz", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var sources = map[string]string{
	"trade":          "Open Trade Statistics, mean exports 1998 to 2000, as in the R package economiccomplexity 2.0.0 (Apache License 2.0): products; country, (step, value)…",
	"cells":          "economiccomplexity 2.0.0, balassa_index of its published output: country, step…",
	"fitness":        "economiccomplexity 2.0.0, complexity_measures of its published output, fitness, 20 iterations",
	"uk-flows":       "Office for National Statistics, Input-Output Analytical Tables 2010 (Open Government Licence)",
	"uk-inverse":     "Office for National Statistics, Input-Output Analytical Tables 2010 (Open Government Licence): published inverse",
	"uk-multipliers": "Office for National Statistics, Input-Output Analytical Tables 2010 (Open Government Licence): output, pay and GVA multiplier, pay and GVA effect, ranks by output and GVA multiplier",
	"imports42":      "国家统计局 2020 年全国投入产出表（非竞争型，42 部门，万元）：进口中间投入、全部中间投入",
	"esri":           "Published test network and values of the programme of the authors of Diem et al. 2022: firm, sector, value; from, to, weight, kind",
}

func tradeRows(t *testing.T) [][]string {
	rows := readCSV(t, "complexity/world_trade_avg_1998_to_2000.csv.gz")[1:]
	var products []string
	for _, r := range rows {
		products = append(products, r[1])
	}
	slices.Sort(products)
	products = slices.Compact(products)
	return append([][]string{products}, walked(rows, products, 2)...)
}

// walked turns rows country, product[, value] into one line by country.
func walked(rows [][]string, products []string, width int) (out [][]string) {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0]+"\t"+a[1], b[0]+"\t"+b[1]) })
	last := 0
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1][0] != r[0] {
			out, last = append(out, []string{r[0]}), 0
		}
		p, _ := slices.BinarySearch(products, r[1])
		line := &out[len(out)-1]
		*line = append(*line, strconv.Itoa(p-last))
		if width == 2 {
			*line = append(*line, r[2])
		}
		last = p
	}
	return out
}

func cellRows(t *testing.T) [][]string {
	return walked(readCSV(t, "complexity/expected_balassa_ones.csv.gz")[1:], tradeRows(t)[0], 1)
}

func fitnessRows(t *testing.T) (out [][]string) {
	for _, kind := range []string{"country", "product"} {
		for _, r := range readCSV(t, "complexity/expected_fitness_"+kind+".csv")[1:] {
			out = append(out, []string{kind, r[0], r[1]})
		}
	}
	return out
}

func ukFlows(t *testing.T) (out [][]string) {
	short := map[string]string{"Taxes less subsidies on production": "tax", "Compensation of employees": "pay", "Gross Operating Surplus": "surplus", "Total output": "output"}
	for i, r := range readCSV(t, "io_uk2010/uk2010_siot_127.csv")[1:] {
		line := append([]string{r[0]}, r[1:128]...)
		for k, v := range line {
			line[k] = strings.TrimSuffix(v, ".0")
		}
		if i < 127 {
			out = append(out, line)
		} else if name := short[r[0]]; name != "" {
			line[0] = name
			out = append(out, line)
		}
	}
	return out
}

func ukInverse(t *testing.T) (out [][]string) {
	for _, r := range readCSV(t, "io_uk2010/uk2010_published_leontief_127.csv")[1:] {
		out = append(out, r[1:])
	}
	return out
}

func ukMultipliers(t *testing.T) (out [][]string) {
	rows := readCSV(t, "io_uk2010/uk2010_published_multipliers.csv")
	var columns []int
	for _, name := range []string{"code", "Output multiplier", "Employment cost multiplier", "GVA multiplier", "Employment cost effects", "GVA effects",
		"output_multiplier_rank", "gva_multiplier_rank"} {
		columns = append(columns, slices.Index(rows[0], name))
	}
	for _, r := range rows[1:] {
		var line []string
		for _, c := range columns {
			line = append(line, strings.TrimSuffix(r[c], ".0"))
		}
		out = append(out, line)
	}
	return out
}

func importRows(t *testing.T) (out [][]string) {
	rows := readCSV(t, "io_china/china_2020_42_noncompetitive.csv")
	var total []string
	for _, r := range rows {
		if r[0] == "TII" {
			total = r
		}
	}
	for j := range 42 {
		sum, name := 0.0, ""
		for _, r := range rows[1:] {
			if r[3] != "Imports" {
				continue
			}
			v, err := strconv.ParseFloat(r[4+j], 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += v
			if r[0] == rows[0][4+j] {
				name = r[2]
			}
		}
		out = append(out, []string{rows[0][4+j], name, strconv.FormatFloat(sum, 'f', 4, 64), total[4+j]})
	}
	return out
}

func esriRows(t *testing.T) (out [][]string) {
	links, sector := readCSV(t, "esri/test_list.csv")[1:], map[string]string{}
	for _, r := range links {
		sector[r[0]], sector[r[1]] = r[2], r[3]
	}
	for _, r := range readCSV(t, "esri/test_esri.csv")[1:] {
		out = append(out, []string{"firm", r[0], sector[r[0]], r[1]})
	}
	for _, r := range links {
		out = append(out, []string{"link", r[0], r[1], r[4], r[5]})
	}
	return out
}
