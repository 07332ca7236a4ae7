package sentence

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// class is what a word does in a sentence.
type class uint8

const (
	unread    class = iota // text the reader has no word for
	figure                 // a number with its unit
	subject                // what is counted
	act                    // what was done
	person                 // a kind of applicant
	negation               // 未, 没有, 无
	narrow                 // one channel, topic, office, level or part of the year
	wide                   // the whole city or county
	filler                 // changes nothing
	among                  // 其中
	others                 // 其余, 其他
	cause                  // 因政府信息公开申请
	change                 // 同比, 比上年
	lastYear               // 上年, 去年
	otherYear              // a year that is neither
	intent                 // what is only planned
	paper                  // how documents are marked
	apart                  // 分别, 各
	evenly                 // 均, 都
	forms                  // 申请表, 登记
	carried                // 结转, whose year says which way
	portion                // 占, 占比
	stop                   // ，、；：
	opening                // （
	ending                 // ）
)

// word is one entry of the lexicon.
type word struct {
	class     class
	subject   Subject
	act       Act
	applicant Applicant
}

// outcomes are the grounds on which applications ended, as reports word them.
var outcomes = map[Act]string{
	"state_secret":           "属于国家秘密 涉及国家秘密",
	"forbidden_by_law":       "其他法律行政法规禁止公开 法律行政法规禁止公开 法律、行政法规禁止公开",
	"safety_and_stability":   "危及三安全一稳定 危及“三安全一稳定”",
	"third_party_rights":     "保护第三方合法权益 涉及第三方合法权益",
	"internal_affairs":       "属于三类内部事务信息 三类内部事务信息 属于内部事务信息",
	"process_information":    "属于四类过程性信息 四类过程性信息 属于过程性信息",
	"enforcement_file":       "属于行政执法案卷 行政执法案卷信息 行政执法案卷",
	"administrative_inquiry": "属于行政查询事项 行政查询事项",
	"not_held":               "本机关不掌握相关政府信息 不掌握相关政府信息 本机关不掌握 不掌握相关信息",
	"needs_creation":         "没有现成信息需要另行制作 没有现成信息 需要另行制作",
	"still_unclear":          "补正后申请内容仍不明确 补正后仍不明确",
	"petition":               "信访举报投诉类申请 信访举报投诉类 信访、举报、投诉类",
	"repeated":               "重复申请 属于重复申请",
	"publication":            "要求提供公开出版物",
	"abusive_volume":         "无正当理由大量反复申请",
	"reconfirmation":         "要求行政机关确认或重新出具已获取信息 要求确认或重新出具已获取信息",
	"correction_overdue":     "申请人无正当理由逾期不补正 逾期不补正 逾期未补正",
	"fee_overdue":            "申请人逾期未按收费通知要求缴纳费用 逾期未缴费",
}

// grounds are the outcomes that come to one of the four that have several.
var grounds = map[Act][]Act{
	Refused:      {"state_secret", "forbidden_by_law", "safety_and_stability", "third_party_rights", "internal_affairs", "process_information", "enforcement_file", "administrative_inquiry"},
	NotProvided:  {"not_held", "needs_creation", "still_unclear"},
	NotProcessed: {"petition", "repeated", "publication", "abusive_volume", "reconfirmation"},
	EndedOther:   {"correction_overdue", "fee_overdue"},
}

// ground is an outcome as a finding names it, "" for another act.
func ground(a Act) string {
	first, _, _ := strings.Cut(outcomes[a], " ")
	return first
}

// subjects, acts and the rest are written as lists of words a reader can check
// at a glance; common turns them into entries.
var (
	subjectWords = map[Subject]string{
		Applications: "政府信息公开申请 政府信息公开的申请 政府信息公开类申请 信息公开申请 信息公开的申请 政务信息公开申请 政务公开申请 政府信息申请 政府信息公开申请件 " +
			"政府信息公开申请事项 政府信息公开申请办件 依申请公开政府信息申请 依申请公开申请 依申请公开的申请 依申请公开政府信息 依申请公开信息 依申请公开事项 依申请公开办件 " +
			"依申请公开件 依申请公开案件 依申请公开业务 依申请公开工作 依申请公开 依申请件 依申请事项 依申请办件 依申请信息公开 依申请 政府信息依申请公开 信息依申请公开 政府信息依申请 公开申请 公开政府信息申请 公开政府信息的申请 公开信息的申请 " +
			"申请公开政府信息 申请公开信息 申请公开事项 申请公开 公开信息申请 申请办件 申请事项 申请信件 申请案件 申请件 申请书 申请信息 申请 信息公开申请件 信息公开申请办件 信息公开申请事项 信息公开申请案件",
		Reviews:     "被申请行政复议 申请行政复议 提起行政复议 行政复议申请 行政复议案件 行政复议案 行政复议 被申请复议 申请复议 复议案件 复议申请 复议",
		Suits:       "提起行政诉讼 被提起行政诉讼 行政诉讼案件 行政诉讼案 行政诉讼 行政应诉案件 诉讼案件 提起诉讼 诉讼",
		DirectSuits: "未经复议直接起诉 未经行政复议直接起诉 未经复议直接提起行政诉讼 未经复议直接提起诉讼 直接起诉 直接提起行政诉讼",
		LaterSuits:  "复议后起诉 行政复议后起诉 复议后提起行政诉讼 经复议后起诉 复议后提起诉讼",
		Rules:       "规章 政府规章 地方政府规章 部门规章",
		Normative:   "行政规范性文件 规范性文件 行政机关规范性文件",
		Licences:    "行政许可决定 行政许可 行政许可处理决定 行政许可类 许可决定",
		Penalties:   "行政处罚决定 行政处罚案件 行政处罚案 行政处罚 行政处罚处理决定 处罚决定",
		Coercions:   "行政强制措施 行政强制执行 行政强制决定 行政强制 行政强制处理决定",
		Charges:     "行政事业性收费 行政事业性收费金额 行政事业收费 行政事业性收费总额",
		Fees:        "信息处理费 政府信息公开信息处理费 政府信息处理费 信息公开处理费",
		Other: "政府信息 政务信息 信息 公文 文件 政策文件 咨询 投诉 举报 求助 建议 提案 留言 来信 来访 信访 诉求 工单 热线 会议 培训 活动 新闻 稿件 栏目 " +
			"动态 公告 公示 解读 政策解读 问题 意见 邮件 来电 电话 公众号 微信 微博 网站 平台 双公示 人大代表建议 政协提案 新闻发布会 期数 复核 行政裁决 赔偿",
	}
	actWords = map[Act]string{
		Received:     "收到 收到了 接到 接收到 接收 接受 受理 受理量 接收量 收件量 收悉 收件 共收 收取到 收办",
		NewlyCome:    "新收 新收到 新接收 新受理 新增 新接到 本年新收 本年度新收",
		CarriedIn:    "上年结转 上年度结转 上一年结转 上一年度结转 去年结转 结转上年 结转上年度 结转上一年度 结转上一年 上年转入 上年度转入 往年结转 上年度未办结转入 上年未办结转入 上年度结转至本年 承接上年 承接上年度 上年遗留 上年度结转办理 上年转结 上年度转结 上一年度转结",
		CarriedOut:   "结转下年度继续办理 结转下年继续办理 结转下年办理 结转下一年度办理 结转下年度办理 结转下年度 结转下年 结转至下年度 结转至下一年度 结转到下年度 结转到下一年度 结转下一年度 结转下一年 结转次年 结转至次年 转入下年度 转入下一年度 结转至下年度继续办理 结转到下年度继续办理 结转至下一年度继续办理 结转下一年度继续办理 结转至下年 结转明年 跨年度结转 结转入下年度 转下一年办理 转下年办理 转下年度办理 转下一年度办理 转下年度 转下一年度 转下一年 转下年",
		Handled:      "办结 办理完毕 办理 答复 回复 处理 处理完毕 办复 办毕 处理完成 办理完成 办理结果 办理答复 办理回复 办理办结 办结量 办理量 答复量 处理答复 受理并办结 受理并答复",
		Granted:      "予以公开 准予公开 同意公开 给予公开 予以全部公开 全部公开 全部予以公开 决定公开 作出予以公开 决定予以公开",
		PartGranted:  "部分公开 部分予以公开 予以部分公开 区分处理 部分准予公开 同意部分公开 部分同意公开 准予部分公开 区分处理部分公开",
		Refused:      "不予公开 决定不予公开 不同意公开 不予以公开",
		NotProvided:  "无法提供 不能提供 无法提供信息 无法公开",
		NotProcessed: "不予处理 不予以处理",
		EndedOther:   "其他处理 作其他处理 其他方式处理 其他处理情况",
		Made:         "制定 制发 出台 印发 制定出台 制定印发 制定发布 制定并印发 制定并发布 新制定 新制发 新出台 新印发 制发件数 本年制发件数 本年制发 起草印发 新发布",
		Repealed:     "废止 宣布失效 清理废止 失效 废止失效 宣布废止 本年废止件数 本年废止 废止件数 废止和宣布失效 废止或宣布失效",
		InForce:      "现行有效 继续有效 现行有效件数 现行 有效",
		Decided:      "作出 做出 实施 采取 处理决定 处理决定数量 本年处理决定数量 作出处理决定",
		Charged:      "收取 征收 收缴 收费金额 本年收费金额 收入",
		Upheld:       "结果维持 维持 被维持",
		Corrected:    "结果纠正 纠正 被纠正 予以纠正",
		OtherResult:  "其他结果",
		Pending:      "尚未审结 未审结",
		Otherwise: "公开 发布 主动公开 公布 刊发 转载 转办 转交 转送 转来 移送 移交 撤回 撤销 延期 延长 补正 征求 登记 审核 审查 备案 召开 举办 开展 组织 报送 更新 回应 接听 解答 " +
			"接待 指导 督促 协助 整改 修改 修订 清理 评估 查处 立案 报备 合并 终止 驳回 审结 审理 应诉 败诉 胜诉 责令 确认违法 调解 和解 撤诉 出庭 公示 受理审查 归档 邮寄 送达 查询 查阅 申报 废改 编制 减免 免收 退还 全部或部分公开 全部或部分予以公开 全部和部分公开 全部及部分公开",
	}
	personWords = map[Applicant]string{
		Natural:     "自然人 个人 自然人申请 个人申请",
		Legal:       "法人或其他组织 法人和其他组织 法人及其他组织 法人或者其他组织 法人、其他组织 法人和组织 法人单位 法人组织 法人 法人或其他组织申请 法人申请",
		Enterprise:  "商业企业 商业企业申请",
		Institute:   "科研机构 科研机构申请",
		Charity:     "社会公益组织 社会公益组织申请 公益组织",
		LawFirm:     "法律服务机构 法律服务机构申请",
		OtherPerson: "其他类申请人 其他申请人",
	}
	plainWords = map[class]string{
		negation: "未 没有 无 未曾 从未 尚未 尚无 暂无 并未 并无 均未 均无 没 不存在 未有 未再",
		narrow: "网上 网络 互联网 信函 信件 邮寄 当面 现场 在线 线上 线下 传真 窗口 门户网站 政府网站 微信公众号 通过 第三方 热线 涉及 关于 有关 针对 季度 上半年 下半年 半年 截至目前 " +
			"转来 转办 交办 指导 咨询类 本级 市级 县级 区级 省级 镇级 乡级 村级 县直 区直 市直 下属 所属 直属 部门 科室 街道办 局机关 全局机关 局本部 本部 我局机关 委机关 我委机关 厅机关 我厅机关 机关本级 局本级 局属 委属 厅属 所辖 辖区 事业单位 实际办理 实际办结 实际处理 实际答复 各县 各区 各乡 各镇 各部门 各单位 各街道 各科室 县区 区县 乡镇 镇街 街镇 园区 开发区 分局 支队 大队 " +
			"主要 大多 部分 有的 按月 每月 当月 日均 平均 一审 二审 再审 上诉 复议机关 复议机构 作为 代理 首次 第一 第二 面向 围绕 方面信息 类信息 一类 两类 三类 年来 近年 五年 三年 历年 历史 以来 多年 同期 逾期 超期 按期 到期 期限内",
		wide: "全市 全县 全区 全省 全州 全盟 全旗 全国 各级 全系统 全市各级 全县各级 全区各级 市县两级 各级行政机关 全市各级行政机关 全县各级行政机关 全区各级行政机关 全省各级行政机关 全市各级各部门 全县各级各部门 全区各级各部门 各行政机关 各级各部门 各级机关 全域 各地 各市 本市 本省 本县 本区",
		filler: "今年以来 一年来 本年度以来 全年 本年 本年度 今年 年内 年度 本单位 本机关 本部门 我局 我委 我办 我厅 我院 我所 我站 我队 我中心 我单位 我部门 我机关 我街道 我街办 我镇 我乡 我区 我县 我市 我省 我会 我社 我校 我处 我科 " +
			"本局 本委 本办 本厅 本镇 本乡 本街道 本中心 本院 全局 全镇 全乡 全街道 全委 全办 全厅 办公室 局办公室 机关 单位 市局 区局 县局 该局 " +
			"共计 总计 合计 累计 一共 总共 共 总 共有 总数 总量 数量 数 件数 总件数 为 是 达 达到 计 计有 有 的 了 已 已经 并 且 和 及 与 或 以及 或者 等 对 将 就 其 于 在 中 经 由 以 按 按照 依法 依规 依法依规 按时 及时 按期 如期 全部 均已 都已 严格 规范 认真 积极 主动 " +
			"情况 工作 方面 决定 案件 措施 事项 业务 件 请求 要求 处理 数据 结果 现象 事件 行为 类 项 事宜 发生 产生 出现 引发 引起 被 提起 提出 提交 递交 递送 送达 发出 涉政府信息公开 涉及政府信息公开 涉及政府信息公开的 涉及信息公开 政府信息公开 信息公开 政务公开 政府信息公开工作 信息公开工作 政府信息公开类 信息公开类 政府信息公开方面 " +
			"公民、法人和其他组织 公民、法人或其他组织 公民、法人或者其他组织 公民、法人及其他组织 公民、法人和其它组织 公民、法人或其它组织 公民法人和其他组织 公民法人或其他组织 公民、法人和社会组织 公民、法人 公民和法人 自然人、法人和其他组织 自然人、法人或其他组织 自然人、法人或者其他组织 自然人、法人及其他组织 自然人和法人 " +
			"社会公众 人民群众 公众 群众 申请人 社会各界 社会 各类 各种 各项 各类渠道 通过各种渠道 通过各类渠道 通过多种渠道 通过不同渠道 通过各种方式 线上线下 新 本 该 上述 加上 连同 加 行政机关 截至 截止 截至年底 截至年末 截止年底 年底 年末 止 期间 书面 正式 有效答复 " +
			"其中 当年 报告期内 报告期 统计期内 统计期限内 万元整 人民币 金额 金额为 总额 共收取 直接 一次 上 下 完毕 所有 每件 申请公开的 任何 过 到 一 也 还 则 亦 相关 无一 实际 目前 现 现有 保留 我们 来自 予 予以 不服政府信息公开答复 不服政府信息公开申请答复 对政府信息公开答复不服 从申请主体看 从申请主体来看 从申请主体上看 从申请人看 从申请人类型看 从申请人类别看 从申请人情况看 按申请主体分 按申请人分 按申请人类型分 从办理结果看 从办理结果来看 从办理结果上看 从答复结果看 从答复结果来看 从处理结果看 从处理结果来看 作 法定 期限 时限 内 之内 程序 规定 要求 年 月 日 进行",
		among:    "其中 包括 包含 含 分别为 分别是 其中：",
		others:   "其余 其他 其它 另有 另外 另 剩余 余下",
		cause:    "因 因为 由 由于 就 针对政府信息公开 围绕政府信息公开",
		change:   "同比 环比 相比 较上年 较去年 比上年 比去年 较上一年 比上一年 较上年度 比上年度 较上一年度 比上一年度 较上年同期 比上年同期 较去年同期 比去年同期 与上年相比 与去年相比 和上年相比 与上一年相比 与上年度相比 与上一年度相比 同比上年 较 比 增加 增长 减少 下降 上升 增幅 降幅 多 少 翻 持平",
		lastYear: "上年 上年度 去年 上一年 上一年度 前一年",
		intent:   "计划 力争 预计 将要 下一步 拟 争取 目标 应当 要求各 不少于 不得 力求 确保 需要 如 若 可 可以 应",
		paper:    "公开属性 公文 发文 认定 属性 标识 源头认定 定密",
		apart:    "分别 各 各有 各为 分占",
		portion:  "占 占比 占比为 占总数 占总量 占总数的 占总量的 占比例 所占比例 所占比例为 占全部 占全年 比例为 比重为 占比重",
		evenly:   "均为 均 都是 都为 都",
		forms:    "申请表 申请登记 申请书登记",
		carried:  "结转 结转至 结转到 结转入 结转办理 转结",
	}
	// traps begin like a negation and are none.
	traps = "无偿 无正当理由 无关 无障碍 无纸化 无误 无异议 无效 无条件 未来 未按 未及时 未超期 没收 零距离 零差错 零投诉"
)

type lexicon struct {
	words map[string]word
	// lengths are those of the words that begin with a character, in bytes, the
	// longest first.
	lengths map[rune][]int
	// begins has a bit of each such character, of some others too: most need no look
	// into the maps.
	begins [64]uint64
}

// common is what every report is read by.
var common = sync.OnceValue(func() *lexicon {
	l := &lexicon{words: map[string]word{}, lengths: map[rune][]int{}}
	// Of a word that stands in two lists the later one is meant.
	for _, c := range []class{filler, intent, negation, wide, others, cause, change, lastYear, paper, apart, evenly, forms, carried, portion, narrow, among} {
		l.add(plainWords[c], word{class: c})
	}
	for _, s := range []Subject{Other, Applications, Reviews, Suits, DirectSuits, LaterSuits, Rules, Normative, Licences, Penalties, Coercions, Charges, Fees} {
		l.add(subjectWords[s], word{class: subject, subject: s})
	}
	for _, a := range []Act{Otherwise, Received, NewlyCome, CarriedIn, CarriedOut, Handled, Granted, PartGranted, Refused, NotProvided, NotProcessed, EndedOther,
		Made, Repealed, InForce, Decided, Charged, Upheld, Corrected, OtherResult, Pending} {
		l.add(actWords[a], word{class: act, act: a})
	}
	for a, list := range outcomes {
		l.add(list, word{class: act, act: a})
	}
	for a, list := range personWords {
		l.add(list, word{class: person, applicant: a})
	}
	l.add(traps, word{class: unread})
	return l
})

// ownWords are a body's names.
func ownWords(names []string) *lexicon {
	l := &lexicon{words: make(map[string]word, 2*len(names)), lengths: make(map[rune][]int, len(names))}
	for _, n := range names {
		l.add(n, word{class: filler})
		l.add(n+"机关", word{class: narrow}) // without what belongs to it
	}
	return l
}

// add puts the words of a list into the lexicon.
func (l *lexicon) add(list string, w word) {
	for t := range strings.FieldsSeq(list) {
		l.words[t] = w
		first, _ := utf8.DecodeRuneInString(t)
		lengths := l.lengths[first]
		if at, there := slices.BinarySearchFunc(lengths, len(t), func(n, want int) int { return want - n }); !there {
			l.lengths[first] = slices.Insert(lengths, at, len(t))
			l.begins[first>>6&63] |= 1 << (first & 63)
		}
	}
}

// find is the longest word that s begins with; first is its first character.
func (l *lexicon) find(first rune, s string) (word, int) {
	if l.begins[first>>6&63]&(1<<(first&63)) == 0 {
		return word{}, 0
	}
	for _, n := range l.lengths[first] {
		if n > len(s) {
			continue
		}
		if w, ok := l.words[s[:n]]; ok {
			return w, n
		}
	}
	return word{}, 0
}

// find is the longest word that s begins with, the body's own before another; first
// is its first character.
func (r *Reader) find(first rune, s string) (word, int) {
	w, n := r.common.find(first, s)
	if own, m := r.own.find(first, s); m > 0 && m >= n {
		return own, m
	}
	return w, n
}
