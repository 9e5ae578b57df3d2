package project_test

import (
	"net/url"
	"strings"
)

// parse splits a query that may hold raw Chinese and spaces, as a person types it.
func parse(query string) url.Values {
	v := url.Values{}
	for _, part := range strings.Split(query, "&") {
		if name, value, ok := strings.Cut(part, "="); ok {
			v.Set(name, value)
		}
	}
	return v
}
