package desktest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yangguang/internal/blob"
	"yangguang/internal/calendar"
	"yangguang/internal/request"
	"yangguang/internal/vault"
	"yangguang/internal/web"
)

// Card is a resident's number of nobody: no county has the code 110100, its
// check digit fits.
func Card(n int) string {
	for _, check := range "0123456789X" {
		number := fmt.Sprintf("11010019900307%03d%c", n, check)
		if request.CheckDocument(request.ResidentID, number, calendar.On(2026, 11, 20)) == nil {
			return number
		}
	}
	panic("no check digit fits")
}

// fileStore keeps attachments in a folder of the test.
func fileStore(t testing.TB, keys *vault.Vault) *blob.Sealed {
	t.Helper()
	disk, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return blob.NewSealed(disk, keys)
}

// publishedHere is a site that has published three things.
func publishedHere(_ context.Context, _ web.Site, words string) (found []web.Found, err error) {
	for _, title := range []string{"老旧小区改造三年计划", "老旧小区加装电梯补贴办法", "2025年政府信息公开工作年度报告"} {
		if strings.Contains(title, words) {
			found = append(found, web.Found{Label: title, Href: "/zfxxgk/gknb/", Kind: "文件", Text: "已公开的内容摘要", Day: "2026-01-20"})
			found[len(found)-1].Href += "?t=" + title
		}
	}
	return found, nil
}
