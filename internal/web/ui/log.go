package ui

// Log is a journal or a timeline.
type Log []LogItem

// LogItem is one entry. Auto is done by a rule, Hot is an escalation or an overdue.
type LogItem struct {
	Time      string // "6-02 16:05"
	DateTime  string // machine form, for <time datetime>
	Body      Rich
	Note      Rich // second line
	Files     []File
	Auto, Hot bool
}

// File is an attachment in a list.
type File struct {
	Kind, Name, URL string // PDF, name, address
	Note            string // "2.4 MB　6-02 15:48"
	Light           *Light
	Act             *Action
}
