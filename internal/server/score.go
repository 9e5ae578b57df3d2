package server

import (
	"context"
	"fmt"

	"lianzhang/internal/cadence"
	"lianzhang/internal/catalog"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/score"
)

// keepRanks is the name of the keeper of ranks, which stands in every kept line and never changes.
const keepRanks = "rank"

// newScores wires scores to the lists they may count over and to the other sources of values.
func (a *App) newScores() *score.Service {
	lists := &score.Lists{DB: a.DB}
	for _, e := range catalog.Entries() {
		if e.Spec.Scope.Region != "" || e.Spec.Scope.Unit != "" || e.Spec.Scope.Chain != "" {
			lists.All = append(lists.All, score.Listed{Spec: e.Spec, Title: e.Title, Base: e.Base})
		}
	}
	return &score.Service{Run: a.Run, Org: a.Org, Calendar: a.Org.Working, Lists: lists,
		Sources: []score.Source{&score.Formulas{Formulas: a.Formulas, Today: a.Clock.Today}, &score.Indicators{Indicators: a.Indicators}, tourMeans{a.Tours}}}
}

// keptRanks are the places published for a period, as its freezing keeps them.
func (a *App) keptRanks(ctx context.Context, p period.Period) ([]cadence.Line, error) {
	all, err := a.Scores.Ranks(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []cadence.Line
	for i := range all {
		x := &all[i]
		out = append(out, cadence.Line{Key: x.Key, Subject: x.Subject, Keys: x.Keys, Label: x.Scheme + "：" + x.Label, Value: fmt.Sprintf("%.2f/%d", x.Score, x.Rank),
			Words: fmt.Sprintf("%.2f分，第%d名", x.Score, x.Rank), Rank: int64(x.Rank), URL: x.URL})
	}
	return out, nil
}

var kindScore = notify.Kind{Code: "score", Label: "考核"}

// scoreTopics are the messages of scores.
func (a *App) scoreTopics() []notify.Topic {
	return []notify.Topic{
		{Name: score.TopicOpened, Kind: kindScore, To: []notify.Role{notify.UnitHead}, Tell: a.tellScore},
		{Name: score.TopicAnnounced, Kind: kindScore, To: []notify.Role{notify.UnitHead}, Tell: a.tellScore},
		{Name: score.TopicObjected, Kind: kindScore, To: []notify.Role{notify.Office}, Tell: a.tellScore},
		{Name: score.TopicDecided, Kind: kindScore, To: []notify.Role{notify.Mentioned}, Tell: a.tellScore},
		{Name: score.TopicPublished, Kind: kindScore, To: []notify.Role{notify.Office}, Tell: a.tellScore},
	}
}

// tellScore tells who has to fill, who was scored, and what became of an objection.
func (a *App) tellScore(ctx context.Context, e notify.Event) (*notify.News, error) {
	r, err := a.Scores.Get(ctx, e.Ref.ID)
	if errs.CodeOf(err) == errs.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	n := &notify.News{Title: r.Title(), URL: "/scores/" + r.ID}
	switch e.Topic {
	case score.TopicOpened:
		n.Text, n.URL, n.Keys = "请填表打分", "/scores/give", authz.Keys{Unit: e.Payload}
		if r.FillBy != "" {
			n.Text += "，" + r.FillBy + "截止"
		}
	case score.TopicAnnounced:
		return a.tellScored(ctx, n, r, e.Payload)
	case score.TopicObjected:
		n.Text = e.Payload + "提出异议，等待裁定"
	case score.TopicDecided:
		o, err := a.Scores.Objection(ctx, authz.Scope{All: true}, e.Payload)
		if err != nil {
			return nil, err
		}
		n.Text = o.Label + "的异议" + score.ObjectionFlow.Label(o.State) + "：" + o.Reason
		n.People = map[notify.Role][]string{notify.Mentioned: {o.ByID}}
	case score.TopicPublished:
		n.Text = "得分和名次已发布"
	}
	return n, nil
}

// tellScored tells the heads of who was scored; of a county those of its units.
func (a *App) tellScored(ctx context.Context, n *notify.News, r *score.Round, subjectID string) (*notify.News, error) {
	row, err := a.Scores.Mine(ctx, authz.Scope{All: true}, r.ID, subjectID)
	if err != nil {
		return nil, err
	}
	n.URL += "/" + subjectID
	n.Matter = record.Ref{Kind: score.ResultKind, ID: row.ID}
	n.Title = row.Label + "　" + n.Title
	n.Text, n.Keys = fmt.Sprintf("公示：%.2f分，第%d名；有异议在%s前提出", row.Score, row.Rank, r.ObjectBy), row.ScopeKeys()
	if row.UnitID == "" && row.Region != "" {
		d, err := a.Org.Directory(ctx)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, x := range d.Accounts() {
			if x.Region == row.Region && x.Active && holds(d, x.ID, heads) {
				ids = append(ids, x.ID)
			}
		}
		n.People = map[notify.Role][]string{notify.UnitHead: ids}
	}
	return n, nil
}
