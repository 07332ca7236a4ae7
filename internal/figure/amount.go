package figure

import (
	"fmt"
	"strconv"
)

// Yuan prints an amount of 分, of nought or more, as 元 without losing any: 300 as
// 3, 305 as 3.05.
func Yuan(fen int64) string {
	if fen%100 == 0 {
		return strconv.FormatInt(fen/100, 10)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}
