// What the native peers have in common: they read commands from standard input, one a line, its words parted by tabs, and
// answer each with a line.
//
//   decode FILE SECONDS                                  -> ok MILLISECONDS HASH
//   encode RAW WIDTH HEIGHT COMPONENTS BITS SIGNED SECONDS OUT  -> ok MILLISECONDS LENGTH
//
// Each runs in memory over and over for the time given and answers the CPU time of one run. HASH is that of all samples,
// plane by plane. RAW holds planes of little-endian 32-bit samples; OUT takes one codestream. SIGNED is 0 or 1.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using Bytes = std::vector<unsigned char>;

struct Image {
    unsigned width = 0, height = 0, components = 0, depth = 0;
    bool is_signed = false;
    std::vector<int32_t> samples;  // plane by plane
};

// Of the codec at hand.
long long decode(const Bytes& codestream, Image* keep);  // a sum of samples, so that no work is left out
size_t encode(const Image& image, Bytes* keep);

static double cpu_seconds() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static Bytes read_file(const std::string& name) {
    Bytes file;
    FILE* in = fopen(name.c_str(), "rb");
    if (!in) {
        fprintf(stderr, "cannot open %s\n", name.c_str());
        exit(1);
    }
    unsigned char buffer[65536];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, in)) > 0;) file.insert(file.end(), buffer, buffer + n);
    fclose(in);
    return file;
}

template <typename Run>
static double milliseconds(double seconds, Run run) {
    int rounds = 0;
    double begin = cpu_seconds(), end;
    do {
        run();
        rounds++;
        end = cpu_seconds();
    } while (end - begin < seconds);
    return (end - begin) * 1000 / rounds;
}

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string command, name;
        std::getline(words, command, '\t');
        std::getline(words, name, '\t');
        if (command == "decode") {
            double seconds;
            words >> seconds;
            Bytes file = read_file(name);
            Image image;
            long long sum = decode(file, &image);
            uint32_t hash = 0;
            for (int32_t sample : image.samples) hash = hash * 31 + static_cast<uint32_t>(sample);
            double time = milliseconds(seconds, [&] {
                if (decode(file, nullptr) != sum) exit(1);
            });
            printf("ok\t%.5f\t%u\n", time, hash);
        } else if (command == "encode") {
            Image image;
            double seconds;
            std::string out;
            words >> image.width >> image.height >> image.components >> image.depth >> image.is_signed >> seconds;
            std::getline(words, out, '\t');
            std::getline(words, out, '\t');
            Bytes raw = read_file(name);
            image.samples.resize(raw.size() / 4);
            for (size_t i = 0; i < image.samples.size(); i++)
                image.samples[i] = static_cast<int32_t>(raw[4 * i] | raw[4 * i + 1] << 8 | raw[4 * i + 2] << 16 |
                                                        static_cast<uint32_t>(raw[4 * i + 3]) << 24);
            Bytes codestream;
            size_t length = encode(image, &codestream);
            FILE* file = fopen(out.c_str(), "wb");
            if (!file || fwrite(codestream.data(), 1, codestream.size(), file) != codestream.size()) return 1;
            fclose(file);
            // Lengths may differ by some bytes from run to run: OpenJPH 0.9 tells by memory that it has not written, too,
            // whether a code-block of an odd size is empty (valgrind shows it in codeblock::encode).
            size_t shortest = length;
            double time = milliseconds(seconds, [&] { shortest = std::min(shortest, encode(image, nullptr)); });
            if (shortest == 0) return 1;
            printf("ok\t%.5f\t%zu\n", time, length);
        } else {
            return 2;
        }
        fflush(stdout);
    }
    return 0;
}
