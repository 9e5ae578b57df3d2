// Package id makes record identities: ULIDs, which sort by the time of their making and need no sequence.
package id

import "github.com/oklog/ulid/v2"

// New makes an identity of 26 characters, safe in URLs, for the time in milliseconds. Identities that one process makes
// within one millisecond sort in the order of their making. They are no secrets.
func New(unixMilli int64) string {
	return ulid.MustNew(uint64(unixMilli), ulid.DefaultEntropy()).String()
}

// Valid reports whether s has the form of an identity.
func Valid(s string) bool {
	_, err := ulid.ParseStrict(s)
	return err == nil
}
