package publication

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/flow"
	"yangguang/internal/identity"
	"yangguang/internal/law"
)

// State is where a document stands between draft and public. The strings are
// stored.
type State string

// The states of a document.
const (
	Draft       State = "draft"
	FirstReview State = "first"     // 初审
	Section     State = "section"   // 科室
	Secrecy     State = "secrecy"   // 保密审查
	Referred    State = "referred"  // 报请确定
	Signature   State = "signature" // 签发
	Scheduled   State = "scheduled" // signed, waits for its day
	IsPublic    State = "public"
	Filed       State = "filed" // signed, and not to be public
	Withdrawn   State = "withdrawn"
	Discarded   State = "discarded"
)

// Action is what somebody does with a document. The strings are stored.
type Action string

// The actions on a document.
const (
	Submit   Action = "submit"
	Pass     Action = "pass"
	Return   Action = "return"
	Refer    Action = "refer"    // to who decides whether it may be public
	Resolve  Action = "resolve"  // what they decided has come
	Sign     Action = "sign"     // let go what is public of the body's own accord
	File     Action = "file"     // keep what is not
	Reopen   Action = "reopen"   // change what was signed: the signature is void
	Publish  Action = "publish"  // by the program, on the day
	Withdraw Action = "withdraw" // from the public
	Discard  Action = "discard"
)

// Post is who takes a step. Which people of a body hold a post is the body's
// choice; one may hold several, but never for what he wrote himself.
type Post string

// The posts of the review.
const (
	Drafter     Post = "drafter"
	FirstReader Post = "first"
	SectionHead Post = "section"
	Guardian    Post = "secrecy"
	Signatory   Post = "signatory"
	Program     Post = "program"
)

// Label is the post in Chinese.
func (p Post) Label() string {
	return map[Post]string{Drafter: "起草", FirstReader: "初审", SectionHead: "科室负责人", Guardian: "保密审查", Signatory: "签发人", Program: "系统"}[p]
}

// PostsOf are the posts that somebody of these roles holds where the body has not
// said otherwise.
func PostsOf(roles []identity.Role) (posts []Post) {
	for _, x := range []struct {
		role  identity.Role
		posts []Post
	}{
		{identity.Editor, []Post{Drafter}},
		{identity.Reviewer, []Post{FirstReader, SectionHead, Guardian}},
		{identity.Leader, []Post{Signatory}},
		{identity.System, []Post{Program}},
	} {
		if slices.Contains(roles, x.role) {
			posts = append(posts, x.posts...)
		}
	}
	return posts
}

// The guards of the review, by which the desk answers for a document.
const (
	NotAuthor    = "not_author"    // who acts has written none of it
	IsProactive  = "is_proactive"  // it is to be public of the body's own accord
	NotProactive = "not_proactive" // it is not
	OnRecord     = "on_record"     // a normative document has its record number
)

// Review is the way of a document from draft to public (三审三校): each step by
// another post, nobody passes what he wrote, and what cannot be decided here is
// referred upward (条例 17③).
func Review() flow.Machine[State, Action, Post] {
	type row = flow.Step[State, Action, Post]
	review, item := law.Art("条例", 17).Para(2), law.Art("保密实施条例", 42)
	refer, attribute := law.Art("条例", 17).Para(3), law.Art("公文公开属性", 0)
	m := flow.Machine[State, Action, Post]{
		Start: Draft,
		Steps: []row{
			{From: Draft, Action: Submit, To: FirstReview, By: Drafter, Cite: item},
			{From: Draft, Action: Discard, To: Discarded, By: Drafter},
			{From: FirstReview, Action: Pass, To: Section, By: FirstReader, Cite: review},
			{From: FirstReview, Action: Return, To: Draft, By: FirstReader, Cite: attribute},
			{From: Section, Action: Pass, To: Secrecy, By: SectionHead, Cite: review},
			{From: Section, Action: Return, To: Draft, By: SectionHead, Cite: attribute},
			{From: Secrecy, Action: Pass, To: Signature, By: Guardian, Cite: item},
			{From: Secrecy, Action: Return, To: Draft, By: Guardian, Cite: attribute},
			{From: Secrecy, Action: Refer, To: Referred, By: Guardian, Cite: refer},
			{From: Referred, Action: Resolve, To: Secrecy, By: Guardian, Cite: refer},
			{From: Signature, Action: Sign, To: Scheduled, By: Signatory, Cite: review},
			{From: Signature, Action: File, To: Filed, By: Signatory, Cite: law.Art("条例", 13).Para(1)},
			{From: Signature, Action: Return, To: Draft, By: Signatory, Cite: attribute},
			{From: Scheduled, Action: Publish, To: IsPublic, By: Program, Cite: law.Art("条例", 26)},
			{From: Scheduled, Action: Reopen, To: Draft, By: Drafter, Cite: item},
			{From: Scheduled, Action: Reopen, To: Draft, By: Guardian, Cite: item},
			{From: Scheduled, Action: Reopen, To: Draft, By: Signatory, Cite: item},
			{From: IsPublic, Action: Withdraw, To: Withdrawn, By: Guardian},
			{From: IsPublic, Action: Withdraw, To: Withdrawn, By: Signatory},
			{From: IsPublic, Action: Withdraw, To: Withdrawn, By: Program},
		},
		States: map[State]string{Draft: "草稿", FirstReview: "待初审", Section: "待科室审核", Secrecy: "待保密审查", Referred: "报请确定中", Signature: "待签发",
			Scheduled: "待公开", IsPublic: "已公开", Filed: "已定为不主动公开", Withdrawn: "已撤下", Discarded: "已作废"},
		Actions: map[Action]string{Submit: "送审", Pass: "通过", Return: "退回修改", Refer: "拿不准，报请确定", Resolve: "登记确定的结果", Sign: "签发公开", File: "同意不主动公开",
			Reopen: "收回修改，签发作废", Publish: "到时公开", Withdraw: "撤下", Discard: "作废"},
		Roles: Post.Label,
	}
	m.Guards = guards()
	return m
}

// guards are what beyond the post a step asks for.
func guards() (list []flow.Guard[State, Action]) {
	author := "写稿、改稿的人不审自己的稿，由别人办"
	for _, x := range []struct {
		from State
		act  Action
	}{{FirstReview, Pass}, {Section, Pass}, {Secrecy, Pass}, {Signature, Sign}, {Signature, File}} {
		list = append(list, flow.Guard[State, Action]{From: x.from, Act: x.act, Name: NotAuthor, Message: author, Cite: law.Art("条例", 17).Para(1)})
	}
	return append(list,
		flow.Guard[State, Action]{From: Signature, Act: Sign, Name: IsProactive, Message: "公开属性不是主动公开，不能公开。用“同意不主动公开”，或者退回修改", Cite: law.Art("公文公开属性", 0)},
		flow.Guard[State, Action]{From: Signature, Act: File, Name: NotProactive, Message: "公开属性是主动公开。用“签发公开”，或者退回修改", Cite: law.Art("条例", 13).Para(1)},
		flow.Guard[State, Action]{From: Signature, Act: Sign, Name: OnRecord, Message: "规范性文件还没有登记号。退回补上，或者改为“政策文件”", Cite: law.Art("营商", 63)},
	)
}

// Label is the state's Chinese name.
func (s State) Label() string { return Review().StateLabel(s) }

// Waits is the post that a state waits for; "" where it waits for nobody's review.
func (s State) Waits() Post {
	return map[State]Post{Draft: Drafter, FirstReview: FirstReader, Section: SectionHead, Secrecy: Guardian, Referred: Guardian, Signature: Signatory}[s]
}

// Referral is what is asked of whom when it cannot be decided here.
type Referral string

// The two questions that are referred.
const (
	WhetherPublic Referral = "public" // may it be public: the supervising office or the secrecy office (条例 17③)
	WhetherSecret Referral = "secret" // is it a state secret, and of what degree: national or provincial bodies alone (保密法 25)
)

// ReferralRule is to whom a question goes.
type ReferralRule struct {
	Referral Referral
	Label    string
	To       []string // whom it may be referred to
	Cite     law.Ref
}

// Referrals are the two questions with whom each is put to.
func Referrals() []ReferralRule {
	return []ReferralRule{
		{WhetherPublic, "能不能公开", []string{"有关主管部门", "保密行政管理部门"}, law.Art("条例", 17).Para(3)},
		{WhetherSecret, "是不是国家秘密、什么密级", []string{"国家保密行政管理部门", "省级保密行政管理部门"}, law.Art("保密法", 25)},
	}
}

// Event is one step in the life of a document, as the desk keeps it.
type Event struct {
	Action     Action     `json:"action"`
	From       State      `json:"from,omitempty"`
	Post       Post       `json:"post,omitempty"`
	Version    int        `json:"version,omitempty"` // the text it was about
	Referral   Referral   `json:"referral,omitempty"`
	To         string     `json:"to,omitempty"` // whom it was referred to
	Withdrawal Withdrawal `json:"withdrawal,omitempty"`
	Digest     string     `json:"digest,omitempty"` // of the text

	Annulled calendar.Day `json:"annulled,omitempty"` // the day a public decision was changed, revoked or found unlawful
	Late     int          `json:"late,omitempty"`     // how many days after its last day it was withdrawn
}
