package enterprise

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
)

// The steps of the growth ladder, lowest first.
const (
	RungNone     = ""
	RungAbove    = "above"    // 规上: counted by the statistics office
	RungInnovate = "innovate" // 创新型中小企业
	RungSpecial  = "special"  // 专精特新中小企业, named by the province
	RungGiant    = "giant"    // 专精特新“小巨人”, named by the ministry
	RungChampion = "champion" // 制造业单项冠军
	RungListed   = "listed"   // 上市
)

// Rungs are the codes of the ladder, lowest first.
func Rungs() []string {
	return []string{RungAbove, RungInnovate, RungSpecial, RungGiant, RungChampion, RungListed}
}

func rungOptions() []list.Option {
	return []list.Option{
		{Code: RungAbove, Label: "规上", Synonyms: []string{"规模以上", "四上", "规上企业", "规模以上工业企业"}},
		{Code: RungInnovate, Label: "创新型中小企业", Synonyms: []string{"创新型"}},
		{Code: RungSpecial, Label: "专精特新", Synonyms: []string{"专精特新中小企业", "省级专精特新"}},
		{Code: RungGiant, Label: "小巨人", Synonyms: []string{"专精特新小巨人", "国家级专精特新小巨人", "专精特新“小巨人”"}},
		{Code: RungChampion, Label: "单项冠军", Synonyms: []string{"制造业单项冠军", "单项冠军企业"}},
		{Code: RungListed, Label: "上市", Synonyms: []string{"上市公司", "已上市"}},
	}
}

// Rung is a step that a firm has reached, with the paper that says so.
type Rung struct {
	ID           string `db:"id"`
	EnterpriseID string `db:"enterprise_id"`
	Region       string `db:"region"`
	UnitID       string `db:"unit_id"`
	ChainID      string `db:"chain_id"`
	Rung         string `db:"rung"`
	Since        string `db:"since"`
	UntilOn      string `db:"until_on"` // end of validity; "" = none
	Paper        string `db:"paper"`    // list or number of the notice
	CreatedAt    int64  `db:"created_at"`
	Version      int64  `db:"version"`
}

// ScopeKeys are those of the firm.
func (r *Rung) ScopeKeys() authz.Keys {
	return authz.Keys{Region: r.Region, Unit: r.UnitID, Chain: r.ChainID}
}

var rungs = db.NewTable[Rung]("enterprise_rung")
