package gap

import "lianzhang/internal/chain/graph"

// Hold registers the gaps of nodes with the map: a node with gaps is not lost in an edit, and a merge of nodes takes them along.
func (s *Service) Hold() {
	s.Graph.Holds(graph.Holder{Label: "个缺口", Count: graph.CountBy(Kind), Move: s.MoveNode})
}
