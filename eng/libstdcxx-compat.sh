#!/bin/sh
# Lets TorchSharp's native library load where libstdc++ is older than GCC 13's (Debian 12).
#
# libLibTorchSharp.so asks for the symbol version GLIBCXX_3.4.32 for one marker symbol that does nothing
# (std::ios_base_library_init). Where the system's libstdc++ lacks it, a copy of the library is made that needs a
# small stub instead, which defines that version and hands everything else to the real libstdc++.
#
# usage: libstdcxx-compat.sh DIRECTORY     the folder that holds libLibTorchSharp.so; does nothing where nothing is needed
set -eu
directory=$1
library=$directory/libLibTorchSharp.so
[ -e "$library" ] || exit 0
[ -e "$directory/libglibcxx_compat.so" ] && [ -s "$library" ] && grep -q libglibcxx_compat "$library" && exit 0

system=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*x86-64/ {print $NF; exit}')
if [ -z "$system" ]; then
    echo "libstdc++ was not found: install it (apt-get install libstdc++6)" >&2
    exit 1
fi
grep -q GLIBCXX_3.4.32 "$system" && exit 0

for tool in gcc patchelf; do
    if ! command -v $tool >/dev/null; then
        echo "$tool is missing and needed to fit TorchSharp to this system's libstdc++: apt-get install $tool" >&2
        exit 1
    fi
done

original=$(readlink -f "$library")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mtrl/torchsharp-$(sha256sum "$original" | cut -c1-16)
if [ ! -e "$cache/libLibTorchSharp.so" ]; then
    # Projects are built side by side: each makes its own folder, and the first one to finish gives it its name.
    mkdir -p "$(dirname "$cache")"
    work=$(mktemp -d "$cache.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    {
        previous=
        for version in GLIBCXX_3.4 $(seq -f GLIBCXX_3.4.%g 1 32); do
            case $version in
                *.32) echo "$version { global: _ZSt21ios_base_library_initv; } $previous;" ;;
                *) echo "$version { } $previous;" ;;
            esac
            previous=$version
        done
        previous=
        for version in CXXABI_1.3 $(seq -f CXXABI_1.3.%g 1 14); do
            echo "$version { } $previous;"
            previous=$version
        done
    } >"$work/versions.map"
    echo 'void _ZSt21ios_base_library_initv(void) {}' >"$work/stub.c"
    gcc -shared -fPIC -O2 -o "$work/libglibcxx_compat.so" "$work/stub.c" \
        -Wl,--version-script="$work/versions.map" -Wl,-soname,libglibcxx_compat.so -Wl,--no-as-needed "$system"
    cp "$original" "$work/libLibTorchSharp.so"
    chmod u+w "$work/libLibTorchSharp.so"
    patchelf --replace-needed libstdc++.so.6 libglibcxx_compat.so "$work/libLibTorchSharp.so"
    rm "$work/versions.map" "$work/stub.c"
    chmod 755 "$work"
    mv -T "$work" "$cache" 2>/dev/null || [ -e "$cache/libLibTorchSharp.so" ]
fi
ln -sf "$cache/libglibcxx_compat.so" "$directory/libglibcxx_compat.so"
ln -sf "$cache/libLibTorchSharp.so" "$library"
