package admin

import (
	"net/url"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is the overview: what the person manages here, and what of it wants a look now.
type showPage struct {
	ui.Page
	Todo   []ui.Line
	Groups []group
}

type group struct {
	Label, Note string
	Lines       []ui.Line
}

func (d Deps) show(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page("admin", "管理")}
	p.Groups = append(p.Groups, d.people(q, dir))
	for _, part := range []struct {
		perm authz.Perm
		make func(*web.Req, *org.Directory) (group, []ui.Line, error)
	}{{authz.ProjectView, d.rules}, {authz.Audit, d.audit}} {
		if !q.Actor.Can(part.perm) {
			continue
		}
		g, todo, err := part.make(q, dir)
		if err != nil {
			return err
		}
		p.Groups, p.Todo = append(p.Groups, g), append(p.Todo, todo...)
	}
	todo, err := d.wants(q)
	if err != nil {
		return err
	}
	p.Todo = append(todo, p.Todo...)
	return q.Render("admin/show", p)
}

func count(n int) string { return ui.Num(int64(n)) }

// people is the part about the organisation, which everybody here sees.
func (d Deps) people(q *web.Req, dir *org.Directory) group {
	scope := org.ListScope(q.Actor)
	units, people, regions := 0, 0, 0
	for _, u := range dir.Units() {
		if scope.Allows(authz.Keys{Region: u.Region, Unit: u.ID}) {
			units++
		}
	}
	for _, a := range dir.Accounts() {
		if a.Active && scope.Allows(authz.Keys{Region: a.Region, Unit: a.UnitID}) {
			people++
		}
	}
	for _, r := range dir.Regions() {
		if scope.Allows(authz.Keys{Region: r.ID}) {
			regions++
		}
	}
	note := "查看；修改由系统管理员办理，授权由安全管理员办理"
	switch {
	case q.Actor.Can(authz.OrgEdit):
		note = "新建、修改、停用"
	case q.Actor.Can(authz.Secure):
		note = "授权、解锁、发初始密码"
	}
	g := group{Label: "组织与人员", Note: note, Lines: []ui.Line{
		{Text: "人员", URL: "/admin/users?active=true", End: count(people) + "名"}, {Text: "单位", URL: "/admin/units?active=true", End: count(units) + "个"},
		{Text: "区域", URL: "/admin/regions", End: count(regions) + "个"}, {Text: "链长与专班", URL: "/admin/posts", Note: ui.Plain("总链长、链长、牵头单位、专班成员，有起止日期")},
		{Text: "工作日历", URL: "/admin/calendar", Note: ui.Plain("节假日和调休，办理时限以此计")},
	}}
	if q.Actor.Can(authz.SiteConfig) {
		g.Lines = append(g.Lines, ui.Line{Text: "消息与推送", URL: "/admin/notify", Note: ui.Plain("邮件服务器、群推送、没有送到的消息")})
	}
	return g
}

// wants is what of the organisation wants a look, for who can do something about it.
func (d Deps) wants(q *web.Req) ([]ui.Line, error) {
	var out []ui.Line
	ask := func(filter, text, url string) error {
		v, err := org.AccountSpec.Parse(parse(filter))
		if err != nil {
			return err
		}
		n, err := org.AccountSpec.Count(q.Ctx(), d.Run.DB, v, list.Asker{Scope: org.ListScope(q.Actor), Today: q.Today()})
		if err == nil && n > 0 {
			out = append(out, ui.Line{Text: text, URL: url + "?" + filter, End: ui.Num(n) + "名"})
		}
		return err
	}
	if q.Actor.Can(authz.Secure) {
		now := strconv.FormatInt(d.Run.Clock.Micro(), 10)
		for _, w := range [][2]string{{"locked_until=" + now + "..", "账号锁定中"}, {"active=true&roles=-", "在用但没有角色"}, {"active=true&last_login=0", "发过账号，没有登录过"}} {
			if err := ask(w[0], w[1], "/admin/users"); err != nil {
				return nil, err
			}
		}
	}
	if q.Actor.Can(authz.SiteConfig) && d.Failed != nil {
		n, err := d.Failed(q.Ctx())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Line{Text: "消息没有送到", URL: "/admin/notify", End: ui.Num(n) + "件"})
		}
	}
	if q.Actor.Can(authz.SiteConfig) {
		c, err := d.Org.Calendar(q.Ctx())
		if err != nil {
			return nil, err
		}
		year, err := strconv.Atoi(q.Today()[:4])
		if err != nil {
			return nil, err
		}
		switch {
		case !c.Known(year):
			out = append(out, ui.Line{Text: strconv.Itoa(year) + "年放假通知没有导入", URL: "/admin/calendar/new", End: "时限按周一到周五计"})
		case q.Today()[5:] >= "11-15" && !c.Known(year+1):
			out = append(out, ui.Line{Text: strconv.Itoa(year+1) + "年放假通知没有导入", URL: "/admin/calendar/new", End: "一般11月公布"})
		}
	}
	return out, nil
}

// rules is the part about lights.
func (d Deps) rules(q *web.Req, _ *org.Directory) (group, []ui.Line, error) {
	g := group{Label: "亮灯规则", Note: "查看"}
	if q.Actor.Can(authz.LightAdopt) {
		g.Note = "复制改写、回放、启用"
	}
	force, err := d.Review.InForce(q.Ctx(), d.Run.DB)
	if err != nil {
		return g, nil, err
	}
	for _, l := range review.Levels() {
		name := "没有在用的规则"
		if c := force[l[0]]; c != nil {
			name = c.Name
		}
		g.Lines = append(g.Lines, ui.Line{Text: l[1], URL: "/admin/lights", End: name})
	}
	today := q.Today()
	ask, err := review.ExemptionSpec.Parse(parse("since=.." + today + "&until_on=" + today + ".."))
	if err != nil {
		return g, nil, err
	}
	n, err := review.ExemptionSpec.Count(q.Ctx(), d.Run.DB, ask, q.Asker())
	g.Lines = append(g.Lines, ui.Line{Text: "回放比较", URL: "/admin/lights/replay", Note: ui.Plain("换规则之前，先把过去几个月重评一遍")},
		ui.Line{Text: "生效中的缓评", URL: "/admin/exemptions?since=.." + today + "&until_on=" + today + "..", End: ui.Num(n) + "条"})
	return g, nil, err
}

// audit is the part about the journal.
func (d Deps) audit(q *web.Req, _ *org.Directory) (group, []ui.Line, error) {
	g := group{Label: "审计", Note: "只看不改"}
	head, err := d.Run.Journal.Head(q.Ctx())
	if err != nil {
		return g, nil, err
	}
	points, err := d.Run.Journal.Checkpoints(q.Ctx())
	if err != nil {
		return g, nil, err
	}
	var todo []ui.Line
	last := "还没有"
	if n := len(points); n > 0 {
		last = ui.Stamp(points[n-1].At)
	}
	if n := len(points); n == 0 || d.Run.Clock.Micro()-points[n-1].At > checkpointEvery {
		todo = append(todo, ui.Line{Text: "该打印检查点了", URL: "/admin/journal/checkpoints", End: "上次：" + last})
	}
	g.Lines = []ui.Line{{Text: "日志", URL: "/admin/journal", End: ui.Num(head.Size) + "条"}, {Text: "校验", URL: "/admin/journal/verify", Note: ui.Plain("重算日志，逐行核对数据和附件")},
		{Text: "检查点", URL: "/admin/journal/checkpoints", End: last},
		{Text: "授权变动", URL: "/admin/journal?action=role.grant"}, {Text: "登录失败", URL: "/admin/journal?action=login.fail"}}
	return g, todo, nil
}

// checkpointEvery is how old the last checkpoint may grow before the overview asks for a new one, in microseconds.
const checkpointEvery = int64(31 * 24 * 3600 * 1_000_000)

// parse reads a query that stands in this package.
func parse(query string) url.Values {
	v, _ := url.ParseQuery(query) // written here, so it parses
	return v
}
