#!/bin/sh
# Compares lossless HTJ2K encoding with OpenJPH: CPU time of one thread, alternating in one run, best of three rounds
# each, and lengths. The samples are those of HTJ2K codestreams.
# Usage: compare-encode.sh FILE...
# Needs g++ and Debian's libopenjph-dev; the codec's classes built by ./mvnw -pl cloud-dicom-codec compile.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
classes=$here/../../cloud-dicom-codec/target/classes
work=${TMPDIR:-/tmp}/cloud-dicom-peers
mkdir -p "$work"
g++ -O2 -o "$work/encode-peer" "$here/openjph_encode.cpp" -lopenjph
javac -nowarn -cp "$classes" -d "$work" "$here/EncodeLoop.java"
printf '%-32s %10s %10s %7s %10s\n' file "openjph ms" "java ms" ratio "size ratio"
for file; do
    native=999999
    java=999999
    for round in 1 2 3; do
        read -r time length <<EOF
$("$work/encode-peer" "$file" 2)
EOF
        native=$(printf '%s\n%s\n' "$native" "$time" | sort -g | head -n 1)
        read -r time ours <<EOF
$(java -Xmx1g -cp "$classes:$work" EncodeLoop "$file" 2)
EOF
        java=$(printf '%s\n%s\n' "$java" "$time" | sort -g | head -n 1)
    done
    awk -v f="$(basename "$file")" -v n="$native" -v j="$java" -v l="$length" -v o="$ours" \
        'BEGIN { printf "%-32s %10.2f %10.2f %7.3f %10.5f\n", f, n, j, n / j, o / l }'
done | awk '{ print; fflush(); sum += log($4); size += log($5); count++ }
    END { printf "geometric means: speed %.3f, size %.5f\n", exp(sum / count), exp(size / count) }'
