// Package secret makes what nobody can guess, for sessions, tokens and links, and the form in which it is stored.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// Link is how many bytes the secret of a link has: 32 characters in its address.
const Link = 24

// New makes n random bytes, written so that they fit in URLs and headers.
func New(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails; see crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

// Digest is the form in which random secrets are stored: they need no salt and no slow hash, since nobody can guess them.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
