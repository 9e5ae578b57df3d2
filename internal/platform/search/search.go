// Package search finds two-character Chinese words in names: it indexes every pair of neighbouring characters, because the
// engines' own trigram indexes cannot find 光伏.
//
// A searchable table has a search table beside it with columns rowid (the record's number) and grams: on SQLite an FTS5
// index without content, on PostgreSQL a tsvector with a GIN index. The grams are spelt in ASCII, so that no tokenizer
// splits or drops them.
package search

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"lianzhang/internal/platform/db"
)

// Doc is what is searched of one record: its number and its texts.
type Doc struct {
	No    int64
	Texts []string
}

// Put indexes the texts of the record with the number, replacing what was indexed before.
func Put(ctx context.Context, tx *db.Tx, table string, no int64, fresh bool, texts ...string) error {
	if !fresh {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE rowid = $1", no); err != nil {
			return err
		}
	}
	return Add(ctx, tx, table, Doc{no, texts})
}

// Add indexes records that are not indexed yet.
func Add(ctx context.Context, tx *db.Tx, table string, docs ...Doc) error {
	vals := make([]any, 0, 2*len(docs))
	for _, d := range docs {
		vals = append(vals, d.No, grams(d.Texts...))
	}
	return db.NewInserter(table, "rowid", "grams").Exec(ctx, tx, vals)
}

// Match adds the condition that the record (alias t, number t.no) holds all pairs of neighbouring characters of the text.
// Words parted by spaces may stand apart. A word of one character matches any record with a gram that begins with it.
func Match(w *db.Where, engine db.Engine, table, text string) { match(w, engine, table, text, "") }

// MatchSome is Match for at most n of the records that hold the text, whichever they are: it answers in milliseconds however
// many there are.
func MatchSome(w *db.Where, engine db.Engine, table, text string, n int) {
	match(w, engine, table, text, " LIMIT "+strconv.Itoa(n))
}

func match(w *db.Where, engine db.Engine, table, text, tail string) {
	cond, arg := condition(engine, table, text)
	switch {
	case cond == "":
		w.And("1 = 0")
	case tail != "" && engine == db.Postgres:
		// Written out, so that the planner knows how common the words are: of common ones the first records do, of rare ones the
		// index. The argument is made of letters, digits and signs that match makes itself.
		w.And("t.no IN (SELECT rowid FROM " + table + " WHERE " + strings.Replace(cond, "?", "'"+arg+"'", 1) + tail + ")")
	default:
		w.And("t.no IN (SELECT rowid FROM "+table+" WHERE "+cond+tail+")", arg)
	}
}

// condition is the search as SQL with one value; "" when the text holds nothing to search for.
func condition(engine db.Engine, table, text string) (sql, arg string) {
	var terms []string
	for _, word := range strings.Fields(normal(text)) {
		terms = append(terms, wordTerms(word)...)
	}
	if terms == nil {
		return "", ""
	}
	if engine == db.SQLite {
		return table + " MATCH ?", strings.Join(terms, " AND ")
	}
	return "grams @@ to_tsquery('simple', ?)", strings.ReplaceAll(strings.Join(terms, " & "), "*", ":*")
}

func wordTerms(word string) []string {
	r := []rune(word)
	if len(r) == 1 {
		return []string{string(spell(nil, r[0])) + "*"}
	}
	var out []string
	for i := range len(r) - 1 {
		out = append(out, string(spell(spell(nil, r[i]), r[i+1])))
	}
	return out
}

// grams gives each pair of neighbouring characters once, parted by spaces; the last character of a word stands with a full
// stop, so that a search for it alone finds it too.
func grams(texts ...string) string {
	seen := map[[2]rune]bool{}
	var out []byte
	add := func(gram [2]rune) {
		if seen[gram] {
			return
		}
		seen[gram] = true
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = spell(out, gram[0])
		if gram[1] != 0 {
			out = spell(out, gram[1])
		}
	}
	for _, t := range texts {
		last := rune(0)
		for _, r := range normal(t) {
			switch {
			case last == 0 || last == ' ':
			case r == ' ':
				add([2]rune{last})
			default:
				add([2]rune{last, r})
			}
			last = r
		}
		if last != 0 && last != ' ' {
			add([2]rune{last})
		}
	}
	return string(out)
}

// spell appends a character in lower-case letters and digits; base 32 uses 0–9 and a–v, so the leading z parts the characters.
func spell(b []byte, r rune) []byte { return strconv.AppendInt(append(b, 'z'), int64(r), 32) }

// normal folds width and case and turns everything but letters and digits into spaces.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return ' '
	}, width.Fold.String(s))
}
