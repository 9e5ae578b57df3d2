package drawing

import (
	"fmt"
	"math/rand/v2"
)

// storage is the chain of the design's reference page: 22 nodes in five layers, seven gaps, one cycle.
func storage() *Map {
	m := &Map{Title: "新型储能"}
	add := func(stream, id, name, line string, level Level) {
		m.Nodes = append(m.Nodes, Node{ID: id, Name: name, Stream: stream, Line: line, Level: level, URL: "/nodes/" + id})
	}
	add("up", "li", "碳酸锂与锂盐", "6家　28.4亿元", Fair)
	add("up", "fe", "磷酸铁前驱体", "4家　19.7亿元", Good)
	add("up", "coke", "针状焦与石墨", "2家　5.1亿元", Weak)
	add("up", "poly", "隔膜基料", "本地无企业", Blank)
	add("up", "salt", "六氟磷酸锂", "2家　12.6亿元", Fair)
	add("up", "cath", "磷酸铁锂正极", "7家　86.4亿元", Strong)
	add("up", "hna", "钠电层状氧化物", "1家　1.2亿元", Weak)
	add("up", "anod", "负极材料", "3家　14.8亿元", Fair)
	add("up", "sep", "隔膜", "1家　2.9亿元", Weak)
	add("up", "elec", "电解液", "2家　9.3亿元", Fair)
	add("mid", "lfp", "磷酸铁锂电芯", "3家　124.5亿元", Strong)
	add("mid", "na", "钠离子电芯", "本地无企业", Blank)
	add("mid", "bms", "电池管理系统", "2家　3.6亿元", Weak)
	add("mid", "pcs", "储能变流器", "1家　4.4亿元", Weak)
	add("mid", "heat", "温控与消防", "5家　8.1亿元", Fair)
	add("mid", "pack", "模组与电池簇", "5家　38.2亿元", Good)
	add("mid", "sys", "储能系统集成（含工商业储能柜及移动储能电源整机装配）", "4家　31.7亿元", Fair)
	add("mid", "ems", "能量管理软件", "3家　1.8亿元", Weak)
	add("down", "grid", "电网侧储能电站", "投运6座", Good)
	add("down", "user", "工商业储能", "备案41个", Fair)
	add("down", "test", "检测认证", "", Unrated)
	add("down", "rec", "梯次利用与回收", "1家　0.9亿元", Weak)
	add("support", "tool", "装备与模具", "3家　2.2亿元", Weak)
	add("support", "lab", "检验检测", "1家　0.4亿元", Weak)
	gaps := map[string]Gap{"pcs": Repair, "na": Build, "sep": Repair, "test": Build, "bms": Repair, "ems": Strengthen, "rec": Extend}
	for i, id := range []string{"pcs", "na", "sep", "test", "bms", "ems", "rec"} {
		for k := range m.Nodes {
			if m.Nodes[k].ID == id {
				m.Nodes[k].Gap, m.Nodes[k].Rank, m.Nodes[k].Alarm = gaps[id], int64(i+1), id == "test"
			}
		}
	}
	for _, l := range []string{"li cath own", "fe cath own", "coke anod out", "poly sep out", "salt elec own", "cath lfp own", "hna na out", "anod lfp", "sep lfp out",
		"elec lfp", "lfp pack own", "na pack out", "bms sys out", "pcs sys out", "heat sys", "pack sys own", "sys grid own", "sys user", "sys rec", "ems grid",
		"test sys", "rec li", "tool lfp", "lab sys", "lab tool"} {
		var a, b, s string
		_, _ = fmt.Sscan(l, &a, &b, &s)
		m.Links = append(m.Links, Link{From: a, To: b, Supply: Supply(s)})
	}
	return m
}

// random is a map of n nodes and e links with words of many lengths; a share of the nodes are parts of others.
func random(n, e int, seed uint64, parts float64) *Map {
	r := rand.New(rand.NewPCG(seed, 7))
	words := []rune("高性能铜合金带材精密电子线缆锂电池正极材料智能装备传感器芯片封装测试生物医药原料制剂新能源汽车零部件绿色食品加工回收利用")
	streams := []string{"up", "mid", "mid", "down", "support"}
	m := &Map{Title: "试验"}
	for i := range n {
		name := ""
		for range 2 + r.IntN(14) {
			name += string(words[r.IntN(len(words))])
		}
		node := Node{ID: fmt.Sprint("n", i), Name: name, Stream: streams[r.IntN(len(streams))], Level: Level(r.IntN(6)), Line: "3家　12.6亿元", URL: "/nodes/x"}
		if i > 3 && r.Float64() < parts {
			node.Parent = fmt.Sprint("n", r.IntN(i))
		}
		if r.IntN(6) == 0 {
			node.Gap, node.Rank = Gaps()[r.IntN(4)], int64(i%40+1)
		}
		m.Nodes = append(m.Nodes, node)
	}
	for range e {
		m.Links = append(m.Links, Link{From: fmt.Sprint("n", r.IntN(n)), To: fmt.Sprint("n", r.IntN(n)), Weight: r.Float64(), Supply: []Supply{"", Local, Outside}[r.IntN(3)]})
	}
	return m
}
