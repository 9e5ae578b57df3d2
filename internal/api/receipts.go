package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/project"
)

func (a *api) receipts() {
	const tag = "到资"
	handle(a, op{pattern: "GET /projects/{id}/receipts", id: "list-receipts", perm: authz.ProjectView, tag: tag, summary: "项目的到资，新的在前"}, a.listReceipts)
	handle(a, op{pattern: "POST /projects/{id}/receipts", id: "create-receipt", perm: authz.ProjectFill, tag: tag, summary: "登记一笔到资", status: 201,
		help: "累计不超过合同总投资。"}, a.createReceipt)
}

// receipt is money that has come in.
type receipt struct {
	ID        string `json:"id"`
	OnDate    string `json:"on_date" doc:"到账日期"`
	Amount    int64  `json:"amount" doc:"金额，元"`
	Inward    bool   `json:"inward" doc:"来自市外"`
	Voucher   string `json:"voucher" doc:"银行回单或发票号"`
	Note      string `json:"note"`
	CreatedAt int64  `json:"created_at" doc:"UTC微秒"`
}

type receiptsOutput struct {
	Body struct {
		Receipts []receipt `json:"receipts"`
	} `nameHint:"Receipts"`
}

func (a *api) listReceipts(c *call, in *idInput) (*receiptsOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Projects.Receipts(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &receiptsOutput{}
	out.Body.Receipts = make([]receipt, 0, len(rows))
	for _, r := range rows {
		out.Body.Receipts = append(out.Body.Receipts, receipt{r.ID, r.OnDate, r.Amount, r.Inward, r.Voucher, r.Note, r.CreatedAt})
	}
	return out, nil
}

type receiptInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		OnDate  string `json:"on_date" doc:"到账日期，不晚于今天" maxLength:"10"`
		Amount  int64  `json:"amount" doc:"金额，元"`
		Inward  bool   `json:"inward,omitempty" doc:"来自市外"`
		Voucher string `json:"voucher" doc:"银行回单或发票号" maxLength:"100"`
		Note    string `json:"note,omitempty" maxLength:"500"`
	} `nameHint:"ReceiptNew"`
}

func (a *api) createReceipt(c *call, in *receiptInput) (*receiptsOutput, error) {
	b := in.Body
	err := a.Projects.AddReceipt(c, c.actor, project.Receipt{ProjectID: in.ID, OnDate: b.OnDate, Amount: b.Amount, Inward: b.Inward, Voucher: b.Voucher, Note: b.Note})
	if err != nil {
		return nil, err
	}
	return a.listReceipts(c, &idInput{in.ID})
}
