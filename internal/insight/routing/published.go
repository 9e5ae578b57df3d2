package routing

// Figure is a measured quality of suggestions: the share of held-out messages whose label was first, and among the first three.
type Figure struct {
	Data  string // which messages
	N     int
	Way   string // which way of guessing
	One   float64
	Three float64
}

// Seed is that of the lot by which messages are parted into five folds; MeasuredOn is when.
const (
	Seed       = 20261122
	MeasuredOn = "2026-11-22"
)

// The data and the ways of Published.
const (
	DataReplies = "市民留言，按答复部门归类"
	DataLeaves  = "留言分类体系三级名称，归到一级"
	WayFrequent = "总猜最常见的"
	WayKeyword  = "关键词"
	WayModel    = "本系统"
	WayHinted   = "本系统，先给类别用词"
)

// Published are the figures that the product shows; a test measures them anew and holds these to them.
func Published() []Figure {
	return []Figure{
		{DataReplies, 58, WayFrequent, 0.017, 0.276}, {DataReplies, 58, WayKeyword, 0.534, 0.655}, {DataReplies, 58, WayModel, 0.397, 0.672}, {DataReplies, 58, WayHinted, 0.466, 0.690},
		{DataLeaves, 517, WayFrequent, 0.126, 0.340}, {DataLeaves, 517, WayKeyword, 0.126, 0.340}, {DataLeaves, 517, WayModel, 0.309, 0.520}, {DataLeaves, 517, WayHinted, 0.302, 0.551},
	}
}
