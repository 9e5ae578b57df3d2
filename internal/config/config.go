// Package config reads the program's settings: a TOML file, then environment variables, then the command line. Zero values
// work: without a file the program serves on 127.0.0.1:8080 from ./data.
package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
)

// Config are the settings of one node.
type Config struct {
	Listen   string `toml:"listen"`    // address to serve on, "127.0.0.1:8080"
	Data     string `toml:"data"`      // folder of the database and the attachments
	Database string `toml:"database"`  // "" = lianzhang.db in Data; or "postgres://…"
	HTTPS    bool   `toml:"https"`     // pages are reached over HTTPS, so cookies are for HTTPS only
	LogLevel string `toml:"log_level"` // debug, info, warn, error
	MaxFile  int64  `toml:"max_file"`  // largest upload in bytes; 0 = 200 MB
	Jobs     *bool  `toml:"jobs"`      // run background work on this node; default true
	Address  string `toml:"address"`   // of the site for links in mails and on papers, "https://lz.example.gov.cn"; "" = as the administrators set it

	Mail   notify.Mail `toml:"mail"` // mail server; without a host as the administrators set it
	Notify Notify      `toml:"notify"`
}

// Notify are the bounds of what leaves the house.
type Notify struct {
	// Allow are addresses or networks (CIDR) which webhooks may reach although they are the machine's own or link-local.
	Allow []string `toml:"allow"`
}

// Load reads the file (which may be "" for none) and the environment, fills in defaults and checks the result.
func Load(file string, env func(string) string) (Config, error) {
	var c Config
	if file != "" {
		meta, err := toml.DecodeFile(file, &c)
		if err != nil {
			return c, errs.Wrap(err, errs.Invalid, "配置文件%s读不出：%v", file, err)
		}
		if left := meta.Undecoded(); len(left) > 0 {
			return c, errs.New(errs.Invalid, "配置文件%s里没有“%s”这一项", file, left[0])
		}
	}
	for name, dest := range map[string]*string{"LISTEN": &c.Listen, "DATA": &c.Data, "DATABASE": &c.Database, "LOG_LEVEL": &c.LogLevel, "ADDRESS": &c.Address,
		"MAIL_HOST": &c.Mail.Host, "MAIL_SECURITY": &c.Mail.Security, "MAIL_USER": &c.Mail.User, "MAIL_PASSWORD": &c.Mail.Password,
		"MAIL_FROM": &c.Mail.From, "MAIL_CA": &c.Mail.CA} {
		if v := env("LIANZHANG_" + name); v != "" {
			*dest = v
		}
	}
	if v := env("LIANZHANG_HTTPS"); v != "" {
		c.HTTPS = v == "1" || v == "true"
	}
	if v := env("LIANZHANG_MAX_FILE"); v != "" {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return c, errs.New(errs.Invalid, "LIANZHANG_MAX_FILE 要填字节数")
		}
		c.MaxFile = n
	}
	if v := env("LIANZHANG_MAIL_PORT"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			return c, errs.New(errs.Invalid, "LIANZHANG_MAIL_PORT 要填端口号")
		}
		c.Mail.Port = n
	}
	if v := env("LIANZHANG_NOTIFY_ALLOW"); v != "" {
		c.Notify.Allow = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	}
	c.defaults()
	return c, c.validate()
}

func (c *Config) defaults() {
	set := func(dest *string, value string) {
		if *dest == "" {
			*dest = value
		}
	}
	set(&c.Listen, "127.0.0.1:8080")
	set(&c.Data, "data")
	set(&c.Database, filepath.Join(c.Data, "lianzhang.db"))
	set(&c.LogLevel, "info")
	if c.MaxFile == 0 {
		c.MaxFile = 200 << 20
	}
	if c.Jobs == nil {
		yes := true
		c.Jobs = &yes
	}
}

func (c *Config) validate() error {
	if !strings.Contains(c.Listen, ":") {
		return errs.New(errs.Invalid, "listen 要写成“地址:端口”，例如127.0.0.1:8080")
	}
	if c.MaxFile < 1<<20 {
		return errs.New(errs.Invalid, "max_file 至少1 MB（1048576）")
	}
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
	default:
		return errs.New(errs.Invalid, "log_level 只能是 debug、info、warn、error")
	}
	if c.Mail.Host != "" {
		if err := c.Mail.Check(); err != nil {
			return errs.Wrap(err, errs.Invalid, "配置里的 mail 不对：%v", err)
		}
	}
	for _, text := range c.Notify.Allow {
		if _, err := netip.ParsePrefix(text); err == nil {
			continue
		}
		if _, err := netip.ParseAddr(text); err != nil {
			return errs.New(errs.Invalid, "notify.allow 里的“%s”不是地址或网段，例如127.0.0.1、10.1.0.0/16", text)
		}
	}
	if st, err := os.Stat(c.Data); err == nil && !st.IsDir() {
		return errs.New(errs.Invalid, "data 要是目录，%s 是文件", c.Data)
	}
	return nil
}

// Blobs is the folder of the attachments.
func (c *Config) Blobs() string { return filepath.Join(c.Data, "files") }
