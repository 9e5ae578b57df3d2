package checkup

import (
	"fmt"
)

// contracts finds what is counted anew though it belongs to something that is counted already: later phases, supplements, firms
// that moved within the city; and amounts that grew without a paper.
func contracts(r *Register, rules *Rules, out emit) {
	groups := r.byFirm()
	for i := range r.Cases {
		c := &r.Cases[i]
		if !c.counts() || !c.signedYet() || c.firm < 0 {
			continue
		}
		group := groups[r.normals[c.firm]]
		if len(group) <= crowded {
			r.phase(c, group, rules, out)
			r.supplement(c, group, rules, out)
		}
		r.transfer(c, rules, out)
	}
	r.rises(rules, out)
}

// anew reports whether a class counts as a new signing.
func anew(class string) bool {
	return class == "" || class == "新建" || class == "新签约" || class == "新引进"
}

func (r *Register) phase(c *Case, group []int32, rules *Rules, out emit) {
	d := rules.Find("phase")
	word := d.has(c.Name)
	if !d.On || word == "" || !anew(c.Class) {
		return
	}
	base := r.base(c, group, d.Get("firm"), func(o *Case) bool { return d.has(o.Name) != "" })
	if base == nil {
		return
	}
	out(Draft{Detector: d.ID, Severity: Middle, Amount: c.Total, Parts: []Part{part(c, "后期"), part(base, "前期")}, Title: "“" + c.Name + "”是已签约项目的" + word + "，按新签约计了一次",
		Lines: []Line{of(c, "项目名称", c.Name, "前期："+base.Name), of(c, "投资方", said(c.Investor), "前期："+said(base.Investor)), of(c, "类别", said(c.Class), "二期不计新签约"),
			of(c, "总投资", yuan(c.Total), "前期："+yuan(base.Total)), of(c, "签约", said(c.Dates[signed]), "前期："+said(base.Dates[signed]))}})
}

func (r *Register) supplement(c *Case, group []int32, rules *Rules, out emit) {
	d := rules.Find("supplement")
	word := d.has(c.Name, c.Class)
	if !d.On || word == "" {
		return
	}
	base := r.base(c, group, .93, func(o *Case) bool { return d.has(o.Name, o.Class) != "" })
	if base == nil || base.Total == 0 || float64(c.Total) < d.Get("share")/100*float64(base.Total) {
		return
	}
	out(Draft{Detector: d.ID, Severity: Grave, Amount: min(base.Total, c.Total), Parts: []Part{part(c, "补充"), part(base, "原合同")}, Title: "“" + c.Name + "”的金额含了原合同",
		Lines: []Line{of(c, "补充金额", yuan(c.Total), "原合同："+yuan(base.Total)), of(c, "两项相加", yuan(c.Total+base.Total), "补充协议只计增量，最多"+yuan(max(c.Total, base.Total))),
			of(c, "投资方", said(c.Investor), ""), of(c, "签约", said(c.Dates[signed]), "原合同："+said(base.Dates[signed]))}})
}

func (r *Register) transfer(c *Case, rules *Rules, out emit) {
	d := rules.Find("transfer")
	if !d.On || !anew(c.Class) {
		return
	}
	word := d.has(c.Name)
	f := r.firmOf(c)
	local := f != nil && !f.Outside && f.Region != "" && f.Region != c.Region && f.Founded != ""
	if local {
		days, ok := span(f.Founded, c.Dates[signed])
		local = ok && float64(days) >= d.Get("years")*365
	}
	if word == "" && !local {
		return
	}
	x := Draft{Detector: d.ID, Severity: Middle, Amount: c.Total, Parts: []Part{part(c, "项目")}, Title: "“" + c.Name + "”像本地企业转移，按新引进计了一次"}
	if word != "" {
		x.Lines = append(x.Lines, of(c, "名称有“"+word+"”", c.Name, ""))
	}
	if local {
		x.Parts = append(x.Parts, firmPart(f, "本地企业"))
		x.Lines = append(x.Lines, ofFirm(f, "企业在册县区", r.place(f.Region), "项目："+r.place(c.Region)), ofFirm(f, "企业成立", f.Founded, "签约："+said(c.Dates[signed])))
	}
	if word != "" && local {
		x.Severity = Grave
	}
	x.Lines = append(x.Lines, of(c, "类别", said(c.Class), "本地转移默认不计"), of(c, "总投资", yuan(c.Total), ""))
	out(x)
}

// rises tells amounts that grew after the signing without a supplement contract among the files.
func (r *Register) rises(rules *Rules, out emit) {
	d := rules.Find("raise")
	if !d.On {
		return
	}
	for _, x := range r.Rises {
		i, ok := r.at[x.ProjectID]
		if !ok {
			continue
		}
		c := &r.Cases[i]
		if c.Supplement || !c.counts() || x.Old <= 0 || c.Total < x.New || c.Dates[signed] == "" || len(c.Dates[signed]) == 10 && x.On < c.Dates[signed] {
			continue
		}
		share := float64(x.New-x.Old) / float64(x.Old)
		if share < d.Get("share")/100 {
			continue
		}
		out(Draft{Detector: d.ID, Severity: grade(share*100, d.Get("grave")), Amount: x.New - x.Old, About: x.On, Parts: []Part{part(c, "项目")},
			Title: fmt.Sprintf("“%s”签约后总投资调高%s", c.Name, percent(share)),
			Lines: []Line{of(c, "调整前", yuan(x.Old), ""), of(c, "调整后", yuan(x.New), "增加"+yuan(x.New-x.Old)), of(c, "调整", x.On+"　"+x.By, "签约："+c.Dates[signed]),
				of(c, "补充协议", "没有", "附上标为“补充协议”的文件")}})
	}
}
