package org

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
)

// Settle spares accounts the change of their first password. It is the program's own verb, for demonstrations, tests and
// accounts made on the command line by whoever owns the machine.
func (s *Service) Settle(ctx context.Context, accountIDs ...string) error {
	what := change.What{Action: "account.settle", Perm: authz.Secure}
	return s.change(ctx, authz.System("cli"), what, func(tx *change.Tx) error {
		for _, id := range accountIDs {
			if err := s.setMustChange(ctx, tx, id, false); err != nil {
				return err
			}
		}
		return nil
	})
}
