package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/task"
)

func (a *api) tasks() {
	tag := task.Spec.Label
	r := a.lists(&register{spec: task.Spec, path: "/tasks", one: "task", many: "tasks", schema: "Task", perm: authz.TaskView})
	a.histories(r)
	handle(a, op{pattern: "POST /tasks", id: "set-task", perm: authz.TaskSet, tag: tag, summary: "交办任务", status: 201, answer: recordAnswer(tag, schema("Task"))}, a.setTask)
	handle(a, op{pattern: "POST /tasks/{id}/move", id: "move-task", perm: authz.TaskView, tag: tag, summary: "办理任务", answer: recordAnswer(tag, schema("Task")),
		help: "start、report、close、return、withdraw、pause、resume、cancel、reopen；销号、退回、暂停、取消只有交办人能办；报完成、退回、暂停、取消要写明text。"}, a.moveTask)
	handle(a, op{pattern: "POST /tasks/{id}/progress", id: "report-task", perm: authz.TaskWork, tag: tag, summary: "报进展", answer: recordAnswer(tag, schema("Task"))}, a.reportTask)
	handle(a, op{pattern: "POST /tasks/{id}/carry", id: "carry-task", perm: authz.TaskWork, tag: tag, summary: "结转：记名、记次数，完成时限和灯不变", answer: recordAnswer(tag, schema("Task"))}, a.carryTask)
	handle(a, op{pattern: "GET /tasks/{id}/entries", id: "list-task-entries", perm: authz.TaskView, tag: tag, summary: "任务的经过和节点"}, a.taskEntries)
	handle(a, op{pattern: "GET /task-loads", id: "list-task-loads", perm: authz.TaskView, tag: tag, summary: "责任清单：各单位的任务数、超期、结转"}, a.taskLoads)
	handle(a, op{pattern: "GET /task-day", id: "get-task-day", perm: authz.TaskView, tag: tag, summary: "日清日结：某天应清、已清、结转的任务", help: "过去某天的结果不随以后的办理改变。"}, a.taskDay)
}

// plannedStep is a milestone as it is set.
type plannedStep struct {
	Name string `json:"name" maxLength:"200"`
	Due  string `json:"due" maxLength:"10"`
}

type taskInput struct {
	Body struct {
		Name       string        `json:"name" doc:"要做什么" maxLength:"500"`
		Measure    string        `json:"measure,omitempty" doc:"完成标准" maxLength:"2000"`
		Source     string        `json:"source,omitempty" enum:"plan,plan48,meeting,instruction,ticket,light,other"`
		SourceText string        `json:"source_text,omitempty" doc:"来源文件" maxLength:"300"`
		ChainID    string        `json:"chain_id,omitempty" maxLength:"40"`
		UnitID     string        `json:"unit_id" doc:"牵头单位" maxLength:"40"`
		CoUnits    []string      `json:"co_units,omitempty" doc:"配合单位" maxItems:"50"`
		OwnerID    string        `json:"owner_id,omitempty" doc:"责任人账号" maxLength:"40"`
		StartOn    string        `json:"start_on,omitempty" maxLength:"10"`
		Due        string        `json:"due,omitempty" doc:"完成时限" maxLength:"10"`
		NeedProof  bool          `json:"need_proof,omitempty" doc:"报完成时要有佐证"`
		Steps      []plannedStep `json:"steps,omitempty" doc:"节点" maxItems:"100"`
	} `nameHint:"TaskNew"`
}

func (a *api) setTask(c *call, in *taskInput) (*written, error) {
	b := in.Body
	d := task.Draft{Name: b.Name, Measure: b.Measure, Source: b.Source, SourceText: b.SourceText, ChainID: b.ChainID, UnitID: b.UnitID, CoUnits: b.CoUnits, OwnerID: b.OwnerID,
		StartOn: b.StartOn, Due: b.Due, NeedProof: b.NeedProof}
	for _, s := range b.Steps {
		d.Steps = append(d.Steps, task.Step{Name: s.Name, Due: s.Due})
	}
	t, err := a.Tasks.Create(c, c.actor, d)
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[task.Kind], t.ID, 201)
}

type taskMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"start,report,close,return,withdraw,pause,resume,cancel,reopen"`
		Text   string `json:"text,omitempty" doc:"说明或理由" maxLength:"2000"`
	} `nameHint:"TaskMove"`
}

func (a *api) moveTask(c *call, in *taskMoveInput) (*written, error) {
	if err := a.Tasks.Move(c, c.actor, in.ID, in.Body.Action, in.Body.Text); err != nil {
		return nil, err
	}
	return a.record(c, a.records[task.Kind], in.ID, 0)
}

type taskProgressInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Text    string   `json:"text" maxLength:"2000"`
		Share   *float64 `json:"share,omitempty" doc:"进度，0到1；不写为不变" minimum:"0" maximum:"1"`
		Problem string   `json:"problem,omitempty" doc:"存在问题；不写为已解决" maxLength:"500"`
	} `nameHint:"TaskProgress"`
}

func (a *api) reportTask(c *call, in *taskProgressInput) (*written, error) {
	p := task.Progress{Text: in.Body.Text, Problem: in.Body.Problem, Share: -1}
	if in.Body.Share != nil {
		p.Share = *in.Body.Share
	}
	if err := a.Tasks.Report(c, c.actor, in.ID, p); err != nil {
		return nil, err
	}
	return a.record(c, a.records[task.Kind], in.ID, 0)
}

type taskCarryInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		To     string `json:"to" doc:"结转到哪一天" maxLength:"10"`
		Reason string `json:"reason" maxLength:"500"`
	} `nameHint:"TaskCarry"`
}

func (a *api) carryTask(c *call, in *taskCarryInput) (*written, error) {
	if err := a.Tasks.Carry(c, c.actor, in.ID, in.Body.To, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.record(c, a.records[task.Kind], in.ID, 0)
}

// taskEntry is something that happened to a task.
type taskEntry struct {
	Kind string `json:"kind"`
	On   string `json:"on"`
	Text string `json:"text"`
	Was  string `json:"was" doc:"结转、改期以前的日期"`
	New  string `json:"new" doc:"以后的日期"`
	By   string `json:"by"`
}

// taskStep is a milestone.
type taskStep struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Due    string `json:"due"`
	DoneOn string `json:"done_on"`
}

type taskEntriesOutput struct {
	Body struct {
		Entries []taskEntry `json:"entries" doc:"新的在前"`
		Steps   []taskStep  `json:"steps"`
	} `nameHint:"TaskEntries"`
}

func (a *api) taskEntries(c *call, in *idInput) (*taskEntriesOutput, error) {
	if _, err := a.Tasks.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	es, err := a.Tasks.Entries(c, in.ID)
	if err != nil {
		return nil, err
	}
	ss, err := a.Tasks.Steps(c, a.Run.DB, in.ID)
	out := &taskEntriesOutput{}
	out.Body.Entries, out.Body.Steps = []taskEntry{}, []taskStep{}
	for _, e := range es {
		out.Body.Entries = append(out.Body.Entries, taskEntry{e.Kind, e.OnDate, e.Text, e.WasOn, e.NewOn, e.ByName})
	}
	for _, s := range ss {
		out.Body.Steps = append(out.Body.Steps, taskStep{s.ID, s.Name, s.Due, s.DoneOn})
	}
	return out, err
}

// taskLoad is what a unit has on its hands.
type taskLoad struct {
	UnitID   string `json:"unit_id"`
	Lead     int    `json:"lead" doc:"牵头"`
	Co       int    `json:"co" doc:"配合"`
	Running  int    `json:"running" doc:"牵头在办"`
	Late     int    `json:"late" doc:"红灯"`
	Reported int    `json:"reported" doc:"待销号"`
	Closed   int    `json:"closed" doc:"已销号"`
	InTime   int    `json:"in_time" doc:"已销号中按时报完成的"`
	LateDays int64  `json:"late_days" doc:"累计超期工作日"`
	Carries  int64  `json:"carries" doc:"结转次数"`
	Returns  int64  `json:"returns" doc:"退回次数"`
	Delays   int64  `json:"delays" doc:"改期次数"`
}

type taskLoadsOutput struct {
	Body struct {
		Units []taskLoad `json:"units"`
	} `nameHint:"TaskLoads"`
}

func (a *api) taskLoads(c *call, _ *struct{}) (*taskLoadsOutput, error) {
	loads, err := a.Tasks.Loads(c, c.actor.Scope)
	out := &taskLoadsOutput{}
	out.Body.Units = []taskLoad{}
	for _, l := range loads {
		out.Body.Units = append(out.Body.Units, taskLoad{l.UnitID, l.Lead, l.Co, l.Running, l.Late, l.Reported, l.Closed, l.InTime, l.LateDays, l.Carries, l.Returns, l.Delays})
	}
	return out, err
}

type taskDayInput struct {
	Day    string `query:"date" doc:"日期" required:"true" format:"date"`
	UnitID string `query:"unit_id" doc:"只看一个单位" maxLength:"40"`
}

// taskDue is a task on a day sheet.
type taskDue struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	UnitID  string `json:"unit_id"`
	Outcome string `json:"outcome" enum:"cleared,carried,open" doc:"cleared 已清、carried 结转、open 未清"`
	CarryTo string `json:"carry_to" doc:"结转到"`
	Reason  string `json:"reason" doc:"结转理由"`
	By      string `json:"by" doc:"谁结转的"`
}

type taskDayOutput struct {
	Body struct {
		Due  []taskDue `json:"due" doc:"当天应清"`
		Left []taskDue `json:"left" doc:"以前应清、至今未清"`
	} `nameHint:"TaskDay"`
}

func (a *api) taskDay(c *call, in *taskDayInput) (*taskDayOutput, error) {
	of := task.Of{}
	if in.UnitID != "" {
		of.Units = []string{in.UnitID}
	}
	sheet, err := a.Tasks.Sheet(c, c.actor.Scope, in.Day, of)
	if err != nil {
		return nil, err
	}
	out := &taskDayOutput{}
	out.Body.Due, out.Body.Left = dueOf(sheet.Due), dueOf(sheet.Left)
	return out, nil
}

func dueOf(rows []task.DayRow) []taskDue {
	out := []taskDue{}
	for _, r := range rows {
		d := taskDue{ID: r.ID, Name: r.Name, UnitID: r.UnitID, Outcome: string(r.Outcome)}
		if r.Carry != nil {
			d.CarryTo, d.Reason, d.By = r.Carry.NewOn, r.Carry.Text, r.Carry.ByName
		}
		out = append(out, d)
	}
	return out
}
