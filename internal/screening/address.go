package screening

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yangguang/internal/pattern"
)

// homeLabels say that where somebody lives follows.
var homeLabels = []string{"家庭住址", "家庭地址", "户籍地址", "户籍所在地", "户口所在地", "户籍地", "现住址", "住址", "居住地址", "居住地", "常住地址", "现居住地", "家住", "现住", "身份证地址", "经常居住地", "住宅地址", "家庭所在地", "户籍住址", "通讯住址"}

// officeLabels say that it is the address of an office, a site or a firm.
var officeLabels = []string{"办公", "单位地址", "注册地址", "经营场所", "经营地址", "建设地点", "项目地点", "施工地点", "开标地点", "工程地点", "窗口", "大厅", "公司", "机构", "受理地点", "服务地点", "营业", "网点", "医院", "学校", "政府", "局", "委员会",
	"注册地", "项目位于", "位于", "地点", "坐落", "场所", "中心", "派出所", "法院", "生产地址", "厂址", "校址", "院址", "库房", "仓库"}

// door matches an address down to a door of a dwelling: a block or a unit with
// a room, or a village's group with a house number.
var door = pattern.Of(`(?:[\p{Han}A-Za-z0-9０-９]{0,24}(?:小区|花园|家园|新村|公寓|苑|里|村|园|城|府|湾|庭|邸|社区|路|街|巷|弄|道|大院|宿舍|号院))[\p{Han}A-Za-z0-9０-９\-]{0,16}?(?:[0-9０-９一二三四五六七八九十A-Za-z]{1,4}[-－]?(?:号?楼|栋|幢|座|号))[\p{Han}]{0,2}(?:(?:[0-9０-９一二三四五六七八九十甲乙丙丁]{1,3}单元)\s?[0-9０-９一二三四五六七八九十]{0,5}(?:室|号|户)?|[0-9０-９]{0,3}层?[0-9０-９A-Za-z]{3,5}(?:室|户)|[0-9０-９]{1,2}[-－][0-9０-９]{1,2}[-－]?[0-9０-９]{2,4}号?)` +
	`|[\p{Han}]{2,24}(?:村|社区|居委会|村委会)[\p{Han}]{0,10}?[0-9０-９一二三四五六七八九十]{1,3}(?:组|社|队|屯)[\p{Han}]{0,4}?[0-9０-９一二三四五六七八九十百]{1,5}(?:号|户)`)

// addressLike is what may follow a label of a home: a place and a number or a
// village.
var addressLike = pattern.Of(`^[\s:：为是系在于于）)]{0,4}([\p{Han}0-9０-９A-Za-z\-－#·（）()]{4,60})`)

var numbered = pattern.Of(`[0-9０-９一二三四五六七八九十]+\s?(?:号|组|栋|幢|楼|单元|室|户|社|队|巷|弄)`)

// addresses finds where persons live: what stands behind such a label, and an
// address down to the door of a dwelling. The address of an office is none.
func (s *search) addresses() {
	for _, l := range homeLabels {
		for from := 0; ; {
			i := strings.Index(s.all[from:], l)
			if i < 0 {
				break
			}
			from += i + len(l)
			s.labelledHome(from)
		}
	}
	for _, i := range s.doorish() {
		for _, m := range door().FindAllStringIndex(s.parts[i].Text, -1) {
			s.door(s.from[i]+m[0], s.from[i]+m[1])
		}
	}
	columns := map[int]bool{}
	for i, p := range s.parts {
		if p.Table == 0 || p.Text == s.heads[p.Table] {
			continue
		}
		home, known := columns[p.Table]
		if !known {
			home = homeHead(s.heads[p.Table])
			columns[p.Table] = home
		}
		if home {
			s.homeColumn(i)
		}
	}
}

// doorish lists the passages in which a door's word stands behind a number.
func (s *search) doorish() []int {
	var list []int
	hit := map[int]bool{}
	for _, w := range [...]string{"室", "单元", "户", "号", "栋", "幢"} {
		for from := 0; ; {
			i := strings.Index(s.all[from:], w)
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(w)
			r, _ := utf8.DecodeLastRuneInString(s.all[:at])
			if sort := sortOfRune2(r); sort > ten && r != '十' && r != '甲' && r != '乙' && r != '丙' {
				continue
			}
			if p := s.passage(at); !hit[p] {
				hit[p] = true
				list = append(list, p)
			}
		}
	}
	slices.Sort(list)
	return list
}

func (s *search) labelledHome(at int) {
	m := addressLike().FindStringSubmatchIndex(s.right(at, 70))
	if m == nil {
		return
	}
	s.home(at+m[2], at+m[3])
}

// home notes a text that looks like an address, down to a number or at least
// to a village or street.
func (s *search) home(from, to int) {
	v := s.all[from:to]
	if !numbered().MatchString(v) && !strings.ContainsAny(v, "村路街巷镇乡区县") || officeIn(v) && !strings.ContainsAny(v, "室幢栋组") {
		return
	}
	if utf8.RuneCountInString(v) < 6 || strings.Contains(v, "证明") || strings.Contains(v, "信息") || strings.Contains(v, "登记") || strings.Contains(v, "材料") {
		return
	}
	s.address(from, to)
}

// homeColumn reads the cells below a head that names homes.
func (s *search) homeColumn(i int) {
	at := s.from[i]
	heads := strings.Split(s.heads[s.parts[i].Table], "\t")
	for n, cell := range strings.Split(s.parts[i].Text, "\t") {
		if n < len(heads) && homeHead(heads[n]) && utf8.RuneCountInString(cell) >= 5 && (numbered().MatchString(cell) || strings.ContainsAny(cell, "村路街巷镇乡")) {
			s.address(at, at+len(cell))
		}
		at += len(cell) + 1
	}
}

func homeHead(head string) bool {
	for _, l := range homeLabels {
		if strings.Contains(head, l) {
			return true
		}
	}
	return false
}

func (s *search) door(from, to int) {
	if before := s.left(from, 14); officeIn(before) && !homeHead(before) || officeIn(s.all[from:to]) {
		return
	}
	s.address(from, to)
}

func officeIn(v string) bool {
	for _, l := range officeLabels {
		if strings.Contains(v, l) {
			return true
		}
	}
	return false
}

// address notes a home once, however it was found.
func (s *search) address(from, to int) {
	for block := from>>8 - 1; block <= to>>8; block++ {
		for _, h := range s.homes[block] {
			if h.from < to && from < h.to {
				return
			}
		}
	}
	if s.homes == nil {
		s.homes = map[int][]span{}
	}
	s.homes[from>>8] = append(s.homes[from>>8], span{from, to})
	s.add(Address, "", from, to, s.all[from:to], "")
}
