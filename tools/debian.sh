#!/bin/sh
# Installs the Debian packages the tests need and the machine lacks; with the word
# `fonts` only what the build itself takes from Debian. A machine
# that has them all is left alone and needs no network.
set -eu
need=""
[ -e /usr/share/fonts/truetype/hanazono/HanaMinB.ttf ] || need="$need fonts-hanazono"
if [ "${1:-}" != fonts ]; then
	command -v chromium >/dev/null 2>&1 || need="$need chromium"
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$need postgresql"
	command -v pdftotext >/dev/null 2>&1 || need="$need poppler-utils"
	fc-list :lang=zh-cn 2>/dev/null | grep -q . || need="$need fontconfig fonts-noto-cjk"
	command -v git >/dev/null 2>&1 || need="$need git"
	[ "${1:-}" != gate ] || { command -v gcc >/dev/null 2>&1 && [ -e /usr/include/stdlib.h ]; } || need="$need gcc libc6-dev"
	[ "${1:-}" != bench ] || command -v soffice >/dev/null 2>&1 || need="$need libreoffice-writer-nogui libreoffice-calc-nogui"
	[ "${1:-}" != bench ] || command -v rg >/dev/null 2>&1 || need="$need ripgrep"
	[ "${1:-}" != bench ] || command -v wrk >/dev/null 2>&1 || need="$need wrk"
	[ "${1:-}" != bench ] || [ -x /usr/sbin/nginx ] || need="$need nginx-light"
fi
[ -n "$need" ] || exit 0
echo "==> 安装 Debian 软件包:$need"
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
# shellcheck disable=SC2086 # the list is words on purpose
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $need >/dev/null
