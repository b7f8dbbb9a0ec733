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

if command -v dpkg-deb >/dev/null; then
    root=$target/deb
    rm -rf "$root" "$target"/*.deb
    mkdir -p "$root/DEBIAN" "$root/opt" "$root/usr/bin"
    cp -a "$image" "$root/opt/onnxferry"
    ln -s /opt/onnxferry/bin/ferry "$root/usr/bin/ferry"
    architecture=$(dpkg --print-architecture)
    cat >"$root/DEBIAN/control" <<END
Package: onnxferry
Version: $(echo "$version" | sed 's/-SNAPSHOT/~snapshot/')
Section: science
Priority: optional
Architecture: $architecture
Depends: libc6, zlib1g
Installed-Size: $(du -sk "$root/opt" | cut -f1)
Maintainer: The ONNX Ferry authors <onnxferry@users.noreply.github.com>
Description: converts ONNX models into TensorFlow SavedModels
 Its own Java is inside. The runtimes that ferry check needs are not: see
 /opt/onnxferry/lib/runtimes/README.md.
END
    dpkg-deb --root-owner-group --build "$root" "$target/onnxferry_${version}_$architecture.deb"
fi
