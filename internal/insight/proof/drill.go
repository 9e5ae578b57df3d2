package proof

import (
	"fmt"
	"slices"
	"strconv"

	"lianzhang/internal/insight/cascade"
)

// drill checks the index of systemic risk on the authors' test network.
func drill() (*Group, error) {
	g := &Group{Area: "停一家推演：企业系统性风险指数 ESRI", Source: "Diem 等，Scientific Reports 12, 7719 (2022)；公开程序 Economic-Systemic-Risk 的测试网络（13 家、12 条供货）",
		Formula: "一家停产后，缺料向下游、断单向上游逐步传导，同类企业按市场份额替代；ESRI＝全网损失的产出÷全网产出"}
	rows, err := table("esri")
	if err != nil {
		return nil, err
	}
	var names, printed []string
	var sectors []int
	var links []cascade.Link
	for _, r := range rows {
		switch {
		case r[0] == "firm" && len(r) == 4:
			s, err := strconv.Atoi(r[2])
			if err != nil {
				return nil, err
			}
			names, sectors, printed = append(names, r[1]), append(sectors, s), append(printed, r[3])
		case r[0] == "link" && len(r) == 5:
			v, err := numbers(r[3:])
			if err != nil {
				return nil, err
			}
			links = append(links, cascade.Link{From: slices.Index(names, r[1]), To: slices.Index(names, r[2]), Weight: v[0], Kind: cascade.Kind(v[1])})
		default:
			return nil, fmt.Errorf("figures esri: %v", r)
		}
	}
	w, err := cascade.New(sectors, links, nil)
	if err != nil {
		return nil, err
	}
	for i, v := range w.ESRI(cascade.Published) {
		c := column("企业 "+names[i], []string{""}, printed[i:i+1], []float64{v}, within(1e-12))
		c.Note = "误差上限 1e−12"
		g.Checks = append(g.Checks, c)
	}
	return g, nil
}
