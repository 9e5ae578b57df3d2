package api

import (
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
)

// mapVersionRow is a published version of a map.
type mapVersionRow struct {
	No        int64  `json:"no"`
	Label     string `json:"label"`
	Note      string `json:"note"`
	Nodes     int64  `json:"nodes"`
	Edges     int64  `json:"edges"`
	Author    string `json:"author"`
	CreatedAt int64  `json:"created_at" doc:"UTC微秒"`
	Hash      string `json:"hash" doc:"内容的SHA-256"`
}

func versionRow(v *graph.Version) mapVersionRow {
	return mapVersionRow{v.No, v.Label, v.Note, v.Nodes, v.Edges, v.Author, v.CreatedAt, v.Hash}
}

type versionsOutput struct {
	Body struct {
		Versions []mapVersionRow `json:"versions"`
	} `nameHint:"ChainMapVersions"`
}

func (a *api) mapVersions(c *call, in *idInput) (*versionsOutput, error) {
	all, err := a.Graph.Versions(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &versionsOutput{}
	for i := range all {
		out.Body.Versions = append(out.Body.Versions, versionRow(&all[i]))
	}
	return out, nil
}

type publishInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Label string `json:"label" maxLength:"60"`
		Note  string `json:"note,omitempty" maxLength:"4000"`
	} `nameHint:"ChainMapPublish"`
}

type versionOutput struct{ Body mapVersionRow }

func (a *api) publishMap(c *call, in *publishInput) (*versionOutput, error) {
	v, err := a.Graph.Publish(c, c.actor, in.ID, in.Body.Label, in.Body.Note)
	if err != nil {
		return nil, err
	}
	return &versionOutput{versionRow(v)}, nil
}

type versionInput struct {
	ID string `path:"id" maxLength:"40"`
	No int64  `path:"no" minimum:"1"`
}

type versionDocOutput struct {
	Body struct {
		Version mapVersionRow `json:"version"`
		Map     graph.Doc     `json:"map"`
	} `nameHint:"ChainMapVersion"`
}

func (a *api) mapVersion(c *call, in *versionInput) (*versionDocOutput, error) {
	v, d, err := a.Graph.Published(c, c.actor.Scope, in.ID, in.No)
	if err != nil {
		return nil, err
	}
	out := &versionDocOutput{}
	out.Body.Version, out.Body.Map = versionRow(v), *d
	return out, nil
}

type restoreInput struct {
	ID   string `path:"id" maxLength:"40"`
	No   int64  `path:"no" minimum:"1"`
	Body struct {
		Base int64 `json:"base" doc:"所见的修订号；-1为现在的"`
	} `nameHint:"ChainMapRestore"`
}

func (a *api) restoreMap(c *call, in *restoreInput) (*appliedOutput, error) {
	return appliedAnswer(a.Graph.Restore(c, c.actor, in.ID, in.No, in.Body.Base))
}

type diffInput struct {
	ID   string `path:"id" maxLength:"40"`
	From int64  `query:"from" minimum:"0" doc:"版号；0为现在的图谱"`
	To   int64  `query:"to" minimum:"0" doc:"版号；0为现在的图谱"`
}

type diffOutput struct{ Body graph.Diff }

func (a *api) diffMap(c *call, in *diffInput) (*diffOutput, error) {
	from, err := a.mapAt(c, c.actor.Scope, in.ID, in.From)
	if err != nil {
		return nil, err
	}
	to, err := a.mapAt(c, c.actor.Scope, in.ID, in.To)
	if err != nil {
		return nil, err
	}
	return &diffOutput{*graph.Compare(from, to)}, nil
}

// mapAt is a published version, or the map as it stands for 0.
func (a *api) mapAt(c *call, scope authz.Scope, chainID string, no int64) (d *graph.Doc, err error) {
	if no == 0 {
		d, _, err = a.Graph.Doc(c, scope, chainID)
	} else {
		_, d, err = a.Graph.Published(c, scope, chainID, no)
	}
	return d, err
}
