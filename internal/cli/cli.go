// Package cli is the command line: the same verbs as the pages, for whoever owns the machine.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"lianzhang/internal/config"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/server"
)

// IO is what a command reads from and writes to.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
}

// Std is the terminal.
func Std() IO { return IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv} }

// command is one verb.
type command struct {
	name, args, help string
	run              func(ctx context.Context, c *call) error
}

// call is one use of a verb: its flags and words, and the means to answer.
type call struct {
	IO
	flags  *flag.FlagSet
	args   []string
	file   *string
	data   *string
	target *string
	listen *string
}

func commands() []command {
	return []command{
		{"serve", "", "提供网页和接口", serve},
		{"demo", "[--fresh]", "生成并打开演示城市", demoCity},
		{"import", "KIND FILE [--dry-run] [--json]", "导入表格：project、enterprise、opportunity、chain、unit、account", importFile},
		{"export", "KIND [--where EXPR] -o FILE", "导出列表", exportList},
		{"report", "dispatch|bulletin --period P -o FILE", "生成调度清单或工作通报（.docx、.xlsx）", makeReport},
		{"verify", "[--checkpoint FILE] | --proof FILE [--key 公钥]", "校验日志和记录是否被改动", verify},
		{"checkpoint", "[--note 文字]", "生成可打印的日志检查点", checkpoint},
		{"backup", "FILE", "备份数据库和附件", backup},
		{"restore", "FILE", "恢复到空的数据目录", restore},
		{"db", "migrate | copy TARGET", "升级数据库，或复制到另一数据库", database},
		{"user", "add LOGIN 姓名 --unit 单位 --role ROLE | password LOGIN | list", "管理账号", user},
		{"doctor", "[--rebuild]", "检查环境，重建汇总和索引", doctor},
		{"version", "", "版本", version},
	}
}

// Main runs one command and gives the exit status: 0 done, 1 failed, 2 wrong use.
func Main(ctx context.Context, args []string, std IO) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(std.Out)
		return 0
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return cmd.main(ctx, args[1:], std)
		}
	}
	fmt.Fprintf(std.Err, "没有“%s”这个命令\n\n", args[0])
	usage(std.Err)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "链长：产业链链长制工作系统\n\n用法：lianzhang 命令 [选项]\n\n公共选项：--config 文件　--data 目录　--database 文件或postgres://…")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %-52s %s\n", c.name, c.args, c.help)
	}
}

func (cmd command) main(ctx context.Context, args []string, std IO) int {
	fs := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	fs.SetOutput(std.Err)
	c := &call{IO: std, flags: fs, args: args}
	c.file = fs.String("config", "", "配置文件")
	c.data = fs.String("data", "", "数据目录")
	c.target = fs.String("database", "", "数据库文件或postgres://…")
	c.listen = fs.String("listen", "", "服务地址")
	err := cmd.run(ctx, c)
	var wrong usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(std.Err, "%s\n用法：lianzhang %s %s\n", wrong, cmd.name, cmd.args)
		return 2
	}
	fmt.Fprintln(std.Err, message(err))
	return 1
}

// usageError says that the words of a command are wrong.
type usageError string

// Error is what was wrong.
func (e usageError) Error() string { return string(e) }

func message(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		text := e.Message
		for _, f := range e.Fields {
			text += "\n  " + f.Name + "：" + f.Message
		}
		if e.Code == errs.Internal || e.Code == errs.Unavailable {
			text += "\n  （" + err.Error() + "）"
		}
		return text
	}
	return err.Error()
}

// parse reads flags that may stand before, between or behind the words, and leaves the words in c.args.
func (c *call) parse(least, most int) error {
	var words []string
	rest := c.args
	for {
		if err := c.flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return usageError("选项写错了")
		}
		if c.flags.NArg() == 0 {
			break
		}
		words = append(words, c.flags.Arg(0))
		rest = c.flags.Args()[1:]
	}
	c.args = words
	if len(words) < least || len(words) > most {
		return usageError("参数个数不对")
	}
	return nil
}

// config loads the settings and lays the flags over them.
func (c *call) config() (config.Config, error) {
	env := func(name string) string {
		for flagName, value := range map[string]*string{"LIANZHANG_DATA": c.data, "LIANZHANG_DATABASE": c.target, "LIANZHANG_LISTEN": c.listen} {
			if name == flagName && *value != "" {
				return *value
			}
		}
		return c.Env(name)
	}
	return config.Load(*c.file, env)
}

// open opens the site for a command.
func (c *call) open(ctx context.Context) (*server.App, error) {
	cfg, err := c.config()
	if err != nil {
		return nil, err
	}
	return server.Open(ctx, cfg, clock.System)
}

// with opens the site, runs fn and closes it.
func (c *call) with(ctx context.Context, fn func(*server.App) error) error {
	app, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer app.Close()
	return fn(app)
}
