package demo

import (
	"fmt"
	"strings"
)

func chainSeeds() []chainSeed {
	return []chainSeed{
		{"铜基新材料", "市长", "副市长（工业）", "市工信局", "从阴极铜到铜箔、铜杆、高端铜板带和铜基电子材料", []string{"349972", "349981"},
			[]string{"阴极铜", "铜杆线", "铜板带", "铜箔", "铜管件", "铜粉与合金", "再生铜"},
			[]string{"锂电铜箔", "高精铜板带", "无氧铜杆", "铜合金接插件", "电子级铜球", "再生铜精炼", "铜基电磁线", "精密铜管", "引线框架铜带", "压延铜箔"},
			[]string{"铜业", "新材料", "金属", "电子材料", "铜箔科技"}, 17},
		{"物联网", "副市长（科技）", "市政府副秘书长", "市大数据局", "感知、通信、平台到行业应用", []string{"349971", "349904"},
			[]string{"传感器", "通信模组", "智能终端", "平台软件", "系统集成"},
			[]string{"MEMS传感器", "窄带物联网模组", "智能水表", "工业网关", "射频标签", "车载终端", "智慧农业测控设备", "物联网平台研发中心", "智能电表", "边缘计算设备"},
			[]string{"物联科技", "传感技术", "智能科技", "通信设备", "电子"}, 13},
		{"光学与光电", "市委副书记", "副市长（科技）", "市科技局", "镜片、镜头、眼镜到光电器件", []string{"349971", "349902"},
			[]string{"光学玻璃", "镜片", "镜头模组", "光电器件", "眼镜成品"},
			[]string{"车载镜头", "精密光学镜片", "树脂镜片", "光学薄膜", "红外热像组件", "激光器件", "玻璃非球面透镜", "VR光学模组", "隐形眼镜", "光通信器件"},
			[]string{"光学", "光电", "光学科技", "视光", "光电子"}, 14},
		{"新能源汽车零部件", "常务副市长", "副市长（工业）", "市发改委", "三电、底盘、内外饰和轻量化部件", []string{"349903", "349981"},
			[]string{"动力电池", "电驱电控", "底盘", "车身与轻量化", "内外饰", "热管理"},
			[]string{"一体化压铸件", "电驱动总成", "热管理集成模块", "线控制动系统", "轻量化车身件", "高压线束", "动力电池托盘", "汽车座椅骨架", "车规级连接器", "空气悬架"},
			[]string{"汽车部件", "汽车科技", "动力科技", "精密制造", "驱动系统"}, 16},
		{"新型储能", "市人大常委会主任", "副市长（能源）", "市发改委", "电芯、系统集成、变流和储能应用", []string{"349972", "349922"},
			[]string{"正负极材料", "隔膜电解液", "电芯", "系统集成", "变流器", "电站"},
			[]string{"磷酸铁锂电芯", "储能变流器", "液冷储能柜", "钠离子电池", "隔膜基料", "储能消防装备", "电池级碳酸锂", "独立储能电站", "全钒液流电池", "电池回收"},
			[]string{"储能科技", "新能源", "能源科技", "电力电子", "电池"}, 14},
		{"生物医药与健康", "市政协主席", "副市长（卫生）", "市卫健委", "原料药、制剂、器械与健康服务", []string{"349902", "349924"},
			[]string{"原料药", "制剂", "中药", "医疗器械", "检验检测", "健康食品"},
			[]string{"中药配方颗粒", "重组蛋白原料", "体外诊断试剂", "骨科植入器械", "高端仿制药", "医用敷料", "无菌注射剂", "中药材仓储加工", "基因检测中心", "生物发酵原料"},
			[]string{"药业", "生物科技", "医疗器械", "生物制药", "健康产业"}, 10},
		{"绿色食品", "副市长（农业）", "市政府副秘书长", "市农业农村局", "粮油、果蔬、饮品和预制菜", []string{"349921", "349923"},
			[]string{"种植基地", "初加工", "精深加工", "冷链物流", "品牌销售"},
			[]string{"富硒大米加工", "预制菜", "山茶油精炼", "果蔬冻干", "植物基饮品", "冷链仓储", "食用菌工厂化栽培", "坚果烘焙", "调味品", "淀粉糖"},
			[]string{"食品", "农业发展", "粮油", "生态农业", "冷链物流"}, 9},
		{"肉羊", "市委常委、秘书长", "副市长（农业）", "市农业农村局", "种源、养殖、屠宰加工、羊肉制品和副产物利用", []string{"349923", "349924"},
			[]string{"种羊繁育", "饲草料", "规模养殖", "屠宰分割", "肉制品", "副产物"},
			[]string{"肉羊良种繁育场", "智能化羊舍", "肉羊屠宰分割", "羊肉预制菜", "饲草种植与青贮", "羊皮革加工", "有机肥", "湖羊标准化养殖", "羊奶粉", "活羊交易市场"},
			[]string{"牧业", "农牧科技", "肉业", "畜牧", "农牧发展"}, 7},
	}
}

const (
	brandHead = "启恒澜晶铭川砚清绿华嘉瑞盛达远景泽卓云辰弘润博锐金诺承德皓森旭凌昊星禾宸朗"
	brandTail = "岳砚川澜源渠循榉翊腾峰远航越图新驰科创联力拓晟业翔泰元衡域程光禾原岭佳"
	surnames  = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
	given     = "伟芳娜敏静强磊洋勇艳杰娟涛明超秀霞平刚桂文辉建国志华永红军玲丹萍鑫宇晨浩然思远"
)

func (b *builder) rune(s string) string {
	r := []rune(s)
	return string(r[b.rng.IntN(len(r))])
}

func (b *builder) person() string {
	return b.unique(func() string { return b.rune(surnames) + b.rune(given) + b.rune(given) })
}

func (b *builder) unique(make func() string) string {
	for {
		if n := make(); !b.used[n] {
			b.used[n] = true
			return n
		}
	}
}

// firm is a firm of the demonstration: its full name, and the brand in it.
type firm struct{ name, brand string }

// firm makes a firm up: local ones bear the city's name, others come from elsewhere.
func (b *builder) firm(c *chainSeed) firm {
	var f firm
	b.unique(func() string {
		f.brand = b.rune(brandHead) + b.rune(brandTail)
		trade := pick(b, c.trades)
		switch b.rng.IntN(5) {
		case 0:
			f.name = fmt.Sprintf("%s%s（景川）有限公司", f.brand, trade)
		case 1, 2:
			f.name = fmt.Sprintf("景川%s%s有限公司", f.brand, trade)
		case 3:
			f.name = fmt.Sprintf("景川市%s%s股份有限公司", f.brand, trade)
		default:
			f.name = fmt.Sprintf("%s%s集团有限公司", f.brand, trade)
		}
		return f.name
	})
	return f
}

// projectName names a project as offices do: by capacity, by place, or by firm and product.
func (b *builder) projectName(c *chainSeed, f firm) string {
	p := pick(b, c.products)
	return b.unique(func() string {
		if built(p) {
			return fmt.Sprintf(pick(b, []string{"%s%s项目", "%s%s建设项目", "%s%s扩建项目", "%s%s（二期）项目"}), f.brand, p)
		}
		switch b.rng.IntN(6) {
		case 0:
			return fmt.Sprintf("年产%d万套%s项目", (b.rng.IntN(40)+1)*5, p)
		case 1:
			return fmt.Sprintf("年产%d吨%s生产线（%s期）", (b.rng.IntN(60)+2)*500, p, pick(b, []string{"一", "二", "三"}))
		case 2:
			return fmt.Sprintf("%s%s生产基地", f.brand, p)
		case 3:
			return fmt.Sprintf("%s产业园（%s）", p, f.brand)
		case 4:
			return fmt.Sprintf("%s智能化改造及扩能项目（%s）", p, f.brand)
		}
		return fmt.Sprintf("%s%s研发制造项目", f.brand, p)
	})
}

// built tells products that are places rather than goods: nobody makes 500 tons of a market.
func built(product string) bool {
	for _, end := range []string{"市场", "中心", "场", "电站", "羊舍", "栽培", "养殖", "青贮", "仓储", "回收", "加工", "分割", "利用"} {
		if strings.HasSuffix(product, end) {
			return true
		}
	}
	return false
}
