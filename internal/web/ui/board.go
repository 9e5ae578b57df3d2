package ui

// Board shows records in columns, one a stage or a light.
type Board struct {
	Label   string
	Columns []BoardColumn
	// Move is the page on which a move is confirmed with its proof, asked for by a drop: {id} and {to} are replaced.
	// "" makes the cards stand still.
	Move string
}

// BoardColumn is one column with its totals over all records, not only those shown.
type BoardColumn struct {
	Key, Title string
	Count      string // "152个"
	Sum        string // "286.40亿元"
	Cards      []Card
	More       *Link // the rest
}

// Card is one record on a board.
type Card struct {
	ID, Title, URL string
	Note           string
	Light          *Light
	Bar            *Bar
	End            string
}
