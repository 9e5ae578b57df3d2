package forecast

import "math"

// draws are random numbers for the inner loop: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA), whose state is one word, so that each project
// has a stream of its own for each redrawing of the curves.
type draws struct{ state uint64 }

// golden spreads numbers that lie close over all of a word (Knuth 1973, volume 3, section 6.4).
const golden = 0x9E3779B97F4A7C15

// seed begins the stream of three numbers.
func (d *draws) seed(a, b, c uint64) {
	d.state = a
	d.state = d.next() ^ b
	d.state = d.next() ^ c
	d.state = d.next()
}

func (d *draws) next() uint64 {
	d.state += golden
	z := d.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func (d *draws) uniform() float64 { return float64(d.next()>>11+1) / (1 << 53) }

// ziggurat draws exponential variables of mean 1 (Marsaglia and Tsang 2000, Journal of Statistical Software 5:8).
type ziggurat struct {
	sure   [256]uint32  // below it lies under the curve
	width  [256]float64 // of a layer, by 2³²
	height [256]float64
}

const (
	zigguratEnd  = 7.69711747013104972 // where the last of the layers ends
	zigguratArea = 0.0039496598225815571993
)

func newZiggurat() *ziggurat {
	z := &ziggurat{}
	const word = 1 << 32
	edge, last := zigguratEnd, zigguratEnd
	base := zigguratArea / math.Exp(-edge)
	z.sure[0], z.width[0], z.height[0] = uint32(edge/base*word), base/word, 1
	z.width[255], z.height[255] = edge/word, math.Exp(-edge)
	for i := 254; i > 0; i-- {
		edge = -math.Log(zigguratArea/edge + math.Exp(-edge))
		z.sure[i+1], z.width[i], z.height[i] = uint32(edge/last*word), edge/word, math.Exp(-edge)
		last = edge
	}
	return z
}

// draw gives an exponential variable, and the bits of its word that it did not need, from 0 to 2²⁴−1.
func (z *ziggurat) draw(d *draws) (e float64, spare uint32) {
	u := d.next()
	i := uint8(u >> 32)
	e, spare = float64(uint32(u))*z.width[i], uint32(u>>40)
	if uint32(u) < z.sure[i] {
		return e, spare
	}
	return z.edge(d, i, e), spare
}

// edge decides where a point may lie outside the curve.
func (z *ziggurat) edge(d *draws, i uint8, e float64) float64 {
	for {
		if i == 0 {
			return zigguratEnd - math.Log(d.uniform())
		}
		if z.height[i]+d.uniform()*(z.height[i-1]-z.height[i]) < math.Exp(-e) {
			return e
		}
		u := d.next()
		i = uint8(u >> 32)
		if e = float64(uint32(u)) * z.width[i]; uint32(u) < z.sure[i] {
			return e
		}
	}
}
