package screening

import (
	"cmp"
	"strings"
	"sync"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

// needs are words by which a list tells of poverty, illness, disability or
// minors.
var needs = []string{"低保", "最低生活保障", "残疾", "特困", "五保", "孤儿", "临时救助", "医疗救助", "救助对象", "救助金", "救助人员", "病种", "患病", "大病", "慢病", "慢性病", "癌", "尿毒症", "艾滋", "精神障碍", "精神病", "肺结核", "脱贫户", "贫困户", "监测户", "建档立卡", "困境儿童", "留守儿童",
	"未成年人", "困难群众", "困难职工", "困难学生", "资助学生", "助学金", "贫困学生", "高龄津贴", "护理补贴", "生活补贴", "抚恤", "优抚", "流浪", "失独", "计生特殊", "社区矫正", "戒毒", "儿童姓名", "学生姓名", "幼儿姓名", "就读学校", "监护人", "诊断", "致残", "残障", "低收入"}

// benefits finds lists of persons told together with such a word: tables with a
// column of names, and names in a row behind it.
func (s *search) benefits() {
	names, first, need := map[int]int{}, map[int]int{}, map[int]string{}
	above := ""
	told, hits := s.needy()
	for i, p := range s.parts {
		if p.Table <= 0 {
			s.namesInRow(i, told)
			above = p.Text
			continue
		}
		head := s.heads[p.Table]
		if _, known := need[p.Table]; !known {
			if need[p.Table] = needIn(head); need[p.Table] == "" && !officers(head) {
				need[p.Table] = needIn(s.title[p.Table] + "\n" + lastRunes(above, 60))
			}
			first[p.Table] = i
		}
		column := nameColumn(head)
		cells := strings.Split(p.Text, "\t")
		if column < 0 || column >= len(cells) || p.Text == head || strings.TrimSpace(cells[column]) == "" {
			continue
		}
		if need[p.Table] == "" && !officers(head) {
			need[p.Table] = told[i]
		}
		if v := strings.TrimSpace(cells[column]); v != "" && name(v) == len(v) {
			names[p.Table]++
		}
	}
	for table, n := range names {
		if n > 0 && need[table] != "" {
			at := s.from[first[table]]
			s.add(Benefit, "", at, at, need[table]+"名单", "姓名与“"+need[table]+"”同现")
		}
	}
	s.alone(hits)
}

// ails are words that tell of one person's illness, disability, relief or
// misfortune, where needs tell of a list; young ones, that the person is a minor.
var ails = []string{"级残疾", "级肢体", "级视力", "级听力", "级言语", "级智力", "级精神", "级多重", "残疾一级", "残疾二级", "残疾三级", "残疾四级", "肢体残疾", "视力残疾", "听力残疾", "言语残疾", "智力残疾", "精神残疾", "多重残疾",
	"尿毒症", "白血病", "艾滋病", "HIV", "癌", "恶性肿瘤", "精神分裂", "抑郁症", "精神病", "癫痫", "肺结核", "梅毒", "乙肝", "糖尿病", "偏瘫", "脑瘫", "瘫痪", "重病", "大病", "低保户", "享受低保", "低保金", "五保户", "特困人员", "建档立卡户", "贫困户", "脱贫户",
	"监测户", "监测对象", "孤儿", "被害人", "被侵害", "吸毒", "戒毒", "社区矫正"}

var young = []string{"岁", "就读", "小学", "初中", "高中", "幼儿园"}

// minor reads the age or the class of somebody under eighteen.
var minor = pattern.Of(`(?:^|[^0-9０-９])(?:1[0-7]|[1-9])周?岁|就读(?:于|学校)|(?:小学|初中|高中|幼儿园)[\p{Han}]{0,6}?[一二三四五六小中大1-6]年?级?[\p{Han}0-9（）()]{0,4}班`)

// ail is a word that tells of one person, with its place.
type ail struct {
	word     string
	from, to int
}

// alone finds a person who is told together with such a word in one sentence of
// the running text.
func (s *search) alone(hits []ail) {
	done := map[int]bool{}
	for _, f := range s.found {
		if f.Kind == Benefit {
			done[s.passage(f.at)] = true
		}
	}
	for _, h := range hits {
		i := s.passage(h.from)
		if s.parts[i].Table > 0 || done[i] {
			continue
		}
		before, after := s.left(h.from, reach), s.right(h.to, reach)
		if n := strings.LastIndexAny(before, ends); n >= 0 {
			_, size := utf8.DecodeRuneInString(before[n:])
			before = before[n+size:]
		}
		if n := strings.IndexAny(after, ends); n >= 0 {
			after = after[:n]
		}
		sentence := before + s.all[h.from:h.to] + after
		if h.word == "" && !minor().MatchString(sentence) {
			continue
		}
		if w := somebody(sentence); w != "" {
			done[i] = true
			word := cmp.Or(h.word, "未成年人")
			at := h.from - len(before) + strings.Index(sentence, w)
			s.add(Benefit, "", at, at, word, "姓名与“"+word+"”同现")
		}
	}
}

// reach is how many characters of a sentence are read on either side of a word.
const reach = 60

// ends are the characters that end a sentence.
const ends = "。；;！？\n\f"

// somebody gives a person's name that stands alone in a sentence, "" for none.
func somebody(sentence string) string {
	for _, w := range strings.FieldsFunc(sentence, apart) {
		for _, h := range honorifics {
			w = strings.TrimSuffix(w, h)
		}
		for _, l := range append(personLabels[:len(personLabels):len(personLabels)], "现将", "经查", "对", "系") {
			if rest := strings.TrimPrefix(w, l); len(rest) > len("某") {
				w = rest
			}
		}
		n := utf8.RuneCountInString(w)
		if n >= 2 && n <= 4 && name(w) == len(w) && !common(w) && !strings.HasSuffix(w, "病") && !strings.HasSuffix(w, "癌") {
			return w
		}
	}
	return ""
}

// apart reports whether a character stands between the words of a sentence.
func apart(r rune) bool {
	return strings.ContainsRune("、，,：:。（）() \u3000\t“”\"《》", r)
}

// needWords finds them all in one pass.
var needWords = sync.OnceValue(func() *Words {
	var list []Word
	for _, n := range needs {
		list = append(list, Word{Text: n})
	}
	for _, n := range ails {
		list = append(list, Word{Text: n, Why: tellsOfOne})
	}
	for _, n := range young {
		list = append(list, Word{Text: n, Why: tellsOfAge})
	}
	return NewWords(list)
})

// What a word tells of besides a list.
const (
	tellsOfOne = "one"
	tellsOfAge = "age"
)

// needy gives for each passage the first word of need in it, and the words that
// tell of one person.
func (s *search) needy() (told map[int]string, hits []ail) {
	told = map[int]string{}
	needWords().Find(s.all, func(w Word, from, to int) {
		switch w.Why {
		case tellsOfOne:
			hits = append(hits, ail{w.Text, from, to})
		case tellsOfAge:
			hits = append(hits, ail{"", from, to})
		default:
			if p := s.passage(from); told[p] == "" {
				told[p] = w.Text
			}
		}
	})
	return told, hits
}

func needIn(v string) string {
	for _, n := range needs {
		if strings.Contains(v, n) {
			return n
		}
	}
	return ""
}

// officers reports whether the columns are those of a list of officers, whose
// names and tasks are public: only a column of its own makes them people in need.
func officers(head string) bool {
	return strings.Contains(head, "职务") || strings.Contains(head, "职位") || strings.Contains(head, "分工")
}

// nameColumn is the column of a head that holds names, -1 for none.
func nameColumn(head string) int {
	for i, c := range strings.Split(head, "\t") {
		c = squeeze(c)
		if strings.Contains(c, "姓名") || c == "户主" || c == "救助对象" || c == "申请人" || c == "低保对象" || c == "学生" || c == "人员" || c == "名字" || strings.HasSuffix(c, "对象") && len(c) <= 15 {
			return i
		}
	}
	return -1
}

// namesInRow finds names one after the other behind a word of need.
func (s *search) namesInRow(i int, told map[int]string) {
	v := s.parts[i].Text
	need := told[i]
	if need == "" && s.parts[i].Joins && i > 0 {
		need = told[i-1]
	}
	if need == "" || !strings.ContainsAny(v, "、，, \n；;") {
		return
	}
	at := strings.Index(v, need)
	rest := v[max(at, 0):]
	run, names := 0, 0
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("、，,；; \u3000\n：:。（）()", r) }) {
		if n := utf8.RuneCountInString(w); n >= 2 && n <= 4 && name(w) == len(w) && !common(w) {
			if run++; run > names {
				names = run
			}
			continue
		}
		run = 0
	}
	if names >= 2 {
		s.add(Benefit, "", s.from[i]+max(at, 0), s.from[i]+max(at, 0), need+"名单", "姓名与“"+need+"”同现")
	}
}

// commonWords begin with a character that is also a surname.
const commonWords = "高龄 高校 高度 安全 方案 方便 方面 金额 金融 时间 项目 温暖 常年 常住 居民 居住 计划 计生 公开 公安 公示 公益 管理 管道 包括 包含 关于 关爱 关心 成人 成年 成立 成效 应急 应当 文化 文件 文明 康复 安置 安排 和谐 全面 全县 全市 全省 国家 国务院 平均 平台 单位 单亲 单独 强化 强制 信息 信访 元旦 原因 路灯 路面 农村 农民 农业 农户 农机 农资 白内障 牛羊 马上 石材 石料 谷物 水电 万元 万人 易地 时限 时效 成本 成果 任务 任何 华侨 党员 党委 党组 党支部 司法 司机 向上 宗教 宣传 容易 相关 相应 相对 利用 利率 明确 连续 权益 权限 都市 南部 云南 江苏 海南 河南 和田 国土 符合 富裕 武装 尚未 常委 乐观 解决 解释 解读 解除 简历 简介 简化 连片 支持 支出 支付 支部 平安 丰收 展示 展开 元素 干部 干旱 由于 居委会 计算 门诊 门户 初中 初步 初级 初审 何时 边缘 边远 包干 车辆 车位 车票 房屋 房租 房产 卫生 卫生院 广大 游客 祖父 祖母 池塘 花卉 燕窝 麻疹 麻醉 师范 师资 邮政 高血 高危 高发 高烧 麻风 黄疸 白血 金属 严重 危重 常见 普通 普查 成瘾 支气管"

func common(w string) bool {
	for _, c := range strings.Fields(commonWords) {
		if strings.HasPrefix(w, c) {
			return true
		}
	}
	return false
}
