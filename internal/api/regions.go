package api

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func (a *api) regions() {
	const tag = "区域"
	handle(a, op{pattern: "GET /regions", id: "list-regions", perm: authz.OrgView, tag: tag, summary: "本站的行政区和功能区，上级在前"}, a.listRegions)
	handle(a, op{pattern: "GET /regions/lights", id: "list-region-lights", perm: authz.ProjectView, tag: tag, summary: "各县区的灯"}, a.regionLights)
	handle(a, op{pattern: "POST /regions", id: "create-region", perm: authz.OrgEdit, tag: tag, summary: "新增区域", status: 201}, a.createRegion)
	handle(a, op{pattern: "PUT /regions/{code}", id: "update-region", perm: authz.OrgEdit, tag: tag, summary: "修改区域"}, a.updateRegion)
	handle(a, op{pattern: "DELETE /regions/{code}", id: "remove-region", perm: authz.OrgEdit, tag: tag, summary: "删去区域", help: "还有记录的不能删。"}, a.removeRegion)
}

// region is a place of the site.
type region struct {
	Code    string `json:"code" doc:"区划代码"`
	Name    string `json:"name"`
	Parent  string `json:"parent" doc:"上级的代码"`
	Kind    string `json:"kind" doc:"province、city、county、zone、town"`
	Sort    int64  `json:"sort"`
	Version int64  `json:"version"`
}

func regionOf(r *org.Region) region {
	return region{r.ID, r.Name, r.Parent, string(r.Kind), r.Sort, r.Version}
}

type regionsOutput struct {
	Body struct {
		Regions []region `json:"regions"`
	} `nameHint:"Regions"`
}

func (a *api) listRegions(c *call, _ *struct{}) (*regionsOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	out := &regionsOutput{}
	out.Body.Regions = []region{}
	for _, r := range d.Regions() {
		out.Body.Regions = append(out.Body.Regions, regionOf(r))
	}
	return out, nil
}

// regionLight is a county with its light and the sums it was judged by.
type regionLight struct {
	Region    string `json:"region" doc:"区划代码"`
	Name      string `json:"name"`
	Light     string `json:"light"`
	Rule      string `json:"rule"`
	Text      string `json:"text"`
	N         int64  `json:"n" doc:"项目数"`
	YearPlan  int64  `json:"year_plan" doc:"年度计划，元"`
	YearDone  int64  `json:"year_done" doc:"年度完成，元"`
	YearDue   int64  `json:"year_due" doc:"序时应完成，元"`
	MissedRun int64  `json:"missed_run" doc:"连续未达序时月数"`
}

type regionLightsOutput struct {
	Body struct {
		Lights []regionLight `json:"lights"`
	} `nameHint:"RegionLights"`
}

func (a *api) regionLights(c *call, _ *struct{}) (*regionLightsOutput, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, r := range d.Regions() {
		if r.Kind == org.County || r.Kind == org.Zone {
			codes = append(codes, r.ID)
		}
	}
	lights, err := a.Review.RegionLights(c, c.actor.Scope, codes)
	if err != nil {
		return nil, err
	}
	out := &regionLightsOutput{}
	out.Body.Lights = []regionLight{}
	for _, l := range lights {
		out.Body.Lights = append(out.Body.Lights, regionLight{l.Code, d.RegionName(l.Code), l.Light, l.RuleID, l.Text, l.Sum.N, l.Sum.YearPlan, l.Sum.YearDone,
			l.Sum.YearDue, l.MissedRun})
	}
	return out, nil
}

// RegionFields is what may be written of a region. It is exported because it is embedded in bodies, as the others here.
type RegionFields struct {
	Name   string `json:"name" maxLength:"40"`
	Parent string `json:"parent" doc:"上级的代码" maxLength:"20"`
	Kind   string `json:"kind" enum:"province,city,county,zone,town"`
	Sort   int64  `json:"sort,omitempty"`
	Reason string `json:"reason,omitempty" doc:"依据" maxLength:"500"`
}

type createRegionInput struct {
	Body struct {
		Code string `json:"code" doc:"区划代码；功能区可自定" maxLength:"20"`
		RegionFields
	} `nameHint:"RegionNew"`
}

type regionOutput struct{ Body region }

func (a *api) createRegion(c *call, in *createRegionInput) (*regionOutput, error) {
	b := in.Body
	made, err := a.Org.CreateRegion(c, c.actor, org.Region{ID: b.Code, Name: b.Name, Parent: b.Parent, Kind: org.RegionKind(b.Kind), Sort: b.Sort}, b.Reason)
	if err != nil {
		return nil, err
	}
	return &regionOutput{regionOf(made)}, nil
}

type updateRegionInput struct {
	Code string `path:"code" doc:"区划代码" maxLength:"20"`
	Body struct {
		Version int64 `json:"version" doc:"所见的版次"`
		RegionFields
	} `nameHint:"RegionChange"`
}

func (a *api) updateRegion(c *call, in *updateRegionInput) (*regionOutput, error) {
	b := in.Body
	err := a.Org.UpdateRegion(c, c.actor, org.Region{ID: in.Code, Name: b.Name, Parent: b.Parent, Kind: org.RegionKind(b.Kind), Sort: b.Sort, Version: b.Version}, b.Reason)
	stored, findErr := a.region(c, in.Code)
	switch {
	case findErr != nil && err == nil:
		return nil, findErr
	case errs.CodeOf(err) == errs.Conflict && findErr == nil:
		return nil, &errs.Error{Code: errs.Conflict, Message: "您看过之后有人先保存了，请对照stored再改", Detail: shown{stored}, Err: err}
	case err != nil:
		return nil, err
	}
	return &regionOutput{stored}, nil
}

func (a *api) region(c *call, code string) (region, error) {
	d, err := a.Org.Directory(c)
	if err != nil {
		return region{}, err
	}
	r := d.Region(code)
	if r == nil {
		return region{}, errs.New(errs.NotFound, "没有这个区域")
	}
	return regionOf(r), nil
}

type removeRegionInput struct {
	Code   string `path:"code" doc:"区划代码" maxLength:"20"`
	Reason string `query:"reason" doc:"依据" maxLength:"500"`
}

func (a *api) removeRegion(c *call, in *removeRegionInput) (*struct{}, error) {
	return nil, a.Org.RemoveRegion(c, c.actor, in.Code, in.Reason)
}
