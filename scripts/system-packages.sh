#!/bin/sh
# What tests need beyond Python: Chromium and fonts with Chinese characters for the browser tests, Java for Spark, LibreOffice to
# open workbooks. Installed on Debian as root; elsewhere the lack is named and the tests that need it say that they were skipped.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
{ command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh)" ]; } || missing="$missing fonts-noto-cjk fontconfig"
command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "not installed:$missing (the tests that need them will be skipped; install these packages to run them)"
fi
