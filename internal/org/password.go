package org

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"lianzhang/internal/platform/errs"
)

// Cost is how dear it is to hash a password once with argon2id: memory in KiB, and passes over it.
type Cost struct{ MemoryKiB, Passes uint32 }

// hasher hashes passwords, a few at a time: each takes its full memory, so their number bounds what a flood of sign-ins costs.
type hasher struct {
	cost  Cost
	slots chan struct{}
	dummy string // verified for unknown logins, so that they take as long as known ones
}

const (
	hashesAtOnce = 4
	hashWait     = 10 * time.Second // longer than that in the queue is told to come again
	saltBytes    = 16
	keyBytes     = 32
	maxPassword  = 128 // bytes
)

func newHasher(cost Cost) *hasher {
	h := &hasher{cost: cost, slots: make(chan struct{}, hashesAtOnce)}
	h.dummy = h.encode(make([]byte, saltBytes), make([]byte, keyBytes))
	return h
}

// alone waits for a free place and runs fn in it.
func (h *hasher) alone(ctx context.Context, fn func()) error {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return errs.New(errs.Unavailable, "正在登录的人太多，请稍后再试")
	}
	defer func() { <-h.slots }()
	fn()
	return nil
}

func (h *hasher) hash(ctx context.Context, password string) (out string, err error) {
	err = h.alone(ctx, func() {
		salt := make([]byte, saltBytes)
		_, _ = rand.Read(salt) // never fails; see crypto/rand
		out = h.encode(salt, argon2.IDKey([]byte(password), salt, h.cost.Passes, h.cost.MemoryKiB, 1, keyBytes))
	})
	return out, err
}

func (h *hasher) encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, h.cost.MemoryKiB, h.cost.Passes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// verify compares the password with hashes and reports whether one of them fits. With no hash it works as long as with one.
func (h *hasher) verify(ctx context.Context, password string, hashes ...string) (ok bool, err error) {
	if len(hashes) == 0 {
		hashes = []string{""}
	}
	err = h.alone(ctx, func() {
		for _, stored := range hashes {
			ok = h.fits(password, stored) || ok
		}
	})
	return ok, err
}

func (h *hasher) fits(password, stored string) bool {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	var version int
	var cost Cost
	var rest string
	if _, err := fmt.Sscanf(stored, "$argon2id$v=%d$m=%d,t=%d,p=1$%s", &version, &cost.MemoryKiB, &cost.Passes, &rest); err != nil || version != argon2.Version {
		return false
	}
	if cost.MemoryKiB > 1<<20 || cost.Passes == 0 || cost.Passes > 100 {
		return false
	}
	salt64, key64, _ := strings.Cut(rest, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(salt64)
	key, err2 := base64.RawStdEncoding.DecodeString(key64)
	if err1 != nil || err2 != nil || len(key) != keyBytes {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.MemoryKiB, 1, keyBytes)
	return subtle.ConstantTimeCompare(got, key) == 1 && known
}

// checkPassword holds a new password against the rules: length, three of four classes, and nothing of the person in it.
func (o Options) checkPassword(password string, a *Account) error {
	var bad errs.Fields
	if n := utf8.RuneCountInString(password); n < o.MinPassword {
		bad.Add("password", "密码至少%d个字符，现在只有%d个", o.MinPassword, n)
	}
	if len(password) > maxPassword {
		bad.Add("password", "密码最长%d个字节，请缩短", maxPassword)
	}
	if n := classes(password); n < 3 {
		bad.Add("password", "密码要含大写字母、小写字母、数字、符号中的三类，现在只有%d类", n)
	}
	low := strings.ToLower(password)
	for _, own := range []string{a.Login, a.Name, a.Phone} {
		if utf8.RuneCountInString(own) >= 2 && strings.Contains(low, strings.ToLower(own)) {
			bad.Add("password", "密码不能含有登录名、姓名或电话，请另换一个")
			break
		}
	}
	return bad.Err()
}

// classes counts which of upper case, lower case, digits and the rest occur.
func classes(s string) int {
	var upper, lower, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper + lower + digit + other
}

// randomPassword makes a first password of three classes without characters that look alike; about 69 random bits.
func randomPassword() string {
	const alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
	b := make([]byte, 14)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b[:7]) + "-" + string(b[7:]) + "A7"
}
