#!/bin/sh
# Compares decoding with the native libraries: CPU time of one thread, alternating in one run, best of three rounds each.
# Usage: compare-decode.sh openjpeg|openjph FILE...
# Needs g++ and Debian's libopenjp2-7-dev, libopenjph-dev; the codec's classes built by ./mvnw -pl cloud-dicom-codec compile.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
classes=$here/../../cloud-dicom-codec/target/classes
work=${TMPDIR:-/tmp}/cloud-dicom-peers
mkdir -p "$work"
peer=$1
shift
case $peer in
openjpeg) g++ -O2 -o "$work/peer" "$here/openjpeg_decode.cpp" $(pkg-config --cflags --libs libopenjp2) ;;
openjph) g++ -O2 -o "$work/peer" "$here/openjph_decode.cpp" -lopenjph ;;
*) exit 2 ;;
esac
javac -nowarn -cp "$classes" -d "$work" "$here/DecodeLoop.java"
printf '%-40s %10s %10s %7s\n' file "$peer ms" "java ms" ratio
for file; do
    native=999999
    java=999999
    for round in 1 2 3; do
        read -r time sum <<EOF
$("$work/peer" "$file" 2)
EOF
        native=$(printf '%s\n%s\n' "$native" "$time" | sort -g | head -n 1)
        read -r time ours <<EOF
$(java -Xmx1g -cp "$classes:$work" DecodeLoop "$file" 2)
EOF
        java=$(printf '%s\n%s\n' "$java" "$time" | sort -g | head -n 1)
        [ "$sum" = "$ours" ] || { echo "different samples: $file" >&2; exit 1; }
    done
    awk -v f="$(basename "$file")" -v n="$native" -v j="$java" \
        'BEGIN { printf "%-40s %10.2f %10.2f %7.3f\n", f, n, j, n / j }'
done | awk '{ print; fflush(); sum += log($4); count++ } END { printf "geometric mean of ratios %.3f\n", exp(sum / count) }'
