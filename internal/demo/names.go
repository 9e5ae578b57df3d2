package demo

import (
	"fmt"
	"slices"
	"strings"
)

func chainSeeds() []chainSeed {
	return []chainSeed{
		{"铜基新材料", "copper", "市长", "副市长（工业）", "市工信局", "从阴极铜到铜箔、铜杆、高端铜板带和铜基电子材料", []string{"349972", "349981"},
			[]string{"铜业", "新材料", "金属", "电子材料", "铜箔科技"}, 17},
		{"物联网", "iot", "副市长（科技）", "市政府副秘书长", "市大数据局", "感知、通信、平台到行业应用", []string{"349971", "349904"},
			[]string{"物联科技", "传感技术", "智能科技", "通信设备", "电子"}, 13},
		{"光学与光电", "optics", "市委副书记", "副市长（科技）", "市科技局", "镜片、镜头、眼镜到光电器件", []string{"349971", "349902"},
			[]string{"光学", "光电", "光学科技", "视光", "光电子"}, 14},
		{"新能源汽车零部件", "auto", "常务副市长", "副市长（工业）", "市发改委", "三电、底盘、内外饰和轻量化部件", []string{"349903", "349981"},
			[]string{"汽车部件", "汽车科技", "动力科技", "精密制造", "驱动系统"}, 16},
		{"新型储能", "storage", "市人大常委会主任", "副市长（能源）", "市发改委", "电芯、系统集成、变流和储能应用", []string{"349972", "349922"},
			[]string{"储能科技", "新能源", "能源科技", "电力电子", "电池"}, 14},
		{"生物医药与健康", "biomed", "市政协主席", "副市长（卫生）", "市卫健委", "原料药、制剂、器械与健康服务", []string{"349902", "349924"},
			[]string{"药业", "生物科技", "医疗器械", "生物制药", "健康产业"}, 10},
		{"绿色食品", "food", "副市长（农业）", "市政府副秘书长", "市农业农村局", "粮油、果蔬、饮品和预制菜", []string{"349921", "349923"},
			[]string{"食品", "农业发展", "粮油", "生态农业", "冷链物流"}, 9},
		{"肉羊", "sheep", "市委常委、秘书长", "副市长（农业）", "市农业农村局", "种源、养殖、屠宰加工、羊肉制品和副产物利用", []string{"349923", "349924"},
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
func (b *builder) projectName(p string, f firm) string {
	return b.unique(func() string {
		if ends(p, built) {
			return fmt.Sprintf(pick(b, []string{"%s%s项目", "%s%s建设项目", "%s%s扩建项目", "%s%s（二期）项目"}), f.brand, p)
		}
		switch b.rng.IntN(6) {
		case 0, 1:
			if ends(p, pieces) {
				return fmt.Sprintf("年产%d万套%s项目", (b.rng.IntN(40)+1)*5, p)
			}
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

// built are the endings of products that are places or services rather than goods: nobody makes 500 tons of a market. pieces
// are those of goods that are counted; others are weighed.
var (
	built = strings.Fields("市场 中心 场 电站 羊舍 栽培 养殖 青贮 仓储 回收 加工 分割 利用 服务 认证 检测 平台 护理 供应 设计 流通 旅游 推广 物流 配送 治理 监测 电商 研究 " +
		"培训 运营 维护 工程 保险 金融 交易 咨询 冷库 系统 软件 基地 评价 繁育 种植 展览 展会 标准")
	pieces = strings.Fields("器 机 镜 片 表 灯 阀 泵 件 模组 终端 芯片 电池 支架 柜 座 架 仪 头 网关 标签 电缆 线束 轴 轮 板 管 门 窗 箱 具 装置 设备 开关 插座 总成 电堆 电芯")
)

func ends(product string, endings []string) bool {
	return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(product, end) })
}
