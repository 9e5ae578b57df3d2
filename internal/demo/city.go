package demo

import (
	"fmt"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
)

// cityCode and the codes below it are not assigned in GB/T 2260: the city does not exist.
const (
	cityCode = "349900"
	cityName = "景川市"
)

type place struct {
	code, name, kind string
	parks            []string
	weight           int // share of the city's projects
}

func places() []place {
	return []place{
		{"349902", "东湖区", "county", []string{"东湖区新材料园", "东湖区光电产业园"}, 12},
		{"349903", "南浦区", "county", []string{"南浦区产业园"}, 10},
		{"349904", "望江区", "county", []string{"望江区智造园"}, 9},
		{"349921", "云溪县", "county", []string{"云溪县绿色食品园"}, 8},
		{"349922", "石桥县", "county", []string{"石桥县工业园"}, 8},
		{"349923", "青岚县", "county", []string{"青岚县农产品加工园"}, 7},
		{"349924", "榆河县", "county", []string{"榆河县循环经济园"}, 6},
		{"349981", "桐江市", "county", []string{"桐江市经济开发区"}, 9},
		{"349971", "景川高新区", "zone", []string{"景川高新区光学谷", "景川高新区物联网小镇"}, 14},
		{"349972", "临港经开区", "zone", []string{"临港经开区铜产业园", "临港经开区储能产业园"}, 13},
		{"349973", "空港新区", "zone", []string{"空港新区综合保税园"}, 4},
	}
}

// cityUnits are the units of the city itself: full name, short name.
func cityUnits() [][2]string {
	return [][2]string{
		{"景川市产业链链长制办公室", "市链长办"}, {"景川市发展和改革委员会", "市发改委"}, {"景川市工业和信息化局", "市工信局"}, {"景川市商务局", "市商务局"},
		{"景川市科学技术局", "市科技局"}, {"景川市农业农村局", "市农业农村局"}, {"景川市卫生健康委员会", "市卫健委"}, {"景川市市场监督管理局", "市市场监管局"},
		{"景川市自然资源和规划局", "市自然资源局"}, {"景川市生态环境局", "市生态环境局"}, {"景川市人力资源和社会保障局", "市人社局"}, {"景川市财政局", "市财政局"},
		{"景川市政府金融工作办公室", "市金融办"}, {"景川市行政审批服务局", "市行政审批局"}, {"景川市住房和城乡建设局", "市住建局"}, {"景川市交通运输局", "市交通局"},
		{"景川市水利局", "市水利局"}, {"景川市林业局", "市林业局"}, {"景川市应急管理局", "市应急局"}, {"景川市统计局", "市统计局"},
		{"景川市税务局", "市税务局"}, {"景川市供电公司", "市供电公司"}, {"景川市燃气集团", "市燃气集团"}, {"景川市投资促进中心", "市投促中心"},
		{"景川市政府督查室", "市督查室"}, {"景川市大数据局", "市大数据局"}, {"景川市文化和旅游局", "市文旅局"},
	}
}

type chainSeed struct {
	name, template, chief, deputy, lead, summary string
	zones                                        []string // favourite places, by code
	trades                                       []string // trade words of firms
	weight                                       int
}

func (b *builder) organisation() error {
	b.regions = places()
	if _, err := b.Org.Bootstrap(b.ctx, org.Setup{Site: cityName + "产业链链长制", RegionCode: cityCode, RegionName: cityName,
		Office: "景川市产业链链长制办公室", Password: Password, Settled: true}); err != nil {
		return err
	}
	for i, p := range b.regions {
		if _, err := b.Org.CreateRegion(b.ctx, program, org.Region{ID: p.code, Name: p.name, Parent: cityCode, Kind: org.RegionKind(p.kind), Sort: int64(i + 1)}, ""); err != nil {
			return err
		}
	}
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return err
	}
	office, ok := d.UnitByName("景川市产业链链长制办公室")
	if !ok {
		return fmt.Errorf("the office is missing after bootstrap")
	}
	b.units["市链长办"] = office.ID
	for _, u := range cityUnits()[1:] {
		if err := b.unit(u[0], u[1], cityCode); err != nil {
			return err
		}
	}
	for _, p := range b.regions {
		names := [][2]string{{"发展和改革局", "发改局"}, {"工业和信息化局", "工信局"}, {"招商服务中心", "招商中心"}}
		if p.kind == "zone" {
			names = [][2]string{{"管委会经济发展局", "经发局"}, {"管委会企业服务局", "企服局"}, {"管委会招商局", "招商局"}}
		}
		for _, n := range names {
			if err := b.unit(cityName+p.name+n[0], p.name+n[1], p.code); err != nil {
				return err
			}
		}
	}
	return b.people()
}

func (b *builder) unit(name, short, region string) error {
	u, err := b.Org.CreateUnit(b.ctx, program, org.Unit{Name: name, Short: short, Region: region, Kind: "department", Sort: int64(len(b.units)), Active: true}, "")
	if err != nil {
		return fmt.Errorf("unit %s: %w", name, err)
	}
	b.units[short] = u.ID
	return nil
}

func (b *builder) buildChains() error {
	seeds := chainSeeds()
	for i, c := range seeds {
		row, err := b.Chains.Create(b.ctx, program, chain.Chain{Code: fmt.Sprintf("L%02d", i+1), Name: c.name, Region: cityCode, UnitID: b.units[c.lead],
			Team: c.name + "工作专班", Chief: c.chief, Deputy: c.deputy, Summary: c.summary, Sort: int64(i + 1)})
		if err != nil {
			return err
		}
		b.chains = append(b.chains, row)
	}
	return b.posts(seeds)
}

// posts appoints the chiefs, and gives each lead unit's account its chain.
func (b *builder) posts(seeds []chainSeed) error {
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return err
	}
	since := b.monthsBack(30) + "-01"
	for i, c := range b.chains {
		for _, p := range []struct {
			kind  org.PostKind
			login string
			title string
		}{{org.PostChief, fmt.Sprintf("chief%d", i+1), seeds[i].chief}, {org.PostLeadUnit, fmt.Sprintf("lead%d", i+1), seeds[i].lead + "分管负责人"},
			{org.PostTeam, fmt.Sprintf("team%d", i+1), c.Name + "专班"}} {
			a := d.AccountByLogin(p.login)
			if a == nil {
				return fmt.Errorf("no account %s", p.login)
			}
			if _, err := b.Org.Appoint(b.ctx, program, org.Post{ChainID: c.ID, Region: cityCode, Kind: p.kind, Holder: a.Name, AccountID: a.ID,
				UnitID: a.UnitID, Title: p.title, StartOn: since}, "", ""); err != nil {
				return err
			}
		}
	}
	return nil
}

type seedAccount struct {
	login, title, unit string
	role               authz.Role
}

func (b *builder) people() error {
	accounts := []seedAccount{
		{"zong", "总链长", "市链长办", authz.RoleChief}, {"office", "市链长办调度科", "市链长办", authz.RoleOffice},
		{"ducha", "市督查室", "市督查室", authz.RoleSupervise}, {"zhaoshang", "市投促中心招商一科", "市投促中心", authz.RoleInvest},
		{"ziran", "市自然资源局用地科", "市自然资源局", authz.RoleFactor}, {"gongdian", "市供电公司客户部", "市供电公司", authz.RoleFactor},
		{"jinrong", "市金融办银行科", "市金融办", authz.RoleFactor}, {"renshe", "市人社局就业科", "市人社局", authz.RoleFactor},
	}
	for i, c := range chainSeeds() {
		accounts = append(accounts,
			seedAccount{fmt.Sprintf("chief%d", i+1), c.chief, "市链长办", authz.RoleChief},
			seedAccount{fmt.Sprintf("lead%d", i+1), c.lead + "链办", c.lead, authz.RoleLeadUnit},
			seedAccount{fmt.Sprintf("team%d", i+1), c.name + "专班", c.lead, authz.RoleTeam})
	}
	for i, p := range b.regions {
		unit := p.name + map[bool]string{true: "经发局", false: "发改局"}[p.kind == "zone"]
		accounts = append(accounts, seedAccount{fmt.Sprintf("county%d", i+1), unit, unit, authz.RolePark})
	}
	for _, a := range accounts {
		if err := b.account(a); err != nil {
			return fmt.Errorf("account %s: %w", a.login, err)
		}
	}
	return nil
}

func (b *builder) account(a seedAccount) error {
	d, err := b.Org.Directory(b.ctx)
	if err != nil {
		return err
	}
	row := d.AccountByLogin(a.login)
	if row == nil {
		if row, err = b.Org.CreateAccount(b.ctx, program, org.Account{Login: a.login, Name: b.person(), Title: a.title, UnitID: b.units[a.unit]},
			Password, ""); err != nil {
			return err
		}
		if err := b.Org.Settle(b.ctx, row.ID); err != nil {
			return err
		}
	}
	grant := org.Grant{AccountID: row.ID, Role: a.role}
	if a.role == authz.RoleChief || a.role == authz.RoleLeadUnit || a.role == authz.RoleTeam {
		if a.login != "zong" {
			grant.UnitID = row.UnitID // these see their unit and, by post, their chain
		}
	}
	if a.login == "office" && len(d.Grants(row.ID)) > 0 {
		return nil
	}
	_, err = b.Org.GrantRole(b.ctx, program, grant, "")
	return err
}

// Logins are the accounts worth trying.
func Logins() []Login {
	return []Login{{"zong", "总链长：全市八条链"}, {"office", "市链长办：调度、通报、导入"}, {"chief1", "链长：铜基新材料"}, {"lead1", "牵头单位：铜基新材料"},
		{"team2", "工作专班：物联网"}, {"county9", "园区：景川高新区"}, {"ziran", "要素部门：自然资源"}, {"tepai1", "企业特派员"}, {"ducha", "督查"},
		{"sysadmin", "系统管理员"}, {"secadmin", "安全管理员"}, {"auditadmin", "审计管理员"}}
}
