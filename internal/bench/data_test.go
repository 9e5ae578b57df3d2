package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/project"
)

// today is the day on which the measured city stands.
const today = "2026-11-22"

// full is the size at which the promises are made.
const full = 100_000

// trade is the vocabulary of one chain: what its projects make. One product in 160 is 光伏, as in an industrial city.
type trade struct {
	name     string
	products []string
}

func trades() []trade {
	return []trade{
		{"铜基新材料", []string{"锂电铜箔", "高精铜板带", "无氧铜杆", "铜合金接插件", "电子级铜球", "再生铜精炼", "电磁线", "精密铜管", "引线框架", "压延铜箔"}},
		{"物联网", []string{"传感器", "窄带模组", "智能水表", "工业网关", "射频标签", "车载终端", "农业测控设备", "研发中心", "智能电表", "边缘计算设备"}},
		{"光学与光电", []string{"车载镜头", "光学镜片", "树脂镜片", "光学薄膜", "红外组件", "激光器件", "非球面透镜", "光学模组", "隐形眼镜", "光通信器件"}},
		{"新能源汽车零部件", []string{"一体化压铸件", "电驱动总成", "热管理模块", "线控制动系统", "轻量化车身件", "高压线束", "电池托盘", "座椅骨架", "连接器", "空气悬架"}},
		{"新型储能", []string{"磷酸铁锂电芯", "储能变流器", "液冷储能柜", "钠离子电池", "隔膜基料", "光伏组件", "电池级碳酸锂", "独立储能电站", "全钒液流电池", "电池回收"}},
		{"生物医药与健康", []string{"配方颗粒", "重组蛋白原料", "诊断试剂", "植入器械", "仿制药", "医用敷料", "无菌注射剂", "中药材仓储", "检测中心", "发酵原料"}},
		{"绿色食品", []string{"富硒大米加工", "预制菜", "山茶油精炼", "果蔬冻干", "植物基饮品", "冷链仓储", "食用菌栽培", "坚果烘焙", "调味品", "淀粉糖"}},
		{"肉羊", []string{"良种繁育场", "智能化羊舍", "屠宰分割", "羊肉预制菜", "饲草种植", "羊皮革加工", "有机肥", "标准化养殖", "羊奶粉", "活羊交易市场"}},
	}
}

var regions = []string{"349902", "349903", "349904", "349921", "349922", "349923", "349924", "349981", "349971", "349972", "349973"}

const (
	brandHead = "启恒澜晶铭川砚清绿华嘉瑞盛达远景泽卓云辰弘润博锐金诺承德皓森旭凌昊星禾宸朗"
	brandTail = "岳砚川澜源渠循榉翊腾峰远航越图新驰科创联力拓晟业翔泰元衡域程光禾原岭佳"
)

// generator draws projects as a city's register holds them, the same for the same seed.
type generator struct {
	rng           *rand.Rand
	trades        []trade
	chains, units []string // ids
	n             int
}

func newGenerator(chains, units []string) *generator {
	return &generator{rng: rand.New(rand.NewPCG(20261122, 1)), trades: trades(), chains: chains, units: units}
}

func pick[T any](g *generator, from []T) T { return from[g.rng.IntN(len(from))] }

func (g *generator) char(from string) string { return string(pick(g, []rune(from))) }

func (g *generator) next(count int) []*project.Project {
	out := make([]*project.Project, count)
	for i := range out {
		out[i] = g.one()
	}
	return out
}

func (g *generator) one() *project.Project {
	g.n++
	i := g.rng.IntN(len(g.trades))
	t := g.trades[i]
	brand := g.char(brandHead) + g.char(brandTail)
	product := pick(g, t.products)
	total := int64(math.Round(math.Exp(g.rng.NormFloat64())*30)+1) * 1e7
	p := &project.Project{
		Name: g.name(brand, product), Investor: brand + pick(g, []string{"科技", "新材料", "实业", "控股"}) + "有限公司", Region: pick(g, regions), ChainID: g.chains[i],
		Node: product, Park: "产业园", Class: pick(g, []string{"新建", "续建", "技改"}), Level: pick(g, []string{"省重点", "市重点", "县重点"}),
		BuildKind: "制造业", Content: "建设" + product + "生产线及配套设施", Source: "驻点招商", Industry: "3825", TotalInvest: total, FixedInvest: total / 10 * 7, PlanYear: today[:4],
		LandMu: float64(total) / 5e6, OutputPlan: total * 2, TaxPlan: total / 15, Jobs: 50 + total/2e6, Leader: "副市长", LeadUnitID: pick(g, g.units),
		Team: t.name + "工作专班", Officer: "王" + g.char(brandTail), OfficerPhone: fmt.Sprintf("1990000%04d", g.rng.IntN(10000)),
	}
	p.UnitID = g.owner(p.Region, i)
	g.life(p)
	return p
}

// owner is a unit of the project's place or, for one in five, the lead unit of its chain.
func (g *generator) owner(region string, chain int) string {
	if g.rng.IntN(5) == 0 {
		return g.units[chain]
	}
	return g.units[slices.Index(regions, region)+len(regions)*g.rng.IntN(len(g.units)/len(regions))]
}

func (g *generator) name(brand, product string) string {
	switch g.rng.IntN(4) {
	case 0:
		return fmt.Sprintf("年产%d万套%s项目（%s）", (g.rng.IntN(40)+1)*5, product, brand)
	case 1:
		return fmt.Sprintf("%s%s生产基地（%s期）", brand, product, pick(g, []string{"一", "二", "三"}))
	case 2:
		return fmt.Sprintf("%s产业园（%s）", product, brand)
	}
	return fmt.Sprintf("%s%s研发制造项目", brand, product)
}

// life gives the project its stage, the dates up to it and, once signed, a plan of the year.
func (g *generator) life(p *project.Project) {
	stages := project.Stages()
	p.Stage = stages[[]int{0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 6, 6, 7, 8, 9}[g.rng.IntN(19)]]
	year, month := 2023+g.rng.IntN(2), 1+g.rng.IntN(12)
	for _, m := range p.Milestones() {
		date := fmt.Sprintf("%04d-%02d-%02d", year, month, 1+g.rng.IntN(28))
		*m.Plan = date
		if date < today && stageRank(m.Stage) <= stageRank(p.Stage) {
			*m.Actual = date
		}
		if month += 2 + g.rng.IntN(6); month > 12 {
			year, month = year+1, month-12
		}
	}
	if p.Stage == project.Withdrawn || p.Stage == project.Lost {
		p.EndedOn, p.EndedWhy = "2026-03-18", "投资方资金安排变化"
	}
	if stageRank(p.Stage) < stageRank(project.Signed) {
		return
	}
	p.YearPlan = p.TotalInvest / int64(2+g.rng.IntN(3))
	p.YearDone = int64(float64(p.YearPlan) * min(1.1, 0.35+g.rng.Float64()))
	p.Invested = min(p.TotalInvest, p.YearDone*2)
	p.FundsIn = p.Invested / 2
	if p.StartedActual != "" && g.rng.IntN(10) > 0 {
		p.LibraryOn = p.StartedActual
	}
}

func stageRank(code string) int { return slices.Index(project.Stages(), code) }

func (g *generator) firms(count int) []*enterprise.Enterprise {
	out := make([]*enterprise.Enterprise, count)
	for i := range out {
		t := pick(g, g.trades)
		out[i] = &enterprise.Enterprise{Name: "景川" + g.char(brandHead) + g.char(brandTail) + pick(g, t.products) + "有限公司", Region: pick(g, regions),
			UnitID: pick(g, g.units), ChainID: pick(g, g.chains), Industry: "3825", Trade: t.name, Subtrade: pick(g, t.products), Stream: "mid",
			Scale: pick(g, []string{"大型", "中型", "小型"}), Revenue: g.rng.Int64N(1e10), Staff: g.rng.Int64N(900), Address: "高新区创业大道18号"}
	}
	return out
}
