package identity

import "yangguang/internal/law"

// Notice is what somebody is told before a form of the portal asks for data
// about them (个保法 17①, 30, 35): which form, what it asks for, why and on which
// duty of the body it rests, and how long the data are kept.
type Notice struct {
	Form      string    // 申请政府信息公开
	Asks      []string  // the kinds of data
	Sensitive []string  // which of them are sensitive (个保法 28①)
	Needed    string    // why the sensitive ones are needed, and what happens to them (30)
	Why       string    // purpose and way of processing
	Duty      []law.Ref // the duties of the body that it serves (13①(三), 34)
	Kept      string    // how long
}

// NoticeDuty are the clauses by which a body tells: before it processes, when the
// data are sensitive, of children, and as an organ of the state.
func NoticeDuty() []law.Ref {
	return []law.Ref{law.Art("个保法", 17).Para(1), law.Art("个保法", 30), law.Art("个保法", 31), law.Art("个保法", 35)}
}

// Right is what somebody may ask of the body about data of their own.
type Right struct {
	Text string
	Cite law.Ref
}

// Rights are those of everybody whose data a body processes, in the order of the
// statute.
func Rights() []Right {
	return []Right{
		{"知道并决定个人信息怎样处理；法律、行政法规另有规定的除外", law.Art("个保法", 44)},
		{"查阅、复制自己的个人信息", law.Art("个保法", 45)},
		{"个人信息不准确、不完整的，要求更正、补充", law.Art("个保法", 46)},
		{"处理目的已经实现、保存期限已经届满的，要求删除；保管期限未满的档案不删除，停止其他使用", law.Art("个保法", 47)},
		{"要求解释处理规则", law.Art("个保法", 48)},
		{"要求被拒绝的，知道理由，并可以依法起诉", law.Art("个保法", 50)},
	}
}

// Child is what holds for whoever is not yet fourteen.
func Child() Right {
	return Right{"不满十四周岁的，由父母或者其他监护人同意并代为填写；所填内容按敏感个人信息保护", law.Art("个保法", 31)}
}

// Here is where personal data of a state organ are stored.
func Here() Right {
	return Right{"个人信息存放在中华人民共和国境内", law.Art("个保法", 36)}
}
