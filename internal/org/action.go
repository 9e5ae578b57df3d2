package org

// ActionLabel is the Chinese name of one of this area's actions in the journal, "" for another area's.
func ActionLabel(action string) string {
	return map[string]string{
		"login": "登录", "login.password": "密码通过，待动态口令", "login.fail": "登录失败", "login.lock": "账号锁定", "logout": "退出",
		"session.end": "结束会话", "password.change": "修改密码", "password.reset": "重置密码", "account.unlock": "解锁",
		"totp.enrol": "设置动态口令", "totp.on": "启用动态口令", "totp.off": "停用动态口令", "totp.reset": "重置动态口令",
		"token.create": "新建令牌", "token.revoke": "撤销令牌",
		"region.create": "新建区域", "region.update": "修改区域", "region.remove": "删除区域",
		"unit.create": "新建单位", "unit.update": "修改单位", "unit.move": "调整上级", "unit.dissolve": "撤销单位", "unit.merge": "合并单位",
		"account.create": "新建人员", "account.update": "修改人员", "account.profile": "修改联系方式", "account.stop": "停用账号", "account.resume": "恢复账号",
		"account.settle": "免首次改密",
		"role.grant":     "授予角色", "role.revoke": "收回角色", "post.appoint": "任职", "post.relieve": "免职", "site.setup": "初始化站点",
	}[action]
}
