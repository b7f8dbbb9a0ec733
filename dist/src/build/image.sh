#!/bin/sh
# Makes an image of the ferry command with its own Java, and a Debian package of it where that can be made.
# image.sh JAVA_HOME MODULES TARGET VERSION: TARGET holds the archive; the image is TARGET/image/onnxferry-VERSION.
set -eu
java_home=$1 modules=$2 target=$3 version=$4
name=onnxferry-$version
platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

rm -rf "$target/image"
mkdir -p "$target/image"
tar -xzf "$target/$name.tar.gz" -C "$target/image"
image=$target/image/$name
"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=2 \
    --output "$image/runtime"
# The symbols of the virtual machine are a sixth of it, and serve only its own developers.
if [ "$(uname -s)" = Linux ] && command -v strip >/dev/null; then
    strip --strip-unneeded "$image/runtime/lib/server/libjvm.so"
fi
tar -czf "$target/$name-$platform.tar.gz" -C "$target/image" "$name"

if command -v dpkg-deb >/dev/null && command -v fakeroot >/dev/null; then
    rm -f "$target"/*.deb
    "$java_home/bin/jpackage" --type deb --app-image "$image" --name onnxferry --app-version "${version%-SNAPSHOT}" \
        --dest "$target" --description "Converts ONNX models into TensorFlow SavedModels" --vendor "ONNX Ferry" \
        --linux-deb-maintainer "onnxferry@users.noreply.github.com" --license-file "$image/LICENSE" \
        --resource-dir "$(dirname "$0")/../deb"
fi
