// Package notify turns the events that areas leave in the outbox into messages for people: in the inbox of the site, by mail,
// and in group chats through webhooks. An event is told exactly once, whatever the number of nodes; what has to leave the house
// waits in a queue of its own, is tried again, and fails where people can see it.
//
// The package knows no area. An area registers a Topic: who is to hear of an event by the part they play in the matter, and a
// function that says what the matter is and what happened.
package notify

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// Role is the part that a person plays in a matter.
type Role string

// The parts. News may name the persons of any of them; those that it leaves out are found by People from the record's keys.
const (
	Owner     Role = "owner"     // who has it to do; by the keys: the people of the record's unit who work on it
	UnitHead  Role = "unit_head" // who answers for the record's unit
	Chief     Role = "chief"     // chief and deputies of the record's chain
	Office    Role = "office"    // the chain-chief office
	Mentioned Role = "mentioned" // whom the event names; never found by the keys
)

// Kind is what topics are called where people choose: in their settings and at a group chat. The order is that of registration.
type Kind struct {
	Code, Label string
	Must        bool // cannot be muted: an instruction must arrive
}

// Event is what an area left in the outbox.
type Event struct {
	ID      string
	At      int64 // UTC microseconds
	Topic   string
	Ref     record.Ref
	Payload string
}

// News is an event as people read it.
type News struct {
	Matter record.Ref        // what it is about, zero = the event's own record; messages about one matter fold into one
	Title  string            // name of the matter
	Text   string            // what happened, one sentence
	URL    string            // page of the matter, "/projects/…"
	Keys   authz.Keys        // of the matter: who may hear of it, and who plays which part
	People map[Role][]string // account ids of parts that the area knows itself
	By     string            // account id of who did it: needs no message
	Urgent bool
}

// Topic is one row of the table of subscriptions.
type Topic struct {
	Name   string // of the outbox, "comment.added"
	Kind   Kind
	To     []Role
	Urgent bool // every event of it is
	// Tell makes the news; nil news when nobody needs to hear. An error is passing: the event is tried again.
	Tell func(ctx context.Context, e Event) (*News, error)
}

// Person is somebody who can be told.
type Person struct {
	ID, Name string
	Active   bool
}

// People answers what notify asks about accounts and units; the composition gives it from the register of people.
type People interface {
	// Person finds an account; one that does not exist is not active.
	Person(ctx context.Context, id string) (Person, error)
	// Play gives the accounts that play the part in a record with these keys.
	Play(ctx context.Context, role Role, keys authz.Keys) ([]string, error)
	// Sees reports whether the person may see a record with these keys.
	Sees(ctx context.Context, id string, keys authz.Keys) (bool, error)
	// Above gives the unit and those above it.
	Above(ctx context.Context, unitID string) ([]string, error)
}

// Options are what the configuration of the node says. What is set here cannot be changed on the pages.
type Options struct {
	Mail    Mail     // Host "" leaves the mail server to the pages
	Address string   // of the site for links in mails, "https://lz.example.gov.cn"; "" leaves it to the pages
	Site    string   // name of the site in mails, when the pages give none
	Allow   []string // addresses or networks that webhooks may reach although they are the machine's own or link-local
	Node    string
}

// Service tells. Its zero times are the defaults.
type Service struct {
	Run      *change.Runner
	People   People
	Calendar func() workday.Calendar
	Options  Options

	Poll     time.Duration // how often to look for events and deliveries; 0 = 2 s
	Lease    time.Duration // how long a silent sender keeps a delivery; 0 = 2 min
	Backoff  time.Duration // wait after the first failure, doubled after each, six hours at most; 0 = 1 min
	Attempts int64         // tries before a delivery counts as failed; 0 = 20, about three days
	Hold     time.Duration // how long a server that cannot be reached is left alone; 0 = 30 s

	topics map[string]Topic
	kinds  []Kind

	lock sync.Mutex
	held map[string]func() time.Duration // endpoints that could not be reached, with the time since
}

// Register adds topics; call it while the program is put together.
func (s *Service) Register(topics ...Topic) {
	if s.topics == nil {
		s.topics = map[string]Topic{}
	}
	for _, t := range topics {
		s.topics[t.Name] = t
		if !slices.ContainsFunc(s.kinds, func(k Kind) bool { return k.Code == t.Kind.Code }) {
			s.kinds = append(s.kinds, t.Kind)
		}
	}
}

// Kinds are the kinds of all topics, in the order of registration.
func (s *Service) Kinds() []Kind { return slices.Clone(s.kinds) }

// Topics are the names of all topics, sorted.
func (s *Service) Topics() []string { return slices.Sorted(maps.Keys(s.topics)) }

// KindLabel is the label of a kind, or its code when it is unknown.
func (s *Service) KindLabel(code string) string {
	for _, k := range s.kinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

func (s *Service) kind(code string) (Kind, bool) {
	i := slices.IndexFunc(s.kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return s.kinds[i], true
}

func (s *Service) now() int64 { return s.Run.Clock.Micro() }

// slack is by how much clocks of nodes may differ. A stored time further ahead than it shows that the clock was set back;
// what was planned by the old clock is then planned anew, so that nothing waits for a time that was never right.
const slack = 5 * time.Minute

func (s *Service) ahead() int64 { return s.now() + slack.Microseconds() }
