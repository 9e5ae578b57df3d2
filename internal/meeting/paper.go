package meeting

import (
	"context"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
)

// Names gives the name of a unit by its id.
type Names func(kind, id string) string

// Briefing composes the briefing pack (汇报材料) of a meeting: the office's overview, a page for each team, and annexes with all
// earlier decisions that are not closed and all late tasks. It says how things stand now.
func (s *Service) Briefing(ctx context.Context, scope authz.Scope, m *Meeting, names Names) (*document.Doc, error) {
	a := &agenda{Service: s, ctx: ctx, q: s.Run.DB, scope: scope, m: m, seen: map[string]bool{}}
	figures, err := a.figures()
	if err != nil {
		return nil, err
	}
	chains, err := a.chains()
	if err != nil {
		return nil, err
	}
	points, err := s.Items(ctx, s.Run.DB, m.ID)
	if err != nil {
		return nil, err
	}
	d := &document.Doc{Title: m.Name + "\n汇报材料", Corner: []string{"内部资料"}}
	var sum figure
	for _, c := range chains {
		f := figures[c.ID]
		sum.projects, sum.red, sum.yellow, sum.plan, sum.done = sum.projects+f.projects, sum.red+f.red, sum.yellow+f.yellow, sum.plan+f.plan, sum.done+f.done
		sum.tasks, sum.late, sum.gaps, sum.owner = sum.tasks+f.tasks, sum.late+f.late, sum.gaps+f.gaps, sum.owner+f.owner
	}
	d.Blocks = append(d.Blocks, document.H(1, "总体情况"), document.P(document.Text("截至"+document.DateText(s.Run.Clock.Today())+"，"+strconv.Itoa(len(chains))+"条产业链"+sum.text()+"。")))
	if m.Since != "" {
		d.Blocks = append(d.Blocks, document.P(document.Text("上次会议"+document.DateText(m.Since)+"召开，以来新亮红灯"+strconv.Itoa(count(points, NewRed))+"个，以往议定事项未销号"+strconv.Itoa(count(points, Unclosed))+"项。")))
	}
	if len(chains) > 1 {
		t := document.Table{Caption: "各链情况", Columns: []document.Column{{Header: "产业链", Align: document.Left, Width: 10}, {Header: "项目", Unit: "个"}, {Header: "红灯", Unit: "个"}, {Header: "黄灯", Unit: "个"},
			{Header: "年度完成", Unit: "亿元", Align: document.Right}, {Header: "在办任务", Unit: "项"}, {Header: "超期", Unit: "项"}, {Header: "缺口无责任人", Unit: "个"}}}
		for _, c := range chains {
			f := figures[c.ID]
			t.Rows = append(t.Rows, document.Cells(c.Name, str(f.projects), str(f.red), str(f.yellow), money.Yuan(f.done).In(money.Yi, 2), str(f.tasks), str(f.late), str(f.owner)))
		}
		d.Blocks = append(d.Blocks, t)
	}
	d.Blocks = append(d.Blocks, agendaBlocks(points, names)...)
	for i, c := range chains {
		if i > 0 || len(points) > 0 {
			d.Blocks = append(d.Blocks, document.PageBreak{})
		}
		title := c.Name
		if c.Team != "" {
			title += "（" + c.Team + "）"
		}
		d.Blocks = append(d.Blocks, document.H(1, title), document.P(document.Text("牵头单位"+none(names("unit", c.UnitID))+"。"+figures[c.ID].text()+"。")))
		blocks, err := a.team(c.ID, names)
		if err != nil {
			return nil, err
		}
		d.Blocks = append(d.Blocks, blocks...)
	}
	d.Attachments, err = a.annexes(names)
	if len(d.Attachments) > 0 {
		d.Blocks = append(d.Blocks, document.AttachmentNote{})
	}
	d.Blocks = append(d.Blocks, document.Signature{Unit: none(names("unit", m.UnitID)), Date: m.OnDate})
	return d, err
}

func str(n int64) string { return strconv.FormatInt(n, 10) }

func none(s string) string {
	if s == "" {
		return "未定"
	}
	return s
}

func count(points []Item, kind string) (n int) {
	for i := range points {
		if points[i].Kind != kind {
			continue
		}
		if n++; points[i].Auto && points[i].RefKind == "" { // "另有5项"
			more, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(points[i].Title, "另有"), "项"))
			n += more - 1
		}
	}
	return n
}

// agendaBlocks are the sections of the agenda but for the teams', which have pages of their own.
func agendaBlocks(points []Item, names Names) []document.Block {
	out := []document.Block{document.H(1, "建议议题")}
	for _, k := range ItemKinds {
		if k.Code == Team || count(points, k.Code) == 0 {
			continue
		}
		out = append(out, document.H(2, k.Label))
		for i := range points {
			p := &points[i]
			if p.Kind != k.Code {
				continue
			}
			text := p.Title
			if p.Firm != "" {
				text = p.Firm + "：" + text
			}
			if p.Text != "" {
				text += "。" + strings.ReplaceAll(p.Text, "\n", "；")
			}
			if u := names("unit", p.AboutUnit); u != "" {
				text += "（" + u + "）"
			}
			out = append(out, document.H(3, "", document.Text(text)))
		}
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// perPage is how many rows a team's page shows of its projects and of its tasks.
const perPage = 8

// team is the page of a chain's team: its projects with a light, worst first, and its tasks by term.
func (a *agenda) team(chainID string, names Names) ([]document.Block, error) {
	var out []document.Block
	ps, err := a.Projects.Select(a.ctx, a.q, a.scope, new(db.Where).And("t.chain_id = ?", chainID).In("t.light", "red", "yellow"),
		"ORDER BY CASE t.light WHEN 'red' THEN 0 ELSE 1 END, t.total_invest DESC, t.id LIMIT "+strconv.Itoa(perPage))
	if err != nil {
		return nil, err
	}
	if len(ps) > 0 {
		t := document.Table{Caption: "亮灯项目", Columns: []document.Column{{Header: "项目", Align: document.Left, Width: 18}, {Header: "灯"}, {Header: "阶段"}, {Header: "总投资", Unit: "亿元", Align: document.Right}, {Header: "责任单位", Align: document.Left, Width: 8}}}
		for i := range ps {
			t.Rows = append(t.Rows, document.Cells(ps[i].Name, map[string]string{"red": "红", "yellow": "黄"}[ps[i].Light], project.StageLabel(ps[i].Stage), money.Yuan(ps[i].TotalInvest).In(money.Yi, 2), none(names("unit", ps[i].UnitID))))
		}
		out = append(out, t)
	} else {
		out = append(out, document.P(document.Text("没有亮红灯、黄灯的项目。")))
	}
	ts, err := a.Tasks.Select(a.ctx, a.q, a.scope, new(db.Where).And("t.chain_id = ?", chainID).In("t.state", task.Open, task.Doing, task.Reported), "ORDER BY t.due = '', t.due, t.code LIMIT "+strconv.Itoa(perPage))
	if err != nil {
		return nil, err
	}
	if len(ts) > 0 {
		out = append(out, taskTable("在办任务", ts, names))
	}
	return out, nil
}

func taskTable(caption string, ts []task.Task, names Names) document.Table {
	t := document.Table{Caption: caption, Columns: []document.Column{{Header: "任务", Align: document.Left, Width: 18}, {Header: "牵头单位", Align: document.Left, Width: 8}, {Header: "时限", Width: 6}, {Header: "情况", Align: document.Left, Width: 14}}}
	for i := range ts {
		k := &ts[i]
		state := task.StateLabel(k.State)
		if k.LateDays > 0 {
			state += "，超" + str(k.LateDays) + "个工作日"
		}
		if k.Said != "" {
			state += "；" + k.Said
		}
		t.Rows = append(t.Rows, document.Cells(k.Name, none(names("unit", k.UnitID)), none(k.Due), state))
	}
	return t
}

// annexed bounds the rows of an annex.
const annexed = 300

// annexes are the tables behind the pack.
func (a *agenda) annexes(names Names) ([]document.Attachment, error) {
	var out []document.Attachment
	old := new(db.Where).And("t.source_kind = ?", Kind).In("t.state", task.Open, task.Doing, task.Reported, task.Paused)
	old.And("EXISTS (SELECT 1 FROM meeting p WHERE p.id = t.source_id AND p.kind = ? AND p.chain_id = ? AND p.region = ? AND p.id <> ?)", a.m.Kind, a.m.ChainID, a.m.Region, a.m.ID)
	late := a.where().And("t.light = 'red'").In("t.state", task.Open, task.Doing)
	for _, x := range []struct {
		title string
		w     *db.Where
	}{{"以往议定未销号事项", old}, {"超期任务", late}} {
		rows, err := a.Tasks.Select(a.ctx, a.q, a.scope, x.w, "ORDER BY t.due, t.code LIMIT "+strconv.Itoa(annexed))
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			out = append(out, document.Attachment{Title: x.title, Blocks: []document.Block{taskTable("", rows, names)}})
		}
	}
	return out, nil
}
