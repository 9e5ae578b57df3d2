package cadence

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// secretKey is the id of the signing key among the secrets.
const secretKey = "sign"

// signer gives the site's signing key and makes it when there is none; two nodes agree on one.
func (s *Service) signer(ctx context.Context) (ed25519.PrivateKey, error) {
	seed, err := readSeed(ctx, s.Run.DB)
	if err == nil && seed == nil {
		fresh := make([]byte, ed25519.SeedSize)
		if _, key, err := ed25519.GenerateKey(nil); err == nil {
			copy(fresh, key.Seed())
		} else {
			return nil, err
		}
		err = s.Run.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO cadence_secret (id, value) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", secretKey,
				base64.StdEncoding.EncodeToString(fresh))
			return err
		})
		if err == nil {
			seed, err = readSeed(ctx, s.Run.DB)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, errs.New(errs.Internal, "站点的签名密钥损坏，请从备份恢复 cadence_secret 表")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func readSeed(ctx context.Context, q db.Queryer) ([]byte, error) {
	var text string
	err := q.QueryRow(ctx, "SELECT value FROM cadence_secret WHERE id = $1", secretKey).Scan(&text)
	if db.NotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(text)
	return seed, errs.Wrap(err, errs.Internal, "站点的签名密钥读不出，请从备份恢复 cadence_secret 表")
}

// PublicKey is the public half of the site's signing key, base64, for printing.
func (s *Service) PublicKey(ctx context.Context) (string, error) {
	key, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	return publicOf(key), nil
}

func publicOf(key ed25519.PrivateKey) string {
	return base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
}

// Fingerprint is a public key as people compare it: the first 16 hexadecimal digits of its SHA-256, in groups of four.
func Fingerprint(publicKey string) string {
	raw, err := base64.StdEncoding.DecodeString(publicKey)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	h := hex.EncodeToString(sum[:8])
	return h[:4] + " " + h[4:8] + " " + h[8:12] + " " + h[12:]
}

// Statement is what is signed: the period, how many lines, their root, and when.
func Statement(period string, lines int64, root string, frozenAt int64) []byte {
	return []byte(strings.Join([]string{"lianzhang frozen period v1", period, strconv.FormatInt(lines, 10), root, strconv.FormatInt(frozenAt, 10)}, "\n"))
}

// signed reports whether the signature fits.
func signed(period string, lines int64, root string, frozenAt int64, signature, publicKey string) bool {
	key, err := base64.StdEncoding.DecodeString(publicKey)
	sig, err2 := base64.StdEncoding.DecodeString(signature)
	return err == nil && err2 == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, Statement(period, lines, root, frozenAt), sig)
}

// Proof shows that a line stands in a frozen period; it is checked without a database, by Check or by any program for RFC 6962.
type Proof struct {
	Period    string   `json:"period"`
	No        int64    `json:"no"` // from 0
	Lines     int64    `json:"lines"`
	Leaf      string   `json:"leaf"` // the line as it is hashed
	Path      [][]byte `json:"path"` // base64 in JSON, from the leaf up
	Root      string   `json:"root"`
	FrozenAt  int64    `json:"frozen_at"`
	Signature string   `json:"signature"`
	Key       string   `json:"key"`
}

// ParseProof reads a proof back from its file.
func ParseProof(data []byte) (*Proof, error) {
	p := new(Proof)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(p)
	return p, errs.Wrap(err, errs.Invalid, "不是冻结数据的证明文件，请在冻结周期的页面上重新下载")
}

// Check verifies the proof. publicKey is the site's, from paper; "" takes the one that the proof brings along, which shows only
// that the proof fits itself.
func (p *Proof) Check(publicKey string) error {
	root, err := base64.StdEncoding.DecodeString(p.Root)
	if err != nil || p.No < 0 || p.Lines <= 0 {
		return errs.New(errs.Invalid, "证明里的根或行号不对，文件可能被改动")
	}
	if !strings.HasPrefix(p.Leaf, `["`+p.Period+`",`) {
		return errs.New(errs.Invalid, "这一行不属于%s，文件可能被改动", p.Period)
	}
	if err := proof.VerifyInclusion(hasher, uint64(p.No), uint64(p.Lines), hasher.HashLeaf([]byte(p.Leaf)), p.Path, root); err != nil {
		return errs.Wrap(err, errs.Invalid, "这一行与根不符：行或证明被改动")
	}
	if publicKey == "" {
		publicKey = p.Key
	}
	if !signed(p.Period, p.Lines, p.Root, p.FrozenAt, p.Signature, publicKey) {
		return errs.New(errs.Invalid, "签名与公钥不符：根被改动，或不是这个站点签的")
	}
	return nil
}
