package ranking

import (
	"math"

	"lianzhang/internal/platform/region"
)

// Tile is a province's place in the schematic: one tile a province in rough geographic position. It is no map of boundaries.
type Tile struct {
	Code     string // first two digits of GB/T 2260
	Name     string
	Col, Row int
}

var tiles = []Tile{
	{"65", "新疆", 0, 1}, {"54", "西藏", 1, 3}, {"63", "青海", 2, 2}, {"62", "甘肃", 3, 2}, {"64", "宁夏", 4, 2}, {"15", "内蒙古", 5, 1},
	{"61", "陕西", 5, 3}, {"14", "山西", 6, 2}, {"11", "北京", 7, 1}, {"13", "河北", 7, 2}, {"12", "天津", 8, 1}, {"21", "辽宁", 9, 1}, {"22", "吉林", 10, 0},
	{"23", "黑龙江", 11, 0}, {"37", "山东", 8, 2}, {"41", "河南", 7, 3}, {"32", "江苏", 9, 3}, {"34", "安徽", 8, 3}, {"31", "上海", 10, 3},
	{"42", "湖北", 7, 4}, {"51", "四川", 4, 4}, {"50", "重庆", 5, 4}, {"43", "湖南", 6, 4}, {"36", "江西", 8, 4}, {"33", "浙江", 9, 4}, {"52", "贵州", 5, 5},
	{"53", "云南", 4, 5}, {"45", "广西", 6, 5}, {"44", "广东", 7, 5}, {"35", "福建", 8, 5}, {"71", "台湾", 10, 5}, {"46", "海南", 6, 6},
	{"81", "香港", 8, 6}, {"82", "澳门", 7, 6},
}

// Tiles are all provinces in the schematic.
func Tiles() []Tile { return append([]Tile(nil), tiles...) }

// TileDistance is the distance between two provinces in tiles; false when one is unknown.
func TileDistance(a, b string) (float64, bool) {
	var from, to *Tile
	for i := range tiles {
		if tiles[i].Code == a {
			from = &tiles[i]
		}
		if tiles[i].Code == b {
			to = &tiles[i]
		}
	}
	if from == nil || to == nil {
		return 0, false
	}
	return math.Hypot(float64(from.Col-to.Col), float64(from.Row-to.Row)), true
}

// ProvinceName is the short name of the province of a place, "" when it is unknown.
func ProvinceName(place string) string {
	if len(place) < 2 {
		return ""
	}
	for _, t := range tiles {
		if t.Code == place[:2] {
			return t.Name
		}
	}
	r, _ := region.Lookup(place[:2] + "0000")
	return r.Name
}
