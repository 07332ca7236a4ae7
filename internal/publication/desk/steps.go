package desk

import (
	"context"
	"slices"

	"yangguang/internal/identity"
	"yangguang/internal/publication"
	"yangguang/internal/web"
	"yangguang/internal/web/form"
)

// offer is a step as the page shows it.
type offer struct {
	Action publication.Action
	Label  string
	Fields []web.Field
	First  bool // it is what the post is there for: shown open
	Open   bool // something was refused in it
	Danger bool
}

// steps are the forms of the steps that are taken beside the text.
func steps() form.Steps[publication.Action, Item, *Opinion] {
	type step = form.Step[publication.Action, Item, *Opinion]
	read := func(_ context.Context, f *form.Reader, o *Opinion) error {
		o.Text = f.Note("opinion")
		return nil
	}
	said := func(label, hint string) func(Item) []web.Field {
		return func(Item) []web.Field { return []web.Field{form.Area("opinion", label, hint)} }
	}
	return form.Steps[publication.Action, Item, *Opinion]{
		step{Action: publication.Pass, Fields: said("意见", "可以不写"), Read: read},
		step{Action: publication.Sign, Fields: func(x Item) []web.Field {
			return []web.Field{form.Date("publish_on", "公开的日子", "不填就是现在。到那天零点以后一小时内公开；正文一改，签发作废", ""), form.Area("opinion", "意见", "可以不写")}
		}, Read: func(ctx context.Context, f *form.Reader, o *Opinion) error {
			o.PublishOn = f.UntilOrNone("publish_on", "填写公开的日子")
			return read(ctx, f, o)
		}},
		step{Action: publication.File, Fields: said("意见", "可以不写"), Read: read},
		step{Action: publication.Resolve, Fields: said("确定的结果", "写明来文机关、文号和结论"), Read: read},
		step{Action: publication.Return, Fields: said("退回的原因", "起草人按它改"), Read: read},
		step{Action: publication.Refer, Fields: func(Item) []web.Field {
			var pairs []string
			for _, r := range publication.Referrals() {
				for _, to := range r.To {
					pairs = append(pairs, string(r.Referral)+"/"+to, r.Label+"，报"+to)
				}
			}
			return []web.Field{form.Choice("to", "报给谁、确定什么", append([]string{"", "还没有选"}, pairs...)...), form.Area("opinion", "拿不准的是什么", "报请期间不公开，期限照算")}
		}, Read: func(ctx context.Context, f *form.Reader, o *Opinion) error {
			for _, r := range publication.Referrals() {
				for _, to := range r.To {
					if f.Value("to") == string(r.Referral)+"/"+to {
						o.Referral, o.To = r.Referral, to
					}
				}
			}
			return read(ctx, f, o)
		}},
		step{Action: publication.Reopen, Fields: said("为什么要改", "签发随即作废，改好重新送审"), Read: read},
		step{Action: publication.Withdraw, Fields: func(x Item) []web.Field {
			var pairs []string
			for _, w := range publication.Withdrawals() {
				if w.Withdrawal != publication.Corrected {
					pairs = append(pairs, string(w.Withdrawal), w.Label)
				}
			}
			asked := []web.Field{form.Choice("withdrawal", "撤下的原因", append([]string{"", "还没有选"}, pairs...)...)}
			if k, _ := publication.KindOf(x.Kind); !k.Retract.Zero() {
				asked = append(asked, form.Date("annulled", k.Retract.Trigger.Label(), "撤销的填写："+k.Retract.Term.String()+"内撤下并说明理由，"+k.Retract.Cite.String(), ""))
			}
			return append(asked, form.Area("opinion", "向社会说明的理由", "公布在原来的地址上，不要写不该公开的内容"))
		}, Read: func(ctx context.Context, f *form.Reader, o *Opinion) error {
			o.Withdrawal, o.Annulled = publication.Withdrawal(f.Value("withdrawal")), f.DayOrNone("annulled")
			return read(ctx, f, o)
		}},
	}
}

// offers are the steps that somebody may take with an item beside writing it.
func offers(x Item, who identity.Actor) (list []offer) {
	m := publication.Review()
	may := m.Offer(x.State, publication.PostsOf(who.Roles)...)
	for _, s := range steps() {
		if !slices.Contains(may, s.Action) ||
			s.Action == publication.Sign && x.Openness != publication.Proactive || s.Action == publication.File && x.Openness == publication.Proactive {
			continue
		}
		list = append(list, offer{Action: s.Action, Label: m.ActLabel(s.Action), Fields: s.Form(x), Danger: s.Action == publication.Withdraw,
			First: slices.Contains([]publication.Action{publication.Pass, publication.Sign, publication.File, publication.Resolve}, s.Action)})
	}
	return list
}
