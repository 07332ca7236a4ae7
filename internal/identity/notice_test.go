package identity

import (
	"slices"
	"testing"
)

// The clauses were read in the statute: 17①, 30, 31 and 35 say what is told,
// 44 to 50 give the rights, 36 says where the data lie.
func TestNoticeClauses(t *testing.T) {
	var told []string
	for _, r := range NoticeDuty() {
		told = append(told, r.Short())
	}
	if want := []string{"个保法 17①", "个保法 30", "个保法 31", "个保法 35"}; !slices.Equal(told, want) {
		t.Errorf("told by %q", told)
	}
	var articles []int
	for _, r := range Rights() {
		articles = append(articles, r.Cite.Article)
		if err := r.Cite.Check(); err != nil || r.Text == "" {
			t.Errorf("%s: %v", r.Text, err)
		}
	}
	if want := []int{44, 45, 46, 47, 48, 50}; !slices.Equal(articles, want) {
		t.Errorf("rights of %v", articles)
	}
	if Child().Cite.Article != 31 || Here().Cite.Article != 36 {
		t.Error("children stand in 31, storage in 36")
	}
}
