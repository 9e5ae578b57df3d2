package rule_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

func TestCanonicalText(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`已完成投资 / 年度计划 < 序时进度 - 0.1`, `已完成投资 / 年度计划 < 序时进度 - 0.1`},
		{`已完成投资÷年度计划＜３０％`, `已完成投资 / 年度计划 < 30%`},
		{`done/plan<.3`, `已完成投资 / 年度计划 < 0.3`},
		{`完成投资 ≥ 5百万元`, `已完成投资 >= 500万元`},
		{`已完成投资 >= 1.5 亿元`, `已完成投资 >= 1.5亿元`},
		{`已完成投资>1亿且年度计划≠0`, `已完成投资 > 1亿元 且 年度计划 != 0元`},
		{`已入库且非且末或且末且且末`, `已入库 且 非 且末 或 且末 且 且末`},
		{`5G用工>30且已入库`, "「5G用工」 > 30 且 已入库"},
		{"「占地（亩）」>1 or `占地(亩)` <= 12.50", `「占地（亩）」 > 1 或 「占地（亩）」 <= 12.5`},
		{`阶段＝“签约”`, `阶段 == "签约"`},
		{`阶段 = 'started'`, `阶段 == "开工"`},
		{`阶段 not in ["签约"、"开工"]`, `阶段 不在 ["签约", "开工"]`},
		{`阶段在［“签约”，“开工”］`, `阶段 在 ["签约", "开工"]`},
		{`not 阶段 == "签约" and !listed`, `非 (阶段 == "签约") 且 非 已入库`},
		{`非 天数(计划开工，今天) - 1 > 90`, `非 (天数(计划开工, 今天) - 1 > 90)`},
		{`非 0 < 序时进度 <= 1`, `非 (0 < 序时进度 且 序时进度 <= 1)`},
		{`(已入库 或 且末) 且 (已入库 且 且末)`, `(已入库 或 且末) 且 已入库 且 且末`},
		{`序时进度 - (序时进度 - 1) > 0`, `序时进度 - (序时进度 - 1) > 0`},
		{`(序时进度 * 2) + 1 > -(序时进度 + 1)`, `序时进度 * 2 + 1 > -(序时进度 + 1)`},
		{`(已入库 ? 1亿元 : 0) < 年度计划`, `(已入库 ? 1亿元 : 0元) < 年度计划`},
		{`默认(实际开工, today()) <= "2026-11-30"`, `默认(实际开工, 今天) <= "2026-11-30"`},
		{`包含(项目名称, "“光伏”（一期）")`, `包含(项目名称, "“光伏”（一期）")`},
		{`开头(项目名称, "a\"b\\c")`, `开头(项目名称, "a\"b\\c")`},
		{`已完成投资 > -12345元`, `已完成投资 > -12345元`},
		{`序时进度 == 12.5%`, `序时进度 == 12.5%`},
		{"已入库\n\t且　且末", `已入库 且 且末`},
	} {
		r, err := rule.Compile(c.src, projectVars(), rule.Bool)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if diff := cmp.Diff(c.want, r.String()); diff != "" {
			t.Errorf("%s:\n%s", c.src, diff)
		}
		if again := mustCompile(t, r.String(), rule.Bool); again.String() != r.String() {
			t.Errorf("%s: canonical text %s reads back as %s", c.src, r, again)
		}
	}
}

func TestVarsUsed(t *testing.T) {
	r := mustCompile(t, `年度计划 > 0 且 已完成投资 / 年度计划 < 30% 且 阶段 == "开工"`, rule.Bool)
	if diff := cmp.Diff([]string{"done", "plan", "stage"}, r.Vars()); diff != "" {
		t.Error(diff)
	}
}

// Each refused text names its place and says what to do.
func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		src          string
		want         rule.Type
		line, column int
		snippet      string
		reason       string
	}{
		{``, rule.Bool, 1, 1, `【】`, `规则是空的`},
		{`年度计画 > 1亿`, rule.Bool, 1, 1, `【年度计画】 > 1亿`, `是不是“年度计划”`},
		{"年度计划 > 1亿\n且 不知道 > 3", rule.Bool, 2, 3, `且 【不知道】 > 3`, `没有“不知道”这一项`},
		{`已入库且不知道`, rule.Bool, 1, 5, `已入库且【不知道】`, `没有“不知道”`},
		{`占地（亩） > 3`, rule.Bool, 1, 1, `【占地】（亩） > 3`, `「占地（亩）」`},
		{`年度计划 > 100`, rule.Bool, 1, 8, `年度计划 > 【100】`, `请写单位，例如 1亿元`},
		{`年度计划 + 1 > 1亿`, rule.Bool, 1, 8, `年度计划 + 【1】 > 1亿`, `请写单位`},
		{`年度计划 * 年度计划 > 1亿`, rule.Bool, 1, 1, `【年度计划 * 年度计划】 > 1亿`, `金额不能乘金额`},
		{`1 / 年度计划 > 0`, rule.Bool, 1, 1, `【1 / 年度计划】 > 0`, `数不能除以金额`},
		{`序时进度 / 0 > 1`, rule.Bool, 1, 8, `序时进度 / 【0】 > 1`, `除数不能是0`},
		{`年度计划 > 0.00001万元`, rule.Bool, 1, 8, `年度计划 > 【0.00001万元】`, `金额只到元`},
		{`年度计划 > 99999万亿`, rule.Bool, 1, 8, `年度计划 > 【99999万亿】`, `金额太大`},
		{`年度计划 > 3亩`, rule.Bool, 1, 9, `年度计划 > 3【亩】`, `不认识的单位“亩”`},
		{`序时进度 > 1e5`, rule.Bool, 1, 9, `序时进度 > 1【e5】`, `不认识的单位`},
		{`年度计划`, rule.Bool, 1, 1, `【年度计划】`, `这里要是否，写的是金额`},
		{`已入库`, rule.Number, 1, 1, `【已入库】`, `这里要数，写的是是否`},
		{`年度计划 且 已入库`, rule.Bool, 1, 1, `【年度计划】 且 已入库`, `两边都要是条件`},
		{`非 年度计划`, rule.Bool, 1, 3, `非 【年度计划】`, `后面要是一个条件`},
		{`年度计划 ? 已入库 : 已入库`, rule.Bool, 1, 1, `【年度计划】 ? 已入库 : 已入库`, `前面要是一个条件`},
		{`阶段 == "动工"`, rule.Bool, 1, 7, `阶段 == 【"动工"】`, `可选：开工、竣工、签约`},
		{`阶段 == 项目名称`, rule.Bool, 1, 7, `阶段 == 【项目名称】`, `不是“阶段”的选项`},
		{`阶段 > "开工"`, rule.Bool, 1, 1, `【阶段 > "开工"】`, `只能比较是否相同`},
		{`包含(阶段, "开工")`, rule.Bool, 1, 4, `包含(【阶段】, "开工")`, `请用 == 或 in`},
		{`包含(项目名称, 责任单位)`, rule.Bool, 1, 10, `包含(项目名称, 【责任单位】)`, `直接写带引号的文字`},
		{`项目名称 == ""`, rule.Bool, 1, 9, `项目名称 == 【""】`, `请用 为空`},
		{`实际开工 == nil`, rule.Bool, 1, 9, `实际开工 == 【nil】`, `为空(…)`},
		{`实际开工 > "2026-02-29"`, rule.Bool, 1, 8, `实际开工 > 【"2026-02-29"】`, `真有这一天`},
		{`实际开工 > 项目名称`, rule.Bool, 1, 8, `实际开工 > 【项目名称】`, `这里要日期`},
		{`实际开工 + 3 > 今天`, rule.Bool, 1, 1, `【实际开工 + 3】 > 今天`, `加天(日期, n)`},
		{`今天 - 实际开工 > 3`, rule.Bool, 1, 1, `【今天 - 实际开工】 > 3`, `天数(早, 晚)`},
		{`天数(实际开工) > 3`, rule.Bool, 1, 1, `【天数】(实际开工) > 3`, `要2个参数，这里写了1个`},
		{`天树(实际开工, 今天) > 3`, rule.Bool, 1, 1, `【天树】(实际开工, 今天) > 3`, `是不是“天数()”`},
		{`天数 > 3`, rule.Bool, 1, 1, `【天数】 > 3`, `要写成 天数(日期, 日期)`},
		{`年度计划(3)`, rule.Bool, 1, 1, `【年度计划】(3)`, `不是函数`},
		{`3(年度计划)`, rule.Bool, 1, 1, `【3】(年度计划)`, `括号前面要是函数名`},
		{`加天(实际开工, 1.5) > 今天`, rule.Bool, 1, 10, `加天(实际开工, 【1.5】) > 今天`, `要是整数`},
		{`加月(实际开工, 99999999) > 今天`, rule.Bool, 1, 10, `加月(实际开工, 【99999999】) > 今天`, `不超过`},
		{`绝对值(实际开工) > 3`, rule.Bool, 1, 5, `绝对值(【实际开工】) > 3`, `数或金额`},
		{`最小(已入库, 已入库)`, rule.Bool, 1, 9, `最小(已入库, 【已入库】)`, `不能用于是否`},
		{`年度计划 >`, rule.Bool, 1, 7, `年度计划 >【】`, `后面没有写完`},
		{`> 年度计划`, rule.Bool, 1, 1, `【>】 年度计划`, `不能以“>”开头`},
		{`年度计划 > 且 已入库`, rule.Bool, 1, 8, `年度计划 > 【且】 已入库`, `之间缺少内容`},
		{`年度计划 1亿`, rule.Bool, 1, 6, `年度计划 【1亿】`, `之间缺少运算符`},
		{`阶段["签约"]`, rule.Bool, 1, 3, `阶段【[】"签约"]`, `前面缺少 in`},
		{`阶段 in "签约"`, rule.Bool, 1, 4, `阶段 【in】 "签约"`, `后面要写列表`},
		{`阶段 in []`, rule.Bool, 1, 4, `阶段 【in】 []`, `后面要写列表`},
		{`已入库 in [真]`, rule.Bool, 1, 1, `【已入库】 in [真]`, `不能放进列表`},
		{`["签约"]`, rule.Bool, 1, 1, `【[】"签约"]`, `只能写在 in`},
		{`(年度计划 > 1亿`, rule.Bool, 1, 1, `【(】年度计划 > 1亿`, `没有配对`},
		{`年度计划 > 1亿)`, rule.Bool, 1, 10, `年度计划 > 1亿【)】`, `没有与这个括号配对`},
		{`(阶段 in ["签约")]`, rule.Bool, 1, 13, `(阶段 in ["签约"【)】]`, `不配对`},
		{`阶段 == "签约`, rule.Bool, 1, 7, `阶段 == 【"】签约`, `没有结束的引号`},
		{`「年度计划 > 3`, rule.Bool, 1, 1, `【「】年度计划 > 3`, `没有结束的“」”`},
		{`年度计划 > 1亿; 真`, rule.Bool, 1, 10, `年度计划 > 1亿【;】 真`, `一条规则只写一个条件`},
		{`年度计划 > 1亿 // 注`, rule.Bool, 1, 11, `年度计划 > 1亿 【//】 注`, `不能写注释`},
		{`序时进度 % 3 == 0`, rule.Bool, 1, 6, `序时进度 【%】 3 == 0`, `只能紧跟在数字后面`},
		{`name.len > 3`, rule.Bool, 1, 5, `name【.】len > 3`, `不能用“.”`},
		{`项目名称 | upper`, rule.Bool, 1, 6, `项目名称 【|】 upper`, `不能用“|”`},
		{`序时进度 ** 2 > 1`, rule.Bool, 1, 6, `序时进度 【**】 2 > 1`, `不能用“**”`},
		{`{a: 1}`, rule.Bool, 1, 1, `【{】a: 1}`, `不能用“{”`},
		{`let x = 1`, rule.Bool, 1, 5, `let 【x】 = 1`, `之间缺少运算符`},
		{`all([1], 真)`, rule.Bool, 1, 1, `【all】([1], 真)`, `没有函数“all”`},
	} {
		_, err := rule.Compile(c.src, projectVars(), c.want)
		var e *errs.Error
		var p *rule.Problem
		if !errors.As(err, &e) || e.Code != errs.Invalid || !errors.As(err, &p) {
			t.Errorf("%s: got %v, want an Invalid error with a position", c.src, err)
			continue
		}
		if p.Line != c.line || p.Column != c.column || p.Snippet != c.snippet || !strings.Contains(p.Reason, c.reason) {
			t.Errorf("%s:\n got %d:%d %s %s\nwant %d:%d %s …%s…", c.src, p.Line, p.Column, p.Snippet, p.Reason, c.line, c.column, c.snippet, c.reason)
		}
		if !strings.Contains(e.Message, p.Reason) || !strings.Contains(e.Message, p.Snippet) {
			t.Errorf("%s: message %q lacks reason or snippet", c.src, e.Message)
		}
	}
}

func TestVariableWithoutSQLIsRefused(t *testing.T) {
	vars := rule.NewVars(rule.Var{Name: "score", Label: "得分", Type: rule.Number})
	if _, err := rule.Compile("得分 > 60", vars, rule.Bool); err == nil || !strings.Contains(err.Error(), "“得分”不能用于查询") {
		t.Errorf("got %v", err)
	}
}

func TestLimits(t *testing.T) {
	for name, src := range map[string]string{
		"length":   "已入库" + strings.Repeat(" ", 4000),
		"brackets": strings.Repeat("(", 500) + "已入库" + strings.Repeat(")", 500),
		"depth":    strings.Repeat("-", 500) + "序时进度 > 0",
		"sum":      "序时进度" + strings.Repeat("+1", 300) + " > 0",
		"nodes":    "已入库" + strings.Repeat(" 且 1<1", 500),
		"shared":   strings.Repeat("(", 50) + "1" + strings.Repeat(" ?: 1)", 50) + " > 0",
		"chains":   strings.Repeat("0<(真?", 30) + "1" + strings.Repeat(":1)<2", 30),
	} {
		if _, err := rule.Compile(src, projectVars(), rule.Bool); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	mustCompile(t, strings.Repeat("已入库 且 ", 200)+"已入库", rule.Bool)
	mustCompile(t, "序时进度"+strings.Repeat("+1", 50)+" > 0", rule.Bool)
	mustCompile(t, strings.Repeat("(", 50)+"已入库"+strings.Repeat(")", 50), rule.Bool)
}
