package ui

// Note is a remark on the page. Letter Yellow or Red colours it; None is neutral.
type Note struct {
	Letter Letter
	Body   Rich
	Acts   []Action
}

// Toast is a short message that goes away by itself; one with Undo stays longer.
type Toast struct {
	Text string
	Undo *Action
	Bad  bool // stays until closed, read out at once
}

// Empty says that there is nothing here, why, and what to do.
type Empty struct {
	Title, Text string
	Acts        []Action
}

// ErrorState says what went wrong with a part of a page, and the next step. Code is what a caller can quote.
type ErrorState struct {
	Title, Text, Code string
	Acts              []Action
}

// Progress is a running job. While Running, the fragment asks URL for itself again every second (htmx).
type Progress struct {
	ID, URL     string
	Label       string // "正在校验"
	Detail      string // "已读12,400行，剩约20秒"
	Done, Total int64  // Total 0: unknown
	Running     bool
	Failed      bool
	Acts        []Action // cancel; or, when done, where to go
}

// Percent is the share done, whole percent; it reaches 100 only when all is done.
func (p Progress) Percent() int64 {
	if p.Total <= 0 {
		return 0
	}
	return min(max(p.Done, 0), p.Total) * 100 / p.Total
}
