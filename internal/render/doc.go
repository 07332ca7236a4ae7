// Package render writes official documents: one neutral model, Doc, and a
// writer for each format people ask for. It knows no ledger; a desk describes
// what it has to say as headings, paragraphs and tables, and this package sees
// to paper, fonts, line breaking, merged cells and escaping.
//
//   - HTML: a fragment for the portal (class names only) or a standalone page.
//   - DOCX: WordprocessingML with real headings, tables and footers.
//   - PDF: laid out here, with embedded subset fonts and a text layer.
//   - XLSX: one sheet a table, with live formulas, through excelize.
//   - Chart: an SVG drawing together with its data table.
//
// The page follows GB/T 9704-2012: A4, 天头 37 mm, 订口 28 mm, 版心 156×225 mm,
// 22 lines of 28 characters in 3号仿宋, page numbers in 4号 with 一字线 on the
// outer side.
//
// Every writer streams to an io.Writer, keeps no temporary file, and gives the
// same bytes for the same Doc: no clock, no machine name, no random id is
// read. Text is cleaned on the way (see Clean), so control characters and
// bidirectional overrides typed by somebody never reach a published file.
//
// Why the PDF is written by our own few objects: the library meant for it
// (go-pdf/fpdf) writes two bytes a character and maps them to Unicode by
// identity, which corrupts every character beyond the Basic Multilingual
// Plane; GB 18030-2022 obliges us to print them, for they stand in people's
// names. It also parses each font anew for each document.
package render
