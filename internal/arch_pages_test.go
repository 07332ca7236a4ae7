package internal

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A page embeds web.Shell, which the layout reads. A field of the page that
// bears the name of one of the shell's hides it from the layout: the page
// answers 500, or shows another thing in its head.
func TestPagesHideNothingOfTheShell(t *testing.T) {
	house := read(t)
	shell := house.shell()
	if len(shell) < 20 {
		t.Fatalf("only %d fields of web.Shell read", len(shell))
	}
	for _, at := range hiding(house.files, shell) {
		t.Error(at)
	}
}

// shell gives the exported fields of web.Shell.
func (h *house) shell() []string {
	var names []string
	for _, f := range h.files {
		if f.pkg != "web" {
			continue
		}
		structs(f, func(name string, s *ast.StructType) {
			if name == "Shell" {
				names = append(names, fieldNames(s)...)
			}
		})
	}
	return slices.DeleteFunc(names, func(n string) bool { return !ast.IsExported(n) })
}

// hiding tells of the fields that hide one of the shell's, in the pages of the
// files and in what they embed beside the shell.
func hiding(files []file, shell []string) []string {
	all := map[string]*ast.StructType{} // by package and name
	for _, f := range files {
		structs(f, func(name string, s *ast.StructType) { all[f.pkg+"."+name] = s })
	}
	var found []string
	for _, f := range files {
		structs(f, func(name string, s *ast.StructType) {
			if !slices.ContainsFunc(embedded(s), isShell) {
				return
			}
			fields := fieldNames(s)
			for _, e := range embedded(s) {
				if of := all[f.pkg+"."+e]; of != nil && !isShell(e) {
					fields = append(fields, fieldNames(of)...)
				}
			}
			for _, field := range fields {
				if slices.Contains(shell, field) {
					found = append(found, f.name+":"+strconv.Itoa(f.line(s.Pos()))+": "+name+"."+field+" hides web.Shell's from the layout")
				}
			}
		})
	}
	return found
}

// A template asks the platform for the platform's own sheets alone; for those of
// its ledger it asks the page ({{.Asset "report.css"}}), which fails on a name
// that nobody has handed over. The platform gives "" for such a name, and the
// page stands there without its look.
func TestTemplatesAskForWhatThereIs(t *testing.T) {
	house := read(t)
	there := map[string]bool{}
	for _, x := range house.texts {
		switch path.Dir(x.name) {
		case "web/static":
			there[path.Base(x.name)] = true
		case "web/islands": // which the build makes
			there[strings.TrimSuffix(path.Base(x.name), ".ts")+".js"] = true
		}
	}
	asked := 0
	for _, x := range house.texts {
		for _, name := range assetsAsked(x) {
			if asked++; !there[name] {
				t.Errorf("%s asks the platform for %s, which is not its own: {{.Asset %q}} asks the ledgers", x.name, name, name)
			}
		}
	}
	if asked < 20 {
		t.Errorf("only %d files asked for", asked)
	}
}

var assetAsked = regexp.MustCompile(`[^.]\basset "([^"]+)"`)

// assetsAsked gives the files a template asks the platform for.
func assetsAsked(x text) []string {
	var names []string
	if path.Ext(x.name) == ".html" {
		for _, m := range assetAsked.FindAllStringSubmatch(x.body, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

func TestPlantedAssets(t *testing.T) {
	got := assetsAsked(text{"guide/desk/templates/public/guide.html", `{{asset "guide.css"}} {{.Asset "report.css"}} {{with asset "app.js"}}`})
	if !slices.Equal(got, []string{"guide.css", "app.js"}) {
		t.Errorf("asked for %q", got)
	}
}

func structs(f file, yield func(name string, s *ast.StructType)) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			if s, ok := spec.Type.(*ast.StructType); ok {
				yield(spec.Name.Name, s)
			}
		}
		return true
	})
}

func fieldNames(s *ast.StructType) []string {
	var names []string
	for _, field := range s.Fields.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// embedded gives the names of the types that a struct embeds.
func embedded(s *ast.StructType) []string {
	var names []string
	for _, field := range s.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		of := field.Type
		if star, ok := of.(*ast.StarExpr); ok {
			of = star.X
		}
		switch x := of.(type) {
		case *ast.SelectorExpr:
			if pkg, ok := x.X.(*ast.Ident); ok {
				names = append(names, pkg.Name+"."+x.Sel.Name)
			}
		case *ast.Ident:
			names = append(names, x.Name)
		}
	}
	return names
}

func isShell(name string) bool { return name == "web.Shell" || name == "Shell" }

func TestPlantedPages(t *testing.T) {
	for _, c := range []struct {
		code, want string
	}{
		{`type page struct { web.Shell; Own string }`, "page.Own hides"},
		{`type page struct { web.Shell; A, Title string }`, "page.Title hides"},
		{`type page struct { web.Shell; *rest }; type rest struct { Own string }`, "page.Own hides"},
		{`type page struct { web.Shell; Rest string }`, ""},
		{`type row struct { Own string }`, ""},
	} {
		f, err := parse("internal/x/desk/page.go", "package desk\n"+c.code+"\n")
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(hiding([]file{f}, []string{"Own", "Title"}), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
}
