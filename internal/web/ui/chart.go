package ui

// Chart is a picture drawn in the browser by ECharts; the library is loaded only on pages that have one. Option is an
// ECharts option of plain data, without functions. Table is where the same figures stand as a table: every chart has one.
type Chart struct {
	Label  string // read out: what the picture says
	Height string // CSS length; "" is 15rem
	Option any
	Table  Link
}

// HeightOr gives the height in force.
func (c Chart) HeightOr() string {
	if c.Height == "" {
		return "15rem"
	}
	return c.Height
}
