package demo

import (
	"fmt"
	"strings"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/ticket"
)

// planned is one of the six tasks that each chain has in the year's plan of 48. {链}, {产品} and {数} are filled in.
type planned struct {
	name, measure, unit string // unit "" = the chain's own
	co                  []string
	months              int // after March
	steps               []string
}

func yearPlan() []planned {
	return []planned{
		{"绘制{链}产业链图谱并按季更新", "图谱经链长审定，每季度末更新一次", "", []string{"市统计局", "市投促中心"}, 3, []string{"完成企业摸底", "形成图谱初稿", "链长审定发布"}},
		{"围绕{产品}补链，新签约亿元以上项目{数}个", "签约合同和到位凭证", "市投促中心", []string{"市商务局"}, 9, []string{"排定目标企业", "完成两轮上门对接", "签约过半"}},
		{"推进{链}重点项目按期开工{数}个", "施工许可和现场照片", "", []string{"市自然资源局", "市行政审批局"}, 8, []string{"要素缺口清零", "集中开工"}},
		{"建成{链}公共检测服务平台", "平台投用，服务企业{数}家以上", "市科技局", []string{"市市场监管局"}, 9, []string{"确定建设方案", "设备到位", "试运行"}},
		{"设立{链}子基金并投放首个项目", "基金备案和投放凭证", "市金融办", []string{"市财政局"}, 7, []string{"确定管理人", "完成备案"}},
		{"办好{链}用工对接专场{数}场", "签约到岗人数台账", "市人社局", nil, 6, []string{"摸清用工需求", "完成首场"}},
	}
}

// planTasks sets the year's plan on the first working days that the loop reaches, and lets each task run its course.
func (b *builder) planTasks() {
	first := b.workday(b.monthsBack(ticketsFrom) + "-02")
	paper := "《" + cityName + b.Today[:4] + "年产业链链长制工作要点》"
	no := 0
	for i, c := range b.chains {
		for _, p := range yearPlan() {
			no++
			unit := c.UnitID
			if p.unit != "" {
				unit = b.units[p.unit]
			}
			fill := strings.NewReplacer("{链}", c.Name, "{产品}", pick(b, b.wanted(i).Products), "{数}", fmt.Sprint(2+b.rng.IntN(4)))
			due := b.workday(clock.AddDays(first, 30*(p.months-1)+b.rng.IntN(35)))
			e := &errand{by: "office", login: b.worker(unit), from: first, due: due, fate: b.fate(), topic: fill.Replace(p.name), proof: no%3 == 0}
			d := task.Draft{Name: e.topic, Measure: fill.Replace(p.measure), Source: task.FromPlan48, SourceText: fmt.Sprintf("%s第%d项", paper, no), About: c.Ref(), ChainID: c.ID, UnitID: unit,
				StartOn: first, Due: due, NeedProof: e.proof}
			for _, co := range p.co {
				d.CoUnits = append(d.CoUnits, b.units[co])
			}
			span := b.cal().Between(first, due)
			for k, name := range p.steps {
				d.Steps = append(d.Steps, task.Step{Name: name, Due: b.cal().Add(first, max(1, span*(k+1)/(len(p.steps)+1)))})
			}
			b.at(first, 8*60+40+no, func() error {
				if who, err := b.actor(e.login); err == nil {
					d.OwnerID = who.ID
				}
				return b.sets(e, d)
			})
			b.runs(e)
		}
	}
}

// planInstructions lets the chiefs write a line on projects that lag; each becomes a task and comes back.
func (b *builder) planInstructions() {
	lines := []string{"用地、用电问题{月}底前要有结果，请牵头单位拿出倒排表", "为什么连续两个月没有投资入库？查清原因报我", "请到现场开一次协调会，把卡点一次说清", "外线电力不能再拖，专题研究后报结果",
		"盯住设备进场，月底我去看", "企业反映的厂房问题，一周内答复"}
	for n := range 2 * len(b.chains) {
		i := n % len(b.chains)
		from := b.workday(clock.AddDays(b.Today, -(3 + b.rng.IntN(70))))
		due := b.cal().Add(from, 6+b.rng.IntN(12))
		e := &errand{by: fmt.Sprintf("chief%d", i+1), from: from, due: due, fate: b.fate(), topic: "批示事项"}
		text := strings.ReplaceAll(lines[n%len(lines)], "{月}", fmt.Sprint(int(due[5]-'0')*10+int(due[6]-'0'))+"月")
		b.at(from, 8*60+50+n, func() error {
			p, err := b.lagging(i, n)
			if err != nil || p == nil {
				e.login = ""
				return err
			}
			return b.instruct(e, p, text)
		})
		b.runs(e)
	}
}

// lagging is the n-th project of a chain with a light on whose unit has somebody to work on it; nil when there is none.
func (b *builder) lagging(i, n int) (*project.Project, error) {
	rows, err := b.Projects.Select(b.ctx, b.Run.DB, program.Scope, new(db.Where).And("t.chain_id = ?", b.chains[i].ID).And("t.light IN ('red', 'yellow')"), "ORDER BY t.no")
	if err != nil {
		return nil, err
	}
	var out []*project.Project
	for k := range rows {
		if b.worker(rows[k].UnitID) != "" {
			out = append(out, &rows[k])
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out[n%len(out)], nil
}

func (b *builder) instruct(e *errand, p *project.Project, text string) error {
	chief, err := b.actor(e.by)
	if err != nil {
		return err
	}
	c, err := b.Comments.Add(b.ctx, chief, p.Ref(), comment.New{Body: text, Instruction: true, Due: e.due})
	if err != nil {
		return err
	}
	made, err := b.Tasks.OfInstruction(b.ctx, b.Run.DB, c.ID)
	if err != nil || made == nil {
		return err
	}
	e.id, e.login = made.ID, b.worker(made.UnitID)
	return nil
}

// planFollowUps sets tasks from red lights and from tickets that a unit does not bring to an end.
func (b *builder) planFollowUps() {
	for n := range 6 {
		i := n % len(b.chains)
		from := b.workday(clock.AddDays(b.Today, -(8 + 9*n)))
		e := &errand{by: fmt.Sprintf("lead%d", i+1), from: from, due: b.cal().Add(from, 10+n), fate: b.fate(), topic: "红灯整改"}
		b.at(from, 9*60+5+n, func() error {
			p, err := b.lagging(i, n+3)
			if err != nil || p == nil {
				return err
			}
			e.login = fmt.Sprintf("team%d", i+1)
			return b.sets(e, task.Draft{Name: "“" + p.Name + "”亮灯整改：逐项销掉亮灯原因", Measure: "转绿灯", Source: task.FromLight, SourceText: b.Clock.Today() + "亮灯", From: p.Ref(), About: p.Ref(), ChainID: p.ChainID,
				UnitID: b.chains[i].UnitID, StartOn: b.Clock.Today(), Due: e.due})
		})
		b.runs(e)
	}
	for n := range 4 {
		from := b.cal().Add(b.Today, -(4 + 2*n))
		e := &errand{by: "office", from: from, due: b.cal().Add(from, 5), fate: "plain", topic: "久拖诉求"}
		b.at(from, 17*60+40+n, func() error { return b.followTicket(e, n) })
		b.runs(e)
	}
}

// followTicket sets a task about the n-th ticket that has been open for longest.
func (b *builder) followTicket(e *errand, n int) error {
	w := new(db.Where).In("t.state", ticket.Accepted, ticket.Handling)
	rows, err := b.Tickets.Select(b.ctx, b.Run.DB, program.Scope, w, "ORDER BY t.raised_at, t.no")
	if err != nil || len(rows) <= n {
		return err
	}
	t := &rows[n]
	if e.login = b.worker(t.UnitID); e.login == "" {
		return nil
	}
	return b.sets(e, task.Draft{Name: "限期办结诉求" + t.Code + "：" + t.Name, Measure: "企业确认", Source: task.FromTicket, SourceText: "诉求" + t.Code + "超期", From: t.Ref(), About: t.Ref(), ChainID: t.ChainID, UnitID: t.UnitID,
		StartOn: b.Clock.Today(), Due: e.due})
}

// gone reports whether the task was never set: then nothing happens to it.
func (e *errand) gone() bool { return e.id == "" || e.login == "" }
