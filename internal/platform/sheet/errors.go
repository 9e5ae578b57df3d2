package sheet

import (
	"context"
	"errors"
	"fmt"

	"lianzhang/internal/platform/errs"
)

func noSheet(i, n int) error {
	return errs.New(errs.Invalid, "文件里没有第%d个工作表（共%d个），请重新选择工作表", i+1, n)
}

// damaged turns a panic or an error of a decoder into an error for people.
func damaged(cause any) error {
	err, ok := cause.(error)
	if !ok {
		err = fmt.Errorf("%v", cause)
	}
	return errs.Wrap(err, errs.Invalid, "文件内容已损坏，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
}

// cut is the error of a file that stops before its end; row is the last row that was read, 0 when none was.
func cut(err error, row int) error {
	var ours *errs.Error
	if errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return errs.Wrap(err, errs.Unavailable, "读取已取消，请重新上传")
	}
	if row > 0 {
		return errs.Wrap(err, errs.Invalid, "第%d行之后的内容已损坏，无法继续读取（之前的行已读出）。请用 Excel 或 WPS 打开原文件另存为 .xlsx 再上传", row)
	}
	return errs.Wrap(err, errs.Invalid, "文件内容已损坏或没有传完，无法读取。请重新上传；仍不行，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
}

func tooLarge(format string, args ...any) error {
	return errs.New(errs.TooLarge, format, args...)
}
