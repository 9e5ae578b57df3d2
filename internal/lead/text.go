package lead

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"lianzhang/internal/insight/firmname"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/uscc"
)

// Text is what a lead, a note or an admission says about its client. It is stored outside the journal.
type Text struct {
	ID       string `db:"id"` // of the lead, note, file or admission
	LeadID   string `db:"lead_id"`
	Salt     string `db:"salt"`
	FirmID   string `db:"enterprise_id"` // the investor's record, "" = none
	Name     string `db:"name"`          // the project
	Investor string `db:"investor"`
	USCC     string `db:"uscc"`
	Place    string `db:"place"`
	Content  string `db:"content"`
	Contact  string `db:"contact"`
	Phone    string `db:"phone"`
	Source   string `db:"source"` // who referred it
	Evidence string `db:"evidence"`
	Body     string `db:"body"` // of a note or an admission
}

// texts reads; writing goes past the journal on purpose.
var texts = db.NewTable[Text]("lead_text")

const textColumns = "id, lead_id, salt, enterprise_id, name, investor, uscc, place, content, contact, phone, source, evidence, body"

// normal are the fields of the text in the form in which they are sealed: without spaces around them, the code in capitals.
func (t *Text) normal() []string {
	code, _ := uscc.Clean(t.USCC)
	return []string{t.ID, t.LeadID, t.FirmID, strings.TrimSpace(t.Name), strings.TrimSpace(t.Investor), code, strings.TrimSpace(t.Place), strings.TrimSpace(t.Content),
		strings.TrimSpace(t.Contact), strings.TrimSpace(t.Phone), strings.TrimSpace(t.Source), strings.TrimSpace(t.Evidence), strings.TrimSpace(t.Body)}
}

// SealOf is the SHA-256 of the salt and the normal fields, each with its length before it so that text cannot wander between
// fields; in hex.
func (t *Text) SealOf() string {
	h := sha256.New()
	h.Write([]byte(t.Salt))
	for _, f := range t.normal() {
		n := len(f)
		h.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		h.Write([]byte(f))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// newSalt makes a salt: without it short names could be guessed from the seal.
func newSalt() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// seal stores the text with a fresh salt, in place of an earlier one of the same id, and gives the seal.
func seal(ctx context.Context, tx *change.Tx, t Text) (string, error) {
	t.Salt = newSalt()
	if _, err := tx.Exec(ctx, "DELETE FROM lead_text WHERE id = $1", t.ID); err != nil {
		return "", err
	}
	_, err := tx.Exec(ctx, "INSERT INTO lead_text ("+textColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		t.ID, t.LeadID, t.Salt, t.FirmID, t.Name, t.Investor, t.USCC, t.Place, t.Content, t.Contact, t.Phone, t.Source, t.Evidence, t.Body)
	return t.SealOf(), err
}

// textsOf reads all texts of a lead, by id.
func textsOf(ctx context.Context, q db.Queryer, leadID string) (map[string]Text, error) {
	rows, err := texts.Select(ctx, q, new(db.Where).And("t.lead_id = ?", leadID), "")
	out := map[string]Text{}
	for _, t := range rows {
		out[t.ID] = t
	}
	return out, err
}

// Draft is a lead as somebody enters it.
type Draft struct {
	Investor, USCC, Name, Place, Content, Contact, Phone, Source, Evidence string
	Size                                                                   int64 // yuan
	ChainID, NodeID, GapID, TargetID, EnterpriseID, Region                 string
}

// textLimit is the length of a field in characters.
const textLimit = 2000

func (d *Draft) check() error {
	var bad errs.Fields
	for name, v := range map[string]*string{"investor": &d.Investor, "uscc": &d.USCC, "name": &d.Name, "place": &d.Place, "content": &d.Content,
		"contact": &d.Contact, "phone": &d.Phone, "source": &d.Source, "evidence": &d.Evidence} {
		*v = strings.TrimSpace(*v)
		if len([]rune(*v)) > textLimit {
			bad.Add(name, "不超过%d字", textLimit)
		}
	}
	if d.Investor == "" {
		bad.Add("investor", "填写投资方")
	}
	if d.Name == "" {
		bad.Add("name", "填写项目名称，例如“年产5万吨铜箔”")
	}
	if d.Size < 0 {
		bad.Add("size", "不能是负数")
	}
	if d.USCC != "" {
		code, _ := uscc.Clean(d.USCC)
		if d.USCC = code; !uscc.Valid(code) {
			bad.Add("uscc", "统一社会信用代码不对，请核对；不知道可以不填")
		}
	}
	return bad.Err()
}

func (d *Draft) text(id string) Text {
	return Text{ID: id, LeadID: id, FirmID: d.EnterpriseID, Name: d.Name, Investor: d.Investor, USCC: d.USCC, Place: d.Place, Content: d.Content, Contact: d.Contact, Phone: d.Phone,
		Source: d.Source, Evidence: d.Evidence}
}

// sameFirm compares two names of investors as the register of enterprises does.
func sameFirm(a, b string) bool {
	likeness, _ := firmname.Likeness(firmname.Split(a), firmname.Split(b))
	return likeness >= firmname.Same
}

// alike is the share of the pairs of characters that two texts have in common, 0 to 1 (Dice).
func alike(a, b string) float64 {
	p, q := pairsOf(a), pairsOf(b)
	if len(p) == 0 || len(q) == 0 {
		return 0
	}
	both := 0
	for k := range p {
		if q[k] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(p)+len(q))
}

func pairsOf(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	var last rune
	for _, r := range firmname.Fold(s) {
		if last != 0 {
			out[[2]rune{last, r}] = true
		}
		last = r
	}
	return out
}
