package cadence

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
)

// Check is a journal.Check: it computes the root of every frozen period anew from the lines, the texts and the signature as they
// are stored. The root itself stands in a row that the journal protects.
func (s *Service) Check(ctx context.Context, q db.Queryer, report func(journal.Finding)) error {
	frozen, err := periods.Select(ctx, q, new(db.Where).And("t.state = ?", Frozen), "ORDER BY t.period")
	if err != nil {
		return err
	}
	seed, err := readSeed(ctx, q)
	if err != nil {
		return err
	}
	if seed == nil && len(frozen) > 0 {
		report(finding("cadence_secret", secretKey, "value", "站点的签名密钥被删除，以后的冻结会换一把钥匙"))
	}
	for i := range frozen {
		if err := checkPeriod(ctx, q, &frozen[i], report); err != nil {
			return err
		}
	}
	return nil
}

// CheckPeriod checks one frozen period, for its page.
func (s *Service) CheckPeriod(ctx context.Context, p *Period) ([]journal.Finding, error) {
	var out []journal.Finding
	err := s.Run.DB.Snapshot(ctx, func(q db.Queryer) error {
		return checkPeriod(ctx, q, p, func(f journal.Finding) { out = append(out, f) })
	})
	return out, err
}

func finding(table, row, column, format string, args ...any) journal.Finding {
	return journal.Finding{Kind: journal.FrozenChanged, Table: table, RowID: row, Column: column, Seq: -1, SeqTo: -1, Text: fmt.Sprintf(format, args...)}
}

func checkPeriod(ctx context.Context, q db.Queryer, p *Period, report func(journal.Finding)) error {
	hashes, err := readHashes(ctx, q, p.FreezeID)
	if err != nil { // not even text: everything below says so
		hashes = nil
	}
	t, named := newTree(), false
	tell := func(row, format string, args ...any) {
		named = true
		report(finding("cadence_line", row, "", p.Label()+"冻结数据"+format, args...))
	}
	texts := map[string]string{} // keeper and name → hash
	w := new(db.Where).And("t.freeze_id = ?", p.FreezeID)
	next, kept := int64(0), int64(len(hashes)/hasher.Size())
	err = eachLine(ctx, q, w, "ORDER BY t.no", func(l *Numbered) error {
		row := fmt.Sprintf("%s/%d", p.Period, l.No)
		if l.No != next {
			tell(row, "缺第%d至%d行", next+1, l.No)
		}
		next = l.No + 1
		hash := hasher.HashLeaf(l.Leaf(p.Period))
		switch {
		case l.No < 0 || l.No >= kept:
			tell(row, "多出第%d行“%s”", l.No+1, l.Label)
		case !bytes.Equal(hash, leafAt(hashes, l.No)):
			tell(row, "第%d行“%s”被改动", l.No+1, l.Label)
		}
		if l.Whole() {
			texts[l.Keeper+"\x00"+l.Key] = l.Value
		}
		return t.add(hash)
	})
	if err != nil {
		return err
	}
	if next < p.Lines {
		tell(fmt.Sprintf("%s/%d", p.Period, next), "缺第%d至%d行", next+1, p.Lines)
	}
	if err := checkTexts(ctx, q, p, texts, report); err != nil {
		return err
	}
	checkRoot(p, t, hashes, named, report)
	return nil
}

// checkRoot compares the roots: over the lines, over the kept hashes, and the one that was journalled and signed.
func checkRoot(p *Period, lines *tree, hashes []byte, named bool, report func(journal.Finding)) {
	over := newTree()
	for i := range int64(len(hashes) / hasher.Size()) {
		_ = over.add(leafAt(hashes, i)) // a range from 0 takes any leaf
	}
	if lines.root() != p.Root && !named {
		report(finding(Kind, p.ID, "root", "%s的根与%d行冻结数据不符：根或某些行连同它们的哈希被改动", p.Label(), lines.edge.End()))
	}
	if over.root() != p.Root {
		report(finding("cadence_blob", p.Period, "data", "%s冻结数据的哈希表与根不符，被改动", p.Label()))
	}
	if !signed(p.Period, p.Lines, p.Root, p.FrozenAt, p.Signature, p.SignKey) {
		report(finding(Kind, p.ID, "signature", "%s的签名与根、行数、冻结时间不符，其中有被改动的", p.Label()))
	}
}

// checkTexts compares the large texts with the hashes in their lines.
func checkTexts(ctx context.Context, q db.Queryer, p *Period, want map[string]string, report func(journal.Finding)) error {
	rows, err := q.Query(ctx, "SELECT keeper, name, data FROM cadence_blob WHERE freeze_id = $1 AND keeper <> '' ORDER BY keeper, no", p.FreezeID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var keeper, name, packed string
		if err := rows.Scan(&keeper, &name, &packed); err != nil {
			return err
		}
		key := keeper + "\x00" + name
		data, err := unpack(packed)
		if err != nil || digest(data) != want[key] {
			report(finding("cadence_blob", p.Period+"/"+name, "data", "%s冻结的底稿“%s”被改动", p.Label(), name))
		}
		delete(want, key)
	}
	for key := range want {
		name := key[bytes.IndexByte([]byte(key), 0)+1:]
		report(finding("cadence_blob", p.Period+"/"+name, "data", "%s冻结的底稿“%s”被删除", p.Label(), name))
	}
	return rows.Err()
}

// RootHex is a root for paper: hexadecimal in groups of four.
func RootHex(root string) string {
	raw, err := base64.StdEncoding.DecodeString(root)
	if err != nil {
		return root
	}
	out := ""
	for i := 0; i+2 <= len(raw); i += 2 {
		if i > 0 {
			out += " "
		}
		out += fmt.Sprintf("%x", raw[i:i+2])
	}
	return out
}

// HashHex is a hash for paper, like RootHex.
func HashHex(hash []byte) string { return RootHex(base64.StdEncoding.EncodeToString(hash)) }
