package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
)

func TestRotatedKeysKeepTheOldOnes(t *testing.T) {
	c, err := Config{Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}.FromEnvironment(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, purpose := range Purposes() {
		if err := RotateKey(ctx, c, purpose, io.Discard); err != nil {
			t.Fatalf("%s: %v", purpose, err)
		}
	}
	var list bytes.Buffer
	if err := ListKeys(ctx, c, &list); err != nil {
		t.Fatal(err)
	}
	for _, purpose := range Purposes() {
		retired, current := 0, 0
		for _, line := range strings.Split(list.String(), "\n") {
			switch {
			case !strings.Contains(line, " "+purpose+" "):
			case strings.Contains(line, "已停用"):
				retired++
			default:
				current++
			}
		}
		if retired != 1 || current != 1 {
			t.Errorf("%s: %d retired and %d current keys in\n%s", purpose, retired, current, list.String())
		}
	}
	ring, err := os.ReadFile(c.Keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range strings.FieldsFunc(string(ring), func(r rune) bool { return strings.ContainsRune("\" \n,:{}[]", r) }) {
		if len(secret) >= 40 && strings.Contains(list.String(), secret) {
			t.Error("the list shows a secret of the key file")
		}
	}
	ok, err := VerifyAudit(ctx, c, nil, false, io.Discard)
	if err != nil || !ok {
		t.Errorf("the audit log after rotation: %v %v", ok, err)
	}
	if err := RotateKey(ctx, c, "session", io.Discard); err == nil || !strings.Contains(err.Error(), "session") {
		t.Errorf("a purpose nobody rotates: %v", err)
	}
}
