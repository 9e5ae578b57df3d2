// Command journey walks through a working day with a client that was generated from the specification of the API: it lists,
// enters, changes and moves a project, meets a conflict and a refusal, reports a month, asks about the light, tries a workbook
// and takes out the bulletin. It ends with an error at the first thing that is not as promised.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"mime/multipart"
	"net/http"
	"os"
	"strings"

	"lianzhang/internal/api/testdata/client"
)

type journey struct {
	context.Context
	*client.ClientWithResponses
	chain, unit string
	project     client.Project
	seen        string // ETag
}

func main() {
	log.SetFlags(0)
	c, err := client.NewClientWithResponses(os.Args[1]+"/", client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
		return nil
	}))
	if err != nil {
		log.Fatal(err)
	}
	j := &journey{Context: context.Background(), ClientWithResponses: c, chain: os.Args[2], unit: os.Args[3]}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"who am I", j.me}, {"an empty list", j.empty}, {"create", j.create}, {"list", j.list}, {"patch", j.patch}, {"conflict", j.conflict},
		{"move refused", j.refused}, {"proof and move", j.move}, {"report", j.report}, {"light", j.light}, {"import, tried only", j.dryRun},
		{"bulletin as figures", j.bulletin}, {"bulletin as a Word file", j.word}, {"a record of another county", j.foreign},
	} {
		if err := step.do(); err != nil {
			log.Fatalf("%s: %v", step.name, err)
		}
		fmt.Println("ok:", step.name)
	}
}

func ptr[T any](v T) *T { return &v }

// expect demands a status; what the server says otherwise is the error.
func expect(want, got int, body []byte) error {
	if want == got {
		return nil
	}
	return fmt.Errorf("%d, want %d: %s", got, want, body)
}

func (j *journey) me() error {
	r, err := j.GetMeWithResponse(j)
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if r.JSON200.Scope.All || len(r.JSON200.Permissions) == 0 {
		return fmt.Errorf("a county's lead unit: %+v", r.JSON200)
	}
	return nil
}

func (j *journey) find(f client.ProjectFilter) (*client.ProjectList, error) {
	r, err := j.ListProjectsWithResponse(j, &client.ListProjectsParams{Filter: &f, Sort: ptr("-total_invest"), Size: ptr(10)})
	if err != nil {
		return nil, err
	}
	return r.JSON200, expect(200, r.StatusCode(), r.Body)
}

func (j *journey) empty() error {
	found, err := j.find(client.ProjectFilter{})
	if err == nil && (found.Total != 0 || len(found.Rows) != 0) {
		err = fmt.Errorf("sees %d projects of others", found.Total)
	}
	return err
}

func (j *journey) create() error {
	r, err := j.CreateProjectWithResponse(j, client.CreateProjectJSONRequestBody{Name: "年产5万吨高精铜板带项目", Region: "340705", UnitId: &j.unit, ChainId: &j.chain,
		Stage: ptr(client.ProjectNewStage("talks")), Investor: ptr("铜陵某某新材料有限公司"), TotalInvest: ptr(int64(1_200_000_000)), YearPlan: ptr(int64(360_000_000)),
		StartedPlan: ptr("2026-10"), TalksActual: ptr("2026-05-10")})
	if err != nil {
		return err
	}
	if err := expect(201, r.StatusCode(), r.Body); err != nil {
		return err
	}
	j.project, j.seen = *r.JSON201, r.HTTPResponse.Header.Get("ETag")
	return nil
}

func (j *journey) list() error {
	found, err := j.find(client.ProjectFilter{Stage: ptr("talks,signed"), ChainId: &j.chain, TotalInvest: ptr("1000000000..")})
	if err != nil {
		return err
	}
	if found.Total != 1 || found.Rows[0].Id != j.project.Id || *found.Sums.TotalInvest != 1_200_000_000 {
		return fmt.Errorf("%+v", found)
	}
	return nil
}

func (j *journey) patch() error {
	r, err := j.UpdateProjectWithResponse(j, j.project.Id, &client.UpdateProjectParams{IfMatch: &j.seen}, client.UpdateProjectJSONRequestBody{Officer: ptr("张三")})
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if *r.JSON200.Officer != "张三" || *r.JSON200.Version == *j.project.Version {
		return fmt.Errorf("%s", r.Body)
	}
	return nil
}

func (j *journey) conflict() error {
	r, err := j.UpdateProjectWithResponse(j, j.project.Id, &client.UpdateProjectParams{}, client.UpdateProjectJSONRequestBody{Officer: ptr("李四"), Version: j.project.Version})
	if err != nil {
		return err
	}
	if err := expect(409, r.StatusCode(), r.Body); err != nil {
		return err
	}
	p := r.ApplicationproblemJSONDefault
	if stored, ok := p.Stored.(map[string]any); !ok || stored["officer"] != "张三" {
		return fmt.Errorf("does not show what is stored: %s", r.Body)
	}
	return nil
}

func (j *journey) refused() error {
	r, err := j.MoveProjectWithResponse(j, j.project.Id, client.MoveProjectJSONRequestBody{Action: "to_signed", On: "2026-06-18"})
	if err != nil {
		return err
	}
	if err := expect(422, r.StatusCode(), r.Body); err != nil {
		return err
	}
	for _, e := range *r.ApplicationproblemJSONDefault.Errors {
		if e.Name == "proof" && strings.Contains(e.Message, "投资合同") {
			return nil
		}
	}
	return fmt.Errorf("does not name the missing proof: %s", r.Body)
}

// form is a file with fields, as a browser sends them.
func form(name string, content []byte, fields map[string]string) (kind string, body *bytes.Buffer, err error) {
	body = &bytes.Buffer{}
	m := multipart.NewWriter(body)
	for field, value := range fields {
		err = errors.Join(err, m.WriteField(field, value))
	}
	w, e := m.CreateFormFile("file", name)
	if e == nil {
		_, e = w.Write(content)
	}
	return m.FormDataContentType(), body, errors.Join(err, e, m.Close())
}

func (j *journey) move() error {
	kind, body, err := form("投资合同.pdf", []byte("%PDF-1.4\n"), map[string]string{"label": "投资合同"})
	if err != nil {
		return err
	}
	up, err := j.UploadFileWithBodyWithResponse(j, j.project.Id, kind, body)
	if err != nil {
		return err
	}
	if err := expect(201, up.StatusCode(), up.Body); err != nil {
		return err
	}
	steps, err := j.ListStepsWithResponse(j, j.project.Id)
	if err != nil {
		return err
	}
	for _, s := range steps.JSON200.Steps {
		if s.Action == "to_signed" && (len(s.Missing) > 0 || !s.Allowed) {
			return fmt.Errorf("still missing %v", s.Missing)
		}
	}
	r, err := j.MoveProjectWithResponse(j, j.project.Id, client.MoveProjectJSONRequestBody{Action: "to_signed", On: "2026-06-18"})
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if *r.JSON200.Stage != "signed" || *r.JSON200.SignedActual != "2026-06-18" {
		return fmt.Errorf("%s", r.Body)
	}
	return nil
}

func (j *journey) report() error {
	r, err := j.PutReportWithResponse(j, j.project.Id, "2026-10", client.PutReportJSONRequestBody{Done: 20_000_000, Progress: "场平完成，桩基施工", Problem: ptr("用地指标未落实")})
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if r.JSON200.DoneTotal != 20_000_000 || r.JSON200.State != "filed" {
		return fmt.Errorf("%s", r.Body)
	}
	return nil
}

func (j *journey) light() error {
	r, err := j.ExplainLightWithResponse(j, j.project.Id)
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if l := r.JSON200; l.Light != "red" || l.Rule == "" || l.Numbers == nil || l.Clear == "" || len(l.Steps) == 0 {
		return fmt.Errorf("does not explain itself: %s", r.Body)
	}
	return nil
}

func (j *journey) dryRun() error {
	table := "项目名称,县区,总投资（万元）,阶段\n铜箔项目,铜官区,50000,开工\n铜箔项目,铜官区,50000,开工\n铜杆项目,铜官区,很多,在谈\n合计,,100000,\n"
	kind, body, err := form("台账.csv", []byte(table), nil)
	if err != nil {
		return err
	}
	r, err := j.DryRunImportWithBodyWithResponse(j, &client.DryRunImportParams{List: "project"}, kind, body)
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if s := r.JSON200; s.Rows != 3 || s.Accepted != 2 || s.Rejected != 1 || s.Duplicates != 1 || len(s.Errors) != 1 {
		return fmt.Errorf("%s", r.Body)
	}
	return nil
}

func (j *journey) bulletin() error {
	r, err := j.GetBulletinWithResponse(j, "2026-10", &client.GetBulletinParams{})
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if all := r.JSON200.All; all.N != 1 || all.TotalInvest != 1_200_000_000 || all.YearDone != 20_000_000 || all.Rate == nil {
		return fmt.Errorf("%+v", all)
	}
	return nil
}

func (j *journey) word() error {
	r, err := j.GetBulletinWithResponse(j, "2026-10", &client.GetBulletinParams{Format: ptr(client.GetBulletinParamsFormatDocx)})
	if err != nil {
		return err
	}
	if err := expect(200, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if !bytes.HasPrefix(r.Body, []byte("PK")) {
		return fmt.Errorf("%d bytes that are no Word file", len(r.Body))
	}
	return nil
}

func (j *journey) foreign() error {
	r, err := j.CreateProjectWithResponse(j, client.CreateProjectJSONRequestBody{Name: "义安区项目", Region: "340706"})
	if err != nil {
		return err
	}
	if err := expect(403, r.StatusCode(), r.Body); err != nil {
		return err
	}
	if p := r.ApplicationproblemJSONDefault; p == nil || p.Code != "forbidden" || p.Detail == "" {
		return fmt.Errorf("%s", r.Body)
	}
	return nil
}
