package send

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"yangguang/internal/render"
)

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name    string
		shown   bool
		because string
	}{
		{"2026-0001.pdf", false, "plain"},
		{"登记回执.pdf", false, "Chinese"},
		{"a \"b\"\\c.pdf", false, "quotes end no parameter"},
		{"a\r\nSet-Cookie: x=1.pdf", false, "a line break ends no header"},
		{"a;filename=evil.exe", false, "a semicolon begins no other name"},
		{"％*'2024.pdf", false, "what the encoding itself is made of"},
		{"𬭚化合物.docx", false, "outside the basic plane"},
		{"requests.ics", true, "opened in place"},
	} {
		w := httptest.NewRecorder()
		File{Name: tt.name, Shown: tt.shown}.Send(w, []byte("x"))
		line := w.Header().Get("Content-Disposition")
		how, params, err := mime.ParseMediaType(line)
		if want := map[bool]string{false: "attachment", true: "inline"}[tt.shown]; err != nil || how != want || params["filename"] != tt.name || len(params) != 1 {
			t.Errorf("%s: %q is read as %s %v %v", tt.because, line, how, params, err)
		}
		for _, r := range line {
			if r < ' ' || r > '~' {
				t.Errorf("%s: %q is no header", tt.because, line)
			}
		}
	}
}

func TestSend(t *testing.T) {
	for _, tt := range []struct {
		file                  File
		media, cache, because string
	}{
		{File{Name: "答复.PDF"}, "application/pdf", "no-store", "the ending says what it is, in any case"},
		{File{Name: "年报.docx", Public: true}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", "who may keep it is not said where it is public"},
		{File{Name: "年报.xlsx"}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "no-store", "a sheet"},
		{File{Name: "名单.csv"}, "text/csv; charset=utf-8", "no-store", "text says its encoding"},
		{File{Name: "scan.tiff", Media: "image/tiff"}, "image/tiff", "no-store", "a media type of its own"},
		{File{Name: "卷宗"}, "application/octet-stream", "no-store", "nothing is known: nothing a browser would run"},
		{File{Name: "x.svg"}, "application/octet-stream", "no-store", "an ending that is not ours is not guessed at"},
	} {
		w := httptest.NewRecorder()
		tt.file.Send(w, []byte("内容"))
		h := w.Header()
		if h.Get("Content-Type") != tt.media || h.Get("Cache-Control") != tt.cache || h.Get("Content-Length") != "6" || w.Body.String() != "内容" {
			t.Errorf("%s: %v", tt.because, h)
		}
	}
}

func TestPrint(t *testing.T) {
	doc := render.Doc{Title: "告知书"}
	w := httptest.NewRecorder()
	if err := (File{Name: "告知书.docx"}).Print(w, doc, nil); err != nil || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("%v", err)
	}
	for _, name := range []string{"告知书.pdf", "告知书.odt", "告知书"} {
		w := httptest.NewRecorder()
		if err := (File{Name: name}).Print(w, doc, nil); err == nil || len(w.Header()) != 0 || w.Body.Len() != 0 {
			t.Errorf("%s: %v, and the answer has begun: %v", name, err, w.Header())
		}
	}
}

// A long file goes over a real connection, whose server gives up after a
// second.
func over(t *testing.T, write func(w http.ResponseWriter) error) (*http.Response, []byte, error) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := write(w); err != nil {
			http.Error(w, err.Error(), http.StatusTeapot)
		}
	}))
	s.Config.WriteTimeout = time.Second
	s.Start()
	defer s.Close()
	answer, err := http.Get(s.URL)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer, text, err
}

func TestStream(t *testing.T) {
	broken := errors.New("the source is damaged")
	part := bytes.Repeat([]byte("x"), 10000)
	answer, text, err := over(t, func(w http.ResponseWriter) error {
		out := File{Name: "长.csv"}.Stream(w)
		for range 3 {
			if _, err := out.Write(part); err != nil {
				return out.End(err)
			}
			time.Sleep(600 * time.Millisecond) // longer in all than the server's deadline
		}
		_, err := out.Write(part)
		return out.End(err)
	})
	if err != nil || len(text) != 40000 || answer.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("a file that takes its time: %d bytes, %v", len(text), err)
	}
	answer, text, err = over(t, func(w http.ResponseWriter) error { return File{Name: "x.csv"}.Stream(w).End(broken) })
	if err != nil || answer.StatusCode != http.StatusTeapot || answer.Header.Get("Content-Disposition") != "" {
		t.Errorf("before the first byte nothing is a file yet: %v %q %v", answer.StatusCode, text, err)
	}
	_, text, err = over(t, func(w http.ResponseWriter) error {
		return File{Name: "x.bin"}.Copy(w, io.MultiReader(bytes.NewReader(part), iotest.ErrReader(broken)))
	})
	if err == nil {
		t.Errorf("half a file looks like a whole one: %d bytes", len(text))
	}
	answer, _, err = over(t, func(w http.ResponseWriter) error { return File{Name: "x.bin"}.Copy(w, iotest.ErrReader(broken)) })
	if err != nil || answer.StatusCode != http.StatusTeapot {
		t.Errorf("what cannot be read is told: %v", err)
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	rows, err := CSV(&b, "名称", "数")
	if err != nil {
		t.Fatal(err)
	}
	cells := []string{"=cmd|'/c calc'!A0", "3"}
	if err := rows.Write(cells...); err != nil {
		t.Fatal(err)
	}
	if err := rows.Write("引\"号,逗号", "\t=1"); err != nil {
		t.Fatal(err)
	}
	if err := rows.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeff名称,数\r\n'=cmd|'/c calc'!A0,3\r\n\"引\"\"号,逗号\",'=1\r\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	if cells[0][0] != '=' {
		t.Error("the caller's row was written over")
	}
	if _, err := CSV(failing{}, "名称"); err == nil {
		t.Error("a full disk goes unnoticed at the mark")
	}
	full := &filling{left: 1}
	if rows, err = CSV(full, "名称"); err != nil {
		t.Fatal(err)
	}
	if err := rows.Flush(); err == nil {
		t.Error("a full disk goes unnoticed at the end")
	}
}

func TestTable(t *testing.T) {
	columns := []render.SheetColumn{{Title: "名称"}, {Title: "数", Number: true}}
	broken := errors.New("the names cannot be read")
	give := func(n int, end error) iter.Seq2[[]string, error] {
		return func(yield func([]string, error) bool) {
			for i := range n {
				if !yield([]string{"=第" + strconv.Itoa(i), strconv.Itoa(i)}, nil) {
					return
				}
			}
			if end != nil {
				yield(nil, end)
			}
		}
	}
	answer, text, err := over(t, func(w http.ResponseWriter) error { return File{Name: "单.csv"}.Table(w, columns, give(2, nil)) })
	if err != nil || string(text) != "\ufeff名称,数\r\n'=第0,0\r\n'=第1,1\r\n" || answer.Header.Get("Content-Type") != Media("csv") || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q %v, %v", text, answer.Header, err)
	}
	answer, text, err = over(t, func(w http.ResponseWriter) error { return File{Name: "单.xlsx"}.Table(w, columns, give(2, nil)) })
	if err != nil || !bytes.HasPrefix(text, []byte("PK")) || answer.Header.Get("Content-Type") != Media("xlsx") {
		t.Errorf("%v, %v", answer.Header, err)
	}
	for _, name := range []string{"单.csv", "单.xlsx"} {
		answer, text, err = over(t, func(w http.ResponseWriter) error { return File{Name: name}.Table(w, columns, give(3, broken)) })
		if err != nil || answer.StatusCode != http.StatusTeapot {
			t.Errorf("%s: what fails early is told: %d %q, %v", name, answer.StatusCode, text, err)
		}
		if _, text, err = over(t, func(w http.ResponseWriter) error { return File{Name: name}.Table(w, columns, give(50_000, broken)) }); err == nil {
			t.Errorf("%s: half a file looks like a whole one: %d bytes", name, len(text))
		}
	}
	if err := (File{Name: "单.ods"}).Table(httptest.NewRecorder(), columns, give(1, nil)); err == nil {
		t.Error("a format that nobody writes")
	}
}

// filling takes a few writes and no more.
type filling struct{ left int }

func (f *filling) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
