// Package id makes record identities: ULIDs, which sort by the time of their making and need no sequence.
package id

import (
	"crypto/rand"

	"github.com/oklog/ulid/v2"
)

// New makes an identity of 26 characters, safe in URLs, for the time in milliseconds.
// Identities made within one millisecond are in no particular order.
func New(unixMilli int64) string {
	return ulid.MustNew(uint64(unixMilli), rand.Reader).String()
}

// Valid reports whether s has the form of an identity.
func Valid(s string) bool {
	_, err := ulid.ParseStrict(s)
	return err == nil
}
