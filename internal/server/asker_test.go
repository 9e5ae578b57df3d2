package server_test

import (
	"lianzhang/internal/platform/list"
	"lianzhang/internal/server"
)

func asker() list.Asker { return list.Asker{Scope: server.Program().Scope, Today: today} }
