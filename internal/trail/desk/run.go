package desk

import "sync"

type running struct{ mu sync.Mutex }
type pages struct{}
