// Package manual embeds the user's manual: one page a role and task, with its
// pictures. The program shows it in the console; the same files are read on
// their own.
package manual

import "embed"

// Files are the pages (*.md) and, below images, their pictures.
//
//go:embed *.md images
var Files embed.FS
