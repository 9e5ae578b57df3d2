package targets

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/talent"
)

// Talent reads lists of talent needs, introductions and platforms.
func Talent(s *talent.Service) []importing.Target {
	policy := map[string]intake.Policy{chain.Kind: intake.Create}
	by := importing.Identity{Name: "name", Party: "employer", Place: "region"}
	return []importing.Target{
		&importing.Area[talent.Need]{List: talent.NeedSpec, Need: authz.FirmEdit, Policy: policy, By: by, Valid: s.Needs.Validate,
			Add: s.Needs.Insert, Select: s.Needs.Select, Replace: s.Needs.Replace, Delete: s.Needs.Remove},
		&importing.Area[talent.Intro]{List: talent.IntroSpec, Need: authz.FirmEdit, Policy: policy, By: by, Valid: s.Intros.Validate,
			Add: s.Intros.Insert, Select: s.Intros.Select, Replace: s.Intros.Replace, Delete: s.Intros.Remove},
		&importing.Area[talent.Platform]{List: talent.PlatformSpec, Need: authz.FirmEdit, Policy: policy, By: by, Valid: s.Platforms.Validate,
			Add: s.Platforms.Insert, Select: s.Platforms.Select, Replace: s.Platforms.Replace, Delete: s.Platforms.Remove},
	}
}
