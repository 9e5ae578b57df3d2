package sameness

import (
	"hash/maphash"
	"slices"
)

// Filed is an item under a key. An item may stand under several.
type Filed struct {
	Key  uint64
	Item int32
}

// Key makes a key out of what it says and the words that make it: equal words give equal keys within a process.
func (f *Filer) Key(kind byte, words ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	_ = h.WriteByte(kind)
	for _, w := range words {
		_, _ = h.WriteString(w)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// Filer gathers items under keys, and gives the pairs that share one. The time it takes is n log n, whatever the keys.
type Filer struct {
	Crowded int // from how many items under one key on the key says nothing
	Skipped int // keys that were left out so
	// Near, when there is one, is asked first whether two items may be a pair at all. Keys of few words fill up as a register grows, so
	// that the pairs under them grow faster than it does; one that Near drops costs no more than the asking.
	Near  func(i, j int32) bool
	seed  maphash.Seed
	filed []Filed
}

// NewFiler makes an empty filer.
func NewFiler(crowded, items int) *Filer {
	return &Filer{Crowded: crowded, seed: maphash.MakeSeed(), filed: make([]Filed, 0, items*4)}
}

// File puts an item under a key.
func (f *Filer) File(item int32, key uint64) { f.filed = append(f.filed, Filed{key, item}) }

// Pairs tells each pair of items that share a key, once, the smaller first, in ascending order.
func (f *Filer) Pairs(fn func(i, j int32)) {
	slices.SortFunc(f.filed, func(a, b Filed) int {
		switch {
		case a.Key != b.Key:
			if a.Key < b.Key {
				return -1
			}
			return 1
		default:
			return int(a.Item) - int(b.Item)
		}
	})
	f.filed = slices.Compact(f.filed)
	var pairs []uint64
	for start := 0; start < len(f.filed); {
		end := start + 1
		for end < len(f.filed) && f.filed[end].Key == f.filed[start].Key {
			end++
		}
		if end-start > f.Crowded {
			f.Skipped++
		} else {
			for i := start; i < end; i++ {
				for j := i + 1; j < end; j++ {
					if a, b := f.filed[i].Item, f.filed[j].Item; f.Near == nil || f.Near(a, b) {
						pairs = append(pairs, uint64(a)<<32|uint64(b))
					}
				}
			}
		}
		start = end
	}
	slices.Sort(pairs)
	for _, p := range slices.Compact(pairs) {
		fn(int32(p>>32), int32(p&0xffffffff))
	}
}
