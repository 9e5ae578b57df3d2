package meeting

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/gap"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
)

var (
	meetings  = db.NewTable[Meeting](Kind)
	items     = db.NewTable[Item](ItemKind)
	guests    = db.NewTable[Guest](GuestKind)
	decisions = db.NewTable[Decision](DecisionKind)
)

// Service has the verbs on meetings.
type Service struct {
	Run      *change.Runner
	Org      *org.Service
	Chains   *chain.Service
	Projects *project.Service
	Gaps     *gap.Service
	Tasks    *task.Service
	Calendar func() workday.Calendar
	// More adds items of areas that this one does not know, such as tickets that were escalated.
	More func(ctx context.Context, scope authz.Scope, m *Meeting) ([]Item, error)
}

// Get reads one meeting that the scope reaches.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Meeting, error) {
	return meetings.Get(ctx, s.Run.DB, Sees(scope), id)
}

// Items are the points of an agenda in its order.
func (s *Service) Items(ctx context.Context, q db.Queryer, id string) ([]Item, error) {
	return items.Select(ctx, q, new(db.Where).And("t.meeting_id = ?", id), "ORDER BY t.sort, t.id")
}

// Guests are who is to attend, by venue.
func (s *Service) Guests(ctx context.Context, id string) ([]Guest, error) {
	return guests.Select(ctx, s.Run.DB, new(db.Where).And("t.meeting_id = ?", id), "ORDER BY t.venue, t.id")
}

// Decisions are what a meeting decided, in order.
func (s *Service) Decisions(ctx context.Context, q db.Queryer, id string) ([]Decision, error) {
	return decisions.Select(ctx, q, new(db.Where).And("t.meeting_id = ?", id), "ORDER BY t.sort, t.id")
}

func (m *Meeting) check() error {
	var bad errs.Fields
	if m.Name = strings.TrimSpace(m.Name); m.Name == "" {
		bad.Add("name", "写会议名称")
	}
	if KindLabel(m.Kind) == m.Kind {
		bad.Add("kind", "选择会议类别")
	}
	if !clock.IsDate(m.OnDate) {
		bad.Add("on_date", "日期写成2026-11-22这样")
	}
	return bad.Err()
}

// Call calls a meeting and builds its agenda.
func (s *Service) Call(ctx context.Context, actor authz.Actor, m Meeting) (*Meeting, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	err := s.Run.Run(ctx, actor, change.What{Action: "meeting.call", Perm: authz.MeetingRun}, func(tx *change.Tx) error {
		if m.UnitID == "" {
			m.UnitID = actor.UnitID
		}
		if m.Region == "" {
			m.Region = actor.Region
		}
		code, err := nextCode(ctx, tx, m.OnDate[:4])
		if err != nil {
			return err
		}
		m.ID, m.Code, m.State, m.SetBy, m.SetName, m.CreatedAt, m.UpdatedAt = tx.NewID(), code, Planned, actor.ID, actor.Name, tx.Now, tx.Now
		if err := s.follow(ctx, tx, &m); err != nil {
			return err
		}
		tx.About(m.Ref())
		if err := meetings.Insert(ctx, tx, &m); err != nil {
			return err
		}
		return s.build(ctx, tx, &m)
	})
	if err != nil {
		return nil, err
	}
	return &m, nil
}

func nextCode(ctx context.Context, tx *change.Tx, year string) (string, error) {
	var last string
	err := tx.QueryRow(ctx, "SELECT COALESCE(max(code), '') FROM meeting WHERE code LIKE $1", "HY-"+year+"-%").Scan(&last)
	n := 0
	if last != "" {
		_, _ = fmt.Sscanf(last, "HY-"+year+"-%d", &n)
	}
	return fmt.Sprintf("HY-%s-%04d", year, n+1), err
}

// follow ties a meeting to the last one of its series that was held: of the same kind, about the same chain, in the same region.
func (s *Service) follow(ctx context.Context, q db.Queryer, m *Meeting) error {
	w := new(db.Where).And("t.kind = ?", m.Kind).And("t.chain_id = ?", m.ChainID).And("t.region = ?", m.Region).And("t.id <> ?", m.ID).And("t.on_date <= ?", m.OnDate).In("t.state", Held, Sent)
	rows, err := meetings.Select(ctx, q, w, "ORDER BY t.on_date DESC, t.id DESC LIMIT 1")
	m.PrevID, m.Since = "", ""
	if err == nil && len(rows) > 0 {
		m.PrevID, m.Since = rows[0].ID, rows[0].OnDate
	}
	return err
}

// Amend changes what was said of a meeting that was not held yet.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, before *Meeting, after Meeting) error {
	if err := after.check(); err != nil {
		return err
	}
	return s.edit(ctx, actor, "edit", before.ID, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if m.State != Planned {
			return errs.New(errs.Conflict, "会议%s，不能再改", Flow.Label(m.State))
		}
		m.Version = before.Version
		m.Name, m.Kind, m.ChainID, m.OnDate, m.AtTime, m.Place, m.Venues, m.Host = after.Name, after.Kind, after.ChainID, after.OnDate, after.AtTime, after.Place, after.Venues, after.Host
		return s.follow(ctx, tx, m)
	})
}

// edit changes a meeting that the actor sees inside one write.
func (s *Service) edit(ctx context.Context, actor authz.Actor, action, id string, perm authz.Perm, reason string, fn func(tx *change.Tx, m *Meeting) error) error {
	what := change.What{Action: "meeting." + action, Perm: perm, Ref: record.Ref{Kind: Kind, ID: id}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := meetings.Get(ctx, tx, Sees(actor.Scope), id)
		if err != nil {
			return err
		}
		after := *before
		if err := fn(tx, &after); err != nil {
			return err
		}
		if after == *before {
			return nil
		}
		if before.Version != after.Version { // the version that the editor saw
			before.Version = after.Version
		}
		after.UpdatedAt = tx.Now
		return meetings.Update(ctx, tx, before, &after)
	})
}

// Move takes a meeting a step further by an action of Flow. Text is the reason of a cancellation, or to whom minutes go.
func (s *Service) Move(ctx context.Context, actor authz.Actor, id, action, text string) error {
	return s.edit(ctx, actor, action, id, authz.TaskView, text, func(tx *change.Tx, m *Meeting) error {
		row, err := Flow.Find(m.State, action)
		if err != nil {
			return err
		}
		today := tx.Clock.Today()
		guards := map[string]flow.Guard[Meeting]{
			"day": func(_ context.Context, m *Meeting) error {
				if m.OnDate > today {
					return errs.New(errs.Conflict, "会议定在%s，还没有到", m.OnDate)
				}
				return nil
			},
			"minutes": func(_ context.Context, m *Meeting) error {
				if strings.TrimSpace(m.Minutes) == "" {
					return errs.New(errs.Conflict, "还没有纪要，先录入或上传纪要再印发")
				}
				return nil
			}}
		if err := flow.Check(ctx, row, actor, text, guards, m); err != nil {
			return err
		}
		m.State = row.To
		switch action {
		case "hold":
			m.HeldOn = today
			return s.met(ctx, tx, m)
		case "send":
			m.SentOn, m.SentTo = today, strings.TrimSpace(text)
			tx.Emit(TopicSent, m.Ref(), m.SentTo)
		}
		return nil
	})
}

// met notes with the chains that their meeting was held, so that their pages tell what has changed since. A meeting without a
// chain is about all active chains that the actor may change.
func (s *Service) met(ctx context.Context, tx *change.Tx, m *Meeting) error {
	w := new(db.Where).And("t.active")
	if m.ChainID != "" {
		w.And("t.id = ?", m.ChainID)
	} else if m.Kind != Dispatch && m.Kind != Promotion && m.Kind != Leading {
		return nil
	}
	rows, err := s.Chains.Select(ctx, tx, tx.Actor.Scope, w, "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		if after.MetOn = max(after.MetOn, m.OnDate); after.MetOn == rows[i].MetOn {
			continue
		}
		if err := s.Chains.Replace(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// Invite adds guests, one a line as people write them: name, post, unit and venue parted by blanks, commas or tabs.
func (s *Service) Invite(ctx context.Context, actor authz.Actor, id, text string) (n int, err error) {
	err = s.edit(ctx, actor, "guest", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		known, err := guests.Select(ctx, tx, new(db.Where).And("t.meeting_id = ?", id), "")
		if err != nil {
			return err
		}
		for _, g := range ParseGuests(text, m.Sub()) {
			if slices.ContainsFunc(known, func(o Guest) bool { return o.Name == g.Name && o.FromUnit == g.FromUnit }) {
				continue
			}
			g.ID, g.MeetingID, g.Region, g.UnitID, g.ChainID = tx.NewID(), id, m.Region, m.UnitID, m.ChainID
			if err := guests.Insert(ctx, tx, &g); err != nil {
				return err
			}
			known = append(known, g)
			n++
		}
		if n == 0 {
			return (&errs.Fields{{Name: "guests", Message: "没有新的参会人；一行一人，如“王伟　局长　市发改委”"}}).Err()
		}
		return nil
	})
	return n, err
}

// ParseGuests reads guests: the first word of a line is the name, a word that is a sub-venue the venue, the last other word the
// unit and what stands between the post.
func ParseGuests(text string, venues []string) []Guest {
	var out []Guest
	for _, line := range strings.Split(text, "\n") {
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" 　\t,，、;；\r", r) })
		if len(words) == 0 {
			continue
		}
		g := Guest{Name: words[0]}
		var rest []string
		for _, w := range words[1:] {
			if slices.Contains(venues, w) {
				g.Venue = w
				continue
			}
			rest = append(rest, w)
		}
		if n := len(rest); n > 0 {
			g.FromUnit, g.Title = rest[n-1], strings.Join(rest[:n-1], " ")
		}
		out = append(out, g)
	}
	return out
}

// CheckIn notes that a guest has come, to a venue of the meeting. Guests check themselves in by their name, or somebody of the
// venue does for them; a second time changes nothing.
func (s *Service) CheckIn(ctx context.Context, actor authz.Actor, id, guestID, venue string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "meeting.checkin", Perm: authz.TaskView, Ref: record.Ref{Kind: Kind, ID: id}}, func(tx *change.Tx) error {
		m, err := meetings.Get(ctx, tx, Sees(actor.Scope), id)
		if err != nil {
			return err
		}
		g, err := guests.Get(ctx, tx, db.Everything, guestID)
		if err != nil || g.MeetingID != id {
			return errs.New(errs.NotFound, "参会名单里没有这个人")
		}
		switch {
		case m.State == Cancelled || m.State == Sent:
			return errs.New(errs.Conflict, "会议%s，不能再签到", Flow.Label(m.State))
		case g.Name != actor.Name && !actor.Can(authz.TaskWork):
			return errs.New(errs.Forbidden, "只能签自己的到，或由会场联络员代签")
		case venue != "" && !slices.Contains(m.Sub(), venue):
			return errs.New(errs.Invalid, "没有“%s”这个会场", venue)
		case g.CameAt != 0:
			return nil
		}
		after := *g
		after.CameAt, after.Venue, after.How = tx.Now, venue, actor.Name
		return guests.Update(ctx, tx, g, &after)
	})
}

// SetMinutes keeps the text of the minutes. With propose it is read for decisions, which join those that are there as drafts.
func (s *Service) SetMinutes(ctx context.Context, actor authz.Actor, id, text string, propose bool) (proposed int, err error) {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return 0, err
	}
	err = s.edit(ctx, actor, "minutes", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		if m.State != Held {
			return errs.New(errs.Conflict, "会议%s，只有开过而没有印发纪要的会议能录纪要", Flow.Label(m.State))
		}
		if m.Minutes = strings.TrimSpace(text); m.Minutes == "" {
			return (&errs.Fields{{Name: "minutes", Message: "写纪要，或上传Word"}}).Err()
		}
		if !propose {
			return nil
		}
		old, err := s.Decisions(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, p := range Propose(strings.Split(m.Minutes, "\n"), names(dir), m.OnDate, s.Calendar()) {
			if slices.ContainsFunc(old, func(d Decision) bool { return d.Text == p.Text }) {
				continue
			}
			d := &Decision{ID: tx.NewID(), MeetingID: id, Region: m.Region, UnitID: m.UnitID, ChainID: m.ChainID, Sort: int64(len(old) + proposed), Text: p.Text, LeadUnit: p.Lead,
				CoUnits: strings.Join(p.Co, " "), Due: p.Due, State: Draft}
			if err := decisions.Insert(ctx, tx, d); err != nil {
				return err
			}
			proposed++
		}
		return nil
	})
	return proposed, err
}

// names are the names by which minutes may call the units of a site.
func names(dir *org.Directory) []UnitName {
	var out []UnitName
	for _, u := range dir.Units() {
		if !u.Active {
			continue
		}
		for _, n := range []string{u.Name, u.Short} {
			if len([]rune(n)) >= 3 {
				out = append(out, UnitName{n, u.ID})
			}
		}
	}
	return out
}

// FromWord gives the text of minutes in a Word file, a paragraph a line, the rows of its tables too.
func FromWord(r io.ReaderAt, size int64) (string, error) {
	c, err := docx.Read(r, size)
	if err != nil {
		return "", err
	}
	var out []string
	for _, p := range c.Parts {
		if p.Table == nil {
			out = append(out, strings.TrimSpace(p.Text))
			continue
		}
		for _, row := range p.Table {
			out = append(out, strings.ReplaceAll(strings.Join(row, "　"), "\n", ""))
		}
	}
	text := strings.TrimSpace(strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), "\n"))
	if text == "" {
		return "", errs.New(errs.Invalid, "Word文件里没有文字；扫描件要先识别成文字")
	}
	return text, nil
}

// Attach hangs a stored file on a meeting: its minutes, a briefing.
func (s *Service) Attach(ctx context.Context, actor authz.Actor, dir *attach.Dir, id, name, label string, b attach.Blob) error {
	return s.edit(ctx, actor, "minutes", id, authz.MeetingRun, "", func(tx *change.Tx, m *Meeting) error {
		_, err := dir.Save(ctx, tx, m.Ref(), m.ScopeKeys(), name, label, b)
		return err
	})
}
