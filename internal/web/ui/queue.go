package ui

// Queue is the work that is due, in groups of urgency.
type Queue struct {
	Label  string
	Tabs   *Tabs
	Groups []QueueGroup
	Empty  *Empty
}

// QueueGroup is one degree of urgency: 已超期, 今日到期, 本周.
type QueueGroup struct {
	Light *Light // with its word; nil takes Label
	Label string
	Count string // "2件"
	Items []QueueItem
}

// QueueItem is a line of verb, object, clock, holder, action.
type QueueItem struct {
	Kind, Title, URL string
	Note             string
	Clocks           []Clock
	Holder           string
	Act              Action
}

// Clock is a deadline in words. State: run, soon, over, hold, done.
type Clock struct {
	Label, Text, State string
}

// SmallAct is the action at the size of a line.
func (q QueueItem) SmallAct() Action {
	q.Act.Small = true
	return q.Act
}
