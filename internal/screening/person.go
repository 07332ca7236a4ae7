package screening

import (
	"strings"
	"unicode/utf8"
)

// surnames are the common Chinese surnames; compound ones stand apart. A name
// is only looked for where a label or a form of address says that one stands.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"

var compounds = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "长孙", "夏侯", "端木", "百里", "呼延", "南宫", "轩辕", "独孤", "拓跋"}

// personLabels stand before a person's name.
var personLabels = []string{"姓名", "联系人", "申请人", "当事人", "负责人", "法定代表人", "法人代表", "户主", "投诉人", "举报人", "经办人", "承办人", "收件人", "发件人", "被征收人",
	"权利人", "患者", "学生", "家长", "监护人", "委托人", "代理人", "被处罚人", "业主", "受益人", "住户", "村民", "作者", "来信人", "诉求人", "本人", "职工", "教师", "考生"}

// addresses of respect stand behind one.
var honorifics = []string{"同志", "先生", "女士", "老师", "医生", "同学", "小姐"}

// surname reports whether s begins with a surname of one character.
func surname(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(surnames, r)
}

// name gives the length in bytes of a person's name that s begins with, 0 when
// it begins with none: a surname and one or two more characters (two or three
// behind a compound one), then something that is no Chinese character.
func name(s string) int {
	size, rest := 0, 2
	for _, c := range compounds {
		if strings.HasPrefix(s, c) {
			size = len(c)
		}
	}
	if size == 0 {
		r, n := utf8.DecodeRuneInString(s)
		if !strings.ContainsRune(surnames, r) {
			return 0
		}
		size = n
	}
	given := 0
	for size < len(s) {
		r, n := utf8.DecodeRuneInString(s[size:])
		if !han(r) {
			if r == '某' || r == '*' {
				size += n
				continue
			}
			break
		}
		if given++; given > rest {
			return 0
		}
		size += n
	}
	if given == 0 {
		return 0
	}
	return size
}

func han(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x3134F
}

// person reports whether a natural person is named in s.
func person(s string) bool {
	for _, l := range personLabels {
		for rest := s; ; {
			i := strings.Index(rest, l)
			if i < 0 {
				break
			}
			rest = rest[i+len(l):]
			if name(strings.TrimLeft(rest, "：: \t\u3000为是）)")) > 0 {
				return true
			}
		}
	}
	for _, h := range honorifics {
		i := strings.Index(s, h)
		if i <= 0 {
			continue
		}
		for _, n := range [3]int{2, 3, 1} {
			if before := lastRunes(s[:i], n); utf8.RuneCountInString(before) == n && startsSurname(before) && (n > 1 || h != "老师") {
				return true
			}
		}
	}
	return false
}

func startsSurname(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(surnames, r)
}

func lastRunes(s string, n int) string {
	at := len(s)
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return s[at:]
}
