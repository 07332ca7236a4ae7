package render

import (
	"fmt"
	"math"
)

// What docx and PDF measure alike, so that both break pages at the same place:
// lengths in twips (1/20 pt), the unit of docx. Together with the sizes of type
// and with what is kept on one page (see pdf.paragraph) they are the layout.
const (
	lineTwips  = 579 // 22 lines in 225 mm are 579.8
	tightTwips = -5  // after each character: 28 of 16 pt in 156 mm stand 0.2 pt closer than they are wide; 0.25 leaves no doubt of rounding
	twoTwips   = 2 * (20*16 + tightTwips)

	marginLeft, marginRight  = 1587, 1474 // 订口 28 mm
	marginTop, marginBottom  = 2098, 1984 // 天头 37 mm
	markTop                  = 1701       // 信函格式: 30 mm, where the mark of the body begins
	typeWidth, typeHeight    = 11906 - marginLeft - marginRight, 16838 - marginTop - marginBottom
	turnedLeft, turnedRight  = marginTop, marginBottom
	turnedTop, turnedBottom  = marginLeft, marginRight
	turnedWidth, turnedSpace = typeHeight, typeWidth

	markLine, markSize         = 720, 32.0
	ruleRoom, ruleWide         = 5, 1 // points from the number to the rule, and its width
	numberAfter                = 120  // between the rule and the title
	titleLine, titleSize       = 660, 22.0
	titleAfter, titleAfterHead = lineTwips, 160

	attachmentsBefore = 290

	captionBefore, captionLine, captionSize = 80, 480, 12.0
	cellLine                                = 1.3 // times the size of the type
	cellAbove, cellBeside                   = 50, 60
	noteBefore, noteLine, noteSize          = 60, 300, 10.5
	tableAfter                              = 193
)

// points are twips in points.
func points(twips int) float64 { return float64(twips) / 20 }

// cellTwips is the height of a line in a table whose type has this size.
func cellTwips(size float64) int { return int(math.Round(size * cellLine * 20)) }

// markPoints is the size in which the mark of a body fits one line.
func markPoints(runes int) float64 {
	return min(markSize, math.Floor(points(typeWidth)/float64(max(runes, 1))*2)/2)
}

// spacingOf is the room around and the height of a paragraph's lines, in docx.
func spacingOf(before, after, line int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, before, after, line)
}
