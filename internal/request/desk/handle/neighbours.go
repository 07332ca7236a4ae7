package handle

import (
	"context"

	"yangguang/internal/identity"
	"yangguang/internal/request/desk/cases"
	"yangguang/internal/request/desk/queue"
	"yangguang/internal/web"
)

// neighbours is the stretch of the queue beside one application.
type neighbours struct {
	Queue      []queue.QueueRow
	OpenCount  string
	Prev, Next string // ids
}

// How many applications stand beside one, before it and from it on.
const neighboursBefore, neighboursAfter = 8, 16

// neighbours fills the stretch of the queue in which an application stands: of the
// open ones, or of the ended ones.
func (d *Handling) neighbours(ctx context.Context, p *CasePage, who identity.Actor) error {
	c := p.Case
	p.Keys = append(p.Keys, web.Key{Keys: []string{"J", "K"}, Does: "下一件、上一件"}, web.Key{Keys: []string{"U"}, Does: "回到队列"}, web.Key{Keys: []string{"."}, Does: "复制编号"})
	f := queue.Filter{Ended: c.QueuePosition() == cases.PositionDone}
	earlier, err := queue.CasesFrom(ctx, d.DB, who, c.Body, f, c, true, neighboursBefore)
	if err != nil {
		return err
	}
	if len(earlier) > 0 {
		p.Prev = earlier[len(earlier)-1].ID
	}
	later, err := queue.CasesFrom(ctx, d.DB, who, c.Body, f, c, false, neighboursAfter)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		p.Next = later[0].ID
	}
	if p.OpenCount, err = queue.Tallied(ctx, d.DB, who, c.Body, queue.Filter{}); err != nil {
		return err
	}
	p.Queue, err = d.Queue.Rows(ctx, append(append(earlier, c), later...), c.ID)
	return err
}
