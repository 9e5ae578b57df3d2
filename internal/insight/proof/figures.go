package proof

import (
	"bufio"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// The figures: text of parted by tabs, packed; # starts a line that names the source. A test derives them from the published files.
//
//go:embed figures/*.gz
var packed embed.FS

// table reads a file of figures.
func table(name string) ([][]string, error) {
	f, err := packed.Open("figures/" + name + ".tsv.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := readTable(f)
	if err != nil {
		return nil, fmt.Errorf("figures %s: %w", name, err)
	}
	return rows, nil
}

func readTable(r io.Reader) ([][]string, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if text := lines.Text(); text != "" && text[0] != '#' {
			rows = append(rows, strings.Split(text, "\t"))
		}
	}
	return rows, lines.Err()
}

func numbers(cells []string) ([]float64, error) {
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// world is trade by country and product. The file has a line of the products' names; then by country its name and, for every
// product traded, how many products further on it stands, and the value.
type world struct {
	x                   *mat.Dense
	countries, products []string
}

func readWorld() (*world, error) {
	rows, err := table("trade")
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("figures trade: nothing in it")
	}
	w := &world{products: rows[0], x: mat.NewDense(len(rows)-1, len(rows[0]), nil)}
	for c, row := range rows[1:] {
		w.countries = append(w.countries, row[0])
		err := steps(row[1:], 2, len(w.products), func(p int, value string) error {
			v, err := strconv.ParseFloat(value, 64)
			w.x.Set(c, p, v)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("figures trade, %s: %w", row[0], err)
		}
	}
	return w, nil
}

// steps walks through cells of width 1 (a step) or 2 (a step and a value) and gives the places reached.
func steps(cells []string, width, limit int, at func(place int, value string) error) error {
	place := 0
	for i := 0; i+width <= len(cells); i += width {
		step, err := strconv.Atoi(cells[i])
		if err != nil {
			return err
		}
		if place += step; place < 0 || place >= limit {
			return fmt.Errorf("place %d of %d", place, limit)
		}
		if err := at(place, cells[i+width-1]); err != nil {
			return err
		}
	}
	return nil
}
