#!/bin/sh
# Compares transcoding Part 1 to HTJ2K with decoding by OpenJPEG and encoding by OpenJPH: CPU time of one thread,
# alternating in one run, best of three rounds each. OpenJPH encodes losslessly the samples of what was transcoded.
# Usage: compare-transcode.sh FILE...
# Needs g++ and Debian's libopenjp2-7-dev, libopenjph-dev; the codec's classes built by ./mvnw -pl cloud-dicom-codec compile.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
classes=$here/../../cloud-dicom-codec/target/classes
work=${TMPDIR:-/tmp}/cloud-dicom-peers
mkdir -p "$work"
g++ -O2 -o "$work/openjpeg-decode" "$here/openjpeg_decode.cpp" $(pkg-config --cflags --libs libopenjp2)
g++ -O2 -o "$work/openjph-encode" "$here/openjph_encode.cpp" -lopenjph
javac -nowarn -cp "$classes" -d "$work" "$here/TranscodeLoop.java" "$here/TranscodeFile.java"
printf '%-28s %10s %10s %10s %7s %10s\n' file "decode ms" "encode ms" "java ms" ratio "size ratio"
for file; do
    java -cp "$classes:$work" TranscodeFile "$file" "$work/transcoded.j2c"
    decode=999999
    encode=999999
    java=999999
    for round in 1 2 3; do
        read -r time rest <<EOF
$("$work/openjpeg-decode" "$file" 2)
EOF
        decode=$(printf '%s\n%s\n' "$decode" "$time" | sort -g | head -n 1)
        read -r time length <<EOF
$("$work/openjph-encode" "$work/transcoded.j2c" 2)
EOF
        encode=$(printf '%s\n%s\n' "$encode" "$time" | sort -g | head -n 1)
        read -r time ours <<EOF
$(java -Xmx1g -cp "$classes:$work" TranscodeLoop "$file" 2)
EOF
        java=$(printf '%s\n%s\n' "$java" "$time" | sort -g | head -n 1)
    done
    awk -v f="$(basename "$file")" -v d="$decode" -v e="$encode" -v j="$java" -v l="$length" -v o="$ours" \
        'BEGIN { printf "%-28s %10.2f %10.2f %10.2f %7.3f %10.5f\n", f, d, e, j, (d + e) / j, o / l }'
done | awk '{ print; fflush(); sum += log($5); count++ } END { printf "geometric mean of ratios %.3f\n", exp(sum / count) }'
