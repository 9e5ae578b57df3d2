package attach

import (
	"context"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// Labels are the labels of a record's files, such as "投资合同"; a flow asks for them as proof.
func Labels(ctx context.Context, q db.Queryer, ref record.Ref) ([]string, error) {
	return db.Strings(ctx, q, "SELECT DISTINCT label FROM attachment WHERE kind = $1 AND ref_id = $2 AND label <> ''", ref.Kind, ref.ID)
}
