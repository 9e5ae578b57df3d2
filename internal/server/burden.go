package server

import (
	"context"
	"log/slog"
	"strings"

	"lianzhang/internal/burden"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/meter"
)

// measure makes the site measure its forms. A measurement that cannot be stored is lost and logged; the form itself was accepted.
func (a *App) measure(site *web.Site) error {
	key, err := a.Burden.Key(context.Background())
	if err != nil {
		return err
	}
	site.Meter = &meter.Meter{Key: key}
	site.Filled = func(q *web.Req, pattern string, f *meter.Filled) {
		_, form, _ := strings.Cut(pattern, " ")
		fill := burden.Fill{Form: form, Title: f.Title, Via: burden.ViaWeb, Seconds: f.Seconds, ByHand: f.ByHand, TakenOver: f.TakenOver, Empty: f.Empty, Files: f.Files}
		if q.Session == nil {
			fill.Via = burden.ViaLink
		}
		a.noteFill(q.Ctx(), q.Actor, fill)
	}
	return nil
}

// programWrote counts what a program wrote through the interface.
func (a *App) programWrote(ctx context.Context, actor authz.Actor, pattern string) {
	a.noteFill(ctx, actor, burden.Fill{Form: pattern, Title: "接口", Via: burden.ViaAPI})
}

func (a *App) noteFill(ctx context.Context, actor authz.Actor, f burden.Fill) {
	if err := a.Burden.Note(context.WithoutCancel(ctx), actor, f); err != nil {
		slog.Warn("burden", "form", f.Form, "err", err)
	}
}
